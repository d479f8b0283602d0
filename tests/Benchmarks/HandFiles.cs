// Reads ADBench's hand models and hands.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using GradBench.Problems;

namespace Autodiff.Benchmarks;

internal static class HandFiles
{
    /// <param name="most">The most correspondences, from the first one on.</param>
    public static HandTracking Read(string folder, string name, bool isComplicated, int most = int.MaxValue)
    {
        string[][] bones = Fields(Path.Combine(folder, "model", "bones.txt"));
        string[][] vertices = Fields(Path.Combine(folder, "model", "vertices.txt"));
        int[][] triangles = [.. Fields(Path.Combine(folder, "model", "triangles.txt")).Select(f => f.Select(int.Parse).ToArray())];
        double[] weights = new double[vertices.Length * bones.Length];
        for (int v = 0; v < vertices.Length; v++)
            for (int pair = 0; pair < int.Parse(vertices[v][8], CultureInfo.InvariantCulture); pair++)
                weights[(v * bones.Length) + int.Parse(vertices[v][9 + (2 * pair)], CultureInfo.InvariantCulture)] = Number(vertices[v][10 + (2 * pair)]);

        string[] lines = [.. File.ReadAllLines(Path.Combine(folder, name + ".txt")).Where(l => l.Trim().Length > 0)];
        int count = int.Parse(lines[0].Split(' ')[0], CultureInfo.InvariantCulture), taken = Math.Min(count, most);
        double[][] measured = [.. lines.Skip(1).Take(taken).Select(Numbers)];
        double[] us = isComplicated ? [.. lines.Skip(1 + count).Take(taken).SelectMany(Numbers)] : [];
        int[] correspondences = [.. measured.Select(m => (int)m[0])];
        return new HandTracking
        {
            Theta = [.. lines.Skip(1 + (isComplicated ? 2 : 1) * count).Select(Number)], Us = us,
            Parents = [.. bones.Select(b => int.Parse(b[1], CultureInfo.InvariantCulture))],
            Relative = [.. bones.SelectMany(b => b.Skip(2).Take(12).Select(Number))], Inverse = [.. bones.SelectMany(b => b.Skip(18).Take(12).Select(Number))],
            Positions = [.. vertices.SelectMany(v => v.Take(3).Select(Number).Append(1))], Weights = weights,
            Vertices = isComplicated ? [.. correspondences.SelectMany(c => triangles[c])] : correspondences,
            IsMirrored = false, Points = [.. measured.SelectMany(m => m.Skip(1))],
        };
    }

    private static string[][] Fields(string file) => [.. File.ReadAllLines(file).Where(l => l.Trim().Length > 0).Select(l => l.Split(':', StringSplitOptions.RemoveEmptyEntries))];

    private static double[] Numbers(string line) => [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

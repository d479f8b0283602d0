// Reads the optical digits that lie beside the executable.
using System;
using System.Globalization;
using System.IO;

namespace Quickstart;

/// <summary>Images, scaled to 0..1 and stored one after another, and their labels.</summary>
public sealed record Digits(double[] Images, int[] Labels)
{
    public int Count => Labels.Length;

    public ReadOnlySpan<double> Image(int index) => Images.AsSpan(index * Network.Inputs, Network.Inputs);

    public static Digits Read(string fileName)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "data", fileName));
        var digits = new Digits(new double[lines.Length * Network.Inputs], new int[lines.Length]);
        for (int row = 0; row < lines.Length; row++)
        {
            string[] fields = lines[row].Split(',');
            if (fields.Length != Network.Inputs + 1) throw new InvalidDataException($"{fileName}, line {row + 1}: {fields.Length} fields instead of {Network.Inputs + 1}.");
            for (int i = 0; i < Network.Inputs; i++)
            {
                digits.Images[(row * Network.Inputs) + i] = int.Parse(fields[i], CultureInfo.InvariantCulture) / 16.0;
            }

            digits.Labels[row] = int.Parse(fields[^1], CultureInfo.InvariantCulture);
        }

        return digits;
    }
}

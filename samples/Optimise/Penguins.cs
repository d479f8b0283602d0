// The penguins data: four measurements, standardised, and the sex of the bird.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Optimise;

/// <summary>Measurements row by row, and labels: 1 for a female bird.</summary>
internal sealed record Penguins(double[] Features, int[] Labels)
{
    public const int Columns = 4;

    public static Penguins Load()
    {
        List<double[]> rows = [];
        List<int> labels = [];
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "penguins.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            if (cells.Contains("NA")) continue;
            rows.Add([.. cells[2..6].Select(c => double.Parse(c, CultureInfo.InvariantCulture))]);
            labels.Add(cells[6] == "female" ? 1 : 0);
        }

        double[] features = new double[rows.Count * Columns];
        for (int k = 0; k < Columns; k++)
        {
            double mean = rows.Average(r => r[k]), deviation = Math.Sqrt(rows.Average(r => (r[k] - mean) * (r[k] - mean)));
            for (int i = 0; i < rows.Count; i++) features[(i * Columns) + k] = (rows[i][k] - mean) / deviation;
        }

        return new Penguins(features, [.. labels]);
    }

    public double Accuracy(ReadOnlySpan<double> w)
    {
        int right = 0;
        for (int i = 0; i < Labels.Length; i++)
        {
            double z = w[Columns];
            for (int k = 0; k < Columns; k++) z += w[k] * Features[(i * Columns) + k];
            if (z > 0 == (Labels[i] == 1)) right++;
        }

        return (double)right / Labels.Length;
    }
}

// Which of three species is it? Scores are linear in four measurements.
using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Autodiff;

namespace AutogradTour.Examples;

internal static class SoftmaxRegression
{
    public static Example Example { get; } = new("softmax regression on the penguins, updated without recording", "loss falls, accuracy over 95 %", Run);

    private static string Run()
    {
        (Variable<double> features, int[] species) = Load();
        Variable<double> w = Variable.Create<double>(new double[4 * 3], [4, 3]), b = Variable.Create(0.0, 0, 0);
        double first = 0, last = 0;
        for (int step = 0; step < 200; step++)
        {
            using ReuseScope memory = Autograd.Reuse();
            using (Autograd.Record())
            {
                Variable<double> loss = (features.MatMul(w) + b).SoftmaxCrossEntropy(species).Mean();
                last = loss.Value;
                if (step == 0) first = last;
                loss.Backward();
                using (Autograd.Pause())
                {
                    w.SubtractInPlace(0.5 * w.Gradient!);
                    b.SubtractInPlace(0.5 * b.Gradient!);
                }
            }
        }

        Variable<double> scores = features.MatMul(w) + b;
        int right = 0;
        for (int i = 0; i < species.Length; i++)
        {
            ReadOnlySpan<double> row = scores.Values.Slice(3 * i, 3);
            if (row.IndexOf(Math.Max(row[0], Math.Max(row[1], row[2]))) == species[i]) right++;
        }

        double accuracy = (double)right / species.Length;
        Check.Near(Math.Log(3), first);
        Check.That(last < 0.1 * first, "the loss falls");
        Check.That(accuracy > 0.95, "accuracy over 95 %");
        return string.Create(CultureInfo.InvariantCulture, $"loss {first:F3} to {last:F3}, accuracy {accuracy:P1}");
    }

    private static (Variable<double> Features, int[] Species) Load()
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "penguins.csv")).Skip(1).Select(l => l.Split(',')).Where(c => !c.Contains("NA"))];
        double[] features = new double[rows.Length * 4];
        for (int k = 0; k < 4; k++)
        {
            double[] column = [.. rows.Select(c => double.Parse(c[2 + k], CultureInfo.InvariantCulture))];
            double mean = column.Average(), deviation = Math.Sqrt(column.Average(v => (v - mean) * (v - mean)));
            for (int i = 0; i < rows.Length; i++) features[(4 * i) + k] = (column[i] - mean) / deviation;
        }

        string[] names = [.. rows.Select(c => c[0]).Distinct()];
        return (Variable.Constant<double>(features, [rows.Length, 4]), [.. rows.Select(c => Array.IndexOf(names, c[0]))]);
    }
}

// Arrays of arrays: ragged rows read, passed on, sliced and written.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>A network whose layers differ in size.</summary>
public sealed class RaggedNet(double[][] weights, double[] output)
{
    public double[][] Weights { get; } = weights;

    public double[] Output { get; } = output;

    public static RaggedNet Shaped(int n)
    {
        var weights = new double[n][];
        for (int i = 0; i < n; i++) weights[i] = new double[(i % 3) + 1];
        return new RaggedNet(weights, new double[n]);
    }
}

public static partial class JaggedArrays
{
    [Differentiable]
    public static double Elements(double[][] a, double x)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < a[i].Length; j++) sum += a[i][j] * a[i][j] * Math.Sin(x * (i + j));
        }

        return sum;
    }

    [Differentiable]
    public static double Rows(double[][] a, ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double[] row = a[i];
            sum += Dot(row, x) * Dot(a[^1].AsSpan(), row);
            if (row.Length > 1) sum += row[^1] * Dot(row.AsSpan(1), x);
        }

        return sum;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++) sum += a[i] * b[i];
        return sum;
    }

    [Differentiable]
    public static double ForEach(float[][] a, double x)
    {
        double product = 1;
        foreach (float[] row in a)
        {
            double sum = x;
            foreach (float v in row) sum += v * v;
            product *= Math.Sqrt(sum + 3);
        }

        return product;
    }

    [Differentiable]
    public static void InPlace(double[][] a, double scale)
    {
        for (int i = 1; i < a.Length; i++)
        {
            for (int j = 0; j < a[i].Length; j++)
            {
                a[i][j] *= scale;
                if (a[i - 1].Length > 0) a[i][j] += a[i - 1][0] * a[i][j];
            }
        }
    }

    [Differentiable(nameof(a), nameof(y))]
    public static double TwoOfThem(double[][] a, double[][] b, Span<double> y)
    {
        double sum = 0;
        int i = 0;
        while (i < a.Length && i < y.Length && sum < 50)
        {
            Normalise(a[i], y[i]);
            y[i] = Total(a, i) * (b[i].Length + 1);
            sum += y[i] * y[i];
            i++;
        }

        return sum;
    }

    private static void Normalise(Span<double> row, double by)
    {
        double norm = by * by;
        foreach (double v in row) norm += v * v;
        for (int j = 0; j < row.Length; j++) row[j] /= Math.Sqrt(norm + 1);
    }

    private static double Total(double[][] a, int last)
    {
        double sum = 0;
        for (int i = 0; i <= last; i++)
        {
            foreach (double v in a[i]) sum += v * (i + 1);
        }

        return sum;
    }

    [Differentiable]
    public static double InAContainer(RaggedNet net, ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < net.Output.Length; i++) sum += net.Output[i] * Math.Tanh(Dot(net.Weights[i], x) + Total(net.Weights, i));
        return sum;
    }

    [Differentiable]
    public static double TwoNamesOfARow(double[][] a)
    {
        if (a.Length == 0 || a[0].Length == 0) return 1;
        double[] first = a[0];
        ref double corner = ref a[0][0];
        corner *= 2;
        first[0] *= corner;
        a[0][^1] += first[0] * first[0];
        return a[0][^1] * first[0];
    }
}

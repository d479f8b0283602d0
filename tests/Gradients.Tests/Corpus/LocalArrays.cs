// Arrays that live inside the method: new, stackalloc, collection expressions, inside loops, dynamic programming tables.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class LocalArrays
{
    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double NewArray(ReadOnlySpan<double> x)
    {
        double[] squares = new double[x.Length];
        for (int i = 0; i < x.Length; i++) squares[i] = x[i] * x[i];
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += squares[i] * x[x.Length - 1 - i];
        return sum;
    }

    /// <summary>Rented memory is dirty; a new array is zero.</summary>
    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double NewArrayIsZero(ReadOnlySpan<double> x)
    {
        var counts = new double[4];
        for (int i = 0; i < x.Length; i++) counts[i % 3] += x[i] * counts[(i + 1) % 3] + x[i];
        return counts[0] + (counts[1] * counts[2]) + counts[3];
    }

    [Differentiable]
    public static double StackallocFixed(double x, double y)
    {
        Span<double> powers = stackalloc double[4];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * x;
        double sum = 0;
        for (int i = 0; i < 4; i++) sum = sum * y + powers[i];
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 6)]
    public static double StackallocSized(ReadOnlySpan<double> x)
    {
        Span<double> shifted = stackalloc double[x.Length];
        for (int i = 0; i < x.Length; i++) shifted[i] = Math.Tanh(x[i]) + (i > 0 ? shifted[i - 1] : 0);
        double product = 1;
        foreach (double s in shifted) product *= 1 + (s * 0.25);
        return product;
    }

    [Differentiable]
    public static double CollectionExpression(double x, double y, double z)
    {
        double[] values = [x * y, y - z, z * z, x];
        double sum = 0;
        for (int i = 0; i < values.Length; i++) sum += values[i] * values[values.Length - 1 - i] * (i + 1);
        return sum;
    }

    [Differentiable]
    public static double SpanCollection(double x, double y)
    {
        ReadOnlySpan<double> weights = [0.25, 0.5, 2, 1.5];
        Span<double> work = [x, y, x + y, x * y];
        for (int i = 0; i < work.Length; i++) work[i] = work[i] * weights[i] + work[0];
        return work[^1] * work[1] - work[0];
    }

    [Differentiable]
    public static double ArrayInitializer(double x)
    {
        double[] coefficients = { 1, -0.5, 0.25 };
        double[] powers = new[] { x, x * x, x * x * x };
        return coefficients[0] * powers[0] + coefficients[1] * powers[1] + coefficients[2] * powers[2];
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double NewArrayInsideLoop(ReadOnlySpan<double> x)
    {
        double total = 1;
        for (int i = 0; i < x.Length; i++)
        {
            var row = new double[i + 1];
            for (int j = 0; j <= i; j++) row[j] = x[j] * x[i] + total;
            for (int j = 0; j <= i; j++) total += Math.Sin(row[j]) * row[i - j];
        }

        return total;
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double ScratchReusedInLoop(ReadOnlySpan<double> x)
    {
        Span<double> scratch = stackalloc double[3];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            scratch[0] = x[i];
            scratch[1] = scratch[0] * scratch[0] + total;
            scratch[2] = Math.Cos(scratch[1]) * x[0];
            total += scratch[1] * scratch[2];
        }

        return total;
    }

    /// <summary>A table over two indices in one array.</summary>
    [Differentiable]
    [Case("costs:12 rows=3 columns=4")]
    [Case("costs:1 rows=1 columns=1")]
    public static double CheapestPath(ReadOnlySpan<double> costs, int rows, int columns)
    {
        var best = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double from = 0;
                if (i > 0 && j > 0) from = Math.Min(best[(i - 1) * columns + j], best[i * columns + j - 1]);
                else if (i > 0) from = best[(i - 1) * columns + j];
                else if (j > 0) from = best[i * columns + j - 1];
                best[i * columns + j] = from + costs[i * columns + j] * costs[i * columns + j];
            }
        }

        return best[^1];
    }

    [Differentiable]
    [MayAllocate("no pool serves two-dimensional arrays")]
    [Case("n=1")]
    [Case("n=4")]
    public static double TwoDimensionalTable(double x, double y, int n)
    {
        double[,] table = new double[n + 1, n + 1];
        for (int i = 0; i <= n; i++)
        {
            table[i, 0] = i * x;
            table[0, i] = i * y;
        }

        for (int i = 1; i <= n; i++)
        {
            for (int j = 1; j <= n; j++) table[i, j] = table[i - 1, j] * 0.5 + Math.Sin(table[i, j - 1]) * x + table[i - 1, j - 1] * y;
        }

        return table[n, n];
    }

    [Differentiable]
    [Lengths(1, 2, 6)]
    public static double PingPong(ReadOnlySpan<double> x)
    {
        var a = new double[x.Length];
        var b = new double[x.Length];
        for (int i = 0; i < x.Length; i++) a[i] = x[i];
        for (int step = 0; step < 3; step++)
        {
            for (int i = 0; i < x.Length; i++) b[i] = a[i] * a[(i + 1) % x.Length] + x[i];
            for (int i = 0; i < x.Length; i++) a[i] = Math.Tanh(b[i]);
        }

        double sum = 0;
        foreach (double value in a) sum += value;
        return sum;
    }

    [Differentiable]
    [Lengths(2, 5)]
    public static double SliceOfLocalArray(ReadOnlySpan<double> x)
    {
        double[] work = new double[x.Length + 2];
        Span<double> all = work;
        Span<double> middle = all.Slice(1, x.Length);
        for (int i = 0; i < x.Length; i++) middle[i] = x[i] * x[i];
        double sum = 0;
        for (int i = 1; i + 1 < work.Length; i++) sum += work[i] * (work[i - 1] + work[i + 1]);
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    [Case("x:6")]
    public static double IntegerWorkArray(ReadOnlySpan<double> x)
    {
        Span<int> order = stackalloc int[x.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        for (int i = 1; i < order.Length; i++)
        {
            for (int j = i; j > 0 && x[order[j]] < x[order[j - 1]]; j--)
            {
                int t = order[j];
                order[j] = order[j - 1];
                order[j - 1] = t;
            }
        }

        double sum = 0;
        for (int i = 0; i < order.Length; i++) sum += x[order[i]] * x[order[i]] * (i + 1);
        return sum;
    }

    [Differentiable]
    [Domain(0.3, 1.2)]
    public static double ArrayInsideWhile(double x)
    {
        double value = x;
        while (value < 6)
        {
            Span<double> t = [value, value * x, 0.4];
            t[2] += t[0] * t[1];
            value += t[2];
        }

        return value;
    }
}

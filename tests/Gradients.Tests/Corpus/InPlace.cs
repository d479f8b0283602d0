// Memory that is overwritten: in-out spans, prefix sums, swaps, sorting steps, sweeps, repeated and computed indices.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class InPlace
{
    [Differentiable]
    [Lengths(0, 1, 2, 5)]
    public static void Chain(Span<double> y)
    {
        for (int i = 1; i < y.Length; i++) y[i] = y[i] * y[i - 1];
    }

    [Differentiable]
    public static void SquareAll(Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] *= y[i];
    }

    [Differentiable]
    public static void Scale(Span<double> y, double factor)
    {
        for (int i = 0; i < y.Length; i++) y[i] *= factor;
    }

    [Differentiable]
    public static void Copy(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = x[i];
    }

    [Differentiable]
    public static void AddTo(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] += x[i] * x[i];
    }

    [Differentiable]
    [Lengths(0, 1, 2, 6)]
    public static void PrefixSums(Span<double> y)
    {
        for (int i = 1; i < y.Length; i++) y[i] += y[i - 1];
    }

    [Differentiable]
    [Lengths(0, 1, 2, 6)]
    public static void PrefixProductsBackward(Span<double> y)
    {
        for (int i = y.Length - 2; i >= 0; i--) y[i] = y[i] * y[i + 1] + Math.Sin(y[i]);
    }

    [Differentiable]
    [Lengths(0, 1, 2, 5, 6)]
    public static void Reverse(Span<double> y)
    {
        for (int i = 0, j = y.Length - 1; i < j; i++, j--)
        {
            double t = y[i];
            y[i] = y[j];
            y[j] = t;
        }
    }

    [Differentiable]
    [Lengths(2, 3)]
    public static double SwapThenUse(Span<double> y)
    {
        double t = y[0];
        y[0] = y[1];
        y[1] = t * y[0];
        return y[0] * y[1] + t;
    }

    [Differentiable]
    [Lengths(0, 1, 2, 5)]
    public static void BubbleSort(Span<double> y)
    {
        for (int end = y.Length - 1; end > 0; end--)
        {
            for (int i = 0; i < end; i++)
            {
                if (y[i] > y[i + 1])
                {
                    double t = y[i];
                    y[i] = y[i + 1];
                    y[i + 1] = t;
                }
            }
        }
    }

    [Differentiable]
    [Case("a:9 b:3 x:3 sweeps=2")]
    [Case("a:1 b:1 x:1 sweeps=3")]
    [Case("a:0 b:0 x:0 sweeps=1")]
    public static void GaussSeidel([Domain(1, 2)] ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> x, int sweeps)
    {
        int n = x.Length;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            for (int i = 0; i < n; i++)
            {
                double sum = b[i];
                for (int j = 0; j < n; j++)
                {
                    if (j != i) sum -= a[i * n + j] * x[j];
                }

                x[i] = sum / (a[i * n + i] + 3);
            }
        }
    }

    [Differentiable]
    [Case("x:5 bins:3 index=0,2,2,1,2")]
    [Case("x:0 bins:2 index:0")]
    public static void Scatter(ReadOnlySpan<double> x, ReadOnlySpan<int> index, Span<double> bins)
    {
        for (int i = 0; i < x.Length; i++) bins[index[i]] += x[i] * bins[index[i]];
    }

    [Differentiable]
    [Case("x:3 index=2,2,0,1,2")]
    [Case("x:1 index=0")]
    public static double Gather(ReadOnlySpan<double> x, int[] index)
    {
        double value = 1;
        foreach (int i in index) value = value * x[i] + x[i] * x[i];
        return value;
    }

    /// <summary>Indices computed from others, hitting the same element again.</summary>
    [Differentiable]
    [Lengths(1, 2, 5)]
    public static void ComputedIndices(Span<double> y)
    {
        for (int i = 0; i < 2 * y.Length; i++)
        {
            int k = (3 * i + 1) % y.Length;
            y[k] = Math.Sin(y[k]) + y[(k + i) % y.Length] * 0.5;
        }
    }

    [Differentiable]
    [Lengths(1, 4)]
    public static double UsedAfterOverwritten(Span<double> y)
    {
        double first = y[0];
        double square = first * first;
        y[0] = 3 * square;
        double later = y[0] * first;
        y[0] = 7;
        return later + square * y[0];
    }

    [Differentiable]
    [Lengths(1, 4)]
    public static double OverwrittenInLoop(Span<double> y)
    {
        double total = 0;
        for (int k = 0; k < 3; k++)
        {
            for (int i = 0; i < y.Length; i++)
            {
                total += y[i] * y[i];
                y[i] = Math.Cos(y[i]) * (k + 1);
            }
        }

        return total;
    }

    [Differentiable]
    public static void OutAndRef(double x, ref double y, out double z)
    {
        z = x * y;
        y = y * y + z;
        z += Math.Sin(y);
    }

    [Differentiable]
    public static double RefIsAccumulated(double x, ref double total)
    {
        total += x * x;
        double mean = total / 2;
        total *= x;
        return mean * x;
    }

    [Differentiable]
    public static double OutsOnly(double x, double y, out double sum, out double product)
    {
        sum = x + y;
        product = x * y;
        sum *= product;
        return sum - product;
    }

    [Differentiable]
    public static void RefOverwritten(double x, ref double y) => y = 3 * x * x;

    [Differentiable]
    public static double InParameter(in double x, in double y) => x * y + x;

    [Differentiable]
    [Lengths(1, 4)]
    public static double LastElement(ReadOnlySpan<double> x) => x[^1] * x[0] + x[^x.Length];

    [Differentiable]
    [Lengths(2, 4)]
    public static void LastElementWritten(Span<double> y)
    {
        y[^1] += y[^2] * y[0];
        y[^2] = y[^1] * 0.5;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static void ArrayInOut(double[] y, ReadOnlySpan<double> x)
    {
        for (int i = 0; i < y.Length; i++) y[i] = y[i] * x[i] + (i > 0 ? y[i - 1] : 0);
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double ArrayReadOnly(double[] x)
    {
        double sum = 0;
        foreach (double value in x) sum += value * value * sum + value;
        return sum;
    }

    [Differentiable]
    [Case("a:2x3")]
    [Case("a:1x1")]
    [Case("a:0x2")]
    public static double MatrixSum(double[,] a)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++) sum += a[i, j] * a[i, j] * (i + 2 * j + 1);
        }

        return sum;
    }

    [Differentiable]
    [Case("a:3x3")]
    [Case("a:1x1")]
    public static void MatrixInPlace(double[,] a, double shift)
    {
        int n = a.GetLength(0);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) a[i, j] = a[i, j] * a[j, i] + shift;
        }
    }
}

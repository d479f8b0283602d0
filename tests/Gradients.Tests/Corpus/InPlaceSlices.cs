// Slices and ranges of spans, read and written, disjoint and overlapping; element access in more dimensions and mixed outputs.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class InPlaceSlices
{
    [Differentiable]
    [Lengths(2, 3, 6)]
    public static double ReadSlices(ReadOnlySpan<double> x)
    {
        ReadOnlySpan<double> head = x.Slice(0, x.Length / 2);
        ReadOnlySpan<double> tail = x[(x.Length / 2)..];
        double sum = 0;
        for (int i = 0; i < head.Length; i++) sum += head[i] * tail[i];
        return sum * tail[^1];
    }

    [Differentiable]
    [Lengths(2, 3, 6)]
    public static void WriteSlices(Span<double> y)
    {
        Span<double> head = y[..(y.Length / 2)];
        Span<double> tail = y.Slice(y.Length / 2);
        for (int i = 0; i < head.Length; i++)
        {
            head[i] = head[i] * tail[i];
            tail[i] = tail[i] + head[i] * head[i];
        }
    }

    [Differentiable]
    [Lengths(3, 6)]
    public static void OverlappingSlices(Span<double> y)
    {
        Span<double> a = y[..^1];
        Span<double> b = y[1..];
        for (int i = 0; i < a.Length; i++)
        {
            double t = a[i] * b[i];
            b[i] = t + Math.Sin(a[i]);
            a[i] = b[i] * t;
        }
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double RangeFromEnd(ReadOnlySpan<double> x)
    {
        double product = 1;
        foreach (double value in x[1..^1]) product *= value;
        foreach (double value in x[^2..]) product += value * product;
        return product;
    }

    [Differentiable]
    [Case("x:12 width=4")]
    [Case("x:3 width=3")]
    [Case("x:0 width=2")]
    public static double RowsOfFlatMatrix(ReadOnlySpan<double> x, int width)
    {
        double total = 0;
        for (int start = 0; start < x.Length; start += width)
        {
            ReadOnlySpan<double> row = x.Slice(start, width);
            double norm = 1;
            for (int i = 0; i < row.Length; i++) norm += row[i] * row[i];
            total += Math.Sqrt(norm) * row[0];
        }

        return total;
    }

    [Differentiable]
    [Lengths(2, 5)]
    public static void SliceOfSlice(Span<double> y)
    {
        Span<double> middle = y[1..];
        Span<double> rest = middle[1..];
        for (int i = 0; i < rest.Length; i++)
        {
            rest[i] += middle[i] * y[i];
            y[i] = rest[i] * 0.5;
        }
    }

    [Differentiable]
    [Case("a:2x3 x:3 y:2")]
    [Case("a:1x2 x:2 y:1")]
    public static void MatrixTimesVector(double[,] a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < a.GetLength(0); i++)
        {
            y[i] = 0;
            for (int j = 0; j < a.GetLength(1); j++) y[i] += a[i, j] * x[j];
        }
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double SpanAndReturn(ReadOnlySpan<double> x, Span<double> y, double scale)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = Math.Exp(x[i] * 0.3) * scale + y[i] * y[i];
            sum += y[i] * x[i];
        }

        return sum;
    }

    [Differentiable]
    [Lengths(1, 4)]
    public static void SeveralOutputs(ReadOnlySpan<double> x, Span<double> y, ref double carry, out double last)
    {
        for (int i = 0; i < x.Length; i++)
        {
            carry = carry * 0.5 + x[i] * x[i];
            y[i] = carry * x[i];
        }

        last = y[^1] * carry;
    }

    [Differentiable]
    [Case("y:5 k=0")]
    [Case("y:5 k=3")]
    public static void OneElement(Span<double> y, int k, double x)
    {
        y[k] = y[k] * x + y[(k + 1) % y.Length];
        y[k] = Math.Tanh(y[k]);
    }

    /// <summary>Entirely overwritten: the entry value has no influence, and its adjoint leaves as zero.</summary>
    [Differentiable]
    public static void Overwrite(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] * 2;
            y[i] = y[i] * y[i];
        }
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double ClearAndFill(ReadOnlySpan<double> x, Span<double> work)
    {
        for (int i = 0; i < work.Length; i++) work[i] = 0;
        for (int i = 0; i < x.Length; i++) work[x.Length - 1 - i] += x[i] * x[i];
        double sum = 0;
        for (int i = 0; i < work.Length; i++) sum += work[i] * (i + 1) * x[i];
        return sum;
    }

    [Differentiable]
    [Lengths(2, 5)]
    public static void ConditionalWrites(Span<double> y, double threshold)
    {
        for (int i = 0; i + 1 < y.Length; i++)
        {
            if (y[i] > threshold) y[i + 1] = y[i] * y[i + 1];
            else if (y[i + 1] < 0) y[i] = y[i + 1] * threshold;
            y[i] += y[i + 1];
        }
    }

    [Differentiable]
    [Lengths(1, 2, 6)]
    public static void WrittenThenLeft(Span<double> y, [Domain(0.5, 1.5)] double limit)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            sum += y[i] * y[i];
            y[i] = sum * y[i];
            if (sum > limit) return;
            y[i] += limit;
        }

        y[0] *= 2;
    }
}

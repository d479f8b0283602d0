// Fused loops with memory: scratch of a trip, outputs, and what is carried beside the sums.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class FusedLoops
{
    // ---- scratch

    [Differentiable]
    [Case("w:4 x:0")]
    [Case("w:4 x:1")]
    [Case("w:3 x:6")]
    [Case("w:9 x:11")]
    public static double Scratch(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
    {
        Span<double> h = new double[w.Length];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int k = 0; k < h.Length; k++) h[k] = Math.Sin(w[k] * x[i]);
            for (int k = 1; k < h.Length; k++) h[k] += h[k - 1] * h[k];
            total += h[h.Length - 1] * h[0];
        }
        return total;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double ScratchOfThree(ReadOnlySpan<double> x)
    {
        Span<double> r = stackalloc double[3];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            r[0] = Math.Cos(x[i]);
            r[1] = r[0] * x[i];
            r[2] = r[1] * r[0];
            for (int k = 0; k < 3; k++) total += r[k] * r[2 - k];
        }
        return total;
    }

    /// <summary>Only half of the scratch is written: the rest is what the trip before has left.</summary>
    [Differentiable]
    [Lengths(1, 2, 5)]
    public static double PartlyWrittenScratch(ReadOnlySpan<double> x)
    {
        Span<double> h = new double[4];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int k = 0; k < 2; k++) h[k + i % 2 * 2] = Math.Sin(x[i] * (k + 1));
            for (int k = 0; k < 4; k++) total += h[k] * h[k];
        }
        return total;
    }

    [Differentiable]
    [Lengths(1, 2, 5)]
    public static double ScratchReadFirst(ReadOnlySpan<double> x)
    {
        Span<double> h = new double[2];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            total += h[0] * x[i];
            for (int k = 0; k < h.Length; k++) h[k] = Math.Exp(x[i]) * (k + 1);
            total += h[1];
        }
        return total;
    }

    /// <summary>Written in some trips only.</summary>
    [Differentiable]
    [Lengths(1, 2, 6)]
    public static double ScratchWrittenSometimes(ReadOnlySpan<double> x)
    {
        Span<double> h = new double[2];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (i % 2 == 0)
                for (int k = 0; k < h.Length; k++) h[k] = Math.Exp(x[i]) * (k + 1);
            total += h[1] * h[0];
        }
        return total;
    }

    /// <summary>What the last trip left is read after the loop.</summary>
    [Differentiable]
    [Lengths(1, 2, 6)]
    public static double ScratchReadLater(ReadOnlySpan<double> x)
    {
        Span<double> h = new double[2];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int k = 0; k < h.Length; k++) h[k] = Math.Exp(x[i]) * (k + 1);
            total += h[1] * h[0];
        }
        return total * h[1];
    }

    /// <summary>The same scratch for two loops, each of which writes it first.</summary>
    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double ScratchOfTwoLoops(ReadOnlySpan<double> x)
    {
        Span<double> h = new double[2];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            h.Fill(x[i]);
            h[1] *= Math.Sin(h[0]);
            total += h[1] * h[0];
        }
        for (int i = 0; i < x.Length; i++)
        {
            for (int k = 0; k < h.Length; k++) h[k] = Math.Exp(x[i]) * (k + 1);
            total -= h[1] * h[0];
        }
        return total;
    }

    // ---- outputs

    [Differentiable]
    [Lengths(0, 1, 5, 18)]
    public static void Map(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = Math.Tanh(x[i] * y[i]) * y[i];
    }

    [Differentiable]
    [Lengths(0, 1, 5, 18)]
    public static double MapAndSum(ReadOnlySpan<double> x, Span<double> y, double scale)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            y[i] += Math.Exp(x[i] * scale);
            sum += y[i] * y[i];
        }
        return sum;
    }

    /// <summary>The output is read again, so its adjoint is not the caller's when the loop runs.</summary>
    [Differentiable]
    [Lengths(1, 5)]
    public static double OutputUsedLater(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = Math.Tanh(x[i] * y[i]);
        return y[0] * y[y.Length - 1];
    }

    /// <summary>A trip reads what another one wrote.</summary>
    [Differentiable]
    [Lengths(1, 2, 6)]
    public static void OutputChained(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 1; i < x.Length; i++) y[i] = Math.Sin(y[i - 1]) * x[i];
    }

    [Differentiable]
    [Lengths(1, 2, 6)]
    public static void OutputMirrored(Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = Math.Sin(y[y.Length - 1 - i]) * y[i];
    }

    [Differentiable]
    [Lengths(2, 5)]
    public static void OverlappingOutputs(Span<double> y)
    {
        Span<double> a = y[..^1], b = y[1..];
        for (int i = 0; i < a.Length; i++) a[i] = Math.Sin(b[i]) * a[i];
    }

    /// <summary>Every trip adds to one element of the output.</summary>
    [Differentiable]
    [Lengths(1, 2, 6)]
    public static void OutputAddedTo(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++) y[i / 2] += Math.Exp(x[i]);
    }

    /// <summary>The input is written after the loop that reads it.</summary>
    [Differentiable]
    [Lengths(1, 4)]
    public static double InputWrittenLater(Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++) sum += Math.Exp(y[i]);
        for (int i = 0; i < y.Length; i++) y[i] = y[i] * y[i];
        return sum;
    }

    // ---- what is carried

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double RunningSum(ReadOnlySpan<double> x, Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += Math.Sin(x[i]);
            y[i] = sum;
        }
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double ProductOfTrips(ReadOnlySpan<double> x)
    {
        double product = 1, sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            product *= Math.Cos(x[i]);
            sum += Math.Sin(x[i]);
        }
        return product + sum;
    }

    /// <summary>A carried value without derivative, detached from the sum it is made of.</summary>
    [Differentiable]
    [Lengths(0, 1, 5)]
    [NoFiniteDifferences("detached")]
    public static double DetachedCarry(ReadOnlySpan<double> x)
    {
        double sum = 0, weight = 1;
        for (int i = 0; i < x.Length; i++)
        {
            sum += weight * Math.Sin(x[i]);
            weight = Ad.Detach(sum) * 0.5 + 1;
        }
        return sum;
    }

    [Differentiable]
    [Lengths(1, 5)]
    public static double MaximumOfTrips(ReadOnlySpan<double> x)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double e = Math.Exp(x[i]);
            max = Math.Max(max, e);
            sum += e;
        }
        return sum / max;
    }

    /// <summary>The nearest of several centres, point by point.</summary>
    [Differentiable(nameof(centres))]
    [Case("points:0 centres:2 d=2")]
    [Case("points:8 centres:6 d=2")]
    [Case("points:9 centres:12 d=3")]
    public static double Nearest(ReadOnlySpan<double> points, ReadOnlySpan<double> centres, int d)
    {
        double cost = 0;
        for (int i = 0; i < points.Length / d; i++)
        {
            double nearest = double.PositiveInfinity;
            for (int c = 0; c < centres.Length / d; c++)
            {
                double distance = 0;
                for (int j = 0; j < d; j++)
                {
                    double difference = points[i * d + j] - centres[c * d + j];
                    distance += difference * difference;
                }
                if (distance < nearest) nearest = distance;
            }
            cost += nearest;
        }
        return cost;
    }

    /// <summary>Few trips that pick elements of a long span.</summary>
    [Differentiable(nameof(table))]
    [Case("table:9 index=1,1,4")]
    [Case("table:9 index:0")]
    public static double Picked(ReadOnlySpan<double> table, ReadOnlySpan<int> index)
    {
        double sum = 1;
        for (int i = 0; i < index.Length; i++) sum += Math.Exp(table[index[i]]);
        return Math.Log(sum);
    }

    [Differentiable]
    [Lengths(1, 3)]
    public static double Matrix(double[,] a, ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            double row = 0;
            for (int j = 0; j < a.GetLength(1); j++) row += a[i, j] * x[j];
            sum += Math.Exp(row);
        }
        return Math.Log(sum);
    }

    [Differentiable]
    [Lengths(1, 3)]
    public static double Rows(double[][] a)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            for (int j = 0; j < a[i].Length; j++) sum += Math.Exp(a[i][j]);
        return Math.Log(sum);
    }

    [Differentiable]
    [Lengths(0, 1, 9)]
    public static float Floats(ReadOnlySpan<float> x, float scale)
    {
        float sum = 0;
        for (int i = 0; i < x.Length; i++) sum += MathF.Tanh(x[i] * scale);
        return MathF.Exp(sum * 0.1f);
    }
}

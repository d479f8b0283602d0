// Array and span variables that are assigned again: double buffering, steps of integrators, names for other memory.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Reassignments
{
    private static double[] Times(double s, double[] a)
    {
        var c = new double[a.Length];
        for (int i = 0; i < c.Length; i++) c[i] = s * a[i];
        return c;
    }

    private static double[] Widened(double[] a)
    {
        var c = new double[2 * a.Length];
        for (int i = 0; i < c.Length; i++) c[i] = a[i / 2] * a[i / 2];
        return c;
    }

    private static double Weighted(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (i + 1) * x[i] * x[i];
        return sum;
    }

    // ---- a name for other memory

    [Differentiable]
    public static double InARow(double[] x, double s)
    {
        double[] y = Times(s, x);
        y = Widened(y);
        double before = Weighted(y);
        y = Widened(y);
        return Weighted(y) * before;
    }

    [Differentiable]
    [Case("x:3")]
    [Case("x:6")]
    public static double RestOfAParameter(ReadOnlySpan<double> x)
    {
        double first = x[0];
        x = x[1..];
        double second = x[0];
        x = x[1..];
        return Weighted(x) * first * second;
    }

    [Differentiable]
    [Case("x:4 s=0.7")]
    [Case("x:4 s=-0.7")]
    public static double InABranch(double[] x, double s)
    {
        double[] y;
        if (s > 0)
        {
            y = Widened(x);
            y = Times(s, y);
            return Weighted(y);
        }
        y = x;
        return Weighted(y) * s;
    }

    [Differentiable]
    public static double DeclaredBefore(double[] x, double s)
    {
        double[] y;
        double total = 0;
        for (int k = 1; k < 4; k++)
        {
            y = Times(s * k, x);
            y = Widened(y);
            total += Weighted(y) * total + k;
        }
        return total;
    }

    // ---- new contents

    /// <summary>The heat equation with two buffers.</summary>
    [Differentiable]
    [Case("u:0 k=0.2 steps=3")]
    [Case("u:2 k=0.2 steps=3")]
    [Case("u:5 k=0.2 steps=0")]
    [Case("u:6 k=0.2 steps=1")]
    [Case("u:7 k=0.2 steps=4")]
    [Case("u:21 k=0.2 steps=5")]
    public static double Heat(ReadOnlySpan<double> u, double k, int steps)
    {
        double[] current = u.ToArray();
        double[] next = new double[u.Length];
        for (int t = 0; t < steps; t++)
        {
            for (int i = 1; i < u.Length - 1; i++) next[i] = current[i] + k * (current[i - 1] - 2 * current[i] + current[i + 1]) * current[i];
            double[] spare = current;
            current = next;
            next = spare;
        }
        return Weighted(current);
    }

    [Differentiable]
    [Case("u:6 k=0.2 steps=3")]
    public static double[] HeatByTuple(double[] u, double k, int steps)
    {
        var current = (double[])u.Clone();
        var next = (double[])u.Clone();
        for (int t = 0; t < steps; t++)
        {
            for (int i = 1; i < u.Length - 1; i++) next[i] = current[i] + k * (current[i - 1] - 2 * current[i] + current[i + 1]);
            (current, next) = (next, current);
        }
        return current;
    }

    /// <summary>The wave equation with three buffers, in spans of the stack.</summary>
    [Differentiable]
    [Case("u:8 c=0.4")]
    public static double Wave(ReadOnlySpan<double> u, double c)
    {
        Span<double> before = stackalloc double[8], now = stackalloc double[8], after = stackalloc double[8];
        u.CopyTo(before);
        u.CopyTo(now);
        for (int t = 0; t < 5; t++)
        {
            for (int i = 1; i < 7; i++) after[i] = 2 * now[i] - before[i] + c * c * (now[i - 1] - 2 * now[i] + now[i + 1]) - 0.1 * now[i] * now[i] * now[i];
            Span<double> spare = before;
            before = now;
            now = after;
            after = spare;
        }
        return Weighted(now) - Weighted(before) * Weighted(after);
    }

    [Differentiable]
    [Case("u:4 c=0.4")]
    public static double Rotated(ReadOnlySpan<double> u, double c)
    {
        double[] x = u.ToArray(), y = new double[4], z = [c, 1, 2, c * c];
        for (int t = 0; t < 4; t++)
        {
            for (int i = 0; i < 4; i++) y[i] = x[i] * z[i] + 1;
            (x, y, z) = (y, z, x);
        }
        return Weighted(x) + 2 * Weighted(y) + 3 * Weighted(z);
    }

    /// <summary>A new array in each trip.</summary>
    [Differentiable]
    [Case("x:0 w:0")]
    [Case("x:4 w:4")]
    public static double Recurrent(double[] x, double[] w)
    {
        double[] h = new double[w.Length];
        foreach (double input in x)
        {
            var next = new double[h.Length];
            for (int i = 0; i < h.Length; i++) next[i] = Math.Tanh(w[i] * h[i] + input);
            h = next;
        }
        return Weighted(h);
    }

    private static double[] Slope(double[] y, double k) => [y[1], -k * Math.Sin(y[0])];

    private static double[] Along(double[] y, double h, double[] d)
    {
        var z = new double[y.Length];
        for (int i = 0; i < z.Length; i++) z[i] = y[i] + h * d[i];
        return z;
    }

    private static double[] RungeKuttaStep(double[] y, double h, double k)
    {
        double[] a = Slope(y, k), b = Slope(Along(y, h / 2, a), k), c = Slope(Along(y, h / 2, b), k), d = Slope(Along(y, h, c), k);
        var z = new double[y.Length];
        for (int i = 0; i < z.Length; i++) z[i] = y[i] + h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
        return z;
    }

    /// <summary>As it is written in languages with vectors.</summary>
    [Differentiable]
    [Case("start:2 h=0.1 k=1.5 steps=0")]
    [Case("start:2 h=0.1 k=1.5 steps=4")]
    public static double[] Pendulum(ReadOnlySpan<double> start, double h, double k, int steps)
    {
        double[] y = start.ToArray();
        for (int i = 0; i < steps; i++) y = RungeKuttaStep(y, h, k);
        return y;
    }

    [Differentiable]
    public static double UntilSmall(double[] x, double s)
    {
        double[] y = Times(s, x);
        while (Weighted(y) > 0.01)
        {
            double[] half = Times(0.5, y);
            for (int i = 0; i < half.Length; i++) half[i] *= Math.Cos(half[i]);
            y = half;
        }
        return Weighted(y) + Weighted(x);
    }

    [Differentiable]
    public static double Perhaps(double[] x, double s)
    {
        double[] y = Times(s, x);
        if (s > 0.5) y = Times(s, y);
        else if (s < -0.5)
        {
            var z = new double[x.Length];
            for (int i = 0; i < z.Length; i++) z[i] = y[i] * x[i];
            y = z;
        }
        return Weighted(y);
    }

    [Differentiable]
    [Case("a:2x2")]
    [Case("a:3x3")]
    [MayAllocate("a two-dimensional array comes from no pool")]
    public static double[,] Power(double[,] a)
    {
        var p = (double[,])a.Clone();
        for (int k = 0; k < 3; k++) p = ReturnedArrays.Product(p, a);
        return p;
    }

    [Differentiable]
    [Case("a:2x3 steps=3")]
    [MayAllocate("a two-dimensional array comes from no pool")]
    public static double Sheets(double[,] a, int steps)
    {
        var b = (double[,])a.Clone();
        var c = new double[2, 3];
        for (int k = 0; k < steps; k++)
        {
            for (int i = 0; i < 2; i++)
                for (int j = 0; j < 3; j++) c[i, j] = b[i, j] * b[1 - i, j] + a[i, j];
            (b, c) = (c, b);
        }
        double sum = 0;
        foreach (double v in b) sum += v * v;
        foreach (double v in c) sum -= v;
        return sum;
    }

    /// <summary>A swap that happens or not.</summary>
    [Differentiable]
    [Case("x=0.3 y=0.8")]
    [Case("x=0.8 y=0.3")]
    public static double Ordered(double x, double y)
    {
        double[] a = [x, 1], b = [y, x * y];
        if (a[0] < b[0]) (a, b) = (b, a);
        return a[0] * 3 + a[1] * b[0] - b[1];
    }
}

// Derivatives called inside differentiated methods, over memory: loops that record, callees, arrays, written spans.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class DerivedMemory
{
    [Differentiable(nameof(x))]
    private static double SumOfSquares(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x) sum += value * value;
        return sum;
    }

    [Differentiable]
    [Lengths]
    [Case("x=1,2,3", Gradient = "14.7781121978613 0 -806.857586985470")]
    [Case("x:3")]
    public static double DifferenceOfExponentials(ReadOnlySpan<double> x)
    {
        Span<double> g = stackalloc double[x.Length];
        SumOfSquaresGradient(x, g);
        return Math.Exp(g[0]) - Math.Exp(g[2]);
    }

    [Differentiable]
    private static double Chain(ReadOnlySpan<double> w, double start)
    {
        double state = start;
        for (int i = 0; i < w.Length; i++) state = Math.Sin(state * w[i]) + state;
        return state;
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double NormOfGradient(ReadOnlySpan<double> w, double start)
    {
        Span<double> g = stackalloc double[w.Length];
        double value = ChainGradient(w, start, g, out double byStart);
        double sum = value * byStart;
        foreach (double entry in g) sum += entry * entry;
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double AlongItself(ReadOnlySpan<double> w, double start)
    {
        Span<double> direction = stackalloc double[w.Length];
        w.CopyTo(direction);
        ChainJvp(w, start, direction, start * start, out double tangent);
        return tangent;
    }

    // A step of gradient descent, and the loss behind it: the derivative of training.
    [Differentiable]
    [Lengths(1, 3)]
    public static double AfterSteps(ReadOnlySpan<double> w, double rate)
    {
        Span<double> current = stackalloc double[w.Length];
        Span<double> g = stackalloc double[w.Length];
        w.CopyTo(current);
        for (int step = 0; step < 3; step++)
        {
            ChainGradient(current, 0.5, g, out _);
            for (int i = 0; i < g.Length; i++) current[i] -= 0.1 * rate * g[i];
        }
        return Chain(current, 0.5);
    }

    [Differentiable]
    private static double Newton(double a)
    {
        double x = 1 + (a * a);
        while (Math.Abs((x * x) - (1 + (a * a))) > 1e-12 * (1 + (a * a))) x = 0.5 * (x + ((1 + (a * a)) / x));
        return x;
    }

    // A tape inside, recorded again outside.
    [Differentiable]
    public static double DataDependent(double a, double b)
    {
        double sum = 0;
        for (int i = 0; i < 3; i++)
        {
            NewtonGradient(a + (i * b), out double slope);
            sum += slope * slope;
        }
        return sum;
    }

    [Differentiable]
    private static void Advance(Span<double> y, double h)
    {
        for (int i = 1; i < y.Length; i++) y[i] += h * y[i] * y[i - 1];
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double PushedThrough(ReadOnlySpan<double> x, double h)
    {
        Span<double> y = stackalloc double[x.Length], t = stackalloc double[x.Length];
        x.CopyTo(y);
        t.Fill(1);
        AdvanceJvp(y, h, t, h * h);
        double sum = 0;
        for (int i = 0; i < y.Length; i++) sum += y[i] * t[i];
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static void PulledBack(Span<double> y, Span<double> seeds, double h)
    {
        double byH = h;
        AdvanceVjp(y, h, seeds, ref byH);
        for (int i = 0; i < y.Length; i++) y[i] += byH * seeds[i];
    }

    [Differentiable]
    [Case("n=0")]
    [Case("n=3")]
    private static double Recursive(double x, int n) => n == 0 ? x : Math.Sin(Recursive(x * 1.25, n - 1)) * x;

    [Differentiable]
    public static double ThroughRecursion(double x)
    {
        RecursiveGradient(x, 3, out double slope);
        return slope * x;
    }

    [Differentiable]
    private static void Polar(double r, double angle, out double x, ref double y)
    {
        x = r * Math.Cos(angle);
        y += r * Math.Sin(angle) * y;
    }

    [Differentiable]
    public static double OutAndRef(double r, double angle)
    {
        double y = r * angle, yTangent = angle;
        PolarJvp(r, angle, out double x, ref y, 1, r, out double xTangent, ref yTangent);
        double rAdjoint = 1, angleAdjoint = 0, yAdjoint = xTangent;
        PolarVjp(x, y, out double other, ref yTangent, ref rAdjoint, ref angleAdjoint, y, ref yAdjoint);
        return (rAdjoint * angleAdjoint) + (yAdjoint * other) + yTangent;
    }

    [Differentiable(nameof(a))]
    private static double Bilinear(double[,] a, ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < x.Length; j++) sum += Math.Exp(a[i, j] * x[i]) * x[j];
        return sum;
    }

    [Differentiable]
    [Lengths(1, 3)]
    [MayAllocate("a two-dimensional array of its own")]
    public static double OverMatrices(double[,] a, ReadOnlySpan<double> x)
    {
        var g = new double[x.Length, x.Length];
        BilinearGradient(a, x, g);
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += g[i, 0] * g[0, i];
        return sum;
    }

    [Differentiable]
    private static double OverArray(double[] x)
    {
        double product = 1;
        for (int i = 0; i < x.Length; i++) product *= x[i] + 2;
        return product;
    }

    [Differentiable]
    [Lengths(0, 1, 3)]
    public static double OverArrays(double[] x, double h)
    {
        Span<double> g = stackalloc double[x.Length];
        double value = OverArrayGradient(x, g);
        double sum = value * h;
        foreach (double entry in g) sum += entry * entry * h;
        return sum;
    }

    [Differentiable]
    private static float InFloat(float x, double y) => MathF.Sin(x) * x * (float)y;

    [Differentiable]
    public static double Mixed(float x, double y)
    {
        InFloatGradient(x, y, out float byX, out double byY);
        return byX * byY;
    }

    // Inactive where it is called: nothing of it is differentiated.
    [Differentiable(nameof(y))]
    [Lengths(0, 1, 4)]
    public static double Inactive(ReadOnlySpan<double> w, double y)
    {
        Span<double> g = stackalloc double[w.Length];
        ChainGradient(w, 1, g, out double slope);
        return y * y * slope;
    }
}

// Calls of helpers: annotated or not, reading and writing spans, ref and out, several levels deep, in loops of both kinds.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Calls
{
    [Differentiable]
    public static double Expression(double x, double y) => Twice(x) * Twice(y) + Twice(x * y);

    private static double Twice(double x) => 2 * x;

    [Differentiable]
    public static double OtherType(double x, double y) => Shapes.Bump(x, 1.5 + (y * y)) * x;

    [Differentiable]
    public static double AnnotatedHelper(double x, double y) => Annotated.Smooth(x * y) - Annotated.Smooth(y);

    [Differentiable]
    [Lengths(1, 4)]
    public static double AnnotatedOverSpan(ReadOnlySpan<double> x)
    {
        double mean = Annotated.Mean(x);
        double variance = 0;
        foreach (double value in x) variance += (value - mean) * (value - mean);
        return variance / x.Length;
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double SpanRead(ReadOnlySpan<double> x, double y) => Shapes.Norm(x) * y + Shapes.Norm(x);

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static void SpanWritten(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        Shapes.Axpy(a, x, y);
        Shapes.Axpy(a * a, x, y);
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double LocalWrittenByHelper(ReadOnlySpan<double> x)
    {
        Span<double> state = stackalloc double[x.Length];
        Shapes.Axpy(2, x, state);
        Shapes.Advance(state);
        return Shapes.Norm(state);
    }

    [Differentiable]
    public static double RefArguments(double x, double y, double angle)
    {
        double a = x;
        double b = y * x;
        Shapes.Rotate(ref a, ref b, angle);
        a *= x;
        Shapes.Rotate(ref b, ref a, angle * y);
        return a * b;
    }

    [Differentiable]
    public static void RefPassedOn(ref double x, ref double y, double angle) => Shapes.Rotate(ref x, ref y, angle * angle);

    [Differentiable]
    public static double OutArguments(double x, double y)
    {
        bool positive = Shapes.Split(x * y, out double whole, out double half);
        return positive ? whole * half : whole - half * x;
    }

    [Differentiable]
    [Lengths(2, 4)]
    public static double RefToElement(Span<double> state, double angle)
    {
        double last = state[^1];
        Shapes.Rotate(ref state[0], ref last, angle);
        state[^1] = last;
        return state[0] * state[^1] * state[0];
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double ThreeDeep(Span<double> state, double gain) => Shapes.Outer(state, gain) + Shapes.Outer(state, gain * 0.5);

    [Differentiable]
    [Case("n=0")]
    [Case("n=5")]
    public static double HelperInLoop(double x, int n)
    {
        double value = x;
        for (int i = 0; i < n; i++) value = Step(value, x, i) + value * 0.1;
        return value;
    }

    private static double Step(double value, double x, int i)
    {
        if (i % 2 == 0) return Math.Sin(value * x);
        double t = value * value;
        return t / (1 + t + x * x);
    }

    [Differentiable]
    [Lengths(1, 4)]
    [Domain(0.2, 1)]
    public static double MutatingHelperInWhile(Span<double> state)
    {
        int rounds = 0;
        while (Shapes.Norm(state) < 4 && rounds < 8)
        {
            Shapes.Advance(state);
            rounds++;
        }

        return state[0] * Shapes.Norm(state);
    }

    /// <summary>One helper with three patterns of what is differentiated.</summary>
    [Differentiable]
    public static double Patterns(double x, double y)
    {
        double both = Blend(x, y, 0.3);
        double first = Blend(x, 2, 0.7);
        double second = Blend(-1, y, x);
        double none = Blend(1, 2, 0.5);
        return both * first + second * none;
    }

    private static double Blend(double a, double b, double weight)
    {
        double t = a * weight;
        t += b * (1 - weight);
        for (int i = 0; i < 2; i++) t = t * a + b * weight;
        return t;
    }

    [Differentiable]
    [Lengths(3, 6)]
    public static void SlicesToHelper(Span<double> y)
    {
        int half = y.Length / 2;
        Combine(y[..half], y[half..]);
        Combine(y[1..], y[..^1]);
    }

    private static void Combine(ReadOnlySpan<double> from, Span<double> to)
    {
        for (int i = 0; i < from.Length && i < to.Length; i++) to[i] += from[i] * to[i];
    }

    /// <summary>The helper's argument is overwritten before its derivative is needed.</summary>
    [Differentiable]
    public static double ArgumentOverwritten(double x, double y)
    {
        double a = x * y;
        double b = Cubic(a);
        a = b * y;
        double c = Cubic(a);
        a = 0;
        return b * c + a;
    }

    private static double Cubic(double v)
    {
        double t = v * v;
        if (t > 2) t = 2 + Math.Log(t);
        return t * v;
    }

    [Differentiable]
    [Lengths(1, 5)]
    public static double ReturnsEarlyInHelper(ReadOnlySpan<double> x, double limit) => FirstAbove(x, limit) * limit + FirstAbove(x, 0.1);

    private static double FirstAbove(ReadOnlySpan<double> x, double limit)
    {
        double seen = 0;
        foreach (double value in x)
        {
            if (value > limit) return value * value + seen;
            seen += value * 0.5;
        }

        return seen * seen;
    }

    [Differentiable]
    [Domain(0.2, 2)]
    [Case("x=-1 y=1", Throws = typeof(ArgumentException))]
    public static double GuardInHelper(double x, double y)
    {
        Require(x);
        return Math.Log(x) * y;
    }

    private static void Require(double x)
    {
        if (x <= 0) throw new ArgumentException("a positive number is needed");
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double ArrayToHelper(ReadOnlySpan<double> x)
    {
        double[] work = new double[x.Length];
        FillSquares(x, work);
        return Shapes.Norm(work) * Shapes.Norm(x);
    }

    private static void FillSquares(ReadOnlySpan<double> x, double[] target)
    {
        for (int i = 0; i < target.Length; i++) target[i] = x[i] * x[i];
    }

    [Differentiable]
    [Case("a:2x2 b:2x2")]
    public static double MatrixToHelper(double[,] a, double[,] b) => Frobenius(a, b) * Frobenius(a, a);

    private static double Frobenius(double[,] a, double[,] b)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++) sum += a[i, j] * b[i, j];
        }

        return sum;
    }

    [Differentiable]
    public static double Extension(double x, double y) => (x * y).Squashed() + y.Squashed();

    internal static double Squashed(this double x) => x / (1 + Math.Abs(x));

    [Differentiable]
    [Lengths(0, 3)]
    public static double NestedCalls(ReadOnlySpan<double> x, double y) => Twice(Cubic(Annotated.Smooth(Shapes.Norm(x) - y))) * Cubic(Twice(y));
}

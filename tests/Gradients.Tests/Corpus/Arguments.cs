// Default and named arguments, params spans, in and ref readonly parameters, reference variables.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>How arguments are passed, and reference variables.</summary>
public static partial class Arguments
{
    [Differentiable]
    public static double DefaultsAndNames(double x, double y) => Affine(x) + Affine(offset: y * y, x: x, scale: y) + Affine(y, offset: x) + Framed(x);

    private static double Affine(double x, double scale = 2.5, double offset = -1) => (scale * x) + (offset * x * x);

    private static double Framed(double x, Vec frame = default, (double, int) pair = default) => (x * x * frame.X) + (pair.Item1 * x) + Math.Exp(x);

    [Differentiable]
    public static double ParamsSpan(double x, double y) => Sum(x, x * y, y) * Sum() + Sum(x) + Sum([y, y]);

    private static double Sum(params ReadOnlySpan<double> values)
    {
        double sum = 1;
        foreach (double value in values) sum += value * value;
        return sum;
    }

    [Differentiable]
    public static double ParamsSpanOfStructs(double x, double y) => Longest(new(x, y, 1), new(y, 2 * x, x)) * Longest();

    private static double Longest(params ReadOnlySpan<Vec> values)
    {
        double longest = 2;
        foreach (Vec value in values) longest = Math.Max(longest, value.Length);
        return longest;
    }

    [Differentiable]
    public static double ReadOnlyReferences(in double x, ref readonly Vec v) => Scaled(in v, x) + Scaled(v, in x);

    private static double Scaled(in Vec v, in double s) => s * v.X * v.Y;

    [Differentiable]
    public static void AReferenceToAnElement(Span<double> x, double scale)
    {
        for (int i = 1; i < x.Length; i++)
        {
            ref double current = ref x[i];
            ref readonly double previous = ref x[i - 1];
            current *= scale * previous;
            current += Math.Sin(current);
            Halve(ref current);
        }
    }

    private static void Halve(ref double x) => x /= 2;

    [Differentiable]
    public static double AReferenceToAVariable(double x, double y)
    {
        double a = x * y;
        ref double alias = ref a;
        alias *= x;
        a += y;
        return alias * a;
    }

    [Differentiable]
    public static void AReferenceToAStruct(Span<Pair> pairs, double x)
    {
        for (int i = 0; i < pairs.Length; i++)
        {
            ref Pair pair = ref pairs[i];
            pair.First *= x;
            pair.Swap();
            ref double second = ref pair.Second;
            second += pair.First * pairs[i].Second;
        }
    }

    [Differentiable]
    public static double ForeachByReference(Span<Pair> pairs, Span<double> y, double x)
    {
        foreach (ref Pair pair in pairs) pair.First += x * pair.Second;
        foreach (ref double value in y) value *= value * x;
        double sum = 0;
        foreach (ref readonly Pair pair in pairs) sum += pair.First * pair.First;
        return sum;
    }
}

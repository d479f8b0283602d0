// Helpers that corpus functions call from other types: some annotated, most not.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

internal static class Shapes
{
    public static double Bump(double x, double width) => Math.Exp(-(x * x) / (width * width));

    public static double Norm(ReadOnlySpan<double> x)
    {
        double sum = 0.25;
        for (int i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return Math.Sqrt(sum);
    }

    public static void Axpy(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] += a * x[i];
    }

    public static void Advance(Span<double> state)
    {
        for (int i = 0; i < state.Length; i++) state[i] = state[i] * state[i] * 0.25 + Math.Sin(state[i]) + 0.4;
    }

    public static void Rotate(ref double a, ref double b, double angle)
    {
        double t = (Math.Cos(angle) * a) - (Math.Sin(angle) * b);
        b = (Math.Sin(angle) * a) + (Math.Cos(angle) * b);
        a = t;
    }

    public static bool Split(double x, out double whole, out double half)
    {
        whole = x * x;
        half = 0.5 * x;
        return x > 0;
    }

    /// <summary>Three deep: Outer mutates through Middle, Middle through Advance and Pull.</summary>
    public static double Outer(Span<double> state, double gain)
    {
        Middle(state, gain);
        return Norm(state) * gain;
    }

    private static void Middle(Span<double> state, double gain)
    {
        Advance(state);
        for (int i = 1; i < state.Length; i++) Pull(state[..(i + 1)], gain);
    }

    private static void Pull(Span<double> part, double gain) => part[^1] = (part[^1] * gain) + (part[0] * part[^1]);
}

internal static partial class Annotated
{
    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double Mean(ReadOnlySpan<double> x)
    {
        if (x.Length == 0) return 0;
        double sum = 0;
        foreach (double value in x) sum += value;
        return sum / x.Length;
    }

    [Differentiable]
    public static double Smooth(double x)
    {
        if (x > 0) return Math.Log(1 + Math.Exp(-x)) + x;
        return Math.Log(1 + Math.Exp(x));
    }
}

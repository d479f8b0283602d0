// Derivatives written by hand for methods that take and return structs and tuples.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>A point with a constant field.</summary>
public readonly record struct Marked(double X, float Y, int Mark);

public static partial class CustomStructRules
{
    // ---- a struct by value, in both modes

    private static double Norm(Marked p) => Math.Sqrt(p.X * p.X + p.Y * p.Y) + p.Mark;

    [VjpOf(nameof(Norm))]
    private static double NormVjp(Marked p, double seed, ref Marked pAdjoint)
    {
        double r = Math.Sqrt(p.X * p.X + p.Y * p.Y);
        pAdjoint = new Marked(pAdjoint.X + seed * p.X / r, pAdjoint.Y + (float)(seed * p.Y / r), 99);
        return r + p.Mark;
    }

    [JvpOf(nameof(Norm))]
    private static double NormJvp(Marked p, Marked pTangent, out double tangent)
    {
        double r = Math.Sqrt(p.X * p.X + p.Y * p.Y);
        tangent = (p.X * pTangent.X + p.Y * pTangent.Y) / r;
        return r + p.Mark;
    }

    [Differentiable]
    public static double OfAStruct(Marked p, double x) => Norm(p) * x + Norm(p with { X = x });

    [Differentiable]
    [ComputesInFloat]
    public static double InALoop(ReadOnlySpan<double> x)
    {
        double s = 1;
        for (int i = 0; i < x.Length; i++) s = Norm(new Marked(x[i] * s, i + 1, i)) * 0.5;
        return s;
    }

    // ---- the marked method itself, in reverse mode only

    [Differentiable]
    public static double Stretched(in Marked p, double s) => s * p.X * p.X + p.Y;

    [VjpOf(nameof(Stretched))]
    private static double StretchedByHand(in Marked p, double s, double seed, ref Marked pAdjoint, ref double sAdjoint)
    {
        pAdjoint = new Marked(pAdjoint.X + 2 * seed * s * p.X, pAdjoint.Y + (float)seed, 0);
        sAdjoint += seed * p.X * p.X;
        return Stretched(p, s);
    }

    // ---- structs that come back, by return, ref and out

    public readonly record struct Pair(double A, double B);

    private static Pair Rotate(Pair p, ref Pair moved, out Pair sum)
    {
        moved = new Pair(moved.A * p.A, moved.B - p.B);
        sum = new Pair(p.A + moved.A, p.B * moved.B);
        return new Pair(-p.B, p.A * p.A);
    }

    [VjpOf(nameof(Rotate))]
    private static Pair RotateVjp(Pair p, ref Pair moved, out Pair sum, Pair seed, ref Pair pAdjoint, ref Pair movedAdjoint, Pair sumAdjoint)
    {
        Pair before = moved, result = Rotate(p, ref moved, out sum);
        double a = movedAdjoint.A + sumAdjoint.A, b = movedAdjoint.B + sumAdjoint.B * p.B;
        pAdjoint = new Pair(
            pAdjoint.A + sumAdjoint.A + seed.B * 2 * p.A + a * before.A,
            pAdjoint.B + sumAdjoint.B * moved.B - seed.A - b);
        movedAdjoint = new Pair(a * p.A, b);
        return result;
    }

    [JvpOf(nameof(Rotate))]
    private static Pair RotateJvp(Pair p, ref Pair moved, out Pair sum, Pair pTangent, ref Pair movedTangent, out Pair sumTangent, out Pair tangent)
    {
        Pair before = moved, result = Rotate(p, ref moved, out sum);
        movedTangent = new Pair(movedTangent.A * p.A + before.A * pTangent.A, movedTangent.B - pTangent.B);
        sumTangent = new Pair(pTangent.A + movedTangent.A, pTangent.B * moved.B + p.B * movedTangent.B);
        tangent = new Pair(-pTangent.B, 2 * p.A * pTangent.A);
        return result;
    }

    [Differentiable]
    public static double Returned(double x, double y)
    {
        var moved = new Pair(x, 2);
        Pair a = Rotate(new Pair(x, y), ref moved, out Pair sum);
        Pair b = Rotate(a, ref moved, out Pair again);
        return a.A * b.B + moved.A * moved.B + sum.A * again.B - sum.B * again.A;
    }

    /// <summary>Some of what comes back is not used, and some of what goes in is constant.</summary>
    [Differentiable]
    public static double InPart(double x)
    {
        var moved = new Pair(1, 2);
        return Rotate(new Pair(x, 3), ref moved, out _).B + moved.A;
    }

    // ---- tuples, and arrays beside them

    private static (double Low, double High) Bounds((double, double) at, ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double v in x) sum += v;
        return (at.Item1 - sum, at.Item2 * sum);
    }

    [VjpOf(nameof(Bounds))]
    private static (double Low, double High) BoundsVjp((double, double) at, ReadOnlySpan<double> x, (double Low, double High) seed, ref (double, double) atAdjoint, Span<double> xAdjoint)
    {
        (double low, double high) = Bounds(at, x);
        atAdjoint.Item1 += seed.Low;
        atAdjoint.Item2 += seed.High * (at.Item1 - low);
        for (int i = 0; i < x.Length; i++) xAdjoint[i] += seed.High * at.Item2 - seed.Low;
        return (low, high);
    }

    [Differentiable]
    public static double OfTuples(ReadOnlySpan<double> x, double y)
    {
        (double low, double high) = Bounds((y, y * y), x);
        (double lower, double higher) = Bounds((low, high), x);
        return lower * higher + low;
    }
}

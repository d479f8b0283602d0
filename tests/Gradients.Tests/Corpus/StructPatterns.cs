// Patterns over structs and tuples of differentiated numbers: by property, by position, nested, with variables.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public readonly record struct Offset(double X, double Y)
{
    public double Square => X * X + Y * Y;
}

public readonly record struct Ray(Offset From, Offset Along, double Length);

public static partial class StructPatterns
{
    [Differentiable]
    [Case("x=0.7 y=0.4")]
    [Case("x=-0.7 y=-0.4")]
    [Case("x=-0.7 y=0.4")]
    [Case("x=-0.1 y=-0.1")]
    public static double ByPropertyAndByPosition(double x, double y)
    {
        var p = new Offset(x, y);
        return p switch
        {
            { X: > 0.5 } => p.X * 2,
            { Y: < 0, Square: > 0.1 } q => q.Y * q.X,
            (var a, > 0) => a * a * y,
            _ => x,
        };
    }

    /// <summary>What an arm assigns is not what its patterns saw.</summary>
    [Differentiable]
    [Case("x=0.7 y=0.4")]
    [Case("x=-0.7 y=0.4")]
    [Case("x=-0.7 y=-0.9")]
    [Case("x=-0.9 y=-0.7")]
    public static double InASwitchThatAssignsItsSubject(double x, double y)
    {
        var p = new Offset(x, y);
        double s = 1;
        switch (p)
        {
            case { X: > 0, Y: > 0 }:
                s += p.X * p.Y;
                p = p with { X = s * s };
                break;
            case (var a, var b) when b > a:
                p = new Offset(b, a * b);
                s -= p.X * p.Y;
                break;
            case Offset other:
                s *= other.Y;
                break;
        }
        return s + p.X;
    }

    [Differentiable]
    [Case("length=2")]
    [Case("length=-2")]
    public static double Nested(Offset from, double length)
    {
        var ray = new Ray(from, new Offset(from.Y, 0.5), length);
        double s = 0;
        if (ray is { From.X: > 0 and var x, Length: > 0 }) s += x * x * ray.Length;
        if (ray is ((_, > 0) start, { Y: 0.5 }, var l)) s += start.Square * l;
        if (ray is not { Along: { X: < 0 } }) s *= ray.Along.X;
        return s + length;
    }

    [Differentiable]
    public static double OfTuples(double x, double y)
    {
        (double Left, (double A, int N) Right) t = (x, (y, 3));
        if (t is (> 0, { A: var a, N: 3 })) return a * t.Left;
        return t is { Right.A: > 0 } ? t.Right.A * x * x : Math.Exp(x * y);
    }

    [Differentiable]
    [Lengths(6)]
    public static double OverElementsOfASpan(ReadOnlySpan<Offset> points)
    {
        double s = 0;
        foreach (Offset p in points)
            s += p is { X: > 0 } and { Y: > 0 } ? p.Square : p is (< 0, < 0) or { Square: > 1 } ? p.X * p.Y : p.X;
        return s;
    }
}

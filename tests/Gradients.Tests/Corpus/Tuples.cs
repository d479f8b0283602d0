// Tuples: named, nested, deconstructed, as parameters and as returned values.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>Tuples.</summary>
public static partial class Tuples
{
    [Differentiable]
    public static double ALocalTuple(double x, double y)
    {
        (double Sum, double Product) both = (x + y, x * y);
        both.Sum *= both.Product;
        var other = both;
        both.Item1 = 0;
        return other.Sum * other.Product;
    }

    [Differentiable]
    public static (double Radius, double Angle) Polar((double X, double Y) p) => (Math.Sqrt((p.X * p.X) + (p.Y * p.Y)), Math.Atan2(p.Y, p.X));

    [Differentiable]
    public static (Vec Cross, (double Dot, int Sign), float Half) NestedTuple(Vec a, (Vec, float) b) =>
        (a.Cross(b.Item1), (a * b.Item1, Math.Sign(a.X)), b.Item2 / 2);

    [Differentiable]
    public static double Swaps(double x, double y, double z)
    {
        (x, y) = (y * z, x);
        (x, (y, z)) = (z, (x, y * y));
        return (x * y) + z;
    }

    [Differentiable]
    public static double ATupleFromAHelper(double x, double y)
    {
        (double min, double max) = Ordered(x, y);
        var sorted = Ordered(max * 2, min);
        return (min * max) + (sorted.Min / sorted.Max);
    }

    private static (double Min, double Max) Ordered(double x, double y) => x < y ? (x, y) : (y, x);

    [Differentiable]
    public static double ATupleOfIntegers(double x)
    {
        (int low, int high) = (2, 5);
        var range = (low, high);
        double sum = 0;
        for (int i = range.low; i < range.high; i++) sum += i * x * x;
        return sum;
    }

    [Differentiable]
    [Case("n=3")]
    public static double WidenedElements(float x, int n)
    {
        (double, double) pair = (x, n);
        return pair.Item1 * pair.Item2;
    }

    [Differentiable]
    public static void ATupleByReference(ref (double A, double B) state, double step)
    {
        for (int i = 0; i < 5; i++) state = (state.A + (step * state.B), state.B - (step * Math.Sin(state.A)));
    }

    [Differentiable]
    public static double TheSineAndCosineAsATuple(double x)
    {
        var both = Math.SinCos(x);
        return (both.Sin * both.Cos) + Math.SinCos(x * x).Cos;
    }
}

// Generic methods that are differentiated themselves; each is checked over double and over float.
using System;
using System.Numerics;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>Generic methods.</summary>
public static partial class GenericMethods
{
    [Differentiable]
    public static T Elementary<T>([Domain(0.2, 2)] T x, T y)
        where T : IFloatingPointIeee754<T> =>
        (T.Sin(x * y) * T.CreateChecked(2)) + T.Max(x, T.Zero) + T.Abs(y) + (T.CreateChecked(0.1) * T.Pow(x, y) / T.Pi) + T.Atan2(y, x) + T.Hypot(x, y);

    [Differentiable]
    public static T Exponentials<T>([Domain(0.2, 0.9)] T x)
        where T : IFloatingPointIeee754<T> =>
        T.Exp(x) + T.Exp2(x) + T.Exp10(x) + T.ExpM1(x) + T.Log(x) + T.Log2(x) + T.Log10(x) + T.LogP1(x) + T.Log(x, T.CreateChecked(3)) + T.Sqrt(x) + T.Cbrt(x) + T.RootN(x, 3);

    [Differentiable]
    public static T Trigonometry<T>([Domain(-0.9, 0.9)] T x)
        where T : IFloatingPointIeee754<T>
    {
        (T sin, T cos) = T.SinCos(x);
        return (sin * cos) + T.Tan(x) + T.Asin(x) + T.Acos(x) + T.Atan(x) + T.Sinh(x) + T.Cosh(x) + T.Tanh(x) + T.Asinh(x) + T.Atanh(x) + T.SinPi(x) + T.CosPi(x) + T.AtanPi(x);
    }

    [Differentiable]
    public static T Selections<T>(T x, T y, T z)
        where T : IFloatingPointIeee754<T> =>
        T.Clamp(x, T.NegativeOne, T.One) + T.Min(x, y) + T.MaxMagnitude(y, z) + T.CopySign(x, z) + T.FusedMultiplyAdd(x, y, z) + T.Lerp(x, y, z) + T.CreateChecked(T.Sign(z)) + (x % T.CreateChecked(7)) + T.Floor(z);

    [Differentiable]
    public static T Product<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        T product = T.One;
        for (int i = 0; i < x.Length; i++) product = (product * T.Exp(-x[i])) + T.CreateChecked(i);
        return product;
    }

    [Differentiable]
    public static T Newton<T>([Domain(1, 4)] T a)
        where T : IFloatingPointIeee754<T>
    {
        T x = T.One;
        while (T.Abs((x * x) - a) > T.CreateChecked(1e-3)) x -= ((x * x) - a) / (x * T.CreateChecked(2));
        return x;
    }

    [Differentiable]
    public static void InPlace<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 1; i < Math.Min(x.Length, y.Length); i++) y[i] = (y[i] * y[i - 1]) + T.Tanh(x[i]);
    }

    [Differentiable]
    public static T Helpers<T>(ReadOnlySpan<T> x, [Domain(1, 3)] T s)
        where T : IFloatingPointIeee754<T> => (GenericCode.Dot(x, x) * s) + GenericCode.Newton(s) + GenericCode.Power(s, 3) + Inner(s);

    private static TOther Inner<TOther>(TOther x)
        where TOther : IFloatingPointIeee754<TOther> => GenericCode.Soft(x) * x;

    [Differentiable]
    [Case("n=3")]
    public static T MixedWithDouble<T>(T x, double scale, int n)
        where T : IFloatingPointIeee754<T> => (x * T.CreateChecked(scale * scale) * T.CreateChecked(n)) + T.CreateChecked(double.CreateChecked(x) * scale);

    [Differentiable]
    [Lengths(2, 4)]
    public static T Matrix<T>(T[,] a, T[] x)
        where T : IFloatingPointIeee754<T>
    {
        T[] y = new T[x.Length];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++) y[i] += a[i, j] * x[j];
        }

        T sum = T.Zero;
        foreach (T v in y) sum += v * v;
        return sum;
    }

    [Differentiable]
    [NoFiniteDifferences("y counts as a constant in one place")]
    public static T Branches<T>(T x, T y, out T difference)
        where T : struct, IFloatingPointIeee754<T>
    {
        difference = x - y;
        if (x > y && T.IsFinite(x)) return x * y;
        x *= Ad.Detach(y) + T.One;
        return T.IsNegative(x) ? x : x + y;
    }

    [Differentiable]
    public static (T Radius, T Angle) Polar<T>([Domain(0.5, 2)] T x, T y)
        where T : IFloatingPointIeee754<T> => (T.Sqrt((x * x) + (y * y)), T.Atan2(y, x));

    [Differentiable]
    public static T Structs<T>(Vector2Of<T> a, ReadOnlySpan<Vector2Of<T>> others)
        where T : IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        foreach (Vector2Of<T> other in others) sum += (sum * a + other).Dot(other);
        return sum;
    }

    [Differentiable]
    public static T Integral<T>(T a, T b)
        where T : IFloatingPointIeee754<T> => GenericCode.Integrate(t => T.Sin(a * t), T.Zero, b, 4);

    [Differentiable]
    [Case("tag=3")]
    public static double OfAnotherParameter<TTag>(double x, TTag tag)
        where TTag : notnull => x * x * typeof(TTag).Name.Length;
}

/// <summary>A model over any floating-point type.</summary>
public partial class GenericModel<T>
    where T : IFloatingPointIeee754<T>
{
    private readonly T _rate = T.CreateChecked(0.5);

    [Differentiable(nameof(w))]
    public static T Loss(ReadOnlySpan<T> w, ReadOnlySpan<T> x)
    {
        T sum = T.Zero;
        for (int i = 0; i < Math.Min(w.Length, x.Length); i++) sum += w[i] * x[i];
        return Squash(sum);
    }

    [Differentiable]
    public T Damped(T x, T v) => (_rate * x * v) + Squash(x);

    /// <summary>An open number is written with a format, with a width, and as it is.</summary>
    [Differentiable]
    public static T Guarded(T x)
    {
        if (!(x * x >= T.Zero)) throw new System.ArgumentOutOfRangeException(nameof(x), x, $"{x:F3} of {x,10:E2} and {x} is no number");
        return x * x * x;
    }

    private static T Squash(T x) => T.Tanh(x) / (T.One + T.Exp(-x));
}

/// <summary>A line over any floating-point type.</summary>
public readonly partial struct LineOf<T>(T slope, T offset)
    where T : struct, IFloatingPointIeee754<T>
{
    public T Slope { get; } = slope;

    public T Offset { get; } = offset;

    [Differentiable]
    public static T Gap(LineOf<T> a, LineOf<T> b, T x) => (a.At(x) - b.At(x)) * (a.At(x) - b.At(x));

    [Differentiable]
    public static LineOf<T> Composed(LineOf<T> a, LineOf<T> b) => new(a.Slope * b.Slope, a.At(b.Offset));

    public T At(T x) => (Slope * x) + Offset;
}

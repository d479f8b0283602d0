// Generic helpers, called at double and at float: read at the types of the call.
using System;
using System.Numerics;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>An operation known by its type.</summary>
public interface IOperation
{
    static abstract double Apply(double x);

    static virtual double Scale => 3;
}

/// <summary>A square, with the scale of the interface.</summary>
public readonly struct Square : IOperation
{
    public static double Apply(double x) => x * x;
}

/// <summary>An exponential, whose members only the interface shows.</summary>
public readonly struct Exponential : IOperation
{
    static double IOperation.Apply(double x) => Math.Exp(x);

    static double IOperation.Scale => 2;
}

/// <summary>A function that is a value.</summary>
public interface IFunction<T>
{
    T Invoke(T x);
}

/// <summary>A line.</summary>
public readonly struct AffineFunction(double slope, double offset) : IFunction<double>
{
    public double Slope { get; } = slope;

    public double Offset { get; } = offset;

    public double Invoke(double x) => (Slope * x) + Offset;
}

/// <summary>Two numbers of one type.</summary>
public readonly struct Vector2Of<T>(T x, T y)
    where T : INumber<T>
{
    public T X { get; } = x;

    public T Y { get; } = y;

    public static Vector2Of<T> Zero => new(T.Zero, T.Zero);

    public static Vector2Of<T> operator +(Vector2Of<T> a, Vector2Of<T> b) => new(a.X + b.X, a.Y + b.Y);

    public static Vector2Of<T> operator *(T s, Vector2Of<T> a) => new(s * a.X, s * a.Y);

    public T Dot(Vector2Of<T> other) => (X * other.X) + (Y * other.Y);

    public TResult Fold<TResult>(Func<T, T, TResult> f) => f(X, Y);
}

/// <summary>Values of two types.</summary>
public record struct Couple<TA, TB>(TA A, TB B);

/// <summary>Generic methods.</summary>
public static class GenericCode
{
    public static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : INumber<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    public static T Clamp<T>(T x, T low, T high)
        where T : INumber<T> => x < low ? low : x > high ? high : x;

    public static T Soft<T>(T x)
        where T : IFloatingPointIeee754<T> => (T.Log(T.One + T.Exp(x)) * T.CreateChecked(2)) + (T.Pi * T.Sin(x)) + T.Max(x, T.NegativeOne);

    public static T Lengths<T>(T x, T y)
        where T : IRootFunctions<T> => T.Sqrt((x * x) + (y * y)) + T.Hypot(x, y);

    public static double Run<TOperation>(double x)
        where TOperation : IOperation => (TOperation.Scale * TOperation.Apply(x)) + 1;

    public static T Twice<TFunction, T>(TFunction f, T x)
        where TFunction : IFunction<T> => f.Invoke(f.Invoke(x));

    public static T Chosen<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) return (T)(object)MathF.Sin((float)(object)x);
        if (typeof(T) == typeof(double)) return (T)(object)Math.Cos((double)(object)x);
        return T.Tan(x);
    }

    public static T Power<T>(T x, int n)
        where T : INumber<T>
    {
        if (n == 0) return T.One;
        T half = Power(x, n / 2);
        return n % 2 == 0 ? half * half : half * half * x;
    }

    public static void Swap<T>(ref T a, ref T b) => (a, b) = (b, a);

    public static T Last<T>(ReadOnlySpan<T> x) => x[^1];

    public static T Integrate<T>(Func<T, T> f, T from, T to, int steps)
        where T : IFloatingPointIeee754<T>
    {
        T width = (to - from) / T.CreateChecked(steps);
        T sum = T.Zero;
        for (int i = 0; i < steps; i++) sum += f(from + (width * (T.CreateChecked(i) + T.CreateChecked(0.5))));
        return sum * width;
    }

    public static T Newton<T>(T a)
        where T : IFloatingPointIeee754<T>
    {
        T x = a;
        while (T.Abs((x * x) - a) > T.CreateChecked(1e-3)) x = (x + (a / x)) * T.CreateChecked(0.5);
        return x;
    }
}

/// <summary>Calls of generic code at types that are known.</summary>
public static partial class GenericHelpers
{
    [Differentiable]
    public static double DotProducts(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        GenericCode.Dot<double>(a[..Math.Min(a.Length, b.Length)], b) + GenericCode.Dot(a, a);

    [Differentiable]
    [Lengths(2, 5)]
    public static float DotOfFloats(ReadOnlySpan<float> a) => GenericCode.Dot(a, a) * GenericCode.Soft(a[1]);

    [Differentiable]
    public static double NumberFunctions(double x, double y) => (GenericCode.Clamp(x, -1, y) * GenericCode.Soft(x)) + GenericCode.Lengths(x, y);

    [Differentiable]
    public static double StaticAbstract(double x) => GenericCode.Run<Square>(x) * GenericCode.Run<Exponential>(x);

    [Differentiable]
    public static double Functor(double x, double y) => GenericCode.Twice(new AffineFunction(2, y), x);

    [Differentiable]
    [ComputesInFloat]
    public static double TypeTests(double x) => GenericCode.Chosen(x) + GenericCode.Chosen((float)x);

    [Differentiable]
    [Case("n=0")]
    [Case("n=1")]
    [Case("n=6")]
    public static double RecursiveGeneric(double x, int n) => GenericCode.Power(x, n) + GenericCode.Power(2, n);

    [Differentiable]
    public static double SwappedByReference(double x, double y)
    {
        GenericCode.Swap(ref x, ref y);
        int i = 1, j = 2;
        GenericCode.Swap(ref i, ref j);
        return (x * x * i) + y;
    }

    [Differentiable]
    [Lengths(1, 4)]
    public static double LastOf(ReadOnlySpan<double> x, ReadOnlySpan<int> at) => GenericCode.Last(x) * GenericCode.Last(at);

    [Differentiable]
    public static double IntegralOfLambda(double a, double b) => GenericCode.Integrate(t => Math.Sin(a * t), 0, b, 5) + GenericCode.Integrate<double>(Math.Exp, 0, a, 3);

    [Differentiable]
    public static double UntilConvergence([Domain(1, 4)] double a, [Domain(1, 4)] double b) => GenericCode.Newton(a) * GenericCode.Newton(b);

    [Differentiable]
    public static double GenericLocalFunctions(double x)
    {
        T Triple<T>(T a)
            where T : INumber<T> => a + a + a;
        double Captures<T>(T a)
            where T : IFloatingPointIeee754<T> => x * double.CreateChecked(T.Exp(a));
        return Triple(x) * Captures(x) * Triple(2);
    }

    [Differentiable]
    public static double StructOfGenericType(double x, double y)
    {
        var v = new Vector2Of<double>(x, y);
        Vector2Of<double> w = (x * v) + v + Vector2Of<double>.Zero;
        return w.Dot(v);
    }

    [Differentiable]
    public static Vector2Of<double> GenericStructs(Vector2Of<double> a, double s) => (s * a) + a;

    [Differentiable]
    public static double SpanOfGenericStructs(ReadOnlySpan<Vector2Of<double>> points)
    {
        Vector2Of<double> sum = Vector2Of<double>.Zero;
        double squares = 0;
        foreach (Vector2Of<double> p in points)
        {
            sum += p;
            squares += p.Dot(p);
        }

        return squares * sum.X;
    }

    [Differentiable]
    public static float GenericRecord(Couple<float, int> couple, Couple<double, Couple<float, bool>> nested) =>
        (couple.A * couple.B) + ((float)nested.A * nested.B.A * (nested.B.B ? 2 : 3));
}

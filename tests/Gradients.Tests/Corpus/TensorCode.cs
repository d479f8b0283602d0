// Code that calls TensorPrimitives: several members in a row, destinations that are inputs, parts of spans, constants among them.
using System;
using System.Numerics.Tensors;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

[RoundsOtherwise("TensorPrimitives has functions of its own")]
public static partial class TensorCode
{
    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static void SoftMax(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.SoftMax(x, y);

    [Differentiable]
    [Lengths(1, 2, 5)]
    public static void SoftMaxInPlace(Span<double> y) => TensorPrimitives.SoftMax(y, y);

    [Differentiable]
    public static void InPlace(Span<double> y, ReadOnlySpan<double> x)
    {
        TensorPrimitives.Multiply(y, x, y);
        TensorPrimitives.Exp(y, y);
        TensorPrimitives.MultiplyAdd(x, y, y, y);
    }

    [Differentiable]
    public static void TwoDestinations(Span<double> y, Span<double> z) => TensorPrimitives.SinCos(y, y, z);

    [Differentiable]
    [Lengths(0, 1, 6)]
    public static double LogisticLoss(ReadOnlySpan<double> w, ReadOnlySpan<double> x, double target)
    {
        double[] t = new double[w.Length];
        TensorPrimitives.Multiply(w, x, t);
        TensorPrimitives.Tanh(t, t);
        double error = TensorPrimitives.Sum<double>(t) - target;
        return error * error + 0.1 * TensorPrimitives.SumOfSquares(w);
    }

    [Differentiable]
    [Lengths(4, 8)]
    public static double Halves(ReadOnlySpan<double> x)
    {
        int half = x.Length / 2;
        return TensorPrimitives.Dot(x[..half], x[half..(2 * half)]) * TensorPrimitives.Max(x[1..]) + TensorPrimitives.Norm(x[..half]);
    }

    [Differentiable]
    [Lengths(3, 7)]
    [Case("x:3 y:1", Throws = typeof(ArgumentException))]
    public static void LongerDestination(ReadOnlySpan<double> x, Span<double> y)
    {
        TensorPrimitives.Exp(x[1..], y);
        TensorPrimitives.Add(y[1..], 2.0, y[1..]);
    }

    [Differentiable]
    [Case("x:2 y:3 z:3", Throws = typeof(ArgumentException))]
    [Case("x:3 y:3 z:2", Throws = typeof(ArgumentException))]
    [Case("x:3 y:3 z:3")]
    [Case("x:3 y:3 z:5")]
    public static void Lengths(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Multiply(x, y, z);

    [Differentiable]
    [Lengths(1, 2, 7)]
    [Domain(0.1, 3.9)]
    public static double WithConstants(ReadOnlySpan<double> x)
    {
        Span<double> t = stackalloc double[8];
        Span<double> part = t[..x.Length];
        TensorPrimitives.Floor(x, part);
        TensorPrimitives.Multiply(part, x, part);
        double sum = TensorPrimitives.Sum<double>(part);
        TensorPrimitives.Round(x, part);
        sum += TensorPrimitives.Dot(x, part);
        TensorPrimitives.Round(x, 1, MidpointRounding.ToZero, part);
        sum += TensorPrimitives.Dot(x, part);
        TensorPrimitives.Truncate(x, part);
        TensorPrimitives.Ceiling(part, part);
        return sum * x[TensorPrimitives.IndexOfMax(x)] + TensorPrimitives.Dot(x, part) - x[TensorPrimitives.IndexOfMinMagnitude(x)];
    }

    [Differentiable]
    [Lengths(2, 4, 9)]
    public static void BoundsInAnyOrder([Domain(-2, 2)] ReadOnlySpan<double> x, [Domain(-1, 1)] ReadOnlySpan<double> low, [Domain(-1, 1)] ReadOnlySpan<double> high, Span<double> y) =>
        TensorPrimitives.Clamp(x, low, high, y);

    [Differentiable]
    public static double Predicates(ReadOnlySpan<double> x)
    {
        double sum = TensorPrimitives.SumOfSquares(x);
        if (TensorPrimitives.IsNaNAny(x) || TensorPrimitives.IsZeroAll(x)) return 2 * sum;
        return TensorPrimitives.IsFiniteAll(x) ? sum * x[0] : 0;
    }

    [Differentiable]
    public static void Converted(ReadOnlySpan<double> x, Span<float> y) => TensorPrimitives.ConvertTruncating(x, y);

    [Differentiable]
    [Lengths(1, 4)]
    public static double OfArrays(double[] x, double[] y)
    {
        TensorPrimitives.Sigmoid<double>(x, y);
        return TensorPrimitives.Dot<double>(x, y);
    }

    /// <summary>Equal elements: a tie in the maximum, a norm at zero.</summary>
    [Differentiable]
    [Case("x=1,1,1", Gradient = "0.3333333333333333 0.3333333333333333 0.3333333333333333")]
    public static double AtTies([Domain(-2, 2)] ReadOnlySpan<double> x) => x.Length == 0 ? 0 : TensorPrimitives.Max(x) + TensorPrimitives.StdDev(x);
}

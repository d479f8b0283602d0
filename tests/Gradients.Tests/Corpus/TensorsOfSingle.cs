// Members of TensorPrimitives on floats.
using System;
using System.Numerics.Tensors;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

[RoundsOtherwise("TensorPrimitives has functions of its own")]
public static partial class TensorsOfSingle
{
    [Differentiable]
    public static void Abs(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Abs(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Cbrt(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Cbrt(x, y);

    [Differentiable]
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Exp(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void LogP1(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.LogP1(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Reciprocal(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Reciprocal(x, y);

    [Differentiable]
    [Lengths(1, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sigmoid(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Sqrt(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sqrt(x, y);

    [Differentiable]
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tanh(x, y);

    [Differentiable]
    public static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Add(x, y, z);

    [Differentiable]
    public static void AddScalar(ReadOnlySpan<float> x, float y, Span<float> z) => TensorPrimitives.Add(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Divide(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Divide(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void DivideScalar(ReadOnlySpan<float> x, float y, Span<float> z) => TensorPrimitives.Divide(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void ScalarDivide(float x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Divide(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Pow(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Pow(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void PowScalar(ReadOnlySpan<float> x, float y, Span<float> z) => TensorPrimitives.Pow(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void ScalarPow(float x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Pow(x, y, z);

    [Differentiable]
    public static void Hypot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Hypot(x, y, z);

    [Differentiable]
    public static void Max(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Max(x, y, z);

    [Differentiable]
    public static void MaxScalar(ReadOnlySpan<float> x, float y, Span<float> z) => TensorPrimitives.Max(x, y, z);

    [Differentiable]
    public static void Min(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Min(x, y, z);

    [Differentiable]
    public static void MinScalar(ReadOnlySpan<float> x, float y, Span<float> z) => TensorPrimitives.Min(x, y, z);

    [Differentiable]
    public static void MultiplyAdd(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> r) => TensorPrimitives.MultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void MultiplyAddScalarLast(ReadOnlySpan<float> x, ReadOnlySpan<float> y, float z, Span<float> r) => TensorPrimitives.MultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void MultiplyAddScalarSecond(ReadOnlySpan<float> x, float y, ReadOnlySpan<float> z, Span<float> r) => TensorPrimitives.MultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void Lerp(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> r) => TensorPrimitives.Lerp(x, y, z, r);

    [Differentiable]
    public static void LerpScalarLast(ReadOnlySpan<float> x, ReadOnlySpan<float> y, float z, Span<float> r) => TensorPrimitives.Lerp(x, y, z, r);

    [Differentiable]
    public static void LerpScalarSecond(ReadOnlySpan<float> x, float y, ReadOnlySpan<float> z, Span<float> r) => TensorPrimitives.Lerp(x, y, z, r);

    [Differentiable]
    public static void Clamp1([Domain(-2, 2)] ReadOnlySpan<float> x, [Domain(-1, -0.5)] ReadOnlySpan<float> low, [Domain(0.5, 1)] ReadOnlySpan<float> high, Span<float> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp2([Domain(-2, 2)] ReadOnlySpan<float> x, [Domain(-1, -0.5)] ReadOnlySpan<float> low, [Domain(0.5, 1)] float high, Span<float> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp3([Domain(-2, 2)] ReadOnlySpan<float> x, [Domain(-1, -0.5)] float low, [Domain(0.5, 1)] ReadOnlySpan<float> high, Span<float> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp4([Domain(-2, 2)] ReadOnlySpan<float> x, [Domain(-1, -0.5)] float low, [Domain(0.5, 1)] float high, Span<float> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp5([Domain(-2, 2)] float x, [Domain(-1, -0.5)] ReadOnlySpan<float> low, [Domain(0.5, 1)] ReadOnlySpan<float> high, Span<float> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp6([Domain(-2, 2)] float x, [Domain(-1, -0.5)] ReadOnlySpan<float> low, [Domain(0.5, 1)] float high, Span<float> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp7([Domain(-2, 2)] float x, [Domain(-1, -0.5)] float low, [Domain(0.5, 1)] ReadOnlySpan<float> high, Span<float> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void SinCos(ReadOnlySpan<float> x, Span<float> s, Span<float> c) => TensorPrimitives.SinCos(x, s, c);

    [Differentiable]
    public static float SumOf(ReadOnlySpan<float> x) => TensorPrimitives.Sum(x);

    [Differentiable]
    public static float NormOf(ReadOnlySpan<float> x) => TensorPrimitives.Norm(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static float ProductOf(ReadOnlySpan<float> x) => TensorPrimitives.Product(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static float MaxOf(ReadOnlySpan<float> x) => TensorPrimitives.Max(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static float MinOf(ReadOnlySpan<float> x) => TensorPrimitives.Min(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static float AverageOf(ReadOnlySpan<float> x) => TensorPrimitives.Average(x);

    [Differentiable]
    [Lengths(2, 3, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static float StdDevOf(ReadOnlySpan<float> x) => TensorPrimitives.StdDev(x);

    [Differentiable]
    [Case("x:2 y:2")]
    [Case("x:0 y:0")]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static float DotOf(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => TensorPrimitives.Dot(x, y);

    [Differentiable]
    [Lengths(2, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static float DistanceOf(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => TensorPrimitives.Distance(x, y);

    [Differentiable]
    [Lengths(2, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static float CosineSimilarityOf(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => TensorPrimitives.CosineSimilarity(x, y);
}

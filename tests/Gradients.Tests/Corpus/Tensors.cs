// Every member of TensorPrimitives that writes its results to a span, on doubles.
using System;
using System.Numerics.Tensors;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

[RoundsOtherwise("TensorPrimitives has functions of its own")]
public static partial class Tensors
{
    [Differentiable]
    public static void Abs(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Abs(x, y);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    public static void Acos(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Acos(x, y);

    [Differentiable]
    [Domain(1.1, 3)]
    public static void Acosh(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Acosh(x, y);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    public static void AcosPi(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.AcosPi(x, y);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    public static void Asin(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Asin(x, y);

    [Differentiable]
    public static void Asinh(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Asinh(x, y);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    public static void AsinPi(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.AsinPi(x, y);

    [Differentiable]
    public static void Atan(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Atan(x, y);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    public static void Atanh(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Atanh(x, y);

    [Differentiable]
    public static void AtanPi(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.AtanPi(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Cbrt(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Cbrt(x, y);

    [Differentiable]
    public static void Cos(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Cos(x, y);

    [Differentiable]
    public static void CosPi(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.CosPi(x, y);

    [Differentiable]
    public static void Cosh(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Cosh(x, y);

    [Differentiable]
    public static void DegreesToRadians(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.DegreesToRadians(x, y);

    [Differentiable]
    public static void Exp(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Exp(x, y);

    [Differentiable]
    public static void Exp10(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Exp10(x, y);

    [Differentiable]
    public static void Exp10M1(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Exp10M1(x, y);

    [Differentiable]
    public static void Exp2(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Exp2(x, y);

    [Differentiable]
    public static void Exp2M1(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Exp2M1(x, y);

    [Differentiable]
    public static void ExpM1(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.ExpM1(x, y);

    [Differentiable]
    public static void Increment(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Increment(x, y);

    [Differentiable]
    public static void Decrement(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Decrement(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Log(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Log(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Log10(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Log10(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Log10P1(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Log10P1(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Log2(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Log2(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Log2P1(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Log2P1(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void LogP1(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.LogP1(x, y);

    [Differentiable]
    public static void Negate(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Negate(x, y);

    [Differentiable]
    public static void RadiansToDegrees(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.RadiansToDegrees(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Reciprocal(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Reciprocal(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void ReciprocalSqrt(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.ReciprocalSqrt(x, y);

    [Differentiable]
    [Lengths(1, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    public static void Sigmoid(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Sigmoid(x, y);

    [Differentiable]
    public static void Sin(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Sin(x, y);

    [Differentiable]
    public static void SinPi(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.SinPi(x, y);

    [Differentiable]
    public static void Sinh(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Sinh(x, y);

    [Differentiable]
    [Domain(0.2, 3)]
    public static void Sqrt(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Sqrt(x, y);

    [Differentiable]
    [Domain(-1, 1)]
    public static void Tan(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Tan(x, y);

    [Differentiable]
    public static void Tanh(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Tanh(x, y);

    [Differentiable]
    [Domain(-0.4, 0.4)]
    public static void TanPi(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.TanPi(x, y);

    [Differentiable]
    public static void BitIncrement(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.BitIncrement(x, y);

    [Differentiable]
    public static void BitDecrement(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.BitDecrement(x, y);

    [Differentiable]
    [Domain(0.5, 2)]
    [NoFiniteDifferences("an estimate has steps")]
    public static void ReciprocalEstimate(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.ReciprocalEstimate(x, y);

    [Differentiable]
    [Domain(0.5, 2)]
    [NoFiniteDifferences("an estimate has steps")]
    public static void ReciprocalSqrtEstimate(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.ReciprocalSqrtEstimate(x, y);

    [Differentiable]
    public static void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Add(x, y, z);

    [Differentiable]
    public static void AddScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Add(x, y, z);

    [Differentiable]
    public static void Subtract(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Subtract(x, y, z);

    [Differentiable]
    public static void SubtractScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Subtract(x, y, z);

    [Differentiable]
    public static void ScalarSubtract(double x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Subtract(x, y, z);

    [Differentiable]
    public static void Multiply(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Multiply(x, y, z);

    [Differentiable]
    public static void MultiplyScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Multiply(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Divide(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Divide(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void DivideScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Divide(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void ScalarDivide(double x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Divide(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Remainder(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Remainder(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void RemainderScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Remainder(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void ScalarRemainder(double x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Remainder(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Pow(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Pow(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void PowScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Pow(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void ScalarPow(double x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Pow(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Atan2(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Atan2(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Atan2Scalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Atan2(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void ScalarAtan2(double x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Atan2(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Atan2Pi(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Atan2Pi(x, y, z);

    [Differentiable(nameof(x))]
    [Domain(0.3, 3)]
    public static void CopySign(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.CopySign(x, y, z);

    [Differentiable(nameof(x))]
    [Domain(0.3, 3)]
    public static void CopySignScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.CopySign(x, y, z);

    [Differentiable]
    public static void Hypot(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Hypot(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Ieee754Remainder(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Ieee754Remainder(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void Ieee754RemainderScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Ieee754Remainder(x, y, z);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void ScalarIeee754Remainder(double x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Ieee754Remainder(x, y, z);

    [Differentiable]
    public static void Max(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Max(x, y, z);

    [Differentiable]
    public static void MaxScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Max(x, y, z);

    [Differentiable]
    public static void Min(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Min(x, y, z);

    [Differentiable]
    public static void MinScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Min(x, y, z);

    [Differentiable]
    public static void MaxMagnitude(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.MaxMagnitude(x, y, z);

    [Differentiable]
    public static void MinMagnitude(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.MinMagnitude(x, y, z);

    [Differentiable]
    public static void MaxNumber(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.MaxNumber(x, y, z);

    [Differentiable]
    public static void MinNumber(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.MinNumber(x, y, z);

    [Differentiable]
    public static void MaxMagnitudeNumber(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.MaxMagnitudeNumber(x, y, z);

    [Differentiable]
    public static void MaxMagnitudeNumberScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.MaxMagnitudeNumber(x, y, z);

    [Differentiable]
    public static void MinMagnitudeNumber(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.MinMagnitudeNumber(x, y, z);

    [Differentiable]
    [Domain(1.2, 3)]
    public static void LogTo(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z) => TensorPrimitives.Log(x, y, z);

    [Differentiable]
    [Domain(1.2, 3)]
    public static void LogToScalar(ReadOnlySpan<double> x, double y, Span<double> z) => TensorPrimitives.Log(x, y, z);

    [Differentiable]
    public static void MultiplyAdd(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.MultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void MultiplyAddScalarLast(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double z, Span<double> r) => TensorPrimitives.MultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void MultiplyAddScalarSecond(ReadOnlySpan<double> x, double y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.MultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void AddMultiply(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.AddMultiply(x, y, z, r);

    [Differentiable]
    public static void AddMultiplyScalarLast(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double z, Span<double> r) => TensorPrimitives.AddMultiply(x, y, z, r);

    [Differentiable]
    public static void AddMultiplyScalarSecond(ReadOnlySpan<double> x, double y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.AddMultiply(x, y, z, r);

    [Differentiable]
    public static void FusedMultiplyAdd(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.FusedMultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void FusedMultiplyAddScalarLast(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double z, Span<double> r) => TensorPrimitives.FusedMultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void FusedMultiplyAddScalarSecond(ReadOnlySpan<double> x, double y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.FusedMultiplyAdd(x, y, z, r);

    [Differentiable]
    public static void MultiplyAddEstimate(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.MultiplyAddEstimate(x, y, z, r);

    [Differentiable]
    public static void MultiplyAddEstimateScalarLast(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double z, Span<double> r) => TensorPrimitives.MultiplyAddEstimate(x, y, z, r);

    [Differentiable]
    public static void MultiplyAddEstimateScalarSecond(ReadOnlySpan<double> x, double y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.MultiplyAddEstimate(x, y, z, r);

    [Differentiable]
    public static void Lerp(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.Lerp(x, y, z, r);

    [Differentiable]
    public static void LerpScalarLast(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double z, Span<double> r) => TensorPrimitives.Lerp(x, y, z, r);

    [Differentiable]
    public static void LerpScalarSecond(ReadOnlySpan<double> x, double y, ReadOnlySpan<double> z, Span<double> r) => TensorPrimitives.Lerp(x, y, z, r);

    [Differentiable]
    public static void Clamp1([Domain(-2, 2)] ReadOnlySpan<double> x, [Domain(-1, -0.5)] ReadOnlySpan<double> low, [Domain(0.5, 1)] ReadOnlySpan<double> high, Span<double> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp2([Domain(-2, 2)] ReadOnlySpan<double> x, [Domain(-1, -0.5)] ReadOnlySpan<double> low, [Domain(0.5, 1)] double high, Span<double> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp3([Domain(-2, 2)] ReadOnlySpan<double> x, [Domain(-1, -0.5)] double low, [Domain(0.5, 1)] ReadOnlySpan<double> high, Span<double> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp4([Domain(-2, 2)] ReadOnlySpan<double> x, [Domain(-1, -0.5)] double low, [Domain(0.5, 1)] double high, Span<double> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp5([Domain(-2, 2)] double x, [Domain(-1, -0.5)] ReadOnlySpan<double> low, [Domain(0.5, 1)] ReadOnlySpan<double> high, Span<double> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp6([Domain(-2, 2)] double x, [Domain(-1, -0.5)] ReadOnlySpan<double> low, [Domain(0.5, 1)] double high, Span<double> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    public static void Clamp7([Domain(-2, 2)] double x, [Domain(-1, -0.5)] double low, [Domain(0.5, 1)] ReadOnlySpan<double> high, Span<double> r) => TensorPrimitives.Clamp(x, low, high, r);

    [Differentiable]
    [Domain(0.3, 3)]
    public static void RootN(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.RootN(x, 3, y);

    [Differentiable]
    public static void ScaleB(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.ScaleB(x, -2, y);

    [Differentiable]
    public static void SinCos(ReadOnlySpan<double> x, Span<double> s, Span<double> c) => TensorPrimitives.SinCos(x, s, c);

    [Differentiable]
    public static void SinCosPi(ReadOnlySpan<double> x, Span<double> s, Span<double> c) => TensorPrimitives.SinCosPi(x, s, c);
}

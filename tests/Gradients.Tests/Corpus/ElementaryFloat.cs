// The functions of MathF and float, several to a method.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class ElementaryFloat
{
    [Differentiable]
    [ClosedForm(nameof(SquareDerivative))]
    public static float Square(float x) => x * x;

    private static float SquareDerivative(float x) => 2 * x;

    [Differentiable]
    [ClosedForm(nameof(SinDerivative))]
    public static float Sin(float x) => MathF.Sin(x);

    private static float SinDerivative(float x) => MathF.Cos(x);

    [Differentiable]
    [ClosedForm(nameof(ExpDerivative))]
    public static float Exp(float x) => MathF.Exp(x);

    private static float ExpDerivative(float x) => MathF.Exp(x);

    [Differentiable]
    [Domain(0.3, 2)]
    public static float Trigonometric(float x, float y) => MathF.Sin(x) * MathF.Cos(y) + MathF.Tan(x * 0.4f) * MathF.Tanh(y) + MathF.Sinh(x) - MathF.Cosh(y);

    [Differentiable]
    [Domain(-0.8, 0.8)]
    public static float Inverse(float x, float y) => MathF.Asin(x) * MathF.Acos(y) + MathF.Atan(x) + MathF.Atanh(y) * MathF.Asinh(x) + MathF.Acosh(2 + y);

    [Differentiable]
    [Domain(0.4, 2)]
    public static float Logarithms(float x, float y) => MathF.Log(x) * y + MathF.Log2(y) * MathF.Log10(x) + MathF.Log(x + 1, y + 2);

    [Differentiable]
    [Domain(0.4, 2)]
    public static float Powers(float x, float y) => MathF.Pow(x, y) + MathF.Sqrt(x * y) * MathF.Cbrt(y) + MathF.Exp(-x);

    [Differentiable]
    [Domain(0.4, 2)]
    public static float Selections(float x, [Domain(2.5, 3)] float y, [Domain(-3, -2.5)] float z) =>
        MathF.Max(x, y) * MathF.Min(x, y) + Math.Clamp(x, z, y) * x + MathF.Abs(z) * MathF.CopySign(x, z) + MathF.MaxMagnitude(x, z);

    [Differentiable]
    [Domain(0.4, 2)]
    public static float Geometry(float x, float y, float z) => MathF.Atan2(x, y) + MathF.FusedMultiplyAdd(x, y, z) * float.Hypot(y, z) + float.Lerp(x, y, z);

    [Differentiable]
    [Domain(0.1, 0.4)]
    public static float FloatOnly(float x, float y) => float.SinPi(x) * float.CosPi(y) + float.Exp2(x) * float.LogP1(y) + float.ExpM1(x) * float.RootN(y, 3) + float.Exp10(y);

    [Differentiable]
    [Domain(1.2, 1.4)]
    [ClosedForm(nameof(RoundedDerivative))]
    public static float Rounded(float x) => MathF.Floor(x) * x + MathF.Ceiling(x) * x + MathF.Round(x) * x + MathF.Truncate(x) * x + MathF.ScaleB(x, 3);

    private static float RoundedDerivative(float x) => 13;

    [Differentiable]
    [Domain(0.5, 2)]
    public static float Quotients(float x, float y)
    {
        float q = x / y;
        q += 1f / (x + q);
        q *= q - y;
        return q;
    }

    [Differentiable]
    [Lengths(0, 1, 6)]
    public static float DotProduct(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        float sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 6)]
    public static void SoftplusInto(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = MathF.Log(1 + MathF.Exp(x[i])) * y[i];
    }
}

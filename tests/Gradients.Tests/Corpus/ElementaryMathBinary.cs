// The functions of Math with two and three arguments, and those whose steps finite differences cannot see.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class ElementaryMathBinary
{
    [Differentiable]
    [Domain(0.3, 2)]
    [ClosedForm(nameof(Atan2Derivative))]
    public static double Atan2(double x, double y) => Math.Atan2(y, x);

    private static double[] Atan2Derivative(double x, double y) => [-y / ((x * x) + (y * y)), x / ((x * x) + (y * y))];

    [Differentiable]
    [Domain(-2, -0.3)]
    [ClosedForm(nameof(Atan2LeftDerivative))]
    public static double Atan2Left(double x, double y) => Math.Atan2(y, x);

    private static double[] Atan2LeftDerivative(double x, double y) => [-y / ((x * x) + (y * y)), x / ((x * x) + (y * y))];

    [Differentiable]
    [Domain(0.3, 2.5)]
    [ClosedForm(nameof(PowDerivative))]
    public static double Pow(double x, double y) => Math.Pow(x, y);

    private static double[] PowDerivative(double x, double y) => [y * Math.Pow(x, y - 1), Math.Pow(x, y) * Math.Log(x)];

    [Differentiable]
    [Domain(0.3, 2.5)]
    [ClosedForm(nameof(PowNegativeExponentDerivative))]
    public static double PowNegativeExponent(double x, double y) => Math.Pow(x, -y);

    private static double[] PowNegativeExponentDerivative(double x, double y) => [-y * Math.Pow(x, -y - 1), -Math.Pow(x, -y) * Math.Log(x)];

    [Differentiable]
    [Domain(1.5, 4)]
    [ClosedForm(nameof(LogBaseDerivative))]
    public static double LogBase(double x, double y) => Math.Log(x, y);

    private static double[] LogBaseDerivative(double x, double y) => [1 / (x * Math.Log(y)), -Math.Log(x) / (y * Math.Log(y) * Math.Log(y))];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MaxDerivative))]
    public static double Max(double x, double y) => Math.Max(x * x, y);

    private static double[] MaxDerivative(double x, double y) => x * x > y ? [2 * x, 0] : [0, 1];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MinDerivative))]
    public static double Min(double x, double y) => Math.Min(x * x, y);

    private static double[] MinDerivative(double x, double y) => x * x < y ? [2 * x, 0] : [0, 1];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MaxMagnitudeDerivative))]
    public static double MaxMagnitude(double x, double y) => Math.MaxMagnitude(x, 2 * y);

    private static double[] MaxMagnitudeDerivative(double x, double y) => Math.Abs(x) > Math.Abs(2 * y) ? [1, 0] : [0, 2];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MinMagnitudeDerivative))]
    public static double MinMagnitude(double x, double y) => Math.MinMagnitude(x, 2 * y);

    private static double[] MinMagnitudeDerivative(double x, double y) => Math.Abs(x) < Math.Abs(2 * y) ? [1, 0] : [0, 2];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(CopySignDerivative))]
    public static double CopySign(double x, double y) => Math.CopySign(x, y) * y;

    private static double[] CopySignDerivative(double x, double y) => [Math.Sign(x) * Math.Abs(y), Math.Abs(x) * Math.Sign(y)];

    [Differentiable]
    [Domain(2.6, 3.4)]
    [ClosedForm(nameof(IeeeRemainderDerivative))]
    public static double IeeeRemainder(double x, [Domain(2, 2.2)] double y) => Math.IEEERemainder(x, y);

    private static double[] IeeeRemainderDerivative(double x, [Domain(2, 2.2)] double y) => [1, -Math.Round((x - Math.IEEERemainder(x, y)) / y)];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(FusedMultiplyAddDerivative))]
    public static double FusedMultiplyAdd(double x, double y, double z) => Math.FusedMultiplyAdd(x, y, z);

    private static double[] FusedMultiplyAddDerivative(double x, double y, double z) => [y, x, 1];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(ClampDerivative))]
    public static double Clamp(double x, [Domain(-1, -0.2)] double y, [Domain(0.2, 1)] double z) => Math.Clamp(x, y, z) * x;

    private static double[] ClampDerivative(double x, [Domain(-1, -0.2)] double y, [Domain(0.2, 1)] double z) => x < y ? [y, x, 0] : x > z ? [z, 0, x] : [2 * x, 0, 0];

    [Differentiable]
    [Domain(0.5, 2)]
    [ClosedForm(nameof(ReciprocalEstimateDerivative))]
    [NoFiniteDifferences("the estimate has steps")]
    public static double ReciprocalEstimate(double x) => Math.ReciprocalEstimate(x);

    private static double ReciprocalEstimateDerivative(double x) => -1 / (x * x);

    [Differentiable]
    [Domain(0.5, 2)]
    [ClosedForm(nameof(ReciprocalSqrtEstimateDerivative))]
    [NoFiniteDifferences("the estimate has steps")]
    public static double ReciprocalSqrtEstimate(double x) => Math.ReciprocalSqrtEstimate(x);

    private static double ReciprocalSqrtEstimateDerivative(double x) => -0.5 / (x * Math.Sqrt(x));

    [Differentiable]
    [ClosedForm(nameof(SinCosDerivative))]
    public static double SinCos(double x)
    {
        (double sin, double cos) = Math.SinCos(x);
        return (sin * 2) + (cos * sin);
    }

    private static double SinCosDerivative(double x) => (2 * Math.Cos(x)) + Math.Cos(2 * x);

    [Differentiable]
    [Domain(0.2, 1)]
    public static double Nested(double x, double y) =>
        Math.Exp(Math.Sin(Math.Sqrt(x * y) + Math.Log(1 + x))) * Math.Tanh(Math.Atan2(y, 1 + (x * x)) - Math.Pow(y, x));
}

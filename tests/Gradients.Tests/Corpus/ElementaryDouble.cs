// The functions that double itself offers, each with its closed form.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class ElementaryDouble
{
    [Differentiable]
    [Domain(-0.9, 0.9)]
    [ClosedForm(nameof(AcosPiDerivative))]
    public static double AcosPi(double x) => double.AcosPi(x);

    private static double AcosPiDerivative(double x) => -1 / (Math.PI * Math.Sqrt(1 - (x * x)));

    [Differentiable]
    [Domain(-0.9, 0.9)]
    [ClosedForm(nameof(AsinPiDerivative))]
    public static double AsinPi(double x) => double.AsinPi(x);

    private static double AsinPiDerivative(double x) => 1 / (Math.PI * Math.Sqrt(1 - (x * x)));

    [Differentiable]
    [Domain(-3, 3)]
    [ClosedForm(nameof(AtanPiDerivative))]
    public static double AtanPi(double x) => double.AtanPi(x);

    private static double AtanPiDerivative(double x) => 1 / (Math.PI * ((x * x) + 1));

    [Differentiable]
    [Domain(-1.9, 1.9)]
    [ClosedForm(nameof(CosPiDerivative))]
    public static double CosPi(double x) => double.CosPi(x);

    private static double CosPiDerivative(double x) => -Math.PI * double.SinPi(x);

    [Differentiable]
    [Domain(-1.9, 1.9)]
    [ClosedForm(nameof(SinPiDerivative))]
    public static double SinPi(double x) => double.SinPi(x);

    private static double SinPiDerivative(double x) => Math.PI * double.CosPi(x);

    [Differentiable]
    [Domain(-0.35, 0.35)]
    [ClosedForm(nameof(TanPiDerivative))]
    public static double TanPi(double x) => double.TanPi(x);

    private static double TanPiDerivative(double x) => Math.PI * (1 + (double.TanPi(x) * double.TanPi(x)));

    [Differentiable]
    [Domain(-1, 1)]
    [ClosedForm(nameof(Exp10Derivative))]
    public static double Exp10(double x) => double.Exp10(x);

    private static double Exp10Derivative(double x) => Math.Log(10) * double.Exp10(x);

    [Differentiable]
    [Domain(-1, 1)]
    [ClosedForm(nameof(Exp10M1Derivative))]
    public static double Exp10M1(double x) => double.Exp10M1(x);

    private static double Exp10M1Derivative(double x) => Math.Log(10) * double.Exp10(x);

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(Exp2Derivative))]
    public static double Exp2(double x) => double.Exp2(x);

    private static double Exp2Derivative(double x) => Math.Log(2) * double.Exp2(x);

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(Exp2M1Derivative))]
    public static double Exp2M1(double x) => double.Exp2M1(x);

    private static double Exp2M1Derivative(double x) => Math.Log(2) * double.Exp2(x);

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(ExpM1Derivative))]
    public static double ExpM1(double x) => double.ExpM1(x);

    private static double ExpM1Derivative(double x) => Math.Exp(x);

    [Differentiable]
    [Domain(-0.6, 2)]
    [ClosedForm(nameof(LogP1Derivative))]
    public static double LogP1(double x) => double.LogP1(x);

    private static double LogP1Derivative(double x) => 1 / (1 + x);

    [Differentiable]
    [Domain(-0.6, 2)]
    [ClosedForm(nameof(Log2P1Derivative))]
    public static double Log2P1(double x) => double.Log2P1(x);

    private static double Log2P1Derivative(double x) => 1 / ((1 + x) * Math.Log(2));

    [Differentiable]
    [Domain(-0.6, 2)]
    [ClosedForm(nameof(Log10P1Derivative))]
    public static double Log10P1(double x) => double.Log10P1(x);

    private static double Log10P1Derivative(double x) => 1 / ((1 + x) * Math.Log(10));

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(DegreesToRadiansDerivative))]
    public static double DegreesToRadians(double x) => double.DegreesToRadians(x) * x;

    private static double DegreesToRadiansDerivative(double x) => 2 * x * Math.PI / 180;

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(RadiansToDegreesDerivative))]
    public static double RadiansToDegrees(double x) => double.RadiansToDegrees(x) * x;

    private static double RadiansToDegreesDerivative(double x) => 2 * x * 180 / Math.PI;

    [Differentiable]
    [Domain(0.3, 3)]
    [ClosedForm(nameof(RootThreeDerivative))]
    public static double RootThree(double x) => double.RootN(x, 3);

    private static double RootThreeDerivative(double x) => double.RootN(x, 3) / (3 * x);

    [Differentiable]
    [Domain(0.3, 3)]
    [ClosedForm(nameof(RootMinusTwoDerivative))]
    public static double RootMinusTwo(double x) => double.RootN(x, -2);

    private static double RootMinusTwoDerivative(double x) => double.RootN(x, -2) / (-2 * x);

    [Differentiable]
    [Domain(0.3, 3)]
    [ClosedForm(nameof(SameAsMathDerivative))]
    public static double SameAsMath(double x) => double.Sin(x) * double.Exp(x) + double.Sqrt(x) * double.Log(x);

    private static double SameAsMathDerivative(double x) => (Math.Exp(x) * (Math.Sin(x) + Math.Cos(x))) + (0.5 / Math.Sqrt(x) * Math.Log(x)) + (Math.Sqrt(x) / x);

    [Differentiable]
    [Domain(0.3, 2)]
    [ClosedForm(nameof(Atan2PiDerivative))]
    public static double Atan2Pi(double x, double y) => double.Atan2Pi(y, x);

    private static double[] Atan2PiDerivative(double x, double y) => [-y / (((x * x) + (y * y)) * Math.PI), x / (((x * x) + (y * y)) * Math.PI)];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(HypotDerivative))]
    public static double Hypot(double x, double y) => double.Hypot(x, y);

    private static double[] HypotDerivative(double x, double y) => [x / double.Hypot(x, y), y / double.Hypot(x, y)];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(LerpDerivative))]
    public static double Lerp(double x, double y, double t) => double.Lerp(x, y, t);

    private static double[] LerpDerivative(double x, double y, double t) => [1 - t, t, y - x];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MultiplyAddEstimateDerivative))]
    public static double MultiplyAddEstimate(double x, double y, double z) => double.MultiplyAddEstimate(x, y, z);

    private static double[] MultiplyAddEstimateDerivative(double x, double y, double z) => [y, x, 1];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MaxNumberDerivative))]
    public static double MaxNumber(double x, double y) => double.MaxNumber(x * x, y);

    private static double[] MaxNumberDerivative(double x, double y) => x * x > y ? [2 * x, 0] : [0, 1];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MinNumberDerivative))]
    public static double MinNumber(double x, double y) => double.MinNumber(x * x, y);

    private static double[] MinNumberDerivative(double x, double y) => x * x < y ? [2 * x, 0] : [0, 1];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MaxMagnitudeNumberDerivative))]
    public static double MaxMagnitudeNumber(double x, double y) => double.MaxMagnitudeNumber(x, 2 * y);

    private static double[] MaxMagnitudeNumberDerivative(double x, double y) => Math.Abs(x) > Math.Abs(2 * y) ? [1, 0] : [0, 2];

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(MinMagnitudeNumberDerivative))]
    public static double MinMagnitudeNumber(double x, double y) => double.MinMagnitudeNumber(x, 2 * y);

    private static double[] MinMagnitudeNumberDerivative(double x, double y) => Math.Abs(x) < Math.Abs(2 * y) ? [1, 0] : [0, 2];

    [Differentiable]
    [ClosedForm(nameof(SinCosPiDerivative))]
    public static double SinCosPi(double x)
    {
        (double sin, double cos) = double.SinCosPi(x);
        return sin - (3 * cos);
    }

    private static double SinCosPiDerivative(double x) => Math.PI * (double.CosPi(x) + (3 * double.SinPi(x)));
}

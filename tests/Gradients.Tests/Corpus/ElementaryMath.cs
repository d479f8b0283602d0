// The functions of Math with one argument, each with its closed form.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class ElementaryMath
{
    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(AbsDerivative))]
    public static double Abs(double x) => Math.Abs(x) * x;

    private static double AbsDerivative(double x) => 2 * Math.Abs(x);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    [ClosedForm(nameof(AcosDerivative))]
    public static double Acos(double x) => Math.Acos(x);

    private static double AcosDerivative(double x) => -1 / Math.Sqrt(1 - (x * x));

    [Differentiable]
    [Domain(1.1, 4)]
    [ClosedForm(nameof(AcoshDerivative))]
    public static double Acosh(double x) => Math.Acosh(x);

    private static double AcoshDerivative(double x) => 1 / Math.Sqrt((x * x) - 1);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    [ClosedForm(nameof(AsinDerivative))]
    public static double Asin(double x) => Math.Asin(x);

    private static double AsinDerivative(double x) => 1 / Math.Sqrt(1 - (x * x));

    [Differentiable]
    [Domain(-3, 3)]
    [ClosedForm(nameof(AsinhDerivative))]
    public static double Asinh(double x) => Math.Asinh(x);

    private static double AsinhDerivative(double x) => 1 / Math.Sqrt((x * x) + 1);

    [Differentiable]
    [Domain(-3, 3)]
    [ClosedForm(nameof(AtanDerivative))]
    public static double Atan(double x) => Math.Atan(x);

    private static double AtanDerivative(double x) => 1 / ((x * x) + 1);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    [ClosedForm(nameof(AtanhDerivative))]
    public static double Atanh(double x) => Math.Atanh(x);

    private static double AtanhDerivative(double x) => 1 / (1 - (x * x));

    [Differentiable]
    [Domain(0.2, 4)]
    [ClosedForm(nameof(CbrtDerivative))]
    public static double Cbrt(double x) => Math.Cbrt(x);

    private static double CbrtDerivative(double x) => 1 / (3 * Math.Cbrt(x) * Math.Cbrt(x));

    [Differentiable]
    [Domain(-4, -0.2)]
    [ClosedForm(nameof(CbrtNegativeDerivative))]
    public static double CbrtNegative(double x) => Math.Cbrt(x);

    private static double CbrtNegativeDerivative(double x) => 1 / (3 * Math.Cbrt(x) * Math.Cbrt(x));

    [Differentiable]
    [Domain(-4, 4)]
    [ClosedForm(nameof(CosDerivative))]
    public static double Cos(double x) => Math.Cos(x);

    private static double CosDerivative(double x) => -Math.Sin(x);

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(CoshDerivative))]
    public static double Cosh(double x) => Math.Cosh(x);

    private static double CoshDerivative(double x) => Math.Sinh(x);

    [Differentiable]
    [Domain(-3, 3)]
    [ClosedForm(nameof(ExpDerivative))]
    public static double Exp(double x) => Math.Exp(x);

    private static double ExpDerivative(double x) => Math.Exp(x);

    [Differentiable]
    [Domain(0.1, 4)]
    [ClosedForm(nameof(LogDerivative))]
    public static double Log(double x) => Math.Log(x);

    private static double LogDerivative(double x) => 1 / x;

    [Differentiable]
    [Domain(0.1, 4)]
    [ClosedForm(nameof(Log10Derivative))]
    public static double Log10(double x) => Math.Log10(x);

    private static double Log10Derivative(double x) => 1 / (x * Math.Log(10));

    [Differentiable]
    [Domain(0.1, 4)]
    [ClosedForm(nameof(Log2Derivative))]
    public static double Log2(double x) => Math.Log2(x);

    private static double Log2Derivative(double x) => 1 / (x * Math.Log(2));

    [Differentiable]
    [Domain(-4, 4)]
    [ClosedForm(nameof(SinDerivative))]
    public static double Sin(double x) => Math.Sin(x);

    private static double SinDerivative(double x) => Math.Cos(x);

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(SinhDerivative))]
    public static double Sinh(double x) => Math.Sinh(x);

    private static double SinhDerivative(double x) => Math.Cosh(x);

    [Differentiable]
    [Domain(0.1, 4)]
    [ClosedForm(nameof(SqrtDerivative))]
    public static double Sqrt(double x) => Math.Sqrt(x);

    private static double SqrtDerivative(double x) => 0.5 / Math.Sqrt(x);

    [Differentiable]
    [Domain(-1.2, 1.2)]
    [ClosedForm(nameof(TanDerivative))]
    public static double Tan(double x) => Math.Tan(x);

    private static double TanDerivative(double x) => 1 + (Math.Tan(x) * Math.Tan(x));

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(TanhDerivative))]
    public static double Tanh(double x) => Math.Tanh(x);

    private static double TanhDerivative(double x) => 1 - (Math.Tanh(x) * Math.Tanh(x));

    [Differentiable]
    [Domain(0.5, 2)]
    [ClosedForm(nameof(BitStepsDerivative))]
    public static double BitSteps(double x) => Math.BitIncrement(x) * Math.BitDecrement(x);

    private static double BitStepsDerivative(double x) => Math.BitIncrement(x) + Math.BitDecrement(x);

    [Differentiable]
    [Domain(1.55, 1.95)]
    [ClosedForm(nameof(RoundedDerivative))]
    public static double Rounded(double x) => (Math.Floor(x) * x) + (Math.Ceiling(x) * x * x) + (Math.Truncate(x) * x) + Math.Round(x);

    private static double RoundedDerivative(double x) => Math.Floor(x) + (Math.Ceiling(x) * 2 * x) + Math.Truncate(x);

    [Differentiable]
    [Domain(1.36, 1.44)]
    [ClosedForm(nameof(RoundedToDerivative))]
    public static double RoundedTo(double x) => x * (Math.Round(x, 1) + Math.Round(x, MidpointRounding.ToZero) + Math.Round(x, 1, MidpointRounding.AwayFromZero));

    private static double RoundedToDerivative(double x) => Math.Round(x, 1) + Math.Round(x, MidpointRounding.ToZero) + Math.Round(x, 1, MidpointRounding.AwayFromZero);

    [Differentiable]
    [Domain(-2, -0.1)]
    [ClosedForm(nameof(SignTimesDerivative))]
    public static double SignTimes(double x) => Math.Sign(x) * x * x;

    private static double SignTimesDerivative(double x) => 2 * Math.Abs(x);

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(ScaledDerivative))]
    public static double Scaled(double x) => Math.ScaleB(x, 5) * x;

    private static double ScaledDerivative(double x) => 64 * x;

    [Differentiable]
    [Domain(4.1, 7.9)]
    [ClosedForm(nameof(ExponentDerivative))]
    public static double Exponent(double x) => Math.ILogB(x) * x * x;

    private static double ExponentDerivative(double x) => 4 * x;
}

// The functions of Ad, each with its closed form where it has one.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class FunctionsOfAd
{
    private const double TwoOverSqrtPi = 1.1283791670955126, InverseSqrtTwoPi = 0.3989422804014327;

    [Differentiable]
    [Domain(-3, 3)]
    [ClosedForm(nameof(ErfDerivative))]
    public static double Erf(double x) => Ad.Erf(x);

    private static double ErfDerivative(double x) => TwoOverSqrtPi * Math.Exp(-(x * x));

    [Differentiable]
    [Domain(-3, 3)]
    [ClosedForm(nameof(ErfcDerivative))]
    public static double Erfc(double x) => Ad.Erfc(x);

    private static double ErfcDerivative(double x) => -TwoOverSqrtPi * Math.Exp(-(x * x));

    [Differentiable]
    [Domain(-4, 4)]
    [ClosedForm(nameof(NormalCdfDerivative))]
    public static double NormalCdf(double x) => Ad.NormalCdf(x);

    private static double NormalCdfDerivative(double x) => InverseSqrtTwoPi * Math.Exp(-0.5 * x * x);

    [Differentiable]
    [Domain(0.2, 9)]
    [ClosedForm(nameof(LogGammaDerivative))]
    public static double LogGamma(double x) => Ad.LogGamma(x);

    private static double LogGammaDerivative(double x) => Ad.Digamma(x);

    [Differentiable]
    [Domain(0.2, 9)]
    [ClosedForm(nameof(DigammaDerivative))]
    public static double Digamma(double x) => Ad.Digamma(x);

    private static double DigammaDerivative(double x) => Ad.Trigamma(x);

    [Differentiable]
    [Domain(0.3, 9)]
    [ClosedForm(nameof(TrigammaDerivative))]
    public static double Trigamma(double x) => Ad.Trigamma(x);

    private static double TrigammaDerivative(double x) => Ad.Polygamma(x, 2);

    [Differentiable]
    [Domain(-5, 5)]
    [ClosedForm(nameof(SigmoidDerivative))]
    public static double Sigmoid(double x) => Ad.Sigmoid(x);

    private static double SigmoidDerivative(double x) => Ad.Sigmoid(x) * Ad.Sigmoid(-x);

    [Differentiable]
    [Domain(-5, 5)]
    [ClosedForm(nameof(SoftplusDerivative))]
    public static double Softplus(double x) => Ad.Softplus(x);

    private static double SoftplusDerivative(double x) => 1 / (1 + Math.Exp(-x));

    [Differentiable]
    [Domain(-5, 5)]
    [ClosedForm(nameof(LogSigmoidDerivative))]
    public static double LogSigmoid(double x) => Ad.LogSigmoid(x);

    private static double LogSigmoidDerivative(double x) => 1 / (1 + Math.Exp(x));

    [Differentiable]
    [Domain(-2, 2)]
    [ClosedForm(nameof(Expm1Derivative))]
    public static double Expm1(double x) => Ad.Expm1(x);

    private static double Expm1Derivative(double x) => Math.Exp(x);

    [Differentiable]
    [Domain(-0.8, 4)]
    [ClosedForm(nameof(Log1pDerivative))]
    public static double Log1p(double x) => Ad.Log1p(x);

    private static double Log1pDerivative(double x) => 1 / (1 + x);

    [Differentiable]
    [Domain(0.5, 6)]
    [ClosedForm(nameof(PentagammaDerivative))]
    public static double Pentagamma(double x) => Ad.Polygamma(x, 3);

    private static double PentagammaDerivative(double x) => Ad.Polygamma(x, 4);

    [Differentiable]
    [Domain(0.5, 4)]
    public static double LogBeta(double a, double b) => Ad.LogGamma(a) + Ad.LogGamma(b) - Ad.LogGamma(a + b);

    [Differentiable]
    [Domain(-2, 2)]
    public static float Single(float x) => Ad.Erf(x) + (Ad.Sigmoid(x) * Ad.Softplus(x)) - Ad.Expm1(0.5f * x);

    [Differentiable]
    [Domain(-2, 2)]
    public static double CrossEntropy(ReadOnlySpan<double> logits, double bias)
    {
        double sum = 0;
        for (int i = 0; i < logits.Length; i++) sum += Ad.Softplus(logits[i] + bias) - (i % 2 == 0 ? logits[i] + bias : 0);
        return sum;
    }
}

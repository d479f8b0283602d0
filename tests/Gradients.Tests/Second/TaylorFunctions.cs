// Functions of one number whose Taylor coefficients are known to every order.
using System;

namespace Autodiff.Gradients.Tests.Second;

public static partial class TaylorFunctions
{
    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Exponential(double x) => Math.Exp(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Sine(double x) => Math.Sin(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Cosine(double x) => Math.Cos(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double HyperbolicSine(double x) => Math.Sinh(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double HyperbolicCosine(double x) => Math.Cosh(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Logarithm(double x) => Math.Log(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double LogarithmOfOnePlus(double x) => double.LogP1(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Reciprocal(double x) => 1 / x;

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Root(double x) => Math.Sqrt(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double CubeRoot(double x) => Math.Cbrt(x);

    [Differentiable(nameof(x), Generate = Derivatives.Taylor)]
    public static double Power(double x, double p) => Math.Pow(x, p);

    [Differentiable(nameof(p), Generate = Derivatives.Taylor)]
    public static double Exponent(double p, double x) => Math.Pow(x, p);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Tower(double x) => Math.Pow(x, x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Tangent(double x) => Math.Tan(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double HyperbolicTangent(double x) => Math.Tanh(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double ArcTangent(double x) => Math.Atan(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double ArcSine(double x) => Math.Asin(x);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Bell(double x) => Math.Exp(-x * x);

    [Differentiable(nameof(x), Generate = Derivatives.Taylor)]
    public static double Polynomial(ReadOnlySpan<double> a, double x)
    {
        double sum = 0;
        for (int k = a.Length - 1; k >= 0; k--) sum = sum * x + a[k];
        return sum;
    }

    /// <summary>The root of y² = x, by Newton's iteration.</summary>
    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Heron(double x)
    {
        double y = x;
        for (int n = 0; n < 40; n++) y = 0.5 * (y + x / y);
        return y;
    }

    /// <summary>1 + x + x² + … in place, in memory.</summary>
    [Differentiable(nameof(x), Generate = Derivatives.Taylor)]
    public static double Geometric(double x, Span<double> powers)
    {
        powers[0] = 1;
        double sum = 1;
        for (int k = 1; k < powers.Length; k++)
        {
            powers[k] = powers[k - 1] * x;
            sum += powers[k];
        }
        return sum;
    }

    [Differentiable(Generate = Derivatives.Taylor)]
    public static double Kinks(double x) => Math.Max(x, 0) + Math.Abs(x - 1) + (x > 2 ? x * x : 0);

    [Differentiable(Generate = Derivatives.Taylor)]
    public static float Single(float x) => MathF.Exp(2 * x);
}

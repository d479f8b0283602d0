// Functions of another assembly without source, differentiated by hand: the gamma and error functions of MathNet.Numerics.
using System;
using Autodiff.Gradients.Tests.Harness;
using MathNet.Numerics;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class CustomSpecialFunctions
{
    [VjpOf(typeof(SpecialFunctions), nameof(SpecialFunctions.Gamma))]
    public static double GammaVjp(double z, double seed, ref double zAdjoint)
    {
        double value = SpecialFunctions.Gamma(z);
        zAdjoint += seed * value * SpecialFunctions.DiGamma(z);
        return value;
    }

    [JvpOf(typeof(SpecialFunctions), nameof(SpecialFunctions.Gamma))]
    public static double GammaJvp(double z, double zTangent, out double tangent)
    {
        double value = SpecialFunctions.Gamma(z);
        tangent = zTangent * value * SpecialFunctions.DiGamma(z);
        return value;
    }

    [VjpOf(typeof(SpecialFunctions), nameof(SpecialFunctions.Erf))]
    private static double ErfVjp(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * ErfSlope(x);
        return SpecialFunctions.Erf(x);
    }

    [JvpOf(typeof(SpecialFunctions), nameof(SpecialFunctions.Erf))]
    private static double ErfJvp(double x, double xTangent, out double tangent)
    {
        tangent = xTangent * ErfSlope(x);
        return SpecialFunctions.Erf(x);
    }

    private static double ErfSlope(double x) => 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x);

    [Differentiable]
    public static double Once([Domain(0.5, 4)] double x, double y) => SpecialFunctions.Gamma(x) * SpecialFunctions.Erf(x * y);

    [Differentiable]
    [ClosedForm(nameof(BetaGradient))]
    public static double Beta([Domain(0.5, 4)] double a, [Domain(0.5, 4)] double b) =>
        SpecialFunctions.Gamma(a) * SpecialFunctions.Gamma(b) / SpecialFunctions.Gamma(a + b);

    private static double[] BetaGradient(double a, double b)
    {
        double beta = SpecialFunctions.Beta(a, b), sum = SpecialFunctions.DiGamma(a + b);
        return [beta * (SpecialFunctions.DiGamma(a) - sum), beta * (SpecialFunctions.DiGamma(b) - sum)];
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double InACountedLoop(ReadOnlySpan<double> x, double scale)
    {
        double sum = 1;
        for (int i = 0; i < x.Length; i++) sum = sum * (1.5 + SpecialFunctions.Erf(scale * x[i] * sum));
        return sum;
    }

    [Differentiable]
    public static double InADataDependentLoop([Domain(1.2, 2.8)] double x)
    {
        double y = x;
        while (y < 50) y = y + SpecialFunctions.Gamma(x) * (1 + SpecialFunctions.Erf(y));
        return y;
    }

    [Differentiable]
    public static double UnderABranch([Domain(0.5, 4)] double x, double y)
    {
        if (y > 0) return SpecialFunctions.Gamma(x) * y;
        return x * SpecialFunctions.Erf(y);
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double InARecursion(ReadOnlySpan<double> x, double y) => Recurse(x, y, 0);

    private static double Recurse(ReadOnlySpan<double> x, double y, int at)
    {
        if (at == x.Length) return SpecialFunctions.Erf(y);
        double next = SpecialFunctions.Erf(x[at] * y);
        return next * Recurse(x, y + next, at + 1) + x[at];
    }

    [Differentiable(Name = "ErfAt")]
    [Differentiable(nameof(slope), Name = "LineAt")]
    public static double Line(double x, double slope) => SpecialFunctions.Erf(x) * slope;
}

// Where derivatives that are called may live: other types, instances, extensions, overloads, names of their own, lambdas, helpers.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class DerivedPlaces
{
    // Members of another type in another file, called beside a method of this name here.
    [Differentiable]
    public static double OfAnotherType(double x, double y)
    {
        Overloads.EnergyGradient(x, y, out double byX, out double byY);
        Overloads.EnergyGradient(x, out double alone);
        return (byX * byY) + alone;
    }

    [Differentiable]
    public static double OfANestedType(double x) => Inside.Slope(x) * x;

    private static partial class Inside
    {
        [Differentiable]
        private static double Hidden(double x) => Math.Exp(x) * x;

        // A helper that is not marked.
        public static double Slope(double x)
        {
            HiddenGradient(x, out double slope);
            return slope;
        }
    }

    [Differentiable(nameof(x), Name = "ByX")]
    [Differentiable(nameof(y), Name = "ByY")]
    private static double Named(double x, double y) => Math.Sin(x) * y * y * x;

    [Differentiable]
    public static double OfNames(double x, double y)
    {
        ByXGradient(x, y, out double byX);
        double byY = 0;
        ByYVjp(y: y, x: x, seed: x, yAdjoint: ref byY);
        return byX * byY;
    }

    [Differentiable]
    private static double Bend(this double x, double scale) => Math.Tanh(x * scale);

    [Differentiable]
    public static double OfAnExtension(double x, double scale)
    {
        x.BendGradient(scale, out double byX, out _);
        return byX * x;
    }

    [Differentiable]
    public static double InALambda(double x, double y) => Twice(t =>
    {
        x.BendGradient(t, out double slope, out _);
        return slope;
    }, y);

    private static double Twice(Func<double, double> f, double x) => f(x) + f(2 * x);

    [Differentiable]
    public static double InALocalFunction(double x, double y)
    {
        return Slope(y) * Slope(x * y);

        double Slope(double t)
        {
            x.BendGradient(t, out _, out double slope);
            return slope;
        }
    }

    [Differentiable]
    public static double InABranch(double x, double y)
    {
        double slope = y;
        if (x > 0) x.BendGradient(y, out slope, out _);
        return slope * x;
    }

    // What a caller's name means here must not meet what the derivative's own names mean.
    [Differentiable]
    public static double NamesThatClash(double xGradient, double seed, double tangent)
    {
        Named2Gradient(xGradient, seed, out double xGradientGradient, out double x);
        return xGradientGradient * x * tangent;
    }

    [Differentiable]
    private static double Named2(double x, double xGradient) => x * xGradient * Math.Exp(x);
}

public sealed partial class DerivedInstances(double rate)
{
    public DerivedInstances() : this(0.75)
    {
    }

    private readonly double _rate = rate;
    private readonly double[] _weights = [0.5, -1.25, 2];

    [Differentiable]
    private double Loss(double x, double y) => Math.Sin(x * _rate) * y * _weights[1];

    [Differentiable]
    public double Own(double x, double y)
    {
        LossGradient(x, y, out double byX, out double byY);
        return byX * byY * _rate;
    }

    [Differentiable]
    public double OfThis(double x, double y)
    {
        this.LossJvp(x, y, y, x, out double tangent);
        return tangent * x;
    }
}

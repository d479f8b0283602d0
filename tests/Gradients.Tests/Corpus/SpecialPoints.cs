// Points without an ordinary derivative, with the values the conventions give there, in every mode.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class SpecialPoints
{
    [Differentiable]
    [Case("x=0", Gradient = "0")]
    [Case("x=-2", Gradient = "-1")]
    [Case("x=3", Gradient = "1")]
    [Case("x=NaN", Gradient = "NaN")]
    public static double Abs(double x) => Math.Abs(x);

    [Differentiable]
    [Case("x=1 y=1", Gradient = "0.5 0.5")]
    [Case("x=2 y=1", Gradient = "1 0")]
    [Case("x=NaN y=1", Gradient = "1 0")]
    [Case("x=1 y=NaN", Gradient = "0 1")]
    public static double Max(double x, double y) => Math.Max(x, y);

    [Differentiable]
    [Case("x=1 y=1", Gradient = "0.5 0.5")]
    [Case("x=2 y=1", Gradient = "0 1")]
    [Case("x=NaN y=1", Gradient = "1 0")]
    [Case("x=1 y=NaN", Gradient = "0 1")]
    public static double Min(double x, double y) => Math.Min(x, y);

    [Differentiable]
    [Case("x=1 y=1", Gradient = "0.5 0.5")]
    [Case("x=NaN y=1", Gradient = "0 1")]
    [Case("x=1 y=NaN", Gradient = "1 0")]
    public static double MaxNumber(double x, double y) => double.MaxNumber(x, y);

    [Differentiable]
    [Case("x=2 y=2", Gradient = "0.5 0.5")]
    [Case("x=2 y=-2", Gradient = "0.5 0.5")]
    [Case("x=1 y=-2", Gradient = "0 1")]
    public static double MaxMagnitude(double x, double y) => Math.MaxMagnitude(x, y);

    [Differentiable]
    [Case("x=0", Gradient = "0.5")]
    [Case("x=1", Gradient = "1")]
    [Case("x=-1", Gradient = "0")]
    public static double HalfAtZero(double x) => Math.Max(x, 0);

    [Differentiable]
    [Case("x=0", Gradient = "0")]
    public static double ZeroAtZero(double x) => x > 0 ? x : 0;

    /// <summary>Strong zero: the infinite slope of the root meets the zero of the side not chosen.</summary>
    [Differentiable]
    [Domain(0.1, 3)]
    [Case("x=0", Gradient = "0")]
    public static double RootNotChosen(double x) => Math.Max(Math.Sqrt(x), 1);

    [Differentiable]
    [Domain(0.1, 3)]
    [Case("x=0", Gradient = "Infinity")]
    [Case("x=-1", Gradient = "NaN")]
    public static double Sqrt(double x) => Math.Sqrt(x);

    [Differentiable]
    [Domain(0.1, 3)]
    [Case("x=0", Gradient = "Infinity")]
    [Case("x=-1", Gradient = "NaN")]
    public static double Log(double x) => Math.Log(x);

    [Differentiable]
    [Domain(0.1, 3)]
    [Case("x=0", Gradient = "Infinity")]
    public static double Cbrt(double x) => Math.Cbrt(x);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    [Case("x=1", Gradient = "Infinity")]
    [Case("x=-1", Gradient = "Infinity")]
    [Case("x=2", Gradient = "NaN")]
    public static double Asin(double x) => Math.Asin(x);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    [Case("x=1", Gradient = "-Infinity")]
    public static double Acos(double x) => Math.Acos(x);

    [Differentiable]
    [Domain(-0.9, 0.9)]
    [Case("x=1", Gradient = "Infinity")]
    [Case("x=-1", Gradient = "Infinity")]
    public static double Atanh(double x) => Math.Atanh(x);

    [Differentiable]
    [Domain(1.2, 3)]
    [Case("x=1", Gradient = "Infinity")]
    public static double Acosh(double x) => Math.Acosh(x);

    [Differentiable]
    [Domain(-0.5, 3)]
    [Case("x=-1", Gradient = "Infinity")]
    public static double LogP1(double x) => double.LogP1(x);

    [Differentiable]
    [Case("x=-1 lo=-1 hi=1", Gradient = "1 0 0")]
    [Case("x=1 lo=-1 hi=1", Gradient = "1 0 0")]
    [Case("x=-2 lo=-1 hi=1", Gradient = "0 1 0")]
    [Case("x=2 lo=-1 hi=1", Gradient = "0 0 1")]
    public static double Clamp(double x, [Domain(-1.5, -1)] double lo, [Domain(1, 1.5)] double hi) => Math.Clamp(x, lo, hi);

    [Differentiable]
    [Domain(0.3, 2)]
    [Case("x=0 p=2", Gradient = "0 0")]
    [Case("x=0 p=1", Gradient = "1 0")]
    [Case("x=0 p=0", Gradient = "0 0")]
    [Case("x=0 p=-1", Gradient = "-Infinity -Infinity")]
    [Case("x=2 p=0", Gradient = "0 0.6931471805599453")]
    [Case("x=-2 p=2", Gradient = "-4 NaN")]
    [Case("x=-2 p=3", Gradient = "12 NaN")]
    public static double Pow(double x, double p) => Math.Pow(x, p);

    [Differentiable]
    [Case("x=0", Gradient = "0")]
    [Case("x=-3", Gradient = "-6")]
    public static double PowTwo(double x) => Math.Pow(x, 2);

    [Differentiable]
    [Case("y=0 x=0", Gradient = "NaN NaN")]
    [Case("y=0 x=1", Gradient = "1 0")]
    [Case("y=1 x=0", Gradient = "0 -1")]
    [Case("y=3e200 x=4e200", Gradient = "1.6e-201 -1.2e-201")]
    [Domain(0.5, 2)]
    public static double Atan2(double y, double x) => Math.Atan2(y, x);

    [Differentiable]
    [Case("x=0 y=0", Gradient = "0 0")]
    [Case("x=3 y=-4", Gradient = "0.6 -0.8")]
    [Case("x=0 y=-4", Gradient = "0 -1")]
    public static double Hypot(double x, double y) => double.Hypot(x, y);

    [Differentiable]
    [Case("x=0 y=0", Gradient = "0 0")]
    [Case("x=3 y=-4", Gradient = "0.6 -0.8")]
    public static double EuclideanNorm(double x, double y) => Math.Sqrt(x * x + y * y);

    [Differentiable]
    [Lengths(1, 4)]
    [Case("x=0,0,0", Gradient = "0 0 0")]
    [Case("x:0", Gradient = "")]
    public static double EuclideanNormOfSpan(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return Math.Sqrt(sum);
    }

    /// <summary>A recognised reduction shares a tie equally.</summary>
    [Differentiable]
    [Lengths(1, 4)]
    [Case("x=1,3,3,2,3", Gradient = "0 0.3333333333333333 0.3333333333333333 0 0.3333333333333333")]
    [Case("x=2,2", Gradient = "0.5 0.5")]
    public static double LargestByMax(ReadOnlySpan<double> x)
    {
        double m = double.NegativeInfinity;
        for (int i = 0; i < x.Length; i++) m = Math.Max(m, x[i]);
        return m;
    }

    /// <summary>A comparison stays the branch taken.</summary>
    [Differentiable]
    [Lengths(1, 4)]
    [Case("x=1,3,3,2,3", Gradient = "0 1 0 0 0")]
    public static double LargestByIf(ReadOnlySpan<double> x)
    {
        double m = double.NegativeInfinity;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] > m) m = x[i];
        }

        return m;
    }

#pragma warning disable ADG0101 // Only the sign of y counts, so its derivative is zero.
    [Differentiable]
    [Case("x=2 y=-0.0", Gradient = "-1 0")]
    [Case("x=-2 y=0.0", Gradient = "-1 0")]
    [Case("x=0 y=1", Gradient = "0 0")]
    public static double CopySign(double x, double y) => Math.CopySign(x, y);
#pragma warning restore ADG0101

    [Differentiable]
    [Case("x=NaN", Gradient = "NaN")]
    [Case("x=Infinity", Gradient = "Infinity")]
    public static double NaNPassesThrough(double x) => x * x + 3 * x;

    /// <summary>NaN of the branch not taken stays there.</summary>
    [Differentiable]
    [Case("x=-1", Gradient = "-2")]
    [Case("x=0", Gradient = "0")]
    [Domain(0.2, 2)]
    public static double UntakenNaN(double x) => x > 0 ? Math.Log(x) * Math.Sqrt(x) : x * x;

    [Differentiable]
    [Case("x=NaN", Gradient = "0")]
    [Case("x=3", Gradient = "6")]
    public static double NaNReplaced(double x) => double.IsNaN(x) ? 0 : x * x;

    [Differentiable]
    [Case("x=3", Gradient = "6")]
    [Case("x=2.5", Gradient = "4")]
    [Case("x=0", Gradient = "0")]
    [Domain(0.6, 0.9)]
    public static double StepsAreConstant(double x) => (Math.Floor(x) * x) + (Math.Round(x) * x) + (Math.Sign(x) * 0.25 * Math.Truncate(x));

    [Differentiable]
    [Case("x=7 y=2", Gradient = "1 -3")]
    [Case("x=-7 y=2", Gradient = "1 3")]
    [Domain(0.6, 0.9)]
    public static double Remainder(double x, [Domain(2, 3)] double y) => x % y;
}

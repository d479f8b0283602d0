// The functions of VectorMath with their references, where they are measured and how accurate they must be.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics;
using Autodiff.Numerics;

namespace Autodiff.Runtime.Tests.Numerics;

/// <summary>A range of arguments: evenly or evenly in the logarithm, of both signs in the latter case if <see cref="Both"/>.</summary>
internal readonly record struct Interval(double From, double To, bool Logarithmic = false, bool Both = false)
{
    public double Pick(Random random)
    {
        if (!Logarithmic) return From + random.NextDouble() * (To - From);
        double x = Math.Exp(Math.Log(From) + random.NextDouble() * (Math.Log(To) - Math.Log(From)));
        return Both && random.Next(2) == 0 ? -x : x;
    }
}

/// <summary>A function of one number. <see cref="Scale"/>: near a zero of the function its error counts against a unit of this size, 0: relative throughout.</summary>
internal sealed record Function(
    string Name, double Limit, string Range, Interval[] Intervals, Func<Big, Big> Reference,
    Func<double, double> One, Func<Vector512<double>, Vector512<double>> Eight,
    Func<float, float> OneSingle, Func<Vector512<float>, Vector512<float>> Sixteen, double Scale = 0)
{
    public override string ToString() => Name;
}

/// <summary>A function of two numbers.</summary>
internal sealed record Function2(
    string Name, double Limit, string Range, (Interval X, Interval Y)[] Intervals, Func<Big, Big, Big> Reference,
    Func<double, double, double> One, Func<Vector512<double>, Vector512<double>, Vector512<double>> Eight,
    Func<float, float, float> OneSingle, Func<Vector512<float>, Vector512<float>, Vector512<float>> Sixteen)
{
    public override string ToString() => Name;
}

internal static class Functions
{
    private static Interval Even(double from, double to) => new(from, to);
    private static Interval Log(double from, double to) => new(from, to, true);
    private static Interval Logs(double from, double to) => new(from, to, true, true);
    private static readonly Interval All = Logs(5e-324, 1.7e308), Positive = Log(5e-324, 1.7e308), Small = Logs(1e-20, 1);

    public static IReadOnlyList<Function> Unary { get; } =
    [
        new("Exp", 1, "all", [Even(-745, 709.7), Even(-1, 1), Small], Reference.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp),
        new("Exp2", 1.5, "all", [Even(-1074, 1023.9), Even(-1, 1), Small], Reference.Exp2, VectorMath.Exp2, VectorMath.Exp2, VectorMath.Exp2, VectorMath.Exp2),
        new("Expm1", 2, "all", [Even(-40, 709.7), Even(-1, 1), Logs(5e-324, 1)], Reference.Expm1, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1),
        new("Log", 1, "all", [Positive, Even(0.5, 2), Even(0.99, 1.01)], Reference.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log),
        new("Log2", 2, "all", [Positive, Even(0.5, 2), Even(0.99, 1.01)], Reference.Log2, VectorMath.Log2, VectorMath.Log2, VectorMath.Log2, VectorMath.Log2),
        new("Log10", 2, "all", [Positive, Even(0.5, 2), Even(0.99, 1.01)], Reference.Log10, VectorMath.Log10, VectorMath.Log10, VectorMath.Log10, VectorMath.Log10),
        new("Log1p", 1.5, "all", [Positive, Even(-0.999, 1), Logs(5e-324, 0.99)], Reference.Log1p, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p),
        new("Tanh", 2.5, "all", [Even(-5, 5), Even(-25, 25), Logs(5e-324, 1)], Reference.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh),
        new("Sinh", 3, "all", [Even(-5, 5), Even(-710.4, 710.4), Logs(5e-324, 1)], Reference.Sinh, VectorMath.Sinh, VectorMath.Sinh, VectorMath.Sinh, VectorMath.Sinh),
        new("Cosh", 3, "all", [Even(-5, 5), Even(-710.4, 710.4), Small], Reference.Cosh, VectorMath.Cosh, VectorMath.Cosh, VectorMath.Cosh, VectorMath.Cosh),
        new("Sigmoid", 2, "all", [Even(-10, 10), Even(-745, 40), Small], Reference.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid),
        new("Softplus", 2, "all", [Even(-10, 10), Even(-745, 40), Small], Reference.Softplus, VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus),
        new("LogSigmoid", 2, "all", [Even(-10, 10), Even(-40, 745), Small], Reference.LogSigmoid, VectorMath.LogSigmoid, VectorMath.LogSigmoid, VectorMath.LogSigmoid, VectorMath.LogSigmoid),
        new("Erf", 3, "all", [Even(-6, 6), Even(-1, 1), Logs(1e-300, 1)], Reference.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf),
        new("Erfc", 4, "all", [Even(-6, 6), Even(0, 27), Small], Reference.Erfc, VectorMath.Erfc, VectorMath.Erfc, VectorMath.Erfc, VectorMath.Erfc),
        new("NormalCdf", 4, "all", [Even(-8, 8), Even(-38.4, 0), Small], Reference.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf),
        new("Sin", 1.5, "all", [Even(-10, 10), Even(-1e6, 1e6), All], Reference.Sin, VectorMath.Sin, VectorMath.Sin, VectorMath.Sin, VectorMath.Sin),
        new("Cos", 1.5, "all", [Even(-10, 10), Even(-1e6, 1e6), All], Reference.Cos, VectorMath.Cos, VectorMath.Cos, VectorMath.Cos, VectorMath.Cos),
        new("Tan", 3, "all", [Even(-10, 10), Even(-1e6, 1e6), All], Reference.Tan, VectorMath.Tan, VectorMath.Tan, VectorMath.Tan, VectorMath.Tan),
        new("Asin", 3, "-1 to 1", [Even(-1, 1), Even(0.99, 1), Logs(5e-324, 1)], Reference.Asin, VectorMath.Asin, VectorMath.Asin, VectorMath.Asin, VectorMath.Asin),
        new("Acos", 3, "-1 to 1", [Even(-1, 1), Even(0.99, 1), Small], Reference.Acos, VectorMath.Acos, VectorMath.Acos, VectorMath.Acos, VectorMath.Acos),
        new("Atan", 3, "all", [Even(-5, 5), Even(-1, 1), All], Reference.Atan, VectorMath.Atan, VectorMath.Atan, VectorMath.Atan, VectorMath.Atan),
        new("Asinh", 3, "all", [Even(-5, 5), All, Small], Reference.Asinh, VectorMath.Asinh, VectorMath.Asinh, VectorMath.Asinh, VectorMath.Asinh),
        new("Acosh", 3, "from 1", [Even(1, 5), Log(1, 1.7e308), Even(1, 1.001)], Reference.Acosh, VectorMath.Acosh, VectorMath.Acosh, VectorMath.Acosh, VectorMath.Acosh),
        new("Atanh", 3, "-1 to 1", [Even(-0.999999, 0.999999), Even(0.99, 1), Logs(5e-324, 1)], Reference.Atanh, VectorMath.Atanh, VectorMath.Atanh, VectorMath.Atanh, VectorMath.Atanh),
        new("Cbrt", 2, "all", [Even(-8, 8), All], Reference.Cbrt, VectorMath.Cbrt, VectorMath.Cbrt, VectorMath.Cbrt, VectorMath.Cbrt),
        new("LogGamma", 4, "positive", [Even(0, 3), Even(0, 30), Positive], Reference.LogGamma, VectorMath.LogGamma, VectorMath.LogGamma, VectorMath.LogGamma, VectorMath.LogGamma),
        new("LogGamma", 4, "negative, absolute below 4", [Even(-3, 0), Even(-60, 0)], Reference.LogGamma, VectorMath.LogGamma, VectorMath.LogGamma, VectorMath.LogGamma, VectorMath.LogGamma, 4),
        new("Digamma", 8, "positive", [Even(0, 3), Even(0, 30), Log(1e-300, 1.7e308)], Reference.Digamma, VectorMath.Digamma, VectorMath.Digamma, VectorMath.Digamma, VectorMath.Digamma),
        new("Digamma", 8, "negative, absolute below 4", [Even(-3, 0), Even(-60, 0)], Reference.Digamma, VectorMath.Digamma, VectorMath.Digamma, VectorMath.Digamma, VectorMath.Digamma, 4),
        new("Trigamma", 8, "all", [Even(0, 3), Even(-60, 30), Log(1e-150, 1e300)], Reference.Trigamma, VectorMath.Trigamma, VectorMath.Trigamma, VectorMath.Trigamma, VectorMath.Trigamma),
    ];

    public static IReadOnlyList<Function2> Binary { get; } =
    [
        new("Pow", 1.5, "all", [(Even(0, 10), Even(-30, 30)), (Positive, Even(-1, 1)), (Even(0.9, 1.1), Even(-7000, 7000)), (Log(1e-300, 1e300), Logs(1e-20, 1e3))],
            Reference.Pow, VectorMath.Pow, VectorMath.Pow, VectorMath.Pow, VectorMath.Pow),
        new("Atan2", 3, "all", [(Even(-2, 2), Even(-2, 2)), (All, All), (Even(-1e-310, 1e-310), Even(-1e-310, 1e-310))],
            Reference.Atan2, VectorMath.Atan2, VectorMath.Atan2, VectorMath.Atan2, VectorMath.Atan2),
        new("Hypot", 1.5, "all", [(Even(-2, 2), Even(-2, 2)), (All, All), (Even(-1e-310, 1e-310), Even(-1e-310, 1e-310)), (Even(1e307, 1e308), Even(1e307, 1e308))],
            Reference.Hypot, VectorMath.Hypot, VectorMath.Hypot, VectorMath.Hypot, VectorMath.Hypot),
    ];
}

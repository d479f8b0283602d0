// Rows of trigonometric functions and their inverses, in radians and in units of π.
using System.Collections.Generic;
using Autodiff.Generators.Ir;
using static Autodiff.Generators.Rules.Contribution;
using static Autodiff.Generators.Rules.Formula;

namespace Autodiff.Generators.Rules;

internal static partial class RuleTable
{
    private static IEnumerable<Rule> Trigonometry()
    {
        Expression x = X0;

        yield return new(Op.Sin, "Sin(x)", 15, [Times(Cos(x))]);
        yield return new(Op.Cos, "Cos(x)", 15, [Times(-Sin(x))]);
        yield return new(Op.Tan, "Tan(x)", 18, [Times(1 + Result * Result)]);
        yield return new(Op.SinPi, "SinPi(x)", 15, [Times(Pi * CosPi(x))]);
        yield return new(Op.CosPi, "CosPi(x)", 15, [Times(-(Pi * SinPi(x)))]);
        yield return new(Op.TanPi, "TanPi(x)", 18, [StrongTimes(Pi * (1 + Result * Result))], "+∞ at the poles ±½, ±1½, …");

        // (1 − x)(1 + x) and not 1 − x²: near ±1 the square would cancel.
        Expression root = Where("s", Sqrt((1 - x) * (1 + x)));
        yield return new(Op.Asin, "Asin(x)", 18, [StrongTimes(1 / root)], "+∞ at ±1; NaN for |x| > 1");
        yield return new(Op.Acos, "Acos(x)", 18, [StrongTimes(-(1 / root))], "−∞ at ±1; NaN for |x| > 1");
        yield return new(Op.Atan, "Atan(x)", 15, [Times(1 / (1 + x * x))]);
        yield return new(Op.AsinPi, "AsinPi(x)", 18, [StrongTimes(InversePi / root)], "+∞ at ±1; NaN for |x| > 1");
        yield return new(Op.AcosPi, "AcosPi(x)", 18, [StrongTimes(-(InversePi / root))], "−∞ at ±1; NaN for |x| > 1");
        yield return new(Op.AtanPi, "AtanPi(x)", 15, [Times(InversePi / (1 + x * x))]);

        // Divided by r twice: r² would overflow and underflow.
        Expression r = Where("r", Hypot(X0, X1));
        yield return new(Op.Atan2, "Atan2(y, x)", 20, [StrongTimes(X1 / r / r), StrongTimes(-(X0 / r / r))], "NaN at (0, 0)");
        yield return new(Op.Atan2Pi, "Atan2Pi(y, x)", 20, [StrongTimes(InversePi * (X1 / r) / r), StrongTimes(-(InversePi * (X0 / r) / r))], "NaN at (0, 0)");
    }
}

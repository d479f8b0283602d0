// Rows of exponentials, logarithms and hyperbolic functions.
using System.Collections.Generic;
using Autodiff.Generators.Ir;
using static Autodiff.Generators.Rules.Contribution;
using static Autodiff.Generators.Rules.Formula;

namespace Autodiff.Generators.Rules;

internal static partial class RuleTable
{
    private static IEnumerable<Rule> Exponentials()
    {
        Expression x = X0, y = X1;
        const string Overflow = "+∞ where the value overflows";

        yield return new(Op.Exp, "Exp(x)", 12, [StrongTimes(Result)], Overflow);
        yield return new(Op.Exp2, "Exp2(x)", 15, [StrongTimes(Ln2 * Result)], Overflow);
        yield return new(Op.Exp10, "Exp10(x)", 15, [StrongTimes(Ln10 * Result)], Overflow);
        // Not result + 1: for large negative x that would cancel.
        yield return new(Op.ExpM1, "ExpM1(x)", 12, [StrongTimes(Exp(x))], Overflow);
        yield return new(Op.Exp2M1, "Exp2M1(x)", 15, [StrongTimes(Ln2 * Exp2(x))], Overflow);
        yield return new(Op.Exp10M1, "Exp10M1(x)", 15, [StrongTimes(Ln10 * Exp10(x))], Overflow);

        const string Pole = "+∞ at ±0; NaN for x < 0";
        yield return new(Op.Log, "Log(x)", 12, [StrongTimes(InverseOfPositive(One, x))], Pole);
        yield return new(Op.Log2, "Log2(x)", 15, [StrongTimes(InverseOfPositive(Log2E, x))], Pole);
        yield return new(Op.Log10, "Log10(x)", 15, [StrongTimes(InverseOfPositive(Log10E, x))], Pole);
        yield return new(Op.LogBase, "Log(x, b)", 25, [StrongTimes(Select(IsNaN(Result), NaN, 1 / Log(y) / Abs(x))), StrongTimes(-(Result / Log(y) / y))],
            "dx infinite at x = ±0, with the sign of Log(b); NaN for x < 0 and for b < 0, b = 1");

        const string PoleP1 = "+∞ at −1; NaN for x < −1";
        yield return new(Op.LogP1, "LogP1(x)", 12, [StrongTimes(Select(x < -1, NaN, 1 / (1 + x)))], PoleP1);
        yield return new(Op.Log2P1, "Log2P1(x)", 15, [StrongTimes(Select(x < -1, NaN, Log2E / (1 + x)))], PoleP1);
        yield return new(Op.Log10P1, "Log10P1(x)", 15, [StrongTimes(Select(x < -1, NaN, Log10E / (1 + x)))], PoleP1);

        yield return new(Op.Sinh, "Sinh(x)", 20, [StrongTimes(Cosh(x))], Overflow);
        yield return new(Op.Cosh, "Cosh(x)", 20, [StrongTimes(Sinh(x))], "±∞ where the value overflows");
        yield return new(Op.Tanh, "Tanh(x)", 15, [Times(1 - Result * Result)]);
        yield return new(Op.Asinh, "Asinh(x)", 20, [Times(1 / Hypot(x, One))]);
        // Two roots: x² − 1 would overflow for large x and cancel near 1.
        yield return new(Op.Acosh, "Acosh(x)", 20, [StrongTimes(1 / (Sqrt(x - 1) * Sqrt(x + 1)))], "+∞ at 1; NaN for x < 1");
        yield return new(Op.Atanh, "Atanh(x)", 20, [StrongTimes(Select(Abs(x) > 1, NaN, 1 / ((1 - x) * (1 + x))))], "+∞ at ±1; NaN for |x| > 1");
    }

    /// <summary>numerator / x on the domain of a logarithm: the same at −0 as at +0, NaN for negative x.</summary>
    private static Expression InverseOfPositive(Expression numerator, Expression x) => Select(x < 0, NaN, numerator / Abs(x));
}

// Rows of roots, powers and reciprocals.
using System.Collections.Generic;
using Autodiff.Generators.Ir;
using static Autodiff.Generators.Rules.Contribution;
using static Autodiff.Generators.Rules.Formula;

namespace Autodiff.Generators.Rules;

internal static partial class RuleTable
{
    private static IEnumerable<Rule> Powers()
    {
        Expression x = X0, y = X1;

        // The absolute value makes the slope at −0, whose root is −0, the same as at +0.
        yield return new(Op.Sqrt, "Sqrt(x)", 5, [StrongTimes(0.5 / Abs(Result))], "+∞ at ±0; NaN for x < 0");
        yield return new(Op.Norm, "Sqrt(sum of squares)", 5, [Times(Select(Equal(Result, Zero), Zero, 0.5 / Result))],
            "0 at 0; recognised: a sum only of terms t * t, straight-line or accumulated from 0 by a loop");
        yield return new(Op.Cbrt, "Cbrt(x)", 15, [StrongTimes(1 / (3 * (Result * Result)))], "+∞ at ±0");

        Expression n = Float(X1);
        Expression atZero = Select(Equal(n, One), One, Select(n > 1, Infinity, -Abs(Result)));
        yield return new(Op.RootN, "RootN(x, n)", 20, [StrongTimes(Select(Equal(x, Zero), atZero, Result / n / x)), None],
            "at ±0: +∞ for n > 1, 1 for n = 1, −∞ for n < 0; n = 0 and even roots of x < 0: NaN; n is an integer");

        yield return new(Op.Hypot, "Hypot(x, y)", 8,
            [Times(Select(Equal(Result, Zero), Zero, x / Result)), Times(Select(Equal(Result, Zero), Zero, y / Result))], "0 at (0, 0)");

        Expression p = X1;
        yield return new(Op.Pow, "Pow(x, p)", 20,
            [
                StrongTimes(Select(Equal(p, Zero), Zero, p * Pow(x, p - 1))),
                StrongTimes(Select(Equal(x, Zero), Select(p >= 0, Zero, -Abs(Result)), Result * Log(x))),
            ],
            "p = 0: dx 0; x = 0: dp 0 for p ≥ 0, −∞ for p < 0; x < 0: dp NaN, dx valid", new(1, PowerOfLiteral));

        yield return new(Op.ReciprocalEstimate, "ReciprocalEstimate(x)", 2, [StrongTimes(-(1 / x / x))], "the derivative of 1 / x; −∞ at ±0");
        yield return new(Op.ReciprocalSqrtEstimate, "ReciprocalSqrtEstimate(x)", 2, [StrongTimes(-0.5 / x / Sqrt(x))],
            "the derivative of 1 / Sqrt(x); −∞ at ±0; NaN for x < 0");
    }

    /// <summary>Pow with a literal exponent, as one would write its derivative by hand.</summary>
    private static Contribution? PowerOfLiteral(int argument, double p) =>
        argument != 0 || double.IsNaN(p) ? null
        : p == 0 ? None
        : p == 1 ? Linear(Factor)
        : p == 2 ? Times(2 * X0)
        : StrongTimes(p * Pow(X0, p - 1));
}

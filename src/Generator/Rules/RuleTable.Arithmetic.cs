// Rows of arithmetic: sums, products, quotients, remainders, conversions, and what is linear in its arguments.
using System.Collections.Generic;
using Autodiff.Generators.Ir;
using static Autodiff.Generators.Rules.Contribution;
using static Autodiff.Generators.Rules.Formula;

namespace Autodiff.Generators.Rules;

internal static partial class RuleTable
{
    private static IEnumerable<Rule> Arithmetic()
    {
        Expression x = X0, y = X1, z = X2;

        yield return new(Op.Add, "x + y", 1, [Linear(Factor), Linear(Factor)]);
        yield return new(Op.Sub, "x - y", 1, [Linear(Factor), Linear(-Factor)]);
        yield return new(Op.Neg, "-x", 1, [Linear(-Factor)]);
        yield return new(Op.Mul, "x * y", 1, [Times(y), Times(x)]);

        // The quotient factor / y is shared by both contributions.
        yield return new(Op.Div, "x / y", 4, [StrongLinear(Factor / y), StrongLinear(-(Factor / y * Result))],
            "dividing by 0: dx infinite, also for 0 / 0",
            new(1, (argument, divisor) => argument == 0 && divisor != 0 && !double.IsNaN(divisor) ? Linear(Factor / y) : null));

        Expression quotient = Round((x - Result) / y);
        yield return new(Op.Rem, "x % y", 8, [Linear(Factor), StrongTimes(-quotient)], "jumps of the quotient count as constant; y = 0: dx 1, dy NaN");
        yield return new(Op.Ieee754Remainder, "Ieee754Remainder(x, y)", 12, [Linear(Factor), StrongTimes(-quotient)],
            "jumps of the quotient count as constant; y = 0: dx 1, dy NaN");

        yield return new(Op.FusedMultiplyAdd, "FusedMultiplyAdd(x, y, z)", 1, [Times(y), Times(x), Linear(Factor)]);
        yield return new(Op.MultiplyAddEstimate, "MultiplyAddEstimate(x, y, z)", 1, [Times(y), Times(x), Linear(Factor)]);
        yield return new(Op.Lerp, "Lerp(x, y, t)", 3, [Times(1 - z), Times(z), Times(y - x)]);

        yield return new(Op.ScaleB, "ScaleB(x, n)", 2, [Linear(Apply(Op.ScaleB, Factor, X1)), None], "n is an integer");
        yield return new(Op.DegreesToRadians, "DegreesToRadians(x)", 2, [Linear(Apply(Op.DegreesToRadians, Factor))]);
        yield return new(Op.RadiansToDegrees, "RadiansToDegrees(x)", 2, [Linear(Apply(Op.RadiansToDegrees, Factor))]);
        yield return new(Op.BitIncrement, "BitIncrement(x)", 2, [Linear(Factor)]);
        yield return new(Op.BitDecrement, "BitDecrement(x)", 2, [Linear(Factor)]);

        yield return new(Op.Convert, "(T)x", 1, [Linear(Apply(Op.Convert, Factor))], "float ↔ double is linear; to and from integers: constant");
        yield return new(Op.Broadcast, "Broadcast(x)", 1, [Linear(Apply(Op.LaneSum, Factor))], "x repeated in all lanes of a vector");
        yield return new(Op.LaneSum, "LaneSum(x)", 3, [Linear(Apply(Op.Broadcast, Factor))], "sum over the lanes of a vector");

        // Where the first argument is 0 the second has no say, however infinite its factor is.
        yield return new(Op.StrongZeroMul, "StrongZeroMul(x, y)", 2, [StrongTimes(y), Linear(StrongZeroMul(x, Factor))],
            "x == 0 ? 0 : x * y, the product of a factor and a partial in derivatives; a derivative of it is again 0 where x is 0");
    }
}

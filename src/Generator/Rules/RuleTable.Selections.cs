// Rows of selections: the argument chosen gets the factor, the others a literal zero; nothing is multiplied.
using System.Collections.Generic;
using Autodiff.Generators.Ir;
using static Autodiff.Generators.Rules.Contribution;
using static Autodiff.Generators.Rules.Formula;

namespace Autodiff.Generators.Rules;

internal static partial class RuleTable
{
    private static IEnumerable<Rule> Selections()
    {
        Expression x = X0, y = X1, z = X2;
        const string Tie = "half each at a tie";
        const string Magnitude = "half each at equal magnitude";

        yield return new(Op.Select, "condition ? x : y", 1, [None, Linear(Select(X0, Factor, Zero)), Linear(Select(X0, Zero, Factor))]);

        yield return new(Op.Abs, "Abs(x)", 1, [Linear(Select(x > Zero, Factor, Select(x < 0, -Factor, Zero * x)))], "0 at ±0; NaN at NaN");
        yield return new(Op.CopySign, "CopySign(x, y)", 1,
            [Linear(Select(Equal(x, Zero), Zero, Factor * (CopySign(One, x) * CopySign(One, y)))), None], "dx 0 at x = ±0; the sign bit of y counts, also at ±0");

        yield return Choice(Op.Max, "Max(x, y)", x > y, y > x, IsNaN(x), IsNaN(y), Tie + "; a NaN operand gets 1");
        yield return Choice(Op.Min, "Min(x, y)", x < y, y < x, IsNaN(x), IsNaN(y), Tie + "; a NaN operand gets 1");
        yield return Choice(Op.MaxNumber, "MaxNumber(x, y)", x > y, y > x, IsNaN(y), IsNaN(x), Tie + "; beside a NaN the number gets 1");
        yield return Choice(Op.MinNumber, "MinNumber(x, y)", x < y, y < x, IsNaN(y), IsNaN(x), Tie + "; beside a NaN the number gets 1");

        Expression a = Abs(x), b = Abs(y);
        yield return Choice(Op.MaxMagnitude, "MaxMagnitude(x, y)", a > b, b > a, IsNaN(x), IsNaN(y), Magnitude + "; a NaN operand gets 1", a, b);
        yield return Choice(Op.MinMagnitude, "MinMagnitude(x, y)", a < b, b < a, IsNaN(x), IsNaN(y), Magnitude + "; a NaN operand gets 1", a, b);
        yield return Choice(Op.MaxMagnitudeNumber, "MaxMagnitudeNumber(x, y)", a > b, b > a, IsNaN(y), IsNaN(x),
            Magnitude + "; beside a NaN the number gets 1", a, b);
        yield return Choice(Op.MinMagnitudeNumber, "MinMagnitudeNumber(x, y)", a < b, b < a, IsNaN(y), IsNaN(x),
            Magnitude + "; beside a NaN the number gets 1", a, b);

        // Which operand these return beside a NaN is the machine's choice; the result tells which it was.
        const string Native = Tie + "; beside a NaN the operand that was returned gets 1";
        yield return Choice(Op.MaxNative, "MaxNative(x, y)", x > y, y > x, Returned(x, y), Returned(y, x), Native);
        yield return Choice(Op.MinNative, "MinNative(x, y)", x < y, y < x, Returned(x, y), Returned(y, x), Native);

        yield return Step(Op.MaxStep, "m = Max(m, e)", x > y, y > x);
        yield return Step(Op.MinStep, "m = Min(m, e)", x < y, y < x);

        foreach ((Op op, string name) in new[] { (Op.Clamp, "Clamp"), (Op.ClampNative, "ClampNative"), (Op.ClampNumber, "double.Clamp") })
            yield return new(op, name + "(x, min, max)", 2,
                [Linear(Select((x < y) | (x > z), Zero, Factor)), Linear(Select(x < y, Factor, Zero)), Linear(Select(x > z, Factor, Zero))],
                "1 to x inside and at the bounds; outside 1 to the bound that acted");
        yield return new(Op.ClampUnordered, "TensorPrimitives.Clamp(x, min, max)", 2,
            [
                Linear(Select((x > z) | (y > z) | (x < y), Zero, Factor)),
                Linear(Select((x < y) & (y <= z), Factor, Zero)),
                Linear(Select((x > z) | (y > z), Factor, Zero)),
            ],
            "1 to x inside and at the bounds; outside 1 to the bound that acted, which is max where min > max");
    }

    /// <summary>Of two operands the first is chosen if it wins or because of a NaN; neither loses a tie of what is compared.</summary>
    private static Rule Choice(
        Op op, string signature, Expression firstWins, Expression secondWins, Expression firstByNaN, Expression secondByNaN, string convention,
        Expression? first = null, Expression? second = null)
    {
        Expression tie = Equal(first ?? X0, second ?? X1), half = 0.5 * Factor;
        return new(op, signature, 1,
            [
                Linear(Select(firstWins | firstByNaN, Factor, Select(tie, half, Zero))),
                Linear(Select(secondWins | secondByNaN, Factor, Select(tie, half, Zero))),
            ], convention);
    }

    /// <summary>
    /// Of count equal elements so far the newest takes its equal share 1 / count and leaves the rest to those before it, so that at the end all have the same.
    /// </summary>
    private static Rule Step(Op op, string signature, Expression firstWins, Expression secondWins)
    {
        Expression count = X2, tie = Equal(X0, X1);
        return new(op, signature + ", the only use of m in a loop", 1,
            [
                Linear(Select(firstWins | IsNaN(X0), Factor, Select(tie, Factor * ((count - 1) / count), Zero))),
                Linear(Select(secondWins | IsNaN(X1), Factor, Select(tie, Factor / count, Zero))),
                None,
            ], "ties: equal shares to all elements, the initial value counting as one; a NaN operand gets 1");
    }

    /// <summary>One of the operands is NaN and the result is as much a NaN as <paramref name="operand"/> is.</summary>
    private static Expression Returned(Expression operand, Expression other) =>
        (IsNaN(operand) | IsNaN(other)) & Equal(IsNaN(operand), IsNaN(Result));
}

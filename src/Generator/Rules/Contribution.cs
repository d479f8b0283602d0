// What one argument of a primitive contributes: a formula linear in the factor, and how it treats a zero factor.
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Rules;

/// <summary>
/// <see cref="Formula"/> is the contribution with the factor in it, null where the derivative is zero by definition. <see cref="Partial"/> is the
/// partial derivative where the contribution is factor · partial, null where the formula is written in the factor itself (sums, quotients, selections).
/// <see cref="Strong"/>: a zero factor contributes 0 even where the partial is infinite or NaN.
/// </summary>
internal sealed record Contribution(Expression? Formula, Expression? Partial, bool Strong)
{
    /// <summary>The derivative is zero or does not exist (integers, booleans).</summary>
    public static readonly Contribution None = new(null, null, false);

    /// <summary>factor · partial.</summary>
    public static Contribution Times(Expression partial) => new(partial switch
    {
        NumberNode { Value: 1 } => Rules.Formula.Factor,
        NumberNode { Value: -1 } => -Rules.Formula.Factor,
        // The sign outside lets an accumulation become a subtraction.
        ApplyNode { Op: Op.Neg } negated => -(Rules.Formula.Factor * negated.Args[0]),
        _ => Rules.Formula.Factor * partial,
    }, partial, false);

    /// <summary>factor · partial, and 0 where the factor is 0.</summary>
    public static Contribution StrongTimes(Expression partial) =>
        new(Rules.Formula.StrongZeroMul(Rules.Formula.Factor, partial), partial, true);

    /// <summary>A formula that is linear in the factor it contains.</summary>
    public static Contribution Linear(Expression formula) => new(formula, null, false);

    /// <summary>A formula that is linear in the factor it contains, and 0 where the factor is 0.</summary>
    public static Contribution StrongLinear(Expression formula) =>
        new(Rules.Formula.Select(Rules.Formula.Equal(Rules.Formula.Factor, Rules.Formula.Zero), Rules.Formula.Zero, formula), null, true);
}

// The derivative table: looks up the row of a primitive; the rows are in the files beside this one.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using static Autodiff.Generators.Rules.Contribution;

namespace Autodiff.Generators.Rules;

/// <summary>
/// A row gives each argument's contribution once and serves both modes. Every formula is over primitives that have rows, so a derivative can be
/// differentiated again. Strong zero: a row whose partial can be infinite or NaN at finite arguments where the value is a number
/// contributes 0 to a zero factor; selections never multiply, so the side not chosen gets 0.
/// </summary>
internal static partial class RuleTable
{
    /// <summary>The rows by family, in the order of docs/rules.md.</summary>
    public static IReadOnlyList<(string Title, Rule[] Rows)> Families { get; } =
    [
        ("Arithmetic", [.. Arithmetic()]),
        ("Selections", [.. Selections()]),
        ("Roots, powers and reciprocals", [.. Powers()]),
        ("Exponentials, logarithms and hyperbolic functions", [.. Exponentials()]),
        ("Trigonometry", [.. Trigonometry()]),
        ("Special functions: those of Ad", [.. Special()]),
        ("Without derivative", [.. Steps()]),
    ];

    public static IReadOnlyList<Rule> All { get; } = Families.SelectMany(f => f.Rows).ToArray();

    private static readonly Dictionary<Op, Rule> ByOp = All.ToDictionary(r => r.Op);

    /// <summary>The row of a primitive, null for what has no derivative by construction (constants, detached and opaque values, lengths).</summary>
    public static Rule? Find(Op op) => ByOp.TryGetValue(op, out Rule rule) ? rule : null;

    /// <summary>What evaluating a primitive costs, in additions; 0 for what is only a name for something at hand.</summary>
    public static int Cost(Op op) => Find(op)?.Cost ?? (op == Op.Opaque ? 50 : 0);

    /// <summary>A row without derivative.</summary>
    private static Rule Flat(Op op, string signature, int arity, int cost = 1, string convention = "") =>
        new(op, signature, cost, Enumerable.Repeat(None, arity).ToArray(), convention);
}

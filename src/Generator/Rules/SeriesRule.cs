// How a primitive is applied to Taylor series: by a recurrence of its own, by its row as it stands, or by integrating its row.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Rules;

/// <summary>How the series of a result comes from the series of the arguments.</summary>
internal enum SeriesKind
{
    /// <summary>There is no way.</summary>
    None,
    /// <summary>The runtime has a recurrence for it.</summary>
    Recurrence,
    /// <summary>Linear in its arguments near the point: what the row makes of a tangent it makes of each coefficient.</summary>
    Linear,
    /// <summary>The row, with the derivatives of the arguments' series in the place of tangents, gives the derivative of the result's series.</summary>
    Integral,
}

/// <summary>
/// A call of <c>TaylorSeries</c>: its method, and how the arguments are written, {0}, {1}… for those of the primitive. <see cref="Materialized"/>: constants have to come as series.
/// </summary>
internal sealed record SeriesKernel(string Method, string Arguments, bool Materialized = false);

internal static class SeriesRule
{
    private const string Ln2 = "0.693147180559945309417", Ln10 = "2.30258509299404568402", Log2E = "1.44269504088896340736", Log10E = "0.434294481903251827651";
    private const string Pi = "global::System.Math.PI";

    private static readonly Dictionary<Op, SeriesKernel> Kernels = new()
    {
        [Op.Add] = new("Add", "{0}, {1}"), [Op.Sub] = new("Subtract", "{0}, {1}"), [Op.Neg] = new("Negate", "{0}"),
        [Op.Mul] = new("Multiply", "{0}, {1}"), [Op.Div] = new("Divide", "{0}, {1}"), [Op.StrongZeroMul] = new("StrongMultiply", "{0}, {1}"),
        [Op.Select] = new("Select", "{0}, {1}, {2}"), [Op.Convert] = new("Copy", "{0}"),
        [Op.Sqrt] = new("Sqrt", "{0}"), [Op.Norm] = new("Norm", "{0}"), [Op.Hypot] = new("Hypot", "{0}, {1}", Materialized: true),
        [Op.DegreesToRadians] = new("Multiply", "{0}, " + Pi + " / 180"), [Op.RadiansToDegrees] = new("Multiply", "{0}, 180 / " + Pi),
        [Op.ScaleB] = new("Multiply", "{0}, global::System.Math.ScaleB(1, {1})"),
        [Op.Cbrt] = new("Pow", "{0}, 1.0 / 3"), [Op.RootN] = new("Pow", "{0}, 1.0 / {1}"),
        [Op.Exp] = new("Exp", "{0}, 1"), [Op.Exp2] = new("Exp", "{0}, " + Ln2), [Op.Exp10] = new("Exp", "{0}, " + Ln10),
        [Op.Log] = new("Log", "{0}, 1"), [Op.Log2] = new("Log", "{0}, " + Log2E), [Op.Log10] = new("Log", "{0}, " + Log10E),
        [Op.LogBase] = new("LogBase", "{0}, {1}", Materialized: true),
        [Op.Sin] = new("Sin", "{0}, 1"), [Op.Cos] = new("Cos", "{0}, 1"), [Op.SinPi] = new("Sin", "{0}, " + Pi), [Op.CosPi] = new("Cos", "{0}, " + Pi),
        [Op.Tan] = new("Tan", "{0}, 1, 1"), [Op.TanPi] = new("Tan", "{0}, " + Pi + ", 1"), [Op.Tanh] = new("Tan", "{0}, 1, -1"),
        [Op.Sigmoid] = new("Sigmoid", "{0}"), [Op.LogGamma] = new("Polygamma", "{0}, -1"), [Op.Digamma] = new("Polygamma", "{0}, 0"),
        [Op.Trigamma] = new("Polygamma", "{0}, 1"), [Op.Polygamma] = new("Polygamma", "{0}, {1}"),
        [Op.Sinh] = new("Sinh", "{0}"), [Op.Cosh] = new("Cosh", "{0}"),
    };

    private static readonly HashSet<Op> LocallyLinear =
    [
        Op.Abs, Op.CopySign, Op.BitIncrement, Op.BitDecrement, Op.Rem, Op.Ieee754Remainder,
        Op.Min, Op.Max, Op.MinNumber, Op.MaxNumber, Op.MinMagnitude, Op.MaxMagnitude, Op.MinMagnitudeNumber, Op.MaxMagnitudeNumber, Op.MinNative, Op.MaxNative,
        Op.MinStep, Op.MaxStep, Op.Clamp, Op.ClampNative, Op.ClampNumber, Op.ClampUnordered,
    ];

    /// <summary>The recurrence of a primitive. That of a power with a constant exponent is another than that of one whose exponent varies.</summary>
    public static SeriesKernel? Kernel(Op op, System.Func<int, bool> varies) =>
        op == Op.Pow ? new SeriesKernel("Pow", "{0}, {1}", Materialized: varies(1)) : Kernels.TryGetValue(op, out SeriesKernel kernel) ? kernel : null;

    public static SeriesKind KindOf(Op op) => KindOf(op, []);

    private static SeriesKind KindOf(Op op, HashSet<Op> above)
    {
        if (op == Op.Pow || Kernels.ContainsKey(op)) return SeriesKind.Recurrence;
        if (LocallyLinear.Contains(op)) return SeriesKind.Linear;
        // A row that mentions its result, or ends in itself, says how to go on but not where to begin.
        if (RuleTable.Find(op) is not { } rule || !above.Add(op)) return SeriesKind.None;
        bool known = Enumerable.Range(0, rule.Arity).All(k => !rule.Mentions(k).HasResult() && Parts(rule.Of(k).Formula).All(part => IsKnown(part, above)));
        above.Remove(op);
        return known ? SeriesKind.Integral : SeriesKind.None;
    }

    private static bool IsKnown(Op op, HashSet<Op> above) => RuleTable.Find(op) is not { } rule || rule.IsConstant || KindOf(op, above) != SeriesKind.None;

    private static IEnumerable<Op> Parts(Expression? formula) => formula is null ? [] : formula.Nodes().OfType<ApplyNode>().Select(a => a.Op).Distinct();
}

// Which parameters and yields of a method carry derivatives: what a derivative method is specialised by.
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>
/// Activity pattern of a call or of an entry: one flag per body parameter (a scalar with a tangent or adjoint; memory with a shadow) and one per
/// yield (a result with a tangent or a seed). Memory that receives active values is active. <see cref="Stable"/>, for reverse mode: one flag per
/// parameter, true for memory that nothing writes between the forward and the reverse sweep of this call, apart from the callee itself.
/// </summary>
internal sealed record Pattern(EquatableArray<bool> Parameters, EquatableArray<bool> Yields, EquatableArray<bool> Stable = default)
{
    public bool IsStable(int parameter) => Stable.Count > parameter && Stable[parameter];
    public bool HasActive => Parameters.Any(p => p) || Yields.Any(y => y);
    public override string ToString() =>
        string.Concat(Parameters.Select((p, i) => (p ? "A" : "-") + (IsStable(i) ? "s" : ""))) + ">" + string.Concat(Yields.Select(y => y ? "A" : "-"));
}

// Integers that change by a constant on every trip of a loop: affine in the trip number, hence never recorded.
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>A carried integer with value Init + Step * trip, trip counted from 0.</summary>
internal readonly record struct Induction(Value Init, long Step)
{
    /// <summary>The induction form of a loop body's parameter, or null.</summary>
    public static Induction? Find(Value parameter, Structure structure)
    {
        RegionNode node = structure.RegionOf(parameter);
        if (!node.IsLoop || !structure.Method.TypeOf(parameter).IsInteger || structure.DefinitionOf(parameter) is not null) return null;
        (EquatableArray<Value> inits, int offset) = node.Owner switch
        {
            For f => (f.Inits, 1),
            While { Body: var body } w when ReferenceEquals(body, node.Region) => (w.Inits, 0),
            _ => (default, -1),
        };
        if (offset < 0) return null;
        for (int k = 0; k < inits.Count; k++)
        {
            if (node.Region.Parameters[k + offset] != parameter) continue;
            Value next = node.Region.Yields[k];
            if (structure.DefinitionOf(next) is not Let { Op: Op.Add or Op.Sub } let || let.Args[0] != parameter) return null;
            if (structure.DefinitionOf(let.Args[1]) is not Let { Op: Op.Constant } step) return null;
            return new Induction(inits[k], let.Op == Op.Add ? step.Literal.AsInteger : -step.Literal.AsInteger);
        }
        return null;
    }
}

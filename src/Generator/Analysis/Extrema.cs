// Extrema: the carried values of a counted loop that are recognised maxima or minima, perhaps through a nest of loops.
//
// Recognize has seen to it that such a value does nothing in the loop but take the next step, and that its count of ties is carried beside it. So its derivative needs only the final value
// and the final count: of all elements, those equal to the final value have equal shares.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal static class Extrema
{
    /// <summary>Positions of the extremum and of its count among the carried values.</summary>
    public static IEnumerable<(int Value, int Ties)> Of(For loop, Structure structure)
    {
        for (int k = 0; k < loop.Inits.Count; k++)
            if (Count(loop.Body, loop.Body.Parameters[k + 1], loop.Body.Yields[k], structure) is { Exists: true } count && IndexOf(loop.Body.Yields, count) is >= 0 and int ties)
                yield return (k, ties);
    }

    /// <summary>The next count of ties, if the yield is the parameter's next step.</summary>
    private static Value Count(Region body, Value parameter, Value yield, Structure structure)
    {
        if (yield == parameter) return Value.None;
        switch (structure.DefinitionOf(yield))
        {
            case Let { Op: Op.MaxStep or Op.MinStep } step when step.Args[0] == parameter && ReferenceEquals(structure.RegionOf(yield).Region, body): return step.Args[2];
            case For inner when ReferenceEquals(structure.RegionOf(yield).Region, body):
                int k = IndexOf(inner.Results, yield);
                if (k >= inner.Inits.Count || inner.Inits[k] != parameter) return Value.None;
                Value count = Count(inner.Body, inner.Body.Parameters[k + 1], inner.Body.Yields[k], structure);
                int ties = count.Exists ? IndexOf(inner.Body.Yields, count) : -1;
                return ties >= 0 ? inner.Results[ties] : Value.None;
            default: return Value.None;
        }
    }

    private static int IndexOf(EquatableArray<Value> values, Value value)
    {
        for (int k = 0; k < values.Count; k++)
            if (values[k] == value) return k;
        return -1;
    }
}

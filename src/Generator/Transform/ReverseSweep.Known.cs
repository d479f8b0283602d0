// What a partial needs and the primal has computed anyway: the cosine of an angle whose sine is differentiated.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Transform;

internal sealed partial class ReverseSweep
{
    // Cheaper ones are computed again as they are.
    private const int MinCostOfKnown = 10;

    private ILookup<(Op Op, Value Argument), Value>? _known;

    /// <summary>
    /// The primal's own result of a primitive of a value, if it has computed that where the result of <paramref name="near"/> is, or around it, and it is there for nothing: in a loop it
    /// would have to be recorded.
    /// </summary>
    private Value? Known(Op op, Value argument, Value near)
    {
        if (!_context.Joined || RuleTable.Cost(op) < MinCostOfKnown) return null;
        _known ??= Method.Body.All().OfType<Let>().Where(l => l.Args.Count == 1 && RuleTable.Cost(l.Op) >= MinCostOfKnown).ToLookup(l => (l.Op, l.Args[0]), l => l.Result);
        RegionNode place = _context.Structure.RegionOf(near);
        foreach (Value value in _known[(op, argument)])
            if (_context.Structure.RegionOf(value) is var region && region.Encloses(place) && !IsInLoop(region)) return Primal(value);
        return null;
    }

    private static bool IsInLoop(RegionNode? node)
    {
        for (; node is not null; node = node.Parent)
            if (node.IsLoop) return true;
        return false;
    }
}

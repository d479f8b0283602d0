// Blocks: nests whose inner loops do little run two vectors of trips at once, so that a loop's bookkeeping, and elements that are the same in all trips, serve both, and sums do not wait for each other.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Transform;

internal sealed partial class LaneNest
{
    // Vectors in a block; what a body may have so that a second one of it pays; operations on vectors that an inner loop may have before registers run out.
    private const int Vectors = 2, MaxInstructions = 160, MaxInnermost = 24, MaxCalls = 2;
    private const double Call = 8;

    /// <summary>How many vectors of trips run at once, and which of them is being written.</summary>
    private int _block = 1, _at;

    /// <summary>The vectors of the block; each is the one that is being written while it is visited.</summary>
    private IEnumerable<int> All()
    {
        for (int u = 0; u < _block; u++)
        {
            _at = u;
            yield return u;
        }
        _at = 0;
    }

    private void FindBlock()
    {
        Instr[] all = [.. _loop.Body.All()];
        For[] innermost = [.. all.OfType<For>().Where(f => !f.Body.All().Any(i => i is For or While))];
        bool pays = innermost.Length > 0 && all.Length <= MaxInstructions
            && all.OfType<Let>().Count(l => _shape.HasLanes(l.Result) && RuleTable.Cost(l.Op) >= Call) <= MaxCalls
            && innermost.All(f => f.Body.All().Count(i => i is Load or Store or Accumulate || (i is Let let && _shape.HasLanes(let.Result))) <= MaxInnermost);
        if (pays) _block = Vectors;
    }
}

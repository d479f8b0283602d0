// Elements that lie apart and that a loop inside of the trip reads again and again: they are collected once for all lanes (LaneNest.Tiles), and cost accordingly.
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal sealed partial class LaneShape
{
    /// <summary>Whether the load in the inner loop is of an element that lies apart, and of the same one in all trips of the loop around that.</summary>
    public bool IsTile(Load load, For around, For inner) =>
        HasLanes(load.Result) && MemoryOf(load.Memory) == LaneMemory.Input && KindOf(load.Memory) == LaneKind.Uniform && !IsInside(load.Memory)
        && !inner.HasExit && !around.HasExit && inner.Step is 1 or -1 && _method.TypeOf(inner.Body.Parameters[0]) == IrType.I32
        && _aliasing.LiteralOf(inner.Step > 0 ? inner.Lower : inner.Upper) is { Bits: >= -1 } first && (inner.Step < 0 || first.Bits >= 0)
        && IsHoistable(inner.Step > 0 ? inner.Upper : inner.Lower)
        && Depends(load.Indices[0], inner) && _aliasing.FormOf(load.Indices[0]).CoefficientOf(Index) is not (1 or -1);

    // Made of the trip's index, the inner loop's, and values from outside.
    private bool Depends(Value value, For inner)
    {
        if (!IsInside(value) || value == Index || value == inner.Body.Parameters[0]) return true;
        return _aliasing.DefinitionOf(value) is Let { Op: Op.Constant or Op.Add or Op.Sub or Op.Mul or Op.Neg } let && let.Args.All(a => Depends(a, inner));
    }
}

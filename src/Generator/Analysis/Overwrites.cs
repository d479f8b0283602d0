// Overwrites: may memory that was read here be written later, before the reverse sweep comes back to this place?
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>
/// "Later" is everything that runs after an instruction in the forward sweep: what follows in its region and in the enclosing ones, and, inside loops, the whole body
/// again. A store in the same counted loop at another offset of the loop index is known to miss the element.
/// </summary>
internal sealed class Overwrites(Structure structure, Roots roots, MemoryEffects effects)
{
    private readonly Method _method = structure.Method;
    private readonly Dictionary<Instr, HashSet<Value>> _writes = new(ReferenceComparer<Instr>.Instance);

    /// <summary>True if the root may be written after the instruction at this place.</summary>
    public bool After(Value root, RegionNode node, int position)
    {
        for (RegionNode? region = node; region is not null; position = region.Position, region = region.Parent)
        {
            EquatableArray<Instr> body = region.Region.Body;
            for (int at = region.IsLoop ? 0 : position + 1; at < body.Count; at++)
                if (Writes(body[at], root)) return true;
        }
        return false;
    }

    /// <summary>True if the element that the load read may be written later.</summary>
    public bool Hits(Load load)
    {
        Value root = roots.Of(load.Memory);
        RegionNode node = structure.RegionOf(load.Result);
        int position = structure.PositionOf(load.Result);
        if (!After(root, node, position)) return false;
        return !MissedByLoop(load, root, node, position);
    }

    // The loop around the load is counted and outermost, every later write of the root is a store directly in its body through the same
    // handle, at index + b where the load is at index + a: a later trip k > 0 hits the element only if a - b = k * step; the same trip if a = b and it comes after.
    private bool MissedByLoop(Load load, Value root, RegionNode node, int position)
    {
        if (node.Kind != RegionKind.ForBody || node.Parent!.Kind != RegionKind.Root || load.Indices.Count != 1) return false;
        For loop = (For)node.Owner!;
        Value index = loop.Body.Parameters[0];
        if (After(root, node.Parent, node.Position) || Offset(load.Indices[0], index) is not { } read) return false;
        for (int at = 0; at < node.Region.Body.Count; at++)
        {
            Instr instruction = node.Region.Body[at];
            if (!Writes(instruction, root)) continue;
            (Value memory, EquatableArray<Value> indices) = instruction switch
            {
                Store s => (s.Memory, s.Indices),
                Accumulate a => (a.Memory, a.Indices),
                _ => (Value.None, default),
            };
            if (memory != load.Memory || indices.Count != 1 || Offset(indices[0], index) is not { } written) return false;
            long distance = read - written;
            bool laterTrip = distance % loop.Step == 0 && distance / loop.Step > 0;
            if (laterTrip || (distance == 0 && at > position)) return false;
        }
        return true;
    }

    private long? Offset(Value value, Value index)
    {
        if (value == index) return 0;
        if (structure.DefinitionOf(value) is not Let { Op: Op.Add or Op.Sub } let) return null;
        if (let.Args[0] == index && Literal(let.Args[1]) is { } right) return let.Op == Op.Add ? right : -right;
        if (let.Op == Op.Add && let.Args[1] == index && Literal(let.Args[0]) is { } left) return left;
        return null;
    }

    private long? Literal(Value value) => structure.DefinitionOf(value) is Let { Op: Op.Constant } c ? c.Literal.AsInteger : null;

    private bool Writes(Instr instruction, Value root)
    {
        if (!_writes.TryGetValue(instruction, out HashSet<Value>? written))
        {
            written = [.. effects.WrittenBy(instruction, _method).Select(roots.Of)];
            foreach (Region region in instruction.Regions())
                foreach (Instr inner in region.All())
                    written.UnionWith(effects.WrittenBy(inner, _method).Select(roots.Of));
            _writes[instruction] = written;
        }
        return written.Contains(root) || (IsForeign(root) && written.Any(w => _method.TypeOf(w).Element == _method.TypeOf(root).Element));
    }

    // An array reached through a static field may be the same as a parameter: no guard compares them.
    private bool IsForeign(Value root) => structure.DefinitionOf(root) is not (null or Allocate);
}

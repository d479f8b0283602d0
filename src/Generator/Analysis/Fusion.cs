// Fusion: which loops may run each trip forward and backward at once, and why the others may not.
//
// The reverse of a trip then runs before the trips that follow it, and before everything that follows the loop. That is the same if
// - the loop stands at the top level of the method and is not in a try;
// - what it carries from trip to trip has no derivative (counters, indices, conditions), or is a sum: terms are added to it and nothing active is made of it on the way. Each term then has the adjoint of
//   the final sum;
// - of the active memory that it reads and does not write, nothing is written after it: the adjoints are only added to;
// - the active memory that it writes is not touched after it, so that the adjoint is the caller's; and no element that one trip writes is touched by another;
// - or that memory is scratch, written before it is read in every trip (Coverage) and not read after the loop before it is written: each trip then has its own;
// - it keeps nothing on a tape from outside.
// The adjoint of the final sum must be known before the loop, or the loop has one sum only and everything it adds to adjoints is scaled when the adjoint is known (deferral).
// What follows the loop decides that; see Transform/FusedSweeps.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>
/// A loop that may be fused, with the positions of its active sums among the carried values, the memory that each trip has for itself, and whether it writes active memory
/// of the caller.
/// </summary>
internal sealed record FusibleLoop(Instr Loop, EquatableArray<int> Sums, EquatableArray<Value> Private, bool WritesActive);

internal sealed class Fusion
{
    private readonly Method _method;
    private readonly Activity _activity;
    private readonly Aliasing _aliasing;
    private readonly MemoryEffects _effects;
    private readonly Coverage _coverage;

    public Fusion(Method method, Activity activity, MemoryEffects effects)
    {
        (_method, _activity, _effects) = (method, activity, effects);
        _aliasing = new Aliasing(method, activity.Roots);
        _coverage = new Coverage(method, _aliasing, new LengthFacts(method, _aliasing), effects);
    }

    /// <summary>The loop at this position of the method's top level, if it may be fused, or the reason why it may not; neither if it is no loop that the reverse sweep visits.</summary>
    public (FusibleLoop? Loop, string? Refusal) At(int position)
    {
        Instr loop = _method.Body.Body[position];
        if (loop is not (For or While) || !_activity.Visits(loop)) return (null, null);
        List<int> sums = [];
        List<Value> own = [];
        bool writesActive = false;
        string? refusal = Tapes(loop) ?? Carried(loop, sums) ?? Memory(loop, position, own, ref writesActive);
        return refusal is null ? (new FusibleLoop(loop, new([.. sums]), new([.. own]), writesActive), null) : (null, refusal);
    }

    private string Name(Value value) => _method.Values[value.Id].Hint ?? value.ToString();

    private string? Tapes(Instr loop)
    {
        HashSet<Value> inside = [.. loop.Regions().SelectMany(r => r.All()).OfType<CreateTape>().Select(i => i.Result)];
        return loop.Regions().SelectMany(r => r.All()).SelectMany(i => i.Operands()).Any(o => _method.TypeOf(o).Shape == Shape.Tape && !inside.Contains(o))
            ? "it keeps values on a tape from outside" : null;
    }

    // ---- what is carried

    private string? Carried(Instr loop, List<int> sums)
    {
        (Region body, int first, EquatableArray<Value> inits) = loop is For i ? (i.Body, 1, i.Inits) : (((While)loop).Body, 0, ((While)loop).Inits);
        Value[] results = [.. loop.Results()];
        for (int k = 0; k < inits.Count; k++)
        {
            Value parameter = body.Parameters[first + k];
            if (!_activity.IsActive(parameter) && !_activity.IsActive(results[k]) && !_activity.IsActive(body.Yields[k])) continue;
            if (body.Yields[k] == parameter) continue;
            // What is no part of a derivative may be made of a sum.
            if (!_method.TypeOf(parameter).IsFloat || !new Sums(i => !_activity.Visits(i), throughWhile: true).IsSum(body, first, k))
                return $"'{Name(parameter)}' is carried from trip to trip and is no sum";
            sums.Add(k);
        }
        return null;
    }

    // ---- memory

    private string? Memory(Instr loop, int position, List<Value> own, ref bool writesActive)
    {
        HashSet<Value> inside = [.. loop.Regions().SelectMany(r => r.All()).OfType<Allocate>().Select(i => i.Result)];
        Dictionary<Value, List<Touch>> touches = [];
        foreach (Touch touch in Touches([loop]))
        {
            if (inside.Contains(touch.Root)) continue;
            if (!touches.TryGetValue(touch.Root, out List<Touch>? list)) touches[touch.Root] = list = [];
            list.Add(touch);
        }
        HashSet<Value> written = [.. touches.Where(t => t.Value.Any(x => x.Writes)).Select(t => t.Key)];
        // Roots become parameters of the trip, which stand for separate memory.
        foreach (Value root in touches.Keys)
            if (_aliasing.DefinitionOf(root) is not (null or Allocate) && written.Any(w => w == root || _aliasing.RootsMayAlias(w, root))) return $"'{Name(root)}' may be memory that the loop writes";
        Instr[] after = [.. _method.Body.Body.Skip(position + 1)];
        Touch[] later = [.. Touches(after)];
        foreach (Value root in touches.Keys.OrderBy(r => r.Id))
        {
            if (!written.Contains(root))
            {
                if (_activity.IsActive(root) && later.Any(t => t.Root == root && t.Writes)) return $"'{Name(root)}' is written after the loop";
                continue;
            }
            IEnumerable<Instr> trip = loop.Regions().SelectMany(r => r.Body);
            if (_aliasing.DefinitionOf(root) is Allocate && _coverage.IsOwn(trip, root) && _coverage.IsOwn(after, root) && !_method.Body.Yields.Any(y => _method.TypeOf(y).IsMemory && Root(y) == root))
            {
                own.Add(root);
                continue;
            }
            if (!_activity.IsActive(root)) continue;
            writesActive = true;
            if (_aliasing.DefinitionOf(root) is not null) return $"'{Name(root)}' is written, and read before it is written in the same trip or after the loop";
            if (later.Any(t => t.Root == root)) return $"'{Name(root)}' is written in the loop and used after it";
            if (loop is not For counted || Meet(touches[root], counted)) return $"trips of the loop may touch an element of '{Name(root)}' that another one writes";
        }
        return null;
    }

    /// <summary>An access to memory, or to all of it by a call or an effect; detached handles are read without derivative.</summary>
    private readonly record struct Touch(Value Root, Access Access, bool Reads, bool Writes, bool IsSum);

    private IEnumerable<Touch> Touches(IEnumerable<Instr> instructions)
    {
        foreach (Instr instruction in instructions)
        {
            switch (instruction)
            {
                case Call i:
                    for (int k = 0; k < i.Args.Count; k++)
                        if (_method.TypeOf(i.Args[k]).IsMemory) yield return new Touch(Root(i.Args[k]), Access.All(i.Args[k]), true, _effects.Writes(i.Method, k), false);
                    break;
                case Effect i:
                    HashSet<Value> writes = [.. _effects.WrittenBy(i, _method)];
                    foreach (Value arg in i.Args.Where(a => _method.TypeOf(a).IsMemory)) yield return new Touch(Root(arg), Access.All(arg), true, writes.Contains(arg), false);
                    break;
                case VectorLoad i: yield return new Touch(Root(i.Memory), Access.All(i.Memory), true, false, false); break;
                case VectorStore i: yield return new Touch(Root(i.Memory), Access.All(i.Memory), false, true, false); break;
                default:
                    if (Access.Of(instruction) is { } access)
                        yield return new Touch(Root(access.Memory), access, instruction is Load or Accumulate, instruction is not Load, instruction is Accumulate);
                    break;
            }
            foreach (Region region in instruction.Regions())
                foreach (Touch touch in Touches(region.Body)) yield return touch;
        }
    }

    private Value Root(Value memory) => _aliasing.RootOf(memory);

    private bool Meet(List<Touch> touches, For loop) =>
        touches.Any(a => touches.Any(b => (a.Writes || b.Writes) && !(a.IsSum && b.IsSum) && _aliasing.MayOverlapLater(a.Access, b.Access, loop)));
}

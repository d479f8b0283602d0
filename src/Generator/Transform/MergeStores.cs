// Clearing an element and then adding to it is storing: what the reverse of an in-place update leaves.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// <c>store m[i] = 0; …; accumulate m[i] += v</c> becomes <c>store m[i] = v</c> at the place of the accumulation, if nothing in between can touch m[i]: only pure instructions, and accesses
/// of the same handle at another constant offset of the same index or of other roots. Adjoints that were cleared and are added to once are thus written once.
/// </summary>
internal static class MergeStores
{
    public static Method Run(Method method)
    {
        if (!method.Body.All().Any(i => i is Accumulate)) return method;
        Pass pass = new(method);
        Region body = pass.Visit(method.Body);
        return pass.HasChanged ? method with { Body = body } : method;
    }

    private sealed class Pass(Method method)
    {
        private readonly Roots _roots = new(method);
        private readonly Structure _structure = new(method);
        public bool HasChanged { get; private set; }

        public Region Visit(Region region)
        {
            List<Instr?> body = [.. region.Body.Select(VisitNested)];
            for (int at = 0; at < body.Count; at++)
            {
                if (body[at] is not Store { Indices.Count: 1 } store || !IsZero(store.Operand)) continue;
                if (FindAccumulation(body, at, store) is not { } found) continue;
                Accumulate accumulate = (Accumulate)body[found]!;
                body[found] = new Store(accumulate.Memory, accumulate.Indices, accumulate.Operand);
                body[at] = null;
                HasChanged = true;
            }
            return HasChanged ? region with { Body = body.OfType<Instr>().ToEquatableArray() } : region;
        }

        private Instr VisitNested(Instr instruction) => instruction switch
        {
            If i => i with { Then = Visit(i.Then), Else = Visit(i.Else) },
            For i => i with { Body = Visit(i.Body) },
            While i => i with { Body = Visit(i.Body) },
            _ => instruction,
        };

        private int? FindAccumulation(List<Instr?> body, int from, Store store)
        {
            for (int at = from + 1; at < body.Count; at++)
            {
                switch (body[at])
                {
                    case null or Let or Note or Slice or Row or Allocate or CreateTape: continue;
                    case Accumulate a when a.Memory == store.Memory && a.Indices == store.Indices: return at;
                    case Accumulate a when IsElsewhere(a.Memory, a.Indices, store): continue;
                    case Store s when IsElsewhere(s.Memory, s.Indices, store): continue;
                    case Load l when IsElsewhere(l.Memory, l.Indices, store): continue;
                    default: return null;
                }
            }
            return null;
        }

        private bool IsElsewhere(Value memory, EquatableArray<Value> indices, Store store)
        {
            if (_roots.Of(memory) != _roots.Of(store.Memory)) return IsOwn(memory) && IsOwn(store.Memory);
            if (memory != store.Memory || indices.Count != 1) return false;
            (Value left, long a) = Offset(indices[0]);
            (Value right, long b) = Offset(store.Indices[0]);
            return left == right && a != b;
        }

        // Parameters and allocations are apart from each other; arrays of static fields need not be.
        private bool IsOwn(Value memory) => _structure.DefinitionOf(_roots.Of(memory)) is null or Allocate;

        private (Value Base, long Offset) Offset(Value index)
        {
            if (_structure.DefinitionOf(index) is not Let { Op: Op.Add or Op.Sub } let) return (index, 0);
            if (Literal(let.Args[1]) is { } right) return (let.Args[0], let.Op == Op.Add ? right : -right);
            return let.Op == Op.Add && Literal(let.Args[0]) is { } left ? (let.Args[1], left) : (index, 0);
        }

        private long? Literal(Value value) => _structure.DefinitionOf(value) is Let { Op: Op.Constant } c ? c.Literal.AsInteger : null;

        private bool IsZero(Value value) => _structure.DefinitionOf(value) is Let { Op: Op.Constant, Literal.Bits: 0 };
    }
}

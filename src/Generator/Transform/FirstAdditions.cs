// FirstAdditions: memory that is set to zero and then added to by a loop over all of it is set by that loop.
//
//     memory.Clear();
//     for (i = 0; i < memory.Length; i++) memory[i] += e;      becomes      for (i = 0; i < memory.Length; i++) memory[i] = e;
//
// if the loop touches the memory nowhere else, and nothing does in between. (Values do not change, but for the sign of a zero: 0 + -0 is 0.)
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed class FirstAdditions
{
    private readonly Aliasing _aliasing;
    private readonly Coverage _coverage;
    private bool _changed;

    private FirstAdditions(Method method, MemoryEffects effects)
    {
        _aliasing = new Aliasing(method);
        _coverage = new Coverage(method, _aliasing, new LengthFacts(method, _aliasing), effects);
        Source = method;
    }

    private Method Source { get; }

    public static Method Run(Method method, MemoryEffects effects)
    {
        if (!method.Body.All().Any(i => i is For)) return method;
        FirstAdditions pass = new(method, effects);
        Region body = pass.Visit(method.Body);
        return pass._changed ? method with { Body = body } : method;
    }

    private Region Visit(Region region)
    {
        Instr?[] body = [.. region.Body.Select(VisitNested)];
        // Memory that holds zeros here, and where it was set to them.
        Dictionary<Value, int> zeros = [];
        for (int at = 0; at < body.Length; at++)
        {
            switch (body[at])
            {
                case Fill i when _aliasing.RootOf(i.Memory) == i.Memory && _aliasing.LiteralOf(i.Operand) is { Bits: 0 }: zeros[i.Memory] = at; continue;
                case Allocate { NeedsZeros: true, Lengths.Count: 1 } i: zeros[i.Result] = at; continue;
                case null or Let { Op: Op.Length }: continue;
            }
            Value[] touched = [.. zeros.Keys.Where(root => Touches(body[at]!, root))];
            foreach (Value root in touched)
            {
                if (body[at] is For loop && Store(loop, root) is { } stored)
                {
                    _changed = true;
                    body[at] = stored;
                    body[zeros[root]] = body[zeros[root]] is Allocate own ? own with { IsUninitialized = true } : null;
                }
                zeros.Remove(root);
            }
        }
        return _changed ? region with { Body = body.OfType<Instr>().ToEquatableArray() } : region;
    }

    private Instr VisitNested(Instr instruction) => instruction switch
    {
        If i => i with { Then = Visit(i.Then), Else = Visit(i.Else) },
        For i => i with { Body = Visit(i.Body) },
        While i => i with { Body = Visit(i.Body) },
        _ => instruction,
    };

    private bool Touches(Instr instruction, Value root) =>
        instruction.Operands().Any(o => IsOf(o, root)) || instruction.Regions().Any(r => r.Body.Any(i => Touches(i, root)));

    private bool IsOf(Value value, Value root)
    {
        if (!Source.TypeOf(value).IsMemory) return false;
        Value own = _aliasing.RootOf(value);
        return own == root || _aliasing.RootsMayAlias(own, root);
    }

    private For? Store(For loop, Value root)
    {
        if (!_coverage.RunsOver(loop, root)) return null;
        Instr[] touching = [.. loop.Body.Body.Where(i => Touches(i, root) && i is not Let { Op: Op.Length })];
        if (touching.Length != 1 || touching[0] is not Accumulate { Indices.Count: 1 } sum || sum.Memory != root || sum.Indices[0] != loop.Body.Parameters[0]) return null;
        return loop with { Body = loop.Body with { Body = loop.Body.Body.Select(i => ReferenceEquals(i, sum) ? new Store(sum.Memory, sum.Indices, sum.Operand) : i).ToEquatableArray() } };
    }
}

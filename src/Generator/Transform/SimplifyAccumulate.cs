// Recognises memory[i] = memory[i] + e.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// A Load, an Add (or Sub) and a Store of one element in one region become an Accumulate if sum and loaded value have no other use and nothing writes the memory in
/// between. The Load and the Add are left without use.
/// </summary>
internal sealed class SimplifyAccumulate(SimplifyValues values)
{
    private int[] _uses = [];
    private int _stores;
    private SimplifyMemory _memory = new(values, []);

    public Region Run(Region body)
    {
        _memory = new SimplifyMemory(values, [.. body.Parameters]);
        _uses = new int[values.Count];
        Count(body);
        return _stores > 0 ? Visit(body) : body;
    }

    private void Count(Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            foreach (Value operand in instruction.Operands()) _uses[operand.Id]++;
            foreach (Region nested in instruction.Regions()) Count(nested);
            if (instruction is Store) _stores++;
        }
        foreach (Value yield in region.Yields) _uses[yield.Id]++;
    }

    private Region Visit(Region region)
    {
        Dictionary<Value, (Load Load, int Time)> loads = [];
        Dictionary<Value, Let> sums = [];
        List<Instr> body = [];
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case Load i when _uses[i.Result.Id] == 1: loads[i.Result] = (i, _memory.Now); body.Add(i); break;
                case Let { Op: Op.Add or Op.Sub } i when _uses[i.Result.Id] == 1: sums[i.Result] = i; body.Add(i); break;
                case Store i:
                    if (Addend(i, sums, loads) is { } addend)
                    {
                        values.Changed = true;
                        if (addend.Negated)
                        {
                            Value negated = values.New(values.TypeOf(addend.Value));
                            body.Add(new Let(negated, Op.Neg, [addend.Value]));
                            addend.Value = negated;
                        }
                        body.Add(new Accumulate(i.Memory, i.Indices, addend.Value));
                    }
                    else body.Add(i);
                    _memory.Visit(i);
                    break;
                case If i: body.Add(i with { Then = Visit(i.Then), Else = Visit(i.Else) }); break;
                case For i: body.Add(i with { Body = Visit(i.Body) }); break;
                case While i: body.Add(i with { Body = Visit(i.Body) }); break;
                default:
                    body.Add(instruction);
                    _memory.Visit(instruction);
                    break;
            }
        }
        return region with { Body = new([.. body]) };
    }

    private (Value Value, bool Negated)? Addend(Store store, Dictionary<Value, Let> sums, Dictionary<Value, (Load Load, int Time)> loads)
    {
        if (!sums.TryGetValue(store.Operand, out Let sum)) return null;
        bool IsElement(Value value) =>
            loads.TryGetValue(value, out var known) && known.Load.Memory == store.Memory && known.Load.Indices == store.Indices
            && !_memory.IsWrittenSince(store.Memory, known.Time);
        if (IsElement(sum.Args[0])) return (sum.Args[1], sum.Op == Op.Sub);
        return sum.Op == Op.Add && IsElement(sum.Args[1]) ? (sum.Args[0], false) : null;
    }
}

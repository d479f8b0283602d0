// HoistMemory: scratch that every trip of a loop takes for itself is taken once, before the loop.
//
// Its lengths must be the same in all trips. What a trip expects to find zero is set to zero where it was taken; what it writes before it reads (Coverage, and all records) is left as the trip before
// has left it. A tape is empty again at the end of each trip, so one tape serves all trips.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed class HoistMemory : Rewriter
{
    private readonly Dictionary<Value, Instr> _definitions = [];
    private readonly HashSet<Value> _escapes = [];
    private readonly Coverage _coverage;
    /// <summary>What was taken before a loop: whether its place in the loop is to set it to zero.</summary>
    private readonly Dictionary<Value, bool> _hoisted = [];

    private HoistMemory(Method source, MemoryEffects effects) : base(source, new Builder())
    {
        Aliasing aliasing = new(source);
        _coverage = new Coverage(source, aliasing, new LengthFacts(source, aliasing), effects);
        foreach (Instr instruction in source.Body.All())
            foreach (Value result in instruction.Results()) _definitions[result] = instruction;
        foreach (Value yielded in source.Body.Yields) Escape(yielded);
        foreach (Instr instruction in source.Body.All())
        {
            foreach (Value yielded in instruction.Regions().SelectMany(r => r.Yields)) Escape(yielded);
            if (instruction is Load or Store or Accumulate or Fill or VectorLoad or VectorStore or Slice or Let { Op: Op.Length or Op.Detach or Op.Convert }) continue;
            // A call may keep an array, not a span.
            foreach (Value operand in instruction.Operands())
                if (instruction is not Call || source.TypeOf(operand).Shape is not (Shape.Span or Shape.ReadOnlySpan)) Escape(operand);
        }

        void Escape(Value value)
        {
            if (source.TypeOf(value).IsMemory) _escapes.Add(aliasing.RootOf(value));
        }
    }

    public static Method Run(Method method, MemoryEffects effects)
    {
        if (!method.Body.All().Any(i => i is For or While && i.Regions().Any(r => r.All().Any(IsMemory)))) return method;
        HoistMemory pass = new(method, effects);
        Value[] parameters = pass.Define(method.Body.Parameters);
        Value[] yields = pass.Inline(parameters);
        return pass._hoisted.Count == 0 ? method : Simplify.Run(pass.Target.Rebuild(method, parameters, yields));
    }

    private static bool IsMemory(Instr instruction) => instruction is Allocate or CreateTape;

    public override void Copy(Instr instruction)
    {
        switch (instruction)
        {
            case For or While:
                HashSet<Value> inside = [.. instruction.Regions().SelectMany(r => r.Parameters.Concat(r.All().SelectMany(i => i.Results().Concat(i.Regions().SelectMany(n => n.Parameters)))))];
                foreach (Region region in instruction.Regions()) Hoist(region, inside);
                base.Copy(instruction);
                break;
            case Allocate i when _hoisted.TryGetValue(i.Result, out bool clears):
                if (clears) Clear(this[i.Result]);
                break;
            case CreateTape i when _hoisted.ContainsKey(i.Result): break;
            default: base.Copy(instruction); break;
        }
    }

    private void Clear(Value memory)
    {
        IrType element = Target.TypeOf(memory).ElementType;
        Value zero = Target.Zero(element with { Lanes = 1 });
        Target.Fill(memory, element.Lanes == 1 ? zero : Target.Let(Op.Broadcast, element, zero));
    }

    private void Hoist(Region region, HashSet<Value> inside)
    {
        for (int at = 0; at < region.Body.Count; at++)
        {
            switch (region.Body[at])
            {
                case Allocate i when !_hoisted.ContainsKey(i.Result) && !_escapes.Contains(i.Result) && i.Lengths.All(l => IsInvariant(l, inside, 8)):
                {
                    bool isOwn = i.WriteOnce || _coverage.IsOwn(region.Body.Skip(at + 1), i.Result);
                    Value[] lengths = [.. i.Lengths.Select(l => AtLeastZero(l, inside))];
                    Target.Add(i with { Result = Define(i.Result), Lengths = new(lengths), IsUninitialized = isOwn });
                    _hoisted[i.Result] = !isOwn;
                    break;
                }
                case CreateTape i when !_hoisted.ContainsKey(i.Result):
                    Target.Add(new CreateTape(Define(i.Result)));
                    _hoisted[i.Result] = false;
                    break;
                case If { IsTry: false } i:
                    Hoist(i.Then, inside);
                    Hoist(i.Else, inside);
                    break;
                case For i: Hoist(i.Body, inside); break;
                case While i: Hoist(i.Body, inside); break;
            }
        }
    }

    // ---- lengths

    private bool IsInvariant(Value length, HashSet<Value> inside, int depth)
    {
        if (!inside.Contains(length)) return true;
        return depth > 0 && _definitions.TryGetValue(length, out Instr definition) && definition switch
        {
            Let { Op: Op.Constant or Op.Add or Op.Sub or Op.Mul or Op.Neg or Op.Min or Op.Max or Op.Length or Op.Convert } let =>
                (Source.TypeOf(length).IsInteger || let.Op == Op.Constant) && let.Args.All(a => Source.TypeOf(a).IsMemory ? !inside.Contains(a) || _hoisted.ContainsKey(a) : Source.TypeOf(a).IsInteger && IsInvariant(a, inside, depth - 1)),
            _ => false,
        };
    }

    private Value Again(Value value, HashSet<Value> inside)
    {
        if (!inside.Contains(value) || Has(value)) return this[value];
        Let let = (Let)_definitions[value];
        Value[] args = [.. let.Args.Select(a => Again(a, inside))];
        return Target.Let(let.Op, Source.TypeOf(value), Source.Values[value.Id].Hint, args, let.Literal, let.Text);
    }

    // The loop may have no trips, and then a negative length is nobody's fault.
    private Value AtLeastZero(Value length, HashSet<Value> inside)
    {
        Value again = Again(length, inside);
        return IsNonNegative(length, 8) ? again : Target.Let(Op.Max, Source.TypeOf(length), again, Target.Zero(Source.TypeOf(length)));
    }

    private bool IsNonNegative(Value value, int depth) => depth > 0 && _definitions.TryGetValue(value, out Instr definition) && definition switch
    {
        Let { Op: Op.Length } => true,
        Let { Op: Op.Constant, Literal.Bits: >= 0 } => true,
        Let { Op: Op.Max } let => let.Args.Any(a => IsNonNegative(a, depth - 1)),
        Let { Op: Op.Mul } let => let.Args.All(a => IsNonNegative(a, depth - 1)),
        _ => false,
    };
}

// Copies instructions into a builder under a substitution: the base of inlining, of sweeps and of every pass that rebuilds a method.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Generators.Ir;

/// <summary>
/// Copies regions of <paramref name="source"/> into <paramref name="target"/>; every defined value gets a fresh one. Override
/// <see cref="Copy(Instr)"/> to change, drop or add instructions on the way.
/// </summary>
internal class Rewriter(Method source, Builder target)
{
    protected readonly Dictionary<Value, Value> Map = [];
    protected Method Source => source;
    protected Builder Target => target;

    /// <summary>The copy of a value. Values that were not defined yet are an error.</summary>
    public Value this[Value original] =>
        !original.Exists ? original
        : Map.TryGetValue(original, out Value copy) ? copy
        : throw new InvalidOperationException($"{original} is used before it is defined in {source.Key}.");

    public bool Has(Value original) => Map.ContainsKey(original);
    public void Substitute(Value original, Value copy) => Map[original] = copy;

    /// <summary>A fresh copy of a defined value, with its type and hint.</summary>
    public Value Define(Value original)
    {
        if (!original.Exists) return original;
        Value copy = target.NewValue(source.Values[original.Id].Type, source.Values[original.Id].Hint);
        Map[original] = copy;
        return copy;
    }

    public Value[] Define(EquatableArray<Value> originals) => originals.Select(Define).ToArray();
    private Found? Uses(Found? found) => found is null ? null : new Found(this[found.Indices], this[found.Offset]);
    public EquatableArray<Value> Uses(EquatableArray<Value> values) => values.Select(v => this[v]).ToEquatableArray();

    /// <summary>Copies the body of the whole method with its parameters replaced; returns the copies of its yields.</summary>
    public Value[] Inline(IReadOnlyList<Value> args)
    {
        for (int i = 0; i < args.Count; i++) Map[source.Body.Parameters[i]] = args[i];
        foreach (Instr instruction in source.Body.Body) Copy(instruction);
        return source.Body.Yields.Select(v => this[v]).ToArray();
    }

    /// <summary>Copies a nested region, parameters included.</summary>
    public virtual Region CopyRegion(Region region)
    {
        target.Begin(Define(region.Parameters));
        foreach (Instr instruction in region.Body) Copy(instruction);
        return target.End(region.Yields.Select(v => this[v]).ToArray());
    }

    public virtual void Copy(Instr instruction)
    {
        switch (instruction)
        {
            case Let i: { var args = Uses(i.Args); target.Add(i with { Args = args, Result = Define(i.Result) }); break; }
            case Load i: { var indices = Uses(i.Indices); Value m = this[i.Memory]; target.Add(new Load(Define(i.Result), m, indices)); break; }
            case Store i: target.Add(new Store(this[i.Memory], Uses(i.Indices), this[i.Operand])); break;
            case Accumulate i: target.Add(new Accumulate(this[i.Memory], Uses(i.Indices), this[i.Operand])); break;
            case Fill i: target.Add(new Fill(this[i.Memory], this[i.Operand])); break;
            case Allocate i: { var lengths = Uses(i.Lengths); target.Add(i with { Lengths = lengths, Result = Define(i.Result) }); break; }
            case Row i: { Value m = this[i.Memory], at = this[i.Index]; target.Add(new Row(Define(i.Result), m, at)); break; }
            case Slice i: { Value m = this[i.Memory], s = this[i.Start], l = this[i.Length]; target.Add(new Slice(Define(i.Result), m, s, l)); break; }
            case If i:
            {
                Value condition = this[i.Condition];
                Region then = CopyRegion(i.Then), otherwise = CopyRegion(i.Else);
                target.Add(i with { Condition = condition, Then = then, Else = otherwise, Results = new(Define(i.Results)) });
                break;
            }
            case For i:
            {
                Value lower = this[i.Lower], upper = this[i.Upper];
                var inits = Uses(i.Inits);
                Region body = CopyRegion(i.Body);
                target.Add(i with { Lower = lower, Upper = upper, Inits = inits, Body = body, Results = new(Define(i.Results)) });
                break;
            }
            case While i:
            {
                var inits = Uses(i.Inits);
                Region test = CopyRegion(i.Test), body = CopyRegion(i.Body);
                target.Add(i with { Inits = inits, Test = test, Body = body, Results = new(Define(i.Results)) });
                break;
            }
            case Call i: { var args = Uses(i.Args); target.Add(new Call(new(Define(i.Results)), i.Method, args)); break; }
            case Effect i: { var args = Uses(i.Args); target.Add(i with { Args = args, Result = Define(i.Result) }); break; }
            case CreateTape i: target.Add(new CreateTape(Define(i.Result))); break;
            case Record i: target.Add(new Record(this[i.Tape], this[i.Operand])); break;
            case Replay i: { Value tape = this[i.Tape]; target.Add(new Replay(Define(i.Result), tape)); break; }
            case VectorLoad i: { Value m = this[i.Memory], x = this[i.Index]; target.Add(new VectorLoad(Define(i.Result), m, x)); break; }
            case VectorStore i: target.Add(new VectorStore(this[i.Memory], this[i.Index], this[i.Operand], this[i.Skip])); break;
            case Gather i: { Value m = this[i.Memory], x = this[i.Index], s = this[i.Stride], mask = this[i.Mask]; Found? found = Uses(i.Found); target.Add(new Gather(Define(i.Result), m, x, s, mask, found)); break; }
            case Scatter i: target.Add(i with { Memory = this[i.Memory], Index = this[i.Index], Stride = this[i.Stride], Operand = this[i.Operand], Mask = this[i.Mask], Found = Uses(i.Found) }); break;
            case Within i:
            {
                Value indices = this[i.Indices], start = this[i.Start], count = this[i.Count], stride = this[i.Stride], low = this[i.Low], high = this[i.High], length = this[i.Length];
                target.Add(new Within(Define(i.Result), indices, start, count, stride, low, high, length));
                break;
            }
            case Note: target.Add(instruction); break;
            default: throw new InvalidOperationException($"Unknown instruction {instruction.GetType().Name}.");
        }
    }
}

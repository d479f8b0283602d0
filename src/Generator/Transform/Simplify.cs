// Simplification: the rounds of the small passes that make a method what a careful colleague would have written.
using System;
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary><see cref="IsPure"/>: whether a call of the method (by key) can be left out when its results are not used.</summary>
internal sealed record SimplifyOptions(Func<string, bool>? IsPure = null);

/// <summary>
/// Three passes in turn until none finds anything to do; each is linear in the size of the method and keeps it well formed:
/// <list type="number">
/// <item><see cref="SimplifyForward"/> in program order: constants and identities (<see cref="SimplifyFold"/>), common subexpressions and loads, conditions that are
/// known, results and carried values that are copies.</item>
/// <item><see cref="SimplifyAccumulate"/>: load, add, store of one element becomes an Accumulate.</item>
/// <item><see cref="SimplifyDead"/> from the effects and yields backwards: everything not needed goes.</item>
/// </list>
/// All rewrites are exact in IEEE arithmetic, and nothing is moved to where it did not run before. What may go away is a fault of something nobody reads.
/// </summary>
internal static class Simplify
{
    private const int MaxRounds = 50;

    public static Method Run(Method method, SimplifyOptions? options = null)
    {
        SimplifyValues values = new(method);
        Region body = method.Body;
        int round = 0;
        do
        {
            values.Changed = false;
            body = Forward(values, method, body);
            body = new SimplifyAccumulate(values).Run(body);
            body = new SimplifyDead(values, options ?? new SimplifyOptions()).Run(body);
        }
        while (values.Changed && ++round < MaxRounds);
        return round == 0 ? method : Renumbered(method with { Values = values.Table, Body = body });
    }

    /// <summary>A carried value found to be a copy was already used in the loop's body; one more walk puts the original there.</summary>
    private static Region Forward(SimplifyValues values, Method method, Region body)
    {
        SimplifyForward forward;
        do
        {
            forward = new SimplifyForward(values, method);
            body = forward.Run(body);
        }
        while (forward.LeftCopies);
        return body;
    }

    /// <summary>The same method with a value table that holds only what is left, in order of definition.</summary>
    private static Method Renumbered(Method method)
    {
        Builder builder = new();
        Rewriter copy = new(method, builder);
        Value[] parameters = copy.Define(method.Body.Parameters);
        foreach (Instr instruction in method.Body.Body) copy.Copy(instruction);
        return builder.Rebuild(method, parameters, [.. copy.Uses(method.Body.Yields)]);
    }
}

/// <summary>The values of the method being simplified: table, definitions, and what each value was replaced by.</summary>
internal sealed class SimplifyValues
{
    private readonly List<ValueInfo> _table;
    private readonly List<Value> _replacement = [];
    private readonly List<Instr?> _definition = [];

    public SimplifyValues(Method method)
    {
        _table = [.. method.Values];
        for (int id = 0; id < _table.Count; id++)
        {
            _replacement.Add(new Value(id));
            _definition.Add(null);
        }
    }

    /// <summary>Whether a pass of this round changed anything.</summary>
    public bool Changed { get; set; }
    public int Count => _table.Count;
    public EquatableArray<ValueInfo> Table => new([.. _table]);
    public IrType TypeOf(Value value) => _table[value.Id].Type;

    public Value New(IrType type, string? hint = null)
    {
        _table.Add(new ValueInfo(type, hint));
        _replacement.Add(new Value(_table.Count - 1));
        _definition.Add(null);
        return new Value(_table.Count - 1);
    }

    /// <summary>The value that stands for this one now.</summary>
    public Value Find(Value value)
    {
        if (!value.Exists) return value;
        Value found = value;
        while (_replacement[found.Id] != found) found = _replacement[found.Id];
        while (_replacement[value.Id] != found) (value, _replacement[value.Id]) = (_replacement[value.Id], found);
        return found;
    }

    public EquatableArray<Value> Find(EquatableArray<Value> values)
    {
        bool same = true;
        foreach (Value value in values) same &= _replacement[value.Id] == value;
        if (same) return values;
        Value[] found = new Value[values.Count];
        for (int k = 0; k < found.Length; k++) found[k] = Find(values[k]);
        return new(found);
    }

    public void Replace(Value value, Value by)
    {
        by = Find(by);
        if (value == by) return;
        Changed = true;
        _replacement[value.Id] = by;
        // The name of a source variable is worth keeping.
        if (_table[by.Id].Hint is null && _table[value.Id].Hint is { } hint) _table[by.Id] = _table[by.Id] with { Hint = hint };
    }

    /// <summary>The Let, Allocate or Slice that defines a value, as last seen.</summary>
    public Instr? DefinitionOf(Value value) => _definition[value.Id];
    public void Define(Value value, Instr definition) => _definition[value.Id] = definition;

    public bool IsConstant(Value value, out Literal literal)
    {
        bool constant = _definition[value.Id] is Let { Op: Op.Constant };
        literal = constant ? ((Let)_definition[value.Id]!).Literal : default;
        return constant;
    }

    public bool IsBool(Value value, bool wanted) => IsConstant(value, out Literal literal) && literal.Kind == Scalar.Bool && literal.AsBool == wanted;
    public bool IsUndefined(Value value) => _definition[value.Id] is Let { Op: Op.Undefined };

    /// <summary>The parameter or allocation whose elements a memory value shares; <see cref="Value.None"/> where several are possible or it came from outside.</summary>
    public Value RootOf(Value memory, HashSet<Value> parameters)
    {
        for (Value at = memory; ;)
        {
            switch (DefinitionOf(at))
            {
                case Allocate: return at;
                case Slice i: at = Find(i.Memory); break;
                case Row i: at = Find(i.Memory); break;
                case Let { Op: Op.Detach } i: at = Find(i.Args[0]); break;
                default: return parameters.Contains(at) ? at : Value.None;
            }
        }
    }
}

/// <summary>When which memory was last written, by root. Different parameters and allocations do not share elements; a value without root may share all.</summary>
internal sealed class SimplifyMemory(SimplifyValues values, HashSet<Value> parameters)
{
    private readonly Dictionary<Value, int> _written = [];
    private int _unknownWritten;
    private int _anyWritten;

    public int Now { get; private set; } = 1;

    public void Write(Value memory)
    {
        Now++;
        Value root = values.RootOf(memory, parameters);
        if (root.Exists) _written[root] = Now;
        else _unknownWritten = Now;
        _anyWritten = Now;
    }

    /// <summary>Whether an element of the memory may have been written after the given time.</summary>
    public bool IsWrittenSince(Value memory, int time)
    {
        Value root = values.RootOf(memory, parameters);
        return !root.Exists ? _anyWritten > time : _unknownWritten > time || _written.TryGetValue(root, out int written) && written > time;
    }

    /// <summary>Notes what the instruction itself may write.</summary>
    public void Visit(Instr instruction)
    {
        switch (instruction)
        {
            case Store i: Write(values.Find(i.Memory)); break;
            case Accumulate i: Write(values.Find(i.Memory)); break;
            case Fill i: Write(values.Find(i.Memory)); break;
            case VectorStore i: Write(values.Find(i.Memory)); break;
            case Scatter i: Write(values.Find(i.Memory)); break;
            case Call i: Arguments(i.Args); break;
            case Effect { ReadsOnly: false } i: Arguments(i.Args); break;
        }
    }

    /// <summary>Notes what the region writes, before any of it was visited.</summary>
    public void Visit(Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case Slice i: values.Define(i.Result, i); break;
                case Row i: values.Define(i.Result, i); break;
                case Allocate i: values.Define(i.Result, i); break;
                case Let { Op: Op.Detach } i: values.Define(i.Result, i); break;
                case If i: Visit(i.Then); Visit(i.Else); break;
                case For i: Visit(i.Body); break;
                case While i: Visit(i.Body); break;
                default: Visit(instruction); break;
            }
        }
    }

    private void Arguments(EquatableArray<Value> args)
    {
        foreach (Value arg in args)
            if (values.TypeOf(arg) is { IsMemory: true, Shape: not Shape.ReadOnlySpan }) Write(values.Find(arg));
    }
}

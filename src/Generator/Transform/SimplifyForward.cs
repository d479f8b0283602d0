// The forward walk of Simplify: folding, common subexpressions and loads, within the scopes of the regions.
using System;
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Visits instructions in program order and builds the new body. A value may stand for a later one if its definition dominates it, which is: it was made
/// in this region or one around it. Control flow is in SimplifyControl.cs.
/// </summary>
internal sealed partial class SimplifyForward
{
    /// <summary>What makes two pure operations the same.</summary>
    private readonly record struct Key(Op Op, IrType Type, EquatableArray<Value> Args, Literal Literal, string? Text);

    private readonly SimplifyValues _values;
    private readonly SimplifyFold _fold;
    private readonly HashSet<Value> _parameters = [];
    private readonly SimplifyMemory _memory;
    private readonly Dictionary<Key, Value> _lets = [];
    private readonly Dictionary<(Value Memory, EquatableArray<Value> Indices), (Value Value, int Time)> _loads = [];
    private readonly Dictionary<Value, bool> _known = [];
    private readonly List<Action> _undo = [];
    private readonly Dictionary<Value, int> _level = [];
    private List<Instr> _body = [];
    private int _depth;
    /// <summary>Control does not come to this place of the region.</summary>
    private bool _thrown;

    public SimplifyForward(SimplifyValues values, Method method)
    {
        _values = values;
        foreach (Value parameter in method.Body.Parameters)
            if (method.TypeOf(parameter).IsMemory) _parameters.Add(parameter);
        _memory = new SimplifyMemory(values, _parameters);
        _fold = new SimplifyFold(values, Constant, v => _known.TryGetValue(v, out bool holds) ? holds : null);
    }

    /// <summary>Whether instructions of the result still use values that were replaced after they were visited.</summary>
    public bool LeftCopies { get; private set; }

    public Region Run(Region region) => Visited(region);

    // ---- scopes

    /// <summary>Visits a region in a scope of its own; <paramref name="given"/> holds in it as stated.</summary>
    private Region Visited(Region region, Value given = default, bool holds = false, bool hasGiven = false)
    {
        List<Instr> outer = _body;
        int mark = _undo.Count;
        bool thrown = _thrown;
        _body = [];
        _thrown = false;
        _depth++;
        foreach (Value parameter in region.Parameters) _level[parameter] = _depth;
        if (hasGiven) Know(given, holds);
        foreach (Instr instruction in region.Body) Visit(instruction);
        Region visited = new(region.Parameters, new([.. _body]), _values.Find(region.Yields));
        _depth--;
        for (int i = _undo.Count - 1; i >= mark; i--) _undo[i]();
        _undo.RemoveRange(mark, _undo.Count - mark);
        _body = outer;
        _thrown = thrown;
        return visited;
    }

    private void Know(Value condition, bool holds)
    {
        if (_known.ContainsKey(condition)) return;
        _known[condition] = holds;
        _undo.Add(() => _known.Remove(condition));
        if (_values.DefinitionOf(condition) is Let { Op: Op.Not } not) Know(_values.Find(not.Args[0]), !holds);
    }

    /// <summary>Whether a value that can be seen here can also be seen around this region.</summary>
    private Found? Find(Found? found) => found is null ? null : new Found(_values.Find(found.Indices), _values.Find(found.Offset));

    private bool IsOutside(Value value) => !_level.TryGetValue(value, out int level) || level <= _depth;

    private void Emit(Instr instruction)
    {
        _body.Add(instruction);
        foreach (Value result in instruction.Results()) _level[result] = _depth;
    }

    // ---- instructions

    private void Visit(Instr instruction)
    {
        if (_thrown && instruction is not Let { Op: Op.Undefined })
        {
            _values.Changed = true;
            foreach (Value result in instruction.Results()) _values.Replace(result, Made(Op.Undefined, _values.TypeOf(result)));
            return;
        }
        switch (instruction)
        {
            case Let i: Visit(i); break;
            case Load i: Visit(i); break;
            case Store i:
            {
                Store store = new(_values.Find(i.Memory), _values.Find(i.Indices), _values.Find(i.Operand));
                Emit(store);
                _memory.Visit(store);
                Remember((store.Memory, store.Indices), store.Operand);
                break;
            }
            case Accumulate i: EmitWrite(new Accumulate(_values.Find(i.Memory), _values.Find(i.Indices), _values.Find(i.Operand))); break;
            case Fill i: EmitWrite(new Fill(_values.Find(i.Memory), _values.Find(i.Operand))); break;
            case Allocate i: Define(i.Result, i with { Lengths = _values.Find(i.Lengths) }); break;
            case Row i: Define(i.Result, new Row(i.Result, _values.Find(i.Memory), _values.Find(i.Index))); break;
            case Slice i: Define(i.Result, new Slice(i.Result, _values.Find(i.Memory), _values.Find(i.Start), _values.Find(i.Length))); break;
            case If i: Visit(i); break;
            case For i: Visit(i); break;
            case While i: Visit(i); break;
            case Call i: EmitWrite(i with { Args = _values.Find(i.Args) }); break;
            case Effect i: EmitWrite(i with { Args = _values.Find(i.Args) }); _thrown = i.Throws; break;
            case Record i: Emit(new Record(_values.Find(i.Tape), _values.Find(i.Operand))); break;
            case Replay i: Emit(i with { Tape = _values.Find(i.Tape) }); break;
            case VectorLoad i:
                Emit(new VectorLoad(i.Result, _values.Find(i.Memory), _values.Find(i.Index)));
                break;
            case Gather i: Emit(i with { Memory = _values.Find(i.Memory), Index = _values.Find(i.Index), Stride = _values.Find(i.Stride), Mask = _values.Find(i.Mask), Found = Find(i.Found) }); break;
            case Scatter i:
                EmitWrite(i with { Memory = _values.Find(i.Memory), Index = _values.Find(i.Index), Stride = _values.Find(i.Stride), Operand = _values.Find(i.Operand), Mask = _values.Find(i.Mask), Found = Find(i.Found) });
                break;
            case Within i:
                Emit(new Within(
                    i.Result, _values.Find(i.Indices), _values.Find(i.Start), _values.Find(i.Count), _values.Find(i.Stride), _values.Find(i.Low), _values.Find(i.High), _values.Find(i.Length)));
                break;
            case VectorStore i:
                EmitWrite(new VectorStore(_values.Find(i.Memory), _values.Find(i.Index), _values.Find(i.Operand), _values.Find(i.Skip)));
                break;
            case Note or CreateTape: Emit(instruction); break;
            default: throw new InvalidOperationException($"Unknown instruction {instruction.GetType().Name}.");
        }
    }

    private void Define(Value result, Instr definition)
    {
        _values.Define(result, definition);
        Emit(definition);
    }

    private void EmitWrite(Instr instruction)
    {
        Emit(instruction);
        _memory.Visit(instruction);
    }

    private void Visit(Let let)
    {
        let = let with { Args = _values.Find(let.Args) };
        Value result = let.Result, existing = _fold.Run(ref let);
        if (existing.Exists)
        {
            _values.Replace(result, existing);
            return;
        }
        IrType type = _values.TypeOf(result);
        // A new tape is new each time.
        if (type.Shape == Shape.Tape)
        {
            Define(result, let);
            return;
        }
        Key key = new(let.Op, type, InOrder(let), let.Literal, let.Text);
        if (_lets.TryGetValue(key, out Value same))
        {
            _values.Replace(result, same);
            return;
        }
        _lets[key] = result;
        _undo.Add(() => _lets.Remove(key));
        Define(result, let);
    }

    /// <summary>The operands, those of a commutative operation in the order of their ids.</summary>
    private static EquatableArray<Value> InOrder(Let let) =>
        let.Op is Op.Add or Op.Mul or Op.And or Op.Or or Op.Xor or Op.Equal or Op.NotEqual && let.Args[0].Id > let.Args[1].Id
            ? new([let.Args[1], let.Args[0]]) : let.Args;

    private Value Made(Op op, IrType type, params Value[] args)
    {
        Value result = _values.New(type);
        Visit(new Let(result, op, new(args)));
        return _values.Find(result);
    }

    private Value Constant(IrType type, Literal literal)
    {
        Value result = _values.New(type);
        Visit(new Let(result, Op.Constant, [], literal));
        return _values.Find(result);
    }

    private void Visit(Load load)
    {
        load = new Load(load.Result, _values.Find(load.Memory), _values.Find(load.Indices));
        if (_loads.TryGetValue((load.Memory, load.Indices), out var known) && !_memory.IsWrittenSince(load.Memory, known.Time))
        {
            _values.Replace(load.Result, known.Value);
            return;
        }
        Emit(load);
        Remember((load.Memory, load.Indices), load.Result);
    }

    private void Remember((Value, EquatableArray<Value>) element, Value value)
    {
        bool had = _loads.TryGetValue(element, out var before);
        _loads[element] = (value, _memory.Now);
        _undo.Add(() =>
        {
            if (had) _loads[element] = before;
            else _loads.Remove(element);
        });
    }
}

// Builds methods of the IR: fresh values, the current region, and one helper per instruction.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Generators.Ir;

/// <summary>
/// Appends instructions to the innermost open region. <see cref="Begin"/> opens a region, <see cref="End"/> closes it and returns it;
/// the body region of the method is opened by the constructor and closed by <see cref="ToMethod"/>.
/// </summary>
internal sealed class Builder
{
    private readonly List<ValueInfo> _values = [];
    private readonly Dictionary<Value, Literal> _literals = [];
    private readonly Dictionary<Value, Instr> _definitions = [];
    private readonly Stack<(Value[] Parameters, List<Instr> Body)> _open = new();

    public Builder() => _open.Push(([], []));

    public IrType TypeOf(Value value) => _values[value.Id].Type;
    public string? HintOf(Value value) => _values[value.Id].Hint;
    /// <summary>The literal that a value was defined by, if it was.</summary>
    public Literal? LiteralOf(Value value) => _literals.TryGetValue(value, out Literal literal) ? literal : null;
    /// <summary>The operation or branch that a value was defined by, if it was.</summary>
    public Instr? DefinitionOf(Value value) => _definitions.TryGetValue(value, out Instr definition) ? definition : null;
    public int Depth => _open.Count;
    /// <summary>Number of values so far; a value with a smaller id existed before.</summary>
    public int Count => _values.Count;

    public Value NewValue(IrType type, string? hint = null)
    {
        _values.Add(new ValueInfo(type, hint));
        return new Value(_values.Count - 1);
    }

    /// <summary>Gives an anonymous value the name of a source variable.</summary>
    public void SetHint(Value value, string hint) => _values[value.Id] = _values[value.Id] with { Hint = hint };

    public void Begin(params Value[] parameters) => _open.Push((parameters, []));

    public Region End(params Value[] yields)
    {
        (Value[] parameters, List<Instr> body) = _open.Pop();
        return new Region(new(parameters), new(body.ToArray()), new(yields));
    }

    public void Add(Instr instruction)
    {
        if (instruction is Let { Op: Op.Constant } constant) _literals[constant.Result] = constant.Literal;
        if (instruction is Ir.Let or If)
            foreach (Value result in instruction.Results()) _definitions[result] = instruction;
        _open.Peek().Body.Add(instruction);
    }

    /// <summary>Closes the body region and returns the method.</summary>
    public Method ToMethod(string key, Value[] parameters, Value[] yields, Surface surface, string? callText = null)
    {
        if (_open.Count != 1) throw new InvalidOperationException("A region is still open.");
        Region body = new(new(parameters), new(_open.Peek().Body.ToArray()), new(yields));
        return new Method(key, new(_values.ToArray()), body, surface, callText);
    }

    /// <summary>Closes the body region of a method that was rebuilt: everything but values and body is the original's.</summary>
    public Method Rebuild(Method original, Value[] parameters, Value[] yields)
    {
        Method built = ToMethod(original.Key, parameters, yields, original.Surface);
        return original with { Values = built.Values, Body = built.Body };
    }

    // ---- Let

    public Value Let(Op op, IrType type, params Value[] args) => Let(op, type, null, args);

    public Value Let(Op op, IrType type, string? hint, Value[] args, Literal literal = default, string? text = null)
    {
        Value result = NewValue(type, hint);
        Add(new Let(result, op, new(args), literal, text));
        return result;
    }

    public Value Constant(IrType type, Literal literal) => Let(Op.Constant, type, null, [], literal);
    public Value Constant(IrType type, double value) =>
        Constant(type, Literal.Of(type.Element, value));
    public Value Int(long value, Scalar kind = Scalar.I32) => Constant(IrType.Of(kind), Literal.Of(kind, value));
    public Value Bool(bool value) => Constant(IrType.Bool, Literal.Of(value));
    public Value Zero(IrType type) => type.IsFloat ? Constant(type, 0.0) : type.IsBool ? Bool(false) : Int(0, type.Element);
    public Value Undefined(IrType type) => Let(Op.Undefined, type);
    public Value Add(Value a, Value b) => Let(Op.Add, TypeOf(a), a, b);
    public Value Sub(Value a, Value b) => Let(Op.Sub, TypeOf(a), a, b);
    public Value Mul(Value a, Value b) => Let(Op.Mul, TypeOf(a), a, b);
    public Value Div(Value a, Value b) => Let(Op.Div, TypeOf(a), a, b);
    public Value Neg(Value a) => Let(Op.Neg, TypeOf(a), a);
    public Value Compare(Op op, Value a, Value b) => Let(op, IrType.Bool, a, b);
    /// <summary>Whether all hold; each is asked only if those before it do.</summary>
    public Value All(IReadOnlyList<Func<Value>> conditions)
    {
        Value all = conditions[0]();
        foreach (Func<Value> condition in conditions.Skip(1))
        {
            Begin();
            Region then = End(condition());
            Begin();
            Region otherwise = End(Bool(false));
            Value result = NewValue(IrType.Bool);
            Add(new If([result], all, then, otherwise));
            all = result;
        }
        return all;
    }

    public Value Length(Value memory, int dimension = 0) =>
        TypeOf(memory).Rank == 1 ? Let(Op.Length, IrType.I32, memory) : Let(Op.Length, IrType.I32, memory, Int(dimension));

    // ---- memory

    public Value Load(Value memory, params Value[] indices)
    {
        Value result = NewValue(TypeOf(memory).ElementType);
        Add(new Load(result, memory, new(indices)));
        return result;
    }

    public void Store(Value memory, Value operand, params Value[] indices) => Add(new Store(memory, new(indices), operand));
    public void Accumulate(Value memory, Value operand, params Value[] indices) => Add(new Accumulate(memory, new(indices), operand));
    public void Fill(Value memory, Value operand)
    {
        if (!TypeOf(memory).IsJagged)
        {
            Add(new Fill(memory, operand));
            return;
        }
        Value zero = Int(0), rows = Length(memory), i = NewValue(IrType.I32, "i");
        Begin(i);
        Add(new Fill(Row(memory, i), operand));
        Add(new For(new([]), zero, rows, 1, new([]), End(), false, false));
    }

    public Value Row(Value memory, Value index, string? hint = null)
    {
        Value result = NewValue(TypeOf(memory) with { Shape = Shape.Array }, hint);
        Add(new Row(result, memory, index));
        return result;
    }

    public Value Allocate(IrType type, string? hint, bool writeOnce, params Value[] lengths)
    {
        Value result = NewValue(type, hint);
        Add(new Allocate(result, new(lengths), writeOnce));
        return result;
    }

    public Value Slice(Value memory, Value start, Value length, string? hint = null)
    {
        IrType type = TypeOf(memory);
        Value result = NewValue(type.Shape == Shape.ReadOnlySpan ? type : type with { Shape = Shape.Span }, hint);
        Add(new Slice(result, memory, start, length));
        return result;
    }

    // ---- tape and text

    public Value CreateTape()
    {
        Value result = NewValue(IrType.Tape, "tape");
        Add(new CreateTape(result));
        return result;
    }

    public void Record(Value tape, Value operand) => Add(new Record(tape, operand));

    public Value Replay(Value tape, IrType type, string? hint = null)
    {
        Value result = NewValue(type, hint);
        Add(new Replay(result, tape));
        return result;
    }

    public void Effect(string text, params Value[] args) => Add(new Effect(Value.None, text, new(args)));
    /// <summary>A check that reads its arguments and may throw.</summary>
    public void Guard(string text, params Value[] args) => Add(new Effect(Value.None, text, new(args), ReadsOnly: true));
    public void Note(string text) => Add(new Note(text));
    public void Heading(string text) => Add(new Note(text, IsHeading: true));
}

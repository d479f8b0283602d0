// Random methods of the IR: nested control flow, carried values that are swapped and kept, memory, and the tape.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;

namespace Autodiff.Generator.Tests.Emit;

/// <summary>Parameters: double x, double y, int n (0 to 4), ReadOnlySpan r, Span s, both of at least 8 elements. Ends for every input.</summary>
internal sealed class RandomMethod
{
    private readonly Random _random;
    private readonly IrTest _f;
    private readonly Value _n, _tape;
    private int _budget;

    /// <summary>What can be read at a place.</summary>
    private sealed record Scope(List<Value> Floats, List<Value> Ints, List<Value> Bools, List<Value> Memory, List<Value> Indices)
    {
        public Scope Inner() => new([.. Floats], [.. Ints], [.. Bools], [.. Memory], [.. Indices]);
    }

    private RandomMethod(int seed, int size)
    {
        (_random, _f, _budget) = (new Random(seed), new IrTest("F" + seed), size);
        Value x = _f.F64("x"), y = _f.F64("y");
        _n = _f.I32("n");
        Value r = _f.ReadOnly("r"), s = _f.Span("s");
        _tape = _f.B.CreateTape();
        Scope scope = new([x, y], [_n], [_f.Less(x, y)], [r, s], []);
        Block(scope, 0, 12);
        Result = _f.Done([.. Pick(scope.Floats, 2), Pick(scope.Ints), Pick(scope.Bools), scope.Floats[^1]]);
    }

    private Method Result { get; }

    public static Method Create(int seed, int size = 60) => new RandomMethod(seed, size).Result;

    private bool Chance(int percent) => _random.Next(100) < percent;
    private Value Pick(List<Value> values) => values[Chance(50) ? values.Count - 1 - _random.Next(Math.Min(3, values.Count)) : _random.Next(values.Count)];
    private Value[] Pick(List<Value> values, int count) => Enumerable.Range(0, count).Select(_ => Pick(values)).ToArray();

    private Value Hinted(Value value)
    {
        if (Chance(45)) _f.B.SetHint(value, new[] { "x", "z", "sum", "t" }[_random.Next(4)]);
        return value;
    }

    private void Block(Scope scope, int depth, int statements)
    {
        List<Value> recorded = [];
        for (int k = 0; k < statements && _budget-- > 0; k++)
        {
            if (Chance(8)) _f.B.Note("step " + k + ";");
            if (Chance(6))
            {
                Value v = Chance(60) ? Pick(scope.Floats) : Chance(50) ? Pick(scope.Ints) : Pick(scope.Bools);
                _f.B.Record(_tape, v);
                recorded.Add(v);
            }
            Statement(scope, depth);
        }
        for (int k = recorded.Count - 1; k >= 0; k--) Define(scope, _f.B.Replay(_tape, _f.B.TypeOf(recorded[k])));
    }

    private void Define(Scope scope, Value value)
    {
        IrType type = _f.B.TypeOf(value);
        (type.IsFloat ? scope.Floats : type.IsBool ? scope.Bools : scope.Ints).Add(Hinted(value));
    }

    private void Statement(Scope scope, int depth)
    {
        int kind = _random.Next(100);
        if (kind < 38) Define(scope, Float(scope));
        else if (kind < 46) Define(scope, Int(scope));
        else if (kind < 54) Define(scope, Bool(scope));
        else if (kind < 60) _f.Store(Writable(scope), Pick(scope.Floats), Index(scope));
        else if (kind < 67) _f.B.Accumulate(Writable(scope), Pick(scope.Floats), Index(scope));
        else if (kind < 70) Allocate(scope);
        else if (kind < 72) Alias(scope);
        else if (kind < 75) Call(scope);
        else if (kind < 76) _f.B.Fill(Writable(scope), Chance(50) ? _f.Const(0) : Pick(scope.Floats));
        else if (depth >= 3) Define(scope, Float(scope));
        else if (kind < 85) Choice(scope, depth);
        else if (kind < 93) CountedLoop(scope, depth);
        else OpenLoop(scope, depth);
    }

    /// <summary>Another name for memory: a slice, or a choice of two.</summary>
    private void Alias(Scope scope)
    {
        List<Value> spans = scope.Memory.Where(m => _f.B.TypeOf(m).Shape == Shape.Span).ToList();
        Value chosen = Pick(spans);
        if (Chance(50)) scope.Memory.Add(_f.B.Slice(chosen, _f.Int(0), _f.Int(8), Chance(50) ? "part" : null));
        else scope.Memory.Add(_f.If1(Pick(scope.Bools), () => chosen, () => Pick(spans)));
    }

    private void Call(Scope scope)
    {
        Value[] results = _f.Call("G", [IrType.F64, IrType.F64], Pick(scope.Floats), Writable(scope));
        Define(scope, results[0]);
        if (Chance(50)) Define(scope, results[1]);
    }

    /// <summary>What random methods call: it writes the memory it is given.</summary>
    public static Method Helper { get; } = WriteHelper();

    private static Method WriteHelper()
    {
        IrTest g = new("G");
        Value x = g.F64("x"), v = g.Span("v");
        g.B.Accumulate(v, x, g.Int(1));
        Value[] yields = [g.Mul(x, g.Const(0.5)), g.Add(x, g.Load(v, g.Int(2)))];
        return g.Done(yields) with { Surface = Surfaces.Helper("G", value => new ValueInfo(g.B.TypeOf(value), g.B.HintOf(value)), [x, v], yields) };
    }

    // ---- expressions

    private Value Float(Scope scope)
    {
        Value a = Pick(scope.Floats), b = Pick(scope.Floats);
        return _random.Next(14) switch
        {
            0 or 1 => _f.Add(a, b),
            2 => _f.Sub(a, b),
            3 or 4 => _f.Mul(a, b),
            5 => _f.Div(a, _f.Const(_random.Next(1, 5))),
            6 => _f.B.Neg(a),
            7 => _f.B.Let(Op.Max, IrType.F64, a, b),
            8 => _f.Sin(a),
            9 => _f.B.Let(Op.Select, IrType.F64, Pick(scope.Bools), a, b),
            10 => _f.B.Let(Op.Convert, IrType.F64, Pick(scope.Ints)),
            11 => _f.Add(a, _f.Const(_random.Next(-3, 4))),
            _ => _f.Load(Pick(scope.Memory), Index(scope)),
        };
    }

    private Value Int(Scope scope)
    {
        Value a = Pick(scope.Ints), b = Pick(scope.Ints);
        return _random.Next(7) switch
        {
            0 => _f.Add(a, b),
            1 => _f.Sub(a, b),
            2 => _f.Mul(a, _f.Int(_random.Next(-2, 4))),
            3 => _f.B.Let(Op.And, IrType.I32, a, _f.Int(7)),
            4 => _f.Add(a, _f.Int(1)),
            5 => _f.B.Let(Op.ShiftLeft, IrType.I32, a, _f.Int(_random.Next(3))),
            _ => _f.Length(Pick(scope.Memory)),
        };
    }

    private Value Bool(Scope scope) => _random.Next(6) switch
    {
        0 => _f.Less(Pick(scope.Floats), Pick(scope.Floats)),
        1 => _f.B.Compare(Op.GreaterOrEqual, Pick(scope.Ints), Pick(scope.Ints)),
        2 => _f.B.Let(Op.Not, IrType.Bool, Pick(scope.Bools)),
        3 => _f.B.Let(Op.And, IrType.Bool, Pick(scope.Bools), Pick(scope.Bools)),
        4 => _f.B.Bool(Chance(50)),
        _ => _f.B.Compare(Op.NotEqual, Pick(scope.Floats), Pick(scope.Floats)),
    };

    private Value Index(Scope scope) => scope.Indices.Count > 0 && Chance(70) ? Pick(scope.Indices) : _f.Int(_random.Next(8));
    private Value Writable(Scope scope) => Pick(scope.Memory.Where(m => _f.B.TypeOf(m).Shape != Shape.ReadOnlySpan).ToList());

    private void Allocate(Scope scope)
    {
        Value length = Chance(50) ? _f.Int(_random.Next(8, 12)) : _f.Add(Chance(70) ? _n : _f.B.Let(Op.And, IrType.I32, Pick(scope.Ints), _f.Int(7)), _f.Int(8));
        IrType type = Chance(70) ? IrType.Span(Scalar.F64) : IrType.Array(Scalar.F64);
        scope.Memory.Add(_f.B.Allocate(type, Chance(50) ? "buffer" : null, false, length));
    }

    // ---- control flow

    private Value[] Inits(Scope scope, int count) =>
        Enumerable.Range(0, count).Select(_ => Chance(60) ? Pick(scope.Floats) : Chance(60) ? Pick(scope.Ints) : Pick(scope.Bools)).ToArray();

    /// <summary>A value of each type: something carried (kept, swapped), something older, or something new.</summary>
    private Value[] Next(Scope scope, Value[] like) => like.Select(v =>
    {
        IrType type = _f.B.TypeOf(v);
        if (Chance(30)) return type.IsFloat ? Hinted(Float(scope)) : type.IsBool ? Bool(scope) : Int(scope);
        List<Value> same = like.Where(o => _f.B.TypeOf(o) == type).ToList();
        return Chance(40) ? Pick(same) : Pick(type.IsFloat ? scope.Floats : type.IsBool ? scope.Bools : scope.Ints);
    }).ToArray();

    private void Bring(Scope scope, IEnumerable<Value> values)
    {
        foreach (Value value in values)
            (_f.B.TypeOf(value).IsFloat ? scope.Floats : _f.B.TypeOf(value).IsBool ? scope.Bools : scope.Ints).Add(value);
    }

    private void Choice(Scope scope, int depth)
    {
        Value[] shape = Inits(scope, _random.Next(4));
        Value[] Side()
        {
            Scope inner = scope.Inner();
            if (Chance(60)) Block(inner, depth + 1, _random.Next(4));
            return Next(inner, shape);
        }
        foreach (Value result in _f.If(Pick(scope.Bools), Side, Side)) Define(scope, result);
    }

    private void CountedLoop(Scope scope, int depth)
    {
        Value[] inits = Inits(scope, _random.Next(4));
        bool exit = Chance(35), trips = Chance(35);
        (Value lower, Value upper, long step) = _random.Next(4) switch
        {
            0 => (_f.Int(0), _n, 1L),
            1 => (_f.Int(_random.Next(3)), _f.Int(_random.Next(7)), 2L),
            2 => (_f.Sub(_n, _f.Int(1)), _f.Int(-1), -1L),
            _ => (_f.Int(6), _f.Sub(_n, _f.Int(1)), -2L),
        };
        Value[] results = _f.For(lower, upper, inits, (i, carried) =>
        {
            Scope inner = scope.Inner();
            inner.Ints.Add(i);
            inner.Indices.Add(i);
            Bring(inner, carried);
            Block(inner, depth + 1, _random.Next(5));
            Value[] next = Next(inner, carried);
            return exit ? [.. next, Pick(inner.Bools)] : next;
        }, step, exit, trips);
        foreach (Value result in results) Define(scope, result);
    }

    private void OpenLoop(Scope scope, int depth)
    {
        // The first carried value counts the trips, so that every loop ends.
        Value[] inits = [_f.Int(0), .. Inits(scope, _random.Next(4))];
        bool exit = Chance(50), trips = Chance(30), isDo = exit && Chance(50);
        Value[] results = _f.While(inits, tested =>
        {
            if (isDo) return _f.B.Bool(true);
            Scope inner = scope.Inner();
            Bring(inner, tested);
            Value counted = _f.B.Compare(Op.Less, tested[0], _f.Int(3));
            return Chance(50) ? counted : Chance(50) ? _f.B.Let(Op.And, IrType.Bool, counted, Bool(inner)) : _f.If1(counted, () => Bool(inner), () => _f.B.Bool(false));
        }, carried =>
        {
            Scope inner = scope.Inner();
            Bring(inner, carried);
            Block(inner, depth + 1, _random.Next(4));
            Value[] next = [_f.Add(carried[0], _f.Int(1)), .. Next(inner, carried[1..])];
            if (!exit) return next;
            Value stop = isDo ? _f.B.Compare(Op.Greater, Chance(50) ? next[0] : carried[0], _f.Int(2)) : Pick(inner.Bools);
            return [.. next, stop];
        }, exit, trips);
        foreach (Value result in results) Define(scope, result);
    }
}

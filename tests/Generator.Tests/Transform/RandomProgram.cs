// Random well-formed programs of the IR with bounded smooth values: every form nested in every other, memory, exits, calls and recursion.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;

namespace Autodiff.Generator.Tests.Transform;

/// <summary>
/// All memory has <see cref="Length"/> elements, all integers in the pool are valid indices, and results of operations stay of order one, so that no program
/// faults or overflows. The same seed gives the same program.
/// </summary>
internal sealed class RandomProgram
{
    private const int ShortLength = 5;

    private int Length { get; }
    private readonly Random _random;
    private readonly List<string> _helpers = [];

    /// <summary>Of ten writes, how many are left out: programs that write rarely are those whose loads may be repeated.</summary>
    private readonly int _dropped;

    private RandomProgram(int seed, int length)
    {
        Length = length;
        _random = new Random(seed);
        _dropped = _random.Next(3) * 4;
    }

    /// <summary>Entry parameters: span y, read-only span x, doubles a and b, int n; yields two doubles.</summary>
    public static Generators.Ir.Program Make(int seed, int size, int length = ShortLength)
    {
        RandomProgram maker = new(seed, length);
        List<Method> helpers = [];
        for (int k = maker._random.Next(3); k > 0; k--)
        {
            string key = "H" + k;
            helpers.Add(maker.Method(key, 1 + size / 2, recursive: maker._random.Next(2) == 0));
            maker._helpers.Add(key);
        }
        return new([maker.Method("F", size, recursive: false), .. helpers]);
    }

    public static object[] Arguments(int seed, int length = ShortLength)
    {
        Random random = new(seed);
        double Next() => random.NextDouble() * 2 - 1;
        return [Memory.Of(Enumerable.Range(0, length).Select(_ => Next()).ToArray()), Memory.Of(Enumerable.Range(0, length).Select(_ => Next()).ToArray()), Next(), Next(), random.Next(1, ShortLength)];
    }

    /// <summary>What is visible at a place; copied at the entry of a region.</summary>
    /// <remarks>Inner: integers whose neighbours on both sides are valid indices too.</remarks>
    private sealed record Scope(List<Value> Reals, List<Value> Indices, List<Value> Inner, List<Value> Readable, List<Value> Writable)
    {
        public Scope Copy() => new([.. Reals], [.. Indices], [.. Inner], [.. Readable], [.. Writable]);
    }

    private Method Method(string key, int size, bool recursive)
    {
        IrTest f = new(key);
        Value y = f.Span("y"), x = f.ReadOnly("x"), a = f.F64("a"), b = f.F64("b"), n = f.I32("n");
        Scope scope = new([a, b], [n], [], [x, y], [y]);
        if (recursive)
        {
            // n counts down to zero; an index in scope may be used as n since it is below Length.
            Value more = f.Greater(n, f.Int(0)), next = f.Sub(n, f.Int(1));
            scope.Reals.Add(f.If1(more, () =>
            {
                Scope inner = scope.Copy();
                Statements(f, inner, 1);
                Value[] r = f.Call(key, [IrType.F64, IrType.F64], y, x, Pick(inner.Reals), Expression(f, inner), next);
                inner.Reals.AddRange(r);
                Statements(f, inner, 1);
                return Expression(f, inner);
            }, () => a));
        }
        Statements(f, scope, size);
        return f.Done(Expression(f, scope), Pick(scope.Reals));
    }

    private T Pick<T>(List<T> pool) => _random.Next(3) == 0 ? pool[_random.Next(pool.Count)] : pool[Math.Max(0, pool.Count - 1 - _random.Next(3))];

    private void Statements(IrTest f, Scope scope, int size)
    {
        for (int k = 0; k < size; k++) Statement(f, scope, size - 1);
    }

    private void Statement(IrTest f, Scope scope, int size)
    {
        int kind = _random.Next(size > 0 ? 15 : 7);
        if (kind is >= 3 and <= 6 && _random.Next(10) < _dropped) kind = 2;
        switch (kind)
        {
            case 0 or 1: scope.Reals.Add(Expression(f, scope)); break;
            case 2: scope.Reals.Add(f.Load(Pick(scope.Readable), Index(f, scope))); break;
            case 3 or 4: f.Store(Pick(scope.Writable), Expression(f, scope), Index(f, scope)); break;
            case 5: f.B.Accumulate(Pick(scope.Writable), Expression(f, scope), Index(f, scope)); break;
            case 6: Memories(f, scope); break;
            case 7 or 8: Branch(f, scope, size); break;
            case 9 or 10: Counted(f, scope, size); break;
            case 11 or 12: DataDependent(f, scope, size); break;
            case 13: Called(f, scope); break;
            case 14: Stencil(f, scope); break;
        }
    }

    private Value Expression(IrTest f, Scope scope)
    {
        Value a = Operand(f, scope), b = Operand(f, scope);
        return _random.Next(8) switch
        {
            0 => f.Mul(f.Const(0.5), f.Add(a, b)),
            1 => f.Sin(f.Mul(a, b)),
            2 => f.Let(Op.Tanh, f.Sub(a, f.Mul(f.Const(1.5), b))),
            3 => f.Exp(f.Let(Op.Tanh, a)),
            4 => f.Div(a, f.Add(f.Const(1.5), f.Mul(b, b))),
            5 => f.Let(Op.Cos, a),
            6 => f.Let(Op.Sqrt, f.Add(f.Const(1.5), f.Sin(a))),
            _ => f.Const(_random.Next(-3, 4) * 0.25),
        };
    }

    // Reading an element on the spot makes programs whose later writes overwrite what their derivative needs.
    private Value Operand(IrTest f, Scope scope) =>
        _random.Next(3) == 0 ? f.Load(Pick(scope.Readable), Index(f, scope)) : Pick(scope.Reals);

    private Value Index(IrTest f, Scope scope) =>
        scope.Inner.Count > 0 && _random.Next(2) == 0 ? f.Add(Pick(scope.Inner), f.Int(_random.Next(-1, 2))) : AnyIndex(f, scope);

    private Value AnyIndex(IrTest f, Scope scope) => _random.Next(5) switch
    {
        0 => f.Int(_random.Next(Length)),
        1 => f.Sub(f.Int(Length - 1), Pick(scope.Indices)),
        // An index that depends on the data: the reverse sweep cannot compute it again cheaply.
        2 => f.B.Let(Op.And, IrType.I32, f.B.Let(Op.Convert, IrType.I32, f.Mul(Pick(scope.Reals), f.Const(9))), f.Int(3)),
        _ => Pick(scope.Indices),
    };

    private Value Condition(IrTest f, Scope scope) => _random.Next(3) switch
    {
        0 => f.Less(Pick(scope.Indices), f.Int(_random.Next(1, Length))),
        _ => f.Less(Pick(scope.Reals), f.Const(_random.Next(-2, 3) * 0.3 + 0.05)),
    };

    private void Memories(IrTest f, Scope scope)
    {
        switch (_random.Next(4))
        {
            case 0: f.B.Fill(Pick(scope.Writable), Expression(f, scope)); break;
            case 1:
                // Overlapping slices, one moved so that its first elements are another's last.
                Value memory = Pick(scope.Writable);
                Value slice = f.B.Slice(memory, f.Int(_random.Next(2)), f.Int(Length - 1));
                f.Store(slice, f.Mul(f.Load(slice, f.Int(_random.Next(Length - 1))), Expression(f, scope)), f.Int(_random.Next(Length - 1)));
                break;
            default:
                Value local = f.B.Allocate(IrType.Span(Scalar.F64), "t", false, f.Int(Length));
                f.Each(f.Int(0), f.Int(Length), i => f.Store(local, f.Mul(Pick(scope.Reals), f.Load(Pick(scope.Readable), i)), i));
                scope.Readable.Add(local);
                scope.Writable.Add(local);
                break;
        }
    }

    private void Branch(IrTest f, Scope scope, int size)
    {
        Value condition = Condition(f, scope);
        int count = _random.Next(3);
        Value[] Side()
        {
            Scope inner = scope.Copy();
            Statements(f, inner, _random.Next(size + 1));
            return [.. Enumerable.Range(0, count).Select(_ => Pick(inner.Reals))];
        }
        scope.Reals.AddRange(f.If(condition, Side, Side));
    }

    private Value[] Trip(IrTest f, Scope scope, int size, IEnumerable<Value> reals, IEnumerable<Value> indices)
    {
        scope.Reals.AddRange(reals);
        scope.Indices.AddRange(indices);
        Statements(f, scope, Math.Max(1, size));
        return [.. reals.Select(_ => Expression(f, scope))];
    }

    private void Counted(IrTest f, Scope scope, int size)
    {
        Value[] inits = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(scope.Reals))];
        bool exit = _random.Next(4) == 0;
        int kind = _random.Next(7);
        (Value lower, Value upper, long step) = kind switch
        {
            0 => (f.Int(Length - 1), f.Int(-1), -1L),
            1 => (Pick(scope.Indices), f.Int(Length), 1L),
            2 => (f.Int(0), Pick(scope.Indices), 1L),
            3 => (f.Int(1), f.Int(Length), 2L),
            4 => (f.Int(1), f.Int(Length - 1), 1L),
            5 => (f.Int(Length - 2), f.Int(0), -1L),
            _ => (f.Int(0), f.Int(Length), 1L),
        };
        Value[] results = f.For(lower, upper, inits, (i, carried) =>
        {
            Scope inner = scope.Copy();
            if (kind is 4 or 5) inner.Inner.Add(i);
            Value[] next = Trip(f, inner, size - 1, carried, [i]);
            return exit ? [.. next, Condition(f, inner)] : next;
        }, step, exit);
        scope.Reals.AddRange(results);
    }

    private void DataDependent(IrTest f, Scope scope, int size)
    {
        int limit = _random.Next(1, Length);
        bool exit = _random.Next(4) == 0, loads = _random.Next(3) == 0;
        Value memory = Pick(scope.Readable);
        Value[] inits = [f.Int(0), .. Enumerable.Range(0, 1 + _random.Next(2)).Select(_ => Pick(scope.Reals))];
        Value[] results = f.While(inits, c =>
        {
            Value counted = f.Less(c[0], f.Int(limit));
            Value tested = loads ? f.Load(memory, c[0]) : c[1];
            return f.B.Let(Op.And, IrType.Bool, counted, f.Less(tested, f.Const(0.85)));
        }, c =>
        {
            Scope inner = scope.Copy();
            Value[] next = Trip(f, inner, size - 1, c.Skip(1), [c[0]]);
            Value[] all = [f.Add(c[0], f.Int(1)), .. next];
            return exit ? [.. all, Condition(f, inner)] : all;
        }, exit);
        scope.Reals.AddRange(results.Skip(1));
    }

    // Neighbours of one memory: whether a load may be repeated in the reverse sweep depends on the offsets and the direction.
    private void Stencil(IrTest f, Scope scope)
    {
        Value memory = Pick(scope.Writable), factor = Pick(scope.Reals);
        int read = _random.Next(-1, 2), other = _random.Next(-1, 2), written = _random.Next(-1, 2);
        bool before = _random.Next(2) == 0, fixedIndex = _random.Next(2) == 0;
        (Value lower, Value upper, long step) = _random.Next(3) switch
        {
            0 => (f.Int(1), f.Int(Length - 1), 1L),
            1 => (f.Int(Length - 2), f.Int(0), -1L),
            _ => (f.Int(1), f.Int(Length - 1), 2L),
        };
        scope.Reals.Add(f.For1(lower, upper, Pick(scope.Reals), (i, sum) =>
        {
            if (before) f.Store(memory, f.Sin(f.Mul(factor, sum)), fixedIndex ? f.Int(2) : f.Add(i, f.Int(written)));
            Value product = f.Mul(f.Load(memory, f.Add(i, f.Int(read))), f.Load(memory, f.Add(i, f.Int(other))));
            if (!before) f.Store(memory, f.Sin(f.Mul(factor, product)), f.Add(i, f.Int(written)));
            return f.Sin(f.Add(sum, product));
        }, step));
    }

    // Two different roots, and a depth of recursion below Length.
    private void Called(IrTest f, Scope scope)
    {
        if (_helpers.Count == 0) return;
        Value written = scope.Writable[_random.Next(scope.Writable.Count)];
        Value[] others = [.. scope.Readable.Where(m => m != written)];
        scope.Reals.AddRange(f.Call(Pick(_helpers), [IrType.F64, IrType.F64], written, others[_random.Next(others.Length)], Pick(scope.Reals), Expression(f, scope), Pick(scope.Indices)));
    }
}

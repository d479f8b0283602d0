// Derivative sweeps repeated inside a member, one per entry of an argument, on copies of what the method writes.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Made before the method itself runs: it saves the entry values of written memory, if sweeps are repeated. Every sweep then works on a fresh copy, with directions or seeds in scratch
/// memory that is rented.
/// </summary>
internal sealed class Sweeps
{
    private readonly MemberBuilder _m;
    private readonly Builder _b;
    private readonly Dictionary<int, (Value Entry, Value Work)> _copies = [];
    private readonly Dictionary<EntryParameter, Value> _scratch = [];

    public Sweeps(MemberBuilder m, bool isRepeated)
    {
        (_m, _b) = (m, m.Builder);
        if (!isRepeated) return;
        foreach (EntryParameter p in m.Parameters.Where(p => p.IsMemory && p.IsMutableMemory && m.IsWritten(p)))
        {
            Value entry = Like(m.PrimalValues[p.Index], p.Name + "Entry");
            Copy(m.PrimalValues[p.Index], entry);
            _copies[p.Index] = (entry, Like(m.PrimalValues[p.Index], p.Name + "Copy"));
        }
    }

    /// <summary>Memory parameters that carry a direction or a seed, in order.</summary>
    public IEnumerable<EntryParameter> Carriers => _m.Carriers.Where(p => p.IsMemory);

    /// <summary>Scratch memory for the direction or adjoint of a parameter.</summary>
    public Value this[EntryParameter p] => _scratch[p];

    public void AllocateScratch(string suffix, byte lanes = 1)
    {
        foreach (EntryParameter p in Carriers) _scratch[p] = Like(_b, _m.PrimalValues[p.Index], p.Name + suffix, lanes);
    }

    /// <summary>The method's arguments for the next sweep.</summary>
    public Value[] Arguments()
    {
        foreach ((Value entry, Value work) in _copies.Values) Copy(entry, work);
        return [.. _m.PrimalValues.Select((v, k) => _copies.TryGetValue(k, out (Value, Value Work) copy) ? copy.Work : v)];
    }

    /// <summary>Sets the scratch memory to zero, and to one at an entry if it is an entry of memory.</summary>
    public void SetUnit(EntryParameter? at, Value[] indices)
    {
        foreach (EntryParameter p in Carriers)
        {
            Value memory = _scratch[p];
            IrType element = _b.TypeOf(memory).ElementType;
            _b.Fill(memory, _b.Zero(element));
            if (p == at) Store(memory, _b.Constant(element, 1.0), indices);
        }
    }

    public Value[] Call(Method helper, IReadOnlyList<Value> args)
    {
        Value[] results = [.. helper.Body.Yields.Select(y => _b.NewValue(helper.TypeOf(y)))];
        _b.Add(new Call(new(results), helper.Key, new([.. args])));
        return results;
    }

    // ---- entries

    /// <summary>Number of entries of a scalar or of memory.</summary>
    public static Value Count(Builder b, Value value)
    {
        IrType type = b.TypeOf(value);
        if (type.IsJagged) return b.Let(Op.Opaque, IrType.I32, null, [value], default, "global::Autodiff.Derivative.CountOf({0})");
        return !type.IsMemory ? b.Int(1) : type.Rank == 1 ? b.Length(value) : b.Mul(b.Length(value, 0), b.Length(value, 1));
    }

    /// <summary>Emits the body for each entry, with its indices and its place among all; once, without indices, for a scalar.</summary>
    public void ForEach(Value value, Action<Value[], Value> body)
    {
        IrType type = _b.TypeOf(value);
        if (!type.IsMemory) body([], _b.Int(0));
        else if (type.IsJagged)
        {
            Value zero = _b.Int(0), rows = _b.Length(value), i = _b.NewValue(IrType.I32, "i"), before = _b.NewValue(IrType.I32, "before");
            _b.Begin(i, before);
            Value length = _b.Length(_b.Row(value, i));
            Loop(length, "j", j => body([i, j], _b.Add(before, j)));
            Region region = _b.End(_b.Add(before, length));
            _b.Add(new For(new([_b.NewValue(IrType.I32)]), zero, rows, 1, new([zero]), region, false, false));
        }
        else if (type.Rank == 1) Loop(_b.Length(value), "i", i => body([i], i));
        else
        {
            Value columns = _b.Length(value, 1);
            Loop(_b.Length(value, 0), "i", i => Loop(columns, "j", j => body([i, j], _b.Add(_b.Mul(i, columns), j))));
        }
    }

    /// <summary>The entry at the indices that <see cref="ForEach"/> gives.</summary>
    public Value Load(Value memory, Value[] at) => at.Length == 0 ? memory : _b.TypeOf(memory).IsJagged ? _b.Load(_b.Row(memory, at[0]), at[1]) : _b.Load(memory, at);

    public void Store(Value memory, Value operand, Value[] at)
    {
        if (_b.TypeOf(memory).IsJagged) _b.Store(_b.Row(memory, at[0]), operand, at[1]);
        else _b.Store(memory, operand, at);
    }

    public void Loop(Value count, string index, Action<Value> body)
    {
        Value zero = _b.Int(0), i = _b.NewValue(IrType.I32, index);
        _b.Begin(i);
        body(i);
        _b.Add(new For(new([]), zero, count, 1, new([]), _b.End(), false, false));
    }

    public Value Like(Value memory, string hint, byte lanes = 1) => Like(_b, memory, hint, lanes);

    /// <summary>Zero-filled memory of the same shape, a span where it can be; with lanes, each element is a vector of them.</summary>
    public static Value Like(Builder b, Value memory, string hint, byte lanes = 1)
    {
        IrType type = b.TypeOf(memory) with { Lanes = lanes };
        if (type.IsJagged)
        {
            Value rows = b.NewValue(type, hint);
            b.Add(new Effect(rows, $"global::Autodiff.Derivative.RowsLike<{Surfaces.TypeText(type.ElementType)}, {Surfaces.TypeText(IrType.Of(type.Element))}>({{0}})", new([memory]), ReadsOnly: true));
            return rows;
        }
        return b.Allocate(type.Rank == 2 ? type : IrType.Span(type.Element) with { Lanes = lanes }, hint, false, [.. Enumerable.Range(0, type.Rank).Select(d => b.Length(memory, d))]);
    }

    private void Copy(Value from, Value to) => ForEach(from, (at, _) => Store(to, Load(from, at), at));
}

// Derivative sweeps repeated inside a member, one per entry of an argument, on copies of what the method writes.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Made before the method itself runs: it saves the entry values of written memory. Every sweep then works on a fresh copy, with directions (or seeds) that are zero but for one
/// entry, in scratch memory that is rented.
/// </summary>
internal sealed class Sweeps
{
    private readonly MemberBuilder _m;
    private readonly Builder _b;
    private readonly Dictionary<int, (Value Entry, Value Work)> _copies = [];
    private readonly Dictionary<EntryParameter, Value> _scratch = [];

    public Sweeps(MemberBuilder m)
    {
        (_m, _b) = (m, m.Builder);
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

    public void AllocateScratch(string suffix)
    {
        foreach (EntryParameter p in Carriers) _scratch[p] = Like(_m.PrimalValues[p.Index], p.Name + suffix);
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
            if (p == at) _b.Store(memory, _b.Constant(element, 1.0), indices);
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
    public static Value Count(Builder b, Value value) =>
        !b.TypeOf(value).IsMemory ? b.Int(1) : b.TypeOf(value).Rank == 1 ? b.Length(value) : b.Mul(b.Length(value, 0), b.Length(value, 1));

    /// <summary>Emits the body for each entry, with its indices and its place among all; once, without indices, for a scalar.</summary>
    public void ForEach(Value value, Action<Value[], Value> body)
    {
        IrType type = _b.TypeOf(value);
        if (!type.IsMemory) body([], _b.Int(0));
        else if (type.Rank == 1) Loop(_b.Length(value), "i", i => body([i], i));
        else
        {
            Value columns = _b.Length(value, 1);
            Loop(_b.Length(value, 0), "i", i => Loop(columns, "j", j => body([i, j], _b.Add(_b.Mul(i, columns), j))));
        }
    }

    public void Loop(Value count, string index, Action<Value> body)
    {
        Value zero = _b.Int(0), i = _b.NewValue(IrType.I32, index);
        _b.Begin(i);
        body(i);
        _b.Add(new For(new([]), zero, count, 1, new([]), _b.End(), false, false));
    }

    public Value Like(Value memory, string hint) => Like(_b, memory, hint);

    /// <summary>Zero-filled memory of the same shape, a span where it can be.</summary>
    public static Value Like(Builder b, Value memory, string hint)
    {
        IrType type = b.TypeOf(memory);
        return b.Allocate(type.Rank == 2 ? type : IrType.Span(type.Element), hint, false, [.. Enumerable.Range(0, type.Rank).Select(d => b.Length(memory, d))]);
    }

    private void Copy(Value from, Value to) => ForEach(from, (at, _) => _b.Store(to, _b.Load(from, at), at));

    /// <summary>Stores a number in a buffer of another precision, if it is.</summary>
    public void Put(Value buffer, Value number, Value index)
    {
        IrType element = _b.TypeOf(buffer).ElementType;
        _b.Store(buffer, _b.TypeOf(number) == element ? number : _b.Let(Op.Convert, element, number), index);
    }
}

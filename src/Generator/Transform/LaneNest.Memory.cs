// The memory of a loop in lanes: vectors of elements that lie apart, arrays of vectors, and sums over the trips.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Memory that the caller of a kernel makes for it, given as the parameter: as long as <see cref="Like"/>, memory from outside, or of the <see cref="Length"/> of an allocation in the loop.
/// </summary>
internal sealed record LaneScratch(Value Parameter, string? Name, Value Like, Value Length, IrType Type, bool MustBeZero)
{
    /// <summary>The length is a last index.</summary>
    public bool IsOneLonger { get; init; }
}

internal sealed partial class LaneNest
{
    /// <summary>Totals that are added in a register, because they stand in no inner loop or branch.</summary>
    private readonly List<Accumulate> _direct = [];
    private Value[][] _directTotals = [];
    /// <summary>Sums over the trips, a vector an element, by the handle from outside that they belong to.</summary>
    private readonly Dictionary<Value, Value> _sums = [];

    private void FindScratch()
    {
        foreach (Instr instruction in _loop.Body.All())
        {
            if (instruction is Allocate made && !_vectors.ContainsKey(made.Result) && !_map.ContainsKey(made.Result))
            {
                bool isVarying = _shape.IsVarying(made.Result);
                IrType type = IrType.Span(_source.TypeOf(made.Result).Element) with { Lanes = isVarying ? (byte)Width : (byte)1 };
                Value Make()
                {
                    Value parameter = Parameter(Value.None, type, Hint(made.Result));
                    Scratch.Add(new LaneScratch(parameter, _b.HintOf(parameter), Value.None, made.Lengths[0], type, false));
                    return parameter;
                }
                if (isVarying) _vectors[made.Result] = [.. All().Select(_ => Make())];
                else _map[made.Result] = Make();
            }
            else if (Access.Of(instruction) is { } access && _shape.BaseOf(access.Memory) is var own && !_shape.IsInside(own) && !_vectors.ContainsKey(own)
                && _shape.MemoryOf(own) == LaneMemory.Own && _shape.IsVarying(own))
            {
                IrType type = IrType.Span(_source.TypeOf(own).Element) with { Lanes = (byte)Width };
                _vectors[own] = [.. All().Select(_ =>
                {
                    Value parameter = Parameter(Value.None, type, Hint(own));
                    Scratch.Add(new LaneScratch(parameter, _b.HintOf(parameter), own, Value.None, type, false));
                    return parameter;
                })];
            }
        }
        foreach (Accumulate total in _shape.Totals)
        {
            if (_loop.Body.Body.Any(i => ReferenceEquals(i, total)) && total.Indices.All(_shape.IsHoistable) && !_shape.IsInside(total.Memory))
            {
                _direct.Add(total);
                continue;
            }
            Value handle = _shape.BaseOf(total.Memory);
            if (_sums.ContainsKey(handle)) continue;
            Value parameter = _sums[handle] = Parameter(Value.None, IrType.Span(_shape.Element) with { Lanes = (byte)Width }, Hint(handle) is { } hint ? hint + "Sums" : "sums");
            Scratch.Add(new LaneScratch(parameter, _b.HintOf(parameter), handle, Value.None, _b.TypeOf(parameter), true));
        }
        _directTotals = new Value[_direct.Count][];
    }

    // ---- handles

    private Value Handle(Value memory) =>
        _vectors.TryGetValue(memory, out Value[]? vectors) ? vectors[_at]
        : _shape.IsInside(memory) && _aliasing.DefinitionOf(memory) is Let let && !_map.ContainsKey(memory) ? Handle(let.Args[0])
        : this[memory];

    /// <summary>The handle in the sums of the memory that a handle reaches.</summary>
    private Value SumsOf(Value memory)
    {
        if (_sums.TryGetValue(memory, out Value sums)) return sums;
        if (_aliasing.DefinitionOf(memory) is Slice slice) return _b.Slice(SumsOf(slice.Memory), this[slice.Start], this[slice.Length]);
        return SumsOf(((Let)_aliasing.DefinitionOf(memory)!).Args[0]);
    }

    private void Write(Slice slice)
    {
        // What begins elsewhere in each lane is reached from the handle it is cut from.
        if (_shape.KindOf(slice.Result) == LaneKind.Affine) return;
        bool isVector = _shape.MemoryOf(slice.Memory) == LaneMemory.Own && _shape.IsVarying(slice.Memory);
        Value Cut() => _b.Slice(Handle(slice.Memory), this[slice.Start], this[slice.Length], Hint(slice.Result));
        if (isVector) _vectors[slice.Result] = [.. All().Select(_ => Cut())];
        else _map[slice.Result] = Cut();
    }

    /// <summary>The memory that a handle is cut from at the same place in all lanes, and the first lane's index there with its stride.</summary>
    private (Value Memory, Value Index, Value Stride) Place(Value memory, Value index)
    {
        Value at = this[index], stride = Stride(index);
        while (_shape.KindOf(memory) == LaneKind.Affine)
        {
            if (_aliasing.DefinitionOf(memory) is Slice slice)
            {
                at = _b.LiteralOf(at) is { Bits: 0 } ? this[slice.Start] : _b.Add(this[slice.Start], at);
                stride = Plus(stride, Stride(slice.Start), Op.Add);
                memory = slice.Memory;
            }
            else memory = ((Let)_aliasing.DefinitionOf(memory)!).Args[0];
        }
        return (Handle(memory), FirstOf(at, stride), stride);
    }

    /// <summary>What an integer is in the first lane of the vector that is being written.</summary>
    private Value FirstOf(Value value, Value stride) => (_at * Width, _b.LiteralOf(stride)) switch
    {
        (0, _) or (_, { Bits: 0 }) => value,
        (int skipped, { } by) => Plus(value, _b.Int(unchecked((int)(by.AsInteger * skipped))), Op.Add),
        (int skipped, _) => _b.Add(value, _b.Mul(stride, _b.Int(skipped))),
    };

    // ---- strides

    /// <summary>What an integer grows by from lane to lane.</summary>
    private Value Stride(Value value)
    {
        if (_shape.KindOf(value) == LaneKind.Uniform) return _b.Int(0);
        if (_strides.TryGetValue(value, out Value known)) return known.Exists ? known : _b.Int(1);
        switch (_aliasing.DefinitionOf(value))
        {
            case Let { Op: Op.Add or Op.Sub } i: return Plus(Stride(i.Args[0]), Stride(i.Args[1]), i.Op);
            case Let { Op: Op.Neg } i: return Minus(Stride(i.Args[0]));
            case Let { Op: Op.Mul } i:
                (Value affine, Value factor) = _shape.KindOf(i.Args[0]) == LaneKind.Affine ? (i.Args[0], i.Args[1]) : (i.Args[1], i.Args[0]);
                Value stride = Stride(affine);
                Value times = _aliasing.LiteralOf(factor) is { } literal ? _b.Int(literal.AsInteger) : _map.ContainsKey(factor) ? this[factor] : Again(factor, Value.None, Value.None);
                return (_b.LiteralOf(stride), _b.LiteralOf(times)) switch
                {
                    ({ } a, { } c) => _b.Int(unchecked((int)(a.AsInteger * c.AsInteger))),
                    ({ Bits: 1 }, _) => times,
                    _ => _b.Mul(stride, times),
                };
            case If i: return Stride(i.Then.Yields[i.Results.IndexOf(value)]);
            default: throw new InvalidOperationException($"{value} has no stride.");
        }
    }

    private Value Plus(Value a, Value b, Op op) => (_b.LiteralOf(a), _b.LiteralOf(b)) switch
    {
        ({ } x, { } y) => _b.Int(unchecked((int)(op == Op.Add ? x.AsInteger + y.AsInteger : x.AsInteger - y.AsInteger))),
        (_, { Bits: 0 }) => a,
        ({ Bits: 0 }, _) => op == Op.Add ? b : Minus(b),
        _ => _b.Let(op, IrType.I32, a, b),
    };

    private Value Minus(Value a) => _b.LiteralOf(a) is { } literal ? _b.Int(unchecked((int)-literal.AsInteger)) : _b.Neg(a);

    // ---- accesses

    private void Write(Load load, Value[] mask)
    {
        if (!_shape.HasLanes(load.Result))
        {
            Value[] at = [.. load.Indices.Select(i => this[i])];
            Value memory = Handle(load.Memory);
            _b.Add(new Load(Fresh(load.Result, false)[0], memory, new(at)));
            return;
        }
        if (FromTile(load)) return;
        bool isOwn = _shape.MemoryOf(load.Memory) == LaneMemory.Own;
        foreach (int u in All())
        {
            if (u == 0) Fresh(load.Result, true);
            if (isOwn)
            {
                Value at = this[load.Indices[0]], memory = Handle(load.Memory);
                _b.Add(new Load(_lanes[load.Result][u], memory, [at]));
            }
            else
            {
                (Value memory, Value index, Value stride) = Place(load.Memory, load.Indices[0]);
                _b.Add(new Gather(_lanes[load.Result][u], memory, index, stride, MaskAt(mask)));
            }
        }
    }

    private Value MaskAt(Value[] mask) => mask.Length > 0 ? mask[_at] : Value.None;

    private void Put(Value memory, EquatableArray<Value> indices, Value operand, bool adds, Value[] mask, Instr original)
    {
        LaneMemory kind = _shape.MemoryOf(memory);
        if (kind == LaneMemory.Own && !_shape.IsVarying(memory))
        {
            Value[] at = [.. indices.Select(i => this[i])];
            if (adds) _b.Accumulate(Handle(memory), this[operand], at);
            else _b.Store(Handle(memory), this[operand], at);
            return;
        }
        if (kind != LaneMemory.Own && _shape.KindOf(indices[0]) == LaneKind.Uniform && _shape.KindOf(memory) == LaneKind.Uniform && !_direct.Any(d => ReferenceEquals(d, original)))
        {
            Total(SumsOf(memory), this[indices[0]], operand, mask);
            return;
        }
        foreach (int u in All())
        {
            if (kind == LaneMemory.Own) PutVector(Handle(memory), this[indices[0]], operand, adds, MaskAt(mask));
            else if (_direct.FindIndex(d => ReferenceEquals(d, original)) is >= 0 and int direct) _directTotals[direct][u] = _arithmetic.Sum(_directTotals[direct][u], operand);
            else
            {
                (Value handle, Value index, Value stride) = Place(memory, indices[0]);
                _b.Add(new Scatter(handle, index, stride, Lane(operand), MaskAt(mask), adds));
            }
        }
    }

    private void PutVector(Value vectors, Value index, Value operand, bool adds, Value mask)
    {
        if (!adds) _b.Store(vectors, mask.Exists ? _b.Let(Op.Select, _b.TypeOf(vectors).ElementType, mask, Lane(operand), _b.Load(vectors, index)) : Lane(operand), index);
        else if (mask.Exists) _b.Accumulate(vectors, _b.Let(Op.Select, _vector, mask, Lane(operand), Zero()), index);
        else AddTerm(vectors, index, Lane(operand), _arithmetic.Product(operand) is not null);
    }

    // Multiplied and added in one operation in the end: KeepInRegisters.
    private void AddTerm(Value vectors, Value index, Value term, bool isProduct)
    {
        if (isProduct) Products.Add(term);
        _b.Accumulate(vectors, term, index);
    }

    /// <summary>Adds what all vectors of the block have to one vector of sums.</summary>
    private void Total(Value sums, Value index, Value operand, Value[] mask)
    {
        Value term = Value.None;
        foreach (int u in All())
        {
            if (mask.Length > 0)
            {
                Value own = _b.Let(Op.Select, _vector, mask[u], Lane(operand), Zero());
                term = u == 0 ? own : _b.Add(term, own);
            }
            else term = u == 0 ? Lane(operand) : _arithmetic.Sum(term, operand);
        }
        if (mask.Length > 0) _b.Accumulate(sums, term, index);
        else AddTerm(sums, index, term, _block == 1 && _arithmetic.Product(operand) is not null);
    }

    private void Write(Fill fill, Value[] mask)
    {
        if (!_shape.IsVarying(fill.Memory))
        {
            _b.Fill(Handle(fill.Memory), this[fill.Operand]);
            return;
        }
        foreach (int u in All())
        {
            Value memory = Handle(fill.Memory);
            if (mask.Length == 0)
            {
                _b.Fill(memory, Lane(fill.Operand));
                continue;
            }
            Value zero = _b.Int(0), length = _b.Length(memory), index = _b.NewValue(IrType.I32, "i");
            _b.Begin(index);
            PutVector(memory, index, fill.Operand, false, mask[u]);
            _b.Add(new For([], zero, length, 1, [], _b.End(), false, false));
        }
    }

    private void Clear(Value made)
    {
        foreach (int u in All())
            if (u == 0 || _shape.IsVarying(made)) _b.Add(new Fill(Handle(made), ZeroOf(made)));
    }

    private Value ZeroOf(Value memory)
    {
        IrType type = _b.TypeOf(Handle(memory)).ElementType;
        Value zero = _b.Zero(type with { Lanes = 1 });
        return type.Lanes > 1 ? _b.Let(Op.Broadcast, type, zero) : zero;
    }

    // ---- sums over the lanes

    private void Reduce(Value[] results, int first)
    {
        for (int t = 0; t < _direct.Count; t++)
        {
            Accumulate total = _direct[t];
            _b.Accumulate(this[total.Memory], _b.Let(Op.LaneSum, _scalar, results[first + t]), [.. total.Indices.Select(Hoisted)]);
        }
        foreach (KeyValuePair<Value, Value> sums in _sums.OrderBy(s => s.Key.Id))
        {
            Value zero = _b.Int(0), length = _b.Length(sums.Value), index = _b.NewValue(IrType.I32, "k");
            Value memory = this[sums.Key];
            _b.Begin(index);
            _b.Accumulate(memory, _b.Let(Op.LaneSum, _scalar, _b.Load(sums.Value, index)), index);
            _b.Add(new For([], zero, length, 1, [], _b.End(), false, false));
        }
    }

    /// <summary>An integer that the body finds from values outside, after the loop.</summary>
    private Value Hoisted(Value value)
    {
        if (!_shape.IsInside(value)) return this[value];
        Let let = (Let)_aliasing.DefinitionOf(value)!;
        Value[] args = [.. let.Args.Select(a => _source.TypeOf(a).IsMemory ? this[a] : Hoisted(a))];
        return _b.Let(let.Op, _source.TypeOf(value), null, args, let.Literal);
    }
}

// LaneLoop: the vector form of one elementwise loop.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Writes a loop over whole vectors and, after it, the trips that are left as one more vector that ends at the last trip: its first lanes repeat trips that were done, so they
/// are not stored and not added. Bodies that do little beside loading and adding get four vectors a trip, with a sum of their own each.
/// </summary>
internal sealed class LaneLoop
{
    // A sum waits for the one before it: several of them hide that where little else is done.
    private const int Unrolled = 4, MaxOperationsUnrolled = 6, MaxOperationsOfExtrema = 8, MaxCostUnrolled = 12;

    private readonly Vectorize.LoopWriter _writer;
    private readonly LoopShape _shape;
    private readonly Builder _b;
    private readonly For _loop;
    private readonly int _width;
    private readonly IrType _scalar, _vector, _mask;
    /// <summary>Positions of the carried values that change.</summary>
    private readonly int[] _changing;
    private readonly Dictionary<Value, Value> _broadcasts = [];
    private readonly Dictionary<Value, Value> _lanes = [];
    private readonly Value[] _totals;
    private readonly Dictionary<Affine, Value> _offsets = [];
    private readonly LaneArithmetic _arithmetic;
    /// <summary>Parts of memory that begin where the accesses of the loop do.</summary>
    private readonly Dictionary<(Value Memory, Affine Start), Value> _rows = [];
    private Value _skip = Value.None, _live = Value.None;

    public LaneLoop(Vectorize.LoopWriter writer, LoopShape shape)
    {
        (_writer, _shape, _b, _loop, _width) = (writer, shape, writer.Target, shape.Loop, LanesOf(shape.Element));
        _scalar = IrType.Of(_shape.Element);
        _vector = _scalar with { Lanes = (byte)_width };
        _mask = IrType.Bool with { Lanes = (byte)_width };
        _changing = [.. Enumerable.Range(0, _loop.Inits.Count).Where(k => _shape.CarriedAt(k) != CarriedKind.Unchanged)];
        _totals = [.. _shape.Totals.Select(_ => Value.None)];
        _arithmetic = new LaneArithmetic(_b, _vector, _writer.Source, Lane, v => _shape.KindOf(v) == TripKind.Lane, _writer.LiteralOf);
    }

    /// <summary>How many elements a vector of 64 bytes has.</summary>
    public static int LanesOf(Scalar element) => element == Scalar.F32 ? 16 : 8;

    /// <summary>The final carried values.</summary>
    public Value[] Write(Value start, Value count)
    {
        _arithmetic.FindExact(_loop.Body);
        Invariants();
        bool startsAtZero = _b.LiteralOf(start) is { Bits: 0 };
        Value end = startsAtZero ? count : _b.Add(start, count);
        if (startsAtZero && _shape.HasManyRows) Rows(count);
        Value[] carried = [.. _changing.Select(Initial), .. _shape.Totals.Select(_ => Broadcast(_b.Constant(_scalar, 0.0)))];
        Value from = start;
        bool hasExtrema = _changing.Any(k => _shape.CarriedAt(k) != CarriedKind.Sum);
        if (carried.Length > 0 && _shape.Operations <= (hasExtrema ? MaxOperationsOfExtrema : MaxOperationsUnrolled) && _shape.Cost <= MaxCostUnrolled)
        {
            Value block = Bound(start, count, Unrolled * _width, "blocks");
            carried = Blocks(from, block, carried);
            from = block;
        }
        Value last = Bound(start, count, _width, "whole");
        carried = Loop(from, last, carried);
        carried = Rest(last, end, carried);
        return Results(carried);

        Value Bound(Value first, Value trips, int size, string hint)
        {
            Value whole = _b.Let(Op.And, IrType.I32, startsAtZero ? hint : null, [trips, _b.Int(-size)]);
            return startsAtZero ? whole : _b.Let(Op.Add, IrType.I32, hint, [first, whole]);
        }
    }

    private Value[] Loop(Value from, Value to, Value[] inits)
    {
        Value index = _b.NewValue(IrType.I32, Hint(_loop.Body.Parameters[0]));
        Value[] parameters = [.. inits.Select((_, s) => NewCarried(s))];
        _b.Begin([index, .. parameters]);
        Bind(parameters);
        Region region = _b.End(Body(index));
        Value[] results = [.. inits.Select((_, s) => NewCarried(s))];
        _b.Add(new For(new(results), from, to, _width, new(inits), region, false, false));
        return results;
    }

    // Four vectors a trip: carried are the sums of the first, then those of the second…
    private Value[] Blocks(Value from, Value to, Value[] carried)
    {
        int n = carried.Length;
        // A maximum begins at its initial value in each of them, as it does in each lane.
        Value[] others = [.. Enumerable.Range(0, n).Select(s => IsExtremum(s) ? carried[s] : Broadcast(_b.Constant(_scalar, 0.0)))];
        Value[] inits = [.. carried, .. Enumerable.Repeat(others, Unrolled - 1).SelectMany(o => o)];
        Value index = _b.NewValue(IrType.I32, Hint(_loop.Body.Parameters[0]));
        Value[] parameters = [.. inits.Select((_, s) => NewCarried(s % n))];
        _b.Begin([index, .. parameters]);
        List<Value> next = [];
        for (int u = 0; u < Unrolled; u++)
        {
            Bind([.. parameters.Skip(u * n).Take(n)]);
            next.AddRange(Body(u == 0 ? index : _b.Add(index, _b.Int(u * _width))));
        }
        Region region = _b.End([.. next]);
        Value[] sums = [.. inits.Select((_, s) => NewCarried(s % n))];
        _b.Add(new For(new(sums), from, to, Unrolled * _width, new(inits), region, false, false));
        Value[] Part(int u) => [.. sums.Skip(u * n).Take(n)];
        Value[] joined = Joined(Joined(Part(0), Part(1)), Joined(Part(2), Part(3)));
        return [.. joined.Select((v, s) => Named(s, v))];
    }

    private bool IsExtremum(int s) => s < _changing.Length && _shape.CarriedAt(_changing[s]) is CarriedKind.Max or CarriedKind.Min;

    /// <summary>The carried values of two parts of the loop as those of both: sums added, of the ties those of the greater maximum.</summary>
    private Value[] Joined(Value[] first, Value[] second)
    {
        Value[] joined = [.. first.Select((_, s) => Value.None)];
        foreach (int s in Enumerable.Range(0, first.Length).Where(IsExtremum))
        {
            int k = _changing[s], ties = System.Array.IndexOf(_changing, _shape.TiesOf(k));
            Value best = joined[s] = _b.Let(_shape.CarriedAt(k) == CarriedKind.Max ? Op.Max : Op.Min, _vector, first[s], second[s]), zero = Broadcast(_b.Constant(_scalar, 0.0));
            Value Counted(Value[] part) => _b.Let(Op.Select, _vector, _b.Let(Op.Equal, _mask, part[s], best), part[ties], zero);
            joined[ties] = _b.Add(Counted(first), Counted(second));
        }
        foreach (int s in Enumerable.Range(0, first.Length).Where(s => !joined[s].Exists)) joined[s] = _b.Add(first[s], second[s]);
        return joined;
    }

    private Value Named(int s, Value value)
    {
        if (HintOfCarried(s) is { } hint) _b.SetHint(value, hint);
        return value;
    }

    // The last vector ends at the last trip.
    private Value[] Rest(Value last, Value end, Value[] carried)
    {
        Value some = _b.Compare(Op.Less, last, end);
        _b.Begin();
        Value index = _b.Let(Op.Sub, IrType.I32, Hint(_loop.Body.Parameters[0]), [end, _b.Int(_width)]);
        _skip = _b.Let(Op.Sub, IrType.I32, "done", [last, index]);
        if (carried.Length > 0) _live = _b.Let(Op.LanesFrom, _mask, "live", [_skip]);
        Bind(carried);
        Value[] next = Body(index);
        Region then = _b.End([.. next.Select((v, s) => _b.Let(Op.Select, _vector, _live, v, carried[s]))]);
        _b.Begin();
        Region otherwise = _b.End(carried);
        Value[] results = [.. carried.Select((_, s) => NewCarried(s))];
        _b.Add(new If(new(results), some, then, otherwise));
        return results;
    }

    // ---- carried values

    // First those of the loop, then the sums that go to memory.
    private void Bind(Value[] carried)
    {
        for (int s = 0; s < _changing.Length; s++) _lanes[_loop.Body.Parameters[_changing[s] + 1]] = carried[s];
        for (int t = 0; t < _shape.Totals.Count; t++) _totals[t] = carried[_changing.Length + t];
    }

    private Value NewCarried(int s) => _b.NewValue(_vector, HintOfCarried(s));

    private string? HintOfCarried(int s) => s < _changing.Length ? Hint(_loop.Body.Parameters[_changing[s] + 1]) : "total";

    private Value Initial(int k) => Broadcast(_shape.CarriedAt(k) is CarriedKind.Max or CarriedKind.Min ? _writer[_loop.Inits[k]] : _b.Constant(_scalar, 0.0));

    private Value[] Results(Value[] carried)
    {
        Value[] results = [.. _loop.Inits.Select(init => _writer[init])];
        for (int t = 0; t < _shape.Totals.Count; t++)
        {
            Accumulate total = _shape.Totals[t];
            _b.Accumulate(_writer[total.Memory], _b.Let(Op.LaneSum, _scalar, carried[_changing.Length + t]), [.. total.Indices.Select(i => _writer[i])]);
        }
        for (int s = 0; s < _changing.Length; s++)
        {
            int k = _changing[s];
            switch (_shape.CarriedAt(k))
            {
                case CarriedKind.Sum:
                    Value sum = _b.Let(Op.LaneSum, _scalar, carried[s]);
                    results[k] = _b.LiteralOf(results[k]) is { Bits: 0 } ? sum : _b.Add(results[k], sum);
                    break;
                case CarriedKind.Max or CarriedKind.Min:
                    // Each lane has counted the elements equal to its own maximum; the initial value counts once.
                    Value init = results[k];
                    Value best = results[k] = _b.Let(_shape.CarriedAt(k) == CarriedKind.Max ? Op.LaneMax : Op.LaneMin, _scalar, carried[s]);
                    int ties = _shape.TiesOf(k);
                    Value counts = carried[System.Array.IndexOf(_changing, ties)], zero = _b.Constant(_scalar, 0.0);
                    Value equal = _b.Let(Op.Equal, _mask, carried[s], Broadcast(best));
                    Value inLanes = _b.Let(Op.LaneSum, _scalar, _b.Let(Op.Select, _vector, equal, counts, Broadcast(zero)));
                    results[ties] = _b.Add(_b.Let(Op.Select, _scalar, _b.Compare(Op.Equal, init, best), results[ties], zero), inLanes);
                    break;
            }
        }
        return results;
    }

    // ---- what is the same in all trips

    // The loop runs at least once here, so what is the same in all trips may be computed, and may fault, before it.
    private void Invariants()
    {
        for (int k = 0; k < _loop.Inits.Count; k++)
            if (_shape.CarriedAt(k) == CarriedKind.Unchanged) _writer.Substitute(_loop.Body.Parameters[k + 1], _writer[_loop.Inits[k]]);
        foreach (Lookup lookup in _shape.Lookups)
            if (!_offsets.ContainsKey(lookup.Offset)) _offsets[lookup.Offset] = _writer.Make(lookup.Offset);
        List<Value> wanted = [];
        Hoist(_loop.Body, wanted);
        wanted.AddRange(_loop.Body.Yields.Where((_, k) => _shape.CarriedAt(k) != CarriedKind.Unchanged));
        foreach (Value value in wanted)
            if (_shape.KindOf(value) == TripKind.Invariant && !_broadcasts.ContainsKey(value)) _broadcasts[value] = Broadcast(_writer.IsUndefined(value) ? Zero(value) : _writer[value], Hint(value));
    }

    private void Hoist(Region region, List<Value> wanted)
    {
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case Let or Load when _shape.KindOf(instruction.Results().Single()) == TripKind.Invariant: _writer.CopyScalar(instruction); break;
                case Let i when _shape.KindOf(i.Result) is TripKind.Lane or TripKind.Mask && !IsOfIndex(i): wanted.AddRange(i.Args); break;
                case Store i: wanted.Add(i.Operand); break;
                case Accumulate i: wanted.Add(i.Operand); break;
                case If i:
                    wanted.Add(i.Condition);
                    Hoist(i.Then, wanted);
                    Hoist(i.Else, wanted);
                    if (i.Results.Count > 0) wanted.AddRange(i.Then.Yields.Concat(i.Else.Yields));
                    break;
            }
        }
    }

    private bool IsOfIndex(Let let) => let.Args.Any(a => _shape.KindOf(a) == TripKind.Index);

    private Value Broadcast(Value scalar, string? hint = null) =>
        _b.Let(Op.Broadcast, _b.TypeOf(scalar).IsBool ? _mask : _vector, hint, [scalar]);

    private Value Zero(Value value) => _writer.Source.TypeOf(value).IsBool ? _b.Bool(false) : _b.Constant(_scalar, 0.0);

    private string? Hint(Value value) => _writer.Source.Values[value.Id].Hint;
    private Value Lane(Value value) => _broadcasts.TryGetValue(value, out Value broadcast) ? broadcast : _lanes[value];

    // ---- rows

    // Beside many places that advance together, their starts would take the registers that the loop needs for its index.
    private void Rows(Value count)
    {
        foreach (Reach reach in _shape.Ranges.Where(r => r.Direction == 1 && !r.Start.IsConstant))
            _rows[(reach.Memory, reach.Start)] = _b.Slice(_writer[reach.Memory], _writer.Make(reach.Start), count, Hint(reach.Memory) is { } hint ? hint + "Row" : "row");
    }

    /// <summary>What is accessed at an index: memory and where the loop is in it.</summary>
    private (Value Memory, Value Index) Place(Value memory, Value index, bool isReversed) =>
        !isReversed && _rows.Count > 0 && _rows.TryGetValue((memory, _shape.StartOf(index)), out Value row) ? (row, _writer[_loop.Body.Parameters[0]]) : (_writer[memory], Lowest(index, isReversed));

    // ---- the body

    /// <summary>The body on all lanes from an index on; the next carried values.</summary>
    private Value[] Body(Value index)
    {
        _writer.Substitute(_loop.Body.Parameters[0], index);
        Write(_loop.Body, Value.None);
        return [.. _changing.Select(k => Lane(_loop.Body.Yields[k])), .. _totals];
    }

    /// <summary>A region, in the lanes of the mask if there is one.</summary>
    private void Write(Region region, Value mask)
    {
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case Note: _b.Add(instruction); break;
                case Let i when _shape.KindOf(i.Result) == TripKind.Index: _writer.CopyScalar(i); break;
                case Let or Load when _shape.KindOf(instruction.Results().Single()) == TripKind.Found: break;
                case Let i when _shape.KindOf(i.Result) != TripKind.Invariant: _lanes[i.Result] = Apply(i); break;
                case Load i when _shape.KindOf(i.Result) == TripKind.Lane: _lanes[i.Result] = LoadLanes(i.Memory, i.Indices[0], Hint(i.Result)); break;
                case Store i: StoreLanes(i.Memory, i.Indices[0], Lane(i.Operand), mask, Value.None); break;
                case Accumulate i when _shape.KindOf(i.Indices[0]) == TripKind.Found: ScatterLanes(i.Memory, i.Indices[0], Lane(i.Operand), mask); break;
                case Accumulate i when _shape.Totals.FindIndex(t => ReferenceEquals(t, i)) is >= 0 and int at:
                    Value sum = _arithmetic.Sum(_totals[at], i.Operand);
                    _totals[at] = mask.Exists ? _b.Let(Op.Select, _vector, mask, sum, _totals[at]) : sum;
                    break;
                case Accumulate i:
                    Value before = LoadLanes(i.Memory, i.Indices[0], null);
                    StoreLanes(i.Memory, i.Indices[0], _arithmetic.Sum(before, i.Operand), mask, before);
                    break;
                case If i: Choice(i, mask); break;
            }
        }
    }

    private void Choice(If i, Value mask)
    {
        Value condition = Lane(i.Condition);
        Write(i.Then, mask.Exists ? _b.Let(Op.And, _mask, mask, condition) : condition);
        if (i.Else.Body.Count > 0)
        {
            bool writes = i.Else.All().Any(e => e is Store or Accumulate);
            Value opposite = writes ? _b.Let(Op.Not, _mask, condition) : Value.None;
            Write(i.Else, !writes ? mask : mask.Exists ? _b.Let(Op.And, _mask, mask, opposite) : opposite);
        }
        for (int k = 0; k < i.Results.Count; k++)
        {
            Value then = i.Then.Yields[k], otherwise = i.Else.Yields[k];
            IrType type = _writer.Source.TypeOf(i.Results[k]).IsBool ? _mask : _vector;
            // What one side hands out for its mirror nobody reads in the lanes of the other.
            _lanes[i.Results[k]] = _writer.IsUndefined(otherwise) ? Lane(then) : _writer.IsUndefined(then) ? Lane(otherwise)
                : _b.Let(Op.Select, type, Hint(i.Results[k]), [condition, Lane(then), Lane(otherwise)]);
        }
    }

    private Value Apply(Let let)
    {
        if (!IsOfIndex(let)) return _arithmetic.Apply(let);
        string? hint = Hint(let.Result);
        Value[] ramps = [.. let.Args.Select(Ramp)];
        return let.Op == Op.Convert ? _arithmetic.Hinted(ramps[0], hint) : _b.Let(let.Op, _mask, hint, ramps);
    }

    /// <summary>The int in lane 0 and those after it, or one int in all lanes, as floats.</summary>
    private Value Ramp(Value integer) => _b.Let(Op.Ramp, _vector, _writer[integer], _b.Int(_shape.StepOf(integer)));

    // ---- memory

    private Value LoadLanes(Value memory, Value index, string? hint)
    {
        if (_shape.KindOf(index) == TripKind.Found) return GatherLanes(memory, index, hint);
        bool isReversed = _shape.StepOf(index) < 0;
        Value result = _b.NewValue(_vector, isReversed ? null : hint);
        (Value from, Value at) = Place(memory, index, isReversed);
        _b.Add(new VectorLoad(result, from, at));
        return isReversed ? _b.Let(Op.ReverseLanes, _vector, hint, [result]) : result;
    }

    private Value GatherLanes(Value memory, Value index, string? hint)
    {
        (Value at, Value stride, Found found) = Find(memory, index);
        Value result = _b.NewValue(_vector, hint);
        _b.Add(new Gather(result, _writer[memory], at, stride, Value.None, found));
        return result;
    }

    private void ScatterLanes(Value memory, Value index, Value operand, Value mask)
    {
        (Value at, Value stride, Found found) = Find(memory, index);
        _b.Add(new Scatter(_writer[memory], at, stride, operand, Remaining(mask), true, found));
    }

    private (Value At, Value Stride, Found Found) Find(Value memory, Value index)
    {
        Lookup lookup = _shape.LookupOf(memory, index)!;
        return (_writer[lookup.Ints.Indices[0]], _b.Int(lookup.Stride), new Found(_writer[lookup.Ints.Memory], _offsets[lookup.Offset]));
    }

    // The lanes of the mask that no vector before has done.
    private Value Remaining(Value mask)
    {
        if (!_skip.Exists) return mask;
        Value remaining = _b.Let(Op.LanesFrom, _mask, _skip);
        return mask.Exists ? _b.Let(Op.And, _mask, mask, remaining) : remaining;
    }

    private Value Lowest(Value index, bool isReversed) => isReversed ? _b.Sub(_writer[index], _b.Int(_width - 1)) : _writer[index];

    private void StoreLanes(Value memory, Value index, Value operand, Value mask, Value before)
    {
        bool isReversed = _shape.StepOf(index) < 0;
        if (isReversed) mask = Remaining(mask);
        if (mask.Exists) operand = _b.Let(Op.Select, _vector, mask, operand, before.Exists ? before : LoadLanes(memory, index, null));
        if (isReversed) operand = _b.Let(Op.ReverseLanes, _vector, operand);
        (Value to, Value at) = Place(memory, index, isReversed);
        _b.Add(new VectorStore(to, at, operand, isReversed ? Value.None : _skip));
    }
}

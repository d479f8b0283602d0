// LaneNest: the body of a loop for eight of its trips at once.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Writes a loop over whole vectors of trips, and after it the sums over the lanes. Uniform values are computed once for all lanes, affine ones for the first lane (what they grow by is
/// the stride of an access); each of the trip's own arrays is an array of vectors. What is read from outside the loop becomes a parameter of the kernel that the loop is written into.
/// </summary>
internal sealed partial class LaneNest
{
    private readonly Method _source;
    private readonly LaneShape _shape;
    private readonly Aliasing _aliasing;
    private readonly Builder _b;
    private readonly For _loop;
    private readonly IrType _scalar, _vector, _mask;
    private readonly LaneArithmetic _arithmetic;
    private readonly Dictionary<Value, Value> _map = [], _broadcasts = [], _strides = [];
    /// <summary>By value of the loop: the vectors of its lanes, and by array of the trips: the arrays of vectors, one for each vector of the block.</summary>
    private readonly Dictionary<Value, Value[]> _lanes = [], _vectors = [];
    private readonly List<(Value Original, Value Parameter)> _parameters = [];
    /// <summary>The counted loop that is being written.</summary>
    private For? _inner;

    public LaneNest(Method source, LaneShape shape, Aliasing aliasing, Builder builder)
    {
        (_source, _shape, _aliasing, _b, _loop) = (source, shape, aliasing, builder, shape.Loop);
        Width = LaneLoop.LanesOf(shape.Element);
        _scalar = IrType.Of(shape.Element);
        _vector = _scalar with { Lanes = (byte)Width };
        _mask = IrType.Bool with { Lanes = (byte)Width };
        _arithmetic = new LaneArithmetic(_b, _vector, source, Lane, shape.HasLanes, aliasing.LiteralOf);
    }

    public int Width { get; }
    /// <summary>What the kernel reads, and which parameter it becomes; arrays of vectors and their like stand for what <see cref="Scratch"/> says.</summary>
    public IReadOnlyList<(Value Original, Value Parameter)> Parameters => _parameters;
    /// <summary>Memory that the caller makes: for own memory of the trips, or for the sums over the trips of elements of memory.</summary>
    public List<LaneScratch> Scratch { get; } = [];
    /// <summary>Products that are only added to memory.</summary>
    public HashSet<Value> Products { get; } = [];

    private string? Hint(Value value) => _source.Values[value.Id].Hint;

    // ---- values from outside

    private Value this[Value value] => _map.TryGetValue(value, out Value copy) ? copy : Outside(value);

    private Value Outside(Value value)
    {
        if (_shape.IsInside(value)) throw new InvalidOperationException($"{value} is used before it is defined in {_source.Key}.");
        if (_aliasing.DefinitionOf(value) is Let { Op: Op.Constant or Op.Undefined } let)
        {
            Value copy = _b.NewValue(_source.TypeOf(value));
            _b.Add(let with { Result = copy });
            return copy;
        }
        return _map[value] = Parameter(value, ParameterType(value), Hint(value));
    }

    // A user's array stays one, so that null faults as it did.
    private IrType ParameterType(Value value)
    {
        IrType type = _source.TypeOf(value);
        return type.Shape == Shape.Array && _aliasing.DefinitionOf(value) is Allocate ? IrType.Span(type.Element) : type;
    }

    private Value Parameter(Value original, IrType type, string? hint)
    {
        Value parameter = _b.NewValue(type, hint);
        _parameters.Add((original, parameter));
        return parameter;
    }

    // The one of the vector that is being written.
    private Value Lane(Value value) =>
        _lanes.TryGetValue(value, out Value[]? lanes) ? lanes[_at] : _broadcasts.TryGetValue(value, out Value all) ? all : Broadcast(value);

    private Value Broadcast(Value value)
    {
        IrType type = _source.TypeOf(value);
        Value scalar = !IsUndefined(value) ? this[value] : type.IsBool ? _b.Bool(false) : _b.Constant(_scalar, 0.0);
        return _b.Let(Op.Broadcast, _arithmetic.TypeOf(value), _aliasing.LiteralOf(value) is null ? Hint(value) : null, [scalar]);
    }

    private Value Zero() => _b.Let(Op.Broadcast, _vector, _b.Constant(_scalar, 0.0));

    // ---- the loop

    /// <summary>The loop over the trips from start to end, a whole number of vectors; the sums among the carried values, over all lanes, without what they start from.</summary>
    public Value[] Write()
    {
        _arithmetic.FindExact(_loop.Body, m => _shape.MemoryOf(m) == LaneMemory.Own ? _aliasing.RootOf(m) : Value.None);
        Value start = _b.NewValue(IrType.I32, "start"), end = _b.NewValue(IrType.I32, "end");
        Start = start;
        End = end;
        FindBlock();
        FindScratch();
        MakeTiles();
        foreach (Value value in _shape.Broadcast.Where(v => !_shape.IsInside(v) && _aliasing.LiteralOf(v) is null && !IsUndefined(v)).OrderBy(v => v.Id)) _broadcasts[value] = Broadcast(value);
        for (int k = 0; k < _loop.Inits.Count; k++)
            if (_shape.CarriedAt(k) == LaneCarried.Unchanged) _map[_loop.Body.Parameters[k + 1]] = this[_loop.Inits[k]];
        int[] sums = [.. Enumerable.Range(0, _loop.Inits.Count).Where(k => _shape.CarriedAt(k) == LaneCarried.Sum)];
        Value[] totals = [.. sums.Select(_ => Zero()), .. _direct.Select(_ => Zero())];
        Value from = start;
        if (_block > 1)
        {
            Value bulk = _b.Let(Op.Add, IrType.I32, "bulk", [start, _b.Let(Op.And, IrType.I32, _b.Sub(end, start), _b.Int(-_block * Width))]);
            totals = Blocks(start, bulk, sums, totals);
            _block = 1;
            from = bulk;
        }
        totals = Blocks(from, end, sums, totals);
        Reduce(totals, sums.Length);
        return [.. Enumerable.Range(0, sums.Length).Select(s => _b.Let(Op.LaneSum, _scalar, Hint(_loop.Results[sums[s]]), [totals[s]]))];
    }

    /// <summary>The loop in steps of a block; the sums over its lanes, which start from those given.</summary>
    private Value[] Blocks(Value start, Value end, int[] sums, Value[] totals)
    {
        // What is defined in the loop is defined again in the next one.
        Dictionary<Value, Value> broadcasts = new(_broadcasts), map = new(_map);
        Dictionary<Value, Value[]> vectors = new(_vectors);
        int count = totals.Length;
        string? HintOf(int s) => s < sums.Length ? Hint(_loop.Body.Parameters[sums[s] + 1]) : "total";
        Value index = _map[_shape.Index] = _b.NewValue(IrType.I32, Hint(_shape.Index));
        _strides.Clear();
        _strides[_shape.Index] = Value.None;
        Value[] inits = [.. totals, .. Enumerable.Range(0, (_block - 1) * count).Select(_ => Zero())];
        Value[] carried = [.. inits.Select((_, n) => _b.NewValue(_vector, HintOf(n % count)))];
        _b.Begin([index, .. carried]);
        for (int s = 0; s < sums.Length; s++) _lanes[_loop.Body.Parameters[sums[s] + 1]] = [.. Enumerable.Range(0, _block).Select(u => carried[(u * count) + s])];
        for (int t = 0; t < _direct.Count; t++) _directTotals[t] = [.. Enumerable.Range(0, _block).Select(u => carried[(u * count) + sums.Length + t])];
        Steps(index);
        Define(_loop.Body.Parameters);
        Write(_loop.Body, []);
        Value[] next = [.. All().SelectMany(_ => sums.Select(k => Lane(_loop.Body.Yields[k])).Concat(_directTotals.Select(t => t[_at])).ToArray())];
        Region body = _b.End(next);
        Value[] results = [.. inits.Select((_, n) => _b.NewValue(_vector, HintOf(n % count)))];
        _b.Add(new For(new(results), start, end, _block * Width, new(inits), body, false, false));

        Restore(_broadcasts, broadcasts);
        foreach (Value inside in _map.Keys.Where(k => _shape.IsInside(k) && !map.ContainsKey(k)).ToArray()) _map.Remove(inside);
        foreach (Value inside in map.Keys.Where(_shape.IsInside)) _map[inside] = map[inside];
        Restore(_vectors, vectors);
        _lanes.Clear();
        return [.. Enumerable.Range(0, count).Select(s =>
        {
            Value sum = results[s];
            for (int u = 1; u < _block; u++) sum = _b.Add(sum, results[(u * count) + s]);
            return sum;
        })];
    }

    private static void Restore<T>(Dictionary<Value, T> changed, Dictionary<Value, T> before)
    {
        changed.Clear();
        foreach (KeyValuePair<Value, T> entry in before) changed[entry.Key] = entry.Value;
    }

    public Value Start { get; private set; }
    public Value End { get; private set; }

    // An integer that grows in every trip, at the first lane's.
    private void Steps(Value index)
    {
        for (int k = 0; k < _loop.Inits.Count; k++)
        {
            if (_shape.CarriedAt(k) != LaneCarried.Steps) continue;
            Value parameter = _loop.Body.Parameters[k + 1];
            (Value step, bool isSubtracted) = _shape.StepAt(k);
            Value trip = _loop.Step > 0 ? _b.Sub(index, this[_loop.Lower]) : _b.Sub(this[_loop.Lower], index);
            Value grown = _b.Mul(trip, StepValue(step));
            _map[parameter] = _b.Let(isSubtracted ? Op.Sub : Op.Add, IrType.I32, Hint(parameter), [this[_loop.Inits[k]], grown]);
            Value stride = StepValue(step);
            _strides[parameter] = isSubtracted == _loop.Step > 0 ? _b.Neg(stride) : stride;
        }
    }

    private Value StepValue(Value step) => _aliasing.LiteralOf(step) is { } literal ? _b.Int(literal.AsInteger) : this[step];

    // ---- instructions

    /// <summary>Broadcasts uniform values that are read beside lanes, where they are defined.</summary>
    private void Define(IEnumerable<Value> defined)
    {
        foreach (Value value in defined)
            if (_shape.Broadcast.Contains(value) && !_lanes.ContainsKey(value) && !_broadcasts.ContainsKey(value) && _shape.KindOf(value) == LaneKind.Uniform && _aliasing.LiteralOf(value) is null) _broadcasts[value] = Broadcast(value);
    }

    /// <summary>A region, in the lanes of the mask if there is one: none, or one for each vector of the block.</summary>
    private void Write(Region region, Value[] mask)
    {
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case Note { IsHeading: true }: break;
                case Note: _b.Add(instruction); break;
                case Let i when _shape.HasLanes(i.Result): _lanes[i.Result] = [.. All().Select(_ => Apply(i))]; break;
                case Let i: Scalar(i); break;
                case Load i: Write(i, mask); break;
                case Store i: Put(i.Memory, i.Indices, i.Operand, false, mask, i); break;
                case Accumulate i: Put(i.Memory, i.Indices, i.Operand, true, mask, i); break;
                case Fill i: Write(i, mask); break;
                case Allocate i: if (_shape.MustClear(i.Result)) Clear(i.Result); break;
                case Slice i: Write(i); break;
                case If i when _shape.HasLanes(i.Condition): Masked(i, mask); break;
                case If i: Write(i, mask); break;
                case For i: Write(i, mask); break;
                case While i: Write(i, mask); break;
                default: throw new InvalidOperationException($"{instruction.GetType().Name} has no lanes.");
            }
            Define(instruction.Results());
        }
    }

    private Value[] Fresh(Value original, bool asVector)
    {
        Value New(IrType type) => _b.NewValue(type, Hint(original));
        if (asVector) return _lanes[original] = [.. All().Select(_ => New(_arithmetic.TypeOf(original)))];
        return [_map[original] = New(_source.TypeOf(original))];
    }

    private Value[] Fresh(Value original) => Fresh(original, _shape.HasLanes(original));
    /// <summary>A value as another one is: in lanes or not.</summary>
    private Value[] As(Value like, Value value) => _shape.HasLanes(like) ? [.. All().Select(_ => Lane(value))] : [this[value]];

    private void Scalar(Let let)
    {
        if (_source.TypeOf(let.Result).IsMemory)
        {
            if (_shape.MemoryOf(let.Result) == LaneMemory.Own && _shape.IsVarying(let.Result)) _vectors[let.Result] = _vectors[let.Args[0]];
            else _map[let.Result] = Handle(let.Args[0]);
            return;
        }
        if (let.Op == Op.Length && _shape.KindOf(let.Args[0]) == LaneKind.Affine)
        {
            Value cut = let.Args[0];
            while (_aliasing.DefinitionOf(cut) is Let handle) cut = handle.Args[0];
            _map[let.Result] = this[((Slice)_aliasing.DefinitionOf(cut)!).Length];
            return;
        }
        // The length of memory of the trip is that of its vectors.
        Value[] args = [.. let.Args.Select(a => _source.TypeOf(a).IsMemory ? Handle(a) : this[a])];
        _b.Add(let with { Args = new(args), Result = Fresh(let.Result, false)[0] });
    }

    private Value Apply(Let let)
    {
        if (!let.Args.Any(a => _shape.KindOf(a) == LaneKind.Affine)) return _arithmetic.Apply(let);
        string? hint = Hint(let.Result);
        Value[] ramps = [.. let.Args.Select(a => _b.Let(Op.Ramp, _vector, FirstOf(this[a], Stride(a)), Stride(a)))];
        return let.Op == Op.Convert ? _arithmetic.Hinted(ramps[0], hint) : _b.Let(let.Op, _mask, hint, ramps);
    }

    // ---- control flow

    private void Write(If choice, Value[] mask)
    {
        Value condition = this[choice.Condition];
        Region then = Branch(choice.Then), otherwise = Branch(choice.Else);
        _b.Add(new If(new([.. choice.Results.SelectMany(Fresh)]), condition, then, otherwise));

        Region Branch(Region side)
        {
            _b.Begin();
            Write(side, mask);
            return _b.End([.. choice.Results.SelectMany((r, k) => As(r, side.Yields[k]))]);
        }
    }

    private void Write(For loop, Value[] mask)
    {
        Collect(loop);
        For? outer = _inner;
        _inner = loop;
        Value lower = this[loop.Lower], upper = this[loop.Upper];
        Value[] inits = [.. loop.Inits.SelectMany((init, k) => As(loop.Body.Parameters[k + 1], init))];
        Region body = LoopBody(loop.Body, loop.Inits, 1, loop.HasExit, mask);
        _b.Add(loop with { Lower = lower, Upper = upper, Inits = new(inits), Body = body, Results = Results(loop.Results, loop.Inits, loop.Body, 1) });
        _inner = outer;
    }

    private void Write(While loop, Value[] mask)
    {
        Value[] inits = [.. loop.Inits.SelectMany((init, k) => As(loop.Body.Parameters[k], init))];
        _b.Begin([.. loop.Test.Parameters.SelectMany(Fresh)]);
        Define(loop.Test.Parameters);
        Write(loop.Test, mask);
        Region test = _b.End(this[loop.Test.Yields[0]]);
        Region body = LoopBody(loop.Body, loop.Inits, 0, loop.HasExit, mask);
        _b.Add(loop with { Inits = new(inits), Test = test, Body = body, Results = Results(loop.Results, loop.Inits, loop.Body, 0) });
    }

    private Region LoopBody(Region body, EquatableArray<Value> inits, int first, bool hasExit, Value[] mask)
    {
        for (int k = 0; k < inits.Count; k++)
            if (_shape.KindOf(body.Parameters[first + k]) == LaneKind.Affine) _strides[body.Parameters[first + k]] = Stride(inits[k]);
        _b.Begin([.. body.Parameters.SelectMany(Fresh)]);
        Define(body.Parameters);
        Write(body, mask);
        Value[] next = [.. inits.SelectMany((_, k) => As(body.Parameters[first + k], body.Yields[k]))];
        return _b.End(hasExit ? [.. next, this[body.Yields[inits.Count]]] : next);
    }

    private EquatableArray<Value> Results(EquatableArray<Value> results, EquatableArray<Value> inits, Region body, int first)
    {
        for (int k = 0; k < inits.Count; k++)
            if (_shape.KindOf(results[k]) == LaneKind.Affine) _strides[results[k]] = _strides[body.Parameters[first + k]];
        return new([.. results.SelectMany(Fresh)]);
    }

    // A side that does no more than compute is computed in all lanes; any other only if some lane takes it, because what it reads or writes need not be there.
    private void Masked(If choice, Value[] mask)
    {
        Value[] condition = [.. All().Select(_ => Lane(choice.Condition))];
        // What a guard leaves out is zero in all lanes that do not take it.
        Value[] thenMask = mask.Length == 0 ? condition : [.. All().Select(u => _b.Let(Op.And, _mask, mask[u], condition[u]))];
        Value[][] then = Side(choice.Then, () => thenMask, choice.IsGuard);
        Value[][] otherwise = Side(choice.Else, () => [.. All().Select(u =>
        {
            Value opposite = _b.Let(Op.Not, _mask, condition[u]);
            return mask.Length > 0 ? _b.Let(Op.And, _mask, mask[u], opposite) : opposite;
        })], false);
        for (int k = 0; k < choice.Results.Count; k++)
        {
            Value result = choice.Results[k];
            // What one side hands out for its mirror nobody reads in the lanes of the other.
            if (_shape.HasLanes(result))
                _lanes[result] = IsUndefined(choice.Else.Yields[k]) ? then[k] : IsUndefined(choice.Then.Yields[k]) ? otherwise[k]
                    : [.. All().Select(u => _b.Let(Op.Select, _arithmetic.TypeOf(result), Hint(result), [condition[u], then[k][u], otherwise[k][u]]))];
            else _map[result] = this[choice.Then.Yields[k]];
        }

        // The vectors of each result that has lanes.
        Value[][] Side(Region side, Func<Value[]> maskOf, bool isGuard)
        {
            if (!NeedsGuard(side))
            {
                Write(side, mask);
                return Yields(side);
            }
            Value[] own = maskOf();
            Value some = _b.Let(Op.AnyLane, IrType.Bool, own.Aggregate((a, c) => _b.Let(Op.Or, _mask, a, c)));
            _b.Begin();
            Write(side, isGuard ? mask : own);
            Region taken = _b.End([.. Yields(side).SelectMany(y => y)]);
            _b.Begin();
            Region left = _b.End([.. choice.Results.Where(_shape.HasLanes).SelectMany(r => Enumerable.Repeat(Nothing(r), _block))]);
            Queue<Value> results = new(choice.Results.Where(_shape.HasLanes).SelectMany(r => All().Select(_ => _b.NewValue(_arithmetic.TypeOf(r))).ToArray()));
            _b.Add(new If(new([.. results]), some, taken, left));
            return [.. choice.Results.Select(r => _shape.HasLanes(r) ? Enumerable.Range(0, _block).Select(_ => results.Dequeue()).ToArray() : [])];
        }

        Value[][] Yields(Region side) => [.. choice.Results.Select((r, k) => _shape.HasLanes(r) ? All().Select(_ => Lane(side.Yields[k])).ToArray() : [])];
    }

    private bool IsUndefined(Value value) => _aliasing.DefinitionOf(value) is Let { Op: Op.Undefined };

    private Value Nothing(Value like) => _source.TypeOf(like).IsBool ? _b.Let(Op.Broadcast, _mask, _b.Bool(false)) : Zero();

    /// <summary>Whether a side of a branch does what only the lanes that take it may do, or much.</summary>
    private bool NeedsGuard(Region side) =>
        side.All().Any(i => i is not (Let or Note or If) || (i is Let { Op: Op.Div or Op.Rem } let && _source.TypeOf(let.Result).IsInteger))
        || side.All().OfType<Let>().Sum(l => Rules.RuleTable.Cost(l.Op)) > 60;
}

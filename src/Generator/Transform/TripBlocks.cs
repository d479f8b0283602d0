// TripBlocks: loops whose trips run over the same matrix run four trips together, instruction by instruction.
//
//     for (n = lower; n < upper; n++) body(n)
// becomes
//     done = 0
//     if (hardware && four trips) done = trips in whole blocks
//     for (n = lower; n < lower + done; n += 4) body(n), body(n + 1), body(n + 2) and body(n + 3), their inner loops jammed
//     for (n = lower + done; n < upper; n++) body(n)
// What is the same in all four is there once; what all four add to one element is one accumulation of their sum. Vectorize then finds inner loops that load an element of the matrix once and use
// it four times. Two rows of the matrix run together in the same way, so that an element of each of the four vectors is loaded once for both. Which loops: Analysis/TripBlock.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed class TripBlocks : Rewriter
{
    private const int Trips = 4, Rows = 2;

    private readonly Aliasing _aliasing;
    private readonly LengthFacts _lengths;
    private readonly Coverage _coverage;
    private readonly MemoryEffects _effects;
    /// <summary>Indices of blocks of trips, in which rows are blocked; null while blocks of trips are made.</summary>
    private readonly HashSet<Value>? _within;
    private readonly HashSet<Value> _made = [];
    private bool _isInside;

    private TripBlocks(Method source, MemoryEffects effects, HashSet<Value>? within) : base(source, new Builder())
    {
        (_effects, _within) = (effects, within);
        _aliasing = new Aliasing(source);
        _lengths = new LengthFacts(source, _aliasing);
        _coverage = new Coverage(source, _aliasing, _lengths, effects);
    }

    public static Method Run(Method method, MemoryEffects effects)
    {
        // What runs in lanes already is left alone.
        if (method.IsExternal || method.Values.Any(v => v.Type is { IsScalar: true, Lanes: > 1 }) || !method.Body.All().Any(i => i is For)) return method;
        TripBlocks trips = new(method, effects, null);
        method = trips.Rebuild();
        if (trips._made.Count == 0) return method;
        return Simplify.Run(new TripBlocks(method, effects, trips._made).Rebuild());
    }

    private Method Rebuild()
    {
        Value[] parameters = Define(Source.Body.Parameters);
        Value[] yields = Inline(parameters);
        return _within is null && _made.Count == 0 ? Source : Target.Rebuild(Source, parameters, yields);
    }

    public override void Copy(Instr instruction)
    {
        if (instruction is not For loop || BlockOf(loop) is not { Refusal: null } block)
        {
            bool isBlock = _within is not null && instruction is For made && _within.Contains(made.Body.Parameters[0]);
            _isInside |= isBlock;
            base.Copy(instruction);
            _isInside &= !isBlock;
        }
        else Write(loop, block);
    }

    private TripBlock? BlockOf(For loop) =>
        _within is null ? TripBlock.Of(Source, loop, _aliasing, _lengths, _coverage, _effects)
        : _isInside ? TripBlock.OfRows(Source, loop, _aliasing, _lengths, _coverage, _effects) : null;

    private void Write(For loop, TripBlock block)
    {
        bool isUp = loop.Step > 0;
        int size = _within is null ? Trips : Rows;
        Value lower = this[loop.Lower], upper = this[loop.Upper];
        Value[] inits = [.. loop.Inits.Select(i => this[i])];
        TripCopy[] trips = Scratch(block, size);
        Value condition = Condition(loop, lower, upper, size, block);
        Target.Begin();
        Value count = isUp ? Target.Sub(upper, lower) : Target.Sub(lower, upper);
        Region then = Target.End(Target.Let(Op.And, IrType.I32, count, Target.Int(-size)));
        Target.Begin();
        Region otherwise = Target.End(Target.Int(0));
        Value done = Target.NewValue(IrType.I32, "done");
        Target.Add(new If([done], condition, then, otherwise));
        Value end = isUp ? Target.Add(lower, done) : Target.Sub(lower, done);
        JammedTrips jammed = new(Source, Target, block, trips);
        Value[] carried = jammed.Write(lower, end, inits, this);
        _made.Add(jammed.Index);

        Region body = CopyRegion(loop.Body);
        Target.Add(loop with { Lower = end, Upper = upper, Inits = new(carried), Body = body, Results = new(Define(loop.Results)) });
    }

    // Each trip but the first gets scratch of its own; the first, and the trips that are left, have what all of them had.
    private TripCopy[] Scratch(TripBlock block, int size)
    {
        TripCopy[] trips = [.. Enumerable.Range(0, size).Select(_ => new TripCopy(Source, Target, Map))];
        foreach (Value own in block.Shape.OwnFromOutside)
        {
            Allocate made = (Allocate)_aliasing.DefinitionOf(own)!;
            foreach (TripCopy trip in trips.Skip(1))
            {
                Value copy = Target.NewValue(Source.TypeOf(own), Source.Values[own.Id].Hint);
                Target.Add(made with { Result = copy, Lengths = Uses(made.Lengths), IsUninitialized = !made.WriteOnce });
                trip.Substitute(own, copy);
            }
        }
        return trips;
    }

    private Value Condition(For loop, Value lower, Value upper, int size, TripBlock block)
    {
        (Value first, Value end) = loop.Step > 0 ? (lower, upper) : (upper, lower);
        List<Func<Value>> conditions = [];
        // Blocks of rows are inside of what the hardware is asked for.
        if (_within is null) conditions.Add(() => Target.Let(Op.Opaque, IrType.Bool, null, [], text: Vectorize.Hardware));
        if (Target.LiteralOf(first) is { Bits: >= -1 and < int.MaxValue / 2 } literal)
        {
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, end, Target.Int(literal.AsInteger + size)));
        }
        else
        {
            // Neither end below -1: then the difference does not wrap.
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, first, Target.Int(0)));
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, end, Target.Int(0)));
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, Target.Sub(end, first), Target.Int(size)));
        }
        // In short rows the sums over lanes are what takes the time.
        Value[] rows = [.. block.RowLengths.Distinct()];
        if (rows.Length > 0 && rows.All(IsHoistable))
            conditions.Add(() => rows.Select(r => Target.Compare(Op.GreaterOrEqual, Hoisted(r), Target.Int(block.LongRow - 1))).Aggregate((a, b) => Target.Let(Op.Or, IrType.Bool, a, b)));
        return Target.All(conditions);
    }

    /// <summary>Whether an integer of the body can be computed before the loop.</summary>
    private bool IsHoistable(Value value) => Has(value) || (_aliasing.DefinitionOf(value) is Let { Op: Op.Constant or Op.Length or Op.Add or Op.Sub or Op.Mul or Op.Neg } let && let.Args.All(IsHoistable));

    private Value Hoisted(Value value)
    {
        if (Has(value)) return this[value];
        Let let = (Let)_aliasing.DefinitionOf(value)!;
        return Target.Let(let.Op, Source.TypeOf(value), null, [.. let.Args.Select(Hoisted)], let.Literal);
    }
}

/// <summary>What the values of the body are in one trip of a block.</summary>
internal sealed class TripCopy : Rewriter
{
    public TripCopy(Method source, Builder target, IReadOnlyDictionary<Value, Value> outside) : base(source, target)
    {
        foreach (KeyValuePair<Value, Value> value in outside) Map[value.Key] = value.Value;
    }
}

/// <summary>Writes the loop over blocks of trips.</summary>
internal sealed class JammedTrips(Method source, Builder b, TripBlock block, TripCopy[] trips)
{
    private readonly For _loop = block.Loop;

    /// <summary>The index of the loop over blocks.</summary>
    public Value Index { get; private set; }

    /// <summary>The loop from lower to end, in whole blocks; what it has carried to its end.</summary>
    public Value[] Write(Value lower, Value end, Value[] inits, Rewriter outside)
    {
        // A sum is carried once for each trip of the block.
        List<Value> starts = [], parameters = [], nexts = [];
        Value index = Index = b.NewValue(IrType.I32, Hint(_loop.Body.Parameters[0]));
        for (int k = 0; k < inits.Length; k++)
        {
            Value carried = _loop.Body.Parameters[k + 1];
            LaneCarried kind = block.Shape.CarriedAt(k);
            for (int s = 0; s < (kind == LaneCarried.Sum ? trips.Length : 1); s++)
            {
                starts.Add(s == 0 ? inits[k] : b.Zero(source.TypeOf(carried)));
                Value parameter = b.NewValue(source.TypeOf(carried), Hint(carried));
                parameters.Add(parameter);
                if (kind == LaneCarried.Sum) trips[s].Substitute(carried, parameter);
                else foreach (TripCopy trip in trips) trip.Substitute(carried, parameter);
            }
        }
        b.Begin([index, .. parameters]);
        for (int s = 0; s < trips.Length; s++)
        {
            trips[s].Substitute(_loop.Body.Parameters[0], s == 0 ? index : b.Add(index, b.Int(s * _loop.Step)));
            for (int k = 0; k < inits.Length; k++)
                if (s > 0 && block.Shape.CarriedAt(k) == LaneCarried.Steps) Advance(k, s, outside);
        }
        Write(_loop.Body);
        for (int k = 0; k < inits.Length; k++)
        {
            if (block.Shape.CarriedAt(k) == LaneCarried.Sum) nexts.AddRange(trips.Select(t => t[_loop.Body.Yields[k]]));
            else nexts.Add(trips[trips.Length - 1][_loop.Body.Yields[k]]);
        }
        Region body = b.End([.. nexts]);
        Value[] results = [.. parameters.Select(p => b.NewValue(b.TypeOf(p), b.HintOf(p)))];
        b.Add(new For(new(results), lower, end, trips.Length * _loop.Step, new([.. starts]), body, false, false));

        Queue<Value> left = new(results);
        return [.. inits.Select((_, k) => block.Shape.CarriedAt(k) == LaneCarried.Sum ? Total([.. trips.Select(_ => left.Dequeue())]) : left.Dequeue())];
    }

    private string? Hint(Value value) => source.Values[value.Id].Hint;

    /// <summary>An integer that grows by the same amount in every trip, some trips later.</summary>
    private void Advance(int k, int trip, Rewriter outside)
    {
        (Value step, bool isSubtracted) = block.Shape.StepAt(k);
        Value grown = StepLiteral(step) is { } literal ? b.Int(trip * literal) : b.Mul(outside[step], b.Int(trip));
        Value carried = _loop.Body.Parameters[k + 1];
        trips[trip].Substitute(carried, b.Let(isSubtracted ? Op.Sub : Op.Add, IrType.I32, Hint(carried), [trips[0][carried], grown]));
    }

    private long? StepLiteral(Value step) => source.Body.All().OfType<Let>().FirstOrDefault(l => l.Op == Op.Constant && l.Result == step)?.Literal.AsInteger;

    private Value Total(Value[] terms) => terms.Skip(1).Aggregate(terms[0], b.Add);

    // ---- instructions

    private void Write(Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case Note: b.Add(instruction); break;
                case Accumulate i when !i.Indices.Append(i.Memory).Any(block.Varies):
                    Value[] terms = block.Varies(i.Operand) ? [.. trips.Select(t => t[i.Operand])] : [.. Enumerable.Repeat(trips[0][i.Operand], trips.Length)];
                    b.Add(new Accumulate(trips[0][i.Memory], trips[0].Uses(i.Indices), Total(terms)));
                    break;
                case For i when block.IsTogether(i): Write(i); break;
                case If i when block.IsTogether(i): Write(i); break;
                case Let or Load or Slice when !instruction.Results().Any(block.Varies):
                    trips[0].Copy(instruction);
                    foreach (Value result in instruction.Results()) Share(result);
                    break;
                default: foreach (TripCopy trip in trips) trip.Copy(instruction); break;
            }
        }
    }

    /// <summary>The first trip's value is that of all trips.</summary>
    private void Share(Value value)
    {
        foreach (TripCopy trip in trips.Skip(1)) trip.Substitute(value, trips[0][value]);
    }

    private Value[] Define(Value value)
    {
        if (block.Varies(value)) return [.. trips.Select(t => t.Define(value))];
        Value one = trips[0].Define(value);
        Share(value);
        return [one];
    }

    /// <summary>A value as another one is: once, or for each trip.</summary>
    private IEnumerable<Value> As(Value like, Value value) => block.Varies(like) ? trips.Select(t => t[value]) : [trips[0][value]];

    private void Write(For loop)
    {
        Value lower = trips[0][loop.Lower], upper = trips[0][loop.Upper];
        Value[] inits = [.. loop.Inits.SelectMany((init, k) => As(loop.Body.Parameters[k + 1], init))];
        b.Begin([.. loop.Body.Parameters.SelectMany(Define)]);
        Write(loop.Body);
        Region body = b.End([.. loop.Inits.SelectMany((_, k) => As(loop.Body.Parameters[k + 1], loop.Body.Yields[k]))]);
        b.Add(loop with { Lower = lower, Upper = upper, Inits = new(inits), Body = body, Results = new([.. loop.Results.SelectMany(Define)]) });
    }

    private void Write(If choice)
    {
        // A guard is entered where any of the trips must.
        Value condition = As(choice.Condition, choice.Condition).Aggregate((a, c) => b.Let(Op.Or, IrType.Bool, a, c));
        Region then = Side(choice.Then), otherwise = Side(choice.Else);
        b.Add(choice with { Condition = condition, Then = then, Else = otherwise, Results = new([.. choice.Results.SelectMany(Define)]) });

        Region Side(Region side)
        {
            b.Begin();
            Write(side);
            return b.End([.. choice.Results.SelectMany((r, k) => As(r, side.Yields[k]))]);
        }
    }
}

// LaneTrips: loops whose trips are independent run eight trips at once, one in each lane of vectors, with inner loops, branches and arrays of their own.
//
//     for (i = lower; i < upper; i++) body(i)
// becomes
//     whole = 0
//     if (hardware && at least one vector of trips && what is summed is not too long) { make arrays of vectors; whole = trips in whole vectors; sums += Kernel(…) }
//     for (i = lower + whole; i < upper; i++) body(i)
// The kernel is a method of its own without calls, for the reasons given in Vectorize, which then sees to the inner loops of the trips that are left. Of a loop that descends the vectors
// take the lower end too, so that a forward and a reverse sweep leave the same trips to scalars. Which loops: Analysis/LaneShape. The vectors: LaneNest.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed class LaneTrips : Rewriter
{
    // Sums over the trips take eight times the memory of what they are added to, which must not leave the cache that is left for them.
    private const int MaxSums = 1 << 16;
    // They are cleared before and added up after.
    private const int VectorsForSums = 4;

    // How much of the time must be left for the second copy of the body to be worth it, and what a trip without loops must cost at least.
    private const double MaxShare = 0.8, MinCost = 24;

    private readonly Aliasing _aliasing;
    private readonly LengthFacts _lengths;
    private readonly Coverage _coverage;
    private readonly LaneChoice _choice;
    private readonly MemoryEffects _effects;
    private readonly Func<string, string> _unique;
    private readonly HashSet<For> _innermost = new(ReferenceComparer<For>.Instance);
    private readonly List<Method> _kernels = [];
    private readonly List<string> _remarks = [];
    private bool _isRest;
    private string _role = "";

    private LaneTrips(Method source, Builder target, LaneChoice choice, MemoryEffects effects, Func<string, string> unique) : base(source, target)
    {
        (_choice, _effects, _unique) = (choice, effects, unique);
        _aliasing = new Aliasing(source);
        _lengths = new LengthFacts(source, _aliasing);
        _coverage = new Coverage(source, _aliasing, _lengths, effects);
        foreach (For loop in source.Body.All().OfType<For>())
            if (LoopShape.Of(source, loop, _aliasing).Refusal is null) _innermost.Add(loop);
    }

    /// <summary>The method with loops across whose trips there are lanes; a remark for each loop around others that stays as it is.</summary>
    public static Vectorized Run(Method method, LaneChoice choice, MemoryEffects effects, Func<string, string>? unique = null)
    {
        // What runs in lanes already (several directions of a second derivative) is left alone.
        if (choice is not (LaneChoice.Auto or LaneChoice.Outer) || method.Values.Any(v => v.Type.Lanes > 1)) return new Vectorized(method, [], []);
        string[] uncounted = [.. method.Body.All().OfType<While>().Where(HasLoops).Select(_ => $"a loop in '{method.Surface.Name}': its number of trips is not known beforehand")];
        if (!method.Body.All().OfType<For>().Any()) return new Vectorized(method, [], uncounted);
        Builder builder = new();
        LaneTrips pass = new(method, builder, choice, effects, unique ?? (name => name));
        pass._remarks.AddRange(uncounted);
        Value[] parameters = pass.Define(method.Body.Parameters);
        Value[] yields = pass.Inline(parameters);
        return pass._kernels.Count == 0 ? new Vectorized(method, [], pass._remarks) : new Vectorized(builder.Rebuild(method, parameters, yields), pass._kernels, pass._remarks);
    }

    public override void Copy(Instr instruction)
    {
        if (instruction is Note { IsHeading: true } heading) _role = heading.Text is "forward" or "reverse" ? heading.Text : "";
        if (instruction is not For loop || _isRest)
        {
            base.Copy(instruction);
            return;
        }
        if (Chosen(loop) is { } shape)
        {
            Write(loop, shape);
            return;
        }
        // Inner loops of trips that run together keep to innermost vectors.
        _isRest = _choice == LaneChoice.Auto && !_innermost.Contains(loop) && TripBlock.Of(Source, loop, _aliasing, _lengths, _coverage, _effects).Refusal is null;
        base.Copy(instruction);
        _isRest = false;
    }

    private LaneShape? Chosen(For loop)
    {
        if (_innermost.Contains(loop)) return null;
        LaneShape shape = LaneShape.Of(Source, loop, _aliasing, _lengths, _coverage);
        string? refusal = shape.Refusal;
        if (refusal is null && _choice == LaneChoice.Auto)
        {
            (double alone, double inLanes) = shape.Cost(_innermost);
            if (inLanes >= alone * MaxShare || (alone < MinCost && !HasLoops(loop))) refusal = "vectors within a trip are as good";
        }
        if (refusal is null) return shape;
        if (HasLoops(loop)) _remarks.Add($"the loop over '{Source.Values[loop.Body.Parameters[0].Id].Hint ?? "i"}' in '{Source.Surface.Name}': {refusal}");
        return null;
    }

    private static bool HasLoops(Instr loop) => loop.Regions().SelectMany(r => r.All()).Any(i => i is For or While);

    // ---- the loop

    private void Write(For loop, LaneShape shape)
    {
        Builder builder = new();
        LaneNest nest = new(Source, shape, _aliasing, builder);
        Value[] sums = nest.Write();
        Method kernel = KeepInRegisters.Run(Kernel(nest, builder, sums), nest.Products);
        _kernels.Add(kernel);

        // Counted upwards from the lower end.
        Affine lower = _aliasing.FormOf(loop.Lower), upper = _aliasing.FormOf(loop.Upper), one = Affine.Of(1);
        (Affine first, Affine end) = loop.Step > 0 ? (lower, upper) : (upper.Plus(one), lower.Plus(one));
        Value start = Make(first), stop = Make(end), count = first is { IsConstant: true, Constant: 0 } ? stop : Target.Sub(stop, start);
        Value condition = Target.All(Conditions(nest, shape, start, stop, count));

        Target.Begin();
        Value whole = Target.Let(Op.And, IrType.I32, "whole", [count, Target.Int(-nest.Width)]);
        List<Value> args = [.. nest.Parameters.Select(p => p.Original.Exists ? this[p.Original] : Make(nest.Scratch.First(s => s.Parameter == p.Parameter)))];
        args.Add(start);
        args.Add(first is { IsConstant: true, Constant: 0 } ? whole : Target.Add(start, whole));
        Value[] results = [.. kernel.Body.Yields.Select(y => Target.NewValue(kernel.TypeOf(y)))];
        Target.Add(new Call(new(results), kernel.Key, new([.. args])));
        int[] summed = [.. Enumerable.Range(0, loop.Inits.Count).Where(k => shape.CarriedAt(k) == LaneCarried.Sum)];
        Region then = Target.End([whole, .. summed.Select((k, s) => Target.LiteralOf(this[loop.Inits[k]]) is { Bits: 0 } ? results[s] : Target.Add(this[loop.Inits[k]], results[s]))]);
        Target.Begin();
        Region otherwise = Target.End([Target.Int(0), .. summed.Select(k => this[loop.Inits[k]])]);
        Value done = Target.NewValue(IrType.I32, "done");
        Value[] inits = [.. loop.Inits.Select(i => this[i])];
        Value[] begun = [.. summed.Select(k => inits[k] = Target.NewValue(Source.TypeOf(loop.Inits[k]), Source.Values[loop.Body.Parameters[k + 1].Id].Hint))];
        Target.Add(new If(new([done, .. begun]), condition, then, otherwise));
        Rest(loop, shape, done, inits);
    }

    private Method Kernel(LaneNest nest, Builder builder, Value[] sums)
    {
        Value[] parameters = [.. nest.Parameters.Select(p => p.Parameter), nest.Start, nest.End];
        string stem = Source.Surface.Name.StartsWith("@", StringComparison.Ordinal) ? Source.Surface.Name.Substring(1) : Source.Surface.Name;
        string name = _unique(stem + (_role.Length > 0 ? char.ToUpperInvariant(_role[0]) + _role.Substring(1) : "") + "Lanes");
        Surface surface = Surfaces.Helper(name, v => new(builder.TypeOf(v), builder.HintOf(v)), parameters, sums);
        return builder.ToMethod($"{Source.Key}!{name}{_kernels.Count}", parameters, sums, surface with { Attributes = [Vectorize.Attribute] });
    }

    // The trips that are left.
    private void Rest(For loop, LaneShape shape, Value done, Value[] inits)
    {
        bool fromZero = _aliasing.LiteralOf(loop.Lower) is { Bits: 0 };
        Value lower = loop.Step < 0 ? this[loop.Lower] : fromZero ? done : Target.Add(this[loop.Lower], done);
        Value upper = loop.Step > 0 ? this[loop.Upper] : Target.Add(this[loop.Upper], done);
        for (int k = 0; k < inits.Length; k++)
            if (shape.CarriedAt(k) == LaneCarried.Steps && loop.Step > 0) inits[k] = Stepped(k, inits[k]);
        _isRest = true;
        Region body = CopyRegion(loop.Body);
        _isRest = false;
        Value[] results = [.. loop.Results.Select(Define)];
        Target.Add(loop with { Lower = lower, Upper = upper, Inits = new(inits), Body = body, Results = new(results) });
        for (int k = 0; k < inits.Length; k++)
            if (shape.CarriedAt(k) == LaneCarried.Steps && loop.Step < 0) Substitute(loop.Results[k], Stepped(k, results[k]));

        Value Stepped(int k, Value from)
        {
            (Value step, bool isSubtracted) = shape.StepAt(k);
            Value grown = Target.Mul(done, _aliasing.LiteralOf(step) is { } literal ? Target.Int(literal.AsInteger) : this[step]);
            return isSubtracted ? Target.Sub(from, grown) : Target.Add(from, grown);
        }
    }

    // ---- conditions

    private List<Func<Value>> Conditions(LaneNest nest, LaneShape shape, Value start, Value stop, Value count)
    {
        List<Func<Value>> conditions = [() => Target.Let(Op.Opaque, IrType.Bool, null, [], text: Vectorize.Hardware)];
        int least = nest.Width * (_choice == LaneChoice.Auto && nest.Scratch.Any(s => s.MustBeZero) ? VectorsForSums : 1);
        if (Target.LiteralOf(start) is { Bits: >= 0 and < int.MaxValue / 2 } from)
        {
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, stop, Target.Int(from.AsInteger + least)));
        }
        else
        {
            // Neither end negative: then the difference does not wrap.
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, start, Target.Int(0)));
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, stop, Target.Int(0)));
            conditions.Add(() => Target.Compare(Op.GreaterOrEqual, count, Target.Int(least)));
        }
        foreach (LaneScratch scratch in nest.Scratch)
        {
            if (scratch.MustBeZero) conditions.Add(() => Target.Compare(Op.LessOrEqual, Target.Length(this[scratch.Like]), Target.Int(MaxSums)));
            else if (scratch.Length.Exists && _aliasing.LiteralOf(scratch.Length) is not { Bits: >= 0 })
                conditions.Add(() => Target.Compare(Op.GreaterOrEqual, Hoisted(scratch.Length), Target.Int(0)));
        }
        return conditions;
    }

    // ---- what the caller makes

    private Value Make(LaneScratch scratch)
    {
        Value length = scratch.Like.Exists ? Target.Length(this[scratch.Like]) : Hoisted(scratch.Length);
        if (scratch.IsOneLonger) length = Target.Add(length, Target.Int(1));
        Value memory = Target.NewValue(scratch.Type, scratch.Name);
        Target.Add(new Allocate(memory, [length], IsUninitialized: !scratch.MustBeZero));
        return memory;
    }

    /// <summary>An integer that the body finds from values outside.</summary>
    private Value Hoisted(Value value)
    {
        if (Has(value)) return this[value];
        Let let = (Let)_aliasing.DefinitionOf(value)!;
        return Target.Let(let.Op, Source.TypeOf(value), null, [.. let.Args.Select(Hoisted)], let.Literal);
    }

    private Value Make(Affine form)
    {
        Value sum = Value.None;
        foreach ((Value value, long coefficient) in form.Terms.OrderByDescending(t => t.Coefficient))
        {
            Value term = Math.Abs(coefficient) == 1 ? this[value] : Target.Mul(this[value], Target.Int(Math.Abs(coefficient)));
            sum = !sum.Exists ? (coefficient > 0 ? term : Target.Neg(term)) : coefficient > 0 ? Target.Add(sum, term) : Target.Sub(sum, term);
        }
        long constant = unchecked((int)form.Constant);
        return !sum.Exists ? Target.Int(constant) : constant > 0 ? Target.Add(sum, Target.Int(constant)) : constant < 0 ? Target.Sub(sum, Target.Int(-constant)) : sum;
    }
}

// Writes a fused loop into the forward sweep, and what is left of its reverse into the reverse sweep.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>The loop with the joined derivative of its body in place of the body; it also carries the adjoints of scalars from outside, which are sums over the trips.</summary>
internal sealed class FusedLoopWriter(RecordingSweep forward, Builder target, FusedLoop fused, Func<Value, Value> shadowOf)
{
    public void Write(bool hasHeadings)
    {
        Method trip = fused.Joined;
        if (hasHeadings) target.Heading("forward and reverse, trip by trip");
        fused.Seeds = [.. fused.Sums.Select(k => fused.IsDeferred ? target.Constant(TypeOfYield(k), 1.0) : target.NewValue(TypeOfYield(k), NameOf(k)))];
        Value[] shadows = [.. fused.Memory.Select(ShadowFor)];
        Value[] captured = [.. fused.Captured.Select(v => forward[v])];
        Value[] zeros = [.. fused.Scalars.Select(v => target.Zero(target.TypeOf(forward[v])))];
        Value[] Totals() => [.. fused.Scalars.Select(v => target.NewValue(target.TypeOf(forward[v]), target.HintOf(forward[v]) is { } hint ? hint + "Adjoint" : null))];
        fused.Totals = Totals();

        Region Body(Region body, int carried)
        {
            Value[] parameters = forward.Define(body.Parameters), totals = Totals();
            target.Begin([.. parameters, .. totals]);
            Value[] yields = new Rewriter(trip, target).Inline([.. parameters, .. captured, .. fused.Seeds, .. shadows]);
            int own = body.Yields.Count;
            Value[] sums = [.. totals.Select((t, k) => target.Add(t, yields[own + k]))];
            return target.End([.. yields.Take(carried), .. sums, .. yields.Take(own).Skip(carried)]);
        }

        EquatableArray<Value> Results(EquatableArray<Value> results, int carried) =>
            [.. forward.Define(new EquatableArray<Value>([.. results.Take(carried)])), .. fused.Totals, .. forward.Define(new EquatableArray<Value>([.. results.Skip(carried)]))];

        if (fused.Loop is For counted)
        {
            int carried = counted.Inits.Count;
            Value lower = forward[counted.Lower], upper = forward[counted.Upper];
            EquatableArray<Value> inits = [.. forward.Uses(counted.Inits), .. zeros];
            Region body = Body(counted.Body, carried);
            fused.Emitted = counted with { Results = Results(counted.Results, carried), Lower = lower, Upper = upper, Inits = inits, Body = body };
        }
        else
        {
            While loop = (While)fused.Loop;
            int carried = loop.Inits.Count;
            EquatableArray<Value> inits = [.. forward.Uses(loop.Inits), .. zeros];
            target.Begin([.. forward.Define(loop.Test.Parameters), .. Totals()]);
            foreach (Instr instruction in loop.Test.Body) forward.CopyAsItIs(instruction);
            Region test = target.End([.. forward.Uses(loop.Test.Yields)]), body = Body(loop.Body, carried);
            fused.Emitted = loop with { Results = Results(loop.Results, carried), Inits = inits, Test = test, Body = body };
        }
        target.Add(fused.Emitted);
        if (hasHeadings) target.Heading("forward");
    }

    private Region Source => fused.Loop is For counted ? counted.Body : ((While)fused.Loop).Body;
    private IrType TypeOfYield(int k) => fused.Joined.TypeOf(fused.Joined.Body.Yields[k]);
    private string? NameOf(int k) => forward.HintOf(Source.Yields[k]) is { } hint ? hint + "Adjoint" : null;

    private Value ShadowFor(Value memory)
    {
        Value shadow = shadowOf(memory);
        if (!fused.IsDeferred || fused.InPlace.Contains(memory)) return fused.Scratch[memory] = shadow;
        string? hint = forward.HintOf(memory) is { } of ? of + "Total" : null;
        return fused.Scratch[memory] = target.Allocate(target.TypeOf(shadow), hint, writeOnce: false, target.Length(shadow));
    }
}

internal sealed partial class ReverseSweep
{
    private void ReverseFused(FusedLoop fused)
    {
        Value[] results = [.. fused.Loop.Results()];
        EquatableArray<Value> inits = fused.Loop is For counted ? counted.Inits : ((While)fused.Loop).Inits;
        Value[] adjoints = fused.Adjoints = [.. fused.Sums.Select(k => AdjointOrZero(results[k]))];
        for (int k = 0; k < adjoints.Length; k++)
            if (IsActive(inits[fused.Sums[k]])) AddAdjoint(inits[fused.Sums[k]], adjoints[k]);
        for (int k = 0; k < fused.Scalars.Length; k++)
        {
            Value total = IsCollecting ? Dummy(Method.TypeOf(fused.Scalars[k])) : fused.Totals[k];
            AddAdjoint(fused.Scalars[k], fused.IsDeferred && !IsCollecting ? Scaled(total, adjoints[0]) : total);
        }
        if (IsCollecting || !fused.IsDeferred) return;
        foreach (Value memory in fused.Memory) Scale(Shadow(memory), fused.Scratch[memory], adjoints[0], fused.InPlace.Contains(memory));
    }

    private Value Scaled(Value total, Value adjoint)
    {
        IrType type = _builder.TypeOf(total);
        if (_builder.TypeOf(adjoint) != type) adjoint = _builder.Let(Op.Convert, type, adjoint);
        return Product(total, adjoint);
    }

    // Where no trip added anything, an adjoint that is infinite has nothing to multiply; and an adjoint of 0 gives 0 whatever was added. Everything else, zeros included, is a product, also for derivatives
    // of it.
    private Value Product(Value total, Value adjoint)
    {
        IrType type = _builder.TypeOf(total);
        Value zero = _builder.Zero(type), product = _builder.Mul(adjoint, total);
        Value isZero = _builder.Let(Op.Or, IrType.Bool, _builder.Compare(Op.Equal, total, zero), _builder.Compare(Op.Equal, adjoint, zero));
        return _builder.Let(Op.Select, type, _builder.Let(Op.And, IrType.Bool, _builder.Let(Op.IsNaN, IrType.Bool, product), isZero), zero, product);
    }

    private void Scale(Value shadow, Value added, Value adjoint, bool inPlace)
    {
        IrType type = _builder.TypeOf(shadow).ElementType;
        if (_builder.TypeOf(adjoint) != type) adjoint = _builder.Let(Op.Convert, type, adjoint);
        CustomDerivative.Loops(_builder, _builder.TypeOf(shadow).Rank, d => _builder.Length(shadow, d), false, [], at =>
        {
            Value product = Product(_builder.Load(added, at), adjoint);
            if (inPlace) _builder.Store(shadow, product, at);
            else _builder.Accumulate(shadow, product, at);
        });
    }
}

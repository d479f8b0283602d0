// The environment of one region of the reverse sweep: adjoints so far, primal values got back, shadow memory.
using System.Collections.Generic;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Mirrors one region of the primal. Look-ups go outwards; what is set stays in the innermost frame, because that is where the defining instruction is emitted.
/// </summary>
internal sealed class ReverseFrame(RegionNode node, ReverseFrame? outer)
{
    public RegionNode Node => node;
    public ReverseFrame? Outer => outer;
    /// <summary>Adjoints that this region set, its own values' and captured ones'.</summary>
    public Dictionary<Value, Value> Adjoints { get; } = [];
    public Dictionary<Value, Value> Primals { get; } = [];
    public Dictionary<Value, Value> Shadows { get; } = [];
    /// <summary>Trip number of the mirrored loop, counted from 0; None if nothing asked for it yet or this is no loop.</summary>
    public Value Trip { get; set; } = Value.None;

    public Value Adjoint(Value primal)
    {
        for (ReverseFrame? frame = this; frame is not null; frame = frame.Outer)
            if (frame.Adjoints.TryGetValue(primal, out Value adjoint)) return adjoint;
        return Value.None;
    }

    public bool TryPrimal(Value value, out Value copy)
    {
        for (ReverseFrame? frame = this; frame is not null; frame = frame.Outer)
            if (frame.Primals.TryGetValue(value, out copy)) return true;
        copy = Value.None;
        return false;
    }

    public bool TryShadow(Value memory, out Value shadow)
    {
        for (ReverseFrame? frame = this; frame is not null; frame = frame.Outer)
            if (frame.Shadows.TryGetValue(memory, out shadow)) return true;
        shadow = Value.None;
        return false;
    }

    /// <summary>The frame that mirrors a region.</summary>
    public ReverseFrame For(RegionNode region)
    {
        ReverseFrame frame = this;
        while (!ReferenceEquals(frame.Node, region)) frame = frame.Outer!;
        return frame;
    }
}

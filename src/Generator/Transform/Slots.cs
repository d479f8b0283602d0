// Slots: records of counted loops as ordinary memory, one element per trip, indexed by the trips of the enclosing loops.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Buffers are allocated in the forward sweep before the outermost loop. A loop from a small literal upwards by 1 is indexed by its own index
/// (a few unused elements are cheaper to read than an offset); others by (index - lower) / step.
/// </summary>
internal sealed class Slots(ReverseContext context, Builder builder)
{
    private readonly Dictionary<Value, Value> _buffers = [];
    private readonly Dictionary<RegionNode, Value> _counts = [];

    /// <summary>Allocates the buffers of all slot values inside a top-level loop; called just before that loop is emitted.</summary>
    public void Allocate(RegionNode outermost, Func<Value, Value> forward)
    {
        foreach (Value value in context.Recording.Stored(Recovery.Slot))
        {
            List<RegionNode> loops = context.Recording.LoopsAround(value);
            if (!ReferenceEquals(loops[0], outermost)) continue;
            Value size = Count(loops[0], forward);
            for (int k = 1; k < loops.Count; k++) size = builder.Mul(size, Count(loops[k], forward));
            _buffers[value] = builder.Allocate(IrType.Span(context.Method.TypeOf(value).Element), Name(value), writeOnce: true, size);
        }
    }

    public void Store(Value value, Value copy, Func<Value, Value> index) => builder.Store(_buffers[value], copy, Position(value, index));

    public Value Load(Value value, Func<Value, Value> index)
    {
        Value copy = builder.Load(_buffers[value], Position(value, index));
        if (context.Method.Values[value.Id].Hint is { } hint) builder.SetHint(copy, hint);
        return copy;
    }

    private string Name(Value value)
    {
        if (context.Method.Values[value.Id].Hint is { } hint) return hint + "Record";
        return context.Structure.DefinitionOf(value) is Load ? "overwritten" : "record";
    }

    private Value Position(Value value, Func<Value, Value> index)
    {
        List<RegionNode> loops = context.Recording.LoopsAround(value);
        Value position = Trip(loops[0], index);
        for (int k = 1; k < loops.Count; k++)
            position = builder.Add(builder.Mul(position, AsInt(_counts[loops[k]])), Trip(loops[k], index));
        return position;
    }

    private Value Trip(RegionNode loop, Func<Value, Value> index)
    {
        For owner = (For)loop.Owner!;
        Value i = index(loop.Region.Parameters[0]);
        if (IsDirect(owner)) return AsInt(i);
        Value distance = builder.Sub(i, TopLevel(owner.Lower, index));
        return AsInt(owner.Step == 1 ? distance : builder.Div(distance, builder.Int(owner.Step, builder.TypeOf(i).Element)));
    }

    private Value Count(RegionNode loop, Func<Value, Value> forward)
    {
        if (_counts.TryGetValue(loop, out Value known)) return known;
        For owner = (For)loop.Owner!;
        Value upper = TopLevel(owner.Upper, forward);
        Value count;
        if (IsDirect(owner)) count = AtLeastZero(upper, owner.Upper);
        else
        {
            Value lower = TopLevel(owner.Lower, forward);
            Scalar kind = builder.TypeOf(upper).Element;
            Value distance = owner.Step > 0 ? builder.Sub(upper, lower) : builder.Sub(lower, upper);
            long step = Math.Abs(owner.Step);
            if (step != 1) distance = builder.Div(builder.Add(distance, builder.Int(step - 1, kind)), builder.Int(step, kind));
            count = AtLeastZero(distance, Value.None);
        }
        return _counts[loop] = AsInt(count);
    }

    private bool IsDirect(For loop) =>
        loop.Step == 1 && context.Structure.DefinitionOf(loop.Lower) is Let { Op: Op.Constant } lower && lower.Literal.AsInteger is >= 0 and <= 4;

    private Value AtLeastZero(Value count, Value original)
    {
        Instr? definition = original.Exists ? context.Structure.DefinitionOf(original) : null;
        if (definition is Let { Op: Op.Length } or Let { Op: Op.Constant, Literal.Bits: >= 0 }) return count;
        return builder.Let(Op.Max, builder.TypeOf(count), count, builder.Int(0, builder.TypeOf(count).Element));
    }

    private Value AsInt(Value value) => builder.TypeOf(value) == IrType.I32 ? value : builder.Let(Op.Convert, IrType.I32, value);

    // Bounds of inner loops are functions of top-level integers; they are computed again where they are wanted.
    private Value TopLevel(Value value, Func<Value, Value> copyOf)
    {
        if (context.Structure.RegionOf(value).Kind == RegionKind.Root) return copyOf(value);
        Let let = (Let)context.Structure.DefinitionOf(value)!;
        Value[] args = [.. let.Args.Select(a => TopLevel(a, copyOf))];
        return builder.Let(let.Op, context.Method.TypeOf(value), context.Method.Values[value.Id].Hint, args, let.Literal, let.Text);
    }
}

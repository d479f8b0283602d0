// Slots: records of counted loops as ordinary memory, one element per trip, indexed by the trips of the enclosing loops.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Buffers are allocated in the forward sweep before the outermost loop. The position of a trip is its number; in a nest, position(outer) * trips(inner) + trip(inner) if the inner loop has the same
/// number of trips each time, and otherwise (triangular loops) start[position(outer)] + trip(inner), where start is a running total counted beforehand. A loop
/// from a small literal upwards by 1 is numbered by its own index: a few unused elements are cheaper to read than an offset.
/// </summary>
internal sealed class Slots(ReverseContext context, Builder builder)
{
    private readonly Dictionary<Value, Value> _buffers = [];
    private readonly Dictionary<RegionNode, Value> _counts = [];
    private readonly Dictionary<RegionNode, Value> _starts = [];
    private readonly Dictionary<RegionNode, Value> _sizes = [];

    /// <summary>Allocates the buffers of all slot values inside a top-level loop; called just before that loop is emitted.</summary>
    public void Allocate(RegionNode outermost, Func<Value, Value> forward)
    {
        foreach (Value value in context.Recording.Stored(Recovery.Slot))
        {
            List<RegionNode> loops = context.Recording.LoopsAround(value);
            if (!ReferenceEquals(loops[0], outermost)) continue;
            _buffers[value] = builder.Allocate(IrType.Span(context.Recording.SlotElement(value)), Name(value), writeOnce: true, Size(loops, forward));
        }
    }

    public void Store(Value value, Value copy, Func<Value, Value> index)
    {
        IrType element = builder.TypeOf(_buffers[value]).ElementType;
        if (builder.TypeOf(copy) != element) copy = builder.Let(Op.Select, element, copy, builder.Constant(element, 1.0), builder.Constant(element, 0.0));
        builder.Store(_buffers[value], copy, Position(context.Recording.LoopsAround(value), index));
    }

    public Value Load(Value value, Func<Value, Value> index)
    {
        Value copy = builder.Load(_buffers[value], Position(context.Recording.LoopsAround(value), index));
        if (builder.TypeOf(copy) != context.Method.TypeOf(value)) copy = builder.Compare(Op.NotEqual, copy, builder.Zero(builder.TypeOf(copy)));
        if (context.Method.Values[value.Id].Hint is { } hint) builder.SetHint(copy, hint);
        return copy;
    }

    private string Name(Value value)
    {
        if (context.Method.Values[value.Id].Hint is { } hint) return hint + "Record";
        return context.Structure.DefinitionOf(value) is Load ? "overwritten" : "record";
    }

    // ---- sizes, before the outermost loop

    /// <summary>Number of positions of a nest of loops.</summary>
    private Value Size(List<RegionNode> loops, Func<Value, Value> forward)
    {
        RegionNode inner = loops[loops.Count - 1];
        if (_sizes.TryGetValue(inner, out Value known)) return known;
        if (loops.Count == 1) return _sizes[inner] = _counts[inner] = Count(inner, forward);
        List<RegionNode> outer = loops.GetRange(0, loops.Count - 1);
        Value outerSize = Size(outer, forward);
        if (IsUniform(inner))
        {
            Value count = _counts[inner] = Count(inner, forward);
            return _sizes[inner] = builder.Mul(outerSize, count);
        }
        Value start = _starts[inner] = builder.Allocate(IrType.Span(Scalar.I32), "start", writeOnce: true, outerSize);
        return _sizes[inner] = Total(outer, 0, inner, start, builder.Int(0), forward, []);
    }

    // Runs the outer loops empty, storing at each position the total so far and adding the trips the inner loop will make.
    private Value Total(
        List<RegionNode> outer, int level, RegionNode inner, Value start, Value total, Func<Value, Value> forward, Dictionary<Value, Value> indices)
    {
        Value Copy(Value value) => indices.TryGetValue(value, out Value index) ? index : forward(value);
        if (level == outer.Count)
        {
            builder.Store(start, total, Position(outer, Copy));
            return builder.Add(total, Count(inner, Copy));
        }
        For loop = (For)outer[level].Owner!;
        Value lower = TopLevel(loop.Lower, Copy), upper = TopLevel(loop.Upper, Copy);
        Value counter = builder.NewValue(context.Method.TypeOf(loop.Body.Parameters[0]), context.Method.Values[loop.Body.Parameters[0].Id].Hint);
        Value carried = builder.NewValue(IrType.I32, "total"), result = builder.NewValue(IrType.I32, "total");
        indices[loop.Body.Parameters[0]] = counter;
        builder.Begin(counter, carried);
        Value next = Total(outer, level + 1, inner, start, carried, forward, indices);
        builder.Add(new For([result], lower, upper, loop.Step, [total], builder.End(next), HasExit: false, HasTrips: false));
        return result;
    }

    private bool IsUniform(RegionNode loop)
    {
        For owner = (For)loop.Owner!;
        return DependsOnNoIndex(owner.Upper) && (IsDirect(owner) || DependsOnNoIndex(owner.Lower));
    }

    private bool DependsOnNoIndex(Value value) =>
        context.Structure.RegionOf(value).Kind == RegionKind.Root
        || (context.Structure.DefinitionOf(value) is Let let && let.Args.All(DependsOnNoIndex));

    /// <summary>Trips of one loop (or its upper bound, where positions are the index itself), at least 0.</summary>
    private Value Count(RegionNode loop, Func<Value, Value> copyOf)
    {
        For owner = (For)loop.Owner!;
        Value upper = TopLevel(owner.Upper, copyOf);
        if (IsDirect(owner)) return AsInt(AtLeastZero(upper, owner.Upper));
        Value lower = TopLevel(owner.Lower, copyOf);
        Scalar kind = builder.TypeOf(upper).Element;
        Value distance = owner.Step > 0 ? builder.Sub(upper, lower) : builder.Sub(lower, upper);
        long step = Math.Abs(owner.Step);
        if (step != 1) distance = builder.Div(builder.Add(distance, builder.Int(step - 1, kind)), builder.Int(step, kind));
        return AsInt(AtLeastZero(distance, Value.None));
    }

    // ---- positions, inside the loops of either sweep

    private Value Position(List<RegionNode> loops, Func<Value, Value> index)
    {
        Value position = Trip(loops[0], index);
        for (int k = 1; k < loops.Count; k++)
        {
            Value before = _starts.TryGetValue(loops[k], out Value start) ? builder.Load(start, position) : builder.Mul(position, _counts[loops[k]]);
            position = builder.Add(before, Trip(loops[k], index));
        }
        return position;
    }

    private Value Trip(RegionNode loop, Func<Value, Value> index)
    {
        For owner = (For)loop.Owner!;
        Value i = index(loop.Region.Parameters[0]);
        if (IsDirect(owner)) return AsInt(i);
        Value lower = TopLevel(owner.Lower, index);
        if (owner.Step == -1) return AsInt(builder.Sub(lower, i));
        Value distance = builder.Sub(i, lower);
        return AsInt(owner.Step == 1 ? distance : builder.Div(distance, builder.Int(owner.Step, builder.TypeOf(i).Element)));
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

    // Bounds of inner loops are functions of top-level integers and of indices; they are computed again where they are wanted.
    private Value TopLevel(Value value, Func<Value, Value> copyOf)
    {
        if (context.Structure.RegionOf(value).Kind == RegionKind.Root || context.Structure.DefinitionOf(value) is null) return copyOf(value);
        Let let = (Let)context.Structure.DefinitionOf(value)!;
        Value[] args = [.. let.Args.Select(a => TopLevel(a, copyOf))];
        return builder.Let(let.Op, context.Method.TypeOf(value), context.Method.Values[value.Id].Hint, args, let.Literal, let.Text);
    }
}

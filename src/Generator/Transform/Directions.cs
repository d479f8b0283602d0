// The unit directions of all inputs, several at a time: what a forward sweep is pushed along, and where the columns go that it gives.
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// A sweep carries the directions start, start + 1, … in the lanes of its tangents, so the function's own work, and that of its gradient, is done once for all of them. Lanes
/// beyond the last input are zero and never stored.
/// </summary>
internal sealed class Directions(MemberBuilder m, Entries columns, byte lanes, string suffix)
{
    private readonly Builder _b = m.Builder;

    public byte Lanes => lanes;

    /// <summary>One sweep gives all columns.</summary>
    public bool FitsOne => columns.FixedCount is { } count && count <= lanes;

    /// <summary>The direction of a scalar input.</summary>
    public Value Of(EntryParameter p, Value start) => Unit(p.Type, columns.PlaceOf(p, _b.Int(0)), start, p.Name + suffix);

    /// <summary>The directions of memory; what is no input has none.</summary>
    public void Set(EntryParameter p, Value memory, Sweeps sweeps, Value start)
    {
        if (p.IsDifferentiated) sweeps.ForEach(memory, (at, k) => sweeps.Store(memory, Unit(_b.TypeOf(memory).ElementType, columns.PlaceOf(p, k), start, null), at));
        else _b.Fill(memory, Zero(_b.TypeOf(memory).ElementType));
    }

    private Value Zero(IrType type) => type.Lanes == 1 ? _b.Zero(type) : _b.Let(Op.Broadcast, type, _b.Zero(type with { Lanes = 1 }));

    /// <summary>One in the lane of the column at that place, if the sweep has it.</summary>
    private Value Unit(IrType scalar, Value place, Value start, string? hint)
    {
        IrType type = scalar with { Lanes = lanes };
        if (lanes == 1) return FitsOne ? _b.Constant(type, 1.0) : _b.Let(Op.Select, type, hint, [_b.Compare(Op.Equal, place, start), _b.Constant(type, 1.0), _b.Zero(type)]);
        return _b.Let(Op.Opaque, type, hint, [_b.Sub(place, start)], default, $"global::Autodiff.Derivative.UnitOf{lanes}({{0}})");
    }

    /// <summary>
    /// Emits the body for every chunk of columns, with the first of them. <paramref name="kept"/>: what it gives of these types the last time is wanted, so it runs once at least,
    /// where there are no columns too.
    /// </summary>
    public Value[] ForEachChunk(System.Func<Value, Value[]> body, params (IrType Type, string? Hint)[] kept)
    {
        Value count = columns.Count, zero = _b.Int(0), start = _b.NewValue(IrType.I32, lanes == 1 ? "column" : "start");
        if (kept.Length > 0 && m.Inputs.All(p => p.IsMemory)) count = _b.Let(Op.Max, IrType.I32, count, _b.Int(1));
        Value[] inits = [.. kept.Select(k => _b.Undefined(k.Type))], carried = [.. kept.Select(k => _b.NewValue(k.Type, k.Hint))], results = [.. kept.Select(k => _b.NewValue(k.Type, k.Hint))];
        _b.Begin([start, .. carried]);
        Value[] given = body(start);
        _b.Add(new For(new(results), zero, count, lanes, new(inits), _b.End([.. given.Take(kept.Length)]), false, false));
        return results;
    }

    /// <summary>Puts what a sweep gave for one row of the columns of a parameter into the parameter's buffer.</summary>
    public void Put(Value buffer, EntryGroup of, Value number, Value row, Value start)
    {
        IrType element = _b.TypeOf(buffer).ElementType with { Lanes = lanes };
        if (_b.TypeOf(number) != element) number = _b.Let(Op.Convert, element, number);
        Value width = columns.CountOf(of);
        if (FitsOne && of.Leaves.Length == 1) _b.Store(buffer, Lane(number, columns.StartOf(of)), row);
        else if (lanes == 1 && columns.Groups.Length == 1) _b.Store(buffer, number, _b.Add(_b.Mul(row, width), start));
        else if (lanes == 1)
        {
            Value column = _b.Sub(start, columns.StartOf(of));
            When(_b.Compare(Op.Less, Unsigned(column), Unsigned(width)), () => _b.Store(buffer, number, _b.Add(_b.Mul(row, width), column)));
        }
        else _b.Effect("global::Autodiff.Derivative.Put({0}, {1}, {2}, {3}, {4})", number, buffer, row, width, _b.Sub(start, columns.StartOf(of)));
    }

    /// <summary>The same where the buffer has all columns.</summary>
    public void PutAll(Value buffer, Value number, Value row, Value start)
    {
        IrType element = _b.TypeOf(buffer).ElementType with { Lanes = lanes };
        if (_b.TypeOf(number) != element) number = _b.Let(Op.Convert, element, number);
        if (lanes == 1) _b.Store(buffer, number, _b.Add(_b.Mul(row, columns.Count), start));
        else _b.Effect("global::Autodiff.Derivative.Put({0}, {1}, {2}, {3}, {4})", number, buffer, row, columns.Count, start);
    }

    /// <summary>The number of one direction.</summary>
    public Value Lane(Value number, Value lane) =>
        lanes == 1 ? number : _b.Let(Op.Opaque, _b.TypeOf(number) with { Lanes = 1 }, null, [number, lane], default, "{0}[{1}]");

    /// <summary>Emits the body with the lane of a column, if the sweep has it.</summary>
    public void IfHas(Value place, Value start, System.Action<Value> body)
    {
        Value lane = _b.Sub(place, start);
        When(lanes == 1 ? _b.Compare(Op.Equal, place, start) : _b.Compare(Op.Less, Unsigned(lane), _b.Int(lanes, Scalar.U32)), () => body(lane));
    }

    private Value Unsigned(Value integer) => _b.Let(Op.Convert, IrType.Of(Scalar.U32), integer);

    private void When(Value condition, System.Action body)
    {
        _b.Begin();
        body();
        Region then = _b.End();
        _b.Begin();
        _b.Add(new If(new([]), condition, then, _b.End()));
    }
}

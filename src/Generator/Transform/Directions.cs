// The unit directions of all inputs, several at a time: what a forward sweep is pushed along, and where the columns go that it gives.
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// A sweep carries the directions start, start + 1, … in the lanes of its tangents, so the function's own work, and that of its gradient, is done once for all of them. Lanes
/// beyond the last input are zero and never stored.
/// </summary>
internal sealed class Directions(MemberBuilder m, Entries columns, byte lanes)
{
    private readonly Builder _b = m.Builder;

    public byte Lanes => lanes;

    /// <summary>One sweep gives all columns.</summary>
    public bool FitsOne => columns.FixedCount is { } count && count <= lanes;

    /// <summary>The direction of a scalar input.</summary>
    public Value Of(EntryParameter p, Value start) => Unit(p.Type, columns.PlaceOf(p, _b.Int(0)), start);

    /// <summary>The directions of memory; what is no input has none.</summary>
    public void Set(EntryParameter p, Value memory, Sweeps sweeps, Value start)
    {
        if (p.IsDifferentiated) sweeps.ForEach(memory, (at, k) => sweeps.Store(memory, Unit(_b.TypeOf(memory).ElementType, columns.PlaceOf(p, k), start), at));
        else _b.Fill(memory, Zero(_b.TypeOf(memory).ElementType));
    }

    private Value Zero(IrType type) => type.Lanes == 1 ? _b.Zero(type) : _b.Let(Op.Broadcast, type, _b.Zero(type with { Lanes = 1 }));

    /// <summary>One in the lane of the column at that place, if the sweep has it.</summary>
    private Value Unit(IrType scalar, Value place, Value start)
    {
        IrType type = scalar with { Lanes = lanes };
        if (lanes == 1) return FitsOne ? _b.Constant(type, 1.0) : _b.Let(Op.Select, type, _b.Compare(Op.Equal, place, start), _b.Constant(type, 1.0), _b.Zero(type));
        return _b.Let(Op.Opaque, type, null, [_b.Sub(place, start)], default, $"global::Autodiff.Derivative.UnitOf{lanes}({{0}})");
    }

    /// <summary>Emits the body for every chunk of columns, with the first of them.</summary>
    public void ForEachChunk(System.Action<Value> body)
    {
        Value count = columns.Count, zero = _b.Int(0), start = _b.NewValue(IrType.I32, lanes == 1 ? "column" : "start");
        _b.Begin(start);
        body(start);
        _b.Add(new For(new([]), zero, count, lanes, new([]), _b.End(), false, false));
    }

    /// <summary>Puts what a sweep gave for one row of the columns of a parameter into the parameter's buffer.</summary>
    public void Put(Value buffer, EntryGroup of, Value number, Value row, Value start)
    {
        IrType element = _b.TypeOf(buffer).ElementType with { Lanes = lanes };
        if (_b.TypeOf(number) != element) number = _b.Let(Op.Convert, element, number);
        Value width = columns.CountOf(of);
        if (FitsOne && of.Leaves.Length == 1) _b.Store(buffer, Lane(number, columns.StartOf(of)), row);
        else if (lanes == 1 && columns.Groups.Length == 1) _b.Store(buffer, number, _b.Add(_b.Mul(row, width), start));
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
        Value lane = _b.Sub(place, start), has = lanes == 1 ? _b.Compare(Op.Equal, place, start)
            : _b.Compare(Op.Less, _b.Let(Op.Convert, IrType.Of(Scalar.U32), lane), _b.Int(lanes, Scalar.U32));
        _b.Begin();
        body(lane);
        Region then = _b.End();
        _b.Begin();
        _b.Add(new If(new([]), has, then, _b.End()));
    }
}

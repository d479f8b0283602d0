// LoopShape: which loops may run several trips at once, one per lane of a vector, and why the others may not.
//
// A loop is elementwise if
// - it is counted with step 1 or -1, over an int, is left only at its end, and contains no other region, call, effect or change of a tape;
// - every value in it is invariant (the same in all trips), an integer affine in the index, or a double whose operation has a vector form;
// - every access is to the element index + invariant of its memory (unit stride), or reads one invariant element;
// - no element is written in one trip and accessed in another (Aliasing), so trips may be reordered;
// - every carried value is a sum (it is only added to, and only its final value is used), or is handed on unchanged.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>What a value of the loop body is: the same in all trips, a scalar integer that advances with the index, or one element per trip.</summary>
internal enum TripKind : byte { Invariant, Index, Lane }

/// <summary>The shape of one counted loop; <see cref="Refusal"/> is null if it is elementwise and otherwise says why it is not.</summary>
internal sealed class LoopShape
{
    private readonly Method _method;
    private readonly Aliasing _aliasing;
    private readonly Dictionary<Value, TripKind> _kinds = [];
    private readonly Dictionary<Value, int> _uses = [];

    private LoopShape(Method method, For loop, Aliasing aliasing)
    {
        _method = method;
        _aliasing = aliasing;
        Loop = loop;
    }

    public For Loop { get; }
    public string? Refusal { get; private set; }
    public TripKind KindOf(Value value) => _kinds.TryGetValue(value, out TripKind kind) ? kind : TripKind.Invariant;

    public static LoopShape Of(Method method, For loop, Aliasing aliasing)
    {
        LoopShape shape = new(method, loop, aliasing);
        shape.Refusal = shape.Find();
        return shape;
    }

    /// <summary>Operations that lanes compute by themselves, with the results of the scalar operation up to rounding.</summary>
    public static bool HasVectorForm(Op op) => op is Op.Add or Op.Sub or Op.Mul or Op.Div or Op.Neg or Op.Abs or Op.Sqrt or Op.Min or Op.Max
        or Op.Floor or Op.Ceiling or Op.Truncate or Op.CopySign or Op.FusedMultiplyAdd or Op.Exp or Op.Log or Op.Log2 or Op.Sin or Op.Cos or Op.StrongZeroMul;

    private string? Find()
    {
        Value index = Loop.Body.Parameters[0];
        if (Loop.Step is not (1 or -1)) return "the step is not 1 or -1";
        if (_method.TypeOf(index) != IrType.I32) return "the index is not an int";
        if (Loop.HasExit) return "the loop may be left early";
        if (Loop.HasTrips) return "the trips are counted";
        foreach (Value used in Loop.Body.Body.SelectMany(i => i.Operands()).Concat(Loop.Body.Yields))
        {
            _uses.TryGetValue(used, out int count);
            _uses[used] = count + 1;
        }
        _kinds[index] = TripKind.Index;
        for (int k = 0; k < Loop.Inits.Count; k++)
            if (!IsUnchanged(k)) _kinds[Loop.Body.Parameters[k + 1]] = TripKind.Lane;
        return Reductions() ?? Body(index) ?? Dependences();
    }

    // ---- carried values

    /// <summary>True if the carried value is its initial value in every trip.</summary>
    public bool IsUnchanged(int carried) => Loop.Body.Yields[carried] == Loop.Body.Parameters[carried + 1];

    private string? Reductions()
    {
        Dictionary<Value, Let> uses = [];
        foreach (Let let in Loop.Body.Body.OfType<Let>())
            foreach (Value arg in let.Args) uses[arg] = let;
        for (int k = 0; k < Loop.Inits.Count; k++)
        {
            if (IsUnchanged(k)) continue;
            Value sum = Loop.Body.Parameters[k + 1];
            if (_method.TypeOf(sum) != IrType.F64) return $"{Name(sum)} is carried and no double";
            while (true)
            {
                if (!_uses.TryGetValue(sum, out int count) || count != 1) return $"{Name(Loop.Body.Parameters[k + 1])} is used other than in its sum";
                if (sum == Loop.Body.Yields[k]) break;
                if (!uses.TryGetValue(sum, out Let next) || !(next.Op == Op.Add || (next.Op == Op.Sub && next.Args[0] == sum)))
                    return $"{Name(Loop.Body.Parameters[k + 1])} is no sum";
                sum = next.Result;
            }
        }
        return null;
    }

    private string Name(Value value) => _method.Values[value.Id].Hint ?? value.ToString();

    // ---- values and accesses

    private string? Body(Value index)
    {
        HashSet<Value> inside = [index, .. Loop.Body.Parameters.Where(p => _kinds.ContainsKey(p)), .. Loop.Body.Body.SelectMany(i => i.Results())];
        bool strides = false;
        foreach (Instr instruction in Loop.Body.Body)
        {
            string? refusal = null;
            switch (instruction)
            {
                case Note: break;
                case Let let: refusal = Value(let); break;
                case Load load:
                    if (load.Indices.All(i => KindOf(i) == TripKind.Invariant) && !inside.Contains(load.Memory)) break;
                    refusal = UnitStride(load.Memory, load.Indices);
                    _kinds[load.Result] = TripKind.Lane;
                    strides = true;
                    break;
                case Store store:
                    refusal = UnitStride(store.Memory, store.Indices);
                    strides = true;
                    break;
                case Accumulate accumulate:
                    refusal = UnitStride(accumulate.Memory, accumulate.Indices);
                    strides = true;
                    break;
                default: return $"the body has a {instruction.GetType().Name}";
            }
            if (refusal is not null) return refusal;
        }
        return strides ? null : "no access follows the index";

        string? UnitStride(Value memory, EquatableArray<Value> indices)
        {
            if (inside.Contains(memory)) return "memory is made in the body";
            if (indices.Count != 1) return "an access has two indices";
            if (_method.TypeOf(memory).Element != Scalar.F64) return "an access is not to doubles";
            Affine form = _aliasing.FormOf(indices[0]);
            return form.CoefficientOf(index) == 1 && Aliasing.IsInvariant(form.Without(index), inside) ? null : "an access does not advance by one element";
        }
    }

    private string? Value(Let let)
    {
        IrType type = _method.TypeOf(let.Result);
        if (let.Op == Op.Opaque) return "the body has an opaque expression";
        if (let.Args.All(a => KindOf(a) == TripKind.Invariant)) return null;
        if (type.IsInteger)
        {
            _kinds[let.Result] = TripKind.Index;
            return let.Op is Op.Add or Op.Sub or Op.Mul or Op.Neg && let.Args.All(a => KindOf(a) != TripKind.Lane) ? null : $"{let.Op} of integers has no vector form";
        }
        _kinds[let.Result] = TripKind.Lane;
        if (type != IrType.F64 || let.Args.Any(a => _method.TypeOf(a) != IrType.F64)) return $"{let.Op} is not of doubles";
        return HasVectorForm(let.Op) || let.Op == Op.Detach ? null : $"{let.Op} has no vector form";
    }

    // ---- order of the trips

    private string? Dependences()
    {
        List<(Access Access, bool Writes)> accesses = [];
        foreach (Instr instruction in Loop.Body.Body)
            if (Access.Of(instruction) is { } access) accesses.Add((access, instruction is not Load));
        foreach ((Access written, _) in accesses.Where(a => a.Writes))
            foreach ((Access other, _) in accesses)
                if (_aliasing.MayOverlapLater(written, other, Loop) || _aliasing.MayOverlapLater(other, written, Loop))
                    return $"an element of {Name(_aliasing.RootOf(written.Memory))} may be written in one trip and accessed in another";
        return null;
    }
}

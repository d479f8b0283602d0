// LoopShape: which loops may run several trips at once, one per lane of a vector, and why the others may not.
//
// A loop is elementwise if
// - it is counted with step 1 or -1, over an int, is left only at its end, and contains no other loop, call, effect or change of a tape;
// - every value in it is invariant (the same in all trips), an integer affine in the index, or a float, or a condition, whose operation has a vector form;
// - every access is to the element invariant ± index of its memory (unit stride), or reads one invariant element;
// - or a float is read, or added to, at an index that is found in memory of ints by such an access: LoopShape.Found.cs;
// - a sum may also be that of one element of memory, which nothing else in the loop accesses;
// - no element is written in one trip and accessed in another (Aliasing), so trips may be reordered; added to in both it may be;
// - every carried value is handed on unchanged, is a sum, or is the maximum (or minimum) of a recognised reduction with its count of ties: LoopShape.Carried.cs.
// Branches are no obstacle: both sides are computed, and what they give or write is selected, if neither can fault. Accesses in branches cannot, because Ranges lists
// what must lie inside of its memory for the whole range of the loop; the loop runs trip by trip where that does not hold.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Analysis;

/// <summary>What a value of the loop body is: the same in all trips, an integer affine in the index, a float per trip, a condition per trip, or an int per trip that is found in memory.</summary>
internal enum TripKind : byte { Invariant, Index, Lane, Mask, Found }

/// <summary>
/// Elements that the loop reaches in some trip: of the memory, from <see cref="Start"/> + index on ascending (Direction 1), or from Start - index on descending (-1); or the one
/// element Start (0). The start is made of values from outside the loop.
/// </summary>
internal sealed record Reach(Value Memory, Affine Start, int Direction);

/// <summary>The shape of one counted loop; <see cref="Refusal"/> is null if it is elementwise and otherwise says why it is not.</summary>
internal sealed partial class LoopShape
{
    private const int ManyRows = 4;

    private readonly Method _method;
    private readonly Aliasing _aliasing;
    private readonly Dictionary<Value, TripKind> _kinds = [];
    private readonly HashSet<Value> _inside;
    private readonly Value _index;

    private LoopShape(Method method, For loop, Aliasing aliasing)
    {
        _method = method;
        _aliasing = aliasing;
        Loop = loop;
        _index = loop.Body.Parameters[0];
        _inside = [.. loop.Body.Parameters, .. loop.Body.All().SelectMany(i => i.Results())];
    }

    public For Loop { get; }
    public string? Refusal { get; private set; }
    /// <summary>The type of all floats in lanes.</summary>
    public Scalar Element { get; private set; }
    /// <summary>What the loop accesses, each once.</summary>
    public List<Reach> Ranges { get; } = [];
    /// <summary>Accumulations to an element that is the same in all trips, and that nothing else in the loop accesses.</summary>
    public List<Accumulate> Totals { get; } = [];
    /// <summary>Operations on lanes, loads and stores included, and what they cost in additions.</summary>
    public int Operations { get; private set; }
    public int Cost { get; private set; }

    public TripKind KindOf(Value value) => _kinds.TryGetValue(value, out TripKind kind) ? kind : TripKind.Invariant;

    /// <summary>The coefficient of the loop's index in an integer of the body.</summary>
    public long StepOf(Value integer) => _aliasing.FormOf(integer).CoefficientOf(_index);

    public static LoopShape Of(Method method, For loop, Aliasing aliasing)
    {
        LoopShape shape = new(method, loop, aliasing);
        shape.Refusal = shape.Find();
        return shape;
    }

    /// <summary>Where an access that moves begins: its index without the loop's, made of values from outside.</summary>
    public Affine StartOf(Value index) => _aliasing.FormOf(index).Without(_index);

    /// <summary>Whether it advances in many places at once, as in the rows of several vectors and matrices: then it wants all registers, and its index in one memory for each of them.</summary>
    public bool HasManyRows => Ranges.Count(r => r.Direction == 1 && !r.Start.IsConstant) >= ManyRows;

    public LoopShape Refuse(string reason)
    {
        Refusal = reason;
        return this;
    }

    private string? Find()
    {
        if (Loop.Step is not (1 or -1)) return "the step is not 1 or -1";
        if (_method.TypeOf(_index) != IrType.I32) return "the index is not an int";
        if (Loop.HasExit) return "the loop may be left early";
        if (Loop.HasTrips) return "the trips are counted";
        _kinds[_index] = TripKind.Index;
        string? refusal = FindCarried() ?? Visit(Loop.Body, false);
        if (refusal is not null) return refusal;
        if (Operations == 0) return "no value changes from trip to trip";
        return Dependences() ?? Gain();
    }

    private string Name(Value value) => _method.Values[value.Id].Hint ?? value.ToString();

    // ---- values and accesses

    private string? Visit(Region region, bool isConditional)
    {
        foreach (Instr instruction in region.Body)
        {
            string? refusal = instruction switch
            {
                Note => null,
                Let i => Value(i, isConditional),
                Load i => Read(i, isConditional),
                Store i when IsFound(i.Indices) => "an element is written at an index that is found in memory",
                Store i => Access(i.Memory, i.Indices) ?? Float(_method.TypeOf(i.Operand)),
                Accumulate i when i.Indices.All(k => KindOf(k) == TripKind.Invariant) => Total(i, isConditional),
                Accumulate i when IsFound(i.Indices) => Scatter(i),
                Accumulate i => Access(i.Memory, i.Indices) ?? Float(_method.TypeOf(i.Operand)),
                If i => Choice(i),
                For or While => "the body has a loop",
                Call => "the body calls a method",
                Effect => "the body has an effect",
                Record or Replay => "the body keeps values on the tape",
                _ => $"the body has a {instruction.GetType().Name}",
            };
            if (refusal is not null) return refusal;
        }
        return null;
    }

    private string? Choice(If i)
    {
        if (KindOf(i.Condition) == TripKind.Index) return "a condition is no condition";
        string? refusal = Visit(i.Then, true) ?? Visit(i.Else, true);
        if (refusal is not null) return refusal;
        for (int k = 0; k < i.Results.Count; k++)
            if ((refusal = Result(i.Results[k], 1)) is not null) return refusal;
        return null;
    }

    private string? Read(Load load, bool isConditional)
    {
        if (_inside.Contains(load.Memory)) return "memory is made in the body";
        if (load.Indices.All(i => KindOf(i) == TripKind.Invariant))
        {
            if (!isConditional) return null;
            Affine form = _aliasing.FormOf(load.Indices[0]);
            if (load.Indices.Count != 1 || !Aliasing.IsInvariant(form, _inside)) return "an element is read in a branch only, at an index that is found in the loop";
            Add(new Reach(load.Memory, form, 0));
            return null;
        }
        return _method.TypeOf(load.Memory).Element == Scalar.I32 ? Find(load)
            : IsFound(load.Indices) ? Look(load.Memory, load.Indices[0], PerGather) ?? Result(load.Result, 0)
            : Access(load.Memory, load.Indices) ?? Result(load.Result, 1);
    }

    // What all trips add to one element is a sum, added when the loop is over.
    private string? Total(Accumulate total, bool isConditional)
    {
        if (_inside.Contains(total.Memory)) return "memory is made in the body";
        if (isConditional)
        {
            Affine form = _aliasing.FormOf(total.Indices[0]);
            if (total.Indices.Count != 1 || !Aliasing.IsInvariant(form, _inside)) return "an element is written in a branch only, at an index that is found in the loop";
            Add(new Reach(total.Memory, form, 0));
        }
        Totals.Add(total);
        Operations++;
        Cost++;
        return Float(_method.TypeOf(total.Operand));
    }

    private string? Access(Value memory, EquatableArray<Value> indices)
    {
        if (_inside.Contains(memory)) return "memory is made in the body";
        if (indices.Count != 1) return "an access has two indices";
        if (_method.TypeOf(memory).Element is not (Scalar.F64 or Scalar.F32)) return "an access is not to floats";
        if (_method.TypeOf(indices[0]) != IrType.I32) return "an index is not an int";
        Affine form = _aliasing.FormOf(indices[0]);
        long coefficient = form.CoefficientOf(_index);
        if (coefficient is not (1 or -1) || !Aliasing.IsInvariant(form.Without(_index), _inside)) return "an access does not advance by one element";
        Add(new Reach(memory, form.Without(_index), (int)coefficient));
        Operations++;
        Cost++;
        return Float(_method.TypeOf(memory).ElementType);
    }

    private void Add(Reach reach)
    {
        if (!Ranges.Contains(reach)) Ranges.Add(reach);
    }

    private string? Float(IrType type)
    {
        if (type.Lanes > 1) return "its numbers are vectors already";
        if (type is not { IsFloat: true, Element: Scalar.F64 or Scalar.F32 }) return $"{type} has no lanes";
        if (Element == Scalar.None) Element = type.Element;
        return type.Element == Element ? null : "float and double are mixed";
    }

    private string? Result(Value result, int cost)
    {
        IrType type = _method.TypeOf(result);
        if (type.Lanes > 1) return "the loop is vectorised already";
        if (!type.IsFloat && !type.IsBool) return $"{Name(result)} is {type} and not the same in all trips";
        _kinds[result] = type.IsBool ? TripKind.Mask : TripKind.Lane;
        Operations++;
        Cost += cost;
        return type.IsBool ? null : Float(type);
    }

    private string? Value(Let let, bool isConditional)
    {
        IrType type = _method.TypeOf(let.Result);
        if (let.Op == Op.Opaque) return "the body has an opaque expression";
        if (type.IsMemory) return "memory is made in the body";
        if (let.Args.All(a => KindOf(a) == TripKind.Invariant))
            return isConditional && type.IsInteger && let.Op is Op.Div or Op.Rem or Op.Clamp or Op.Sign ? $"{VectorForms.NameOf(let.Op)} of integers in a branch may fault" : null;
        if (let.Op == Op.Sign && KindOf(let.Args[0]) == TripKind.Lane && VectorForms.IsSign(let, Loop.Body, _method.TypeOf))
        {
            if (isConditional) return "Sign in a branch may fault";
            _kinds[let.Result] = TripKind.Lane;
            Operations++;
            Cost += 3;
            return null;
        }
        if (let.Op == Op.Convert && KindOf(let.Args[0]) == TripKind.Lane && _method.TypeOf(let.Args[0]).IsInteger) return Result(let.Result, 0);
        if (let.Args.Any(a => KindOf(a) == TripKind.Found)) return Compute(let);
        if (type.IsInteger)
        {
            if (let.Args.Any(a => KindOf(a) is TripKind.Lane or TripKind.Mask)) return $"{VectorForms.NameOf(let.Op)} gives an integer that changes from trip to trip";
            _kinds[let.Result] = TripKind.Index;
            return IsAffine(let.Result) ? null : $"{VectorForms.NameOf(let.Op)} gives an integer that is not affine in the index";
        }
        if (let.Args.Any(a => KindOf(a) == TripKind.Index))
        {
            // An int is a double exactly, and so is compared.
            bool isRamp = let.Args.All(a => _method.TypeOf(a) == IrType.I32)
                && (let.Op == Op.Convert || (let.Op is >= Op.Equal and <= Op.GreaterOrEqual && Float(IrType.F64) is null));
            return isRamp ? Result(let.Result, 2) : $"{VectorForms.NameOf(let.Op)} of the index has no vector form";
        }
        if (VectorForms.Refusal(let, v => _method.TypeOf(v), v => _aliasing.LiteralOf(v)) is { } refusal) return refusal;
        return Result(let.Result, RuleTable.Find(let.Op)?.Cost ?? 1);
    }

    private bool IsAffine(Value integer) => _method.TypeOf(integer) == IrType.I32 && Aliasing.IsInvariant(_aliasing.FormOf(integer).Without(_index), _inside);

    // ---- order of the trips

    private string? Dependences()
    {
        List<(Access Access, Instr By)> accesses = [];
        foreach (Instr instruction in Loop.Body.All())
            if (Analysis.Access.Of(instruction) is { } access) accesses.Add((access, instruction));
        foreach ((Access written, Instr writer) in accesses.Where(a => a.By is not Load))
            foreach ((Access other, Instr by) in accesses)
                // Sums do not mind their order.
                if (!(IsSum(writer) && IsSum(by)) && !AddBoth(writer, by) && (_aliasing.MayOverlapLater(written, other, Loop) || _aliasing.MayOverlapLater(other, written, Loop)))
                    return $"an element of {Name(_aliasing.RootOf(written.Memory))} may be written in one trip and accessed in another";
        return null;

        bool IsSum(Instr instruction) => Totals.Concat(Scatters).Any(t => ReferenceEquals(t, instruction));

        // Vector after vector is read, added to and written, also where two of them have elements in common. Through one handle: then every pass sees that they have.
        bool AddBoth(Instr a, Instr b) => a is Accumulate one && b is Accumulate other && one.Memory == other.Memory && !IsSum(a) && !IsSum(b);
    }
}

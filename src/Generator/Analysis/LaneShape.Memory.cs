// The memory of a loop in lanes: whose it is, and that no trip meets another's elements.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal sealed partial class LaneShape
{
    private readonly Dictionary<Value, LaneMemory> _memory = [];
    private readonly HashSet<Value> _varying = [];
    private readonly HashSet<Value> _mustClear = [];
    private readonly List<For> _around = [];

    public LaneMemory MemoryOf(Value memory) => _memory.TryGetValue(_aliasing.RootOf(memory), out LaneMemory kind) ? kind : LaneMemory.Input;
    /// <summary>Own memory whose elements differ from trip to trip, in vectors.</summary>
    public bool IsVarying(Value memory) => _varying.Contains(_aliasing.RootOf(memory));
    /// <summary>Memory made in the body that is read where it was not written.</summary>
    public bool MustClear(Value allocated) => _mustClear.Contains(allocated);
    /// <summary>Accumulations to elements that are the same in all trips.</summary>
    public List<Accumulate> Totals { get; } = [];

    /// <summary>The handle from outside the loop, or the allocation in it, that a handle is a part of.</summary>
    public Value BaseOf(Value memory)
    {
        while (_inside.Contains(memory) && _sites[memory] is not Allocate)
            memory = _sites[memory] is Slice slice ? slice.Memory : ((Let)_sites[memory]).Args[0];
        return memory;
    }

    // ---- classes

    private void Classify(Coverage coverage)
    {
        Dictionary<Value, List<Instr>> accesses = [];
        foreach (Instr instruction in Loop.Body.All())
        {
            if (instruction is Row) Refuse("the body has arrays of arrays");
            if (Refusal is not null) return;
            if (Access.Of(instruction) is not { } access) continue;
            Value root = _aliasing.RootOf(access.Memory);
            if (!accesses.TryGetValue(root, out List<Instr> list)) accesses[root] = list = [];
            list.Add(instruction);
        }
        foreach (Allocate made in Loop.Body.All().OfType<Allocate>())
            if (!accesses.ContainsKey(made.Result)) accesses[made.Result] = [];
        foreach (KeyValuePair<Value, List<Instr>> root in accesses) _memory[root.Key] = ClassOf(root.Key, root.Value, coverage);
        if (Refusal is not null) return;
        // Two handles of one memory would be two parameters of the kernel.
        foreach (Value written in accesses.Keys.Where(r => _memory[r] is LaneMemory.Output or LaneMemory.Sum))
            if (accesses[written].Select(a => BaseOf(Access.Of(a)!.Value.Memory)).Distinct().Count() > 1) Refuse($"{Name(written)} is reached in two ways");
        foreach (Value written in accesses.Keys.Where(r => _memory[r] is LaneMemory.Output or LaneMemory.Sum))
            foreach (Value other in accesses.Keys)
                if (other != written && _aliasing.RootsMayAlias(written, other)) Refuse($"{Name(written)} and {Name(other)} may be the same");
    }

    private LaneMemory ClassOf(Value root, List<Instr> accesses, Coverage coverage)
    {
        if (_inside.Contains(root))
        {
            if (_sites[root] is not Allocate made) Refuse($"{Name(root)} is found in the body");
            else if (made.NeedsZeros && !coverage.IsOwn(After(Loop.Body, root)!, root)) _mustClear.Add(root);
            return LaneMemory.Own;
        }
        if (accesses.All(a => a is Load)) return LaneMemory.Input;
        if (accesses.All(a => a is Accumulate)) return LaneMemory.Sum;
        // A record that has the same elements in all trips is that of one trip.
        bool isOwn = _aliasing.DefinitionOf(root) is Allocate { Lengths.Count: 1 } scratch && accesses.All(a => BaseOf(Access.Of(a)!.Value.Memory) == root) && !IsReadOutside(root)
            && (scratch.WriteOnce ? !accesses.Any(a => a.Operands().Any(o => DependsOnTrip(o, []))) : coverage.IsOwn(Loop.Body.Body, root));
        if (isOwn) return LaneMemory.Own;
        if (accesses.Any(a => a is Fill)) Refuse($"{Name(root)} is filled in every trip");
        return LaneMemory.Output;
    }

    private Value RootOf(Value memory) => _aliasing.DefinitionOf(memory) is Call or If or For or While ? memory : _aliasing.RootOf(memory);

    /// <summary>Whether the place of an access may differ from trip to trip.</summary>
    private bool DependsOnTrip(Value value, HashSet<Value> seen)
    {
        if (!_inside.Contains(value) || _method.TypeOf(value) is not ({ IsInteger: true } or { IsMemory: true }) || !seen.Add(value)) return false;
        if (!_sites.TryGetValue(value, out Instr site)) return true;
        IEnumerable<Value> from = site switch
        {
            Load or Allocate or Call or Effect => [],
            For i => [i.Lower, i.Upper, .. i.Inits, .. i.Body.Yields],
            While i => [.. i.Inits, .. i.Body.Yields],
            If i => [.. i.Then.Yields, .. i.Else.Yields],
            _ => site.Operands(),
        };
        return from.Any(v => DependsOnTrip(v, seen));
    }

    /// <summary>The instructions that follow an allocation in its region.</summary>
    private static List<Instr>? After(Region region, Value allocated)
    {
        for (int at = 0; at < region.Body.Count; at++)
        {
            if (region.Body[at] is Allocate i && i.Result == allocated) return [.. region.Body.Skip(at + 1)];
            foreach (Region nested in region.Body[at].Regions())
                if (After(nested, allocated) is { } found) return found;
        }
        return null;
    }

    private bool IsReadOutside(Value root)
    {
        HashSet<Instr> within = new(Loop.Body.All(), ReferenceComparer<Instr>.Instance);
        return _method.Body.All().Any(i => !within.Contains(i) && i is not (Store or Fill or Slice or Allocate or Let { Op: Op.Length }) && i.Operands().Any(IsOfRoot))
            || _method.Body.Yields.Any(IsOfRoot);

        bool IsOfRoot(Value value) => _method.TypeOf(value).IsMemory && RootOf(value) == root;
    }

    // ---- accesses

    private LaneKind KindOf(Value memory, EquatableArray<Value> indices) => indices.Select(KindOf).Append(KindOf(memory)).Max();

    private void Visit(Slice slice)
    {
        if (KindOf(slice.Length) != LaneKind.Uniform) Refuse("a slice's length differs from trip to trip");
        if (KindOf(slice.Start) == LaneKind.Uniform && KindOf(slice.Memory) == LaneKind.Uniform || KindOf(slice.Result) == LaneKind.Affine) return;
        RaiseHandle(slice.Result);
    }

    private void RaiseHandle(Value memory)
    {
        _changed |= KindOf(memory) != LaneKind.Affine;
        _kinds[memory] = LaneKind.Affine;
    }

    private void Visit(Load load)
    {
        LaneKind kind = KindOf(load.Memory, load.Indices);
        LaneMemory memory = MemoryOf(load.Memory);
        if (kind == LaneKind.Affine)
        {
            if (memory == LaneMemory.Own) Refuse($"{Name(load.Memory)}, which every trip has for itself, is read at the trip's index");
            if (load.Indices.Count != 1) Refuse("an access has two indices");
            if (CheckFloat(_method.TypeOf(load.Result))) Raise(load.Result, LaneKind.Lanes);
        }
        else if (memory == LaneMemory.Own && IsVarying(load.Memory)) Raise(load.Result, LaneKind.Lanes);
        else if (memory == LaneMemory.Output) Refuse($"all trips read an element of {Name(load.Memory)}, which is written");
    }

    private void Write(Value memory, EquatableArray<Value> indices, Value operand, bool isMasked)
    {
        LaneKind kind = KindOf(memory, indices);
        switch (MemoryOf(memory))
        {
            case LaneMemory.Own when kind != LaneKind.Uniform: Refuse($"{Name(memory)}, which every trip has for itself, is written at the trip's index"); break;
            case LaneMemory.Own: Vary(memory, operand, isMasked); break;
            case LaneMemory.Output when kind == LaneKind.Uniform: Refuse($"every trip writes the same element of {Name(memory)}"); break;
            default:
                if (indices.Count != 1) Refuse("an access has two indices");
                else if (CheckFloat(_method.TypeOf(memory).ElementType)) Want(operand);
                break;
        }
    }

    private void Write(Fill fill, bool isMasked)
    {
        if (MemoryOf(fill.Memory) != LaneMemory.Own) Refuse($"{Name(fill.Memory)} is filled in every trip");
        else Vary(fill.Memory, fill.Operand, isMasked);
    }

    private void Vary(Value memory, Value operand, bool isMasked)
    {
        Value root = _aliasing.RootOf(memory);
        if (KindOf(operand) == LaneKind.Affine) Refuse($"{Name(memory)} keeps integers that differ from trip to trip");
        if ((HasLanes(operand) || isMasked) && _varying.Add(root))
        {
            _changed = true;
            IrType type = _method.TypeOf(memory).ElementType;
            if (_method.TypeOf(memory).Rank != 1) Refuse("a two-dimensional array of a trip has no lanes");
            if (!type.IsBool) CheckFloat(type);
        }
        if (_varying.Contains(root)) Want(operand);
    }

    private void Allocation(Allocate made)
    {
        if (made.Lengths.Count != 1) Refuse("a two-dimensional array of a trip has no lanes");
        else if (!IsHoistable(made.Lengths[0])) Refuse("the length of memory is found in the body");
    }

    /// <summary>Whether an integer can be computed before the loop.</summary>
    public bool IsHoistable(Value value)
    {
        if (!_inside.Contains(value)) return true;
        if (KindOf(value) != LaneKind.Uniform || _sites[value] is not Let let) return false;
        return let.Op switch
        {
            Op.Constant => true,
            Op.Length => BaseOf(let.Args[0]) == let.Args[0] && !_inside.Contains(let.Args[0]) && let.Args.Skip(1).All(IsHoistable),
            Op.Add or Op.Sub or Op.Mul or Op.Neg or Op.Max or Op.Min => let.Args.All(IsHoistable),
            Op.Div => IsHoistable(let.Args[0]) && _aliasing.LiteralOf(let.Args[1]) is { Bits: > 0 },
            _ => false,
        };
    }

    // ---- independence

    private void CheckIndependence()
    {
        foreach (Instr instruction in Loop.Body.All())
        {
            if (Access.Of(instruction) is not { } access) continue;
            if (instruction is Accumulate total && KindOf(total.Memory, total.Indices) == LaneKind.Uniform && MemoryOf(total.Memory) == LaneMemory.Sum) Totals.Add(total);
            Locate(instruction);
            if (KindOf(access.Memory) == LaneKind.Affine && !IsWithinSlice(access)) Refuse($"an index into a slice of {Name(_aliasing.RootOf(access.Memory))} may lie outside of it");
        }
        foreach (Value root in _memory.Keys.Where(r => _memory[r] == LaneMemory.Output))
        {
            List<(Access Access, Instr By)> accesses = [.. Loop.Body.All().Where(i => Access.Of(i) is { } a && _aliasing.RootOf(a.Memory) == root).Select(i => (Access.Of(i)!.Value, i))];
            bool isRecord = _aliasing.DefinitionOf(root) is Allocate { WriteOnce: true } && accesses.All(a => a.By is Store);
            if (!isRecord && !AreApart(accesses) && !HaveOwnStretch(accesses)) Refuse($"an element of {Name(root)} may be written in one trip and accessed in another");
        }
    }

    private bool AreApart(List<(Access Access, Instr By)> accesses) =>
        accesses.Where(a => a.By is not Load).All(written => accesses.All(other =>
            !_aliasing.MayOverlapLater(written.Access, other.Access, Loop) && !_aliasing.MayOverlapLater(other.Access, written.Access, Loop)));

    // Trip i has the elements [i · stride + offset, (i + 1) · stride + offset).
    private bool HaveOwnStretch(List<(Access Access, Instr By)> accesses)
    {
        Polynomial? stride = null, offset = null;
        foreach ((Access access, Instr by) in accesses)
        {
            Locate(by);
            if (IndexOf(access) is not { } index || index.By(Index) is not { } parts) return false;
            stride ??= parts.Cofactor;
            if (!stride.Equals(parts.Cofactor) || Bound(parts.Without, false) is not { } low || Bound(parts.Without, true) is not { } high) return false;
            offset ??= low;
            if (!IsNeverNegative(low - offset) || !IsNeverNegative(stride - (high - offset) - Polynomial.Of(1))) return false;
        }
        return true;
    }

    /// <summary>The index of an access in its root.</summary>
    private Polynomial? IndexOf(Access access)
    {
        if (access.Indices.Count != 1) return null;
        Polynomial index = PolynomialOf(access.Indices[0]);
        for (Value memory = access.Memory; _aliasing.DefinitionOf(memory) is { } definition and not Allocate;)
        {
            if (definition is Slice slice)
            {
                index += PolynomialOf(slice.Start);
                memory = slice.Memory;
            }
            else if (definition is Let { Op: Op.Detach or Op.Convert } let) memory = let.Args[0];
            else return null;
        }
        return index;
    }

    private bool IsWithinSlice(Access access) =>
        access.Indices.Count == 1 && _aliasing.DefinitionOf(access.Memory) is Slice slice && KindOf(access.Indices[0]) == LaneKind.Uniform
        && Bound(PolynomialOf(access.Indices[0]), false) is { } low && IsNeverNegative(low)
        && Bound(PolynomialOf(access.Indices[0]), true) is { } high && IsNeverNegative(PolynomialOf(slice.Length) - high - Polynomial.Of(1));

    private Polynomial PolynomialOf(Value value, int depth = 24)
    {
        if (depth > 0 && _aliasing.DefinitionOf(value) is Let let)
        {
            switch (let.Op)
            {
                case Op.Constant when !let.Literal.IsFloat: return Polynomial.Of(let.Literal.AsInteger);
                case Op.Add: return PolynomialOf(let.Args[0], depth - 1) + PolynomialOf(let.Args[1], depth - 1);
                case Op.Sub: return PolynomialOf(let.Args[0], depth - 1) - PolynomialOf(let.Args[1], depth - 1);
                case Op.Neg: return Polynomial.Of(0) - PolynomialOf(let.Args[0], depth - 1);
                case Op.Mul: return PolynomialOf(let.Args[0], depth - 1) * PolynomialOf(let.Args[1], depth - 1);
                case Op.Length when let.Args.Count == 1:
                    Affine length = _lengths.LengthOf(let.Args[0]);
                    Polynomial sum = Polynomial.Of(length.Constant);
                    foreach ((Value term, long coefficient) in length.Terms)
                        sum += (_method.TypeOf(term).IsMemory || depth == 1 ? Polynomial.Of(term) : PolynomialOf(term, depth - 1)) * Polynomial.Of(coefficient);
                    return sum;
            }
        }
        // A running base: where the loop started it, and a step a trip.
        int carried = Loop.Body.Parameters.IndexOf(value) - 1;
        if (carried >= 0 && _carried[carried] == LaneCarried.Steps && Loop.Step == 1)
        {
            Polynomial steps = Polynomial.Of(Index) * PolynomialOf(_steps[carried], depth - 1);
            return IsSubtracted(carried) ? Polynomial.Of(value) - steps : Polynomial.Of(value) + steps;
        }
        return Polynomial.Of(value);
    }

    /// <summary>The least or greatest value over the inner loops around it; null if that is not known.</summary>
    private Polynomial? Bound(Polynomial value, bool greatest, int depth = 8)
    {
        foreach ((Value[] factors, _) in value.Terms)
        {
            foreach (Value factor in factors)
            {
                if (!_inside.Contains(factor) || _carried.Length > 0 && Loop.Body.Parameters.Contains(factor)) continue;
                if (depth == 0 || !_sites.TryGetValue(factor, out Instr site) || site is not For inner || inner.Body.Parameters[0] != factor || inner.Step is not (1 or -1)) return null;
                if (value.By(factor) is not { } parts) return null;
                // The index occurs with one sign only.
                bool isRising = IsNeverNegative(parts.Cofactor);
                if (!isRising && !IsNeverNegative(Polynomial.Of(0) - parts.Cofactor)) return null;
                Polynomial lower = PolynomialOf(inner.Lower), upper = PolynomialOf(inner.Upper), one = Polynomial.Of(1);
                (Polynomial first, Polynomial last) = inner.Step > 0 ? (lower, upper - one) : (upper + one, lower);
                return Bound((parts.Cofactor * (greatest == isRising ? last : first)) + parts.Without, greatest, depth - 1);
            }
        }
        return value;
    }

    private bool IsNeverNegative(Polynomial value) => value.Terms.All(t => t.Coefficient >= 0 && t.Factors.All(IsNeverNegative));

    // A length, the index of a loop from 0 on, or a bound of a loop around the access: in its body the bound is positive.
    private bool IsNeverNegative(Value value) =>
        _method.TypeOf(value).IsMemory || _aliasing.DefinitionOf(value) is Let { Op: Op.Length }
        || _method.Body.All().OfType<For>().Any(f => IsFromZero(f) && f.Body.Parameters[0] == value)
        || _around.Any(f => IsFromZero(f) && (f.Step > 0 ? f.Upper == value : PolynomialOf(f.Lower).Equals(Polynomial.Of(value) - Polynomial.Of(1))));

    private bool IsFromZero(For loop) => loop.Step switch
    {
        1 => _aliasing.LiteralOf(loop.Lower) is { Bits: >= 0 },
        -1 => _aliasing.LiteralOf(loop.Upper) is { Bits: >= -1 },
        _ => false,
    };

    private void Locate(Instr access)
    {
        _around.Clear();
        FindAround(Loop.Body, access);
    }

    /// <summary>Finds the counted loops around an access in the body.</summary>
    private bool FindAround(Region region, Instr access)
    {
        foreach (Instr instruction in region.Body)
        {
            if (ReferenceEquals(instruction, access)) return true;
            foreach (Region nested in instruction.Regions())
            {
                if (!FindAround(nested, access)) continue;
                if (instruction is For inner) _around.Add(inner);
                return true;
            }
        }
        return false;
    }

    // ---- strides

    /// <summary>What an integer grows by from trip to trip, as far as it is affine in values from outside.</summary>
    private Affine? StrideForm(Value value)
    {
        if (KindOf(value) == LaneKind.Uniform) return Affine.Zero;
        if (value == Index) return Affine.Of(1);
        if (!_sites.TryGetValue(value, out Instr site)) return null;
        switch (site)
        {
            case Let { Op: Op.Add or Op.Sub } i: return StrideForm(i.Args[0]) is { } a && StrideForm(i.Args[1]) is { } b ? i.Op == Op.Add ? a.Plus(b) : a.Minus(b) : null;
            case Let { Op: Op.Neg } i: return StrideForm(i.Args[0])?.Times(-1);
            case Let { Op: Op.Mul } i:
                (Value affine, Value factor) = KindOf(i.Args[0]) == LaneKind.Affine ? (i.Args[0], i.Args[1]) : (i.Args[1], i.Args[0]);
                Affine? stride = StrideForm(affine);
                Affine times = _aliasing.FormOf(factor);
                return stride is { IsConstant: true } ? times.Times(stride.Constant) : times.IsConstant ? stride?.Times(times.Constant) : null;
            case For i: return StrideForm(i.Inits[Position(i.Body.Parameters, i.Results, value, 1)]);
            case While i: return StrideForm(i.Inits[Position(i.Body.Parameters, i.Results, value, 0)]);
            case If i: return StrideForm(i.Then.Yields[i.Results.IndexOf(value)]);
            default: return null;
        }
    }

    /// <summary>The position of a loop's carried value among the inits, given its parameter or its result.</summary>
    public static int Position(EquatableArray<Value> parameters, EquatableArray<Value> results, Value value, int first) =>
        parameters.IndexOf(value) is >= 0 and int at ? at - first : results.IndexOf(value);
}

// Aliasing: may two accesses touch the same element of memory?
//
// An access is an element of a handle, or all of a handle. It is brought to its root: a slice adds its start to the index. Two accesses with
// - roots that never alias (different parameters, an allocation and anything else) are disjoint; a foreign root (an array behind a C# expression) may be any
//   parameter or other foreign root of its element type;
// - one root and rank 1 are compared as intervals [start, start + length) with affine bounds: disjoint if one ends before the other starts whatever the values
//   of the variables; elements of a slice lie in the slice, or the access faults;
// - one root and rank 2 are disjoint if the rows or the columns differ by a non-zero constant.
// Everything not shown disjoint may overlap. Indices do not wrap: an index that left the int range would have faulted before it came back into an array.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>
/// The element of a handle at indices, or, without indices, everything the handle reaches. An access of <see cref="Count"/> &gt; 1 elements begins at its index (vectors).
/// </summary>
internal readonly record struct Access(Value Memory, EquatableArray<Value> Indices, int Count = 1)
{
    public static Access All(Value memory) => new(memory, []);
    public bool IsWhole => Indices.Count == 0;

    /// <summary>What a load, store, accumulation or fill touches; null for other instructions.</summary>
    public static Access? Of(Instr instruction) => instruction switch
    {
        Load i => new Access(i.Memory, i.Indices),
        Store i => new Access(i.Memory, i.Indices),
        Accumulate i => new Access(i.Memory, i.Indices),
        Fill i => All(i.Memory),
        _ => null,
    };
}

internal sealed class Aliasing
{
    /// <summary>One dimension of an access in coordinates of the root: from Start on, Length elements; null: unknown or unbounded.</summary>
    private readonly record struct Interval(Affine? Start, Affine? Length);

    private readonly Method _method;
    private readonly Roots _roots;
    private readonly Dictionary<Value, Instr> _definitions = [];
    private readonly AffineForms _forms;

    public Aliasing(Method method, Roots? roots = null)
    {
        _method = method;
        _roots = roots ?? new Roots(method);
        foreach (Instr instruction in method.Body.All())
            foreach (Value result in instruction.Results()) _definitions[result] = instruction;
        _forms = new AffineForms(_definitions);
    }

    public Value RootOf(Value memory) => _roots.Of(memory);

    /// <summary>The affine form of an integer of the method.</summary>
    public Affine FormOf(Value integer) => _forms.Of(integer);

    /// <summary>The literal that a value was defined by, if it was.</summary>
    public Literal? LiteralOf(Value value) => _definitions.TryGetValue(value, out Instr definition) && definition is Let { Op: Op.Constant } let ? let.Literal : null;

    public Instr? DefinitionOf(Value value) => _definitions.TryGetValue(value, out Instr definition) ? definition : null;

    /// <summary>May two different roots share elements, given that one of them is written?</summary>
    public bool RootsMayAlias(Value a, Value b)
    {
        if (a == b) return true;
        if (_method.TypeOf(a).Element != _method.TypeOf(b).Element) return false;
        // Parameters are guarded against each other; a foreign array is guarded against nothing but cannot be a fresh allocation.
        return (IsForeign(a) && !IsAllocation(b)) || (IsForeign(b) && !IsAllocation(a));
    }

    /// <summary>May the accesses touch the same element, with the same values of all variables (in the same trip of every loop around both)?</summary>
    public bool MayOverlap(Access a, Access b)
    {
        Value rootA = RootOf(a.Memory), rootB = RootOf(b.Memory);
        if (rootA != rootB) return RootsMayAlias(rootA, rootB);
        // Different rows of an array of arrays are different arrays.
        (Row? rowA, Row? rowB) = (RowOf(a.Memory), RowOf(b.Memory));
        if (rowA is not null && rowB is not null && Differ(rowA.Index, rowB.Index)) return false;
        if (!SameRow(rowA, rowB)) return true;
        if (a.Indices.Count == 2 && b.Indices.Count == 2)
            return !(Differ(a.Indices[0], b.Indices[0]) || Differ(a.Indices[1], b.Indices[1]));
        if (_method.TypeOf(rootA).Rank == 2) return true;
        // An element also lies in each of the slices it was reached through, so any two enclosing intervals that are disjoint suffice.
        foreach (Interval x in Intervals(a))
            foreach (Interval y in Intervals(b))
                if (EndsBefore(x, y) || EndsBefore(y, x)) return false;
        return true;
    }

    /// <summary>
    /// May access <paramref name="a"/> in one trip of the counted loop and access <paramref name="b"/> in a later trip touch the same element?
    /// Everything but the loop's own index is taken to be the same in both trips only if it is defined outside the loop.
    /// </summary>
    public bool MayOverlapLater(Access a, Access b, For loop)
    {
        Value rootA = RootOf(a.Memory), rootB = RootOf(b.Memory);
        if (rootA != rootB) return RootsMayAlias(rootA, rootB);
        HashSet<Value> inside = [.. loop.Body.Parameters, .. loop.Body.All().SelectMany(Defined)];
        Value index = loop.Body.Parameters[0];
        (Row? rowA, Row? rowB) = (RowOf(a.Memory), RowOf(b.Memory));
        if (rowA is not null && rowB is not null
            && !MayMeetLater(new Interval(FormOf(rowA.Index), Affine.Of(1)), new Interval(FormOf(rowB.Index), Affine.Of(1)), index, loop.Step, inside)) return false;
        if (!SameRow(rowA, rowB) || (rowA is not null && !IsInvariant(FormOf(rowA.Index), inside))) return true;
        if (a.Indices.Count == 2 && b.Indices.Count == 2)
            return Meets(0) && Meets(1);
        if (_method.TypeOf(rootA).Rank == 2) return true;
        foreach (Interval x in Intervals(a))
            foreach (Interval y in Intervals(b))
                if (!MayMeetLater(x, y, index, loop.Step, inside)) return false;
        return true;

        bool Meets(int k) => MayMeetLater(
            new Interval(FormOf(a.Indices[k]), Affine.Of(1)), new Interval(FormOf(b.Indices[k]), Affine.Of(1)), index, loop.Step, inside);
    }

    /// <summary>True if the value is the same in every trip of the loop because it is defined outside.</summary>
    public static bool IsInvariant(Affine form, ISet<Value> inside) => form.Terms.All(t => !inside.Contains(t.Value));

    // ---- pieces

    /// <summary>The row of an array of arrays that a handle is, or is part of.</summary>
    private Row? RowOf(Value memory)
    {
        while (_definitions.TryGetValue(memory, out Instr definition))
        {
            if (definition is Row row) return row;
            if (definition is Slice slice) memory = slice.Memory;
            else if (definition is Let { Op: Op.Detach or Op.Convert } let) memory = let.Args[0];
            else break;
        }
        return null;
    }

    private bool SameRow(Row? a, Row? b) => a is null && b is null || (a is not null && b is not null && FormOf(a.Index).Minus(FormOf(b.Index)) is { IsConstant: true, Constant: 0 });

    private bool IsAllocation(Value root) => _definitions.TryGetValue(root, out Instr instruction) && instruction is Allocate;
    private bool IsForeign(Value root) => _definitions.TryGetValue(root, out Instr instruction) && instruction is not Allocate;

    private static IEnumerable<Value> Defined(Instr instruction) =>
        instruction.Results().Concat(instruction.Regions().SelectMany(r => r.Parameters));

    private bool Differ(Value i, Value j) => FormOf(i).Minus(FormOf(j)) is { IsConstant: true, Constant: not 0 };

    // The access itself, then every slice around it, innermost first, all in coordinates of the root.
    private List<Interval> Intervals(Access access)
    {
        List<Interval> intervals = [];
        if (!access.IsWhole) intervals.Add(new Interval(FormOf(access.Indices[0]), Affine.Of(access.Count)));
        Value memory = access.Memory;
        while (_definitions.TryGetValue(memory, out Instr definition))
        {
            if (definition is Slice slice)
            {
                // What was found so far is relative to this slice.
                Affine start = FormOf(slice.Start);
                for (int k = 0; k < intervals.Count; k++) intervals[k] = new Interval(intervals[k].Start!.Plus(start), intervals[k].Length);
                intervals.Add(new Interval(start, FormOf(slice.Length)));
                memory = slice.Memory;
            }
            else if (definition is Let { Op: Op.Detach or Op.Convert } let) memory = let.Args[0];
            else break;
        }
        if (intervals.Count == 0) intervals.Add(new Interval(Affine.Zero, null));
        return intervals;
    }

    // A length is not negative: the slice that has it would have faulted.
    private static bool EndsBefore(Interval x, Interval y) =>
        x.Length is not null && y.Start!.Minus(x.Start!.Plus(x.Length)) is var gap && (IsNotNegative(gap) || IsNotNegative(gap, x.Length) || (y.Length is not null && IsNotNegative(gap, y.Length)));

    private static bool IsNotNegative(Affine form) => form is { IsConstant: true, Constant: >= 0 };

    private static bool IsNotNegative(Affine form, Affine length)
    {
        if (length.IsConstant || form.CoefficientOf(length.Terms[0].Value) / length.Terms[0].Coefficient is not (> 0 and var times)) return false;
        return IsNotNegative(form.Plus(length, -times));
    }

    private static bool MayMeetLater(Interval x, Interval y, Value index, long step, HashSet<Value> inside)
    {
        if (x.Length is not { IsConstant: true, Constant: var xLength } || y.Length is not { IsConstant: true, Constant: var yLength })
            return !(SameEverywhere(x) && SameEverywhere(y) && (EndsBefore(x, y) || EndsBefore(y, x)));
        // y one or more trips later starts at distance + k * stride after x, k > 0: they meet if that lies in (-yLength, xLength).
        Affine xRest = x.Start!.Without(index), yRest = y.Start!.Without(index);
        if (!IsInvariant(xRest, inside) || !IsInvariant(yRest, inside)) return true;
        long coefficient = x.Start!.CoefficientOf(index);
        if (coefficient != y.Start!.CoefficientOf(index)) return true;
        if (yRest.Minus(xRest) is not { IsConstant: true, Constant: var distance }) return true;
        long stride = coefficient * step;
        if (stride == 0) return distance > -yLength && distance < xLength;
        if (stride < 0) (distance, stride, xLength, yLength) = (-distance, -stride, yLength, xLength);
        // The smallest k > 0 with distance + k * stride > -yLength.
        long k = System.Math.Max(1, Floor(-yLength - distance, stride) + 1);
        return distance + k * stride < xLength;

        bool SameEverywhere(Interval i) => IsInvariant(i.Start!, inside) && (i.Length is null || IsInvariant(i.Length, inside));
    }

    private static long Floor(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);
}

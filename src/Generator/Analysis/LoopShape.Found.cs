// Elements at indices that are found in memory, in loops whose trips run in lanes: table[index[i]], and their adjoints tableAdjoint[index[i]] += ….
//
// The ints are read one after the other (unit stride, ascending), and an element's index is scale · int + offset with a positive literal scale and an offset that is the
// same in all trips. Whether all of them lie inside of their memory is asked before the loop runs; where they do not, it runs trip by trip and faults where it did.
// Elements at such indices may be read and added to, not stored: of several trips that store one element, the last must win.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>Elements of memory at the indices <see cref="Stride"/> · int + <see cref="Offset"/>, the ints being what <see cref="Ints"/> loads in each trip.</summary>
internal sealed record Lookup(Value Memory, Load Ints, long Stride, Affine Offset);

internal sealed partial class LoopShape
{
    // Measured against an addition: a dozen loops over 24 to 100,000 elements.
    private const int PerGather = 2, PerScatter = 3, PerSum = 2;

    private readonly Dictionary<Value, Load> _ints = [];
    private int _lookups;

    /// <summary>What the loop accesses at indices that are found in memory, each once.</summary>
    public List<Lookup> Lookups { get; } = [];
    /// <summary>Accumulations at such indices.</summary>
    public List<Accumulate> Scatters { get; } = [];

    /// <summary>The ints from the first trip's on.</summary>
    public Affine StartOf(Load ints) => _aliasing.FormOf(ints.Indices[0]).Without(_index);

    /// <summary>The access to memory at an index that is found; null if the index is not of that form.</summary>
    public Lookup? LookupOf(Value memory, Value index)
    {
        Affine form = _aliasing.FormOf(index);
        Value[] inside = [.. form.Terms.Select(t => t.Value).Where(_inside.Contains)];
        if (inside.Length != 1 || !_ints.TryGetValue(inside[0], out Load ints)) return null;
        long stride = form.CoefficientOf(inside[0]);
        return stride is > 0 and <= int.MaxValue ? new Lookup(memory, ints, stride, form.Without(inside[0])) : null;
    }

    private bool IsFound(EquatableArray<Value> indices) => indices.Count == 1 && KindOf(indices[0]) == TripKind.Found;

    private string? Find(Load load)
    {
        if (load.Indices.Count != 1) return "an access has two indices";
        Affine form = _aliasing.FormOf(load.Indices[0]);
        if (form.CoefficientOf(_index) != 1 || !Aliasing.IsInvariant(form.Without(_index), _inside)) return "an int is not read from the element after the one before";
        Add(new Reach(load.Memory, form.Without(_index), 1));
        _kinds[load.Result] = TripKind.Found;
        _ints[load.Result] = load;
        return null;
    }

    // Scaled and shifted; nothing else is known of vectors of ints.
    private string? Compute(Let let)
    {
        if (let.Op is not (Op.Add or Op.Sub or Op.Mul) || LookupOf(Ir.Value.None, let.Result) is null) return $"{VectorForms.NameOf(let.Op)} of an int that is found in memory has no vector form";
        _kinds[let.Result] = TripKind.Found;
        return null;
    }

    private string? Look(Value memory, Value index, int cost)
    {
        if (_inside.Contains(memory)) return "memory is made in the body";
        if (LookupOf(memory, index) is not { } lookup) return "an index is found in memory in several parts";
        if (!Lookups.Contains(lookup)) Lookups.Add(lookup);
        Operations++;
        Cost += cost;
        _lookups += cost;
        return Float(_method.TypeOf(memory).ElementType);
    }

    private string? Scatter(Accumulate i)
    {
        Scatters.Add(i);
        return Look(i.Memory, i.Indices[0], PerScatter);
    }

    // Lanes take such elements one by one, as the loop does: there must be something that vectors do faster, sums above all, whose additions wait for each other.
    private string? Gain()
    {
        int others = Cost - _lookups + (Totals.Count > 0 || _carried.Contains(CarriedKind.Sum) ? PerSum : 0);
        return others < _lookups ? "it does little beside accessing elements at indices that are found in memory" : null;
    }
}

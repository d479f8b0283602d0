// Where the entries of inputs stand among the columns of a Jacobian or Hessian, and those of outputs among its rows.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>One C# parameter with the leaves of it that count; a scalar or memory of numbers is its own only leaf.</summary>
internal sealed record EntryGroup(string Name, EntryParameter[] Leaves)
{
    /// <summary>A span or array of structs: entries go element by element, and its leaves take turns.</summary>
    public bool IsInterleaved => Leaves[0].Part is { Whole.IsMemory: true };

    /// <summary>The type of a buffer for all leaves: the widest.</summary>
    public Scalar Element => WidestOf(Leaves);

    public static Scalar WidestOf(IEnumerable<EntryParameter> leaves)
    {
        HashSet<Scalar> elements = [.. leaves.Select(l => l.Type.Element)];
        return elements.Contains(Scalar.F64) ? Scalar.F64 : elements.Contains(Scalar.Generic) ? Scalar.Generic : Scalar.F32;
    }

    public static EntryGroup[] Of(IEnumerable<EntryParameter> leaves) =>
        [.. leaves.GroupBy(l => (object?)l.Part?.Whole ?? l).Select(g => new EntryGroup(g.First().Name, [.. g]))];
}

/// <summary>
/// The entries of all leaves, in order: parameter by parameter, fields in declaration order, nested depth first. Lengths are asked for when the count is first read, which
/// must be among the guards: before elements of structs are read, and behind the checks for null.
/// </summary>
internal sealed class Entries(MemberBuilder m, EntryParameter[] leaves, int first = 0)
{
    private readonly Dictionary<EntryParameter, (Value Start, int Stride)> _places = [];
    private readonly Dictionary<EntryGroup, (Value Start, Value Count)> _groups = [];
    private Value _count = Value.None;

    /// <summary>Memory that is returned: its entries come first. It is there when the method has run.</summary>
    public Value Returned { get; set; } = Value.None;

    public EntryGroup[] Groups { get; } = EntryGroup.Of(leaves);

    /// <summary>Their number where every leaf is a scalar.</summary>
    public int? FixedCount => leaves.All(l => !l.IsMemory) ? first + leaves.Length : null;

    public Value Count
    {
        get
        {
            if (!_count.Exists) Measure();
            return _count;
        }
    }

    public Value CountOf(EntryGroup group) => Count.Exists ? _groups[group].Count : Value.None;
    public Value StartOf(EntryGroup group) => Count.Exists ? _groups[group].Start : Value.None;

    /// <summary>Place of the k-th entry of a leaf among all.</summary>
    public Value PlaceOf(EntryParameter leaf, Value k)
    {
        (Value start, int stride) = _places[leaf];
        return m.Builder.Add(start, stride == 1 ? k : m.Builder.Mul(k, m.Builder.Int(stride)));
    }

    private void Measure()
    {
        Builder b = m.Builder;
        Value next = Returned.Exists ? Sweeps.Count(b, Returned) : b.Int(first);
        foreach (EntryGroup group in Groups)
        {
            Value start = next;
            if (group.IsInterleaved)
            {
                for (int k = 0; k < group.Leaves.Length; k++) _places[group.Leaves[k]] = (b.Add(start, b.Int(k)), group.Leaves.Length);
                Value count = b.Mul(m.LengthOf(group.Leaves[0]), b.Int(group.Leaves.Length));
                _groups[group] = (start, count);
                next = b.Add(start, count);
                continue;
            }
            foreach (EntryParameter leaf in group.Leaves)
            {
                _places[leaf] = (next, 1);
                next = b.Add(next, leaf.IsMemory ? Sweeps.Count(b, m.PrimalValues[leaf.Index]) : b.Int(1));
            }
            _groups[group] = (start, b.Sub(next, start));
        }
        _count = next;
    }
}

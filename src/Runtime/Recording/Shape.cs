// The lengths of a variable's dimensions, shared between variables of one shape.
using System;
using System.Globalization;

namespace Autodiff;

/// <summary>
/// At least one dimension; a single number has the shape [1], as <c>Tensor&lt;T&gt;</c> has no tensor of rank 0. Shapes used lately are kept for each thread,
/// so that an operation repeated in a loop makes none.
/// </summary>
internal sealed class Shape
{
    private const int Kept = 128;

    [ThreadStatic]
    private static Shape?[]? _lately;

    private readonly nint[] _lengths;

    private Shape(nint[] lengths, int count) => (_lengths, Count) = (lengths, count);

    public static readonly Shape One = new([1], 1);

    public ReadOnlySpan<nint> Lengths => _lengths;
    public int Rank => _lengths.Length;
    /// <summary>Number of elements.</summary>
    public int Count { get; }
    public int this[int dimension] => (int)_lengths[dimension];

    public static Shape Of(params ReadOnlySpan<nint> lengths)
    {
        if (lengths.Length == 0 || (lengths.Length == 1 && lengths[0] == 1)) return One;
        uint hash = (uint)lengths.Length;
        foreach (nint length in lengths) hash = (hash * 0x9E3779B1u) + (uint)length;
        Shape?[] lately = _lately ??= new Shape?[Kept];
        // Two places for each hash: the shape that was used last, and the one before it.
        uint set = (hash ^ (hash >> 15)) % (Kept / 2) * 2;
        if (lately[set] is { } known && lengths.SequenceEqual(known._lengths)) return known;
        if (lately[set + 1] is { } other && lengths.SequenceEqual(other._lengths)) return other;
        long count = 1;
        foreach (nint length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            count = checked(count * length);
        }
        if (count > Array.MaxLength) throw new ArgumentException($"A variable of shape {Text(lengths)} has more elements than an array can hold.", nameof(lengths));
        lately[set + 1] = lately[set];
        return lately[set] = new Shape(lengths.ToArray(), (int)count);
    }

    public bool Matches(Shape other) => ReferenceEquals(this, other) || Lengths.SequenceEqual(other.Lengths);

    public override string ToString() => Text(_lengths);

    public static string Text(ReadOnlySpan<nint> lengths)
    {
        string text = "[";
        for (int k = 0; k < lengths.Length; k++) text += (k > 0 ? ", " : "") + lengths[k].ToString(CultureInfo.InvariantCulture);
        return text + "]";
    }
}

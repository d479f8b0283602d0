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
    private const int Kept = 64;

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
        if (lengths.Length == 0) return One;
        uint hash = (uint)lengths.Length;
        foreach (nint length in lengths) hash = (hash * 0x9E3779B1u) + (uint)length;
        Shape?[] lately = _lately ??= new Shape?[Kept];
        ref Shape? place = ref lately[(hash ^ (hash >> 15)) % Kept];
        if (place is { } known && lengths.SequenceEqual(known._lengths)) return known;
        long count = 1;
        foreach (nint length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            count = checked(count * length);
        }
        if (count > Array.MaxLength) throw new ArgumentException($"A variable of shape {Text(lengths)} has more elements than an array can hold.", nameof(lengths));
        return place = new Shape(lengths.ToArray(), (int)count);
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

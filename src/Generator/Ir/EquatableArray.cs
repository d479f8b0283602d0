// An immutable array with value equality, the building block of everything that crosses the equality wall.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Generators.Ir;

/// <summary>Immutable array compared element by element; the hash is computed once. Supports collection expressions.</summary>
[System.Runtime.CompilerServices.CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
internal readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
{
    private sealed class Box(T[] items)
    {
        public readonly T[] Items = items;
        private int _hash;

        public int Hash
        {
            get
            {
                if (_hash != 0) return _hash;
                int hash = 17;
                foreach (T item in Items) hash = unchecked(hash * 31 + (item?.GetHashCode() ?? 0));
                return _hash = hash == 0 ? 1 : hash;
            }
        }
    }

    private readonly Box? _box;

    public EquatableArray(T[] items) => _box = items.Length == 0 ? null : new Box(items);

    public int Count => _box?.Items.Length ?? 0;
    public T this[int index] => _box!.Items[index];

    public int IndexOf(T item) => _box is null ? -1 : Array.IndexOf(_box.Items, item);

    public bool Equals(EquatableArray<T> other)
    {
        if (ReferenceEquals(_box, other._box)) return true;
        if (_box is null || other._box is null || Count != other.Count || _box.Hash != other._box.Hash) return false;
        EqualityComparer<T> comparer = EqualityComparer<T>.Default;
        for (int i = 0; i < Count; i++)
            if (!comparer.Equals(this[i], other[i])) return false;
        return true;
    }

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);
    public override int GetHashCode() => _box?.Hash ?? 0;
    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);
    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);

    public Enumerator GetEnumerator() => new(_box?.Items ?? []);
    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(_box?.Items ?? [])).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => (_box?.Items ?? []).GetEnumerator();

    public struct Enumerator(T[] items)
    {
        private int _index = -1;
        public bool MoveNext() => ++_index < items.Length;
        public readonly T Current => items[_index];
    }
}

internal static class EquatableArray
{
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items) => new(items.ToArray());
}

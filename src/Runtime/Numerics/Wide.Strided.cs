// Vectors of elements that lie apart, as trips of an outer loop find theirs: checked, because such loops are too varied to be checked beforehand.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using S = double;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Autodiff.Numerics;

public static partial class Wide
{
    /// <summary>The elements of a vector, from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Read(ReadOnlySpan<S> source, int index)
    {
        if ((uint)index > (uint)(source.Length - V.Count) || source.Length < V.Count) Fault.IndexOutOfRange();
        return Load(source, index);
    }

    /// <summary>Stores the elements of a vector from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(V lanes, Span<S> destination, int index)
    {
        if ((uint)index > (uint)(destination.Length - V.Count) || destination.Length < V.Count) Fault.IndexOutOfRange();
        Store(lanes, destination, index);
    }

    /// <summary>Adds to the elements of a vector from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(V lanes, Span<S> destination, int index) => Write(Read(destination, index) + lanes, destination, index);

    /// <summary>The elements of a vector, each <paramref name="stride"/> after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gather(ReadOnlySpan<S> source, int index, int stride)
    {
        if (stride == 1) return Read(source, index);
        Check(source.Length, index, stride, V.Count);
        ref S first = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), index);
        return Apart(ref first, stride);
    }

    /// <summary>The elements in the lanes of the mask, 0 in the others, whose elements need not be there.</summary>
    public static V Gather(ReadOnlySpan<S> source, int index, int stride, V mask)
    {
        V lanes = V.Zero;
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            lanes = lanes.WithElement(lane, source[unchecked(index + lane * stride)]);
        }
        return lanes;
    }

    /// <summary>Stores the elements of a vector, each <paramref name="stride"/> after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(V lanes, Span<S> destination, int index, int stride)
    {
        if (stride == 1)
        {
            Write(lanes, destination, index);
            return;
        }
        Check(destination.Length, index, stride, V.Count);
        ref S first = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), index);
        for (int lane = 0; lane < V.Count; lane++) Unsafe.Add(ref first, (nint)lane * stride) = lanes[lane];
    }

    /// <summary>Adds to the elements of a vector, each <paramref name="stride"/> after the one before, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterAdd(V lanes, Span<S> destination, int index, int stride)
    {
        if (stride == 1)
        {
            Add(lanes, destination, index);
            return;
        }
        Check(destination.Length, index, stride, V.Count);
        ref S first = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), index);
        for (int lane = 0; lane < V.Count; lane++) Unsafe.Add(ref first, (nint)lane * stride) += lanes[lane];
    }

    /// <summary>Stores the elements in the lanes of the mask.</summary>
    public static void Scatter(V lanes, Span<S> destination, int index, int stride, V mask)
    {
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            destination[unchecked(index + lane * stride)] = lanes[lane];
        }
    }

    /// <summary>Adds to the elements in the lanes of the mask, one after the other.</summary>
    public static void ScatterAdd(V lanes, Span<S> destination, int index, int stride, V mask)
    {
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            destination[unchecked(index + lane * stride)] += lanes[lane];
        }
    }

    // ---- at indices that are found in memory: Wide.Found.cs

    /// <summary>Adds to the elements at the indices from <paramref name="at"/> on, one after the other, for several may be the same; the caller knows all of them to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterAdd(V lanes, Span<S> table, ReadOnlySpan<int> indices, int at) => ScatterAdd(lanes, table, indices, at, 1, 0);

    /// <summary>Adds to the elements of the lanes in the mask, one after the other.</summary>
    public static void ScatterAdd(V lanes, Span<S> table, ReadOnlySpan<int> indices, int at, V mask) => ScatterAdd(lanes, table, indices, at, 1, 0, mask);

    /// <summary>Adds to the elements of the lanes in the mask, at the ints times the stride plus the offset, one after the other.</summary>
    public static void ScatterAdd(V lanes, Span<S> table, ReadOnlySpan<int> indices, int at, int stride, int offset, V mask)
    {
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            table[unchecked((indices[at + lane] * stride) + offset)] += lanes[lane];
        }
    }

    // ---- masks

    /// <summary>Whether some lane of the mask is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(V mask) => mask.ExtractMostSignificantBits() != 0;
}

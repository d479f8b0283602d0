// Vectors of elements that lie apart, as trips of an outer loop find theirs: checked, because such loops are too varied to be checked beforehand.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autodiff.Numerics;

public static partial class Wide
{
    /// <summary>Eight elements from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Read(ReadOnlySpan<double> source, int index)
    {
        if ((uint)index > (uint)(source.Length - 8) || source.Length < 8) Fault.IndexOutOfRange();
        return Load(source, index);
    }

    /// <summary>Stores Eight elements from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector512<double> lanes, Span<double> destination, int index)
    {
        if ((uint)index > (uint)(destination.Length - 8) || destination.Length < 8) Fault.IndexOutOfRange();
        Store(lanes, destination, index);
    }

    /// <summary>Adds to Eight elements from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector512<double> lanes, Span<double> destination, int index) => Write(Read(destination, index) + lanes, destination, index);

    /// <summary>Eight elements, each <paramref name="stride"/> after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Gather(ReadOnlySpan<double> source, int index, int stride)
    {
        if (stride == 1) return Read(source, index);
        Check(source.Length, index, stride, 8);
        ref double first = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), index);
        nint s = stride;
        return Vector512.Create(
            first, Unsafe.Add(ref first, s), Unsafe.Add(ref first, 2 * s), Unsafe.Add(ref first, 3 * s),
            Unsafe.Add(ref first, 4 * s), Unsafe.Add(ref first, 5 * s), Unsafe.Add(ref first, 6 * s), Unsafe.Add(ref first, 7 * s));
    }

    /// <summary>The elements in the lanes of the mask, 0 in the others, whose elements need not be there.</summary>
    public static Vector512<double> Gather(ReadOnlySpan<double> source, int index, int stride, Vector512<double> mask)
    {
        Vector512<double> lanes = Vector512<double>.Zero;
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            lanes = lanes.WithElement(lane, source[unchecked(index + lane * stride)]);
        }
        return lanes;
    }

    /// <summary>Stores Eight elements, each <paramref name="stride"/> after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector512<double> lanes, Span<double> destination, int index, int stride)
    {
        if (stride == 1)
        {
            Write(lanes, destination, index);
            return;
        }
        Check(destination.Length, index, stride, 8);
        ref double first = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), index);
        for (int lane = 0; lane < 8; lane++) Unsafe.Add(ref first, (nint)lane * stride) = lanes[lane];
    }

    /// <summary>Adds to Eight elements, each <paramref name="stride"/> after the one before, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterAdd(Vector512<double> lanes, Span<double> destination, int index, int stride)
    {
        if (stride == 1)
        {
            Add(lanes, destination, index);
            return;
        }
        Check(destination.Length, index, stride, 8);
        ref double first = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), index);
        for (int lane = 0; lane < 8; lane++) Unsafe.Add(ref first, (nint)lane * stride) += lanes[lane];
    }

    /// <summary>Stores the elements in the lanes of the mask.</summary>
    public static void Scatter(Vector512<double> lanes, Span<double> destination, int index, int stride, Vector512<double> mask)
    {
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            destination[unchecked(index + lane * stride)] = lanes[lane];
        }
    }

    /// <summary>Adds to the elements in the lanes of the mask, one after the other.</summary>
    public static void ScatterAdd(Vector512<double> lanes, Span<double> destination, int index, int stride, Vector512<double> mask)
    {
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            destination[unchecked(index + lane * stride)] += lanes[lane];
        }
    }

    /// <summary>Whether some lane of the mask is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector512<double> mask) => mask.ExtractMostSignificantBits() != 0;

    /// <summary>Sixteen elements from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Read(ReadOnlySpan<float> source, int index)
    {
        if ((uint)index > (uint)(source.Length - 16) || source.Length < 16) Fault.IndexOutOfRange();
        return Load(source, index);
    }

    /// <summary>Stores Sixteen elements from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Vector512<float> lanes, Span<float> destination, int index)
    {
        if ((uint)index > (uint)(destination.Length - 16) || destination.Length < 16) Fault.IndexOutOfRange();
        Store(lanes, destination, index);
    }

    /// <summary>Adds to Sixteen elements from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector512<float> lanes, Span<float> destination, int index) => Write(Read(destination, index) + lanes, destination, index);

    /// <summary>Sixteen elements, each <paramref name="stride"/> after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gather(ReadOnlySpan<float> source, int index, int stride)
    {
        if (stride == 1) return Read(source, index);
        Check(source.Length, index, stride, 16);
        ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), index);
        nint s = stride;
        return Vector512.Create(
            first, Unsafe.Add(ref first, s), Unsafe.Add(ref first, 2 * s), Unsafe.Add(ref first, 3 * s),
            Unsafe.Add(ref first, 4 * s), Unsafe.Add(ref first, 5 * s), Unsafe.Add(ref first, 6 * s), Unsafe.Add(ref first, 7 * s),
            Unsafe.Add(ref first, 8 * s), Unsafe.Add(ref first, 9 * s), Unsafe.Add(ref first, 10 * s), Unsafe.Add(ref first, 11 * s),
            Unsafe.Add(ref first, 12 * s), Unsafe.Add(ref first, 13 * s), Unsafe.Add(ref first, 14 * s), Unsafe.Add(ref first, 15 * s));
    }

    /// <summary>The elements in the lanes of the mask, 0 in the others, whose elements need not be there.</summary>
    public static Vector512<float> Gather(ReadOnlySpan<float> source, int index, int stride, Vector512<float> mask)
    {
        Vector512<float> lanes = Vector512<float>.Zero;
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            lanes = lanes.WithElement(lane, source[unchecked(index + lane * stride)]);
        }
        return lanes;
    }

    /// <summary>Stores Sixteen elements, each <paramref name="stride"/> after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector512<float> lanes, Span<float> destination, int index, int stride)
    {
        if (stride == 1)
        {
            Write(lanes, destination, index);
            return;
        }
        Check(destination.Length, index, stride, 16);
        ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), index);
        for (int lane = 0; lane < 16; lane++) Unsafe.Add(ref first, (nint)lane * stride) = lanes[lane];
    }

    /// <summary>Adds to Sixteen elements, each <paramref name="stride"/> after the one before, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterAdd(Vector512<float> lanes, Span<float> destination, int index, int stride)
    {
        if (stride == 1)
        {
            Add(lanes, destination, index);
            return;
        }
        Check(destination.Length, index, stride, 16);
        ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), index);
        for (int lane = 0; lane < 16; lane++) Unsafe.Add(ref first, (nint)lane * stride) += lanes[lane];
    }

    /// <summary>Stores the elements in the lanes of the mask.</summary>
    public static void Scatter(Vector512<float> lanes, Span<float> destination, int index, int stride, Vector512<float> mask)
    {
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            destination[unchecked(index + lane * stride)] = lanes[lane];
        }
    }

    /// <summary>Adds to the elements in the lanes of the mask, one after the other.</summary>
    public static void ScatterAdd(Vector512<float> lanes, Span<float> destination, int index, int stride, Vector512<float> mask)
    {
        for (ulong some = mask.ExtractMostSignificantBits(); some != 0; some &= some - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(some);
            destination[unchecked(index + lane * stride)] += lanes[lane];
        }
    }

    /// <summary>Whether some lane of the mask is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector512<float> mask) => mask.ExtractMostSignificantBits() != 0;

    // The first and the last element; the others lie between them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Check(int length, int index, int stride, int lanes)
    {
        if ((uint)index >= (uint)length || (ulong)(index + (lanes - 1) * (long)stride) >= (ulong)length) Fault.IndexOutOfRange();
    }
}

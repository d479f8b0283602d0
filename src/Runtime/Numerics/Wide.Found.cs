// Vectors of elements at indices that are found in memory: table[index[i]]. Whether all of them are inside of the table is asked once, before a loop runs.
// The elements are loaded one by one: the processor's own gather of doubles took twice as long (AMD EPYC with AVX-512).
// No reference is made to a place outside of the table, not even on the way: the garbage collector would not move it along.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autodiff.Numerics;

public static partial class Wide
{
    /// <summary>Whether all of <paramref name="count"/> ints from <paramref name="start"/> on, which the caller knows to be there, are indices of something of the length.</summary>
    public static bool AreBelow(ReadOnlySpan<int> indices, int start, int count, int length) => length > 0 && AreBetween(indices, start, count, 0, length - 1);

    /// <summary>Whether each of the ints, times <paramref name="stride"/>, is an index of something of the length both when <paramref name="low"/> and when <paramref name="high"/> is added.</summary>
    public static bool AreBelow(ReadOnlySpan<int> indices, int start, int count, int stride, int low, int high, int length)
    {
        long room = length - 1L - high;
        // Rounded up and down: an int times the stride is at least -low and at most what is left.
        long least = -FloorDivide(low, stride), greatest = FloorDivide(room, stride);
        return least <= int.MaxValue && greatest >= int.MinValue
            && AreBetween(indices, start, count, (int)Math.Max(least, int.MinValue), (int)Math.Min(greatest, int.MaxValue));
    }

    private static long FloorDivide(long dividend, int divisor) =>
        divisor == 1 ? dividend : (dividend / divisor) - (dividend % divisor < 0 ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreBetween(ReadOnlySpan<int> indices, int start, int count, int least, int greatest)
    {
        ref int first = ref Unsafe.Add(ref MemoryMarshal.GetReference(indices), start);
        if (count < Vector256<int>.Count)
        {
            for (int at = 0; at < count; at++)
                if (Unsafe.Add(ref first, at) < least || Unsafe.Add(ref first, at) > greatest) return false;
            return true;
        }
        // The last vector ends at the last int.
        int last = count - Vector256<int>.Count;
        Vector256<int> fewest = Vector256.LoadUnsafe(ref first, (nuint)last), most = fewest;
        if (count >= Vector512<int>.Count)
        {
            Vector512<int> few = Vector512.LoadUnsafe(ref first), many = few;
            for (int at = Vector512<int>.Count; at <= count - Vector512<int>.Count; at += Vector512<int>.Count)
            {
                Vector512<int> some = Vector512.LoadUnsafe(ref first, (nuint)at);
                (few, many) = (Vector512.Min(few, some), Vector512.Max(many, some));
            }
            Vector512<int> end = Vector512.LoadUnsafe(ref first, (nuint)(count - Vector512<int>.Count));
            (few, many) = (Vector512.Min(few, end), Vector512.Max(many, end));
            return Vector512.GreaterThanOrEqualAll(few, Vector512.Create(least)) && Vector512.LessThanOrEqualAll(many, Vector512.Create(greatest));
        }
        Vector256<int> begin = Vector256.LoadUnsafe(ref first);
        (fewest, most) = (Vector256.Min(fewest, begin), Vector256.Max(most, begin));
        return Vector256.GreaterThanOrEqualAll(fewest, Vector256.Create(least)) && Vector256.LessThanOrEqualAll(most, Vector256.Create(greatest));
    }

    /// <summary>The elements at the eight indices from <paramref name="at"/> on; the caller knows all of them to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Gather(ReadOnlySpan<double> table, ReadOnlySpan<int> indices, int at)
    {
        ref double first = ref MemoryMarshal.GetReference(table);
        ref int index = ref Unsafe.Add(ref MemoryMarshal.GetReference(indices), at);
        return Vector512.Create(
            Unsafe.Add(ref first, index), Unsafe.Add(ref first, Unsafe.Add(ref index, 1)), Unsafe.Add(ref first, Unsafe.Add(ref index, 2)), Unsafe.Add(ref first, Unsafe.Add(ref index, 3)),
            Unsafe.Add(ref first, Unsafe.Add(ref index, 4)), Unsafe.Add(ref first, Unsafe.Add(ref index, 5)), Unsafe.Add(ref first, Unsafe.Add(ref index, 6)), Unsafe.Add(ref first, Unsafe.Add(ref index, 7)));
    }

    /// <summary>The elements at the sixteen indices from <paramref name="at"/> on; the caller knows all of them to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gather(ReadOnlySpan<float> table, ReadOnlySpan<int> indices, int at)
    {
        ref float first = ref MemoryMarshal.GetReference(table);
        ref int index = ref Unsafe.Add(ref MemoryMarshal.GetReference(indices), at);
        return Vector512.Create(
            Unsafe.Add(ref first, index), Unsafe.Add(ref first, Unsafe.Add(ref index, 1)), Unsafe.Add(ref first, Unsafe.Add(ref index, 2)), Unsafe.Add(ref first, Unsafe.Add(ref index, 3)),
            Unsafe.Add(ref first, Unsafe.Add(ref index, 4)), Unsafe.Add(ref first, Unsafe.Add(ref index, 5)), Unsafe.Add(ref first, Unsafe.Add(ref index, 6)), Unsafe.Add(ref first, Unsafe.Add(ref index, 7)),
            Unsafe.Add(ref first, Unsafe.Add(ref index, 8)), Unsafe.Add(ref first, Unsafe.Add(ref index, 9)), Unsafe.Add(ref first, Unsafe.Add(ref index, 10)), Unsafe.Add(ref first, Unsafe.Add(ref index, 11)),
            Unsafe.Add(ref first, Unsafe.Add(ref index, 12)), Unsafe.Add(ref first, Unsafe.Add(ref index, 13)), Unsafe.Add(ref first, Unsafe.Add(ref index, 14)), Unsafe.Add(ref first, Unsafe.Add(ref index, 15)));
    }

    /// <summary>The elements at the eight ints from <paramref name="at"/> on, times the stride, plus the offset; the caller knows all of them to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Gather(ReadOnlySpan<double> table, ReadOnlySpan<int> indices, int at, int stride, int offset)
    {
        ref double first = ref MemoryMarshal.GetReference(table);
        ref int index = ref Unsafe.Add(ref MemoryMarshal.GetReference(indices), at);
        nint s = stride, o = offset;
        return Vector512.Create(
            Unsafe.Add(ref first, (index * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 1) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 2) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 3) * s) + o),
            Unsafe.Add(ref first, (Unsafe.Add(ref index, 4) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 5) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 6) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 7) * s) + o));
    }

    /// <summary>The elements at the sixteen ints from <paramref name="at"/> on, times the stride, plus the offset; the caller knows all of them to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gather(ReadOnlySpan<float> table, ReadOnlySpan<int> indices, int at, int stride, int offset)
    {
        ref float first = ref MemoryMarshal.GetReference(table);
        ref int index = ref Unsafe.Add(ref MemoryMarshal.GetReference(indices), at);
        nint s = stride, o = offset;
        return Vector512.Create(
            Unsafe.Add(ref first, (index * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 1) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 2) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 3) * s) + o),
            Unsafe.Add(ref first, (Unsafe.Add(ref index, 4) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 5) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 6) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 7) * s) + o),
            Unsafe.Add(ref first, (Unsafe.Add(ref index, 8) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 9) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 10) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 11) * s) + o),
            Unsafe.Add(ref first, (Unsafe.Add(ref index, 12) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 13) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 14) * s) + o), Unsafe.Add(ref first, (Unsafe.Add(ref index, 15) * s) + o));
    }

    /// <summary>Adds to the elements at the eight ints from <paramref name="at"/> on, times the stride, plus the offset, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterAdd(Vector512<double> lanes, Span<double> table, ReadOnlySpan<int> indices, int at, int stride, int offset)
    {
        ref double first = ref MemoryMarshal.GetReference(table);
        ref int index = ref Unsafe.Add(ref MemoryMarshal.GetReference(indices), at);
        nint s = stride, o = offset;
        Vector256<double> lower = lanes.GetLower(), upper = lanes.GetUpper();
        Unsafe.Add(ref first, (index * s) + o) += lower[0];
        Unsafe.Add(ref first, (Unsafe.Add(ref index, 1) * s) + o) += lower[1];
        Unsafe.Add(ref first, (Unsafe.Add(ref index, 2) * s) + o) += lower[2];
        Unsafe.Add(ref first, (Unsafe.Add(ref index, 3) * s) + o) += lower[3];
        Unsafe.Add(ref first, (Unsafe.Add(ref index, 4) * s) + o) += upper[0];
        Unsafe.Add(ref first, (Unsafe.Add(ref index, 5) * s) + o) += upper[1];
        Unsafe.Add(ref first, (Unsafe.Add(ref index, 6) * s) + o) += upper[2];
        Unsafe.Add(ref first, (Unsafe.Add(ref index, 7) * s) + o) += upper[3];
    }

    /// <summary>Adds to the elements at the sixteen ints from <paramref name="at"/> on, times the stride, plus the offset, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScatterAdd(Vector512<float> lanes, Span<float> table, ReadOnlySpan<int> indices, int at, int stride, int offset)
    {
        ref float first = ref MemoryMarshal.GetReference(table);
        ref int index = ref Unsafe.Add(ref MemoryMarshal.GetReference(indices), at);
        nint s = stride, o = offset;
        for (int part = 0; part < 4; part++)
        {
            Vector128<float> four = part switch { 0 => lanes.GetLower().GetLower(), 1 => lanes.GetLower().GetUpper(), 2 => lanes.GetUpper().GetLower(), _ => lanes.GetUpper().GetUpper() };
            Unsafe.Add(ref first, (Unsafe.Add(ref index, 4 * part) * s) + o) += four[0];
            Unsafe.Add(ref first, (Unsafe.Add(ref index, (4 * part) + 1) * s) + o) += four[1];
            Unsafe.Add(ref first, (Unsafe.Add(ref index, (4 * part) + 2) * s) + o) += four[2];
            Unsafe.Add(ref first, (Unsafe.Add(ref index, (4 * part) + 3) * s) + o) += four[3];
        }
    }
}

// Vector operations of generated code that System.Runtime.Intrinsics has no name for: unchecked loads and stores, masks, ramps of integers.
using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autodiff.Numerics;

/// <summary>What vectorised loops of generated derivatives are made of. Not for use by hand: loads and stores do not check their bounds, the generated loops have done so.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Wide
{
    /// <summary>Whether vectors of 64 bytes, or two of 32, with fused multiplication and addition are faster than scalars here.</summary>
    public static bool IsAccelerated
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated || (Vector256.IsHardwareAccelerated && Fma.IsSupported);
    }

    /// <summary>Eight elements from <paramref name="index"/> on, which the caller knows to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(ReadOnlySpan<double> source, int index) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(source), (nuint)index);

    /// <summary>Sixteen elements from <paramref name="index"/> on, which the caller knows to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ReadOnlySpan<float> source, int index) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(source), (nuint)index);

    /// <summary>Stores eight elements from <paramref name="index"/> on, where the caller knows room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> lanes, Span<double> destination, int index) =>
        lanes.StoreUnsafe(ref MemoryMarshal.GetReference(destination), (nuint)index);

    /// <summary>Stores sixteen elements from <paramref name="index"/> on, where the caller knows room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> lanes, Span<float> destination, int index) =>
        lanes.StoreUnsafe(ref MemoryMarshal.GetReference(destination), (nuint)index);

    /// <summary>Stores all but the first <paramref name="skip"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> lanes, Span<double> destination, int index, int skip) =>
        Store(Vector512.ConditionalSelect(LanesFrom(skip), lanes, Load(destination, index)), destination, index);

    /// <summary>Stores all but the first <paramref name="skip"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> lanes, Span<float> destination, int index, int skip) =>
        Store(Vector512.ConditionalSelect(SingleLanesFrom(skip), lanes, Load(destination, index)), destination, index);

    /// <summary>A mask of the lanes from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LanesFrom(int first) => Vector512.GreaterThanOrEqual(Vector512<double>.Indices, Vector512.Create((double)first));

    /// <summary>A mask of the lanes from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SingleLanesFrom(int first) => Vector512.GreaterThanOrEqual(Vector512<float>.Indices, Vector512.Create((float)first));

    /// <summary>All lanes or none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Mask(bool condition) => Vector512.Create(condition ? -1L : 0L).AsDouble();

    /// <summary>All lanes or none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SingleMask(bool condition) => Vector512.Create(condition ? -1 : 0).AsSingle();

    /// <summary>The ints first, first + step, first + 2 · step, …, which wrap as in C#.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Ramp(int first, int step)
    {
        Vector256<int> integers = Vector256.Create(first) + (Vector256<int>.Indices * step);
        return Avx512F.IsSupported
            ? Avx512F.ConvertToVector512Double(integers)
            : Vector512.ConvertToDouble(Vector512.Create(Vector256.WidenLower(integers), Vector256.WidenUpper(integers)));
    }

    /// <summary>The ints first, first + step, first + 2 · step, …, which wrap as in C#.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SingleRamp(int first, int step) => Vector512.ConvertToSingle(Vector512.Create(first) + (Vector512<int>.Indices * step));

    /// <summary>The lanes in the opposite order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Reverse(Vector512<double> lanes) => Vector512.Shuffle(lanes, Vector512.Create(7L, 6, 5, 4, 3, 2, 1, 0));

    /// <summary>The lanes in the opposite order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Reverse(Vector512<float> lanes) => Vector512.Shuffle(lanes, Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

    /// <summary>Lane by lane <see cref="Math.Sign(double)"/>, as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sign(Vector512<double> lanes)
    {
        if (!Vector512.EqualsAll(lanes, lanes)) Fault.SignOfNaN();
        Vector512<double> one = Vector512<double>.One;
        return Vector512.ConditionalSelect(Vector512.GreaterThan(lanes, Vector512<double>.Zero), one, Vector512.ConditionalSelect(Vector512.LessThan(lanes, Vector512<double>.Zero), -one, Vector512<double>.Zero));
    }

    /// <summary>Lane by lane <see cref="MathF.Sign(float)"/>, as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sign(Vector512<float> lanes)
    {
        if (!Vector512.EqualsAll(lanes, lanes)) Fault.SignOfNaN();
        Vector512<float> one = Vector512<float>.One;
        return Vector512.ConditionalSelect(Vector512.GreaterThan(lanes, Vector512<float>.Zero), one, Vector512.ConditionalSelect(Vector512.LessThan(lanes, Vector512<float>.Zero), -one, Vector512<float>.Zero));
    }

    /// <summary>The greatest lane, as by <see cref="Math.Max(double, double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max(Vector512<double> lanes)
    {
        Vector256<double> four = Vector256.Max(lanes.GetLower(), lanes.GetUpper());
        Vector128<double> two = Vector128.Max(four.GetLower(), four.GetUpper());
        return Math.Max(two[0], two[1]);
    }

    /// <summary>The least lane, as by <see cref="Math.Min(double, double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min(Vector512<double> lanes)
    {
        Vector256<double> four = Vector256.Min(lanes.GetLower(), lanes.GetUpper());
        Vector128<double> two = Vector128.Min(four.GetLower(), four.GetUpper());
        return Math.Min(two[0], two[1]);
    }

    /// <summary>The greatest lane, as by <see cref="MathF.Max(float, float)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> lanes)
    {
        Vector256<float> eight = Vector256.Max(lanes.GetLower(), lanes.GetUpper());
        Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        return MathF.Max(MathF.Max(four[0], four[1]), MathF.Max(four[2], four[3]));
    }

    /// <summary>The least lane, as by <see cref="MathF.Min(float, float)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(Vector512<float> lanes)
    {
        Vector256<float> eight = Vector256.Min(lanes.GetLower(), lanes.GetUpper());
        Vector128<float> four = Vector128.Min(eight.GetLower(), eight.GetUpper());
        return MathF.Min(MathF.Min(four[0], four[1]), MathF.Min(four[2], four[3]));
    }

    /// <summary>Lane by lane <paramref name="adjoint"/> times <paramref name="partial"/>, zero where the adjoint is zero.</summary>
    /// <remarks>Selects after the product, so that nothing of a partial without meaning remains.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> StrongZero(Vector512<double> adjoint, Vector512<double> partial) =>
        Vector512.ConditionalSelect(Vector512.Equals(adjoint, Vector512<double>.Zero), Vector512<double>.Zero, adjoint * partial);

    /// <summary>Lane by lane <paramref name="adjoint"/> times <paramref name="partial"/>, zero where the adjoint is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> StrongZero(Vector512<float> adjoint, Vector512<float> partial) =>
        Vector512.ConditionalSelect(Vector512.Equals(adjoint, Vector512<float>.Zero), Vector512<float>.Zero, adjoint * partial);

    /// <summary>Several tangents times one <paramref name="partial"/>, zero where the tangent is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> StrongZero(Vector256<double> tangents, double partial) =>
        Vector256.ConditionalSelect(Vector256.Equals(tangents, Vector256<double>.Zero), Vector256<double>.Zero, tangents * partial);

    /// <summary>One <paramref name="factor"/> times several tangents of a partial, zero if the factor is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> StrongZero(double factor, Vector256<double> tangents) => factor == 0 ? Vector256<double>.Zero : factor * tangents;

    /// <summary>Several tangents times one <paramref name="partial"/>, zero where the tangent is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> StrongZero(Vector512<double> tangents, double partial) =>
        Vector512.ConditionalSelect(Vector512.Equals(tangents, Vector512<double>.Zero), Vector512<double>.Zero, tangents * partial);

    /// <summary>One <paramref name="factor"/> times several tangents of a partial, zero if the factor is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> StrongZero(double factor, Vector512<double> tangents) => factor == 0 ? Vector512<double>.Zero : factor * tangents;

    // ---- elements that lie apart

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Apart(ref double first, nint stride) => Vector512.Create(
        first, Unsafe.Add(ref first, stride), Unsafe.Add(ref first, 2 * stride), Unsafe.Add(ref first, 3 * stride),
        Unsafe.Add(ref first, 4 * stride), Unsafe.Add(ref first, 5 * stride), Unsafe.Add(ref first, 6 * stride), Unsafe.Add(ref first, 7 * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Apart(ref float first, nint stride) => Vector512.Create(
        first, Unsafe.Add(ref first, stride), Unsafe.Add(ref first, 2 * stride), Unsafe.Add(ref first, 3 * stride),
        Unsafe.Add(ref first, 4 * stride), Unsafe.Add(ref first, 5 * stride), Unsafe.Add(ref first, 6 * stride), Unsafe.Add(ref first, 7 * stride),
        Unsafe.Add(ref first, 8 * stride), Unsafe.Add(ref first, 9 * stride), Unsafe.Add(ref first, 10 * stride), Unsafe.Add(ref first, 11 * stride),
        Unsafe.Add(ref first, 12 * stride), Unsafe.Add(ref first, 13 * stride), Unsafe.Add(ref first, 14 * stride), Unsafe.Add(ref first, 15 * stride));

    // The first and the last element; the others lie between them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Check(int length, int index, int stride, int lanes)
    {
        if ((uint)index >= (uint)length || (ulong)(index + (lanes - 1) * (long)stride) >= (ulong)length) Fault.IndexOutOfRange();
    }
}

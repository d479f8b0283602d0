// Elementary functions on vectors, one algorithm for a vector and for a number alone; here what they share and the masked tails.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autodiff.Numerics;

/// <summary>Elementary and special functions on vectors and numbers, and what vectorised derivatives call on vectors.</summary>
/// <remarks>
/// A function of a vector gives in each lane, bit for bit, what the function of one number gives. Accuracy: docs/numerics.md. Vectors need a
/// machine with fused multiply-add to be fast; without it they are right and slow.
/// </remarks>
public static partial class VectorMath
{
    /// <summary>ln 2 in two parts, the first with zeros at its end, so that its product with an exponent is exact.</summary>
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Up to here a multiple of pi / 2 is taken off a number accurately.</summary>
    private const double RotationLimit = 1e6;

    /// <summary>From here on the asymptotic series of the gamma functions hold.</summary>
    private const double SeriesFrom = 8;

    /// <summary>The elements, at most eight, in the first lanes; zero in the others.</summary>
    /// <param name="elements">At most eight elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<double> LoadPartial512(ReadOnlySpan<double> elements)
    {
        if (Avx512F.IsSupported)
            fixed (double* p = elements) return Avx512F.MaskLoad(p, First(elements.Length), Vector512<double>.Zero);
        Vector512<double> lanes = Vector512<double>.Zero;
        elements.CopyTo(Lanes(ref lanes));
        return lanes;
    }

    /// <summary>The elements, at most sixteen, in the first lanes; zero in the others.</summary>
    /// <param name="elements">At most sixteen elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> LoadPartial512(ReadOnlySpan<float> elements)
    {
        if (Avx512F.IsSupported)
            fixed (float* p = elements) return Avx512F.MaskLoad(p, FirstSingle(elements.Length), Vector512<float>.Zero);
        Vector512<float> lanes = Vector512<float>.Zero;
        elements.CopyTo(Lanes(ref lanes));
        return lanes;
    }

    /// <summary>Stores the first lanes, as many as <paramref name="destination"/> has elements.</summary>
    /// <param name="lanes">The vector.</param>
    /// <param name="destination">At most eight elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StorePartial(Vector512<double> lanes, Span<double> destination)
    {
        if (Avx512F.IsSupported)
            fixed (double* p = destination) Avx512F.MaskStore(p, First(destination.Length), lanes);
        else Lanes(ref lanes).Slice(0, destination.Length).CopyTo(destination);
    }

    /// <summary>Stores the first lanes, as many as <paramref name="destination"/> has elements.</summary>
    /// <param name="lanes">The vector.</param>
    /// <param name="destination">At most sixteen elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StorePartial(Vector512<float> lanes, Span<float> destination)
    {
        if (Avx512F.IsSupported)
            fixed (float* p = destination) Avx512F.MaskStore(p, FirstSingle(destination.Length), lanes);
        else Lanes(ref lanes).Slice(0, destination.Length).CopyTo(destination);
    }

    /// <summary>Sum of the first <paramref name="count"/> lanes, whatever the others hold.</summary>
    /// <param name="lanes">The vector.</param>
    /// <param name="count">Number of lanes that count.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SumPartial(Vector512<double> lanes, int count) => Vector512.Sum(Vector512.ConditionalSelect(First(count), lanes, Vector512<double>.Zero));

    /// <inheritdoc cref="SumPartial(Vector512{double}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumPartial(Vector512<float> lanes, int count) => Vector512.Sum(Vector512.ConditionalSelect(FirstSingle(count), lanes, Vector512<float>.Zero));

    /// <summary>Lane by lane <paramref name="adjoint"/> times <paramref name="partial"/>, zero where the adjoint is zero.</summary>
    /// <param name="adjoint">Adjoint or tangent.</param>
    /// <param name="partial">Partial derivative; may be infinite or NaN.</param>
    /// <remarks>Selects after the product, so that nothing of a partial without meaning remains.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> StrongZero(Vector512<double> adjoint, Vector512<double> partial) =>
        Vector512.ConditionalSelect(Vector512.Equals(adjoint, Vector512<double>.Zero), Vector512<double>.Zero, adjoint * partial);

    /// <inheritdoc cref="StrongZero(Vector512{double}, Vector512{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> StrongZero(Vector512<float> adjoint, Vector512<float> partial) =>
        Vector512.ConditionalSelect(Vector512.Equals(adjoint, Vector512<float>.Zero), Vector512<float>.Zero, adjoint * partial);

    /// <summary>True in the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> First(int count) => Vector512.LessThan(Vector512<double>.Indices, Vector512.Create((double)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FirstSingle(int count) => Vector512.LessThan(Vector512<float>.Indices, Vector512.Create((float)count));

    private static Span<T> Lanes<T>(ref Vector512<T> vector) => MemoryMarshal.CreateSpan(ref Unsafe.As<Vector512<T>, T>(ref vector), Vector512<T>.Count);
}

// Vector operations of generated code that System.Runtime.Intrinsics has no name for: masked tails and strong zero.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autodiff.Numerics;

/// <summary>Operations on vectors of doubles that vectorised derivatives call.</summary>
public static class VectorMath
{
    /// <summary>The elements, at most eight, in the first lanes; zero in the others.</summary>
    /// <param name="elements">At most eight elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LoadPartial512(ReadOnlySpan<double> elements)
    {
        Vector512<double> lanes = Vector512<double>.Zero;
        elements.CopyTo(Lanes(ref lanes));
        return lanes;
    }

    /// <summary>Stores the first lanes, as many as <paramref name="destination"/> has elements.</summary>
    /// <param name="lanes">The vector.</param>
    /// <param name="destination">At most eight elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Vector512<double> lanes, Span<double> destination) =>
        Lanes(ref lanes).Slice(0, destination.Length).CopyTo(destination);

    /// <summary>Sum of the first <paramref name="count"/> lanes, whatever the others hold.</summary>
    /// <param name="lanes">The vector.</param>
    /// <param name="count">Number of lanes that count.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SumPartial(Vector512<double> lanes, int count)
    {
        Vector512<double> counts = Vector512.LessThan(Vector512<double>.Indices, Vector512.Create((double)count));
        return Vector512.Sum(Vector512.ConditionalSelect(counts, lanes, Vector512<double>.Zero));
    }

    /// <summary>Lane by lane <paramref name="adjoint"/> times <paramref name="partial"/>, zero where the adjoint is zero.</summary>
    /// <param name="adjoint">Adjoint or tangent.</param>
    /// <param name="partial">Partial derivative; may be infinite or NaN.</param>
    /// <remarks>Selects after the product, so that nothing of a partial without meaning remains.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> StrongZero(Vector512<double> adjoint, Vector512<double> partial) =>
        Vector512.ConditionalSelect(Vector512.Equals(adjoint, Vector512<double>.Zero), Vector512<double>.Zero, adjoint * partial);

    private static Span<double> Lanes(ref Vector512<double> vector) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<Vector512<double>, double>(ref vector), Vector512<double>.Count);
}

// Functions by which a method's text controls its own differentiation.
using System;
using System.Runtime.CompilerServices;

namespace Autodiff;

/// <summary>What a differentiable method's text can say to its own differentiation, and differentiable functions that .NET has no name for.</summary>
/// <remarks>Outside a <see cref="DifferentiableAttribute"/> method <c>Detach</c> is the identity and costs nothing; the functions are ordinary functions.</remarks>
public static partial class Ad
{
    /// <summary>Returns <paramref name="x"/> unchanged; its derivative is zero in every mode.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Detach(double x) => x;

    /// <inheritdoc cref="Detach(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Detach(float x) => x;

    /// <summary>Returns <paramref name="x"/> unchanged; the derivative of each of its fields is zero in every mode.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Detach<T>(T x)
        where T : struct => x;

    /// <summary>Returns the same memory; the derivative of what is read through the returned span is zero in every mode.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<double> Detach(ReadOnlySpan<double> x) => x;

    /// <inheritdoc cref="Detach(ReadOnlySpan{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<float> Detach(ReadOnlySpan<float> x) => x;

    /// <inheritdoc cref="Detach(ReadOnlySpan{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<T> Detach<T>(ReadOnlySpan<T> x)
        where T : struct => x;
}

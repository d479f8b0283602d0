// The arithmetic of derivative rules that C# has no operator or Math function for.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autodiff;

/// <summary>What generated derivatives call: guards on their arguments, and the arithmetic of the rules.</summary>
/// <remarks>
/// A guard throws before anything is written. All of them are a few comparisons when they pass; what they throw names the
/// parameters by the expressions that were passed.
/// </remarks>
public static partial class Derivative
{
    /// <summary>The product under strong zero: <c>adjoint == 0 ? 0 : adjoint * partial</c>.</summary>
    /// <remarks>
    /// Where nothing flows back, nothing arrives, even through an infinite or undefined partial:
    /// <c>Math.Max(Math.Sqrt(x), 1)</c> has gradient 0 at 0, not NaN. The same holds for a tangent in place of the adjoint.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double StrongZero(double adjoint, double partial) => adjoint == 0 ? 0 : adjoint * partial;

    /// <inheritdoc cref="StrongZero(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float StrongZero(float adjoint, float partial) => adjoint == 0 ? 0 : adjoint * partial;

    /// <inheritdoc cref="StrongZero(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T StrongZero<T>(T adjoint, T partial)
        where T : INumberBase<T> => T.IsZero(adjoint) ? T.Zero : adjoint * partial;

    /// <summary>The derivative of the absolute value: 1 above zero, −1 below, 0 at ±0, and NaN at NaN.</summary>
    /// <remarks><see cref="System.Math.Sign(double)"/> throws at NaN, so it cannot be a partial derivative.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;

    /// <inheritdoc cref="Sign(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sign(float x) => x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;
}

// The words in which the vector forms of the mathematical functions are written; Lane1 has the same words for one double.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using B = System.Runtime.Intrinsics.Vector512<double>;
using L = System.Runtime.Intrinsics.Vector512<long>;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Autodiff.Numerics;

/// <summary>Eight doubles at once: V the numbers, L their bits, B truth values.</summary>
internal static class Lanes8
{
    /// <summary>Of helpers.</summary>
    public const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Of functions: inlined into loops, where their constants stay in registers.</summary>
    public const MethodImplOptions Function = MethodImplOptions.AggressiveInlining;

    /// <summary>Long functions with rare paths are called; compiled fully at once, since the loop that calls them is.</summary>
    public const MethodImplOptions Call = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    [MethodImpl(Inline)] public static V C(double value) => Vector512.Create(value);
    [MethodImpl(Inline)] public static L N(long value) => Vector512.Create(value);
    [MethodImpl(Inline)] public static V Fma(V a, V b, V c) => Vector512.FusedMultiplyAdd(a, b, c);
    [MethodImpl(Inline)] public static V Select(B condition, V then, V otherwise) => Vector512.ConditionalSelect(condition, then, otherwise);
    [MethodImpl(Inline)] public static B Lt(V a, V b) => Vector512.LessThan(a, b);
    [MethodImpl(Inline)] public static B Le(V a, V b) => Vector512.LessThanOrEqual(a, b);
    [MethodImpl(Inline)] public static B Gt(V a, V b) => Vector512.GreaterThan(a, b);
    [MethodImpl(Inline)] public static B Ge(V a, V b) => Vector512.GreaterThanOrEqual(a, b);
    [MethodImpl(Inline)] public static B Eq(V a, V b) => Vector512.Equals(a, b);
    [MethodImpl(Inline)] public static B Ne(V a, V b) => ~Vector512.Equals(a, b);
    [MethodImpl(Inline)] public static B Not(B condition) => ~condition;
    [MethodImpl(Inline)] public static bool Any(B condition) => Vector512.ExtractMostSignificantBits(condition) != 0;
    [MethodImpl(Inline)] public static V Abs(V x) => Vector512.Abs(x);
    [MethodImpl(Inline)] public static V Root(V x) => Vector512.Sqrt(x);
    /// <summary>The nearest whole number, ties to even.</summary>
    [MethodImpl(Inline)] public static V Nearest(V x) => Vector512.Round(x);
    [MethodImpl(Inline)] public static V Floor(V x) => Vector512.Floor(x);
    /// <summary>The magnitude of the first with the sign of the second.</summary>
    [MethodImpl(Inline)] public static V Signed(V magnitude, V sign) => Vector512.CopySign(magnitude, sign);
    [MethodImpl(Inline)] public static L Bits(V x) => x.AsInt64();
    [MethodImpl(Inline)] public static V Float(L bits) => bits.AsDouble();

    /// <summary>Applies a scalar function where the condition holds: for arguments that no loop meets often.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V Patch(B where, V x, V otherwise, Func<double, double> function)
    {
        V result = otherwise;
        for (int i = 0; i < Vector512<double>.Count; i++)
            if (BitConverter.DoubleToInt64Bits(where[i]) < 0) result = result.WithElement(i, function(x[i]));
        return result;
    }
}

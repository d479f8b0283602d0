// The words of Lanes8 for one double: the same operations, so that a number alone rounds like a number in a vector.
using System;
using System.Runtime.CompilerServices;
using B = bool;
using L = long;
using V = double;

namespace Autodiff.Numerics;

/// <summary>One double: V the number, L its bits, B a truth value.</summary>
internal static class Lane1
{
    /// <summary>Of helpers.</summary>
    public const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Of functions: too long to be inlined, and compiled fully at once, since unoptimised all these small helpers would be calls.</summary>
    public const MethodImplOptions Function = MethodImplOptions.AggressiveOptimization;

    public const MethodImplOptions Call = MethodImplOptions.AggressiveOptimization;

    [MethodImpl(Inline)] public static V C(double value) => value;
    [MethodImpl(Inline)] public static L N(long value) => value;
    [MethodImpl(Inline)] public static V Fma(V a, V b, V c) => Math.FusedMultiplyAdd(a, b, c);
    [MethodImpl(Inline)] public static V Select(B condition, V then, V otherwise) => condition ? then : otherwise;
    [MethodImpl(Inline)] public static B Lt(V a, V b) => a < b;
    [MethodImpl(Inline)] public static B Le(V a, V b) => a <= b;
    [MethodImpl(Inline)] public static B Gt(V a, V b) => a > b;
    [MethodImpl(Inline)] public static B Ge(V a, V b) => a >= b;
    [MethodImpl(Inline)] public static B Eq(V a, V b) => a == b;
    [MethodImpl(Inline)] public static B Ne(V a, V b) => a != b;
    [MethodImpl(Inline)] public static B Not(B condition) => !condition;
    [MethodImpl(Inline)] public static bool Any(B condition) => condition;
    [MethodImpl(Inline)] public static V Abs(V x) => Math.Abs(x);
    [MethodImpl(Inline)] public static V Root(V x) => Math.Sqrt(x);
    /// <summary>The nearest whole number, ties to even.</summary>
    [MethodImpl(Inline)] public static V Nearest(V x) => Math.Round(x);
    [MethodImpl(Inline)] public static V Floor(V x) => Math.Floor(x);
    /// <summary>The magnitude of the first with the sign of the second.</summary>
    [MethodImpl(Inline)] public static V Signed(V magnitude, V sign) => Math.CopySign(magnitude, sign);
    [MethodImpl(Inline)] public static L Bits(V x) => BitConverter.DoubleToInt64Bits(x);
    [MethodImpl(Inline)] public static V Float(L bits) => BitConverter.Int64BitsToDouble(bits);

    /// <summary>Applies a scalar function where the condition holds.</summary>
    public static V Patch(B where, V x, V otherwise, Func<double, double> function) => where ? function(x) : otherwise;
}

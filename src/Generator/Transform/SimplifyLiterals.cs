// Arithmetic on literals as C# does it at run time: unchecked integers, IEEE floats.
using System;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Folds what is exact and does not depend on the machine: no elementary functions, no native-sized integers, no conversion that leaves the range of its
/// type, no division by zero.
/// </summary>
internal static class SimplifyLiterals
{
    public static Literal? Unary(Op op, Literal a) => op switch
    {
        Op.Neg when a.IsFloat => Real(a.Kind, -a.AsDouble),
        Op.Neg when IsFolded(a.Kind) => Whole(a.Kind, unchecked(-a.Bits)),
        Op.Not when a.Kind == Scalar.Bool => Literal.Of(!a.AsBool),
        Op.Not when IsFolded(a.Kind) => Whole(a.Kind, ~a.Bits),
        _ => null,
    };

    public static Literal? Binary(Op op, Literal a, Literal b)
    {
        if (a.IsFloat) return b.Kind == a.Kind ? Reals(op, a.Kind, a.AsDouble, b.AsDouble) : null;
        if (a.Kind == Scalar.Bool) return b.Kind == Scalar.Bool ? Bools(op, a.AsBool, b.AsBool) : null;
        if (!IsFolded(a.Kind)) return null;
        if (op is Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned) return b.Kind == Scalar.I32 ? Shift(op, a, (int)b.Bits) : null;
        return b.Kind == a.Kind ? Wholes(op, a.Kind, a.Bits, b.Bits) : null;
    }

    public static Literal? Convert(Literal a, Scalar to)
    {
        if (a.Kind == Scalar.Bool || to == Scalar.Bool || a.Kind is Scalar.NInt or Scalar.NUInt) return null;
        if (a.Kind == Scalar.Generic && !IsInEveryType(a.AsDouble)) return null;
        if (IrType.IsFloating(to))
        {
            if (to == Scalar.Generic && !a.IsFloat && Math.Abs((double)a.Bits) > 1L << 53) return null;
            // From 64 bits through double to float would round twice.
            if (to == Scalar.F32 && a.Kind is Scalar.I64 or Scalar.U64) return null;
            return Real(to, a.Kind == Scalar.U64 ? (double)unchecked((ulong)a.Bits) : a.AsDouble);
        }
        if (!IsFolded(to)) return null;
        if (!a.IsFloat) return Whole(to, a.Bits);
        double truncated = Math.Truncate(a.AsDouble);
        return Math.Abs(truncated) < 1e15 && Whole(to, (long)truncated) is { } whole && whole.Bits == (long)truncated ? whole : null;
    }

    /// <summary>The float itself, rounded to its type; in float, + - * / of two floats computed in double and rounded once more is exact.</summary>
    private static Literal Real(Scalar kind, double value) => Literal.Of(kind, value);

    /// <summary>A whole number that every floating-point type holds.</summary>
    public static bool IsInEveryType(double value) => Math.Abs(value) <= 256 && Math.Truncate(value) == value;

    private static Literal? Reals(Op op, Scalar kind, double a, double b)
    {
        // How a type parameter's type rounds is not known.
        if (kind != Scalar.Generic) return RoundedReals(op, kind, a, b);
        return IsInEveryType(a) && IsInEveryType(b) && RoundedReals(op, kind, a, b) is { } exact && (!exact.IsFloat || IsInEveryType(exact.AsDouble)) ? exact : null;
    }

    private static Literal? RoundedReals(Op op, Scalar kind, double a, double b) => op switch
    {
        Op.Add => Real(kind, a + b), Op.Sub => Real(kind, a - b), Op.Mul => Real(kind, a * b), Op.Div => Real(kind, a / b),
        Op.Equal => Literal.Of(a == b), Op.NotEqual => Literal.Of(a != b), Op.Less => Literal.Of(a < b),
        Op.LessOrEqual => Literal.Of(a <= b), Op.Greater => Literal.Of(a > b), Op.GreaterOrEqual => Literal.Of(a >= b),
        _ => null,
    };

    private static Literal? Bools(Op op, bool a, bool b) => op switch
    {
        Op.And => Literal.Of(a & b), Op.Or => Literal.Of(a | b), Op.Xor or Op.NotEqual => Literal.Of(a ^ b), Op.Equal => Literal.Of(a == b), _ => null,
    };

    private static bool IsFolded(Scalar kind) => kind is >= Scalar.I8 and <= Scalar.U64 or Scalar.Char;

    /// <summary>The bits wrapped to the width of the type.</summary>
    private static Literal Whole(Scalar kind, long bits) => Literal.Of(kind, unchecked(kind switch
    {
        Scalar.I8 => (sbyte)bits, Scalar.U8 => (byte)bits, Scalar.I16 => (short)bits, Scalar.U16 or Scalar.Char => (ushort)bits,
        Scalar.I32 => (int)bits, Scalar.U32 => (uint)bits, _ => bits,
    }));

    private static Literal? Wholes(Op op, Scalar kind, long a, long b)
    {
        bool isUnsigned64 = kind == Scalar.U64;
        int order = isUnsigned64 ? unchecked((ulong)a).CompareTo(unchecked((ulong)b)) : a.CompareTo(b);
        switch (op)
        {
            case Op.Add: return Whole(kind, unchecked(a + b));
            case Op.Sub: return Whole(kind, unchecked(a - b));
            case Op.Mul: return Whole(kind, unchecked(a * b));
            // The least integer divided by -1 throws.
            case Op.Div or Op.Rem when b == 0 || b == -1 && !isUnsigned64: return null;
            case Op.Div: return Whole(kind, isUnsigned64 ? unchecked((long)((ulong)a / (ulong)b)) : a / b);
            case Op.Rem: return Whole(kind, isUnsigned64 ? unchecked((long)((ulong)a % (ulong)b)) : a % b);
            case Op.And: return Whole(kind, a & b);
            case Op.Or: return Whole(kind, a | b);
            case Op.Xor: return Whole(kind, a ^ b);
            case Op.Equal: return Literal.Of(order == 0);
            case Op.NotEqual: return Literal.Of(order != 0);
            case Op.Less: return Literal.Of(order < 0);
            case Op.LessOrEqual: return Literal.Of(order <= 0);
            case Op.Greater: return Literal.Of(order > 0);
            case Op.GreaterOrEqual: return Literal.Of(order >= 0);
            default: return null;
        }
    }

    private static Literal? Shift(Op op, Literal a, int count) => unchecked(a.Kind switch
    {
        Scalar.I32 => Whole(a.Kind, op == Op.ShiftLeft ? (int)a.Bits << count : op == Op.ShiftRight ? (int)a.Bits >> count : (int)((uint)a.Bits >> count)),
        Scalar.U32 => Whole(a.Kind, op == Op.ShiftLeft ? (uint)a.Bits << count : (uint)a.Bits >> count),
        Scalar.I64 => Whole(a.Kind, op == Op.ShiftLeft ? a.Bits << count : op == Op.ShiftRight ? a.Bits >> count : (long)((ulong)a.Bits >> count)),
        Scalar.U64 => Whole(a.Kind, (long)(op == Op.ShiftLeft ? (ulong)a.Bits << count : (ulong)a.Bits >> count)),
        _ => (Literal?)null,
    });
}

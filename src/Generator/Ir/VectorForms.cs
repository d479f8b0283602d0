// Which operations on floats and conditions have a form for all lanes at once.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Generators.Ir;

internal static class VectorForms
{
    /// <summary>Members of Vector512 under the name of the operation, the same as the scalar operation up to rounding.</summary>
    private static readonly HashSet<Op> OfVectors =
    [
        Op.Abs, Op.Sqrt, Op.Floor, Op.Ceiling, Op.Round, Op.Truncate, Op.Min, Op.Max, Op.MinNumber, Op.MaxNumber, Op.MinMagnitude, Op.MaxMagnitude,
        Op.MinMagnitudeNumber, Op.MaxMagnitudeNumber, Op.MinNative, Op.MaxNative, Op.CopySign, Op.FusedMultiplyAdd,
        Op.DegreesToRadians, Op.RadiansToDegrees, Op.Hypot, Op.Exp, Op.Log, Op.Log2, Op.Sin, Op.Cos, Op.IsNaN, Op.IsFinite, Op.IsInfinity, Op.IsPositiveInfinity,
        Op.IsNegativeInfinity, Op.IsNegative, Op.IsPositive, Op.IsNormal, Op.IsSubnormal, Op.IsInteger, Op.IsEvenInteger, Op.IsOddInteger,
    ];

    /// <summary>Members of VectorMath under the name of the operation, on doubles and on floats.</summary>
    private static readonly HashSet<Op> OfVectorMath =
    [
        Op.Exp, Op.Exp2, Op.Expm1, Op.ExpM1, Op.Log, Op.Log1p, Op.LogP1, Op.Log2, Op.Log10, Op.Pow, Op.Cbrt, Op.Hypot, Op.Sin, Op.Cos, Op.Tan, Op.Asin, Op.Acos, Op.Atan, Op.Atan2,
        Op.Sinh, Op.Cosh, Op.Tanh, Op.Asinh, Op.Acosh, Op.Atanh, Op.Sigmoid, Op.Softplus, Op.LogSigmoid, Op.Erf, Op.Erfc, Op.NormalCdf, Op.LogGamma, Op.Digamma, Op.Trigamma,
    ];

    public static bool IsOfVectors(Op op) => OfVectors.Contains(op);

    /// <summary>The member of VectorMath that is the operation's form; null if there is none, or a member of Vector512 is as good.</summary>
    public static string? OwnName(Op op, bool isSingle) =>
        !OfVectorMath.Contains(op) || (isSingle && OfVectors.Contains(op)) ? null : op switch { Op.ExpM1 => "Expm1", Op.LogP1 => "Log1p", _ => op.ToString() };

    /// <summary>Why the operation has no vector form; null if it has one.</summary>
    public static string? Refusal(Let let, Func<Value, IrType> typeOf, Func<Value, Literal?> literalOf)
    {
        bool isKnown = let.Op switch
        {
            Op.Add or Op.Sub or Op.Mul or Op.Div or Op.Neg or Op.Detach or Op.Norm or Op.StrongZeroMul or Op.MaxStep or Op.MinStep or Op.ClampUnordered or Op.Select => true,
            Op.And or Op.Or or Op.Xor or Op.Not => typeOf(let.Result).IsBool,
            >= Op.Equal and <= Op.GreaterOrEqual => typeOf(let.Args[0]).IsFloat,
            Op.Round => let.Args.Count == 1,
            Op.Pow => OfVectorMath.Contains(Op.Pow) || (literalOf(let.Args[1]) is { } p && PowerOf(p) is not null),
            // Math.Clamp throws if the bounds are in the wrong order.
            Op.Clamp => literalOf(let.Args[1]) is { } low && literalOf(let.Args[2]) is { } high && low.AsDouble <= high.AsDouble,
            Op.Convert => typeOf(let.Args[0]) == typeOf(let.Result),
            _ => OfVectors.Contains(let.Op) || OfVectorMath.Contains(let.Op),
        };
        return isKnown ? null : $"{NameOf(let.Op)} has no vector form";
    }

    /// <summary>Whether the operation is the sign of a float, an int that becomes a float of the same type and nothing else: then it is one in lanes. <paramref name="body"/>: all that may read it.</summary>
    public static bool IsSign(Let let, Region body, Func<Value, IrType> typeOf)
    {
        if (let.Op != Op.Sign || !typeOf(let.Args[0]).IsFloat) return false;
        foreach (Instr user in body.All())
        {
            if (user.Regions().Any(r => r.Yields.Contains(let.Result))) return false;
            if (user.Operands().Contains(let.Result) && !(user is Let { Op: Op.Convert } number && typeOf(number.Result) == typeOf(let.Args[0]))) return false;
        }
        return !body.Yields.Contains(let.Result);
    }

    /// <summary>The operation as C# has it, for remarks.</summary>
    public static string NameOf(Op op) => op switch
    {
        Op.Convert => "a conversion", Op.Select => "a choice", Op.Add => "+", Op.Sub or Op.Neg => "-", Op.Mul => "*", Op.Div => "/", Op.Rem => "%",
        Op.And => "&", Op.Or => "|", Op.Xor => "^", Op.Not => "~", Op.ShiftLeft => "<<", Op.ShiftRight => ">>", Op.ShiftRightUnsigned => ">>>",
        >= Op.Equal and <= Op.GreaterOrEqual => "a comparison",
        _ => op.ToString(),
    };

    /// <summary>The small whole exponent that a power is multiplied out for.</summary>
    public static int? PowerOf(Literal exponent) => exponent.AsDouble is 2 or 3 or 4 ? (int)exponent.AsDouble : null;
}

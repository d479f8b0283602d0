// C# text of the scalar primitives.
using System;
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal static class OpText
{
    private static readonly Dictionary<Op, (string Symbol, Precedence Precedence)> Operators = new()
    {
        [Op.Add] = ("+", Precedence.Additive), [Op.Sub] = ("-", Precedence.Additive),
        [Op.Mul] = ("*", Precedence.Multiplicative), [Op.Div] = ("/", Precedence.Multiplicative), [Op.Rem] = ("%", Precedence.Multiplicative),
        [Op.And] = ("&", Precedence.And), [Op.Or] = ("|", Precedence.Or), [Op.Xor] = ("^", Precedence.Xor),
        [Op.ShiftLeft] = ("<<", Precedence.Shift), [Op.ShiftRight] = (">>", Precedence.Shift), [Op.ShiftRightUnsigned] = (">>>", Precedence.Shift),
        [Op.Equal] = ("==", Precedence.Equality), [Op.NotEqual] = ("!=", Precedence.Equality),
        [Op.Less] = ("<", Precedence.Relational), [Op.LessOrEqual] = ("<=", Precedence.Relational),
        [Op.Greater] = (">", Precedence.Relational), [Op.GreaterOrEqual] = (">=", Precedence.Relational),
    };

    // Math and MathF have these under the same name; everything else is a static member of double and float.
    private static readonly HashSet<Op> OfMath =
    [
        Op.Abs, Op.Sign, Op.Floor, Op.Ceiling, Op.Round, Op.Truncate, Op.ILogB, Op.Min, Op.Max, Op.MinMagnitude, Op.MaxMagnitude, Op.Clamp,
        Op.CopySign, Op.BitIncrement, Op.BitDecrement, Op.ScaleB, Op.Ieee754Remainder, Op.FusedMultiplyAdd, Op.ReciprocalEstimate,
        Op.ReciprocalSqrtEstimate, Op.Sqrt, Op.Cbrt, Op.Pow, Op.Exp, Op.Log, Op.LogBase, Op.Log2, Op.Log10, Op.Sin, Op.Cos, Op.Tan, Op.Asin,
        Op.Acos, Op.Atan, Op.Atan2, Op.Sinh, Op.Cosh, Op.Tanh, Op.Asinh, Op.Acosh, Op.Atanh,
    ];

    // Overloaded on the type of the argument: an int literal would choose another overload.
    private static readonly HashSet<Op> Overloaded =
        [Op.Abs, Op.Sign, Op.Floor, Op.Ceiling, Op.Round, Op.Truncate, Op.Min, Op.Max, Op.Clamp, Op.StrongZeroMul];

    /// <summary>The functions of Ad are overloaded for float and double.</summary>
    private static bool IsOverloaded(Op op) => Overloaded.Contains(op) || op is >= Op.Erf and <= Op.Log1p;

    /// <summary>Symbol of a binary operator; null for everything else.</summary>
    public static string? Symbol(Op op) => Operators.TryGetValue(op, out var known) ? known.Symbol : null;
    public static bool IsCommutative(Op op) => op is Op.Add or Op.Mul or Op.And or Op.Or or Op.Xor;

    /// <summary>Arithmetic of byte, short, char is that of int and must be cast back.</summary>
    public static bool IsSmall(IrType type) => type.IsScalar && type.Element is Scalar.I8 or Scalar.U8 or Scalar.I16 or Scalar.U16 or Scalar.Char;

    public static Expr Apply(Op op, IrType type, IrType operand, Expr[] args, TypeNames names)
    {
        if (Operators.TryGetValue(op, out (string Symbol, Precedence Precedence) known))
            return Cast(Binary(known.Symbol, known.Precedence, args[0], args[1]), type, op >= Op.Equal, names);
        switch (op)
        {
            case Op.Neg:
                Expr negated = type.Element is Scalar.U32 or Scalar.U64 or Scalar.NUInt
                    ? Binary("-", Precedence.Additive, new Expr("0", Precedence.Primary), args[0])
                    : Prefix("-", args[0].Typed);
                return Cast(negated, type, false, names);
            case Op.Not: return type.IsBool ? Prefix("!", args[0]) : Cast(Prefix("~", args[0].Typed), type, false, names);
            case Op.Select: return Choice(args[0], args[1], args[2]);
            case Op.Convert: return Convert(args[0], operand, type, names);
            case Op.Detach: return args[0];
            case Op.Norm: return Function(Op.Sqrt, operand, args, names);
            case Op.MaxStep: return Function(Op.Max, operand, [args[0], args[1]], names);
            case Op.MinStep: return Function(Op.Min, operand, [args[0], args[1]], names);
            default: return Function(op, operand, args, names);
        }
    }

    public static Expr Binary(string symbol, Precedence precedence, Expr left, Expr right)
    {
        if (!left.IsTyped && !right.IsTyped) left = left.Typed;
        // Left-associative: floating-point sums keep their order.
        return new Expr($"{left.Within(precedence)} {symbol} {right.Within(precedence + 1)}", precedence);
    }

    public static Expr Prefix(string symbol, Expr operand)
    {
        string text = operand.Within(Precedence.Unary);
        return new Expr(text[0] == '-' && symbol == "-" ? $"-({text})" : symbol + text, Precedence.Unary);
    }

    public static Expr Choice(Expr condition, Expr then, Expr otherwise)
    {
        string Text(Expr a, Expr b) =>
            $"{condition.Within(Precedence.OrElse)} ? {a.Within(Precedence.OrElse)} : {b.Within(Precedence.Conditional)}";
        return !then.IsTyped && !otherwise.IsTyped
            ? new Expr(Text(then, otherwise), Precedence.Conditional, Text(then.Typed, otherwise.Typed), Precedence.Conditional)
            : new Expr(Text(then, otherwise), Precedence.Conditional);
    }

    private static Expr Cast(Expr value, IrType type, bool isComparison, TypeNames names) => !isComparison && IsSmall(type) ? Cast(value, names.Element(type.Element)) : value;

    public static Expr Cast(Expr value, string type)
    {
        string text = value.Typed.Within(Precedence.Unary);
        return new Expr(text[0] is '-' or '~' or '!' ? $"({type})({text})" : $"({type}){text}", Precedence.Unary);
    }

    private static Expr Convert(Expr value, IrType from, IrType to, TypeNames names)
    {
        if (from == to) return value;
        // A type parameter has no casts; to an integer these do what the cast of a double does.
        if (to.Element == Scalar.Generic || from.Element == Scalar.Generic)
            return new Expr($"{names.Element(to.Element)}.Create{(to.IsInteger ? "Truncating" : "Checked")}({value.Typed.Text})");
        Expr cast = Cast(value, names.Element(to.Element));
        return IsImplicit(from.Element, to.Element) ? new Expr(value.Text, value.Precedence, cast.Text, cast.Precedence) : cast;
    }

    /// <summary>C#'s implicit numeric conversions.</summary>
    public static bool IsImplicit(Scalar from, Scalar to) => to switch
    {
        Scalar.F64 => from is not Scalar.F64 and not Scalar.Bool and not Scalar.Generic,
        Scalar.F32 => from is not Scalar.F64 and not Scalar.F32 and not Scalar.Bool and not Scalar.Generic,
        Scalar.I64 => from is Scalar.I8 or Scalar.U8 or Scalar.I16 or Scalar.U16 or Scalar.Char or Scalar.I32 or Scalar.U32 or Scalar.NInt,
        Scalar.U64 => from is Scalar.U8 or Scalar.U16 or Scalar.Char or Scalar.U32 or Scalar.NUInt,
        Scalar.NInt => from is Scalar.I8 or Scalar.U8 or Scalar.I16 or Scalar.U16 or Scalar.Char or Scalar.I32,
        Scalar.NUInt => from is Scalar.U8 or Scalar.U16 or Scalar.Char or Scalar.U32,
        Scalar.I32 => from is Scalar.I8 or Scalar.U8 or Scalar.I16 or Scalar.U16 or Scalar.Char,
        Scalar.U32 => from is Scalar.U8 or Scalar.U16 or Scalar.Char,
        Scalar.I16 => from is Scalar.I8 or Scalar.U8,
        Scalar.U16 => from is Scalar.U8 or Scalar.Char,
        _ => false,
    };

    private static string NameOf(Op op) => op switch { Op.LogBase => nameof(Op.Log), Op.ClampNumber => nameof(Op.Clamp), _ => op.ToString() };

    private static Expr Function(Op op, IrType operand, Expr[] args, TypeNames names)
    {
        string type = names.Element(operand.Element);
        if (op == Op.ClampUnordered) return Function(Op.Min, operand, [Function(Op.Max, operand, [args[0], args[1]], names), args[2]], names);
        if (operand.Element == Scalar.Generic && op != Op.StrongZeroMul)
            return new Expr($"{type}.{NameOf(op)}({string.Join(", ", Array.ConvertAll(args, a => a.Typed.Text))})");
        bool isSingle = operand.Element == Scalar.F32;
        string function = op switch
        {
            Op.StrongZeroMul => names["Derivative"] + ".StrongZero",
            Op.Ieee754Remainder => names[isSingle ? "MathF" : "Math"] + ".IEEERemainder",
            Op.LogBase => names[isSingle ? "MathF" : "Math"] + ".Log",
            Op.Clamp => names["Math"] + ".Clamp",
            _ when OfMath.Contains(op) => names[isSingle ? "MathF" : "Math"] + "." + op,
            >= Op.Erf and <= Op.Log1p => names["Ad"] + "." + op,
            >= Op.Abs and <= Op.IsRealNumber => type + "." + NameOf(op),
            _ => throw new InvalidOperationException($"{op} has no scalar form."),
        };
        bool isAmbiguous = IsOverloaded(op);
        foreach (Expr arg in args) isAmbiguous &= !arg.IsTyped;
        // Floor(decimal) and Round(decimal) are as good for an int as Floor(double).
        if (IsSmall(operand)) args = Array.ConvertAll(args, a => a.Typed);
        if (isAmbiguous || (op is Op.Round or Op.Polygamma && !args[0].IsTyped)) args[0] = args[0].Typed;
        return new Expr($"{function}({string.Join(", ", Array.ConvertAll(args, a => a.Text))})");
    }
}

// The verifier's rules of Let: number and types of the operands of every Op, kinds of literals.
using System.Linq;

namespace Autodiff.Generators.Ir;

internal sealed partial class Verifier
{
    private void CheckLet(Let i)
    {
        IrType result = TypeOf(i.Result);
        switch (i.Op)
        {
            case Op.Constant:
                Arity(i, 0);
                Rule(result is { IsScalar: true, Lanes: 1 }, () => $"a constant cannot have type {result}");
                if (Rule(i.Literal.Kind == result.Element, () => $"a literal of kind {i.Literal.Kind} for type {result}"))
                    Rule(InRange(i.Literal), () => $"the literal {Printer.Print(i.Literal)} is not a value of type {result}");
                return;
            case Op.Undefined: Arity(i, 0); return;
            case Op.Opaque: CheckText(i.Text, i.Args.Count); return;
            case Op.Detach:
                if (!Arity(i, 1)) return;
                Rule(result.IsScalar || result.IsMemory, () => $"{result} cannot be detached");
                Fitting(TypeOf(i.Args[0]), result, "the argument");
                return;
            case Op.Length: CheckLength(i, result); return;
            case Op.Convert:
                if (!Arity(i, 1)) return;
                IrType from = TypeOf(i.Args[0]);
                Rule(IsNumber(from) && IsNumber(result) && from.Lanes == result.Lanes, () => $"{from} does not convert to {result}");
                return;
            case Op.Select:
                if (!Arity(i, 3)) return;
                if (TypeOf(i.Args[0]) != IrType.Bool) Same(TypeOf(i.Args[0]), IrType.Bool with { Lanes = result.Lanes }, "the condition");
                Fitting(TypeOf(i.Args[1]), result, "argument 1");
                Fitting(TypeOf(i.Args[2]), result, "argument 2");
                return;
            case Op.Broadcast:
                if (!Arity(i, 1)) return;
                Rule(result is { IsScalar: true, Lanes: > 1 }, () => $"a broadcast cannot have type {result}");
                Same(TypeOf(i.Args[0]), result with { Lanes = 1 }, "the argument");
                return;
            case Op.AnyLane:
                if (!Arity(i, 1)) return;
                Same(result, IrType.Bool, "the result");
                Rule(TypeOf(i.Args[0]) is { IsBool: true, Lanes: > 1 }, () => $"{i.Op} of {TypeOf(i.Args[0])}, which is no mask");
                return;
            case Op.LaneSum:
            case Op.LaneMax:
            case Op.LaneMin:
                if (!Arity(i, 1)) return;
                Rule(IsNumber(result) && result.Lanes == 1, () => $"{i.Op} cannot have type {result}");
                Rule(TypeOf(i.Args[0]).Lanes > 1, () => $"{i.Op} of {TypeOf(i.Args[0])}, which has no lanes");
                Same(TypeOf(i.Args[0]) with { Lanes = 1 }, result, "an element of the argument");
                return;
        }
        if (i.Op is Op.Ramp or Op.LanesFrom) CheckSteps(i, result);
        else if (i.Op is >= Op.Equal and <= Op.GreaterOrEqual) CheckComparison(i, result);
        else if (i.Op is >= Op.IsNaN and <= Op.IsRealNumber) CheckPredicate(i, result);
        else CheckArithmetic(i, result);
    }

    private bool Arity(Let i, int count) => Rule(i.Args.Count == count, () => $"{i.Op} has {i.Args.Count} arguments, not {count}");

    private void CheckSteps(Let i, IrType result)
    {
        if (!Arity(i, i.Op == Op.Ramp ? 2 : 1)) return;
        foreach (Value arg in i.Args) Same(TypeOf(arg), IrType.I32, "an argument");
        Rule(result.Lanes > 1 && (i.Op == Op.Ramp ? result.IsFloat : result.IsBool), () => $"{i.Op} cannot have type {result}");
    }

    private static bool IsNumber(IrType type) => type.IsScalar && !type.IsBool && type.Element != Scalar.None;

    private void CheckLength(Let i, IrType result)
    {
        Same(result, IrType.I32, "the result");
        if (!Rule(i.Args.Count > 0, "Length has no argument") || !IsMemory(i.Args[0]) || !Arity(i, TypeOf(i.Args[0]).Rank) || i.Args.Count == 1) return;
        Rule(_constants.TryGetValue(i.Args[1], out Literal dimension) && dimension is { Kind: Scalar.I32, Bits: 0 or 1 },
            "the dimension is not the constant 0 or 1");
    }

    private void CheckComparison(Let i, IrType result)
    {
        if (!Arity(i, 2)) return;
        IrType left = TypeOf(i.Args[0]);
        Same(TypeOf(i.Args[1]), left, "argument 1");
        Same(result, IrType.Bool with { Lanes = left.Lanes }, "the result");
        Rule(IsNumber(left) || (left.IsBool && i.Op is Op.Equal or Op.NotEqual), () => $"values of type {left} are not compared by {i.Op}");
    }

    private void CheckPredicate(Let i, IrType result)
    {
        if (!Arity(i, 1)) return;
        Rule(TypeOf(i.Args[0]).IsFloat, () => $"{i.Op} of {TypeOf(i.Args[0])}, not of a float");
        Same(result, IrType.Bool with { Lanes = TypeOf(i.Args[0]).Lanes }, "the result");
    }

    private void CheckArithmetic(Let i, IrType result)
    {
        // What is special about an operand or the result; everything else has the result's type throughout.
        switch (i.Op)
        {
            case Op.Sign or Op.ILogB:
                if (!Arity(i, 1)) return;
                // In lanes a sign is a number as its argument is.
                Same(result, i.Op == Op.Sign && result.Lanes > 1 ? TypeOf(i.Args[0]) : IrType.I32, "the result");
                Rule(TypeOf(i.Args[0]).IsFloat || (i.Op == Op.Sign && TypeOf(i.Args[0]).IsInteger), () => $"{i.Op} of {TypeOf(i.Args[0])}");
                return;
            case Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned:
                if (!Arity(i, 2)) return;
                Rule(result.IsInteger, () => $"{i.Op} does not give {result}");
                Same(TypeOf(i.Args[0]), result, "argument 0");
                Same(TypeOf(i.Args[1]), IrType.I32, "argument 1");
                return;
            case Op.ScaleB or Op.RootN or Op.Polygamma:
                if (!Arity(i, 2)) return;
                Rule(result.IsFloat, () => $"{i.Op} does not give {result}");
                Same(TypeOf(i.Args[0]), result, "argument 0");
                Same(TypeOf(i.Args[1]), IrType.I32, "argument 1");
                return;
            case Op.Round:
                // Digits (i32) and a System.MidpointRounding (opaque, or its number) may follow the rounded value.
                if (!Rule(i.Args.Count is >= 1 and <= 3, () => $"{i.Op} has {i.Args.Count} arguments, not 1 to 3")) return;
                Rule(result.IsFloat, () => $"{i.Op} does not give {result}");
                Same(TypeOf(i.Args[0]), result, "argument 0");
                foreach (Value arg in i.Args.Skip(1))
                    Rule(TypeOf(arg) == IrType.I32 || TypeOf(arg).Shape == Shape.Opaque, () => $"Round is not guided by {TypeOf(arg)}");
                return;
        }
        if (!Arity(i, ArityOf(i.Op))) return;
        Rule(Gives(i.Op, result), () => $"{i.Op} does not give {result}");
        // Several tangents are scaled by one number.
        bool scales = result.Lanes > 1 && (i.Op is Op.Mul or Op.StrongZeroMul || i.Op == Op.Div && TypeOf(i.Args[0]) == result);
        for (int k = 0; k < i.Args.Count; k++)
            if (!scales || TypeOf(i.Args[k]) != result with { Lanes = 1 }) Same(TypeOf(i.Args[k]), result, $"argument {k}");
    }

    private static bool Gives(Op op, IrType result) => op switch
    {
        Op.Add or Op.Sub or Op.Mul or Op.Div or Op.Rem or Op.Neg or Op.Abs or Op.Min or Op.Max or Op.Clamp => IsNumber(result),
        Op.And or Op.Or or Op.Xor or Op.Not => result.IsInteger || result.IsBool,
        _ => result.IsFloat,
    };

    private static int ArityOf(Op op) => op switch
    {
        Op.Add or Op.Sub or Op.Mul or Op.Div or Op.Rem or Op.And or Op.Or or Op.Xor
            or Op.Min or Op.Max or Op.MinNumber or Op.MaxNumber or Op.MinMagnitude or Op.MaxMagnitude
            or Op.MinMagnitudeNumber or Op.MaxMagnitudeNumber or Op.MinNative or Op.MaxNative or Op.CopySign or Op.Ieee754Remainder
            or Op.Hypot or Op.Pow or Op.LogBase or Op.Atan2 or Op.Atan2Pi or Op.StrongZeroMul => 2,
        Op.Clamp or Op.ClampNative or Op.ClampNumber or Op.ClampUnordered or Op.MaxStep or Op.MinStep or Op.FusedMultiplyAdd or Op.MultiplyAddEstimate or Op.Lerp => 3,
        _ => 1,
    };

    private static bool InRange(Literal literal) => literal.Kind switch
    {
        Scalar.F32 => double.IsNaN(literal.AsDouble) || (float)literal.AsDouble == literal.AsDouble,
        Scalar.Bool => literal.Bits is 0 or 1,
        Scalar.I8 => literal.Bits is >= sbyte.MinValue and <= sbyte.MaxValue,
        Scalar.U8 => literal.Bits is >= byte.MinValue and <= byte.MaxValue,
        Scalar.I16 => literal.Bits is >= short.MinValue and <= short.MaxValue,
        Scalar.U16 or Scalar.Char => literal.Bits is >= ushort.MinValue and <= ushort.MaxValue,
        Scalar.I32 or Scalar.NInt => literal.Bits is >= int.MinValue and <= int.MaxValue,
        Scalar.U32 or Scalar.NUInt => literal.Bits is >= uint.MinValue and <= uint.MaxValue,
        _ => true,
    };
}

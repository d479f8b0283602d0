// C# text of the primitives on SIMD vectors.
using System;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal static class VectorText
{
    public static Expr Apply(Op op, IrType type, IrType operand, Expr[] args, TypeNames names)
    {
        string simd = names[TypeNames.VectorClass(type.Lanes > 1 ? type : operand)];
        string list = string.Join(", ", args.Select(a => a.Text));
        switch (op)
        {
            case Op.Add or Op.Sub or Op.Mul or Op.Div: return OpText.Apply(op, type, operand, args, names);
            case Op.And or Op.Or or Op.Xor: return OpText.Apply(op, type, operand, args, names);
            case Op.Neg: return OpText.Prefix("-", args[0]);
            case Op.Not: return OpText.Prefix("~", args[0]);
            case Op.Broadcast: return new Expr($"{simd}.Create({args[0].Typed.Text})");
            case Op.LaneSum when args.Length == 2: return new Expr($"{names["VectorMath"]}.SumPartial({list})");
            case Op.LaneSum: return new Expr($"{simd}.Sum({list})");
            case Op.Select: return new Expr($"{simd}.ConditionalSelect({list})");
            case Op.Equal: return new Expr($"{simd}.Equals({list})");
            case Op.NotEqual: return OpText.Prefix("~", new Expr($"{simd}.Equals({list})"));
            case Op.Less: return new Expr($"{simd}.LessThan({list})");
            case Op.LessOrEqual: return new Expr($"{simd}.LessThanOrEqual({list})");
            case Op.Greater: return new Expr($"{simd}.GreaterThan({list})");
            case Op.GreaterOrEqual: return new Expr($"{simd}.GreaterThanOrEqual({list})");
            case Op.StrongZeroMul: return new Expr($"{names["VectorMath"]}.StrongZero({list})");
            case Op.Abs or Op.Sqrt or Op.Floor or Op.Ceiling or Op.Truncate or Op.Round or Op.Min or Op.Max or Op.MinNumber or Op.MaxNumber
                or Op.MinMagnitude or Op.MaxMagnitude or Op.MinMagnitudeNumber or Op.MaxMagnitudeNumber or Op.MinNative or Op.MaxNative
                or Op.Clamp or Op.ClampNative or Op.CopySign or Op.FusedMultiplyAdd or Op.MultiplyAddEstimate or Op.Lerp or Op.DegreesToRadians
                or Op.RadiansToDegrees or Op.Hypot or Op.Exp or Op.Log or Op.Log2 or Op.Sin or Op.Cos or Op.IsNaN or Op.IsFinite or Op.IsInfinity
                or Op.IsPositiveInfinity or Op.IsNegativeInfinity or Op.IsNegative or Op.IsPositive or Op.IsNormal or Op.IsSubnormal
                or Op.IsInteger or Op.IsEvenInteger or Op.IsOddInteger when args.Length != 2 || op != Op.Round:
                return new Expr($"{simd}.{op}({list})");
            case Op.Detach: return args[0];
            default: throw new InvalidOperationException($"{op} has no vector form.");
        }
    }
}

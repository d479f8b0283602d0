// C# text of the primitives on SIMD vectors.
using System;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal static class VectorText
{
    /// <param name="constants">The literals among the arguments, by position.</param>
    public static Expr Apply(Op op, IrType type, IrType operand, Expr[] args, TypeNames names, Func<int, Literal?> constants)
    {
        IrType vector = type.Lanes > 1 ? type : operand;
        string simd = names[TypeNames.VectorClass(vector)], own = names["Wide"];
        bool isSingle = vector.Lanes == 16;
        string list = string.Join(", ", args.Select(a => a.Text));
        switch (op)
        {
            case Op.Add or Op.Sub or Op.Mul or Op.Div or Op.And or Op.Or or Op.Xor: return OpText.Apply(op, type, operand, args, names);
            case Op.Neg: return OpText.Prefix("-", args[0]);
            case Op.Not: return OpText.Prefix("~", args[0]);
            case Op.Broadcast when type.IsBool: return new Expr($"{own}.{(isSingle ? "SingleMask" : "Mask")}({list})");
            case Op.Broadcast when constants(0) is { Bits: 0 }: return new Expr($"{names.Of(type)}.Zero");
            case Op.Broadcast when constants(0) is { AsDouble: 1 }: return new Expr($"{names.Of(type)}.One");
            case Op.Broadcast: return new Expr($"{simd}.Create({args[0].Typed.Text})");
            case Op.LaneSum: return new Expr($"{simd}.Sum({list})");
            case Op.LaneMax: return new Expr($"{own}.Max({list})");
            case Op.LaneMin: return new Expr($"{own}.Min({list})");
            case Op.AnyLane: return new Expr($"{own}.Any({list})");
            case Op.ReverseLanes: return new Expr($"{own}.Reverse({list})");
            case Op.Ramp: return new Expr($"{own}.{(isSingle ? "SingleRamp" : "Ramp")}({list})");
            case Op.LanesFrom: return new Expr($"{own}.{(isSingle ? "SingleLanesFrom" : "LanesFrom")}({list})");
            // A condition on the numbers themselves holds for all lanes of their tangents.
            case Op.Select when operand.Lanes == 1: return OpText.Choice(args[0], args[1], args[2]);
            case Op.Select: return new Expr($"{simd}.ConditionalSelect({list})");
            case Op.Equal: return new Expr($"{simd}.Equals({list})");
            case Op.NotEqual: return OpText.Prefix("~", new Expr($"{simd}.Equals({list})"));
            case Op.Less: return new Expr($"{simd}.LessThan({list})");
            case Op.LessOrEqual: return new Expr($"{simd}.LessThanOrEqual({list})");
            case Op.Greater: return new Expr($"{simd}.GreaterThan({list})");
            case Op.GreaterOrEqual: return new Expr($"{simd}.GreaterThanOrEqual({list})");
            case Op.Sign: return new Expr($"{own}.Sign({list})");
            case Op.StrongZeroMul: return new Expr($"{own}.StrongZero({list})");
            case Op.ClampUnordered: return new Expr($"{simd}.Min({simd}.Max({args[0].Typed.Text}, {args[1].Typed.Text}), {args[2].Typed.Text})");
            case Op.Clamp or Op.ClampNative: return new Expr($"{simd}.{op}({list})");
        }
        if (VectorForms.OwnName(op, isSingle) is { } name) return new Expr($"{names["VectorMath"]}.{name}({list})");
        return VectorForms.IsOfVectors(op) ? new Expr($"{simd}.{op}({list})") : throw new InvalidOperationException($"{op} has no vector form.");
    }
}

// Which primitive of the IR each function of Math, MathF, double, float and Ad is.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static class MathFunctions
{
    /// <summary>Functions whose C# name differs from the primitive's.</summary>
    private static readonly Dictionary<string, Op> Renamed = new()
    {
        ["IEEERemainder"] = Op.Ieee754Remainder,
    };

    /// <summary>Primitives that are functions of C#, by name.</summary>
    private static readonly Dictionary<string, Op> Named = Enumerable.Range((int)Op.Abs, Op.IsRealNumber - Op.Abs + 1)
        .Select(i => (Op)i).Where(op => op is not (Op.LogBase or Op.ClampNumber or (>= Op.Erf and <= Op.Log1p))).ToDictionary(op => op.ToString());

    /// <summary>Primitives that are functions of Ad.</summary>
    private static readonly Dictionary<string, Op> OfAd = Enumerable.Range((int)Op.Erf, Op.Log1p - Op.Erf + 1)
        .Select(i => (Op)i).ToDictionary(op => op.ToString());

    /// <summary>The primitive, or null if the method is none: wrong type, operands of another type, digits or modes.</summary>
    public static Op? Of(IMethodSymbol method)
    {
        if (!method.IsStatic || method.IsGenericMethod) return null;
        Op op;
        if (Types.Is(method.ContainingType, "Autodiff", "Ad"))
        {
            if (!OfAd.TryGetValue(method.Name, out op)) return null;
        }
        else if (!IsHome(method.ContainingType) || (!Renamed.TryGetValue(method.Name, out op) && !Named.TryGetValue(method.Name, out op))) return null;
        if (op == Op.Log && method.Parameters.Length == 2) op = Op.LogBase;
        IrType result = Types.Of(method.ReturnType);
        IrType[] operands = [.. method.Parameters.Select(p => Types.Of(p.Type))];
        if (!result.IsScalar || operands.Length == 0 || operands.Any(t => !t.IsScalar)) return null;
        bool integers = operands[0].IsInteger;
        return op switch
        {
            // The only ones that integers share; what else there is for integers has no primitive.
            _ when integers => op is Op.Abs or Op.Min or Op.Max or Op.Clamp && operands.All(t => t == result) || op is Op.Sign && result == IrType.I32 ? op : null,
            Op.ScaleB or Op.RootN or Op.Polygamma => operands.Length == 2 && operands[1] == IrType.I32 ? op : null,
            Op.Sign or Op.ILogB => result == IrType.I32 ? op : null,
            >= Op.IsNaN and <= Op.IsRealNumber => result.IsBool && operands.Length == 1 ? op : null,
            Op.Round when operands.Length > 1 => null,
            Op.Clamp when IsNumber(method.ContainingType) => result.IsFloat && operands.All(t => t == result) ? Op.ClampNumber : null,
            _ => result.IsFloat && operands.All(t => t == result) ? op : null,
        };
    }

    /// <summary>The two primitives of a function that gives a pair (SinCos).</summary>
    public static (Op First, Op Second)? PairOf(IMethodSymbol method)
    {
        if (!method.IsStatic || !IsHome(method.ContainingType) || method.Parameters.Length != 1 || !Types.Of(method.Parameters[0].Type).IsFloat) return null;
        return method.Name switch
        {
            "SinCos" => (Op.Sin, Op.Cos),
            "SinCosPi" => (Op.SinPi, Op.CosPi),
            _ => null,
        };
    }

    /// <summary>Rounding to digits or by a mode: its derivative is zero, so its text passes through.</summary>
    public static bool IsGuidedRound(IMethodSymbol method) =>
        method.IsStatic && method.Name == "Round" && method.Parameters.Length > 1 && IsHome(method.ContainingType) && Types.Of(method.ReturnType).IsFloat;

    /// <summary>A function of the framework that takes and gives only integers and booleans, and so is pure and constant.</summary>
    public static bool IsIntegerFunction(IMethodSymbol method) =>
        method.IsStatic && method.Parameters.Length > 0
        && (IsHome(method.ContainingType) || Types.Of(method.ContainingType).IsScalar || Types.Is(method.ContainingType, "System.Numerics", "BitOperations"))
        && IsDiscrete(method.ReturnType) && method.Parameters.All(p => p.RefKind == RefKind.None && IsDiscrete(p.Type));

    private static bool IsDiscrete(ITypeSymbol type) => Types.Of(type) is { IsInteger: true } or { IsBool: true };

    private static bool IsHome(ITypeSymbol? type) => IsNumber(type) || Types.Is(type, "System", "Math") || Types.Is(type, "System", "MathF");

    /// <summary>A floating-point type, an integer, or an interface of numbers, through which generic code reaches the members of both.</summary>
    public static bool IsNumber(ITypeSymbol? type) =>
        type is not null && (Types.ScalarOf(type) is not (Scalar.None or Scalar.Bool or Scalar.Char) || (type.TypeKind == TypeKind.Interface && Types.IsIn(type, "System.Numerics")));

    /// <summary>The value of a static property of a number.</summary>
    public static Literal? ConstantOf(string name, Scalar kind) => name switch
    {
        "Zero" or "AdditiveIdentity" => OfNumber(kind, 0),
        "One" or "MultiplicativeIdentity" => OfNumber(kind, 1),
        "NegativeOne" => OfNumber(kind, -1),
        "Radix" => Literal.Of(Scalar.I32, 2),
        "E" => OfNumber(kind, System.Math.E),
        "Pi" => OfNumber(kind, System.Math.PI),
        "Tau" => OfNumber(kind, 2 * System.Math.PI),
        "NaN" => OfNumber(kind, double.NaN),
        "PositiveInfinity" => OfNumber(kind, double.PositiveInfinity),
        "NegativeInfinity" => OfNumber(kind, double.NegativeInfinity),
        "NegativeZero" => OfNumber(kind, -0.0),
        "Epsilon" when kind == Scalar.F64 => Literal.Of(double.Epsilon),
        "Epsilon" when kind == Scalar.F32 => Literal.Of(float.Epsilon),
        "MaxValue" when kind == Scalar.F64 => Literal.Of(double.MaxValue),
        "MaxValue" when kind == Scalar.F32 => Literal.Of(float.MaxValue),
        "MinValue" when kind == Scalar.F64 => Literal.Of(double.MinValue),
        "MinValue" when kind == Scalar.F32 => Literal.Of(float.MinValue),
        _ => null,
    };

    private static Literal OfNumber(Scalar kind, double value) => kind switch
    {
        Scalar.F64 or Scalar.F32 or Scalar.Generic => Literal.Of(kind, value),
        _ => Literal.Of(kind, (long)value),
    };

}

// The members of TensorPrimitives and what each is as arithmetic on one element: the table that the reader and its document are made from.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Element: each element of the destination from the elements of the inputs. Two: two destinations. Sum, Product: of a term for each element. Extremum: of all elements.
/// All, Any: of a predicate. Whole: a formula of sums. Index: an integer that has no derivative, from the library itself.
/// </summary>
internal enum TensorKind : byte { Element, Two, Sum, Product, Extremum, All, Any, Whole, Index }

/// <summary><see cref="Term"/> makes the element or the term from elements and numbers; <see cref="NotEmpty"/>: the member throws where there is no element.</summary>
internal sealed record TensorMember(string Name, TensorKind Kind, Func<Expr[], IrType, Expr>? Term = null, bool NotEmpty = false)
{
    public Func<Expr[], IrType, Expr>? Second { get; init; }
    /// <summary>The derivative is zero wherever there is one.</summary>
    public bool IsConstant { get; init; }
}

internal static class TensorMembers
{
    private static readonly Op[] SameName =
    [
        Op.Abs, Op.Acos, Op.Acosh, Op.AcosPi, Op.Asin, Op.Asinh, Op.AsinPi, Op.Atan, Op.Atanh, Op.AtanPi, Op.Atan2, Op.Atan2Pi, Op.BitDecrement, Op.BitIncrement, Op.Cbrt, Op.CopySign, Op.Cos, Op.CosPi,
        Op.Cosh, Op.DegreesToRadians, Op.Exp, Op.Exp10, Op.Exp10M1, Op.Exp2, Op.Exp2M1, Op.ExpM1, Op.FusedMultiplyAdd, Op.Hypot, Op.Ieee754Remainder, Op.Lerp, Op.Log10, Op.Log10P1, Op.Log2,
        Op.Log2P1, Op.LogP1, Op.MultiplyAddEstimate, Op.Pow, Op.RadiansToDegrees, Op.ReciprocalEstimate, Op.ReciprocalSqrtEstimate, Op.RootN, Op.ScaleB, Op.Sin, Op.SinPi, Op.Sinh,
        Op.Sqrt, Op.Tan, Op.Tanh, Op.TanPi,
    ];

    private static readonly Op[] Extrema = [Op.Max, Op.Min, Op.MaxMagnitude, Op.MinMagnitude, Op.MaxNumber, Op.MinNumber, Op.MaxMagnitudeNumber, Op.MinMagnitudeNumber];

    private static readonly Op[] Predicates =
    [
        Op.IsEvenInteger, Op.IsFinite, Op.IsInfinity, Op.IsInteger, Op.IsNaN, Op.IsNegative, Op.IsNegativeInfinity, Op.IsNormal, Op.IsOddInteger, Op.IsPositive, Op.IsPositiveInfinity, Op.IsPow2,
        Op.IsRealNumber, Op.IsSubnormal,
    ];

    public static IReadOnlyList<TensorMember> All { get; } = [.. Members()];

    private static readonly ILookup<string, TensorMember> ByName = All.ToLookup(m => m.Name);

    /// <summary>The member of that name; some have one meaning with a destination and one without.</summary>
    public static TensorMember? Find(string name, bool hasDestination) =>
        ByName[name].FirstOrDefault(m => m.Kind is TensorKind.Element or TensorKind.Two == hasDestination || m.Kind == TensorKind.Whole && m.Name == "SoftMax" && hasDestination);

    private static IEnumerable<TensorMember> Members()
    {
        foreach (Op op in SameName) yield return Element(op.ToString(), op);
        // Ad.Sigmoid is of double and float only.
        yield return new("Sigmoid", TensorKind.Element, (a, t) => t.Element != Scalar.Generic ? Make(t, Op.Sigmoid, a) : Make(t, Op.Div, One(t), Make(t, Op.Add, One(t), Make(t, Op.Exp, Make(t, Op.Neg, a[0])))), NotEmpty: true);
        foreach (Op op in Extrema)
        {
            yield return Element(op.ToString(), op);
            yield return new(op.ToString(), TensorKind.Extremum, (a, t) => new OpExpr(t, op, a), NotEmpty: true);
        }
        yield return Element("Add", Op.Add);
        yield return Element("Subtract", Op.Sub);
        yield return Element("Multiply", Op.Mul);
        yield return Element("Divide", Op.Div);
        yield return Element("Negate", Op.Neg);
        yield return Element("Remainder", Op.Rem);
        yield return Element("Clamp", Op.ClampUnordered);
        yield return new("Log", TensorKind.Element, (a, t) => new OpExpr(t, a.Length == 2 ? Op.LogBase : Op.Log, a));
        yield return new("Increment", TensorKind.Element, (a, t) => Make(t, Op.Add, a[0], One(t)));
        yield return new("Decrement", TensorKind.Element, (a, t) => Make(t, Op.Sub, a[0], One(t)));
        yield return new("Reciprocal", TensorKind.Element, (a, t) => Make(t, Op.Div, One(t), a[0]));
        yield return new("ReciprocalSqrt", TensorKind.Element, (a, t) => Make(t, Op.Div, One(t), Make(t, Op.Sqrt, a[0])));
        yield return new("MultiplyAdd", TensorKind.Element, (a, t) => Make(t, Op.Add, Make(t, Op.Mul, a[0], a[1]), a[2]));
        yield return new("AddMultiply", TensorKind.Element, (a, t) => Make(t, Op.Mul, Make(t, Op.Add, a[0], a[1]), a[2]));
        foreach (string conversion in new[] { "ConvertChecked", "ConvertSaturating", "ConvertTruncating" }) yield return new(conversion, TensorKind.Element, (a, t) => new OpExpr(t, Op.Convert, [a[0]]));
        yield return new("SinCos", TensorKind.Two, (a, t) => Make(t, Op.Sin, a[0])) { Second = (a, t) => Make(t, Op.Cos, a[0]) };
        yield return new("SinCosPi", TensorKind.Two, (a, t) => Make(t, Op.SinPi, a[0])) { Second = (a, t) => Make(t, Op.CosPi, a[0]) };

        foreach (Op op in new[] { Op.Floor, Op.Ceiling, Op.Truncate, Op.Sign, Op.ILogB }) yield return Element(op.ToString(), op) with { IsConstant = true };
        yield return new("Round", TensorKind.Element, Rounded) { IsConstant = true };
        foreach (Op op in Predicates)
            foreach (TensorMember member in Predicate(op.ToString(), a => Make(IrType.Bool, op, a))) yield return member;
        foreach (TensorMember member in Predicate("IsZero", a => Make(IrType.Bool, Op.Equal, a, new ConstantExpr(a.Type, Literal.Of(a.Type.Element, 0.0))))) yield return member;
        foreach (string name in new[] { "IsCanonical", "IsComplexNumber", "IsImaginaryNumber" })
            foreach (TensorMember member in Predicate(name, _ => new ConstantExpr(IrType.Bool, Literal.Of(name == "IsCanonical")))) yield return member;
        foreach (string name in new[] { "HammingDistance", "IndexOfMax", "IndexOfMaxMagnitude", "IndexOfMin", "IndexOfMinMagnitude" }) yield return new(name, TensorKind.Index) { IsConstant = true };

        yield return new("Sum", TensorKind.Sum, (a, _) => a[0]);
        yield return new("SumOfSquares", TensorKind.Sum, (a, t) => Make(t, Op.Mul, a[0], a[0]));
        yield return new("SumOfMagnitudes", TensorKind.Sum, (a, t) => Make(t, Op.Abs, a[0]));
        yield return new("Dot", TensorKind.Sum, (a, t) => Make(t, Op.Mul, a[0], a[1]));
        yield return new("Product", TensorKind.Product, (a, _) => a[0], NotEmpty: true);
        yield return new("ProductOfSums", TensorKind.Product, (a, t) => Make(t, Op.Add, a[0], a[1]), NotEmpty: true);
        yield return new("ProductOfDifferences", TensorKind.Product, (a, t) => Make(t, Op.Sub, a[0], a[1]), NotEmpty: true);
        yield return new("Norm", TensorKind.Whole);
        foreach (string name in new[] { "Distance", "CosineSimilarity", "Average", "StdDev", "SoftMax" }) yield return new(name, TensorKind.Whole, NotEmpty: true);
    }

    private static TensorMember Element(string name, Op op) => new(name, TensorKind.Element, (a, t) => new OpExpr(t, op, a));

    private static IEnumerable<TensorMember> Predicate(string name, Func<Expr, Expr> test)
    {
        yield return new(name, TensorKind.Element, (a, _) => test(a[0])) { IsConstant = true };
        yield return new(name + "All", TensorKind.All, (a, _) => test(a[0])) { IsConstant = true };
        yield return new(name + "Any", TensorKind.Any, (a, _) => test(a[0])) { IsConstant = true };
    }

    public static Expr Make(IrType type, Op op, params Expr[] args) => new OpExpr(type, op, args);

    public static Expr One(IrType type) => new ConstantExpr(type, Literal.Of(type.Element, 1.0));

    private static Expr Rounded(Expr[] args, IrType type) => args.Length == 1 ? Make(type, Op.Round, args)
        : new OpExpr(type, Op.Opaque, args, type.CSharp + ".Round(" + string.Join(", ", args.Select((_, k) => "{" + k + "}")) + ")");
}

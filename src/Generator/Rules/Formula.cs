// The words of the rule language: arguments, constants and primitives, named so that a row reads like mathematics.
using System;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Rules;

internal static class Formula
{
    public static readonly Expression X0 = new ArgumentNode(0), X1 = new ArgumentNode(1), X2 = new ArgumentNode(2);
    public static readonly Expression Result = new ResultNode();
    public static readonly Expression Factor = new FactorNode();

    public static readonly Expression Zero = 0.0, One = 1.0;
    public static readonly Expression NaN = double.NaN, Infinity = double.PositiveInfinity;
    public static readonly Expression Pi = Math.PI, InversePi = 1 / Math.PI;
    /// <summary>ln 2, ln 10 and their reciprocals, each rounded once.</summary>
    public static readonly Expression Ln2 = 0.693147180559945309417, Ln10 = 2.30258509299404568402;
    public static readonly Expression Log2E = 1.44269504088896340736, Log10E = 0.434294481903251827651;

    /// <summary>2/√π and 1/√(2π).</summary>
    public static readonly Expression TwoOverSqrtPi = 1.12837916709551257390, InverseSqrtTwoPi = 0.398942280401432677940;

    public static Expression Apply(Op op, params Expression[] args) => new ApplyNode(op, new(args));
    public static Expression Where(string name, Expression value) => new NamedNode(name, value);

    public static Expression Equal(Expression a, Expression b) => Apply(Op.Equal, a, b);
    public static Expression IsNaN(Expression a) => Apply(Op.IsNaN, a);
    public static Expression Select(Expression condition, Expression then, Expression otherwise) => Apply(Op.Select, condition, then, otherwise);
    public static Expression Whole(int value) => new WholeNode(value);
    /// <summary>An integer argument as a number of the row's element type.</summary>
    public static Expression Float(Expression integer) => Apply(Op.Convert, integer);

    public static Expression Abs(Expression a) => Apply(Op.Abs, a);
    public static Expression Round(Expression a) => Apply(Op.Round, a);
    public static Expression Sqrt(Expression a) => Apply(Op.Sqrt, a);
    public static Expression Hypot(Expression a, Expression b) => Apply(Op.Hypot, a, b);
    public static Expression CopySign(Expression a, Expression b) => Apply(Op.CopySign, a, b);
    public static Expression Pow(Expression a, Expression b) => Apply(Op.Pow, a, b);
    public static Expression Exp(Expression a) => Apply(Op.Exp, a);
    public static Expression Exp2(Expression a) => Apply(Op.Exp2, a);
    public static Expression Exp10(Expression a) => Apply(Op.Exp10, a);
    public static Expression Log(Expression a) => Apply(Op.Log, a);
    public static Expression Sin(Expression a) => Apply(Op.Sin, a);
    public static Expression Cos(Expression a) => Apply(Op.Cos, a);
    public static Expression SinPi(Expression a) => Apply(Op.SinPi, a);
    public static Expression CosPi(Expression a) => Apply(Op.CosPi, a);
    public static Expression Sinh(Expression a) => Apply(Op.Sinh, a);
    public static Expression Cosh(Expression a) => Apply(Op.Cosh, a);
    public static Expression StrongZeroMul(Expression factor, Expression partial) => Apply(Op.StrongZeroMul, factor, partial);
}

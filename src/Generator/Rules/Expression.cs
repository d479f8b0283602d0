// The small language in which the rows of the derivative table are written.
using System;
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Rules;

/// <summary>
/// A formula over the arguments and the result of a primitive and the factor (the tangent or adjoint that is scaled). Equality is structural,
/// which is how subexpressions are shared; <c>==</c> therefore compares formulas, and the comparison of numbers is <see cref="Formula.Equal"/>.
/// </summary>
internal abstract record Expression
{
    public static implicit operator Expression(double value) => new NumberNode(value);

    public static Expression operator +(Expression a, Expression b) => new ApplyNode(Op.Add, [a, b]);
    public static Expression operator -(Expression a, Expression b) => new ApplyNode(Op.Sub, [a, b]);
    public static Expression operator *(Expression a, Expression b) => new ApplyNode(Op.Mul, [a, b]);
    public static Expression operator /(Expression a, Expression b) => new ApplyNode(Op.Div, [a, b]);
    public static Expression operator -(Expression a) => new ApplyNode(Op.Neg, [a]);
    public static Expression operator <(Expression a, Expression b) => new ApplyNode(Op.Less, [a, b]);
    public static Expression operator >(Expression a, Expression b) => new ApplyNode(Op.Greater, [a, b]);
    public static Expression operator <=(Expression a, Expression b) => new ApplyNode(Op.LessOrEqual, [a, b]);
    public static Expression operator >=(Expression a, Expression b) => new ApplyNode(Op.GreaterOrEqual, [a, b]);
    public static Expression operator &(Expression a, Expression b) => new ApplyNode(Op.And, [a, b]);
    public static Expression operator |(Expression a, Expression b) => new ApplyNode(Op.Or, [a, b]);

    /// <summary>This node and all below it.</summary>
    public IEnumerable<Expression> Nodes()
    {
        yield return this;
        IEnumerable<Expression> children = this switch { ApplyNode a => a.Args, NamedNode n => [n.Value], _ => [] };
        foreach (Expression child in children)
            foreach (Expression node in child.Nodes())
                yield return node;
    }
}

/// <summary>A literal; rounded to the element type where it is used.</summary>
internal sealed record NumberNode(double Value) : Expression;

/// <summary>A whole number of C#'s type int.</summary>
internal sealed record WholeNode(int Value) : Expression;

/// <summary>An argument of the primitive.</summary>
internal sealed record ArgumentNode(int Index) : Expression;

/// <summary>The value that the primitive gave.</summary>
internal sealed record ResultNode : Expression;

/// <summary>The tangent of the argument (forward) or the adjoint of the result (reverse).</summary>
internal sealed record FactorNode : Expression;

/// <summary>A primitive applied to formulas.</summary>
internal sealed record ApplyNode(Op Op, EquatableArray<Expression> Args) : Expression;

/// <summary>A formula with a name for the reader: "… where r = Hypot(y, x)".</summary>
internal sealed record NamedNode(string Name, Expression Value) : Expression;

/// <summary>What a contribution mentions, and what therefore must be at hand where it is computed.</summary>
[Flags]
internal enum Mention : byte { None = 0, Arg0 = 1, Arg1 = 2, Arg2 = 4, Result = 8 }

internal static class Mentions
{
    public static bool Has(this Mention mention, int argument) => ((int)mention & (1 << argument)) != 0;
    public static bool HasResult(this Mention mention) => (mention & Mention.Result) != 0;

    public static Mention Of(Expression formula)
    {
        Mention mention = Mention.None;
        foreach (Expression node in formula.Nodes())
        {
            if (node is ArgumentNode a) mention |= (Mention)(1 << a.Index);
            if (node is ResultNode) mention |= Mention.Result;
        }
        return mention;
    }
}

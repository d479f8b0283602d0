// Prints the formulas of the rule table as C# would write them.
using System;
using System.Globalization;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generator.Tests.Rules;

/// <summary>Names of the arguments come from the row; the factor is <c>a</c>.</summary>
internal sealed class FormulaText(string[] names)
{
    // Precedence of C#'s operators, so that only needed parentheses are written.
    private const int Conditional = 0, Or = 1, And = 2, Equality = 3, Relational = 4, Additive = 5, Multiplicative = 6, Unary = 7, Primary = 8;

    public string Print(Expression formula) => Text(formula, Conditional);

    private string Text(Expression formula, int context)
    {
        (string text, int precedence) = formula switch
        {
            NumberNode n => (Number(n.Value), n.Value < 0 || double.IsNegative(n.Value) ? Unary : Primary),
            WholeNode n => (n.Value.ToString(CultureInfo.InvariantCulture), Primary),
            ArgumentNode a => (names[a.Index], Primary),
            ResultNode => ("result", Primary),
            FactorNode => ("a", Primary),
            NamedNode n => (n.Name, Primary),
            ApplyNode a => Apply(a),
            _ => throw new InvalidOperationException("Unknown formula."),
        };
        return precedence < context ? $"({text})" : text;
    }

    private (string, int) Apply(ApplyNode a) => a.Op switch
    {
        Op.Add => Binary(a, "+", Additive),
        Op.Sub => Binary(a, "-", Additive),
        Op.Mul => Binary(a, "*", Multiplicative),
        Op.Div => Binary(a, "/", Multiplicative),
        Op.Less => Binary(a, "<", Relational),
        Op.Greater => Binary(a, ">", Relational),
        Op.LessOrEqual => Binary(a, "<=", Relational),
        Op.GreaterOrEqual => Binary(a, ">=", Relational),
        Op.Equal => Binary(a, "==", Equality),
        Op.And => Binary(a, "&", And),
        Op.Or => Binary(a, "|", Or),
        Op.Neg => ("-" + Text(a.Args[0], Unary), Unary),
        Op.Select => ($"{Text(a.Args[0], Or)} ? {Text(a.Args[1], Or)} : {Text(a.Args[2], Conditional)}", Conditional),
        Op.Convert when a.Args[0] is ArgumentNode => (Text(a.Args[0], Primary), Primary),
        Op.Convert => ("(T)" + Text(a.Args[0], Unary), Unary),
        >= Op.Erf and <= Op.Log1p => ($"Ad.{a.Op}({string.Join(", ", a.Args.Select(Print))})", Primary),
        _ => ($"{a.Op}({string.Join(", ", a.Args.Select(Print))})", Primary),
    };

    private (string, int) Binary(ApplyNode a, string sign, int precedence) =>
        ($"{Text(a.Args[0], precedence)} {sign} {Text(a.Args[1], precedence + 1)}", precedence);

    private static readonly (double, string)[] Constants =
        [(Math.PI, "π"), (1 / Math.PI, "1/π"), (Math.Log(2), "ln 2"), (Math.Log(10), "ln 10"), (1 / Math.Log(2), "1/ln 2"), (1 / Math.Log(10), "1/ln 10"),
        (2 / Math.Sqrt(Math.PI), "2/√π"), (1 / Math.Sqrt(2 * Math.PI), "1/√(2π)")];

    private static string Number(double value)
    {
        foreach ((double constant, string name) in Constants)
            if (Math.Abs(value / constant - 1) < 1e-15) return name.Contains('/') || name.Contains(' ') ? $"({name})" : name;
        return double.IsPositiveInfinity(value) ? "∞" : value.ToString("R", CultureInfo.InvariantCulture);
    }
}

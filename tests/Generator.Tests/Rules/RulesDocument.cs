// Prints docs/rules.md from the derivative table.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generator.Tests.Rules;

internal static class RulesDocument
{
    /// <summary>Points where an infinite and a zero partial meet on one path.</summary>
    public static readonly (string Text, double At, Func<IrTest, Value, Value> F)[] Meetings =
    [
        ("Cbrt(x * x * x)", 0, (f, x) => f.Let(Op.Cbrt, f.Mul(f.Mul(x, x), x))),
        ("Sqrt(x) * 0", 0, (f, x) => f.Mul(f.Let(Op.Sqrt, x), f.Const(0))),
        ("Sqrt(x) * x", 0, (f, x) => f.Mul(f.Let(Op.Sqrt, x), x)),
        ("x * Log(x)", 0, (f, x) => f.Mul(x, f.Let(Op.Log, x))),
        ("Pow(x * x, 0.5)", 0, (f, x) => f.Let(Op.Pow, f.Mul(x, x), f.Const(0.5))),
        ("Acos(1 - x * x)", 0, (f, x) => f.Let(Op.Acos, f.Sub(f.Const(1), f.Mul(x, x)))),
        ("1 / (1 / x)", 0, (f, x) => f.Div(f.Const(1), f.Div(f.Const(1), x))),
        ("Exp(Log(x))", 0, (f, x) => f.Exp(f.Let(Op.Log, x))),
    ];

    public static string Print()
    {
        StringBuilder text = new();
        void Line(string line = "") => text.Append(line).Append('\n');

        Line("# Derivative rules");
        Line();
        Line("Printed from the derivative table (`src/Generator/Rules`) by a test that fails when this file is stale. One row gives both modes: forward mode");
        Line("sums the contributions of the arguments scaled by their tangents, reverse mode adds to each argument's adjoint its contribution scaled by the");
        Line("result's adjoint. `a` is that tangent or adjoint; an entry without `a` is a partial derivative and is multiplied by `a`. `result` is the value of");
        Line("the function itself. The functions are those of `Math`, `MathF`, `double` and `float`; `SinCos` is `Sin` and `Cos`, `SinCosPi` is `SinPi` and `CosPi`.");
        Line();
        Line("**Strong zero** (where ticked): the contribution is `a == 0 ? 0 : …`, so an infinite or NaN partial is harmless where the value does not matter:");
        Line("`Math.Max(Math.Sqrt(x), 1)` has derivative 0 at 0. It marks the rows whose partial can be infinite or NaN at finite arguments where the value is a");
        Line("number. Selections never multiply: the side not chosen contributes a literal 0. Outside the domain (value NaN) derivatives are NaN.");
        Line();
        Line("Cost is that of evaluating the function, in additions; it decides between recomputing and recording.");

        foreach ((string title, Rule[] rows) in RuleTable.Families)
        {
            Line();
            Line("## " + title);
            Line();
            if (rows.All(r => r.IsConstant)) Constants(rows, Line);
            else Table(rows, Line);
        }

        Line();
        Line("## A literal exponent or divisor");
        Line();
        Line("`Pow(x, 0)`, `Pow(x, 1)` and `Pow(x, 2)` have the partials `0`, `1` and `2 * x`; `x / c` with a literal `c` other than 0 has the contribution `a / c`.");
        Line();
        Line("## Max, the conditional and Relu");
        Line();
        Line("Three ways to write the same function differ at the kink, alike in both modes:");
        Line();
        Line("| x | `Math.Max(x, 0)` | `x > 0 ? x : 0` | Relu (defined as the conditional) |");
        Line("|---|---|---|---|");
        foreach (double x in new[] { -1.0, 0.0, 1.0 })
        {
            string conditional = Number(StraightLine.Forward(Conditional, x));
            Line($"| {Number(x)} | {Number(StraightLine.Reverse(Maximum, x))} | {conditional} | {conditional} |");
        }
        Line();
        Line("## Where an infinite and a zero partial meet");
        Line();
        Line("Strong zero makes the product 0 in the order in which the zero comes first. Where both partials lie on one path, the modes meet them in");
        Line("opposite order, and one may give 0 where the other gives NaN or an infinity. Forward and reverse mode agree wherever all partials on the path are");
        Line("finite. (A Euclidean norm `Math.Sqrt(x * x + …)` is recognised before differentiation and has derivative 0 at 0.)");
        Line();
        Line("| function | at x = | forward mode | reverse mode |");
        Line("|---|---|---|---|");
        foreach ((string function, double at, var f) in Meetings)
        {
            Method method = StraightLine.Method(f);
            Line($"| `{function}` | {Number(at)} | {Number(StraightLine.Forward(method, at))} | {Number(StraightLine.Reverse(method, at))} |");
        }
        return text.ToString();
    }

    public static readonly Method Maximum = StraightLine.Method((f, x) => f.Let(Op.Max, x, f.Const(0)));
    public static readonly Method Conditional = StraightLine.Method((f, x) => f.If1(f.Greater(x, f.Const(0)), () => x, () => f.Const(0)));

    private static void Table(Rule[] rows, Action<string> line)
    {
        line("| function | derivative | at special points | strong zero | cost |");
        line("|---|---|---|---|---|");
        foreach (Rule rule in rows)
            line($"| `{Cell(rule.Signature)}` | {Partials(rule)} | {Cell(rule.Convention)} | {(rule.Strong ? "✓" : "")} | {rule.Cost} |");
    }

    private static void Constants(Rule[] rows, Action<string> line)
    {
        foreach (IGrouping<string, Rule> group in rows.GroupBy(r => r.Convention).OrderBy(g => g.Key.Length == 0))
            line($"- {string.Join(", ", group.Select(r => $"`{r.Signature}`"))}{(group.Key.Length > 0 ? ": " + group.Key : ": truth values and integers")}");
        line("- Literals, detached values (`Ad.Detach`), lengths and C# that is only passed through: constants.");
    }

    private static string Partials(Rule rule)
    {
        string[] names = [.. Regex.Matches(rule.Signature, @"\b[a-z]\w*\b").Select(m => m.Value)];
        FormulaText printer = new(names);
        List<string> entries = [];
        List<NamedNode> named = [];
        for (int k = 0; k < rule.Arity; k++)
        {
            Contribution contribution = rule.Of(k);
            if (contribution.Formula is not { } formula) continue;
            Expression shown = contribution.Partial ?? Inner(contribution);
            string text = shown is FactorNode ? "1" : shown is ApplyNode { Op: Op.Neg } negated && negated.Args[0] is FactorNode ? "-1" : printer.Print(shown);
            entries.Add($"d{names[k]}: `{Cell(text)}`");
            named.AddRange(formula.Nodes().OfType<NamedNode>());
        }
        string where = string.Join(", ", named.Distinct().Select(n => $"{n.Name} = `{Cell(printer.Print(n.Value))}`"));
        return string.Join("<br>", entries) + (where.Length > 0 ? "<br>where " + where : "");
    }

    /// <summary>A strong contribution without its test for zero, which the column says.</summary>
    private static Expression Inner(Contribution contribution) =>
        contribution is { Strong: true, Formula: ApplyNode { Op: Op.Select } guarded } ? guarded.Args[2] : contribution.Formula!;

    private static string Cell(string text) => text.Replace("|", "\\|");

    private static string Number(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "+∞" : "−∞"
        : value == 0.5 ? "½" : value == 0 ? "0" : value.ToString("R", CultureInfo.InvariantCulture).Replace("-", "−");
}

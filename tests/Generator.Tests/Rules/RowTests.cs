// Every row against difference quotients, first and second order, in both modes, and the closure of the table.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;
using Xunit;

namespace Autodiff.Generator.Tests.Rules;

public class RowTests
{
    private static readonly string[] Everywhere = [.. Row.Differentiable.Select(r => r.Op.ToString())];

    public static TheoryData<string> Rows => [.. Everywhere];

    private static void Close(double expected, double actual, double tolerance, string where) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{where}: expected {expected:R}, got {actual:R}");

    private static object[] Moved(object[] args, int argument, double value)
    {
        object[] moved = [.. args];
        moved[argument] = value;
        return moved;
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_row_agrees_with_difference_quotients(string name)
    {
        Op op = Enum.Parse<Op>(name);
        Assert.NotEmpty(Points.Of(op));
        foreach (Points.Point point in Points.Of(op))
        {
            double[] contributions = Row.Contributions(op, 1, point.Args);
            for (int k = 0; k < point.Args.Length; k++)
            {
                if (point.Args[k] is not double at) continue;
                double expected = Row.Difference(x => Row.Value(op, Moved(point.Args, k, x)), at, point.Step);
                Close(expected, contributions[k], 1e-10, $"{name}{point}, argument {k}");
            }
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Forward_mode_gives_what_the_contributions_give(string name)
    {
        Op op = Enum.Parse<Op>(name);
        foreach (Points.Point point in Points.Of(op))
        {
            double[] contributions = Row.Contributions(op, 0.75, point.Args);
            for (int k = 0; k < point.Args.Length; k++)
                if (point.Args[k] is double)
                    Assert.Equal(contributions[k], Row.Tangent(op, k, 0.75, point.Args));
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_row_differentiated_again_agrees_with_difference_quotients_of_the_first_derivative(string name)
    {
        Op op = Enum.Parse<Op>(name);
        foreach (Points.Point point in Points.Of(op))
        {
            for (int k = 0; k < point.Args.Length; k++)
            {
                if (point.Args[k] is not double) continue;
                Method first = Row.Jvp(Row.Primal(op, point.Args), k);
                for (int l = 0; l < point.Args.Length; l++)
                {
                    if (point.Args[l] is not double at) continue;
                    Method second = Row.Jvp(first, l);
                    double expected = Row.Difference(x => (double)Row.Run(first, [.. Moved(point.Args, l, x), 1.0])[1], at, point.Step);
                    double actual = (double)Row.Run(second, [.. point.Args, 1.0, 1.0])[2];
                    // Pow is 0 by convention in dx at p = 0, so its dx jumps there.
                    if (op == Op.Pow && point.Args[1] is 0.0) continue;
                    Close(expected, actual, 1e-9, $"{name}{point}, arguments {k} and {l}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_row_in_single_precision_is_the_row_in_double_precision_rounded(string name)
    {
        Op op = Enum.Parse<Op>(name);
        foreach (Points.Point point in Points.Of(op))
        {
            object[] single = point.Args.Select(a => a is double v ? (float)v : a).ToArray();
            object[] rounded = single.Select(a => a is float v ? (double)v : a).ToArray();
            double[] expected = Row.Contributions(op, 1, rounded), actual = Row.Contributions(op, 1, single);
            for (int k = 0; k < expected.Length; k++) Close(expected[k], actual[k], 2e-5, $"{name}{point}, argument {k}");
        }
    }

    [Fact]
    public void The_partials_of_every_row_are_over_primitives_that_have_rows()
    {
        foreach (Rule rule in RuleTable.All)
            for (int k = 0; k < rule.Arity; k++)
                foreach (ApplyNode node in (rule.Of(k).Formula?.Nodes() ?? []).OfType<ApplyNode>())
                    Assert.True(RuleTable.Find(node.Op) is not null, $"{rule.Signature} needs {node.Op}, which has no row.");
    }

    [Fact]
    public void Every_pure_operation_has_a_row_or_is_one_that_has_no_derivative_by_construction()
    {
        // The last ones are made when everything is differentiated.
        Op[] none = [Op.Constant, Op.Undefined, Op.Opaque, Op.Detach, Op.Length, Op.LaneMax, Op.LaneMin, Op.AnyLane, Op.ReverseLanes, Op.Ramp, Op.LanesFrom];
        Assert.Equal(none, Enum.GetValues<Op>().Where(op => RuleTable.Find(op) is null));
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_contribution_fetches_exactly_what_it_says_it_mentions(string name)
    {
        Op op = Enum.Parse<Op>(name);
        Rule rule = RuleTable.Find(op)!;
        object[] args = Points.Of(op).First().Args;
        for (int k = 0; k < args.Length; k++)
        {
            IrTest f = new();
            Value[] x = args.Select((a, i) => f.Parameter(Row.TypeOf(a), "x" + i)).ToArray();
            Value factor = f.F64("factor"), result = f.F64("result");
            Mention mentioned = Mention.None;
            rule.Contribute(f.B, k, factor, IrType.F64, a => { mentioned |= (Mention)(1 << a); return x[a]; }, () => { mentioned |= Mention.Result; return result; });
            Assert.Equal(rule.Mentions(k), mentioned);
        }
    }

    [Fact]
    public void Common_rows_mention_only_what_their_partials_need()
    {
        Assert.Equal(Mention.Arg0, RuleTable.Find(Op.Sin)!.Mentions(0));
        Assert.Equal(Mention.Result, RuleTable.Find(Op.Exp)!.Mentions(0));
        Assert.Equal(Mention.Result, RuleTable.Find(Op.Tanh)!.Mentions(0));
        Assert.Equal(Mention.None, RuleTable.Find(Op.Add)!.Mentions(1));
        Assert.Equal(Mention.Arg1, RuleTable.Find(Op.Mul)!.Mentions(0));
        Assert.Equal(Mention.Arg1, RuleTable.Find(Op.Div)!.Mentions(0));
        Assert.Equal(Mention.Arg1 | Mention.Result, RuleTable.Find(Op.Div)!.Mentions(1));
        Assert.True(RuleTable.Find(Op.ScaleB)!.IsZero(1));
        Assert.True(RuleTable.Find(Op.Round)!.IsZero(1));
    }

    [Theory]
    [InlineData(0.0, 0.0), InlineData(1.0, 1.0), InlineData(2.0, 6.0), InlineData(3.0, 27.0), InlineData(0.5, 0.28867513459481287), InlineData(-1.0, -1.0 / 9)]
    public void A_literal_exponent_gives_the_derivative_that_the_general_row_gives(double p, double expected)
    {
        Close(expected, Row.Contributions(Op.Pow, 1, [3.0, p], literals: true)[0], 1e-15, $"p = {p}");
        Close(expected, Row.Contributions(Op.Pow, 1, [3.0, p])[0], 1e-15, $"p = {p}");
    }

    [Fact]
    public void A_square_is_differentiated_without_Pow()
    {
        IrTest f = new();
        Value x = f.F64("x"), factor = f.F64("factor"), two = f.Const(2);
        Value dx = RuleTable.Find(Op.Pow)!.Contribute(f.B, 0, factor, IrType.F64, k => k == 0 ? x : two, () => throw new InvalidOperationException())!.Value;
        Assert.DoesNotContain(f.Done(dx).Body.All().OfType<Let>(), i => i.Op is Op.Pow or Op.Select or Op.StrongZeroMul);
    }

    [Fact]
    public void A_literal_divisor_needs_no_strong_zero()
    {
        IrTest f = new();
        Value x = f.F64("x"), factor = f.F64("factor"), three = f.Const(3);
        Value dx = RuleTable.Find(Op.Div)!.Contribute(f.B, 0, factor, IrType.F64, k => k == 0 ? x : three, () => throw new InvalidOperationException())!.Value;
        Assert.Equal([Op.Constant, Op.Div], f.Done(dx).Body.All().OfType<Let>().Select(i => i.Op));
    }

    [Fact]
    public void Subexpressions_are_computed_once_within_a_contribution()
    {
        IrTest f = new();
        Value y = f.F64("y"), x = f.F64("x"), factor = f.F64("factor");
        Value dy = RuleTable.Find(Op.Atan2)!.Contribute(f.B, 0, factor, IrType.F64, k => k == 0 ? y : x, () => throw new InvalidOperationException())!.Value;
        Assert.Single(f.Done(dy).Body.All().OfType<Let>(), i => i.Op == Op.Hypot);
    }
}

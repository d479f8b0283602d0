// Expressions, choices and conditions.
using System;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class ExpressionTests
{
    [Fact]
    public void Parentheses_stand_only_where_they_change_something()
    {
        IrTest f = new();
        Value a = f.F64("a"), b = f.F64("b"), c = f.F64("c");
        Value left = f.Sub(f.Sub(a, b), c), right = f.Sub(a, f.Sub(b, c)), mixed = f.Mul(f.Add(a, b), f.B.Neg(f.Div(b, f.Mul(a, c))));
        EmitTest.Check("""
            r1 = a - (b - c);
            r2 = (a + b) * -(b / (a * c));
            return a - b - c;
            """, f.Done(left, right, mixed), [1.5, 2.5, 0.3]);
    }

    [Fact]
    public void Floating_sums_keep_their_order()
    {
        IrTest f = new();
        Value a = f.F64("a"), b = f.F64("b"), c = f.F64("c");
        EmitTest.Check("return a + (b + c);", f.Done(f.Add(a, f.Add(b, c))), [1e100, -1e100, 1.0]);
    }

    [Fact]
    public void Adding_what_is_negative_is_subtracting()
    {
        IrTest f = new();
        Value a = f.F64("a"), b = f.F64("b");
        EmitTest.Check("""
            r1 = a + 3;
            r2 = -(-a);
            return a - b;
            """, f.Done(f.Add(a, f.B.Neg(b)), f.Sub(a, f.Const(-3)), f.B.Neg(f.B.Neg(a))), [1.5, 2.5]);
    }

    [Fact]
    public void Integers_are_converted_without_a_cast_where_that_is_the_same()
    {
        IrTest f = new();
        Value x = f.F64("x"), n = f.I32("n"), m = f.I32("m");
        Value Real(Value v) => f.B.Let(Op.Convert, IrType.F64, v);
        EmitTest.Check("""
            r1 = (double)n / m;
            r2 = x * (n + m);
            return n * x;
            """, f.Done(f.Mul(Real(n), x), f.Div(Real(n), Real(m)), f.Mul(x, Real(f.Add(n, m)))), [1.5, 7, 2]);
    }

    [Fact]
    public void Whole_literals_have_no_point_where_the_type_is_clear()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.Parameter(IrType.F32, "y");
        Value c = f.Greater(x, f.Const(0));
        Value half = f.Div(f.B.Let(Op.Select, IrType.F64, c, f.Const(1), f.Const(100)), f.B.Let(Op.Select, IrType.F64, f.Less(x, f.Const(5)), f.Const(2), f.Const(3)));
        EmitTest.Check("""
            r1 = y * 2f;
            return 2 * x + (x > 0 ? 1.0 : 100.0) / (x < 5 ? 2 : 3);
            """, f.Done(f.Add(f.Mul(f.Const(2), x), half), f.Mul(y, f.B.Constant(IrType.F32, 2))), [1.0, 3f], [-1.0, 3f]);
    }

    [Fact]
    public void A_choice_of_two_expressions_is_a_conditional()
    {
        IrTest f = new();
        Value b = f.F64("b");
        EmitTest.Check("return b > 0 ? b : 100 * b;", f.Done(f.If1(f.Greater(b, f.Const(0)), () => b, () => f.Mul(f.Const(100), b))), [2.0], [-2.0]);
    }

    [Fact]
    public void The_side_not_taken_is_not_evaluated()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), n = f.I32("n");
        EmitTest.Check("return n < x.Length ? x[n] : 0;",
            f.Done(f.If1(f.B.Compare(Op.Less, n, f.Length(x)), () => f.Load(x, n), () => f.Const(0))), [new double[] { 5 }, 0], [new double[] { 5 }, 1]);
    }

    [Fact]
    public void Conditions_are_joined_by_and_and_or()
    {
        IrTest f = new();
        Value a = f.Parameter(IrType.Bool, "a"), x = f.F64("x");
        Value Positive() => f.Greater(x, f.Const(0));
        Method method = f.Done(
            f.If1(a, Positive, () => f.B.Bool(false)), f.If1(a, () => f.B.Bool(true), Positive),
            f.If1(a, () => f.B.Bool(false), Positive), f.If1(a, Positive, () => f.B.Bool(true)),
            f.B.Let(Op.Not, IrType.Bool, f.If1(a, Positive, () => f.B.Bool(false))));
        EmitTest.Check("""
            r1 = a || x > 0;
            r2 = !a && x > 0;
            r3 = !a || x > 0;
            r4 = !a || !(x > 0);
            return a && x > 0;
            """, method, [true, 1.0], [true, -1.0], [false, 1.0], [false, double.NaN]);
    }

    [Fact]
    public void A_branch_that_keeps_the_old_value_needs_no_else()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value y = f.Named("x", f.If1(f.Less(x, f.Const(0)), () => f.Named("x", f.B.Neg(x)), () => x));
        EmitTest.Check("""
            if (x < 0) x = -x;
            return x;
            """, f.Done(y), [2.0], [-2.0]);
    }

    [Fact]
    public void Results_of_a_branch_are_declared_before_it_and_swapped_without_loss()
    {
        IrTest f = new();
        Value a = f.Named("a", f.Sin(f.F64("x"))), b = f.Named("b", f.Exp(a));
        Value[] r = f.If(f.Greater(a, f.Const(0)), () => [a, b], () => [b, a]);
        f.Named("low", r[0]);
        f.Named("high", r[1]);
        EmitTest.Check("""
            double a = Math.Sin(x);
            double b = Math.Exp(a);
            double low;
            double high;
            if (a > 0)
            {
                low = a;
                high = b;
            }
            else
            {
                low = b;
                high = a;
            }
            return low - high * high;
            """, f.Done(f.Sub(r[0], f.Mul(r[1], r[1]))), [0.5], [-0.5]);
    }

    [Fact]
    public void An_else_that_is_an_if_is_an_else_if()
    {
        IrTest f = new();
        Value x = f.F64("x"), s = f.Span("s");
        f.If(f.Greater(x, f.Const(1)), () => { f.Store(s, x, f.Int(0)); return []; }, () =>
        {
            f.If(f.Less(x, f.Const(-1)), () => { f.Store(s, x, f.Int(1)); return []; }, () => { f.Store(s, x, f.Int(2)); return []; });
            return [];
        });
        EmitTest.Check("""
            if (x > 1) s[0] = x;
            else if (x < -1) s[1] = x;
            else s[2] = x;
            """, f.Done(), [2.0, new double[3]], [-2.0, new double[3]], [0.0, new double[3]]);
    }

    [Fact]
    public void What_follows_a_throw_needs_no_else()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value[] r = f.If(f.Less(x, f.Const(0)), () =>
        {
            f.B.Add(new Effect(Value.None, "throw new global::System.ArgumentException(nameof({0}))", new([x]), Throws: true));
            return [f.B.Undefined(IrType.F64)];
        }, () =>
        {
            Value root = f.Named("root", f.Let(Op.Sqrt, x));
            return [f.Mul(root, f.Sin(root))];
        });
        Method method = f.Done(r);
        EmitTest.HasBody("""
            if (x < 0) throw new global::System.ArgumentException(nameof(x));
            double root = Math.Sqrt(x);
            double value = root * Math.Sin(root);
            return value;
            """, method);
        Assert.Throws<ArgumentException>(() => EmitTest.Run(method, -1.0));
        Assert.Equal([2 * Math.Sin(2)], EmitTest.Run(method, 4.0));
    }

    [Fact]
    public void A_value_that_is_undefined_on_one_side_starts_with_something()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value c = f.Greater(x, f.Const(0));
        Value kept = f.Named("kept", f.If1(c, () => f.Named("kept", f.Sin(x)), () => f.B.Undefined(IrType.F64)));
        f.B.Effect("global::System.GC.KeepAlive(null)");
        EmitTest.Check("""
            bool condition = x > 0;
            double kept = 0;
            if (condition) kept = Math.Sin(x);
            global::System.GC.KeepAlive(null);
            return condition ? kept * kept : 0;
            """, f.Done(f.If1(c, () => f.Mul(kept, kept), () => f.Const(0))), [0.5], [-0.5]);
    }

    [Fact]
    public void A_load_stays_before_a_write_that_may_change_it()
    {
        IrTest f = new();
        Value s = f.Span("s"), r = f.ReadOnly("r"), n = f.I32("n");
        Value old = f.Load(s, n), other = f.Load(r, n);
        f.Store(s, f.Const(7), f.Int(0));
        EmitTest.Check("""
            double sn = s[n];
            s[0] = 7;
            return sn + r[n];
            """, f.Done(f.Add(old, other)), [new double[] { 1, 2 }, new double[] { 3, 4 }, 0], [new double[] { 1, 2 }, new double[] { 3, 4 }, 1]);
    }

    [Fact]
    public void An_element_changed_in_place_is_a_compound_assignment()
    {
        IrTest f = new();
        Value s = f.Span("s"), n = f.I32("n");
        f.Store(s, f.Mul(f.Load(s, n), f.Const(3)), n);
        f.Store(s, f.Add(f.Const(1), f.Load(s, n)), n);
        f.Store(s, f.Sub(f.Const(1), f.Load(s, n)), n);
        f.B.Accumulate(s, f.B.Neg(f.Load(s, f.Int(0))), n);
        EmitTest.Check("""
            s[n] *= 3;
            s[n] += 1;
            s[n] = 1 - s[n];
            s[n] -= s[0];
            """, f.Done(), [new double[] { 1, 2 }, 0], [new double[] { 1, 2 }, 1]);
    }

    [Fact]
    public void Versions_of_a_source_variable_are_one_variable()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value a = f.Named("x", f.Mul(x, f.Const(2))), b = f.Named("y", f.Sin(a)), c = f.Named("x", f.Add(a, b));
        EmitTest.Check("""
            x *= 2;
            double y = Math.Sin(x);
            x += y;
            return x * y;
            """, f.Done(f.Mul(c, b)), [0.7]);
    }

    [Fact]
    public void Comparisons_in_argument_lists_are_no_type_arguments()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y");
        f.B.Effect("global::System.GC.KeepAlive(({0}, {1}))", f.Less(x, y), f.Greater(x, f.Mul(y, y)));
        EmitTest.Agrees(f.Done(x), [1.0, 2.0]);
    }
}

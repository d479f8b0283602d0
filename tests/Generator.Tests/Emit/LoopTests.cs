// Loops: shared variables, copies, bounds, exits.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class LoopTests
{
    [Fact]
    public void A_sum_is_accumulated_in_one_variable()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x");
        Value sum = f.For1(f.Int(0), f.Length(w), f.Named("sum", f.Const(0)), (i, s) => f.Named("sum", f.Add(s, f.Mul(f.Load(w, i), f.Load(x, i)))));
        EmitTest.Check("""
            double sum = 0;
            for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
            return sum;
            """, f.Done(sum), [new double[] { 1, 2, 3 }, new double[] { 4, 5, 6 }], [Array.Empty<double>(), Array.Empty<double>()]);
    }

    [Fact]
    public void A_swap_is_a_tuple_assignment()
    {
        IrTest f = new();
        Value[] r = f.For(f.Int(0), f.I32("n"), [f.Named("a", f.Const(1)), f.Named("b", f.Const(2))], (_, c) => [c[1], c[0]]);
        EmitTest.Check("""
            double a = 1;
            double b = 2;
            for (int i = 0; i < n; i++) (a, b) = (b, a);
            return a - 10 * b;
            """, f.Done(f.Sub(r[0], f.Mul(f.Const(10), r[1]))), [3], [4], [0]);
    }

    [Fact]
    public void A_rotation_of_three_is_a_tuple_assignment()
    {
        IrTest f = new();
        Value[] inits = [f.Named("a", f.Const(1)), f.Named("b", f.Const(2)), f.Named("c", f.Const(3))];
        Value[] r = f.For(f.Int(0), f.I32("n"), inits, (_, c) => [c[1], c[2], f.Add(c[0], c[1])]);
        EmitTest.Check("""
            double a = 1;
            double b = 2;
            double c = 3;
            for (int i = 0; i < n; i++) (a, b, c) = (b, c, a + b);
            r1 = b;
            r2 = c;
            return a;
            """, f.Done(r), [5], [0]);
    }

    [Fact]
    public void Copies_that_are_no_cycle_are_put_in_order()
    {
        IrTest f = new();
        Value[] inits = [f.Named("a", f.Const(1)), f.Named("b", f.Const(2)), f.Named("c", f.Const(3))];
        Value[] r = f.For(f.Int(0), f.I32("n"), inits, (_, c) => [f.Mul(c[0], c[1]), c[2], c[0]]);
        // a is still read by c = a, and c by b = c.
        EmitTest.Check("""
            double a = 1;
            double b = 2;
            double c = 3;
            for (int i = 0; i < n; i++) (a, b, c) = (a * b, c, a);
            return a + b + c;
            """, f.Done(f.Add(f.Add(r[0], r[1]), r[2])), [4], [0]);
    }

    [Fact]
    public void The_lost_copy_is_not_lost()
    {
        // The value before the last step is needed after the loop.
        IrTest f = new();
        Value[] r = f.For(f.Int(0), f.I32("n"), [f.Named("x", f.Const(1)), f.Named("previous", f.Const(0))],
            (_, c) => [f.Named("x", f.Mul(c[0], f.Const(3))), c[0]]);
        EmitTest.Check("""
            double x = 1;
            double previous = 0;
            for (int i = 0; i < n; i++)
            {
                double x2 = x * 3;
                previous = x;
                x = x2;
            }
            return previous;
            """, f.Done(r[1]), [4], [1], [0]);
    }

    [Fact]
    public void A_start_that_is_still_needed_is_copied()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value y = f.For1(f.Int(0), f.I32("n"), x, (_, c) => f.Named("x", f.Mul(c, c)));
        EmitTest.Check("""
            double x2 = x;
            for (int i = 0; i < n; i++) x2 *= x2;
            return x2 - x;
            """, f.Done(f.Sub(y, x)), [1.5, 2], [1.5, 0]);
    }

    [Fact]
    public void Bounds_and_steps_read_as_a_person_writes_them()
    {
        IrTest f = new();
        Value n = f.I32("n"), s = f.Span("s");
        f.Each(f.Sub(n, f.Int(1)), f.Int(-1), i => f.Store(s, f.Const(1), i), -1);
        f.Each(f.Int(2), f.Add(n, f.Int(1)), i => f.B.Accumulate(s, f.Const(2), f.Sub(i, f.Int(2))));
        f.Each(f.Int(0), f.Length(s), i => f.B.Accumulate(s, f.Const(4), i), 3);
        f.Each(f.Sub(f.Length(s), f.Int(1)), f.Sub(n, f.Int(1)), i => f.B.Accumulate(s, f.Const(8), i), -2);
        EmitTest.Check("""
            for (int i = n - 1; i >= 0; i--) s[i] = 1;
            for (int i = 2; i <= n; i++) s[i - 2] += 2;
            for (int i = 0; i < s.Length; i += 3) s[i] += 4;
            for (int i = s.Length - 1; i >= n; i -= 2) s[i] += 8;
            """, f.Done(), [4, new double[7]], [0, new double[3]]);
    }

    [Fact]
    public void A_bound_that_the_body_could_change_is_read_once()
    {
        IrTest f = new();
        Value s = f.Parameter(IrType.Span(Scalar.I32), "s");
        f.Each(f.Int(0), f.Load(s, f.Int(0)), i => f.Store(s, f.Int(1), f.Int(0)));
        EmitTest.Check("""
            int sElement = s[0];
            for (int i = 0; i < sElement; i++) s[0] = 1;
            """, f.Done(), [new[] { 3 }]);
    }

    [Fact]
    public void A_break_reads_the_next_values()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value[] r = f.For(f.Int(0), f.I32("n"), [x], (_, c) =>
        {
            Value next = f.Named("x", f.Mul(c[0], f.Const(2)));
            return [next, f.Greater(next, f.Const(100))];
        }, exit: true, trips: true);
        EmitTest.Check("""
            int trips = 0;
            for (int i = 0; i < n; i++)
            {
                x *= 2;
                trips++;
                if (x > 100) break;
            }
            r1 = trips;
            return x;
            """, f.Done(r), [1.0, 5], [1.0, 50], [1.0, 0]);
    }

    [Fact]
    public void A_break_decided_by_old_values_is_decided_before_they_change()
    {
        IrTest f = new();
        Value[] r = f.For(f.Int(0), f.I32("n"), [f.Named("a", f.Const(1)), f.Named("stop", f.B.Bool(false))],
            (_, c) => [f.Named("a", f.Mul(c[0], f.Const(3))), f.Greater(c[0], f.Const(5)), c[1]], exit: true);
        EmitTest.Check("""
            double a = 1;
            bool stop = false;
            for (int i = 0; i < n; i++)
            {
                double a2 = a * 3;
                bool done = stop;
                stop = a > 5;
                a = a2;
                if (done) break;
            }
            return a;
            """, f.Done(r[0]), [2], [10], [0]);
    }

    [Fact]
    public void Nested_loops_with_exits_carry_their_flags()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x");
        Value[] r = f.For(f.Int(0), f.Length(x), [f.Named("found", f.B.Bool(false)), f.Named("at", f.Int(-1))], (i, c) =>
        {
            Value[] inner = f.For(f.Int(0), i, [c[0], c[1]], (j, d) =>
            {
                Value hit = f.B.Compare(Op.Equal, f.Load(x, j), f.Load(x, i));
                Value[] chosen = f.If(hit, () => [f.B.Bool(true), j], () => [d[0], d[1]]);
                return [f.Named("found", chosen[0]), f.Named("at", chosen[1]), hit];
            }, exit: true);
            return [inner[0], inner[1], inner[0]];
        }, exit: true);
        EmitTest.Check("""
            bool found = false;
            int at = -1;
            for (int i = 0; i < x.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    bool condition = x[j] == x[i];
                    if (condition)
                    {
                        found = true;
                        at = j;
                    }
                    if (condition) break;
                }
                if (found) break;
            }
            r1 = at;
            return found;
            """, f.Done(r), [new double[] { 1, 2, 3, 2 }], [new double[] { 1, 2, 3 }], [Array.Empty<double>()]);
    }

    [Fact]
    public void A_while_has_its_test_in_its_header()
    {
        IrTest f = new();
        Value a = f.F64("a");
        Value[] r = f.While([f.Named("b", f.Mul(a, f.Const(2)))], c => f.Less(f.Let(Op.Abs, c[0]), f.Const(1000)), c => [f.Named("b", f.Mul(c[0], f.Const(2)))], trips: true);
        EmitTest.Check("""
            double b = a * 2;
            int trips = 0;
            while (Math.Abs(b) < 1000) { b *= 2; trips++; }
            r1 = trips;
            return b;
            """, f.Done(r), [1.5], [-2000.0]);
    }

    [Fact]
    public void A_test_of_several_statements_is_an_exit_at_the_top()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value[] r = f.While([x], c =>
        {
            Value square = f.Named("square", f.Mul(c[0], c[0]));
            return f.Less(f.Add(square, f.Sin(square)), f.Const(50));
        }, c => [f.Named("x", f.Add(c[0], f.Const(1)))]);
        EmitTest.Check("""
            while (true)
            {
                double square = x * x;
                if (!(square + Math.Sin(square) < 50)) break;
                x += 1;
            }
            return x;
            """, f.Done(r), [0.5], [100.0]);
    }

    [Fact]
    public void A_loop_that_tests_at_its_end_is_a_do_while()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Value[] r = f.While([n, f.Named("digits", f.Int(0))], _ => f.B.Bool(true), c =>
        {
            Value rest = f.Named("n", f.Div(c[0], f.Int(10)));
            return [rest, f.Named("digits", f.Add(c[1], f.Int(1))), f.B.Compare(Op.Equal, rest, f.Int(0))];
        }, exit: true);
        EmitTest.Check("""
            int digits = 0;
            do
            {
                n /= 10;
                digits++;
            } while (n != 0);
            return digits;
            """, f.Done(r[1]), [12345], [0]);
    }

    [Fact]
    public void A_do_while_of_a_float_keeps_its_comparison_for_NaN()
    {
        IrTest f = new();
        Value[] r = f.While([f.F64("x")], _ => f.B.Bool(true), c =>
        {
            Value next = f.Named("x", f.Let(Op.Sqrt, c[0]));
            return [next, f.B.Let(Op.Not, IrType.Bool, f.Greater(next, f.Const(2)))];
        }, exit: true);
        EmitTest.Check("""
            do
            {
                x = Math.Sqrt(x);
            } while (x > 2);
            return x;
            """, f.Done(r), [1e9], [double.NaN]);
    }

    [Fact]
    public void Trips_that_are_only_counted_are_counted_down()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value[] r = f.While([x], c => f.Less(c[0], f.Const(100)), c => [f.Named("x", f.Mul(c[0], f.Const(3)))], trips: true);
        Value adjoint = f.For1(f.Sub(r[1], f.Int(1)), f.Int(-1), f.Named("adjoint", f.Const(1)), (_, c) => f.Named("adjoint", f.Mul(c, f.Const(3))), -1);
        EmitTest.Check("""
            int trips = 0;
            while (x < 100) { x *= 3; trips++; }
            double adjoint = 1;
            for (; trips > 0; trips--) adjoint *= 3;
            return x + adjoint;
            """, f.Done(f.Add(r[0], adjoint)), [1.5], [200.0]);
    }

    [Fact]
    public void Trips_that_are_still_needed_are_not_counted_down()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value[] r = f.While([x], c => f.Less(c[0], f.Const(100)), c => [f.Named("x", f.Mul(c[0], f.Const(3)))], trips: true);
        Value adjoint = f.For1(f.Int(0), r[1], f.Named("adjoint", f.Const(1)), (_, c) => f.Named("adjoint", f.Mul(c, f.Const(3))));
        EmitTest.Check("""
            int trips = 0;
            while (x < 100) { x *= 3; trips++; }
            double adjoint = 1;
            for (int i = 0; i < trips; i++) adjoint *= 3;
            r1 = trips;
            return adjoint;
            """, f.Done(adjoint, r[1]), [1.5]);
    }

    [Fact]
    public void Spans_that_change_places_do_so_through_temporaries()
    {
        IrTest f = new();
        Value a = f.Span("a"), b = f.Span("b");
        Value[] r = f.For(f.Int(0), f.I32("n"), [a, b], (i, c) =>
        {
            f.B.Accumulate(c[0], f.Const(1), f.Int(0));
            return [c[1], c[0]];
        });
        Method method = f.Done(f.Load(r[0], f.Int(0)));
        EmitTest.Agrees(method, [new double[1], new double[] { 10 }, 3], [new double[1], new double[] { 10 }, 0]);
        Assert.Contains("Span<double> next = b2;", EmitTest.Body(method));
    }

    [Fact]
    public void Indices_of_nested_loops_are_i_j_k()
    {
        IrTest f = new();
        Value n = f.I32("n"), s = f.Span("s");
        f.Each(f.Int(0), n, _ => f.Each(f.Int(0), n, _ => f.Each(f.Int(0), n, i => f.B.Accumulate(s, f.Const(1), i))));
        Assert.Equal(["i", "j", "k"], EmitTest.Body(f.Done()).Split('\n').Where(l => l.Contains("for (")).Select(l => l.Trim()["for (int ".Length].ToString()));
    }
}

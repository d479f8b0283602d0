// Both modes and their compositions on IR programs, one per form of the IR: straight line, branches, loops, memory, calls, recursion.
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class CompositionTests
{
    private static object Data(params double[] values) => Memory.Of(values);

    [Fact]
    public void Straight_line_code()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y");
        Value p = f.Mul(x, y);
        Value s = f.Sin(p);
        DerivativeCheck.Run(IrTest.Program(f.Done(f.Add(f.Mul(s, s), f.Exp(f.Div(x, y))), f.Mul(x, x))), 3, 0.7, 1.3);
    }

    [Fact]
    public void A_branch_hands_its_values_to_the_reverse_sweep()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y");
        Value r = f.If1(f.Greater(x, f.Const(0)),
            () => { Value e = f.Exp(x); return f.If1(f.Less(y, f.Const(1)), () => f.Mul(e, f.Sin(y)), () => f.Mul(e, e)); },
            () => f.Mul(x, y));
        Generators.Ir.Program program = IrTest.Program(f.Done(f.Mul(r, r)));
        DerivativeCheck.Run(program, 3, 0.5, 0.3);
        DerivativeCheck.Run(program, 3, 0.5, 1.3);
        DerivativeCheck.Run(program, 3, -0.5, 1.3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void A_counted_loop_with_a_nonlinear_carried_value(int n)
    {
        IrTest f = new();
        Value x = f.F64("x"), count = f.I32("n");
        Value r = f.For1(f.Int(0), count, f.Mul(x, x), (i, c) => f.Named("c", f.Mul(f.Sin(c), f.Exp(f.Mul(x, c)))));
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 3, 0.6, n);
    }

    [Theory]
    [InlineData(2, 11, 3)]
    [InlineData(11, 2, -3)]
    [InlineData(4, 4, 1)]
    [InlineData(5, -1, -1)]
    public void Loops_of_any_step_and_direction(int lower, int upper, int step)
    {
        IrTest f = new();
        Value x = f.F64("x"), lo = f.I32("lo"), hi = f.I32("hi");
        Value r = f.For(lo, hi, [x], (i, c) => [f.Mul(f.Sin(c[0]), f.Add(c[0], f.Mul(f.Const(0.25), f.B.Let(Op.Convert, IrType.F64, i))))], step)[0];
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 3, 0.6, lower, upper);
    }

    [Fact]
    public void Nested_loops_keep_their_records_apart()
    {
        IrTest f = new();
        Value x = f.F64("x"), n = f.I32("n");
        Value r = f.For1(f.Int(0), n, x, (i, c) =>
            f.For1(f.Int(1), f.Int(4), c, (j, d) => f.Mul(f.Sin(d), f.Add(x, f.Exp(f.Sin(d))))));
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 2, 0.4, 3);
    }

    [Fact]
    public void Triangular_loops_over_memory()
    {
        IrTest f = new();
        Value a = f.ReadOnly("a");
        Value n = f.Length(a);
        Value r = f.For1(f.Int(0), n, f.Const(0), (i, s) =>
            f.For1(f.Int(0), i, s, (j, t) => f.Add(t, f.Sin(f.Mul(t, f.Mul(f.Load(a, i), f.Load(a, j)))))));
        r = f.Add(r, f.For1(f.Int(0), n, f.Const(0.5), (i, s) => f.For1(i, n, s, (j, t) => f.Sin(f.Add(t, f.Mul(f.Load(a, i), f.Load(a, j)))))));
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 2, Data(0.3, -0.4, 1.2));
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 2, Data());
    }

    [Fact]
    public void A_triangle_of_triangles()
    {
        IrTest f = new();
        Value x = f.F64("x"), n = f.I32("n");
        Value r = f.For1(f.Int(1), n, x, (i, c) =>
            f.For(i, f.Int(-1), [c], (j, d) =>
                [f.Sin(f.For1(j, f.Add(i, f.Int(2)), d[0], (k, e) => f.Mul(f.Sin(e), f.Add(x, e))))], step: -2)[0]);
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 2, 0.7, 4);
    }

    [Fact]
    public void An_in_place_chain_records_only_what_it_overwrites()
    {
        IrTest f = new();
        Value y = f.Span("y");
        f.Each(f.Int(1), f.Length(y), i => f.Store(y, f.Mul(f.Load(y, i), f.Load(y, f.Sub(i, f.Int(1)))), i));
        DerivativeCheck.Run(IrTest.Program(f.Done()), 3, Data(0.8, 1.1, -0.7, 0.9));
    }

    [Fact]
    public void A_while_loop_with_a_nonlinear_body()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value[] r = f.While([x, f.Const(1)], c => f.Less(c[0], f.Const(40)), c => [f.Add(f.Mul(c[0], c[0]), f.Mul(x, c[1])), f.Sin(c[0])]);
        DerivativeCheck.Run(IrTest.Program(f.Done(f.Mul(r[0], r[1]))), 3, 1.3);
    }

    [Fact]
    public void A_loop_left_by_an_exit_in_a_loop_in_a_branch()
    {
        IrTest f = new();
        Value x = f.F64("x"), n = f.I32("n");
        Value r = f.If1(f.Greater(x, f.Const(0)), () =>
                f.For1(f.Int(0), n, x, (i, c) =>
                {
                    Value[] w = f.For(f.Int(0), f.Int(10), [c], (j, d) =>
                    {
                        Value next = f.Mul(d[0], f.Exp(f.Mul(d[0], x)));
                        return [next, f.Greater(next, f.Const(3))];
                    }, exit: true);
                    return f.Sin(w[0]);
                }),
            () => x);
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 2, 0.8, 3);
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 2, -0.8, 3);
    }

    [Fact]
    public void Local_memory_inside_a_loop()
    {
        IrTest f = new();
        Value a = f.ReadOnly("a");
        Value n = f.Length(a);
        Value r = f.For1(f.Int(0), f.Int(3), f.Const(1), (i, s) =>
        {
            Value t = f.B.Allocate(IrType.Span(Scalar.F64), "t", false, n);
            f.Each(f.Int(0), n, k => f.Store(t, f.Mul(s, f.Sin(f.Load(a, k))), k));
            f.Each(f.Int(0), n, k => f.Store(t, f.Mul(f.Load(t, k), f.Load(t, k)), k));
            return f.For1(f.Int(0), n, s, (k, u) => f.Add(u, f.Load(t, k)));
        });
        DerivativeCheck.Run(IrTest.Program(f.Done(r)), 2, Data(0.3, 0.9));
    }

    [Fact]
    public void Slices_and_fills()
    {
        IrTest f = new();
        Value y = f.Span("y"), x = f.F64("x");
        Value n = f.Length(y);
        f.Each(f.Int(0), f.Sub(n, f.Int(1)), i =>
        {
            Value s = f.B.Slice(y, i, f.Int(2));
            f.Store(s, f.Mul(f.Load(s, f.Int(0)), f.Sin(f.Load(s, f.Int(1)))), f.Int(1));
        });
        f.B.Fill(f.B.Slice(y, f.Int(0), f.Int(1)), f.Mul(x, x));
        DerivativeCheck.Run(IrTest.Program(f.Done(f.Load(y, f.Int(0)))), 3, Data(0.7, 0.2, -0.5), 1.1);
    }

    [Fact]
    public void A_helper_that_mutates_its_span_in_a_data_dependent_loop()
    {
        IrTest h = new("H");
        Value hy = h.Span("y"), hx = h.F64("x");
        h.Each(h.Int(1), h.Length(hy), i => h.Store(hy, h.Mul(h.Sin(h.Load(hy, i)), h.Add(hx, h.Load(hy, h.Sub(i, h.Int(1))))), i));
        Method helper = h.Done(h.Mul(h.Load(hy, h.Int(1)), hx));

        IrTest f = new();
        Value y = f.Span("y"), x = f.F64("x");
        Value r = f.While([x], c => f.Less(c[0], f.Const(2)), c => [f.Add(f.Const(0.6), f.Add(c[0], f.Call("H", [IrType.F64], y, c[0])[0]))])[0];
        DerivativeCheck.Run(IrTest.Program(f.Done(r), helper), 3, Data(0.8, 1.1, -0.7), 0.3);
    }

    [Fact]
    public void Recursion_with_a_mutated_span()
    {
        IrTest h = new("H");
        Value y = h.Span("y"), x = h.F64("x"), n = h.I32("n");
        Value r = h.If1(h.B.Compare(Op.LessOrEqual, n, h.Int(0)), () => x, () =>
        {
            h.Store(y, h.Mul(h.Load(y, h.Int(0)), h.Sin(x)), h.Int(0));
            Value inner = h.Call("H", [IrType.F64], y, h.Mul(x, h.Load(y, h.Int(0))), h.Sub(n, h.Int(1)))[0];
            return h.Add(inner, h.Mul(x, inner));
        });
        Method helper = h.Done(r);
        IrTest f = new();
        Value fy = f.Span("y"), fx = f.F64("x"), fn = f.I32("n");
        DerivativeCheck.Run(IrTest.Program(f.Done(f.Call("H", [IrType.F64], fy, fx, fn)[0]), helper), 3, Data(0.8), 0.9, 4);
    }

    [Fact]
    public void Scratch_memory_of_a_helper_needs_no_shadow_of_the_caller()
    {
        IrTest h = new("H");
        Value t = h.Span("t"), x = h.F64("x");
        h.Store(t, h.Sin(x), h.Int(0));
        Method helper = h.Done(h.Mul(h.Load(t, h.Int(0)), x));
        IrTest f = new();
        Value fx = f.F64("x");
        Value scratch = f.B.Allocate(IrType.Span(Scalar.F64), "scratch", false, f.Int(1));
        DerivativeCheck.Run(IrTest.Program(f.Done(f.Call("H", [IrType.F64], scratch, fx)[0]), helper), 3, 0.9);
    }
}

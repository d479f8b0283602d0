// Temporary memory: where it comes from, that it starts clear, and that it goes back.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class MemoryTests
{
    private static readonly IrType Span = IrType.Span(Scalar.F64), Array = IrType.Array(Scalar.F64), Array2D = IrType.Array2D(Scalar.F64);

    [Fact]
    public void Records_of_a_loop_are_in_a_rented_array()
    {
        IrTest f = new();
        Value y = f.Span("y");
        f.B.Guard("global::Autodiff.Derivative.SameLength<double, double>({0}, {0})", y);
        Value kept = f.B.Allocate(Span, "overwritten", true, f.Length(y));
        f.B.Add(new Note("forward", IsHeading: true));
        f.Each(f.Int(1), f.Length(y), i =>
        {
            f.Store(kept, f.Load(y, i), i);
            f.Store(y, f.Mul(f.Load(kept, i), f.Load(y, f.Sub(i, f.Int(1)))), i);
        });
        f.Each(f.Sub(f.Length(y), f.Int(1)), f.Int(0), i => f.Store(y, f.Load(kept, i), i), -1);
        EmitTest.Check("""
            Derivative.SameLength<double, double>(y, y);
            double[] overwritten = ArrayPool<double>.Shared.Rent(y.Length);
            try
            {
                // forward
                for (int i = 1; i < y.Length; i++)
                {
                    overwritten[i] = y[i];
                    y[i] = overwritten[i] * y[i - 1];
                }
                for (int i = y.Length - 1; i >= 1; i--) y[i] = overwritten[i];
            }
            finally
            {
                ArrayPool<double>.Shared.Return(overwritten);
            }
            """, f.Done(), [new double[] { 1, 2, 3 }], [System.Array.Empty<double>()]);
    }

    [Fact]
    public void Memory_that_is_read_before_it_is_written_is_cleared_and_has_its_length()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Value t = f.B.Allocate(Span, "t", false, f.Add(n, f.Int(1)));
        Method method = f.Done(f.Add(f.Load(t, n), f.B.Let(Op.Convert, IrType.F64, f.Length(t))));
        EmitTest.Check("""
            int tLength = n + 1;
            double[] tArray = ArrayPool<double>.Shared.Rent(tLength);
            Span<double> t = new(tArray, 0, tLength);
            t.Clear();
            try
            {
                return t[n] + t.Length;
            }
            finally
            {
                ArrayPool<double>.Shared.Return(tArray);
            }
            """, method, [4]);
        Assert.ThrowsAny<Exception>(() => EmitTest.Run(method, -2));
    }

    [Fact]
    public void An_index_beyond_the_length_is_a_fault_although_the_rented_array_is_longer()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Value t = f.B.Allocate(Array, "t", false, f.I32("length"));
        f.Store(t, f.Const(1), n);
        Method method = f.Done(f.Load(t, n));
        EmitTest.Agrees(method, [99, 100]);
        Assert.Throws<IndexOutOfRangeException>(() => EmitTest.Run(method, 100, 100));
    }

    [Fact]
    public void Few_elements_are_on_the_stack_also_for_loops()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Value outer = f.B.Allocate(Span, "outer", false, f.Int(4));
        Value sum = f.For1(f.Int(0), n, f.Named("sum", f.Const(0)), (i, s) =>
        {
            Value t = f.B.Allocate(Array, "t", false, f.Int(2));
            f.B.Accumulate(t, f.B.Let(Op.Convert, IrType.F64, i), f.Int(1));
            f.B.Accumulate(outer, f.Load(t, f.Int(1)), f.Int(0));
            return f.Named("sum", f.Add(s, f.Add(f.Load(t, f.Int(0)), f.Load(t, f.Int(1)))));
        });
        EmitTest.Check("""
            Span<double> outer = stackalloc double[4];
            outer.Clear();
            Span<double> t = stackalloc double[2];
            double sum = 0;
            for (int i = 0; i < n; i++)
            {
                t.Clear();
                t[1] += i;
                outer[0] += t[1];
                sum += t[0] + t[1];
            }
            return sum + outer[0];
            """, f.Done(f.Add(sum, f.Load(outer, f.Int(0)))), [5], [0]);
    }

    [Fact]
    public void Memory_inside_loops_and_branches_is_released_at_their_end()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Value[] r = f.For(f.Int(0), n, [f.Named("sum", f.Const(0))], (i, s) =>
        {
            Value t = f.B.Allocate(Span, "t", false, f.Add(i, f.Int(70)));
            f.B.Accumulate(t, f.B.Let(Op.Convert, IrType.F64, i), i);
            Value[] c = f.If(f.B.Compare(Op.Greater, i, f.Int(2)), () =>
            {
                Value u = f.B.Allocate(Span, "u", true, i);
                f.Store(u, f.Const(3), f.Int(0));
                return [f.Add(f.Load(u, f.Int(0)), f.Load(t, i))];
            }, () => [f.Load(t, i)]);
            Value next = f.Named("sum", f.Add(s[0], c[0]));
            return [next, f.Greater(next, f.Const(20))];
        }, exit: true);
        EmitTest.Check("""
            Workspace workspace = default;
            try
            {
                double sum = 0;
                for (int i = 0; i < n; i++)
                {
                    int mark = workspace.Mark();
                    Span<double> t = workspace.Allocate<double>(i + 70);
                    t[i] += i;
                    double value;
                    if (i > 2)
                    {
                        int mark2 = workspace.Mark();
                        Span<double> u = workspace.AllocateUninitialized<double>(i);
                        u[0] = 3;
                        value = u[0] + t[i];
                        workspace.Release(mark2);
                    }
                    else
                    {
                        value = t[i];
                    }
                    sum += value;
                    workspace.Release(mark);
                    if (sum > 20) break;
                }
                return sum;
            }
            finally
            {
                workspace.Dispose();
            }
            """, f.Done(r), [3], [50], [0]);
    }

    [Fact]
    public void Memory_whose_length_is_known_late_is_from_the_workspace()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Value a = f.B.Allocate(Span, "a", false, n);
        f.Each(f.Int(0), n, i => f.Store(a, f.Const(2), i));
        Value b = f.B.Allocate(Span, "b", false, f.B.Let(Op.Convert, IrType.I32, f.Load(a, f.Int(0))));
        Method method = f.Done(f.B.Let(Op.Convert, IrType.F64, f.Length(b)));
        EmitTest.Agrees(method, [4]);
        Assert.Contains("Span<double> b = workspace.Allocate<double>((int)a[0]);", EmitTest.Body(method));
    }

    [Fact]
    public void Two_dimensional_arrays_are_new_and_cleared_as_such()
    {
        IrTest f = new();
        Value m = f.Parameter(Array2D, "m"), n = f.I32("n");
        Value t = f.B.Allocate(Array2D, "t", false, n, f.B.Length(m, 1));
        f.B.Fill(t, f.Const(5));
        f.Each(f.Int(0), n, i => f.Each(f.Int(0), f.B.Length(m, 1), j => f.B.Accumulate(t, f.Load(m, i, j), i, j)));
        f.B.Fill(m, f.Const(0));
        EmitTest.Check("""
            double[,] t = new double[n, m.GetLength(1)];
            for (int row = 0; row < t.GetLength(0); row++)
            {
                for (int column = 0; column < t.GetLength(1); column++) t[row, column] = 5;
            }
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < m.GetLength(1); j++) t[i, j] += m[i, j];
            }
            Array.Clear(m);
            return t[1, 0] * t.GetLength(0);
            """, f.Done(f.Mul(f.Load(t, f.Int(1), f.Int(0)), f.B.Let(Op.Convert, IrType.F64, f.B.Length(t, 0)))), [new double[,] { { 1, 2 }, { 3, 4 } }, 2]);
    }

    [Fact]
    public void Memory_is_filled_and_cleared()
    {
        IrTest f = new();
        Value s = f.Span("s"), a = f.Parameter(Array, "a"), x = f.F64("x");
        f.B.Fill(s, f.Const(0));
        f.B.Fill(a, f.Const(0));
        f.B.Fill(f.B.Slice(s, f.Int(1), f.Int(2)), x);
        f.B.Fill(f.B.Slice(a, f.Int(1), f.Sub(f.Length(a), f.Int(1))), f.Const(-0.0));
        EmitTest.Check("""
            s.Clear();
            Array.Clear(a);
            s.Slice(1, 2).Fill(x);
            new Span<double>(a, 1, a.Length - 1).Fill(-0.0);
            """, f.Done(), [new double[] { 9, 9, 9, 9 }, new double[] { 9, 9 }, 2.5]);
    }

    [Fact]
    public void The_rest_of_a_span_needs_no_length()
    {
        IrTest f = new();
        Value s = f.Span("s"), n = f.I32("n");
        Value rest = f.B.Slice(s, n, f.Sub(f.Length(s), n), "rest");
        EmitTest.Check("""
            Span<double> rest = s.Slice(n);
            return rest[0] + rest[1];
            """, f.Done(f.Add(f.Load(rest, f.Int(0)), f.Load(rest, f.Int(1)))), [new double[] { 1, 2, 3, 4 }, 2]);
    }

    [Theory]
    [InlineData((int)Scalar.Bool)]
    [InlineData((int)Scalar.I32)]
    [InlineData((int)Scalar.F32)]
    [InlineData((int)Scalar.U8)]
    public void Memory_of_every_element_type_starts_clear(int kind)
    {
        Scalar element = (Scalar)kind;
        IrTest f = new();
        Value n = f.I32("n");
        Value small = f.B.Allocate(IrType.Span(element), "small", false, f.Int(3)), large = f.B.Allocate(IrType.Span(element), "large", false, n);
        Value[] late = f.For(f.Int(0), n, [f.B.Zero(IrType.Of(element))], (i, _) => [f.Load(f.B.Allocate(IrType.Span(element), null, false, n), i)]);
        EmitTest.Agrees(f.Done(f.Load(small, f.Int(2)), f.Load(large, f.Int(0)), late[0]), [80]);
    }

    [Fact]
    public void An_array_that_a_method_wants_is_an_array()
    {
        IrTest g = new("G");
        Value a = g.Parameter(Array, "a");
        g.Store(a, g.Const(3), g.Int(0));
        Method callee = g.Done(g.B.Let(Op.Convert, IrType.F64, g.Length(a)));
        IrTest f = new();
        Value t = f.B.Allocate(Array, "t", false, f.I32("n"));
        Value length = f.Named("length", f.Call("G", [IrType.F64], t)[0]);
        Method method = f.Done(f.Add(length, f.Load(t, f.Int(0))));
        Assert.Equal([13.0], EmitTest.Run([method, callee], [], 10));
        Assert.Contains("double[] t = new double[n];", EmitTest.File(method, callee));
    }

    [Fact]
    public void The_tape_keeps_every_type_and_is_disposed()
    {
        Scalar[] kinds = [Scalar.F64, Scalar.F32, Scalar.Bool, Scalar.I8, Scalar.U8, Scalar.I16, Scalar.U16, Scalar.I32, Scalar.U32, Scalar.I64, Scalar.U64, Scalar.NInt, Scalar.NUInt, Scalar.Char];
        IrTest f = new();
        Value[] values = kinds.Select(k => f.Parameter(IrType.Of(k), "v" + (int)k)).ToArray();
        Value tape = f.B.CreateTape();
        foreach (Value v in values) f.B.Record(tape, v);
        Value[] back = values.Reverse().Select(v => f.B.Replay(tape, f.B.TypeOf(v))).Reverse().ToArray();
        object[] args = kinds.Select(k => k == Scalar.F64 ? -1.5 : k == Scalar.F32 ? -2.5f : k == Scalar.Bool ? (object)true
            : Numbers.FromInteger(k, k is Scalar.U64 or Scalar.NUInt ? ulong.MaxValue : k is Scalar.U32 ? uint.MaxValue : 97)).ToArray();
        Method method = f.Done(back);
        EmitTest.Agrees(method, args);
        Assert.EndsWith("finally\n{\n    tape.Dispose();\n}", EmitTest.Body(method));
    }
}

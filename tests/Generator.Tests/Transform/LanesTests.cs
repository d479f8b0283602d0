// Loops across whose trips there are lanes compute what they compute one trip after the other, at every length around the width of the vectors.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Emit;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class LanesTests
{
    private const int MaxLength = 67;

    private static double[] Ramp(int length, double start) => [.. Enumerable.Range(0, length).Select(k => Math.Sin(start + k) + 1.5)];

    private static Vectorized[] Run(Generators.Ir.Program program)
    {
        HashSet<string> names = [];
        string Unique(string name) => names.Add(name) ? name : Unique(name + "2");
        return [.. program.Methods.Select(m => LaneTrips.Run(m, LaneChoice.Outer, new MemoryEffects(program.Find), Unique))];
    }

    private static Generators.Ir.Program InLanes(Generators.Ir.Program program)
    {
        Vectorized[] all = Run(program);
        return program.With([.. all.Select(v => v.Method), .. all.SelectMany(v => v.Kernels).Select(k => Simplify.Run(k))]);
    }

    private static (object[] Yields, object[] Args) Execute(Generators.Ir.Program program, object[] args, bool hardware)
    {
        object[] own = [.. args.Select(a => a is Array d ? d.Clone() : a)];
        Interpreter interpreter = new(program) { OnOpaque = (let, _) => let.Text == Vectorize.Hardware ? hardware : throw new InvalidOperationException(let.Text) };
        return (interpreter.Run(own), own);
    }

    /// <summary>Interprets the method one trip after the other and in lanes, then compiles it, for one list of arguments per length.</summary>
    private static void Same(Method method, Func<int, object[]> args, int kernels = 1, double tolerance = 1e-13)
    {
        Generators.Ir.Program program = IrTest.Program(method);
        Verifier.Require(program, "the test");
        Vectorized[] run = Run(program);
        Assert.True(run.Sum(v => v.Kernels.Count) == kernels, string.Join("\n", run.SelectMany(v => v.Remarks)));
        Generators.Ir.Program lanes = InLanes(program);
        Verifier.Require(lanes, "Lanes");
        Func<object?[], object?[]> compiled = EmitTest.Compile(EmitTest.File([lanes.Entry], [.. lanes.Methods.Skip(1)]), lanes.Entry);
        for (int n = 0; n <= MaxLength; n++)
        {
            var expected = Execute(program, args(n), false);
            foreach (bool hardware in new[] { false, true })
            {
                var actual = Execute(lanes, args(n), hardware);
                Close(expected.Yields, actual.Yields, n, tolerance);
                Close(expected.Args, actual.Args, n, tolerance);
            }
            object[] own = args(n);
            object?[] yields = compiled(own);
            Close(expected.Yields, yields!, n, tolerance);
            Close(expected.Args, own, n, tolerance);
        }
    }

    private static void Close(object[] expected, object[] actual, int length, double tolerance)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            double[] e = Doubles(expected[k]), a = Doubles(actual[k]);
            Assert.Equal(e.Length, a.Length);
            for (int i = 0; i < e.Length; i++)
                Assert.True(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance * (1 + Math.Abs(e[i])), $"length {length}: entry {i} of {k} is {a[i]:R}, not {e[i]:R}");
        }
    }

    private static double[] Doubles(object value) => value is Array array ? [.. array.Cast<object>().Select(Convert.ToDouble)] : [Convert.ToDouble(value)];

    // for i: for j < d: sum += w[j] * x[j * n + i]: unit stride across the trips.
    private static Method UnitStride()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x"), n = f.I32("n"), d = f.Length(w);
        return f.Done(f.For1(f.Int(0), n, f.Named("sum", f.Const(0.25)), (i, s) =>
        {
            Value dot = f.For1(f.Int(0), d, f.Named("dot", f.Const(0)), (j, t) => f.Add(t, f.Mul(f.Load(w, j), f.Load(x, f.Add(f.Mul(j, n), i)))));
            return f.Add(s, f.Exp(dot));
        }));
    }

    [Fact]
    public void A_dot_product_in_every_trip_over_columns() =>
        Same(UnitStride(), n => [Ramp(3, 1), Ramp(3 * n, 2), n]);

    [Fact]
    public void A_sum_in_lanes_reads_like_this()
    {
        string actual = string.Concat(InLanes(IrTest.Program(UnitStride())).Methods.Select(Printer.Print)).Replace(Vectorize.Hardware, "HARDWARE");
        string[] expected =
        [
            "opaque \"HARDWARE\"", "greaterOrEqual", "if %", "and %n, ", "call F!FLanes0(", "yield %whole", "} else {", "step 1 carry",
            "method F!FLanes0", "step 8 carry %sum", ": f64x8", "step 1 carry %dot", "broadcast", "gather %x[", " by %", "fusedMultiplyAdd", "exp", "laneSum",
        ];
        int at = 0;
        foreach (string part in expected)
        {
            int found = actual.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{part}' is missing in\n{actual}");
            at = found + part.Length;
        }
    }

    // Rows of points, an array of the trip's own, a sum over the trips per element, what the trips add to elements of their own, and a running base.
    private static Method Rows(bool descending)
    {
        IrTest f = new();
        Value c = f.ReadOnly("c"), x = f.ReadOnly("x"), g = f.Span("g"), h = f.Span("h"), y = f.Span("y"), n = f.I32("n"), d = f.Length(c);
        (Value lower, Value upper) = descending ? (f.Sub(n, f.Int(1)), f.Int(-1)) : (f.Int(0), n);
        Value[] results = f.For(lower, upper, [f.Named("sum", f.Const(0.5)), f.Named("at", f.Int(1))], (i, s) =>
        {
            Value t = f.B.Allocate(IrType.Array(Scalar.F64), "t", false, d);
            f.Each(f.Int(0), d, j => f.Store(t, f.Sub(f.Load(x, f.Add(f.Mul(i, d), j)), f.Load(c, j)), j));
            f.Each(f.Int(1), d, j => f.B.Accumulate(t, f.Mul(f.Load(t, f.Sub(j, f.Int(1))), f.Const(0.5)), j));
            Value e = f.For1(f.Int(0), d, f.Const(0), (j, a) => f.Add(a, f.Mul(f.Load(t, j), f.Load(t, j))));
            f.Each(f.Sub(d, f.Int(1)), f.Int(-1), j =>
            {
                f.B.Accumulate(g, f.Mul(e, f.Load(t, j)), j);
                f.B.Accumulate(h, f.Load(t, j), f.Add(f.Mul(i, d), j));
                f.Store(y, f.Exp(f.Load(t, j)), f.Add(f.Mul(i, d), j));
            }, -1);
            f.B.Accumulate(g, e, f.Int(0));
            return [f.Add(s[0], f.Mul(e, f.B.Let(Op.Convert, IrType.F64, s[1]))), f.Add(s[1], f.Int(3))];
        }, descending ? -1 : 1);
        return f.Done(results);
    }

    [Fact]
    public void Rows_and_arrays_of_the_trips()
    {
        foreach (bool descending in new[] { false, true })
            foreach (int d in new[] { 1, 3 }) Same(Rows(descending), n => [Ramp(d, 1), Ramp(d * n, 2), Ramp(d, 3), Ramp(d * n, 4), new double[d * n], n], tolerance: 1e-12);
    }

    // Branches: values, writes and loops in some lanes only, a division that would fault, and NaN on the side that is not taken.
    private static Method Branches()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), w = f.ReadOnly("w"), g = f.Span("g"), y = f.Span("y"), k = f.I32("k"), n = f.Length(x);
        Value sum = f.For1(f.Int(0), n, f.Named("sum", f.Const(0)), (i, s) =>
        {
            Value e = f.Load(x, i), t = f.B.Allocate(IrType.Array(Scalar.F64), "t", false, f.Int(2));
            Value chosen = f.If1(f.Greater(e, f.Const(1.6)), () =>
            {
                Value root = f.Let(Op.Sqrt, f.Sub(e, f.Const(1.6)));
                Value product = f.For1(f.Int(0), f.Length(w), f.Const(1), (j, p) => f.Mul(p, f.Add(f.Load(w, j), e)));
                f.B.Accumulate(g, root, f.B.Let(Op.Rem, IrType.I32, f.Int(7), k));
                f.Store(t, product, f.Int(1));
                f.Store(y, product, i);
                f.When(f.Less(root, f.Const(0.5)), () => f.B.Accumulate(y, f.Load(w, f.Int(0)), i));
                return f.Mul(product, root);
            }, () =>
            {
                f.B.Accumulate(t, f.Const(2), f.Int(0));
                return f.Let(Op.Sqrt, f.Sub(f.Const(1.6), e));
            });
            return f.Add(s, f.Add(chosen, f.Add(f.Load(t, f.Int(0)), f.Load(t, f.Int(1)))));
        });
        return f.Done(sum);
    }

    [Fact]
    public void Branches_that_some_lanes_take()
    {
        Same(Branches(), n => [Ramp(n, 1), Ramp(3, 2), Ramp(7, 3), Ramp(n, 4), 3], tolerance: 1e-12);
        // Nobody takes the branch that would divide by zero and read behind the end.
        Same(Branches(), n => [Ramp(n, 1).Select(v => v / 2).ToArray(), new double[0], new double[1], Ramp(n, 4), 0], tolerance: 1e-12);
    }

    [Fact]
    public void Floats_in_sixteen_lanes()
    {
        IrTest f = new();
        IrType single = IrType.F32;
        Value x = f.Parameter(IrType.ReadOnlySpan(Scalar.F32), "x"), y = f.Parameter(IrType.Span(Scalar.F32), "y"), n = f.I32("n");
        f.Each(f.Int(0), n, i =>
        {
            Value s = f.For1(f.Int(0), f.Int(5), f.B.Constant(single, 0.0), (j, a) => f.Add(a, f.Load(x, f.Add(f.Mul(i, f.Int(5)), j))));
            f.Store(y, f.Mul(s, f.B.Let(Op.Convert, single, i)), i);
        });
        static float[] Singles(double[] values) => [.. values.Select(v => (float)v)];
        Same(f.Done(), n => [Singles(Ramp(5 * n, 1)), new float[n], n], tolerance: 1e-5);
    }

    [Fact]
    public void A_fault_of_one_trip_is_a_fault()
    {
        Generators.Ir.Program lanes = InLanes(IrTest.Program(Rows(false)));
        Assert.Throws<IndexOutOfRangeException>(() => Execute(lanes, [Ramp(3, 1), Ramp(47, 2), Ramp(3, 3), Ramp(48, 4), new double[48], 16], true));
    }

    [Fact]
    public void A_loop_that_stays_as_it_is_says_why()
    {
        string Remark(Action<IrTest, Value, Value, Value> body)
        {
            IrTest f = new();
            Value x = f.Span("x"), y = f.Span("y"), n = f.I32("n");
            f.Each(f.Int(0), n, i => f.Each(f.Int(0), n, j => body(f, f.Add(f.Mul(i, n), j), x, y)));
            Vectorized run = LaneTrips.Run(f.Done(), LaneChoice.Outer, new MemoryEffects(_ => throw new InvalidOperationException()));
            Assert.Empty(run.Kernels);
            return run.Remarks[0];
        }

        Assert.Equal("the loop over 'i' in 'F': every trip writes the same element of y", Remark((f, at, x, y) => f.Store(y, f.Load(x, at), f.Int(0))));
        Assert.Equal("the loop over 'i' in 'F': an element of y may be written in one trip and accessed in another", Remark((f, at, x, y) => f.Store(y, f.Load(y, f.Sub(at, f.Int(1))), at)));
        Assert.Equal("the loop over 'i' in 'F': all trips read an element of y, which is written", Remark((f, at, x, y) => f.Store(y, f.Load(y, f.Int(0)), at)));
        Assert.Equal("the loop over 'i' in 'F': the body has an effect", Remark((f, at, x, y) => f.B.Effect("Log()")));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void A_loop_that_does_all_its_work_on_elements_apart_in_some_trips_only_runs_trip_by_trip(bool isApart, int kernels)
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), w = f.ReadOnly("w"), n = f.I32("n");
        Value r = f.For1(f.Int(0), n, f.Const(0), (i, s) =>
        {
            Value weight = f.Load(w, i);
            return f.If1(f.Less(f.Const(0), weight), () =>
            {
                Value sum = f.Const(0);
                for (int k = 0; k < 12; k++) sum = f.Add(sum, f.Mul(weight, f.Load(x, isApart ? f.Add(f.Mul(f.Int(12), i), f.Int(k)) : f.Int(k))));
                return f.Add(s, sum);
            }, () => s);
        });
        Method method = f.Done(r);
        Assert.Equal(kernels, LaneTrips.Run(method, LaneChoice.Auto, new MemoryEffects(IrTest.Program(method).Find)).Kernels.Count + Vectorize.Run(method).Kernels.Count);
    }

    // Each of sixteen floats that lie apart costs what each of eight doubles does.
    [Fact]
    public void Rows_of_a_matrix_that_are_added_to_stay_rows_in_single_precision_as_in_double()
    {
        foreach (Scalar element in new[] { Scalar.F64, Scalar.F32 })
        {
            IrTest f = new();
            Value x = f.Parameter(IrType.ReadOnlySpan(element), "x"), d = f.Parameter(IrType.ReadOnlySpan(element), "d"), g = f.Parameter(IrType.Span(element), "g"), n = f.I32("n"), columns = f.I32("columns");
            f.Each(f.Int(0), n, i =>
            {
                Value scale = f.Load(d, i), row = f.Mul(i, columns);
                f.Each(f.Int(0), columns, j => f.B.Accumulate(g, f.Mul(scale, f.Load(x, j)), f.Add(row, j)));
            });
            Method method = f.Done();
            Assert.Empty(LaneTrips.Run(method, LaneChoice.Auto, new MemoryEffects(IrTest.Program(method).Find)).Kernels);
        }
    }
}

// Trips that run together compute what they compute one after the other; which loops do, and what becomes of them.
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

public class TripBlocksTests
{
    private static double[] Ramp(int length, double start) => [.. Enumerable.Range(0, length).Select(k => Math.Sin(start + k) + 1.5)];

    // Products in indices are where loops want them, as they are when this pass runs.
    private static Method Settled(Method method) => Invariants.Run(method, new MemoryEffects(IrTest.Program(method).Find));

    private static Method Blocked(Method method) => TripBlocks.Run(method, new MemoryEffects(IrTest.Program(method).Find));

    private static string? Refusal(Method method)
    {
        Verifier.Require(IrTest.Program(method), "the test");
        method = Settled(method);
        Aliasing aliasing = new(method);
        LengthFacts lengths = new(method, aliasing);
        MemoryEffects effects = new(IrTest.Program(method).Find);
        return TripBlock.Of(method, method.Body.All().OfType<For>().First(), aliasing, lengths, new Coverage(method, aliasing, lengths, effects), effects).Refusal;
    }

    private static object[] Execute(Generators.Ir.Program program, object[] args, bool hardware)
    {
        object[] own = [.. args.Select(a => a is Array d ? d.Clone() : a)];
        Interpreter interpreter = new(program) { OnOpaque = (let, _) => let.Text == Vectorize.Hardware ? hardware : throw new InvalidOperationException(let.Text) };
        return [.. interpreter.Run(own), .. own];
    }

    /// <summary>Interprets the method as it is, with blocks, and with blocks and vectors, then compiles it, for some numbers of trips.</summary>
    private static void Same(Method method, Func<int, object[]> args)
    {
        Verifier.Require(IrTest.Program(method), "the test");
        Method blocked = Blocked(method);
        Assert.NotSame(method, blocked);
        HashSet<string> names = [];
        string Unique(string name) => names.Add(name) ? name : Unique(name + "2");
        Vectorized vectors = Vectorize.Run(blocked, Unique);
        Generators.Ir.Program[] programs = [IrTest.Program(blocked), IrTest.Program([vectors.Method, .. vectors.Kernels.Select(k => Simplify.Run(k))])];
        foreach (Generators.Ir.Program program in programs) Verifier.Require(program, "TripBlocks");
        Func<object?[], object?[]> compiled = EmitTest.Compile(EmitTest.File([programs[1].Entry], [.. programs[1].Methods.Skip(1)]), programs[1].Entry);
        for (int n = 0; n <= 13; n++)
        {
            object[] expected = Execute(IrTest.Program(method), args(n), false);
            foreach (Generators.Ir.Program program in programs)
                foreach (bool hardware in new[] { false, true }) Close(expected, Execute(program, args(n), hardware), n);
            object[] own = args(n);
            Close(expected, [.. compiled(own)!, .. own], n);
        }
    }

    private static void Close(object[] expected, object[] actual, int trips)
    {
        static double[] Doubles(object value) => value is Array array ? [.. array.Cast<object>().Select(Convert.ToDouble)] : [Convert.ToDouble(value)];
        for (int k = 0; k < expected.Length; k++)
        {
            double[] e = Doubles(expected[k]), a = Doubles(actual[k]);
            Assert.Equal(e.Length, a.Length);
            for (int i = 0; i < e.Length; i++) Assert.True(Math.Abs(e[i] - a[i]) <= 1e-12 * (1 + Math.Abs(e[i])), $"{trips} trips: entry {i} of {k} is {a[i]:R}, not {e[i]:R}");
        }
    }

    // A layer: scratch of the trip, a matrix that is read and one that is added to, outputs, a sum, a running base.
    private static Method Layer(bool descending, bool outputs = true)
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x"), g = f.Span("g"), y = f.Span("y"), n = f.I32("n"), rows = f.I32("rows"), columns = f.I32("columns");
        Value hidden = f.B.Allocate(IrType.Span(Scalar.F64), "hidden", false, rows);
        (Value lower, Value upper) = descending ? (f.Sub(n, f.Int(1)), f.Int(-1)) : (f.Int(0), n);
        Value[] results = f.For(lower, upper, [f.Named("loss", f.Const(0.5)), f.Named("at", f.Int(0))], (s, carried) =>
        {
            f.Each(f.Int(0), f.Length(hidden), i =>
            {
                Value sum = f.For1(f.Int(0), columns, f.Named("sum", f.Const(0.25)), (j, t) => f.Add(t, f.Mul(f.Load(w, f.Add(f.Mul(i, columns), j)), f.Load(x, f.Add(f.Mul(s, columns), j)))));
                f.Store(hidden, sum, i);
                if (outputs) f.Store(y, f.Sin(sum), f.Add(f.Mul(s, rows), i));
            });
            f.Each(f.Sub(rows, f.Int(1)), f.Int(-1), i =>
            {
                Value d = f.Load(hidden, i);
                f.Each(f.Sub(columns, f.Int(1)), f.Int(-1), j => f.B.Accumulate(g, f.Mul(d, f.Load(x, f.Add(carried[1], j))), f.Add(f.Mul(i, columns), j)), -1);
            }, -1);
            return [f.Add(carried[0], f.Load(hidden, f.Int(0))), f.Add(carried[1], columns)];
        }, descending ? -1 : 1);
        return Settled(f.Done(results));
    }

    [Fact]
    public void A_layer_forward_and_its_outer_products()
    {
        foreach ((bool descending, bool outputs) in new[] { (false, false), (false, true), (true, false), (true, true) })
            foreach ((int rows, int columns) in new[] { (1, 1), (2, 9), (3, 8), (5, 21) })
                Same(Layer(descending, outputs), n => [Ramp(rows * columns, 1), Ramp(n * columns, 2), Ramp(rows * columns, 3), new double[n * rows], n, rows, columns]);
    }

    [Fact]
    public void Four_trips_and_two_rows_read_like_this()
    {
        Method blocked = Blocked(Layer(false, outputs: false));
        string actual = Printer.Print(blocked).Replace(Vectorize.Hardware, "HARDWARE");
        // Two elements of the matrix serve eight sums, of which each has an element of one of four vectors; eight products are added to two elements.
        int inner = actual.IndexOf("step 2", StringComparison.Ordinal);
        Assert.True(actual.IndexOf("opaque \"HARDWARE\"", StringComparison.Ordinal) < actual.IndexOf("step 4 carry", StringComparison.Ordinal) && inner > 0, actual);
        For[] innermost = [.. blocked.Body.All().OfType<For>().Where(l => !l.Body.All().Any(i => i is For))];
        Assert.Contains(innermost, l => l.Inits.Count == 8 && l.Body.Body.OfType<Load>().Count() == 6);
        Assert.Contains(innermost, l => l.Body.Body.OfType<Accumulate>().Count() == 2 && l.Body.Body.OfType<Load>().Count() == 4 && l.Body.Body.OfType<Let>().Count(i => i.Op == Op.Mul && blocked.TypeOf(i.Result).IsFloat) == 8);
        // The three other trips have scratch of their own, which need not be zero.
        Assert.Equal(3, blocked.Body.All().OfType<Allocate>().Count(a => a.IsUninitialized));
    }

    [Fact]
    public void What_keeps_trips_apart()
    {
        string? Of(Action<IrTest, Value, Value, Value, Value> rest)
        {
            IrTest f = new();
            Value w = f.ReadOnly("w"), x = f.ReadOnly("x"), y = f.Span("y"), n = f.I32("n"), d = f.Length(x);
            f.Each(f.Int(0), n, s =>
            {
                f.Each(f.Int(0), n, i => f.Store(y, f.For1(f.Int(0), d, f.Const(0), (j, t) => f.Add(t, f.Mul(f.Load(w, f.Add(f.Mul(i, d), j)), f.Load(x, j)))), f.Add(f.Mul(s, n), i)));
                rest(f, s, y, x, n);
            });
            return Refusal(f.Done());
        }

        Assert.Null(Of((_, _, _, _, _) => { }));
        Assert.Equal("an element of y may be written in one trip and accessed in another", Of((f, s, y, _, _) => f.B.Accumulate(y, f.Load(y, f.Sub(s, f.Int(1))), s)));
        Assert.Equal("the body has an effect", Of((f, _, _, _, _) => f.B.Effect("Log()")));
        Assert.Equal("y is filled in every trip", Of((f, _, y, _, _) => f.B.Fill(y, f.Const(1))));
    }

    [Fact]
    public void A_carried_product_is_no_sum()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), n = f.I32("n");
        Method method = f.Done(f.For1(f.Int(0), n, f.Named("p", f.Const(1)), (_, p) =>
            f.For1(f.Int(0), n, p, (i, q) => f.For1(f.Int(0), n, f.Mul(q, f.Const(2)), (j, t) => f.Add(t, f.Load(w, f.Add(f.Mul(i, n), j)))))));
        Assert.Equal("p is carried from trip to trip and no sum", Refusal(method));
        Assert.Same(method, Blocked(method));
    }

    // Only vectors: there is no element that several trips load.
    [Fact]
    public void Trips_with_matrices_of_their_own_run_one_by_one()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), n = f.I32("n"), d = f.I32("d");
        Method method = f.Done(f.For1(f.Int(0), n, f.Const(0), (s, sum) =>
            f.For1(f.Int(0), d, sum, (i, a) => f.For1(f.Int(0), d, a, (j, t) => f.Add(t, f.Load(x, f.Add(f.Mul(f.Add(f.Mul(s, d), i), d), j)))))));
        Assert.Equal("no inner loop runs over elements that are the same in all trips", Refusal(method));
    }

    [Fact]
    public void Inner_loops_of_other_lengths_in_each_trip_run_one_by_one()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), n = f.I32("n");
        Method method = f.Done(f.For1(f.Int(0), n, f.Const(0), (s, sum) =>
            f.For1(f.Int(0), s, sum, (i, a) => f.For1(f.Int(0), n, a, (j, t) => f.Add(t, f.Load(w, f.Add(f.Mul(i, n), j)))))));
        Assert.Equal("no inner loop runs over elements that are the same in all trips", Refusal(method));
    }
}

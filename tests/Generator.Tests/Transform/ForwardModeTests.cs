// What forward mode makes of each form of the IR: its text, and numbers where the composition tests do not look.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class ForwardModeTests
{
    /// <summary>The derivative for the named active parameters; every float yield is active.</summary>
    private static Generators.Ir.Program Jvp(Method[] methods, params string[] active)
    {
        Method entry = methods[0];
        Derivation derivation = new(IrTest.Program(methods));
        Pattern pattern = new(
            entry.Body.Parameters.Select(p => active.Contains(entry.Values[p.Id].Hint)).ToEquatableArray(),
            entry.Body.Yields.Select(y => entry.TypeOf(y).IsFloat).ToEquatableArray());
        Method derivative = ForwardMode.Differentiate(derivation, entry.Key, pattern);
        Generators.Ir.Program program = new([derivative, .. derivation.Derived, .. methods]);
        Verifier.Require(program, "ForwardMode");
        return program;
    }

    private static object[] Run(Generators.Ir.Program program, params object[] args) => new Interpreter(program).Run(args);

    private static void Prints(string expected, Method method) => Assert.Equal(expected.Replace("\r", "") + "\n", Printer.Print(method));

    [Fact]
    public void Tangents_follow_their_values()
    {
        IrTest f = new();
        Value x = f.F64("x"), y = f.F64("y"), c = f.F64("c");
        Value p = f.Named("p", f.Mul(x, y));
        Method jvp = Jvp([f.Done(f.Add(f.Mul(f.Sin(p), c), c))], "x", "y").Entry;
        Prints("""
            method F!Jvp
            surface internal static double FJvp(double x = %x, double y = %y, double c = %c, double xTangent = %xTangent, double yTangent = %yTangent, out double tangent -> 1) -> 0
            (%x: f64, %y: f64, %c: f64, %xTangent: f64, %yTangent: f64) {
              %p: f64 = mul %x, %y
              %0: f64 = mul %xTangent, %y
              %1: f64 = mul %yTangent, %x
              %pTangent: f64 = add %0, %1
              %2: f64 = sin %p
              %3: f64 = cos %p
              %4: f64 = mul %pTangent, %3
              %5: f64 = mul %2, %c
              %6: f64 = mul %4, %c
              %7: f64 = add %5, %c
              yield %7, %6
            }
            """, jvp);
    }

    [Fact]
    public void A_loop_carries_the_tangents_of_what_is_active_and_its_exit_stays_last()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), n = f.I32("n");
        Value[] r = f.For(f.Int(0), n, [f.Named("sum", f.Const(0)), f.Named("count", f.Const(0))],
            (i, c) => [f.Add(c[0], f.Load(x, i)), f.Add(c[1], f.Const(1)), f.Greater(c[0], f.Const(10))], exit: true, trips: true);
        Prints("""
            method F!Jvp
            surface internal static double FJvp(scoped global::System.ReadOnlySpan<double> x = %x, int n = %n, scoped global::System.ReadOnlySpan<double> xTangent = %xTangent, out int r1 -> 1, out double tangent -> 2) -> 0
            (%x: readonly<f64>, %n: i32, %xTangent: readonly<f64>) {
              %0: i32 = constant 0
              %sum: f64 = constant 0
              %count: f64 = constant 0
              %1: f64 = constant 0
              %sum.1: f64, %count.1: f64, %sumTangent: f64, trips %trips: i32 = for %i: i32 in %0..%n step 1 carry %sum.2: f64 = %sum, %count.2: f64 = %count, %sumTangent.1: f64 = %1 {
                %2: f64 = load %x[%i]
                %3: f64 = load %xTangent[%i]
                %4: f64 = add %sum.2, %2
                %5: f64 = add %sumTangent.1, %3
                %6: f64 = constant 1
                %7: f64 = add %count.2, %6
                %8: f64 = constant 10
                %9: bool = greater %sum.2, %8
                yield %4, %7, %5 exit %9
              }
              yield %sum.1, %trips, %sumTangent
            }
            """, Jvp([f.Done(r[0], r[2])], "x").Entry);
    }

    [Fact]
    public void The_test_of_a_while_loop_computes_no_tangents()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value r = f.While([f.Named("b", f.Mul(x, f.Const(2)))], c => f.Less(f.Let(Op.Abs, c[0]), f.Const(1000)), c => [f.Mul(c[0], f.Const(2))])[0];
        Generators.Ir.Program jvp = Jvp([f.Done(r)], "x");
        While loop = jvp.Entry.Body.Body.OfType<While>().Single();
        Assert.Equal(2, loop.Test.Parameters.Count);
        Assert.Equal(3, loop.Test.Body.Count);
        Assert.Equal([1280.0, 256.0], Run(jvp, 5.0, 1.0));
    }

    [Fact]
    public void Memory_that_receives_an_inactive_value_gets_the_tangent_zero()
    {
        IrTest f = new();
        Value y = f.Span("y"), x = f.F64("x");
        f.Store(y, f.Const(4), f.Int(0));
        f.B.Accumulate(y, f.Mul(x, x), f.Int(1));
        f.B.Accumulate(y, f.Const(1), f.Int(1));
        f.B.Fill(f.B.Slice(y, f.Int(2), f.Int(1)), f.Const(7));
        double[] values = [1, 2, 3], tangents = [10, 20, 30];
        Run(Jvp([f.Done()], "y", "x"), values, 3.0, tangents, 1.0);
        Assert.Equal([4, 12, 7], values);
        Assert.Equal([0, 26, 0], tangents);
    }

    [Fact]
    public void What_is_detached_has_no_tangent()
    {
        IrTest f = new();
        Value x = f.F64("x"), a = f.ReadOnly("a");
        Value detached = f.B.Let(Op.Detach, f.B.TypeOf(a), a);
        Value r = f.Add(f.Mul(x, f.Let(Op.Detach, x)), f.Mul(f.Load(a, f.Int(0)), f.Load(detached, f.Int(0))));
        Assert.Equal([25.0, 3.0 * 1 + 4.0 * 10], Run(Jvp([f.Done(r)], "x", "a"), 3.0, new double[] { 4 }, 1.0, new double[] { 10 }));
    }

    [Fact]
    public void What_does_not_reach_an_output_gets_no_tangent()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value unused = f.Let(Op.Acos, x);
        Value local = f.B.Allocate(IrType.Span(Scalar.F64), "local", false, f.Int(1));
        f.Store(local, unused, f.Int(0));
        Method jvp = Jvp([f.Done(f.Mul(x, f.Const(2)))], "x").Entry;
        Assert.Single(jvp.Body.All().OfType<Allocate>());
        Assert.DoesNotContain(jvp.Body.All().OfType<Let>(), i => i.Op is Op.Sqrt or Op.StrongZeroMul);
    }

    [Fact]
    public void Effects_run_once_and_in_order()
    {
        IrTest f = new();
        Value x = f.F64("x");
        f.B.Effect("Log({0})", x);
        Value y = f.Mul(x, x);
        f.B.Effect("Log({0})", y);
        Generators.Ir.Program jvp = Jvp([f.Done(y)], "x");
        System.Collections.Generic.List<object> log = [];
        new Interpreter(jvp) { OnEffect = (_, args) => { log.AddRange(args); return null; } }.Run(3.0, 1.0);
        Assert.Equal([3.0, 9.0], log);
    }

    [Fact]
    public void An_effect_that_may_write_active_memory_is_refused()
    {
        IrTest f = new();
        Value y = f.Span("y"), x = f.F64("x");
        f.Store(y, x, f.Int(0));
        f.B.Effect("Scramble({0})", y);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => Jvp([f.Done(f.Load(y, f.Int(0)))], "x", "y"));
        Assert.Contains("Scramble", e.Message);
    }

    [Fact]
    public void A_tape_carries_value_and_tangent_of_floats_and_integers_as_they_are()
    {
        IrTest f = new();
        Value x = f.F64("x"), n = f.I32("n");
        Value tape = f.B.CreateTape();
        f.B.Record(tape, f.Mul(x, x));
        f.B.Record(tape, n);
        f.B.Record(tape, f.Const(5));
        Value five = f.B.Replay(tape, IrType.F64), count = f.B.Replay(tape, IrType.I32), square = f.B.Replay(tape, IrType.F64);
        Value r = f.Mul(f.Mul(square, five), f.B.Let(Op.Convert, IrType.F64, count));
        Generators.Ir.Program jvp = Jvp([f.Done(r)], "x");
        Assert.Equal(5, jvp.Entry.Body.Body.OfType<Generators.Ir.Record>().Count());
        Assert.Equal([9.0 * 5 * 2, 6.0 * 5 * 2], Run(jvp, 3.0, 2, 1.0));
    }

    [Fact]
    public void A_helper_is_derived_once_per_pattern_also_when_it_recurses()
    {
        IrTest h = new("H");
        Value hx = h.F64("x"), hc = h.F64("c"), n = h.I32("n");
        Method helper = h.Done(h.If1(h.Less(n, h.Int(1)), () => h.Mul(hx, hc), () => h.Mul(hx, h.Call("H", [IrType.F64], hx, hc, h.Sub(n, h.Int(1)))[0])));
        IrTest f = new();
        Value x = f.F64("x"), c = f.F64("c");
        Value first = f.Call("H", [IrType.F64], x, c, f.Int(2))[0], second = f.Call("H", [IrType.F64], c, x, f.Int(0))[0];
        Value constant = f.Call("H", [IrType.F64], c, c, f.Int(1))[0];
        Generators.Ir.Program jvp = Jvp([f.Done(f.Add(f.Add(first, second), constant)), helper], "x");
        Assert.Equal(["F!Jvp", "H!Jvp[A-->A]", "H!Jvp[-A->A]", "F", "H"], jvp.Methods.Select(m => m.Key));
        Assert.Contains(jvp.Entry.Body.Body.OfType<Call>(), i => i.Method == "H");
        Assert.Equal([27.0 * 4 + 12 + 64, 27.0 * 4 + 4], Run(jvp, 3.0, 4.0, 1.0));
    }

    [Fact]
    public void A_helper_pushes_tangents_through_the_spans_it_writes()
    {
        IrTest h = new("H");
        Value y = h.Span("y"), hx = h.F64("x");
        h.Each(h.Int(0), h.Length(y), i => h.Store(y, h.Mul(h.Load(y, i), hx), i));
        IrTest f = new();
        Value a = f.B.Allocate(IrType.Array(Scalar.F64), "a", false, f.Int(2)), x = f.F64("x");
        f.B.Fill(f.B.Slice(a, f.Int(0), f.Int(2)), x);
        f.Call("H", [], f.B.Slice(a, f.Int(1), f.Int(1)), x);
        Value r = f.Add(f.Load(a, f.Int(0)), f.Load(a, f.Int(1)));
        Assert.Equal([3.0 + 9.0, 1.0 + 6.0], Run(Jvp([f.Done(r), h.Done()], "x"), 3.0, 1.0));
    }

    [Fact]
    public void Conversions_between_float_types_convert_the_tangent()
    {
        IrTest f = new();
        Value x = f.Parameter(IrType.F32, "x"), n = f.I32("n");
        Value wide = f.Mul(f.B.Let(Op.Convert, IrType.F64, x), f.B.Let(Op.Convert, IrType.F64, n));
        Value r = f.Mul(wide, f.B.Let(Op.Convert, IrType.F64, f.B.Let(Op.Convert, IrType.I32, wide)));
        Assert.Equal([36.0, 12.0], Run(Jvp([f.Done(r)], "x"), 3f, 2, 1f));
    }

    [Fact]
    public void Two_dimensional_arrays_have_shadows_of_their_shape()
    {
        IrTest f = new();
        Value a = f.Parameter(IrType.Array2D(Scalar.F64), "a");
        Value local = f.B.Allocate(IrType.Array2D(Scalar.F64), "local", false, f.Int(1), f.Int(2));
        f.Store(local, f.Mul(f.Load(a, f.Int(0), f.Int(0)), f.Load(a, f.Int(1), f.Int(1))), f.Int(0), f.Int(1));
        Generators.Ir.Program jvp = Jvp([f.Done(f.Load(local, f.Int(0), f.Int(1)))], "a");
        Assert.Equal([10.0, 2.0 * 7 + 5.0 * 3], Run(jvp, new double[,] { { 2, 0 }, { 0, 5 } }, new double[,] { { 3, 0 }, { 0, 7 } }));
    }

    [Fact]
    public void Vector_loads_stores_and_lane_sums_have_vector_tangents()
    {
        IrTest f = new();
        IrType lanes = IrType.F64 with { Lanes = 4 };
        Value x = f.ReadOnly("x"), y = f.Span("y"), s = f.F64("s");
        Value v = f.B.NewValue(lanes), skip = f.Int(1), zero = f.Int(0);
        f.B.Add(new VectorLoad(v, x, zero));
        Value scaled = f.B.Mul(f.B.Mul(v, v), f.B.Let(Op.Broadcast, lanes, s));
        f.B.Add(new VectorStore(y, zero, scaled, skip));
        Value sum = f.B.Let(Op.LaneSum, IrType.F64, scaled);
        double[] tangents = new double[4];
        object[] r = Run(Jvp([f.Done(sum)], "x", "y", "s"), new double[] { 1, 2, 3, 0 }, new double[4], 2.0, new double[] { 1, 1, 1, 0 }, tangents, 10.0);
        Assert.Equal([28.0, 4.0 * 6 + 14 * 10], r);
        Assert.Equal([0, 8.0 + 40, 12.0 + 90, 0], tangents);
    }
}

// The vectorised loop computes what the loop computes, for every length around the width of the vectors, in both sweeps.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class VectorizeTests
{
    private const int MaxLength = 67;

    private static double[] Ramp(int length, double start) => [.. Enumerable.Range(0, length).Select(k => Math.Sin(start + k) + 1.5)];

    private static (object[] Yields, object[] Args, long Instructions) Execute(Generators.Ir.Program program, object[] args, bool hardware)
    {
        object[] own = [.. args.Select(a => a is double[] d ? d.Clone() : a)];
        Interpreter interpreter = new(program) { OnOpaque = (let, _) => let.Text == Vectorize.Hardware ? hardware : throw new InvalidOperationException(let.Text) };
        return (interpreter.Run(own), own, interpreter.Costs.Instructions);
    }

    /// <summary>Runs all methods of the program scalar and vectorised for one list of arguments per length.</summary>
    private static void Same(Generators.Ir.Program program, Func<int, object[]> args)
    {
        Generators.Ir.Program vectorised = program.With(program.Methods.Select(Vectorize.Run));
        Assert.NotSame(program.Entry, vectorised.Entry);
        Verifier.Require(vectorised, "Vectorize");
        for (int n = 0; n <= MaxLength; n++)
        {
            var expected = Execute(program, args(n), false);
            foreach (bool hardware in new[] { false, true })
            {
                var actual = Execute(vectorised, args(n), hardware);
                for (int k = 0; k < expected.Yields.Length; k++) Close(expected.Yields[k], actual.Yields[k], n);
                for (int k = 0; k < expected.Args.Length; k++) Close(expected.Args[k], actual.Args[k], n);
                if (n == MaxLength) Assert.Equal(hardware, actual.Instructions * 2 < expected.Instructions);
            }
        }
    }

    private static void Close(object expected, object actual, int length)
    {
        if (expected is double[] array) for (int k = 0; k < array.Length; k++) Close(array[k], ((double[])actual)[k], length);
        else if (expected is double e) Assert.True(e.Equals(actual) || Math.Abs(e - (double)actual) <= 1e-13 * (1 + Math.Abs(e)), $"length {length}: {actual}, not {e}");
        else Assert.Equal(expected, actual);
    }

    private static Method SumOfProducts()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x");
        return f.Done(f.For1(f.Int(0), f.Length(w), f.Named("sum", f.Const(0.25)), (i, s) => f.Add(s, f.Mul(f.Load(w, i), f.Load(x, i)))));
    }

    [Fact]
    public void A_sum_of_products_reads_like_this() =>
        Assert.Equal("""
            method F
            surface public static double F(ReadOnlySpan<double> w = %w, ReadOnlySpan<double> x = %x) -> 0
            (%w: readonly<f64>, %x: readonly<f64>) {
              %0: i32 = constant 0
              %1: i32 = length %w
              %sum: f64 = constant 0.25
              %2: bool = opaque "HARDWARE"
              %3: i32 = constant 0
              %4: bool = greater %1, %3
              %5: bool = and %2, %4
              %sum.1: f64 = if %5 {
                %6: i32 = constant 7
                %tail: i32 = and %1, %6
                %7: i32 = sub %1, %tail
                %8: f64 = constant 0
                %9: f64x8 = broadcast %8
                %10: i32 = constant 0
                %sum.2: f64x8 = for %i: i32 in %10..%7 step 8 carry %sum.3: f64x8 = %9 {
                  %11: f64x8 = vectorLoad %w[%i]
                  %12: f64x8 = vectorLoad %x[%i]
                  %13: f64x8 = mul %11, %12
                  %14: f64x8 = add %sum.3, %13
                  yield %14
                }
                %15: f64 = laneSum %sum.2
                %16: f64 = add %sum, %15
                %17: i32 = constant 0
                %18: bool = greater %tail, %17
                %sum.4: f64 = if %18 {
                  %19: f64x8 = vectorLoad %w[%7] count %tail
                  %20: f64x8 = vectorLoad %x[%7] count %tail
                  %21: f64x8 = mul %19, %20
                  %22: f64x8 = add %9, %21
                  %23: f64 = laneSum %22, %tail
                  %24: f64 = add %16, %23
                  yield %24
                } else {
                  yield %16
                }
                yield %sum.4
              } else {
                %sum.5: f64 = for %i.1: i32 in %0..%1 step 1 carry %sum.6: f64 = %sum {
                  %25: f64 = load %w[%i.1]
                  %26: f64 = load %x[%i.1]
                  %27: f64 = mul %25, %26
                  %28: f64 = add %sum.6, %27
                  yield %28
                }
                yield %sum.5
              }
              yield %sum.1
            }

            """.Replace("\r", "").Replace("HARDWARE", Vectorize.Hardware), Printer.Print(Vectorize.Run(SumOfProducts())));

    [Fact]
    public void A_sum_of_products() =>
        Same(IrTest.Program(SumOfProducts()), n => [Ramp(n, 1), Ramp(n, 2)]);

    [Fact]
    public void A_map_with_every_vector_form_an_invariant_and_a_sum_of_terms_that_do_not_vanish_in_masked_lanes()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.Span("y"), a = f.F64("a"), k = f.I32("k"), z = f.ReadOnly("z");
        Value[] sums = f.For(f.Int(0), f.Length(x), [f.Const(0), f.Const(-1)], (i, c) =>
        {
            Value e = f.Load(x, i);
            Value scale = f.Mul(f.Exp(a), f.Load(z, k));
            Value[] parts =
            [
                f.Add(e, a), f.Sub(e, scale), f.Mul(e, e), f.Div(e, scale), f.Let(Op.Neg, e), f.Let(Op.Abs, e), f.Let(Op.Sqrt, e), f.Let(Op.Min, e, a),
                f.Let(Op.Max, e, a), f.Let(Op.Floor, e), f.Let(Op.Ceiling, e), f.Let(Op.Truncate, e), f.Let(Op.CopySign, a, e), f.Let(Op.FusedMultiplyAdd, e, a, e),
                f.Exp(e), f.Let(Op.Log, e), f.Let(Op.Log2, e), f.Sin(e), f.Let(Op.Cos, e), f.Let(Op.StrongZeroMul, e, scale), f.Let(Op.Detach, e),
            ];
            Value all = parts.Aggregate(f.Add);
            f.Store(y, all, i);
            f.B.Accumulate(y, scale, i);
            return [f.Add(c[0], f.Exp(e)), f.Sub(f.Add(c[1], all), scale)];
        });
        Same(IrTest.Program(f.Done(sums)), n => [Ramp(n, 1), Ramp(n + 1, 2), 0.75, 2, Ramp(3, 3)]);
    }

    [Fact]
    public void Any_bounds_and_directions_with_shifted_accesses()
    {
        foreach (long step in new long[] { 1, -1 })
        {
            IrTest f = new();
            Value x = f.ReadOnly("x"), y = f.Span("y"), from = f.I32("from"), to = f.I32("to");
            Value sum = f.For1(from, to, f.Const(0), (i, s) =>
            {
                Value e = f.Load(x, f.Add(f.Int(2), i));
                f.Store(y, f.Sin(e), f.Sub(i, f.Int(1)));
                return f.Add(s, e);
            }, step);
            Generators.Ir.Program program = IrTest.Program(f.Done(sum));
            Same(program, n => [Ramp(80, 1), Ramp(80, 2), step > 0 ? 3 : n + 2, step > 0 ? n + 3 : 2]);
            Generators.Ir.Program vectorised = program.With(program.Methods.Select(Vectorize.Run));
            // Empty ranges whose ends are far apart, and one index at the end of the int range: nothing runs, or it faults as the scalar loop does.
            foreach ((int first, int last) in new[] { (5, 5), (7, -9), (int.MaxValue, int.MinValue), (1, int.MinValue), (int.MaxValue, int.MaxValue) })
                Assert.Equal(0.0, Execute(vectorised, [Ramp(9, 0), Ramp(9, 0), step > 0 ? first : last, step > 0 ? last : first], true).Yields[0]);
            foreach ((int first, int last) in new[] { (-3, 4), (int.MinValue, int.MaxValue), (int.MaxValue - 1, int.MaxValue), (0, 9) })
                Assert.Throws<IndexOutOfRangeException>(() => Execute(vectorised, [Ramp(9, 0), Ramp(9, 0), step > 0 ? first : last, step > 0 ? last : first], true));
        }
    }

    [Fact]
    public void A_descending_loop_to_zero()
    {
        IrTest f = new();
        Value x = f.Span("x"), a = f.F64("a");
        f.Each(f.Sub(f.Length(x), f.Int(1)), f.Int(-1), i => f.Store(x, f.Mul(a, f.Load(x, i)), i), -1);
        Same(IrTest.Program(f.Done()), n => [Ramp(n, 1), 3.0]);
    }

    [Fact]
    public void An_inner_loop_between_other_code()
    {
        IrTest f = new();
        Value m = f.ReadOnly("m"), v = f.ReadOnly("v"), r = f.Span("r");
        Value n = f.Length(v);
        f.Each(f.Int(0), f.Int(3), i =>
        {
            Value row = f.B.Slice(m, f.Mul(i, n), n);
            f.Store(r, f.For1(f.Int(0), n, f.Load(r, i), (j, s) => f.Add(s, f.Mul(f.Load(row, j), f.Load(v, j)))), i);
        });
        Same(IrTest.Program(f.Done()), n => [Ramp(3 * n, 1), Ramp(n, 2), Ramp(3, 3)]);
    }

    [Fact]
    public void A_method_without_elementwise_loops_stays_the_same_object()
    {
        IrTest f = new();
        Value x = f.Span("x");
        f.Each(f.Int(1), f.Length(x), i => f.Store(x, f.Load(x, f.Sub(i, f.Int(1))), i));
        Method method = f.Done();
        Assert.Same(method, Vectorize.Run(method));
    }

    [Fact]
    public void Both_sweeps_of_a_map_with_a_sum()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x"), y = f.Span("y"), a = f.F64("a");
        Value sum = f.For1(f.Int(0), f.Length(w), f.Const(0), (i, s) =>
        {
            Value e = f.Mul(f.Load(w, i), f.Load(x, i));
            f.Store(y, f.Exp(f.Mul(a, e)), i);
            return f.Add(s, f.Sin(e));
        });
        Generators.Ir.Program program = IrTest.Program(f.Done(sum));
        Pattern pattern = DerivativeCheck.AllActive(program.Entry);
        Derivation forward = new(program), reverse = new(program);
        Method jvp = ForwardMode.Differentiate(forward, "F", pattern);
        Method vjp = ReverseMode.Joined(reverse, "F", pattern, "F!Joined", "FJoined");
        Assert.Equal(2, Printer.Print(Vectorize.Run(vjp)).Split("step 8").Length - 1);
        Same(IrTest.Program(jvp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6), 0.7]);
        Same(IrTest.Program(vjp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, 1.25, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6)]);
    }
}

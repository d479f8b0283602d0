// The vectorised loop computes what the loop computes, for every length around the width of the vectors, in both sweeps.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Emit;
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
              %vectors: bool = and %2, %4
              %sum.1: f64 = if %vectors {
                %5: i32 = constant 7
                %tail: i32 = and %1, %5
                %whole: i32 = sub %1, %tail
                %6: f64 = constant 0
                %zeros: f64x8 = broadcast %6
                %7: i32 = constant 0
                %sum.2: f64x8 = for %i: i32 in %7..%whole step 8 carry %sum.3: f64x8 = %zeros {
                  %8: f64x8 = vectorLoad %w[%i]
                  %9: f64x8 = vectorLoad %x[%i]
                  %10: f64x8 = mul %8, %9
                  %11: f64x8 = add %sum.3, %10
                  yield %11
                }
                %12: f64 = laneSum %sum.2
                %13: f64 = add %sum, %12
                %14: i32 = constant 0
                %15: bool = greater %tail, %14
                %sum.4: f64 = if %15 {
                  %16: f64x8 = vectorLoad %w[%whole] count %tail
                  %17: f64x8 = vectorLoad %x[%whole] count %tail
                  %18: f64x8 = mul %16, %17
                  %19: f64 = laneSum %18, %tail
                  %20: f64 = add %13, %19
                  yield %20
                } else {
                  yield %13
                }
                yield %sum.4
              } else {
                %sum.5: f64 = for %i.1: i32 in %0..%1 step 1 carry %sum.6: f64 = %sum {
                  %21: f64 = load %w[%i.1]
                  %22: f64 = load %x[%i.1]
                  %23: f64 = mul %21, %22
                  %24: f64 = add %sum.6, %23
                  yield %24
                }
                yield %sum.5
              }
              yield %sum.1
            }

            """.Replace("\r", "").Replace("HARDWARE", Vectorize.Hardware), Printer.Print(Vectorize.Run(SumOfProducts())));

    [Fact]
    public void A_sum_of_products() =>
        Same(IrTest.Program(SumOfProducts()), n => [Ramp(n, 1), Ramp(n, 2)]);

    // Also an invariant, and sums of terms that do not vanish in masked lanes.
    private static Method EveryForm()
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
        return f.Done(sums);
    }

    [Fact]
    public void A_map_with_every_vector_form() =>
        Same(IrTest.Program(EveryForm()), n => [Ramp(n, 1), Ramp(n + 1, 2), 0.75, 2, Ramp(3, 3)]);

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

    private static (Method Jvp, Method Vjp) Sweeps()
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
        return (jvp, vjp);
    }

    [Fact]
    public void Both_sweeps_of_a_map_with_a_sum()
    {
        (Method jvp, Method vjp) = Sweeps();
        Assert.Equal(2, Printer.Print(Vectorize.Run(vjp)).Split("step 8").Length - 1);
        Same(IrTest.Program(jvp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6), 0.7]);
        Same(IrTest.Program(vjp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, 1.25, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6)]);
    }

    // ---- the emitted text

    private static void SameCompiled(Method method, Func<int, object[]> args)
    {
        Method vectorised = Simplify.Run(Vectorize.Run(method));
        string file = EmitTest.File(vectorised);
        Assert.Contains("Vector512", file);
        Func<object?[], object?[]> compiled = EmitTest.Compile(file, vectorised);
        for (int n = 0; n <= MaxLength; n++)
        {
            var expected = Execute(IrTest.Program(method), args(n), false);
            object[] own = args(n);
            object?[] yields = compiled(own);
            for (int k = 0; k < expected.Yields.Length; k++) Close(expected.Yields[k], yields[k]!, n);
            for (int k = 0; k < expected.Args.Length; k++) Close(expected.Args[k], own[k], n);
        }
    }

    [Fact]
    public void The_emitted_sum_of_products_reads_like_this() =>
        EmitTest.HasBody("""
            bool vectors = (Vector512.IsHardwareAccelerated || (Vector256.IsHardwareAccelerated && global::System.Runtime.Intrinsics.X86.Fma.IsSupported)) & w.Length > 0;
            double sum;
            if (vectors)
            {
                int tail = w.Length & 7;
                int whole = w.Length - tail;
                Vector512<double> zeros = Vector512.Create(0.0);
                Vector512<double> sum2 = zeros;
                for (int i = 0; i < whole; i += 8)
                {
                    sum2 = sum2 + Vector512.Create<double>(w.Slice(i, 8)) * Vector512.Create<double>(x.Slice(i, 8));
                }
                double sum3 = 0.25 + Vector512.Sum(sum2);
                if (tail > 0)
                {
                    Vector512<double> product = VectorMath.LoadPartial512(w.Slice(whole, tail)) * VectorMath.LoadPartial512(x.Slice(whole, tail));
                    sum = sum3 + VectorMath.SumPartial(product, tail);
                }
                else
                {
                    sum = sum3;
                }
            }
            else
            {
                sum = 0.25;
                for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
            }
            return sum;
            """, Simplify.Run(Vectorize.Run(SumOfProducts())));

    [Fact]
    public void The_emitted_sum_of_products_computes_the_same() => SameCompiled(SumOfProducts(), n => [Ramp(n, 1), Ramp(n, 2)]);

    [Fact]
    public void The_emitted_map_computes_the_same() => SameCompiled(EveryForm(), n => [Ramp(n, 1), Ramp(n + 1, 2), 0.75, 2, Ramp(3, 3)]);

    [Fact]
    public void Both_emitted_sweeps_compute_the_same()
    {
        (Method jvp, Method vjp) = Sweeps();
        SameCompiled(Simplify.Run(jvp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6), 0.7]);
        SameCompiled(Simplify.Run(vjp), n => [Ramp(n, 1), Ramp(n, 2), Ramp(n, 3), 0.3, 1.25, Ramp(n, 4), Ramp(n, 5), Ramp(n, 6)]);
    }
}

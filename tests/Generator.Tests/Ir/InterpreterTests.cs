// The interpreter's meaning of each instruction.
using System;
using System.Linq;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Ir;

public class InterpreterTests
{
    private static object[] Run(Method method, params object[] args)
    {
        Generators.Ir.Program program = IrTest.Program(method);
        Verifier.Require(program, "the test");
        return new Interpreter(program).Run(args);
    }

    [Fact]
    public void A_product_sum_over_a_span()
    {
        IrTest f = new();
        Value w = f.ReadOnly("w"), x = f.ReadOnly("x");
        Value sum = f.For1(f.Int(0), f.Length(w), f.Const(0), (i, s) => f.Add(s, f.Mul(f.Load(w, i), f.Load(x, i))));
        Assert.Equal(32.0, Run(f.Done(sum), new double[] { 1, 2, 3 }, new double[] { 4, 5, 6 })[0]);
    }

    [Fact]
    public void A_descending_loop_that_leaves_counts_its_trips()
    {
        IrTest f = new();
        Value n = f.I32("n");
        Value[] r = f.For(n, f.Int(0), [f.Int(0)], (i, c) => [f.Add(c[0], i), f.B.Compare(Op.LessOrEqual, i, f.Int(4))], step: -2, exit: true, trips: true);
        Assert.Equal([10 + 8 + 6 + 4, 4], Run(f.Done(r), 10));
    }

    [Fact]
    public void A_loop_that_runs_zero_times_gives_its_initial_values()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value[] r = f.For(f.Int(3), f.Int(3), [x], (_, c) => [f.Mul(c[0], c[0])], trips: true);
        Assert.Equal([1.5, 0], Run(f.Done(r), 1.5));
    }

    [Fact]
    public void A_while_loop_doubles_until_its_test_fails()
    {
        IrTest f = new();
        Value a = f.F64("a");
        Value[] r = f.While([f.Mul(a, f.Const(2))], c => f.Less(f.Let(Op.Abs, c[0]), f.Const(1000)), c => [f.Mul(c[0], f.Const(2))], trips: true);
        Assert.Equal([1024.0, 9], Run(f.Done(r), 1.0));
    }

    [Fact]
    public void Recursion_of_depth_5000_runs()
    {
        IrTest f = new("Sum");
        Value n = f.I32("n");
        Value r = f.If1(f.Less(n, f.Int(1)), () => f.Const(0),
            () => f.Add(f.Call("Sum", [IrType.F64], f.Sub(n, f.Int(1)))[0], f.Const(1)));
        Assert.Equal(5000.0, Run(f.Done(r), 5000)[0]);
    }

    [Fact]
    public void Integers_wrap_at_their_width_and_floats_round()
    {
        IrTest f = new();
        Value n = f.I32("n"), x = f.Parameter(IrType.F32, "x");
        Value big = f.Add(n, n), tiny = f.Add(x, f.B.Constant(IrType.F32, 1e-9)), b = f.B.Let(Op.Convert, IrType.Of(Scalar.U8), n);
        Assert.Equal([-2, 1f, (byte)255], Run(f.Done(big, tiny, b), int.MaxValue, 1f));
    }

    [Fact]
    public void A_slice_shares_its_elements_and_faults_outside()
    {
        IrTest f = new();
        Value x = f.Span("x"), at = f.I32("at");
        Value s = f.B.Slice(x, f.Int(1), f.Int(2));
        f.Store(s, f.Const(7), at);
        Method method = f.Done();
        double[] data = [1, 2, 3, 4];
        Run(method, data, 1);
        Assert.Equal([1, 2, 7, 4], data);
        Assert.Throws<IndexOutOfRangeException>(() => Run(method, data, 2));
    }

    [Fact]
    public void Two_dimensional_arrays_are_indexed_by_row_and_column()
    {
        IrTest f = new();
        Value m = f.Parameter(IrType.Array2D(Scalar.F64), "m");
        f.Store(m, f.Load(m, f.Int(0), f.Int(1)), f.Int(1), f.Int(2));
        double[,] data = { { 1, 2, 3 }, { 4, 5, 6 } };
        object[] r = Run(f.Done(f.B.Length(m, 0), f.B.Length(m, 1)), data);
        Assert.Equal([2, 3], r);
        Assert.Equal(2, data[1, 2]);
    }

    [Fact]
    public void A_tape_left_with_records_is_an_error_and_its_high_water_is_counted()
    {
        static Generators.Ir.Program Program(int replays)
        {
            IrTest f = new();
            Value x = f.F64("x"), tape = f.B.CreateTape();
            f.Each(f.Int(0), f.Int(10), _ => f.B.Record(tape, x));
            f.Each(f.Int(0), f.Int(replays), _ => f.B.Replay(tape, IrType.F64));
            return IrTest.Program(f.Done());
        }
        Interpreter good = new(Program(10));
        good.Run(1.0);
        Assert.Equal(80, good.Costs.TapeHighWater);
        Assert.Contains("1 records are left", Assert.Throws<InterpreterException>(() => new Interpreter(Program(9)).Run(1.0)).Message);
        Assert.Contains("no F64 left", Assert.Throws<InterpreterException>(() => new Interpreter(Program(11)).Run(1.0)).Message);
    }

    [Fact]
    public void Write_once_memory_refuses_a_second_store_and_an_early_load()
    {
        static Method Storing(int first, int second, int read)
        {
            IrTest f = new();
            Value m = f.B.Allocate(IrType.Span(Scalar.F64), "m", true, f.Int(3));
            f.Store(m, f.Const(1), f.Int(first));
            f.Store(m, f.Const(2), f.Int(second));
            return f.Done(f.Load(m, f.Int(read)));
        }
        Assert.Equal(2.0, Run(Storing(0, 1, 1))[0]);
        Assert.Contains("written twice", Assert.Throws<InterpreterException>(() => Run(Storing(0, 0, 0))).Message);
        Assert.Contains("before it is written", Assert.Throws<InterpreterException>(() => Run(Storing(0, 1, 2))).Message);
    }

    [Fact]
    public void A_throwing_effect_throws_and_a_guard_does_not()
    {
        IrTest f = new();
        Value x = f.F64("x");
        f.B.Effect("Guard({0})", x);
        f.When(f.Less(x, f.Const(0)), () => f.B.Add(new Effect(Value.None, "throw new System.Exception()", [], Throws: true)));
        Method method = f.Done(x);
        Assert.Equal(1.0, Run(method, 1.0)[0]);
        Assert.Throws<ThrownByProgramException>(() => Run(method, -1.0));
    }

    [Fact]
    public void An_undefined_value_is_handed_on_but_not_computed_with()
    {
        static Method Using(bool compute)
        {
            IrTest f = new();
            Value x = f.F64("x");
            Value y = f.If1(f.Less(x, f.Const(0)), () => f.B.Undefined(IrType.F64), () => x);
            return f.Done(compute ? f.Mul(y, y) : f.B.Let(Op.Select, IrType.F64, f.Less(x, f.Const(0)), x, y));
        }
        Assert.Equal(-1.0, Run(Using(false), -1.0)[0]);
        Assert.Throws<InterpreterException>(() => Run(Using(true), -1.0));
    }

    [Fact]
    public void A_store_of_a_last_vector_leaves_out_the_lanes_that_were_done()
    {
        IrType vector = IrType.F64 with { Lanes = 8 };
        IrTest g = new();
        Value gx = g.Span("x"), gs = g.F64("s"), start = g.Int(1), skip = g.Int(6), gv = g.B.NewValue(vector, "v");
        g.B.Add(new VectorLoad(gv, gx, start));
        Value scaled = g.Mul(gv, g.B.Let(Op.Broadcast, vector, gs));
        g.B.Add(new VectorStore(gx, start, scaled, skip));
        Value sum = g.B.Let(Op.LaneSum, IrType.F64, gv);
        double[] data = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal(44.0, Run(g.Done(sum), data, 10.0)[0]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 80, 90], data);
    }

    [Fact]
    public void Lanes_are_ramps_masks_and_reductions()
    {
        IrType vector = IrType.F32 with { Lanes = 16 };
        IrTest f = new();
        Value first = f.I32("first");
        Value ramp = f.B.Let(Op.Ramp, vector, first, f.Int(-2));
        Value late = f.B.Let(Op.Select, vector, f.B.Let(Op.LanesFrom, IrType.Bool with { Lanes = 16 }, f.Int(14)), ramp, f.B.Let(Op.Broadcast, vector, f.B.Constant(IrType.F32, 1.0)));
        Value back = f.B.Let(Op.ReverseLanes, vector, late);
        object[] r = Run(f.Done([.. new[] { Op.LaneSum, Op.LaneMax, Op.LaneMin }.Select(op => f.B.Let(op, IrType.F32, late)), back]), 10);
        Assert.Equal([14f - 18 - 20, 1f, -20f], r[..3]);
        Assert.Equal([-20f, -18f, 1f], ((float[])r[3])[..3]);
    }

    [Theory]
    [InlineData(0.0, double.PositiveInfinity, 0.0)]
    [InlineData(-0.0, double.NaN, 0.0)]
    [InlineData(2.0, 3.0, 6.0)]
    [InlineData(2.0, double.PositiveInfinity, double.PositiveInfinity)]
    public void A_strong_zero_wins_over_infinity_and_nan(double adjoint, double partial, double product)
    {
        IrTest f = new();
        Value a = f.F64("a"), p = f.F64("p");
        Assert.Equal(product, Run(f.Done(f.Let(Op.StrongZeroMul, a, p)), adjoint, partial)[0]);
    }

    [Fact]
    public void Every_operation_on_floats_gives_what_the_library_gives()
    {
        // Spot values whose library function is named in C# here, not through the interpreter's table.
        (Op Op, double[] Args, object Expected)[] cases =
        [
            (Op.Rem, [7.5, 2.0], 7.5 % 2.0), (Op.Round, [2.5], Math.Round(2.5)), (Op.ILogB, [10], Math.ILogB(10)), (Op.Sign, [-3], -1),
            (Op.Max, [double.NaN, 1], double.NaN), (Op.MaxNumber, [double.NaN, 1], 1.0), (Op.MinMagnitude, [-1, 3], -1.0),
            (Op.Clamp, [5, 0, 1], 1.0), (Op.CopySign, [2, -0.0], -2.0), (Op.Ieee754Remainder, [7, 4], Math.IEEERemainder(7, 4)),
            (Op.FusedMultiplyAdd, [2, 3, 4], 10.0), (Op.Lerp, [1, 3, 0.25], 1.5), (Op.DegreesToRadians, [180], Math.PI),
            (Op.Hypot, [3, 4], 5.0), (Op.Pow, [2, 10], 1024.0), (Op.LogBase, [8, 2], Math.Log(8, 2)), (Op.Log2, [8], 3.0), (Op.LogP1, [1e-20], double.LogP1(1e-20)),
            (Op.Atan2, [1, -1], Math.Atan2(1, -1)), (Op.SinPi, [0.5], 1.0), (Op.Atanh, [0.5], Math.Atanh(0.5)), (Op.IsPow2, [8], true), (Op.IsNaN, [1], false),
            (Op.Cbrt, [27], Math.Cbrt(27)), (Op.Exp10M1, [1], double.Exp10M1(1)), (Op.Tanh, [0.5], Math.Tanh(0.5)), (Op.BitIncrement, [1], Math.BitIncrement(1)),
        ];
        foreach ((Op op, double[] args, object expected) in cases)
            Assert.Equal(expected, Numbers.Apply(op, args.Select(a => (object)a).ToArray()));
        Assert.Equal(double.RootN(27, 3), Numbers.Apply(Op.RootN, [27.0, 3]));
        Assert.Equal(8.0, Numbers.Apply(Op.ScaleB, [1.0, 3]));
        Assert.Equal(MathF.Sin(0.3f), Numbers.Apply(Op.Sin, [0.3f]));
    }

    [Fact]
    public void Every_operation_is_implemented_for_doubles()
    {
        foreach (Op op in Enum.GetValues<Op>())
        {
            if (op is <= Op.Select or (>= Op.And and <= Op.ShiftRightUnsigned) or >= Op.Broadcast) continue;
            object[] args = op is Op.RootN or Op.ScaleB or Op.Polygamma ? [0.5, 2] : Enumerable.Range(0, 3).Select(k => (object)(0.25 + k)).ToArray();
            if (op == Op.Round) args = [0.5];
            object result = Numbers.Apply(op, args);
            Assert.True(result is double or int or bool, op.ToString());
        }
    }
}

// Constants and exact identities: each rule before and after, run on the special values of its operands.
using System;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generator.Tests.Trees;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Simplification;

public class FoldTests
{
    private static readonly double[] Reals = [0.0, -0.0, 1.5, -3, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.MaxValue, double.Epsilon];
    private static readonly int[] Integers = [0, 1, -1, 7, int.MaxValue, int.MinValue];

    /// <summary>F(x, y, n, m, b, c) with the yields that <paramref name="make"/> builds; the simplified body, after comparing results on special values.</summary>
    private static string After(Func<IrTest, Value[], Value> make)
    {
        IrTest f = new();
        Value[] p = [f.F64("x"), f.F64("y"), f.I32("n"), f.I32("m"), f.Parameter(IrType.Bool, "b"), f.Parameter(IrType.Bool, "c"), f.Parameter(IrType.F32, "f")];
        Generators.Ir.Program program = IrTest.Program(f.Done(make(f, p)));
        Verifier.Require(program, "building");
        Generators.Ir.Program simplified = program;
        for (int k = 0; k < Reals.Length * 2; k++)
        {
            double x = Reals[k % Reals.Length], y = Reals[k * 5 % Reals.Length];
            simplified = Equivalence.CheckSimplified(program,
                x, y, Integers[k % Integers.Length], Integers[k / 3 % Integers.Length], k % 2 == 0, k % 3 == 0, (float)y);
        }
        return Equivalence.Body(simplified.Entry);
    }

    private static string Real(Func<IrTest, Value, Value, Value> make) => After((f, p) => make(f, p[0], p[1]));
    private static string Whole(Func<IrTest, Value, Value, Value> make) => After((f, p) => make(f, p[2], p[3]));
    private static string Logic(Func<IrTest, Value, Value, Value> make) => After((f, p) => make(f, p[4], p[5]));

    // ---- floats

    [Fact]
    public void Multiplying_and_dividing_by_one_goes()
    {
        Assert.Equal("yield %x", Real((f, x, _) => f.Mul(x, f.Const(1))));
        Assert.Equal("yield %x", Real((f, x, _) => f.Mul(f.Const(1), x)));
        Assert.Equal("yield %x", Real((f, x, _) => f.Div(x, f.Const(1))));
    }

    [Fact]
    public void Multiplying_and_dividing_by_minus_one_negates()
    {
        Assert.Equal("%0: f64 = neg %x; yield %0", Real((f, x, _) => f.Mul(x, f.Const(-1))));
        Assert.Equal("%0: f64 = neg %x; yield %0", Real((f, x, _) => f.Mul(f.Const(-1), x)));
        Assert.Equal("%0: f64 = neg %x; yield %0", Real((f, x, _) => f.Div(x, f.Const(-1))));
    }

    [Fact]
    public void Zero_is_subtracted_and_minus_zero_added_without_trace()
    {
        Assert.Equal("yield %x", Real((f, x, _) => f.Sub(x, f.Const(0))));
        Assert.Equal("yield %x", Real((f, x, _) => f.Add(x, f.Const(-0.0))));
        Assert.Equal("yield %x", Real((f, x, _) => f.Add(f.Const(-0.0), x)));
    }

    [Fact]
    public void What_is_not_exact_in_floats_stays()
    {
        Assert.Equal("%0: f64 = constant 0; %1: f64 = mul %x, %0; yield %1", Real((f, x, _) => f.Mul(x, f.Const(0))));
        Assert.Equal("%0: f64 = constant 0; %1: f64 = add %x, %0; yield %1", Real((f, x, _) => f.Add(x, f.Const(0))));
        Assert.Equal("%0: f64 = constant -0; %1: f64 = sub %x, %0; yield %1", Real((f, x, _) => f.Sub(x, f.Const(-0.0))));
        Assert.Equal("%0: f64 = constant 0; %1: f64 = sub %0, %x; yield %1", Real((f, x, _) => f.Sub(f.Const(0), x)));
        Assert.Equal("%0: f64 = sub %x, %x; yield %0", Real((f, x, _) => f.Sub(x, x)));
        Assert.Equal("%0: f64 = sub %x, %y; %1: f64 = neg %0; yield %1", Real((f, x, y) => f.B.Neg(f.Sub(x, y))));
        Assert.Equal("%0: f64 = div %x, %x; yield %0", Real((f, x, _) => f.Div(x, x)));
    }

    [Fact]
    public void Negations_cancel_or_turn_sums_into_differences()
    {
        Assert.Equal("yield %x", Real((f, x, _) => f.B.Neg(f.B.Neg(x))));
        Assert.Equal("%0: f64 = sub %x, %y; yield %0", Real((f, x, y) => f.Add(x, f.B.Neg(y))));
        Assert.Equal("%0: f64 = sub %y, %x; yield %0", Real((f, x, y) => f.Add(f.B.Neg(x), y)));
        Assert.Equal("%0: f64 = add %x, %y; yield %0", Real((f, x, y) => f.Sub(x, f.B.Neg(y))));
        Assert.Equal("%0: f64 = mul %x, %y; yield %0", Real((f, x, y) => f.Mul(f.B.Neg(x), f.B.Neg(y))));
        Assert.Equal("%0: f64 = div %x, %y; yield %0", Real((f, x, y) => f.Div(f.B.Neg(x), f.B.Neg(y))));
    }

    [Fact]
    public void Negations_move_into_literal_factors()
    {
        Assert.Equal("%0: f64 = constant -3; %1: f64 = mul %x, %0; yield %1", Real((f, x, _) => f.B.Neg(f.Mul(x, f.Const(3)))));
        Assert.Equal("%0: f64 = constant -3; %1: f64 = mul %0, %x; yield %1", Real((f, x, _) => f.Mul(f.Const(3), f.B.Neg(x))));
        Assert.Equal("%0: f64 = constant -3; %1: f64 = div %x, %0; yield %1", Real((f, x, _) => f.Div(f.B.Neg(x), f.Const(3))));
        Assert.Equal("%0: f64 = constant -3; %1: f64 = div %0, %x; yield %1", Real((f, x, _) => f.B.Neg(f.Div(f.Const(3), x))));
    }

    [Fact]
    public void Literals_are_computed_in_their_type()
    {
        Assert.Equal("%0: f64 = constant 0.30000000000000004; yield %0", Real((f, _, _) => f.Add(f.Const(0.1), f.Const(0.2))));
        Assert.Equal("%0: f64 = constant Infinity; yield %0", Real((f, _, _) => f.Div(f.Const(1), f.Const(0))));
        Assert.Equal("%0: bool = constant false; yield %0", Real((f, _, _) => f.Less(f.Const(double.NaN), f.Const(0))));
        Assert.Equal("%0: f32 = constant 0.3; yield %0", After((f, _) => f.B.Add(f.B.Constant(IrType.F32, 0.1), f.B.Constant(IrType.F32, 0.2))));
        Assert.Equal("%0: f64 = constant 0; %1: f64 = exp %0; yield %1", Real((f, _, _) => f.Exp(f.Const(0))));
    }

    [Fact]
    public void Strong_zero_goes_where_the_partial_is_finite_or_the_factor_known()
    {
        static Value Strong(IrTest f, Value a, Value b) => f.B.Let(Op.StrongZeroMul, IrType.F64, a, b);
        // Of a negative zero factor the product keeps the sign, so these two are not run.
        Assert.Equal("%0: f64 = constant 3; %1: f64 = mul %x, %0; yield %1", Equivalence.Body(Generators.Transform.Simplify.Run(WithPartial(3))));
        Assert.Equal("yield %x", Equivalence.Body(Generators.Transform.Simplify.Run(WithPartial(1))));
        Assert.Equal("%0: f64 = constant 0; yield %0", Real((f, x, _) => Strong(f, f.Const(0), x)));
        Assert.Equal("yield %x", Real((f, x, _) => Strong(f, f.Const(1), x)));
        Assert.Contains("strong", Real((f, x, _) => Strong(f, x, f.Const(double.PositiveInfinity))));

        static Method WithPartial(double partial)
        {
            IrTest f = new();
            Value x = f.F64("x");
            return f.Done(Strong(f, x, f.Const(partial)));
        }
    }

    [Fact]
    public void Conversions_of_literals_and_there_and_back_go()
    {
        Assert.Equal("%0: f64 = constant 3; yield %0", Real((f, _, _) => f.B.Let(Op.Convert, IrType.F64, f.Int(3))));
        Assert.Equal("%0: i32 = constant -2; yield %0", Real((f, _, _) => f.B.Let(Op.Convert, IrType.I32, f.Const(-2.7))));
        Assert.Contains("convert", Real((f, _, _) => f.B.Let(Op.Convert, IrType.I32, f.Const(1e300))));
        Assert.Equal("yield %f", After((f, p) => f.B.Let(Op.Convert, IrType.F32, f.B.Let(Op.Convert, IrType.F64, p[6]))));
        Assert.Equal("yield %n", Whole((f, n, _) => f.B.Let(Op.Convert, IrType.I32, f.B.Let(Op.Convert, IrType.F64, n))));
        Assert.Equal("yield %x", Real((f, x, _) => f.B.Let(Op.Convert, IrType.F64, x)));
        Assert.Contains("convert", Real((f, x, _) => f.B.Let(Op.Convert, IrType.F64, f.B.Let(Op.Convert, IrType.F32, x))));
    }

    // ---- integers

    [Fact]
    public void Integers_obey_the_laws_of_a_ring()
    {
        Assert.Equal("yield %n", Whole((f, n, _) => f.Add(n, f.Int(0))));
        Assert.Equal("yield %n", Whole((f, n, _) => f.Sub(n, f.Int(0))));
        Assert.Equal("%0: i32 = constant 0; yield %0", Whole((f, n, _) => f.Mul(n, f.Int(0))));
        Assert.Equal("%0: i32 = constant 0; yield %0", Whole((f, n, _) => f.Sub(n, n)));
        Assert.Equal("%0: i32 = neg %n; yield %0", Whole((f, n, _) => f.Sub(f.Int(0), n)));
        Assert.Equal("%0: i32 = sub %m, %n; yield %0", Whole((f, n, m) => f.B.Neg(f.Sub(n, m))));
        Assert.Equal("yield %n", Whole((f, n, _) => f.Div(n, f.Int(1))));
        Assert.Equal("%0: i32 = constant 0; yield %0", Whole((f, n, _) => f.B.Let(Op.Rem, IrType.I32, n, f.Int(1))));
    }

    [Fact]
    public void Offsets_are_added_up_with_wrapping()
    {
        Assert.Equal("yield %n", Whole((f, n, _) => f.Add(f.Sub(n, f.Int(1)), f.Int(1))));
        Assert.Equal("%0: i32 = constant 2; %1: i32 = sub %n, %0; yield %1", Whole((f, n, _) => f.Sub(f.Sub(n, f.Int(3)), f.Int(-1))));
        Assert.Equal("%0: i32 = constant -2147483648; %1: i32 = add %n, %0; yield %1", Whole((f, n, _) => f.Add(f.Add(f.Int(int.MaxValue), n), f.Int(1))));
    }

    [Fact]
    public void Literal_integers_wrap_and_never_fault()
    {
        Assert.Equal("%0: i32 = constant -2147483648; yield %0", Whole((f, _, _) => f.Add(f.Int(int.MaxValue), f.Int(1))));
        Assert.Equal("%0: i32 = constant -3; yield %0", Whole((f, _, _) => f.Div(f.Int(-7), f.Int(2))));
        Assert.Equal("%0: i32 = constant 8; yield %0", Whole((f, _, _) => f.B.Let(Op.ShiftLeft, IrType.I32, f.Int(1), f.Int(35))));
        Assert.Contains("div", Whole((f, _, _) => f.Div(f.Int(1), f.Int(0))));
        Assert.Contains("div", Whole((f, _, _) => f.Div(f.Int(int.MinValue), f.Int(-1))));
    }

    [Fact]
    public void Unsigned_literals_compare_and_divide_unsigned()
    {
        static Value U(IrTest f, ulong value) => f.B.Constant(IrType.Of(Scalar.U64), Literal.Of(Scalar.U64, unchecked((long)value)));
        Assert.Equal("%0: bool = constant false; yield %0", Real((f, _, _) => f.Less(U(f, ulong.MaxValue), U(f, 1))));
        Assert.Contains($"constant {ulong.MaxValue / 2}", Real((f, _, _) => f.Div(U(f, ulong.MaxValue), U(f, 2))));
    }

    [Fact]
    public void Native_integers_are_left_to_the_machine()
    {
        static Value N(IrTest f, long value) => f.B.Constant(IrType.Of(Scalar.NInt), Literal.Of(Scalar.NInt, value));
        Assert.Contains("mul", Real((f, _, _) => f.Mul(N(f, 3), N(f, 5))));
    }

    // ---- booleans, comparisons, selects

    [Fact]
    public void Booleans_obey_the_laws_of_logic()
    {
        Assert.Equal("yield %b", Logic((f, b, _) => f.B.Let(Op.And, IrType.Bool, b, f.B.Bool(true))));
        Assert.Equal("%0: bool = constant false; yield %0", Logic((f, b, _) => f.B.Let(Op.And, IrType.Bool, b, f.B.Bool(false))));
        Assert.Equal("yield %b", Logic((f, b, _) => f.B.Let(Op.Or, IrType.Bool, f.B.Bool(false), b)));
        Assert.Equal("%0: bool = constant true; yield %0", Logic((f, b, _) => f.B.Let(Op.Or, IrType.Bool, b, f.B.Bool(true))));
        Assert.Equal("%0: bool = not %b; yield %0", Logic((f, b, _) => f.B.Let(Op.Xor, IrType.Bool, b, f.B.Bool(true))));
        Assert.Equal("yield %b", Logic((f, b, _) => f.B.Let(Op.And, IrType.Bool, b, b)));
        Assert.Equal("yield %b", Logic((f, b, _) => f.B.Let(Op.Not, IrType.Bool, f.B.Let(Op.Not, IrType.Bool, b))));
        Assert.Equal("yield %b", Logic((f, b, _) => f.B.Compare(Op.Equal, b, f.B.Bool(true))));
        Assert.Equal("%0: bool = not %b; yield %0", Logic((f, b, _) => f.B.Compare(Op.NotEqual, f.B.Bool(true), b)));
    }

    [Fact]
    public void Comparisons_of_integers_are_negated_and_those_of_floats_only_if_equal()
    {
        static Value Not(IrTest f, Op op, Value a, Value b) => f.B.Let(Op.Not, IrType.Bool, f.B.Compare(op, a, b));
        Assert.Equal("%0: bool = greaterOrEqual %n, %m; yield %0", Whole((f, n, m) => Not(f, Op.Less, n, m)));
        Assert.Equal("%0: bool = notEqual %x, %y; yield %0", Real((f, x, y) => Not(f, Op.Equal, x, y)));
        Assert.Contains("not %", Real((f, x, y) => Not(f, Op.Less, x, y)));
        Assert.Equal("%0: bool = constant true; yield %0", Whole((f, n, _) => f.B.Compare(Op.LessOrEqual, n, n)));
        Assert.DoesNotContain("constant", Real((f, x, _) => f.B.Compare(Op.Equal, x, x)));
    }

    [Fact]
    public void Selects_with_one_outcome_go()
    {
        static Value Select(IrTest f, Value c, Value a, Value b) => f.B.Let(Op.Select, f.B.TypeOf(a), c, a, b);
        Assert.Equal("yield %x", After((f, p) => Select(f, p[4], p[0], p[0])));
        Assert.Equal("yield %y", After((f, p) => Select(f, f.B.Bool(false), p[0], p[1])));
        Assert.Equal("yield %x", After((f, p) => Select(f, f.B.Let(Op.Or, IrType.Bool, p[4], f.B.Bool(true)), p[0], f.B.Undefined(IrType.F64))));
        Assert.Equal("%0: f64 = select %b, %y, %x; yield %0", After((f, p) => Select(f, f.B.Let(Op.Not, IrType.Bool, p[4]), p[0], p[1])));
        Assert.Equal("%0: f64 = select %b, %x, %y; yield %0", After((f, p) => Select(f, p[4], Select(f, p[4], p[0], f.Const(7)), p[1])));
        Assert.Equal("%0: f64 = select %b, %x, %y; yield %0", After((f, p) => Select(f, p[4], p[0], Select(f, p[4], f.Const(7), p[1]))));
    }

    [Fact]
    public void Selects_of_booleans_are_logic()
    {
        static Value Select(IrTest f, Value c, Value a, Value b) => f.B.Let(Op.Select, IrType.Bool, c, a, b);
        Assert.Equal("yield %b", Logic((f, b, _) => Select(f, b, f.B.Bool(true), f.B.Bool(false))));
        Assert.Equal("%0: bool = not %b; yield %0", Logic((f, b, _) => Select(f, b, f.B.Bool(false), f.B.Bool(true))));
        Assert.Equal("%0: bool = and %b, %c; yield %0", Logic((f, b, c) => Select(f, b, c, f.B.Bool(false))));
        Assert.Equal("%0: bool = or %b, %c; yield %0", Logic((f, b, c) => Select(f, b, f.B.Bool(true), c)));
    }
}

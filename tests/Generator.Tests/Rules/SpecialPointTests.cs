// The conventions at points without a derivative, exactly, in both modes.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;
using Xunit;

namespace Autodiff.Generator.Tests.Rules;

public class SpecialPointTests
{
    private const double Inf = double.PositiveInfinity, NaN = double.NaN, NegativeZero = -0.0;

    /// <summary>Contributions to a factor of 1, argument by argument; null where the argument is not a float.</summary>
    private static void Expect(Op op, object[] args, params double?[] expected)
    {
        double[] contributions = Row.Contributions(op, 1, args);
        for (int k = 0; k < args.Length; k++)
        {
            if (expected[k] is not { } value) continue;
            string where = $"{op}({string.Join(", ", args)}), argument {k}";
            Assert.True(Same(value, contributions[k]), $"{where}: expected {value}, got {contributions[k]}");
            double tangent = Row.Tangent(op, k, 1, args);
            Assert.True(Same(value, tangent), $"{where}, forward: expected {value}, got {tangent}");
        }
    }

    // Zeros of both signs are one value of a derivative.
    private static bool Same(double expected, double actual) => expected == actual || (double.IsNaN(expected) && double.IsNaN(actual));

    [Fact]
    public void Abs_has_derivative_zero_at_zero()
    {
        Expect(Op.Abs, [0.0], 0);
        Expect(Op.Abs, [NegativeZero], 0);
        Expect(Op.Abs, [-Inf], -1);
        Expect(Op.Abs, [-3.0], -1);
    }

    [Theory, InlineData(Op.Max), InlineData(Op.Min), InlineData(Op.MaxNumber), InlineData(Op.MinNumber), InlineData(Op.MaxNative), InlineData(Op.MinNative)]
    internal void Max_and_min_give_half_to_each_at_a_tie(Op op)
    {
        Expect(op, [2.0, 2.0], 0.5, 0.5);
        Expect(op, [0.0, NegativeZero], 0.5, 0.5);
        Expect(op, [Inf, Inf], 0.5, 0.5);
    }

    [Fact]
    public void Beside_a_NaN_max_and_min_give_one_to_the_NaN_and_MaxNumber_gives_one_to_the_number()
    {
        foreach (Op op in new[] { Op.Max, Op.Min, Op.MaxMagnitude, Op.MinMagnitude })
        {
            Expect(op, [NaN, 5.0], 1, 0);
            Expect(op, [5.0, NaN], 0, 1);
        }
        foreach (Op op in new[] { Op.MaxNumber, Op.MinNumber, Op.MaxMagnitudeNumber, Op.MinMagnitudeNumber })
        {
            Expect(op, [NaN, 5.0], 0, 1);
            Expect(op, [5.0, NaN], 1, 0);
        }
    }

    [Fact]
    public void MaxNative_and_MinNative_give_one_to_the_operand_that_the_machine_returned_beside_a_NaN()
    {
        foreach ((double first, double second) in new[] { (NaN, 5.0), (5.0, NaN) })
        {
            bool firstOfMax = double.IsNaN(double.MaxNative(first, second)) == double.IsNaN(first);
            Expect(Op.MaxNative, [first, second], firstOfMax ? 1 : 0, firstOfMax ? 0 : 1);
            bool firstOfMin = double.IsNaN(double.MinNative(first, second)) == double.IsNaN(first);
            Expect(Op.MinNative, [first, second], firstOfMin ? 1 : 0, firstOfMin ? 0 : 1);
        }
    }

    [Fact]
    public void MaxMagnitude_gives_half_to_each_at_equal_magnitude()
    {
        foreach (Op op in new[] { Op.MaxMagnitude, Op.MinMagnitude, Op.MaxMagnitudeNumber, Op.MinMagnitudeNumber }) Expect(op, [-3.0, 3.0], 0.5, 0.5);
        Expect(Op.MaxMagnitude, [-3.0, 2.0], 1, 0);
        Expect(Op.MinMagnitude, [-3.0, 2.0], 0, 1);
    }

    [Theory, InlineData(Op.Clamp), InlineData(Op.ClampNative), InlineData(Op.ClampNumber), InlineData(Op.ClampUnordered)]
    internal void Clamp_gives_one_to_x_inside_and_at_the_bounds_and_outside_to_the_bound_that_acted(Op op)
    {
        Expect(op, [0.5, 0.0, 1.0], 1, 0, 0);
        Expect(op, [0.0, 0.0, 1.0], 1, 0, 0);
        Expect(op, [1.0, 0.0, 1.0], 1, 0, 0);
        Expect(op, [1.0, 1.0, 1.0], 1, 0, 0);
        Expect(op, [-2.0, 0.0, 1.0], 0, 1, 0);
        Expect(op, [2.0, 0.0, 1.0], 0, 0, 1);
    }

    [Fact]
    public void Clamp_of_tensors_gives_one_to_the_upper_bound_where_the_bounds_are_out_of_order()
    {
        foreach (double x in new[] { -1.0, 1.0, 1.5, 2.0, 3.0 }) Expect(Op.ClampUnordered, [x, 2.0, 1.0], 0, 0, 1);
    }

    [Fact]
    public void Clamp_of_NaN_is_that_NaN() => Expect(Op.Clamp, [NaN, 0.0, 1.0], 1, 0, 0);

    [Fact]
    public void Pow_at_its_special_points()
    {
        Expect(Op.Pow, [3.0, 0.0], 0, Math.Log(3));
        Expect(Op.Pow, [0.0, 0.0], 0, 0);
        Expect(Op.Pow, [0.0, 1.0], 1, 0);
        Expect(Op.Pow, [0.0, 2.0], 0, 0);
        Expect(Op.Pow, [0.0, 0.5], Inf, 0);
        Expect(Op.Pow, [0.0, -1.0], -Inf, -Inf);
        Expect(Op.Pow, [NegativeZero, -1.0], -Inf, -Inf);
        Expect(Op.Pow, [-2.0, 3.0], 12, NaN);
        Expect(Op.Pow, [-2.0, 2.0], -4, NaN);
        Expect(Op.Pow, [-2.0, 0.5], NaN, NaN);
        Expect(Op.Pow, [0.0, NaN], NaN, NaN);
    }

    [Fact]
    public void Pow_with_a_literal_exponent_keeps_the_conventions()
    {
        foreach ((double x, double p) in new[] { (0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (0.0, 0.5), (0.0, -1.0), (-2.0, 3.0), (-2.0, 0.5), (5.0, 0.0), (NaN, 0.0) })
        {
            double[] general = Row.Contributions(Op.Pow, 1, [x, p]), literal = Row.Contributions(Op.Pow, 1, [x, p], literals: true);
            Assert.True(Same(general[0], literal[0]) && Same(general[1], literal[1]), $"Pow({x}, {p}): {general[0]}, {general[1]} but {literal[0]}, {literal[1]}");
        }
    }

    public static TheoryData<string, double, double> InfiniteSlopes => new()
    {
        { "Sqrt", 0, Inf }, { "Sqrt", NegativeZero, Inf }, { "Cbrt", 0, Inf }, { "Cbrt", NegativeZero, Inf },
        { "Asin", 1, Inf }, { "Asin", -1, Inf }, { "Acos", 1, -Inf }, { "Acos", -1, -Inf },
        { "AsinPi", 1, Inf }, { "AsinPi", -1, Inf }, { "AcosPi", 1, -Inf }, { "AcosPi", -1, -Inf },
        { "Acosh", 1, Inf }, { "Atanh", 1, Inf }, { "Atanh", -1, Inf },
        { "Log", 0, Inf }, { "Log", NegativeZero, Inf }, { "Log2", 0, Inf }, { "Log2", NegativeZero, Inf }, { "Log10", 0, Inf }, { "Log10", NegativeZero, Inf },
        { "LogP1", -1, Inf }, { "Log2P1", -1, Inf }, { "Log10P1", -1, Inf }, { "TanPi", 0.5, Inf }, { "TanPi", -0.5, Inf },
        { "ReciprocalEstimate", 0, -Inf }, { "ReciprocalEstimate", NegativeZero, -Inf },
        { "ReciprocalSqrtEstimate", 0, -Inf }, { "ReciprocalSqrtEstimate", NegativeZero, -Inf },
    };

    [Theory, MemberData(nameof(InfiniteSlopes))]
    public void The_slope_is_a_signed_infinity_and_a_zero_factor_contributes_zero(string op, double x, double expected)
    {
        Expect(Enum.Parse<Op>(op), [x], expected);
        Assert.Equal(0, Row.Contributions(Enum.Parse<Op>(op), 0, [x])[0]);
        Assert.Equal(0, Row.Tangent(Enum.Parse<Op>(op), 0, 0, [x]));
        Assert.Equal(-expected, Row.Contributions(Enum.Parse<Op>(op), -2, [x])[0]);
    }

    public static TheoryData<string, double> Outside => new()
    {
        { "Sqrt", -1 }, { "Log", -1 }, { "Log", -1e-300 }, { "Log2", -1 }, { "Log10", -1 }, { "LogP1", -1.5 }, { "Log2P1", -1.5 }, { "Log10P1", -1.5 },
        { "Asin", 1.5 }, { "Asin", -1.5 }, { "Acos", 1.5 }, { "Acos", -1.5 }, { "AsinPi", 1.5 }, { "AcosPi", -1.5 }, { "Asin", 1e200 }, { "Acos", Inf },
        { "Acosh", 0.5 }, { "Acosh", -2 }, { "Atanh", 1.5 }, { "Atanh", -1.5 }, { "Atanh", Inf }, { "Sin", Inf }, { "Cos", Inf }, { "Tan", -Inf },
        { "SinPi", Inf }, { "CosPi", Inf }, { "TanPi", Inf }, { "ReciprocalSqrtEstimate", -1 },
        { "Sqrt", NaN }, { "Log", NaN }, { "LogP1", NaN }, { "Exp", NaN }, { "Sin", NaN }, { "Atanh", NaN }, { "Acosh", NaN }, { "Cbrt", NaN }, { "Tanh", NaN },
    };

    [Theory, MemberData(nameof(Outside))]
    public void Outside_the_domain_the_derivative_is_NaN(string op, double x)
    {
        Assert.True(double.IsNaN(Row.Value(Enum.Parse<Op>(op), [x])));
        Expect(Enum.Parse<Op>(op), [x], NaN);
    }

    [Fact]
    public void RootN_at_its_special_points()
    {
        Expect(Op.RootN, [0.0, 2], Inf, null);
        Expect(Op.RootN, [NegativeZero, 2], Inf, null);
        Expect(Op.RootN, [0.0, 3], Inf, null);
        Expect(Op.RootN, [NegativeZero, 3], Inf, null);
        Expect(Op.RootN, [0.0, 1], 1, null);
        Expect(Op.RootN, [0.0, -1], -Inf, null);
        Expect(Op.RootN, [NegativeZero, -3], -Inf, null);
        Expect(Op.RootN, [0.0, 0], NaN, null);
        Expect(Op.RootN, [2.0, 0], NaN, null);
        Expect(Op.RootN, [-2.0, 2], NaN, null);
        Assert.Equal(0, Row.Contributions(Op.RootN, 0, [0.0, 2])[0]);
    }

    [Fact]
    public void A_logarithm_to_a_base_at_its_special_points()
    {
        Expect(Op.LogBase, [0.0, 2.0], Inf, Inf);
        Expect(Op.LogBase, [NegativeZero, 2.0], Inf, Inf);
        Expect(Op.LogBase, [0.0, 0.5], -Inf, Inf);
        Expect(Op.LogBase, [-1.0, 2.0], NaN, NaN);
        Expect(Op.LogBase, [2.0, 1.0], NaN, NaN);
        Expect(Op.LogBase, [2.0, 0.0], NaN, NaN);
        Expect(Op.LogBase, [2.0, -3.0], NaN, NaN);
    }

    [Fact]
    public void Atan2_is_NaN_at_the_origin_and_Hypot_is_zero_there()
    {
        Expect(Op.Atan2, [0.0, 0.0], NaN, NaN);
        Expect(Op.Atan2Pi, [0.0, 0.0], NaN, NaN);
        Expect(Op.Hypot, [0.0, 0.0], 0, 0);
        Expect(Op.Hypot, [NegativeZero, 0.0], 0, 0);
        Assert.Equal([0, 0], Row.Contributions(Op.Atan2, 0, [0.0, 0.0]));
    }

    [Fact]
    public void CopySign_multiplies_the_signs_and_is_zero_at_zero()
    {
        Expect(Op.CopySign, [0.0, 5.0], 0, 0);
        Expect(Op.CopySign, [NegativeZero, -5.0], 0, 0);
        Expect(Op.CopySign, [2.0, NegativeZero], -1, 0);
        Expect(Op.CopySign, [-2.0, NegativeZero], 1, 0);
        Expect(Op.CopySign, [-2.0, 0.0], -1, 0);
    }

    [Fact]
    public void Remainders_count_their_quotient_as_constant()
    {
        Expect(Op.Rem, [7.3, 2.0], 1, -3);
        Expect(Op.Rem, [-7.3, 2.0], 1, 3);
        Expect(Op.Rem, [6.0, 2.0], 1, -3);
        Expect(Op.Rem, [7.0, 0.0], 1, NaN);
        Expect(Op.Ieee754Remainder, [7.3, 2.0], 1, -4);
        Expect(Op.Ieee754Remainder, [-7.3, 2.0], 1, 4);
    }

    [Fact]
    public void Quotients_and_what_is_linear()
    {
        Expect(Op.Div, [1.0, 0.0], Inf, -Inf);
        Expect(Op.ScaleB, [3.0, 4], 16, null);
        Expect(Op.ScaleB, [3.0, -1], 0.5, null);
        Expect(Op.FusedMultiplyAdd, [2.0, 3.0, 4.0], 3, 2, 1);
        Expect(Op.BitIncrement, [2.0], 1);
        Expect(Op.BitDecrement, [2.0], 1);
        Expect(Op.ReciprocalEstimate, [2.0], -0.25);
        Expect(Op.ReciprocalSqrtEstimate, [4.0], -0.0625);
    }

    [Fact]
    public void A_partial_never_overflows_or_vanishes_where_its_value_is_representable()
    {
        void Near(double expected, Op op, int argument, params object[] args)
        {
            double actual = Row.Contributions(op, 1, args)[argument];
            Assert.True(Math.Abs(actual / expected - 1) < 1e-12, $"{op}({string.Join(", ", args)}), argument {argument}: expected {expected}, got {actual}");
        }

        Near(1e-200, Op.Asinh, 0, 1e200);
        Near(1e-200, Op.Acosh, 0, 1e200);
        Near(-0.5e-200, Op.Atan2, 1, 1e200, 1e200);
        Near(0.5e200, Op.Atan2, 0, 1e-200, 1e-200);
        Near(0.8, Op.Hypot, 1, 3e200, 4e200);
        Near(0.6, Op.Hypot, 0, 3e-200, 4e-200);
        Near(1 / Math.Log(10) / 5e-309, Op.Log10, 0, 5e-309);
        Near(1 / Math.Log(10) / 1e307, Op.Log10, 0, 1e307);
        Near(1 / (3 * Math.Pow(1e-200, 2.0 / 3)), Op.Cbrt, 0, 1e-200);
        Near(-1e-300, Op.ReciprocalEstimate, 0, 1e150);
        Near(-5e299, Op.ReciprocalSqrtEstimate, 0, 1e-200);
        Near(5e149, Op.Sqrt, 0, 1e-300);
    }

    [Fact]
    public void The_functions_of_Ad_at_their_special_points()
    {
        Expect(Op.LogGamma, [0.0], -Inf);
        Expect(Op.LogGamma, [-2.0], NaN);
        Expect(Op.Digamma, [0.0], Inf);
        Expect(Op.Digamma, [-2.0], Inf);
        Expect(Op.Trigamma, [-2.0], NaN);
        Expect(Op.Polygamma, [-2.0, 2], Inf, null);
        Expect(Op.Log1p, [-1.0], Inf);
        Expect(Op.Log1p, [-2.0], NaN);
        Expect(Op.Sigmoid, [1000.0], 0);
        Expect(Op.Softplus, [-1000.0], 0);
        Expect(Op.LogSigmoid, [-1000.0], 1);
        Expect(Op.Erf, [Inf], 0);
        Expect(Op.Expm1, [-40.0], Math.Exp(-40));
    }

    [Fact]
    public void A_partial_is_accurate_near_its_singularity()
    {
        double x = 1 - 1e-12;
        double exact = 1 / Math.Sqrt((1 - x) * (1 + x));
        Assert.Equal(exact, Row.Contributions(Op.Asin, 1, [x])[0], 1e-9);
        Assert.Equal(Math.Exp(-40), Row.Contributions(Op.ExpM1, 1, [-40.0])[0]);
    }

    /// <summary>A grid of finite numbers, extremes included.</summary>
    private static readonly double[] Grid =
        [0.0, NegativeZero, 1e-320, -1e-320, 1e-300, -1e-300, 1e-20, 0.5, -0.5, 1.0, -1.0, 1.5, 2.0, -2.0, 3.0, 40.0, -40.0, 1000.0, -1000.0, 1e20, 1e300, -1e300];

    private static IEnumerable<object[]> ArgumentsOf(Op op) => op switch
    {
        Op.RootN or Op.ScaleB => from x in Grid from n in new[] { -1000, -3, -2, -1, 0, 1, 2, 3, 1000 } select new object[] { x, n },
        Op.Polygamma => from x in Grid from n in new[] { -1, 0, 1, 2, 3, 10 } select new object[] { x, n },
        Op.Select => from x in Grid from y in Grid from c in new[] { true, false } select new object[] { c, x, y },
        Op.MaxStep or Op.MinStep => from x in Grid from y in Grid select new object[] { x, y, 2.0 },
        Op.Clamp or Op.ClampNative or Op.ClampNumber or Op.ClampUnordered => from x in Grid select new object[] { x, -1.0, 1.0 },
        Op.FusedMultiplyAdd or Op.MultiplyAddEstimate or Op.Lerp => from x in Grid from y in Grid select new object[] { x, y, 0.25 },
        _ when RuleTable.Find(op)!.Arity == 1 => from x in Grid select new object[] { x },
        _ => from x in Grid from y in Grid select new object[] { x, y },
    };

    [Theory, MemberData(nameof(RowTests.Rows), MemberType = typeof(RowTests))]
    public void A_zero_factor_contributes_zero_wherever_the_value_is_a_number(string name)
    {
        Op op = Enum.Parse<Op>(name);
        List<object[]> all = [.. ArgumentsOf(op)];
        foreach (object[] args in all)
        {
            if (double.IsNaN(Row.Value(op, args))) continue;
            foreach (bool literals in op is Op.Pow or Op.Div ? [false, true] : new[] { false })
            {
                double[] contributions = Row.Contributions(op, 0, args, literals);
                Assert.True(contributions.All(c => c == 0), $"{op}({string.Join(", ", args)}): {string.Join(", ", contributions)}");
            }
        }
    }

    [Fact]
    public void A_selection_contributes_a_literal_zero_to_the_side_not_chosen_however_infinite_the_factor()
    {
        Assert.Equal([0, Inf, 0], Row.Contributions(Op.Select, Inf, [true, 1.0, 2.0]));
        Assert.Equal([0, Inf], Row.Contributions(Op.Max, Inf, [1.0, 2.0]));
        Assert.Equal([0, Inf, 0], Row.Contributions(Op.Clamp, Inf, [-2.0, 0.0, 1.0]));
        Assert.Equal([0], Row.Contributions(Op.Abs, Inf, [0.0]));
        Assert.Equal([0, 0], Row.Contributions(Op.CopySign, Inf, [0.0, 1.0]));
    }

    [Fact]
    public void A_row_is_marked_strong_only_if_a_plain_product_would_go_wrong_somewhere()
    {
        foreach (Rule rule in Row.Differentiable.Where(r => r.Strong && r.Op is not (Op.Pow or Op.StrongZeroMul)))
            Assert.True(ArgumentsOf(rule.Op).Any(args => !double.IsNaN(Row.Value(rule.Op, args))
                && Row.Contributions(rule.Op, 1, args).Any(c => !double.IsFinite(c))) || rule.Op == Op.TanPi, $"{rule.Signature} needs no strong zero.");
    }
}

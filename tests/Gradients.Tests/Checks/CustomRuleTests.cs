// Derivatives written by hand are what is used: they carry factors that no differentiation of the methods would give.
using System;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

public static partial class Marked
{
    private static double Helper(double x) => x * x;

    [VjpOf(nameof(Helper))]
    private static double HelperReverse(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * 1000 * x;
        return x * x;
    }

    [JvpOf(nameof(Helper))]
    private static double HelperForward(double x, double xTangent, out double tangent)
    {
        tangent = xTangent * 500 * x;
        return x * x;
    }

    [Differentiable]
    public static double Straight(double x, double y) => Helper(x) * y + Outer(y);

    private static double Outer(double x)
    {
        double sum = 0;
        for (int i = 0; i < 3; i++) sum += Helper(x);
        return sum;
    }

    [Differentiable]
    public static double Itself(double x) => x * x;

    [VjpOf(nameof(Itself))]
    private static double ItselfReverse(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * 7;
        return x * x;
    }

    [JvpOf(nameof(Itself))]
    private static double ItselfForward(double x, double xTangent, out double tangent)
    {
        tangent = xTangent * 9;
        return x * x;
    }

    [Differentiable]
    public static double OnlyReverse(double x) => x * x;

    [VjpOf(nameof(OnlyReverse))]
    private static double OnlyReverseByHand(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * 7;
        return x * x;
    }

    [Differentiable]
    public static double OnlyForward(double x) => x * x;

    [JvpOf(nameof(OnlyForward))]
    private static double OnlyForwardByHand(double x, double xTangent, out double tangent)
    {
        tangent = xTangent * 9;
        return x * x;
    }

    // Rounding has the derivative zero; with a rule of its own the values before it matter (a straight-through estimator).
    private static double Quantise(double x) => Math.Round(x);

    [VjpOf(nameof(Quantise))]
    private static double QuantiseVjp(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed;
        return Math.Round(x);
    }

    [JvpOf(nameof(Quantise))]
    private static double QuantiseJvp(double x, double xTangent, out double tangent)
    {
        tangent = xTangent;
        return Math.Round(x);
    }

    [Differentiable]
    public static double StraightThrough(double x) => 3 * Quantise(2 * x);

    public static int Runs;

    private static double Counted(double x)
    {
        Runs++;
        return x;
    }

    [VjpOf(nameof(Counted))]
    private static double CountedVjp(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed;
        return x;
    }

    [Differentiable(Generate = Derivatives.Gradient)]
    public static double RunsOnce(double x) => Counted(x) * Counted(x + 1);

    // Overloads: each rule belongs to the method whose parameters fit.
    private static double Over(double x) => x;

    private static double Over(double x, double y) => x * y;

    [VjpOf(nameof(Over))]
    private static double OverVjp(double x, double y, double seed, ref double xAdjoint, ref double yAdjoint)
    {
        xAdjoint += seed * 50;
        yAdjoint += seed * 60;
        return x * y;
    }

    [Differentiable(Generate = Derivatives.Vjp)]
    public static double Overloaded(double x) => Over(x) + Over(x, 2);
}

public sealed partial class Spring(double stiffness)
{
    [Differentiable]
    public double Energy(double x, ReadOnlySpan<double> y)
    {
        double sum = Pull(x);
        for (int i = 0; i < y.Length; i++) sum += Pull(y[i]) * x;
        return sum;
    }

    private double Pull(double x) => stiffness * x;

    [VjpOf(nameof(Pull))]
    private double PullVjp(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * 10 * stiffness;
        return Pull(x);
    }

    [JvpOf(nameof(Pull))]
    private double PullJvp(double x, double xTangent, out double tangent)
    {
        tangent = xTangent * 10 * stiffness;
        return Pull(x);
    }

    [Differentiable]
    public double Own(double x) => stiffness * x;

    [VjpOf(nameof(Own))]
    private double OwnReverse(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * 7 * stiffness;
        return Own(x);
    }

    [Differentiable]
    public static double Outside(Spring spring, double x) => spring.Pull(x) * x;
}

public class CustomRuleTests
{
    [Fact]
    public void Instance_methods_hand_their_receiver_on()
    {
        Spring spring = new(2);
        double[] gradient = new double[2];
        Assert.Equal(2 * 3 + 2 * 3 * (1 + 4), spring.EnergyGradient(3, [1, 4], out double x, gradient));
        Assert.Equal(20 + 2 * (1 + 4), x);
        Assert.Equal([20 * 3, 20 * 3], gradient);
        spring.EnergyJvp(3, [1, 4], 1, [0, 0], out double tangent);
        Assert.Equal(20 + 2 * (1 + 4), tangent);
        Assert.Equal(6, spring.OwnGradient(3, out double own));
        Assert.Equal(14, own);
        double adjoint = 1;
        spring.OwnVjp(3, 1, ref adjoint);
        Assert.Equal(15, adjoint);
        Spring.OutsideGradient(spring, 3, out double outside);
        Assert.Equal(2 * 3 + 20 * 3, outside);
    }

    [Fact]
    public void Calls_use_the_rule_in_the_method_and_in_its_helpers()
    {
        Assert.Equal(2 * 2 * 3 + 27.0, Marked.StraightGradient(2, 3, out double x, out double y));
        Assert.Equal((1000 * 2 * 3, 4 + 3 * 1000 * 3), (x, y));
        Marked.StraightJvp(2, 3, 1, 0, out double byX);
        Marked.StraightJvp(2, 3, 0, 1, out double byY);
        Assert.Equal((500 * 2 * 3, 4 + 3 * 500 * 3), (byX, byY));
    }

    [Fact]
    public void Members_of_the_method_itself_use_the_rule()
    {
        Assert.Equal(4, Marked.ItselfGradient(2, out double gradient));
        Assert.Equal(7, gradient);
        double adjoint = 1;
        Assert.Equal(4, Marked.ItselfVjp(2, 10, ref adjoint));
        Assert.Equal(71, adjoint);
        Assert.Equal(4, Marked.ItselfJvp(2, 2, out double tangent));
        Assert.Equal(18, tangent);
    }

    [Fact]
    public void A_mode_that_is_not_given_by_hand_comes_from_the_body()
    {
        Marked.OnlyReverseGradient(2, out double reverse);
        Marked.OnlyReverseJvp(2, 1, out double forward);
        Assert.Equal((7, 4), (reverse, forward));
        Marked.OnlyForwardGradient(2, out reverse);
        Marked.OnlyForwardJvp(2, 1, out forward);
        Assert.Equal((4, 9), (reverse, forward));
    }

    [Fact]
    public void A_rule_makes_active_what_the_body_would_not()
    {
        Assert.Equal(15, Marked.StraightThroughGradient(2.4, out double gradient));
        Assert.Equal(6, gradient);
        Marked.StraightThroughJvp(2.4, 1, out double tangent);
        Assert.Equal(6, tangent);
    }

    [Fact]
    public void The_method_runs_once_a_call_in_the_forward_sweep()
    {
        Marked.Runs = 0;
        Assert.Equal(12, Marked.RunsOnceGradient(3, out double gradient));
        Assert.Equal(7, gradient);
        Assert.Equal(2, Marked.Runs);
    }

    [Fact]
    public void Overloads_are_told_apart_by_their_parameters()
    {
        double adjoint = 0;
        Marked.OverloadedVjp(3, 1, ref adjoint);
        Assert.Equal(51, adjoint);
    }

    [Fact]
    public void A_Vjp_that_skips_empty_spans_is_not_asked_for_adjoints_of_constants_nor_for_results_that_are_there()
    {
        double[] a = [1, 2], x = [0.5, -1], aGradient = new double[2], xGradient = new double[2];
        Asking.Asked = default;
        Asking.FirstIsConstantGradient(a, x, xGradient);
        Assert.Equal((0, 0, 1), Asking.Asked);
        Asking.Asked = default;
        Asking.SecondIsConstantGradient(a, x, aGradient);
        Assert.Equal((0, 1, 0), Asking.Asked);
        Asking.Asked = default;
        Asking.BothActiveGradient(a, x, aGradient, xGradient);
        Assert.Equal((0, 1, 1), Asking.Asked);
        Assert.Equal([0.5, -1, 1, 2], [.. aGradient, .. xGradient]);
    }
}

public static partial class Asking
{
    /// <summary>What the Vjp was asked for: results, adjoints of the first, adjoints of the second.</summary>
    internal static (int Results, int First, int Second) Asked;

    private static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = a[i] * x[i];
    }

    [VjpOf(nameof(Multiply), SkipsEmpty = true)]
    private static void MultiplyReverse(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y, Span<double> aAdjoint, Span<double> xAdjoint, Span<double> yAdjoint)
    {
        Asked = (Asked.Results + (y.Length > 0 ? 1 : 0), Asked.First + (aAdjoint.Length > 0 ? 1 : 0), Asked.Second + (xAdjoint.Length > 0 ? 1 : 0));
        if (y.Length > 0) Multiply(a, x, y);
        for (int i = 0; i < aAdjoint.Length; i++) aAdjoint[i] += yAdjoint[i] * x[i];
        for (int i = 0; i < xAdjoint.Length; i++) xAdjoint[i] += yAdjoint[i] * a[i];
        yAdjoint.Clear();
    }

    private static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> x)
    {
        double[] y = new double[x.Length];
        Multiply(a, x, y);
        double sum = 0;
        for (int i = 0; i < y.Length; i++) sum += y[i];
        return sum;
    }

    [Differentiable(Generate = Derivatives.Gradient)]
    public static double BothActive(ReadOnlySpan<double> a, ReadOnlySpan<double> x) => Product(a, x);

    [Differentiable(nameof(x), Generate = Derivatives.Gradient)]
    public static double FirstIsConstant(ReadOnlySpan<double> a, ReadOnlySpan<double> x) => Product(a, x);

    [Differentiable(nameof(a), Generate = Derivatives.Gradient)]
    public static double SecondIsConstant(ReadOnlySpan<double> a, ReadOnlySpan<double> x) => Product(a, x);
}

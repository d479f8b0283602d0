// GradientCheck finds what is wrong with hand-written derivatives, and where, and passes what is right.
using System;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class GradientCheckTests
{
    private static double F(ReadOnlySpan<double> x) => (x[0] * x[0] * x[1]) + Math.Sin(x[2]);

    private static double Right(ReadOnlySpan<double> x, Span<double> g)
    {
        (g[0], g[1], g[2]) = (2 * x[0] * x[1], x[0] * x[0], Math.Cos(x[2]));
        return F(x);
    }

    private static double Hessian(ReadOnlySpan<double> x, Span<double> g, Span<double> h, double error)
    {
        h.Clear();
        (h[0], h[1], h[3], h[8]) = (2 * x[1], 2 * x[0], (2 * x[0]) + error, -Math.Sin(x[2]));
        return Right(x, g);
    }

    private static readonly double[] X = [1.5, -0.5, 0.25];

    [Fact]
    public void A_right_gradient_passes() => GradientCheck.Gradient(F, Right, X).ThrowIfFailed();

    [Fact]
    public void A_wrong_entry_is_named_with_both_numbers()
    {
        CheckResult result = GradientCheck.Gradient(F, (x, g) => { Right(x, g); g[1] = 3; return 0; }, X);
        Assert.False(result.Passed);
        Assert.Equal((1, -1, 3.0), (result.Row, result.Column, result.Actual));
        Assert.Equal(2.25, result.Expected, 1e-9);
        Assert.Contains("entry 1", Assert.Throws<InvalidOperationException>(result.ThrowIfFailed).Message);
    }

    [Fact]
    public void A_buffer_that_is_not_set_fails()
    {
        CheckResult result = GradientCheck.Gradient(F, (x, g) => { Right(x, g); g[2] = double.NaN; return 0; }, X);
        Assert.False(result.Passed);
        Assert.Equal(2, result.Row);
    }

    [Fact]
    public void Modes_that_disagree_fail()
    {
        VectorJvp jvp = (x, t, out tangent) => { tangent = (2 * x[0] * x[1] * t[0]) + (x[0] * x[0] * t[1]) + (Math.Cos(x[2]) * t[2]); return F(x); };
        VectorVjp vjp = (x, seed, a) => { a[0] += seed * 2 * x[0] * x[1]; a[1] += seed * x[0] * x[0]; a[2] += seed * Math.Cos(x[2]); return F(x); };
        Assert.True(GradientCheck.Modes(jvp, vjp, X).Passed);
        Assert.False(GradientCheck.Modes(jvp, (x, seed, a) => { a[0] += seed; return 0; }, X).Passed);
    }

    [Fact]
    public void A_Hessian_is_compared_entry_by_entry()
    {
        GradientCheck.Hessian(Right, (x, g, h) => Hessian(x, g, h, 0), X).ThrowIfFailed();
        CheckResult result = GradientCheck.Hessian(Right, (x, g, h) => Hessian(x, g, h, 0.5), X);
        Assert.False(result.Passed);
        Assert.Equal(1, result.Row + result.Column);
    }

    [Fact]
    public void A_product_with_the_Hessian_is_compared_with_differences()
    {
        VectorHvp Hvp(double factor) => (x, d, g, h) =>
        {
            (h[0], h[1], h[2]) = ((2 * x[1] * d[0]) + (2 * x[0] * d[1]), 2 * x[0] * d[0], -factor * Math.Sin(x[2]) * d[2]);
            return Right(x, g);
        };
        GradientCheck.Hvp(Right, Hvp(1), X).ThrowIfFailed();
        CheckResult result = GradientCheck.Hvp(Right, Hvp(2), X);
        Assert.False(result.Passed);
        Assert.Equal(2, result.Row);
    }

    [Fact]
    public void Functions_of_one_number()
    {
        GradientCheck.Gradient(Math.Exp, (double x, out double g) => g = Math.Exp(x), 0.7).ThrowIfFailed();
        Assert.False(GradientCheck.Gradient(Math.Exp, (double x, out double g) => g = -Math.Exp(x), 0.7).Passed);
        GradientCheck.Modes((double x, double t, out double y) => y = t * Math.Exp(x), (double x, double s, ref double a) => a += s * Math.Exp(x), 0.7).ThrowIfFailed();
        GradientCheck.Hvp((double x, out double g) => g = Math.Exp(x), (double x, double d, out double g, out double h) => (g = Math.Exp(x)) + (h = d * Math.Exp(x)), 0.7).ThrowIfFailed();
    }

    [Fact]
    public void Methods_in_place()
    {
        InPlaceFunction f = y => y[1] *= y[0];
        InPlaceJvp jvp = (y, t) => t[1] = (t[1] * y[0]) + (y[1] * t[0]);
        InPlaceVjp vjp = (y, a) => (a[0], a[1]) = (a[0] + (a[1] * y[1]), a[1] * y[0]);
        GradientCheck.Jvp(f, jvp, [2, 3]).ThrowIfFailed();
        GradientCheck.Modes(jvp, vjp, [2.0, 3.0]).ThrowIfFailed();
        CheckResult result = GradientCheck.Jvp(f, (y, t) => t[1] *= y[0], [2, 3]);
        Assert.Equal((1, 0), (result.Row, result.Column));
        Assert.False(result.Passed);
    }

    [Fact]
    public void No_entries_pass() => Assert.True(GradientCheck.Gradient(_ => 1, (_, _) => 1, []).Passed);
}

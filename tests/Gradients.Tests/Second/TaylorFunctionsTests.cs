// Taylor coefficients against closed forms to order 10, at ordinary points and at those without a derivative, and what is refused.
using System;
using System.Linq;
using Xunit;

namespace Autodiff.Gradients.Tests.Second;

public class TaylorFunctionsTests
{
    private const int Order = 10;

    private delegate double Member(double x, int order, Span<double> coefficients);

    private static double[] Of(Member member, double x, int order = Order)
    {
        double[] c = new double[order + 1];
        member(x, order, c);
        return c;
    }

    private static double Factorial(int k) => Enumerable.Range(1, k).Aggregate(1.0, (p, n) => p * n);

    private static double Binomial(double p, int k) => Enumerable.Range(1, k).Aggregate(1.0, (b, n) => b * (p - n + 1) / n);

    private static void Check(Func<int, double> expected, double[] actual, double tolerance = 1e-13)
    {
        for (int k = 0; k < actual.Length; k++)
            Assert.True(Math.Abs(expected(k) - actual[k]) <= tolerance * Math.Max(Math.Abs(expected(k)), 1e-3), $"coefficient {k}: expected {expected(k):R}, got {actual[k]:R}");
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(-1.3)]
    [InlineData(0.0)]
    public void Exponentials_and_circular_functions(double x)
    {
        Check(k => Math.Exp(x) / Factorial(k), Of(TaylorFunctions.ExponentialTaylor, x));
        Check(k => Math.Sin(x + (k * Math.PI / 2)) / Factorial(k), Of(TaylorFunctions.SineTaylor, x));
        Check(k => Math.Cos(x + (k * Math.PI / 2)) / Factorial(k), Of(TaylorFunctions.CosineTaylor, x));
        Check(k => (k % 2 == 0 ? Math.Sinh(x) : Math.Cosh(x)) / Factorial(k), Of(TaylorFunctions.HyperbolicSineTaylor, x));
        Check(k => (k % 2 == 0 ? Math.Cosh(x) : Math.Sinh(x)) / Factorial(k), Of(TaylorFunctions.HyperbolicCosineTaylor, x));
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(2.5)]
    public void Logarithms_roots_and_powers(double x)
    {
        Check(k => k == 0 ? Math.Log(x) : (k % 2 == 1 ? 1 : -1) / (k * Math.Pow(x, k)), Of(TaylorFunctions.LogarithmTaylor, x));
        Check(k => k == 0 ? double.LogP1(x) : (k % 2 == 1 ? 1 : -1) / (k * Math.Pow(1 + x, k)), Of(TaylorFunctions.LogarithmOfOnePlusTaylor, x));
        Check(k => (k % 2 == 0 ? 1 : -1) / Math.Pow(x, k + 1), Of(TaylorFunctions.ReciprocalTaylor, x));
        Check(k => Binomial(0.5, k) * Math.Pow(x, 0.5 - k), Of(TaylorFunctions.RootTaylor, x));
        Check(k => Binomial(0.5, k) * Math.Pow(x, 0.5 - k), Of(TaylorFunctions.HeronTaylor, x), 1e-11);
        Check(k => Binomial(1.0 / 3, k) * Math.Pow(x, (1.0 / 3) - k), Of(TaylorFunctions.CubeRootTaylor, x));
        Check(k => -Binomial(1.0 / 3, k) * Math.Pow(x, (1.0 / 3) - k) * (k % 2 == 0 ? 1 : -1), Of(TaylorFunctions.CubeRootTaylor, -x));
        foreach (double p in new[] { 3, -2, 2.7, 0.5, 0 })
            Check(k => Binomial(p, k) * Math.Pow(x, p - k), Of((double at, int n, Span<double> c) => TaylorFunctions.PowerTaylor(at, p, n, c), x));
        Check(k => Math.Pow(x, 1.5) * Math.Pow(Math.Log(x), k) / Factorial(k), Of((double p, int n, Span<double> c) => TaylorFunctions.ExponentTaylor(p, x, n, c), 1.5));
    }

    [Fact]
    public void Tangents_and_arcs_at_0()
    {
        double[] tangent = [0, 1, 0, 1.0 / 3, 0, 2.0 / 15, 0, 17.0 / 315, 0, 62.0 / 2835, 0];
        Check(k => tangent[k], Of(TaylorFunctions.TangentTaylor, 0));
        Check(k => tangent[k] * (k % 4 == 3 ? -1 : 1), Of(TaylorFunctions.HyperbolicTangentTaylor, 0));
        Check(k => k % 2 == 0 ? 0 : (k % 4 == 1 ? 1.0 : -1.0) / k, Of(TaylorFunctions.ArcTangentTaylor, 0));
        double[] arcSine = [0, 1, 0, 1.0 / 6, 0, 3.0 / 40, 0, 5.0 / 112, 0, 35.0 / 1152, 0];
        Check(k => arcSine[k], Of(TaylorFunctions.ArcSineTaylor, 0));
        Check(k => k % 2 == 1 ? 0 : (k % 4 == 0 ? 1 : -1) / Factorial(k / 2), Of(TaylorFunctions.BellTaylor, 0));
    }

    [Fact]
    public void A_power_of_itself_agrees_with_its_logarithmic_derivative()
    {
        // x^x at 1: the first coefficients are 1, 1, 1, 1/2, 1/3, 1/12.
        double[] expected = [1, 1, 1, 0.5, 1.0 / 3, 1.0 / 12];
        double[] c = Of(TaylorFunctions.TowerTaylor, 1);
        for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], c[k], 1e-13);
    }

    [Fact]
    public void Loops_and_memory_carry_series()
    {
        double[] a = [3, -1, 0.5, 2, 0, 1];
        double[] c = new double[Order + 1];
        double value = TaylorFunctions.PolynomialTaylor(a, 2, Order, c);
        Assert.Equal(3 - 2 + 2 + 16 + 32, value);
        Check(k => Enumerable.Range(0, a.Length).Where(n => n >= k).Sum(n => a[n] * Binomial(n, k) * Math.Pow(2, n - k)), c);

        double[] powers = new double[6];
        TaylorFunctions.GeometricTaylor(0, powers, Order, c);
        Check(k => k < 6 ? 1 : 0, c);
        Assert.Equal([1, 0, 0, 0, 0, 0], powers);
    }

    [Fact]
    public void A_power_at_0_is_exact_where_the_exponent_is_a_natural_number()
    {
        Check(k => k == 3 ? 1 : 0, Of((double at, int n, Span<double> c) => TaylorFunctions.PowerTaylor(at, 3, n, c), 0));
        double[] c = Of((double at, int n, Span<double> c) => TaylorFunctions.PowerTaylor(at, 2.5, n, c), 0, 4);
        Assert.Equal([0, 0, 0, double.PositiveInfinity, double.PositiveInfinity], c.Select(v => Math.Abs(v)));
        Assert.Equal(double.PositiveInfinity, Of(TaylorFunctions.RootTaylor, 0, 1)[1]);
    }

    [Fact]
    public void Kinks_follow_the_conventions_of_the_gradient()
    {
        Check(k => k == 0 ? 1 : k == 1 ? -0.5 : 0, Of(TaylorFunctions.KinksTaylor, 0));
        Check(k => k == 0 ? 1 : k == 1 ? 1 : 0, Of(TaylorFunctions.KinksTaylor, 1));
        Check(k => k == 0 ? 14 : k == 1 ? 8 : k == 2 ? 1 : 0, Of(TaylorFunctions.KinksTaylor, 3));
    }

    [Fact]
    public void A_float_function_has_coefficients_in_double_precision()
    {
        double[] c = new double[5];
        Assert.Equal(MathF.Exp(1), TaylorFunctions.SingleTaylor(0.5f, 4, c));
        for (int k = 0; k < c.Length; k++) Assert.Equal(Math.E * Math.Pow(2, k) / Factorial(k), c[k], 1e-6);
    }

    [Fact]
    public void A_wrong_length_or_a_negative_order_is_refused()
    {
        Assert.Equal("coefficients", Assert.Throws<ArgumentException>(() => TaylorFunctions.SineTaylor(1, 3, new double[3])).ParamName);
        Assert.Equal("order", Assert.Throws<ArgumentOutOfRangeException>(() => TaylorFunctions.SineTaylor(1, -1, default)).ParamName);
        double[] shared = new double[4];
        Assert.Throws<ArgumentException>(() => TaylorFunctions.PolynomialTaylor(shared, 1, 3, shared));
    }
}

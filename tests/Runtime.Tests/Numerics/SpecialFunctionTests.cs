// The functions of Ad that have no vector form of their own: polygamma functions of any order.
using System;
using Xunit;

namespace Autodiff.Runtime.Tests.Numerics;

public class SpecialFunctionTests
{
    // From a 30-digit computation.
    [Theory]
    [InlineData(2, 1, -2.4041138063191885), InlineData(2, 0.3, -75.27253658872604), InlineData(3, 0.5, 97.40909103400244), InlineData(4, 2.5, -0.3137559995067314), InlineData(2, 40, -0.0006408202718352986)]
    [InlineData(7, 3.25, 0.4642352924265567), InlineData(20, 0.9, -2.2234736404228567e+19), InlineData(60, 5, -1.9187173745379167e+39), InlineData(2, -0.3, 67.63908119988317), InlineData(3, -1.25, 1558.2209125348506), InlineData(5, -4.6, 31893.1677360192), InlineData(2, 1000000.0, -1.0000010000005e-12), InlineData(2, 0.001, -2000000002.3976321)]
    public void Polygamma_functions_have_published_values(int order, double x, double expected) =>
        Assert.True(Math.Abs(Ad.Polygamma(x, order) - expected) <= 2e-14 * Math.Abs(expected), $"{Ad.Polygamma(x, order):R} instead of {expected:R}");

    [Fact]
    public void Polygamma_of_order_0_and_1_are_digamma_and_trigamma()
    {
        foreach (double x in new[] { 0.3, 1.7, 12, -2.3 })
        {
            Assert.Equal(Ad.Digamma(x), Ad.Polygamma(x, 0));
            Assert.Equal(Ad.Trigamma(x), Ad.Polygamma(x, 1));
        }
    }

    [Fact]
    public void Polygamma_at_special_arguments()
    {
        Assert.Equal(double.PositiveInfinity, Ad.Polygamma(-2, 3));
        Assert.True(double.IsNaN(Ad.Polygamma(-2, 2)));
        Assert.True(double.IsNaN(Ad.Polygamma(1, -1)));
        Assert.True(double.IsNaN(Ad.Polygamma(1, 101)));
        Assert.True(double.IsNaN(Ad.Polygamma(double.NaN, 2)));
        Assert.True(double.IsNaN(Ad.Polygamma(double.NegativeInfinity, 2)));
        Assert.Equal(0, Ad.Polygamma(double.PositiveInfinity, 2));
        Assert.Equal((float)Ad.Polygamma(1.5, 2), Ad.Polygamma(1.5f, 2));
    }

    [Fact]
    public void An_integer_is_a_double_not_a_float()
    {
        int n = 7;
        Assert.Equal(Ad.LogGamma(7.0), Ad.LogGamma(n));
        Assert.Equal(Ad.Erf(1.0), Ad.Erf(1));
        Assert.Equal(Ad.Polygamma(3.0, 2), Ad.Polygamma(3, 2));
    }
}

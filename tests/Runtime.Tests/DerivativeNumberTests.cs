// The arithmetic of the rules at its special points.
using Xunit;

namespace Autodiff.Runtime.Tests;

public class DerivativeNumberTests
{
    [Theory]
    [InlineData(0.0, double.PositiveInfinity, 0.0)]
    [InlineData(-0.0, double.NegativeInfinity, 0.0)]
    [InlineData(0.0, double.NaN, 0.0)]
    [InlineData(2.0, 3.0, 6.0)]
    [InlineData(-2.0, double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(2.0, double.NaN, double.NaN)]
    [InlineData(double.NaN, 0.0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0.0, double.NaN)]
    public void Strong_zero_stops_a_zero_adjoint_only(double adjoint, double partial, double expected)
    {
        Assert.Equal(expected, Derivative.StrongZero(adjoint, partial));
        Assert.Equal((float)expected, Derivative.StrongZero((float)adjoint, (float)partial));
    }

    [Theory]
    [InlineData(3.0, 1.0)]
    [InlineData(-3.0, -1.0)]
    [InlineData(0.0, 0.0)]
    [InlineData(double.PositiveInfinity, 1.0)]
    [InlineData(double.NegativeInfinity, -1.0)]
    [InlineData(double.NaN, double.NaN)]
    public void Sign_is_defined_everywhere(double x, double expected)
    {
        Assert.Equal(expected, Derivative.Sign(x));
        Assert.Equal((float)expected, Derivative.Sign((float)x));
    }

    [Fact]
    public void Sign_of_either_zero_is_positive_zero()
    {
        Assert.Equal(0L, System.BitConverter.DoubleToInt64Bits(Derivative.Sign(-0.0)));
        Assert.Equal(0, System.BitConverter.SingleToInt32Bits(Derivative.Sign(-0f)));
    }
}

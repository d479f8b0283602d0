// Detach is the identity, on memory as on values.
using System;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class AdTests
{
    [Fact]
    public void A_detached_scalar_is_the_scalar()
    {
        Assert.Equal(1.5, Ad.Detach(1.5));
        Assert.Equal(1.5f, Ad.Detach(1.5f));
        Assert.True(double.IsNegative(Ad.Detach(-0.0)));
    }

    [Fact]
    public void A_detached_struct_is_the_struct() =>
        Assert.Equal((1.0, 2f), Ad.Detach((1.0, 2f)));

    [Fact]
    public void An_integer_is_not_turned_into_a_float()
    {
        object detached = Ad.Detach(7);
        Assert.IsType<int>(detached);
    }

    [Fact]
    public void A_detached_span_is_the_same_memory()
    {
        double[] doubles = [1, 2, 3];
        float[] floats = [1, 2, 3];
        (double, double)[] pairs = [(1, 2)];
        Assert.True(Ad.Detach(new ReadOnlySpan<double>(doubles)) == doubles);
        Assert.True(Ad.Detach(new ReadOnlySpan<float>(floats)) == floats);
        Assert.True(Ad.Detach(new ReadOnlySpan<(double, double)>(pairs)) == pairs);
        Assert.True(Ad.Detach(doubles.AsSpan(1)) == doubles.AsSpan(1));
        Assert.True(Ad.Detach(doubles) == doubles);
    }
}

// What a derivative cannot follow when an array variable is assigned again is said at run time.
using System;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

public static partial class Growing
{
    [Differentiable]
    public static double Sum(ReadOnlySpan<double> x, int times)
    {
        double[] y = x.ToArray();
        for (int k = 0; k < times; k++) y = new double[y.Length + 1];
        double sum = 0;
        foreach (double v in y) sum += v;
        return sum;
    }
}

public class ReassignmentTests
{
    [Fact]
    public void An_array_variable_that_changes_its_length_is_an_error_that_names_it()
    {
        double[] gradient = new double[2];
        Assert.Equal(3, Growing.SumGradient([1, 2], 0, gradient));
        Assert.Equal([1, 1], gradient);
        var error = Assert.Throws<InvalidOperationException>(() => Growing.SumGradient([1, 2], 1, gradient));
        Assert.StartsWith("The array variable 'y' has the length 2 and is assigned an array of length 3.", error.Message);
        Assert.Throws<InvalidOperationException>(() => Growing.SumVjp([1, 2], 1, 1, gradient));
        Assert.Throws<InvalidOperationException>(() => Growing.SumJvp([1, 2], 1, gradient, out _));
    }
}

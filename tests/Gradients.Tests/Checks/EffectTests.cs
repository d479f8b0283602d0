// What a function writes, each of its derivative members writes once and in the same order.
using System;
using System.Collections.Generic;
using Autodiff.Gradients.Tests.Corpus;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

public class EffectTests
{
    [Theory]
    [InlineData(0.5, 0.7), InlineData(-0.5, 0.7), InlineData(0.3, -1.5), InlineData(0, 1)]
    public void Every_member_writes_what_the_function_writes_once_and_in_order(double x, double y)
    {
        List<string> expected = Written(() => Effects.WritesLines(x, y));
        Assert.True(expected.Count >= 5);
        double xAdjoint = 0, yAdjoint = 0;
        Assert.Equal(expected, Written(() => Effects.WritesLinesGradient(x, y, out _, out _)));
        Assert.Equal(expected, Written(() => Effects.WritesLinesJvp(x, y, 1, 0, out _)));
        Assert.Equal(expected, Written(() => Effects.WritesLinesVjp(x, y, 1, ref xAdjoint, ref yAdjoint)));
    }

    [Theory]
    [InlineData(-1.0), InlineData(0.0)]
    public void A_message_holds_the_values_of_its_own_run(double x)
    {
        string expected = Assert.Throws<ArgumentOutOfRangeException>(() => Effects.ThrowExpression(x)).Message;
        Assert.Equal(expected, Assert.Throws<ArgumentOutOfRangeException>(() => Effects.ThrowExpressionGradient(x, out _)).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentOutOfRangeException>(() => Effects.ThrowExpressionJvp(x, 1, out _)).Message);
        string quotient = Assert.Throws<InvalidOperationException>(() => Effects.GuardsOfDifferentiatedValues(1, 3)).Message;
        Assert.Equal(quotient, Assert.Throws<InvalidOperationException>(() => Effects.GuardsOfDifferentiatedValuesGradient(1, 3, out _, out _)).Message);
    }

    private static List<string> Written(Action run)
    {
        Effects.Log.Clear();
        run();
        return [.. Effects.Log];
    }
}

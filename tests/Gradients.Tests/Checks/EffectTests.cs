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

    [Theory]
    [InlineData(0.7), InlineData(-0.5), InlineData(3)]
    public void Every_member_cleans_up_what_the_function_cleans_up_also_when_it_throws(double x)
    {
        double adjoint = 0;
        Agree(() => Cleanup.FinallyOnEveryWayOut(x), () => Cleanup.FinallyOnEveryWayOutGradient(x, out _),
            () => Cleanup.FinallyOnEveryWayOutJvp(x, 1, out _), () => Cleanup.FinallyOnEveryWayOutVjp(x, 1, ref adjoint));
        Agree(() => Cleanup.UsingBlocksAndDeclarations(x), () => Cleanup.UsingBlocksAndDeclarationsGradient(x, out _),
            () => Cleanup.UsingBlocksAndDeclarationsJvp(x, 1, out _), () => Cleanup.UsingBlocksAndDeclarationsVjp(x, 1, ref adjoint));
        Agree(() => Cleanup.JumpsOutOfATryInALoop(x, 5), () => Cleanup.JumpsOutOfATryInALoopGradient(x, 5, out _),
            () => Cleanup.JumpsOutOfATryInALoopJvp(x, 5, 1, out _), () => Cleanup.JumpsOutOfATryInALoopVjp(x, 5, 1, ref adjoint));
        Agree(() => Cleanup.NestedTries(x), () => Cleanup.NestedTriesGradient(x, out _), () => Cleanup.NestedTriesJvp(x, 1, out _), () => Cleanup.NestedTriesVjp(x, 1, ref adjoint));

        static void Agree(Action function, params Action[] members)
        {
            List<string> expected = Written(function);
            Assert.True(expected.Count > 0);
            Assert.All(members, m => Assert.Equal(expected, Written(m)));
        }
    }

    private static List<string> Written(Action run)
    {
        Effects.Log.Clear();
        try { run(); }
        catch (ArgumentException e) { Effects.Log.Add(e.Message); }
        return [.. Effects.Log];
    }
}

// The logarithm of a sum of exponentials (GradBench's lse).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class LogSumExp : Problem
{
    [Differentiable(Generate = Derivatives.Gradient)]
    public static double Value(ReadOnlySpan<double> x)
    {
        double max = x[0];
        for (int i = 1; i < x.Length; i++) max = Math.Max(max, x[i]);
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i] - max);
        return max + Math.Log(sum);
    }

    public override Job Prepare(string function, JsonElement input)
    {
        double[] x = Numbers(input.GetProperty("x")), gradient = new double[x.Length];
        double value = 0;
        return function switch
        {
            "primal" => new(() => value = Value(x), () => value),
            "gradient" => new(() => ValueGradient(x, gradient), () => Array(gradient)),
            _ => throw Unknown(function),
        };
    }
}

// GradBench's first problem: the derivative of a square.
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class Hello : Problem
{
    [Differentiable]
    private static double Square(double x) => x * x;

    public override Job Prepare(string function, JsonElement input)
    {
        double x = input.GetDouble(), result = 0;
        return function switch
        {
            "square" => new(() => result = Square(x), () => result),
            "double" => new(() => SquareGradient(x, out result), () => result),
            _ => throw Unknown(function),
        };
    }
}

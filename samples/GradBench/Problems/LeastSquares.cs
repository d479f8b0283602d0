// Least squares of a polynomial against a step (GradBench's llsq).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class LeastSquares : Problem
{
    /// <summary>Half the sum of squared differences, at n places from −1 to 1, between the sign and the polynomial with coefficients x.</summary>
    [Differentiable(nameof(x), Generate = Derivatives.Gradient)]
    public static double Sum(ReadOnlySpan<double> x, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double t = -1 + i * 2.0 / (n - 1);
            double residual = Math.Sign(t);
            double power = 1;
            for (int j = 0; j < x.Length; j++)
            {
                residual -= x[j] * power;
                power *= t;
            }
            sum += residual * residual;
        }
        return 0.5 * sum;
    }

    public override Job Prepare(string function, JsonElement input)
    {
        double[] x = Numbers(input.GetProperty("x")), gradient = new double[x.Length];
        int n = input.GetProperty("n").GetInt32();
        double value = 0;
        return function switch
        {
            "primal" => new(() => value = Sum(x, n), () => value),
            "gradient" => new(() => SumGradient(x, n, gradient), () => Array(gradient)),
            _ => throw Unknown(function),
        };
    }
}

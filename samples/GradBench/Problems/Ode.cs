// A chain of differential equations by the classic Runge-Kutta method (GradBench's ode).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class Ode : Problem
{
    /// <summary>y(2) of y′₀ = x₀, y′ᵢ = xᵢ yᵢ₋₁ from y(0) = 0 in s steps.</summary>
    [Differentiable(nameof(x), Generate = Derivatives.Vjp)]
    public static void Solve(ReadOnlySpan<double> x, int s, Span<double> y)
    {
        int n = x.Length;
        double h = 2.0 / s;
        y.Clear();
        Span<double> at = new double[n], k1 = new double[n], k2 = new double[n], k3 = new double[n], k4 = new double[n];
        for (int step = 0; step < s; step++)
        {
            Slope(x, y, k1);
            for (int i = 0; i < n; i++) at[i] = y[i] + 0.5 * h * k1[i];
            Slope(x, at, k2);
            for (int i = 0; i < n; i++) at[i] = y[i] + 0.5 * h * k2[i];
            Slope(x, at, k3);
            for (int i = 0; i < n; i++) at[i] = y[i] + h * k3[i];
            Slope(x, at, k4);
            for (int i = 0; i < n; i++) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
    }

    private static void Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> slope)
    {
        slope[0] = x[0];
        for (int i = 1; i < x.Length; i++) slope[i] = x[i] * y[i - 1];
    }

    public override Job Prepare(string function, JsonElement input)
    {
        double[] x = Numbers(input.GetProperty("x")), y = new double[x.Length], seed = new double[x.Length], gradient = new double[x.Length];
        int s = input.GetProperty("s").GetInt32();
        return function switch
        {
            "primal" => new(() => Solve(x, s, y), () => Array(y)),
            "gradient" => new(() =>
            {
                System.Array.Clear(gradient);
                System.Array.Clear(seed);
                seed[^1] = 1;
                SolveVjp(x, s, y, gradient, seed);
            }, () => Array(gradient)),
            _ => throw Unknown(function),
        };
    }
}

// The determinant by expansion along the first row of each minor (GradBench's det).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class Determinant : Problem
{
    [Differentiable(nameof(a), Generate = Derivatives.Gradient)]
    public static double Value(ReadOnlySpan<double> a, int ell) => Minor(a, ell, 0, 0);

    /// <summary>The minor of the rows from <paramref name="row"/> on and of the columns whose bit is not set.</summary>
    private static double Minor(ReadOnlySpan<double> a, int ell, int row, int taken)
    {
        if (row == ell) return 1;
        double sum = 0, sign = 1;
        for (int column = 0; column < ell; column++)
        {
            if ((taken >> column & 1) != 0) continue;
            sum += sign * a[row * ell + column] * Minor(a, ell, row + 1, taken | 1 << column);
            sign = -sign;
        }
        return sum;
    }

    public override Job Prepare(string function, JsonElement input)
    {
        double[] a = Numbers(input.GetProperty("A")), gradient = new double[a.Length];
        int ell = input.GetProperty("ell").GetInt32();
        double value = 0;
        return function switch
        {
            "primal" => new(() => value = Value(a, ell), () => value),
            "gradient" => new(() => ValueGradient(a, ell, gradient), () => Array(gradient)),
            _ => throw Unknown(function),
        };
    }
}

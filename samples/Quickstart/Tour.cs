// The ten-line tour: two functions as anyone would write them, and their gradients.
using System;
using Autodiff;

namespace Quickstart;

/// <summary>Two functions as anyone would write them.</summary>
public static partial class Tour
{
    /// <summary>2·xᵀx.</summary>
    [Differentiable]
    public static double TwiceSquared(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return 2 * sum;
    }

    /// <summary>Doubles its argument until it is large; how often depends on the argument.</summary>
    [Differentiable]
    public static double Piecewise(double a)
    {
        double b = a * 2;
        while (Math.Abs(b) < 1000) b *= 2;
        return b > 0 ? b : 100 * b;
    }
}

// GradBench's gradient descent, outside of what is differentiated.
using System;

namespace GradBench.Problems;

internal static class Descent
{
    public delegate double Objective(ReadOnlySpan<double> x);

    /// <summary>Sets the gradient.</summary>
    public delegate void Slope(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>The step doubles after ten that went down and halves after one that did not.</summary>
    public static double[] Minimise(Objective f, Slope slope, double[] start)
    {
        double[] x = [.. start], gradient = new double[x.Length], next = new double[x.Length], step = new double[x.Length];
        slope(x, gradient);
        double value = f(x), eta = 1e-5;
        for (int i = 0; Norm(gradient) > 1e-5;)
        {
            if (i == 10)
            {
                eta *= 2;
                i = 0;
                continue;
            }
            for (int k = 0; k < x.Length; k++)
            {
                next[k] = x[k] - (eta * gradient[k]);
                step[k] = x[k] - next[k];
            }
            if (Norm(step) <= 1e-5) break;
            if (f(next) is var at && at < value)
            {
                (x, next, value) = (next, x, at);
                slope(x, gradient);
                i++;
            }
            else
            {
                eta /= 2;
                i = 0;
            }
        }
        return x;
    }

    private static double Norm(ReadOnlySpan<double> v)
    {
        double sum = 0;
        foreach (double e in v) sum += e * e;
        return Math.Sqrt(sum);
    }
}

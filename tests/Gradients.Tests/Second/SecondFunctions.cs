// Functions with second derivatives that are known in closed form.
using System;

namespace Autodiff.Gradients.Tests.Second;

public static partial class SecondFunctions
{
    private const Derivatives Second = Derivatives.Gradient | Derivatives.Jvp | Derivatives.Vjp | Derivatives.Hvp | Derivatives.Hessian | Derivatives.HessianDiagonal;

    [Differentiable(Generate = Second)]
    public static double Rosenbrock(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double a = 1 - x[i], b = x[i + 1] - x[i] * x[i];
            sum += a * a + 100 * b * b;
        }

        return sum;
    }

    [Differentiable(Generate = Second | Derivatives.Jacobian)]
    public static double Wave(double x, double y) => Math.Sin(x) * Math.Exp(2 * y);

    [Differentiable(Generate = Second)]
    public static double Power(double x)
    {
        double p = 1;
        while (p < 1000) p *= x;
        return p;
    }

    /// <summary>Changes its argument in place before it reads it; called by value of the entries it had.</summary>
    [Differentiable(Generate = Second)]
    public static double InPlace(Span<double> y)
    {
        for (int i = 1; i < y.Length; i++) y[i] = y[i] * y[i - 1];
        return y[^1];
    }

    [Differentiable(Generate = Derivatives.Hvp | Derivatives.Hessian)]
    public static double MixedPrecision(float a, ReadOnlySpan<double> x, ref double state)
    {
        state = state * x[0];
        return a * a * state;
    }

    [Differentiable(Generate = Derivatives.Jacobian)]
    public static void Polar(double r, double angle, out double x, out double y)
    {
        x = r * Math.Cos(angle);
        y = r * Math.Sin(angle);
    }

    /// <summary>More inputs than outputs, or the reverse, as the lengths say.</summary>
    [Differentiable(nameof(x), Generate = Derivatives.Jacobian)]
    public static void Differences(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = (i + 1) * x[i % x.Length] * x[(i + 1) % x.Length];
    }

    [Differentiable(Generate = Derivatives.Jacobian)]
    public static double ReadsAndWrites(double[] constant, Span<double> y, ref double z)
    {
        y[0] = constant[0] * z;
        z = y[1];
        return constant[1] * y[1];
    }

    [Differentiable(nameof(centroids), Generate = Derivatives.Gradient | Derivatives.HessianDiagonal)]
    public static double KMeans(ReadOnlySpan<double> points, ReadOnlySpan<double> centroids, int dimensions)
    {
        double cost = 0;
        for (int p = 0; p + dimensions <= points.Length; p += dimensions)
        {
            double nearest = double.PositiveInfinity;
            for (int c = 0; c + dimensions <= centroids.Length; c += dimensions)
            {
                double distance = 0;
                for (int k = 0; k < dimensions; k++)
                {
                    double d = points[p + k] - centroids[c + k];
                    distance += d * d;
                }

                if (distance < nearest) nearest = distance;
            }

            cost += nearest;
        }

        return cost;
    }

    [Differentiable(Generate = Second)]
    public static double Guarded(double x, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        Console.Write("");
        return Repeat(x, n);
    }

    private static double Repeat(double x, int n) => n == 0 ? x : Math.Sin(x) * Repeat(x * x, n - 1);
}

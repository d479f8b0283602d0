// Optimisers inside differentiated code, after GradBench's particle and saddle; a third derivative; a gradient with respect to a field; k-means.
using System;

namespace Autodiff.Gradients.Tests.Second;

public static partial class NestedFunctions
{
    // ---- third derivatives, by nesting and by Hvp of a gradient

    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Hvp)]
    public static double Wave(double x) => Math.Sin(2 * x) * Math.Exp(x);

    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Hvp)]
    public static double WaveSlope(double x)
    {
        WaveGradient(x, out double slope);
        return slope;
    }

    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Jvp)]
    public static double WaveCurvature(double x)
    {
        WaveHvp(x, 1, out _, out double curvature);
        return curvature;
    }

    // ---- k-means: the Hessian is diagonal

    [Differentiable(nameof(centroids), Generate = Derivatives.Gradient | Derivatives.HessianDiagonal)]
    public static double KMeans(ReadOnlySpan<double> points, ReadOnlySpan<double> centroids, int d)
    {
        double cost = 0;
        for (int p = 0; p < points.Length; p += d)
        {
            double best = double.PositiveInfinity;
            for (int c = 0; c < centroids.Length; c += d)
            {
                double distance = 0;
                for (int k = 0; k < d; k++)
                {
                    double difference = points[p + k] - centroids[c + k];
                    distance += difference * difference;
                }
                best = Math.Min(best, distance);
            }
            cost += best;
        }
        return cost;
    }

    // ---- the charged particle: the inner derivative is the field, the outer one trains the control

    [Differentiable(nameof(x), nameof(y), Generate = Derivatives.Gradient | Derivatives.Jvp)]
    private static double Potential(double x, double y, double w)
    {
        double dx1 = x - 10, dy1 = y - (10 - w), dx2 = x - 10, dy2 = y;
        return (1 / Math.Sqrt((dx1 * dx1) + (dy1 * dy1))) + (1 / Math.Sqrt((dx2 * dx2) + (dy2 * dy2)));
    }

    private static void FieldByReverse(double x, double y, double w, out double ax, out double ay)
    {
        PotentialGradient(x, y, w, out double byX, out double byY);
        (ax, ay) = (-byX, -byY);
    }

    private static void FieldByForward(double x, double y, double w, out double ax, out double ay)
    {
        PotentialJvp(x, y, w, 1, 0, out double byX);
        PotentialJvp(x, y, w, 0, 1, out double byY);
        (ax, ay) = (-byX, -byY);
    }

    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Jvp)]
    public static double ParticleByReverse(double w) => Flight(w, reverse: true);

    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Jvp)]
    public static double ParticleByForward(double w) => Flight(w, reverse: false);

    private static double Flight(double w, bool reverse)
    {
        const double dt = 0.1;
        double x = 0, y = 8, vx = 0.75, vy = 0;
        while (true)
        {
            double ax, ay;
            if (reverse) FieldByReverse(x, y, w, out ax, out ay);
            else FieldByForward(x, y, w, out ax, out ay);
            x += dt * vx;
            y += dt * vy;
            if (y <= 0) break;
            vx += dt * ax;
            vy += dt * ay;
        }
        double rest = -y / vy;
        double end = x + (rest * vx);
        return end * end;
    }

    // ---- the saddle point: a maximum inside a minimum

    [Differentiable(nameof(y0), nameof(y1), Generate = Derivatives.Gradient | Derivatives.Jvp)]
    private static double Negated(double x0, double x1, double y0, double y1) => (y0 * y0) + (y1 * y1) - (x0 * x0) - (x1 * x1);

    private static void Slope(double x0, double x1, double y0, double y1, bool reverse, out double g0, out double g1)
    {
        if (reverse) NegatedGradient(x0, x1, y0, y1, out g0, out g1);
        else
        {
            NegatedJvp(x0, x1, y0, y1, 1, 0, out g0);
            NegatedJvp(x0, x1, y0, y1, 0, 1, out g1);
        }
    }

    /// <summary>GradBench's descent: the place of the minimum over y of the negated function, from (1, 1).</summary>
    public static void Maximise(double x0, double x1, bool reverse, out double y0, out double y1)
    {
        (y0, y1) = (1, 1);
        double value = Negated(x0, x1, y0, y1), eta = 1e-5;
        Slope(x0, x1, y0, y1, reverse, out double g0, out double g1);
        int i = 0;
        bool done = false;
        while (!done)
        {
            if (Math.Sqrt((g0 * g0) + (g1 * g1)) <= 1e-5) done = true;
            else if (i == 10)
            {
                eta *= 2;
                i = 0;
            }
            else
            {
                double next0 = y0 - (eta * g0), next1 = y1 - (eta * g1);
                double step0 = y0 - next0, step1 = y1 - next1;
                if (Math.Sqrt((step0 * step0) + (step1 * step1)) <= 1e-5) done = true;
                else
                {
                    double at = Negated(x0, x1, next0, next1);
                    if (at < value)
                    {
                        (y0, y1, value) = (next0, next1, at);
                        Slope(x0, x1, y0, y1, reverse, out g0, out g1);
                        i++;
                    }
                    else
                    {
                        eta /= 2;
                        i = 0;
                    }
                }
            }
        }
    }

    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Jvp)]
    public static double SaddleByReverse(double x0, double x1)
    {
        Maximise(x0, x1, true, out double y0, out double y1);
        return (x0 * x0) + (x1 * x1) - ((y0 * y0) + (y1 * y1));
    }

    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Jvp)]
    public static double SaddleByForward(double x0, double x1)
    {
        Maximise(x0, x1, false, out double y0, out double y1);
        return (x0 * x0) + (x1 * x1) - ((y0 * y0) + (y1 * y1));
    }
}

/// <summary>A gradient with respect to a field, called where the field is a constant.</summary>
public sealed partial class NestedFields
{
    private readonly double[] _weights = [0.5, -1.25, 2];

    [Differentiable(nameof(x), nameof(_weights))]
    private double Weighted(double x)
    {
        double sum = 0;
        for (int i = 0; i < _weights.Length; i++) sum += Math.Sin(_weights[i] * x);
        return sum;
    }

    [Differentiable]
    public double OfAField(double x)
    {
        Span<double> g = stackalloc double[3];
        WeightedGradient(x, g, out double slope);
        return slope * g[1];
    }
}

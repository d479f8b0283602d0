// Nested derivatives against published and closed results: particle, saddle, k-means, third derivatives.
using System;
using System.Linq;
using Xunit;
using static Autodiff.Gradients.Tests.Second.NestedFunctions;

namespace Autodiff.Gradients.Tests.Second;

public sealed class NestedFunctionsTests
{
    private delegate double Value(double[] x);

    private delegate double[] Slope(double[] x);

    /// <summary>The gradient descent of GradBench.</summary>
    private static double[] Minimise(Value f, Slope g, double[] start)
    {
        double Norm(double[] v) => Math.Sqrt(v.Sum(e => e * e));
        double[] x = start, gradient = g(x);
        double value = f(x), eta = 1e-5;
        for (int i = 0; ;)
        {
            if (Norm(gradient) <= 1e-5) return x;
            if (i == 10)
            {
                eta *= 2;
                i = 0;
                continue;
            }
            double[] next = [.. x.Zip(gradient, (a, b) => a - (eta * b))];
            if (Norm([.. x.Zip(next, (a, b) => a - b)]) <= 1e-5) return x;
            double at = f(next);
            if (at < value)
            {
                (x, value, gradient) = (next, at, g(next));
                i++;
            }
            else
            {
                eta /= 2;
                i = 0;
            }
        }
    }

    [Theory]
    [InlineData("rr")]
    [InlineData("rf")]
    [InlineData("fr")]
    [InlineData("ff")]
    public void The_control_of_the_particle_is_the_published_one(string modes)
    {
        double Slope(double w)
        {
            double slope;
            switch (modes)
            {
                case "rr": ParticleByReverseGradient(w, out slope); break;
                case "rf": ParticleByForwardGradient(w, out slope); break;
                case "fr": ParticleByReverseJvp(w, 1, out slope); break;
                default: ParticleByForwardJvp(w, 1, out slope); break;
            }
            return slope;
        }

        double w = Minimise(x => ParticleByReverse(x[0]), x => [Slope(x[0])], [0])[0];
        Assert.Equal(0.2071918746486116, w, 1e-9);
    }

    [Theory]
    [InlineData("rr")]
    [InlineData("rf")]
    [InlineData("fr")]
    [InlineData("ff")]
    public void The_saddle_point_is_the_published_one(string modes)
    {
        double[] Slope(double[] x)
        {
            double a, b;
            switch (modes)
            {
                case "rr": SaddleByReverseGradient(x[0], x[1], out a, out b); break;
                case "rf": SaddleByForwardGradient(x[0], x[1], out a, out b); break;
                case "fr": SaddleByReverseJvp(x[0], x[1], 1, 0, out a); SaddleByReverseJvp(x[0], x[1], 0, 1, out b); break;
                default: SaddleByForwardJvp(x[0], x[1], 1, 0, out a); SaddleByForwardJvp(x[0], x[1], 0, 1, out b); break;
            }
            return [a, b];
        }

        double[] x = Minimise(p => SaddleByReverse(p[0], p[1]), Slope, [1, 1]);
        Maximise(x[0], x[1], modes[1] == 'r', out double y0, out double y1);
        foreach (double coordinate in new[] { x[0], x[1], y0, y1 }) Assert.Equal(8.246324826140356e-06, coordinate, 1e-12);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(-1.1)]
    public void Third_derivatives_agree_with_the_closed_form(double x)
    {
        // f = e^x sin 2x is the imaginary part of e^{(1+2i) x}, and (1+2i)³ = -11 - 2i.
        double third = Math.Exp(x) * ((-11 * Math.Sin(2 * x)) - (2 * Math.Cos(2 * x)));
        WaveSlopeHvp(x, 1, out double second, out double byHvp);
        WaveCurvatureGradient(x, out double byGradient);
        WaveCurvatureJvp(x, 1, out double byJvp);
        Assert.Equal(Math.Exp(x) * ((-3 * Math.Sin(2 * x)) + (4 * Math.Cos(2 * x))), second, 1e-12);
        foreach (double actual in new[] { byHvp, byGradient, byJvp }) Assert.Equal(third, actual, 1e-11);
    }

    [Fact]
    public void The_Hessian_of_k_means_is_twice_the_sizes_of_its_clusters()
    {
        const int d = 3, n = 60, k = 4;
        Random random = new(5);
        double[] points = [.. Enumerable.Range(0, n * d).Select(_ => random.NextDouble())], centroids = points[^(k * d)..];
        double[] gradient = new double[k * d], diagonal = new double[k * d], expected = new double[k * d], sizes = new double[k * d];
        KMeansHessianDiagonal(points, centroids, d, gradient, diagonal);
        for (int p = 0; p < n; p++)
        {
            int nearest = Enumerable.Range(0, k).MinBy(c => Enumerable.Range(0, d).Sum(j => Math.Pow(points[(p * d) + j] - centroids[(c * d) + j], 2)));
            for (int j = 0; j < d; j++)
            {
                expected[(nearest * d) + j] += 2 * (centroids[(nearest * d) + j] - points[(p * d) + j]);
                sizes[(nearest * d) + j] += 2;
            }
        }
        for (int j = 0; j < k * d; j++)
        {
            Assert.Equal(expected[j], gradient[j], 1e-12);
            Assert.Equal(sizes[j], diagonal[j], 1e-12);
        }
    }

    [Fact]
    public void A_gradient_with_respect_to_a_field_is_differentiated_where_the_field_is_a_constant()
    {
        double[] w = [0.5, -1.25, 2];
        const double x = 0.7;
        double slope = w.Sum(v => v * Math.Cos(v * x)), bend = w.Sum(v => -v * v * Math.Sin(v * x));
        double g = x * Math.Cos(w[1] * x), gSlope = Math.Cos(w[1] * x) - (x * w[1] * Math.Sin(w[1] * x));
        Assert.Equal(slope * g, new NestedFields().OfAFieldGradient(x, out double actual), 1e-14);
        Assert.Equal((bend * g) + (slope * gSlope), actual, 1e-14);
    }
}

// The generated gradient against central differences of fourth order, in every parameter.
using System;

namespace Quickstart;

/// <summary>The generated gradient against central differences.</summary>
public static class GradientCheck
{
    public const double Tolerance = 1e-8;

    /// <summary>The largest deviation, relative to the largest entry of the gradient.</summary>
    public static double LargestError(double[] parameters, ReadOnlySpan<double> images, ReadOnlySpan<int> labels)
    {
        const double H = 1e-3;
        var gradient = new double[parameters.Length];
        Network.LossGradient(parameters, images, labels, gradient);
        double[] moved = [.. parameters];
        double error = 0;
        double largest = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            double difference = 8 * (At(H, images, labels) - At(-H, images, labels)) - (At(2 * H, images, labels) - At(-2 * H, images, labels));
            moved[i] = parameters[i];
            double deviation = Math.Abs((difference / (12 * H)) - gradient[i]);
            if (double.IsNaN(deviation)) return double.NaN;
            error = Math.Max(error, deviation);
            largest = Math.Max(largest, Math.Abs(gradient[i]));

            double At(double h, ReadOnlySpan<double> images, ReadOnlySpan<int> labels)
            {
                moved[i] = parameters[i] + h;
                return Network.Loss(moved, images, labels);
            }
        }

        return error / largest;
    }
}

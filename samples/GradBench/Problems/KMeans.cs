// The cost of k-means clustering and the step of Newton's method on it (GradBench's kmeans).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class KMeans : Problem
{
    /// <summary>The sum over n points in d dimensions of the squared distance to the nearest of k centroids.</summary>
    [Differentiable(nameof(centroids), Generate = Derivatives.Gradient | Derivatives.Hvp)]
    public static double Cost(int n, int k, int d, ReadOnlySpan<double> points, ReadOnlySpan<double> centroids)
    {
        double cost = 0;
        for (int i = 0; i < n; i++)
        {
            double nearest = double.PositiveInfinity;
            for (int c = 0; c < k; c++)
            {
                double distance = 0;
                for (int j = 0; j < d; j++)
                {
                    double difference = points[i * d + j] - centroids[c * d + j];
                    distance += difference * difference;
                }
                if (distance < nearest) nearest = distance;
            }
            cost += nearest;
        }
        return cost;
    }

    public override Job Prepare(string function, JsonElement input)
    {
        double[] points = Flat(input.GetProperty("points")), centroids = Flat(input.GetProperty("centroids"));
        int n = input.GetProperty("points").GetArrayLength(), k = input.GetProperty("centroids").GetArrayLength(), d = centroids.Length / k;
        double[] ones = new double[k * d], gradient = new double[k * d], diagonal = new double[k * d], step = new double[k * d];
        System.Array.Fill(ones, 1.0);
        double value = 0;
        return function switch
        {
            "cost" => new(() => value = Cost(n, k, d, points, centroids), () => value),
            // The Hessian is diagonal, so that its product with ones is its diagonal.
            "dir" => new(() =>
            {
                CostHvp(n, k, d, points, centroids, ones, gradient, diagonal);
                for (int i = 0; i < step.Length; i++) step[i] = gradient[i] / diagonal[i];
            }, () => Rows(step, k)),
            _ => throw Unknown(function),
        };
    }
}

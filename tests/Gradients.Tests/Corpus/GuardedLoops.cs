// Loops whose result is used on one side of a branch only, so that their reverse need not run on the other; and signs of numbers in loops.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class GuardedLoops
{
    /// <summary>Of all distances the least is kept, in trips that may run in lanes.</summary>
    [Differentiable]
    [Lengths(1, 2, 9, 17)]
    public static double NearestOfAll(ReadOnlySpan<double> x, ReadOnlySpan<double> centres)
    {
        double cost = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double nearest = 1e9;
            for (int c = 0; c < centres.Length; c++)
            {
                double distance = 0;
                for (int j = 0; j < 3; j++)
                {
                    double difference = x[i] * (j + 1) - centres[c];
                    distance += difference * difference;
                }
                if (distance < nearest) nearest = distance;
            }
            cost += nearest;
        }
        return cost;
    }

    /// <summary>The rows of points lie apart: collected once, and used in both directions.</summary>
    [Differentiable(nameof(points), nameof(centres))]
    [Case("n=1 k=1 d=2 points:2 centres:2")]
    [Case("n=9 k=3 d=2 points:18 centres:6")]
    [Case("n=33 k=4 d=3 points:99 centres:12")]
    [Case("n=33 k=0 d=3 points:99 centres:0")]
    public static double NearestOfRows(int n, int k, int d, ReadOnlySpan<double> points, ReadOnlySpan<double> centres)
    {
        double cost = 0;
        for (int i = 0; i < n; i++)
        {
            double nearest = 100;
            for (int c = 0; c < k; c++)
            {
                double distance = 0;
                for (int j = 0; j < d; j++)
                {
                    double difference = points[i * d + j] - centres[c * d + j];
                    distance += difference * difference;
                }
                nearest = Math.Min(nearest, distance);
            }
            cost += nearest * nearest;
        }
        return cost;
    }

    [Differentiable(nameof(centres))]
    [Case("n=35 k=4 d=3 points:105 centres:12")]
    [Case("n=16 k=2 d=5 points:80 centres:10")]
    public static float NearestOfRowsInSingle(int n, int k, int d, ReadOnlySpan<float> points, ReadOnlySpan<float> centres)
    {
        float cost = 0;
        for (int i = 0; i < n; i++)
        {
            float nearest = 100;
            for (int c = 0; c < k; c++)
            {
                float distance = 0;
                for (int j = 0; j < d; j++) distance += (points[i * d + j] - centres[c * d + j]) * (points[i * d + j] - centres[c * d + j]);
                if (distance < nearest) nearest = distance;
            }
            cost += nearest;
        }
        return cost;
    }

    /// <summary>What is left of a rectified sum is zero by chance at the case: the adjoint is zero, its tangent is not.</summary>
    [Differentiable]
    [Lengths(0, 1, 9)]
    [Case("x=1,1 y=1,1 target=2")]
    [Case("x=1,-1 y=1,2 target=2")]
    public static double Rectified(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double target)
    {
        double sum = 0;
        for (int j = 0; j < y.Length; j++) sum += x[j] * y[j];
        double rest = (sum > 0 ? sum : 0) - target;
        return rest * rest;
    }

    [Differentiable]
    [Lengths(0, 1, 9, 20)]
    [Domain(-1, 1)]
    public static double RectifiedLayer(ReadOnlySpan<double> x, ReadOnlySpan<double> w, double scale)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double sum = 0.1;
            for (int j = 0; j < w.Length; j++) sum += Math.Sin(x[i] * w[j]) * scale;
            total += (sum > 0 ? sum : 0.01 * scale) * (i + 1);
        }
        return total;
    }

    /// <summary>The sum is used on both sides, and beside the branch.</summary>
    [Differentiable]
    [Lengths(0, 1, 9)]
    [Domain(-1, 1)]
    public static double UsedElsewhereToo(ReadOnlySpan<double> x)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double a = 0, b = 1;
            for (int j = 0; j < x.Length; j++)
            {
                a += x[i] * x[j];
                b *= 1 + 0.1 * x[j];
            }
            double chosen = a > 0 ? a * b : b;
            total += chosen + (i % 2 == 0 ? a : 0);
        }
        return total;
    }

    /// <summary>The loop writes what it reads again, so its reverse has adjoints of its own.</summary>
    [Differentiable]
    [Lengths(1, 2, 9)]
    public static double WritesMemory(ReadOnlySpan<double> x)
    {
        double[] state = new double[x.Length];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < x.Length; j++)
            {
                state[j] = state[j] * 0.5 + x[j] * x[i];
                sum += Math.Sin(state[j]);
            }
            total += sum > 1.5 ? sum : 0;
        }
        return total + state[0];
    }

    /// <summary>Each trip needs what the one before gave: the loop keeps its course.</summary>
    [Differentiable]
    [Lengths(1, 3, 18)]
    public static double KeepsItsCourse(ReadOnlySpan<double> x)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double y = x[i];
            int trips = 0;
            while (y < 20 && trips < 30)
            {
                y = y * y + 0.3;
                trips++;
            }
            total += x[i] > 1 ? Math.Log(1 + y) : x[i];
        }
        return total;
    }

    [Differentiable]
    [Lengths(0, 1, 2, 9, 17, 40)]
    [Domain(-1, 1)]
    public static double SignsOfTrips(ReadOnlySpan<double> x, ReadOnlySpan<double> c)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double residual = Math.Sign(x[i] + 0.01);
            double power = 1;
            for (int j = 0; j < c.Length; j++)
            {
                residual -= c[j] * power;
                power *= x[i];
            }
            total += residual * residual;
        }
        return total;
    }

    [Differentiable]
    [Lengths(0, 1, 9, 17)]
    [Domain(-1, 1)]
    public static double SignsOfElements(ReadOnlySpan<double> x)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++) total += Math.Sign(x[i] * x[0] - 0.3) * x[i] * x[i];
        return total;
    }

    [Differentiable]
    [Lengths(0, 1, 9, 33)]
    [Domain(-1, 1)]
    public static float SignsInSingle(ReadOnlySpan<float> x)
    {
        float total = 0;
        for (int i = 0; i < x.Length; i++) total += MathF.Sign(i - 6.5f) * x[i] * x[i];
        return total;
    }

    /// <summary>A sign would throw for what only some trips take the sign of.</summary>
    [Differentiable]
    [Case("x=1,2,3,-1,NaN,2,-3,4,5,6,NaN,8,9,1,2,3,4", Gradient = "2 4 6 -2 0 4 -6 8 10 12 0 16 18 2 4 6 8")]
    [Case("x:3")]
    public static double SignsInABranch(ReadOnlySpan<double> x)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++)
            if (!double.IsNaN(x[i])) total += Math.Sign(x[i]) * x[i] * Math.Abs(x[i]);
        return total;
    }

    [Differentiable]
    [Case("x=1,2,3,-1,NaN,2,-3,4,5,6,NaN,8,9,1,2,3,4", Throws = typeof(ArithmeticException))]
    [Case("x:3")]
    public static double SignOfNaN(ReadOnlySpan<double> x)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++) total += Math.Sign(x[i]) * x[i];
        return total;
    }
}

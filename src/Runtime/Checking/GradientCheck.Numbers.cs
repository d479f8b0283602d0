// The numbers behind the checks: directions, extrapolated differences, comparisons.
using System;

namespace Autodiff;

public static partial class GradientCheck
{
    private static readonly double[] s_steps = [0.05, 0.01, 2e-3, 2e-4, 1e-5];

    // Fixed numbers without pattern, between a half and three halves, of both signs.
    private static double[] Direction(int length, int stream)
    {
        double[] direction = new double[length];
        for (int i = 0; i < length; i++)
        {
            double fraction = ((i + 1) * (0.6180339887498949 + (0.1 * stream))) % 1;
            direction[i] = (0.5 + fraction) * ((i + stream) % 3 == 0 ? -1 : 1);
        }

        return direction;
    }

    private static double[] Unit(int length, int index)
    {
        double[] unit = new double[length];
        unit[index] = 1;
        return unit;
    }

    // What a member sets it must set: a buffer that was left alone fails the comparison.
    private static double[] Garbage(int length)
    {
        double[] garbage = new double[length];
        Array.Fill(garbage, double.NaN);
        return garbage;
    }

    private static double[] Along(VectorGradient gradient, double[] at, double[] direction) => Differences(
        p =>
        {
            double[] g = Garbage(p.Length);
            gradient(p, g);
            return g;
        },
        at,
        direction);

    /// <summary>Derivative of f along the direction: Ridders' extrapolation from several first steps, for each output the value that settled best.</summary>
    private static double[] Differences(Func<double[], double[]> f, double[] at, double[] direction)
    {
        const double Shrink = 1.6;
        const int Rows = 8;
        int n = f(at).Length;
        double[] value = Garbage(n), error = new double[n];
        Array.Fill(error, double.PositiveInfinity);
        foreach (double first in s_steps)
        {
            double step = first;
            double[][] previous = [];
            for (int row = 0; row < Rows; row++, step /= Shrink)
            {
                double[][] current = new double[row + 1][];
                current[0] = Central(f, at, direction, step);
                double factor = Shrink * Shrink;
                for (int k = 1; k <= row; k++, factor *= Shrink * Shrink)
                {
                    current[k] = new double[n];
                    for (int i = 0; i < n; i++)
                    {
                        double a = current[k - 1][i], b = previous[k - 1][i], next = ((a * factor) - b) / (factor - 1);
                        current[k][i] = next;
                        double estimate = Math.Max(Math.Abs(next - a), Math.Abs(next - b));
                        if (estimate <= error[i]) (error[i], value[i]) = (estimate, next);
                    }
                }

                previous = current;
            }
        }

        return value;
    }

    private static double[] Central(Func<double[], double[]> f, double[] at, double[] direction, double step)
    {
        double[] plus = [.. at], minus = [.. at];
        for (int i = 0; i < at.Length; i++)
        {
            plus[i] += step * direction[i];
            minus[i] -= step * direction[i];
        }

        double[] up = f(plus), down = f(minus);
        for (int i = 0; i < up.Length; i++) up[i] = up[i] == down[i] ? 0 : (up[i] - down[i]) / (2 * step);
        return up;
    }

    private static CheckResult Products(string what, double[] v, double[] tangent, double[] adjoint, double[] u, double tolerance)
    {
        double left = 0, right = 0, scale = 0;
        for (int i = 0; i < v.Length; i++) (left, scale) = (left + (v[i] * tangent[i]), scale + Math.Abs(v[i] * tangent[i]));
        for (int i = 0; i < u.Length; i++) (right, scale) = (right + (u[i] * adjoint[i]), scale + Math.Abs(u[i] * adjoint[i]));
        double error = left == right ? 0 : Math.Abs(left - right) / scale;
        return new CheckResult($"{what} (their products with the same two vectors)", -1, -1, left, right, double.IsNaN(error) ? double.PositiveInfinity : error, tolerance);
    }

    // Entries much smaller than the largest carry its rounding.
    private static CheckResult Compare(string what, double[] expected, double[] actual, int columns, double tolerance)
    {
        double largest = 0;
        foreach (double e in expected) largest = Math.Max(largest, Math.Abs(e));
        var worst = new CheckResult(what, -1, -1, 0, 0, 0, tolerance);
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = actual[i], scale = Math.Max(Math.Max(Math.Abs(e), Math.Abs(a)), 1e-2 * largest);
            double error = e == a ? 0 : Math.Abs(e - a) / Math.Max(scale, 1e-6);
            if (double.IsNaN(error)) error = double.PositiveInfinity;
            if (error > worst.Error || i == 0) worst = new CheckResult(what, columns < 0 ? i : i / columns, columns < 0 ? -1 : i % columns, e, a, error, tolerance);
        }

        return worst;
    }

    // A failure before a pass; of two of a kind the larger error in units of its tolerance.
    private static CheckResult Worst(params ReadOnlySpan<CheckResult> results)
    {
        CheckResult worst = results[0];
        foreach (CheckResult result in results)
        {
            if ((!result.Passed && worst.Passed) || (result.Passed == worst.Passed && result.Error * worst.Tolerance > worst.Error * result.Tolerance)) worst = result;
        }

        return worst;
    }
}

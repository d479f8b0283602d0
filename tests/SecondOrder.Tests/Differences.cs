// Directional differences of the gradient, extrapolated (Ridders), each with an estimate of its error.
using System;
using System.Linq;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.SecondOrder.Tests;

internal static class Differences
{
    public static (double[] Value, double[] Error) OfGradient(SecondFunction f, Point point, Weights direction)
    {
        int n = f.Inputs(point.Values);
        double[] value = new double[n], error = [.. Enumerable.Repeat(double.PositiveInfinity, n)];
        foreach (double start in f.F.UsesFloat ? new[] { 0.25, 0.1, 0.03, 0.01 } : [0.05, 0.01, 2e-3, 2e-4, 1e-5]) Tableau(f, point, direction, start, value, error);
        return (value, error);
    }

    private static void Tableau(SecondFunction f, Point point, Weights direction, double step, double[] value, double[] error)
    {
        const double shrink = 1.6;
        double[][] previous = [];
        for (int row = 0; row < (f.F.UsesFloat ? 4 : 8); row++, step /= shrink)
        {
            if (Central(f, point, direction, step) is not { } central) return;
            double[][] current = new double[row + 1][];
            current[0] = central;
            double factor = shrink * shrink;
            for (int k = 1; k <= row; k++, factor *= shrink * shrink)
            {
                current[k] = new double[value.Length];
                for (int i = 0; i < value.Length; i++)
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

    private static double[]? Central(SecondFunction f, Point point, Weights direction, double step)
    {
        try
        {
            double[] plus = Gradient(f, point, direction, step), minus = Gradient(f, point, direction, -step);
            return [.. plus.Zip(minus, (p, m) => p == m ? 0 : (p - m) / (2 * step))];
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException or InvalidOperationException)
        {
            return null; // a guard of the function: this step is too wide
        }
    }

    private static double[] Gradient(SecondFunction f, Point point, Weights direction, double step)
    {
        Slot[] moved = [.. point.Values];
        foreach (Parameter p in f.F.Differentiated)
        {
            Slot slot = moved[p.Index].Clone();
            for (int i = 0; i < slot.Count; i++) slot[i] += step * direction.Of[p.Index]![i];
            moved[p.Index] = slot;
        }
        Outcome run = Runs.Gradient(f.F, moved);
        return [.. f.F.Differentiated.SelectMany(p => run.Derivatives[p.Index]!.ToArray())];
    }
}

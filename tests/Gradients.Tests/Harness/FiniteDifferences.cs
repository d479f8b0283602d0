// Directional derivatives by extrapolated central differences (Ridders' tableau), each with an estimate of its error.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>A difference quotient per output, with the error it is trusted to.</summary>
public sealed record Quotient(double[] Value, double[] Error);

/// <summary>Extrapolated central differences.</summary>
public static class FiniteDifferences
{
    private static readonly double[] s_steps = [0.05, 0.01, 2e-3, 2e-4, 1e-5];
    private static readonly double[] s_floatSteps = [0.25, 0.1, 0.03, 0.01];

    public static Quotient Along(Function f, Point point, Weights direction)
    {
        int outputs = Runs.Primal(f, point.Values).Outputs(f).Count;
        var value = new double[outputs];
        var error = Enumerable.Repeat(double.PositiveInfinity, outputs).ToArray();
        foreach (double start in f.UsesFloat ? s_floatSteps : s_steps)
        {
            Tableau(f, point, direction, start, value, error);
        }

        return new Quotient(value, error);
    }

    private static void Tableau(Function f, Point point, Weights direction, double step, double[] value, double[] error)
    {
        const double Shrink = 1.6;
        int rows = f.UsesFloat ? 4 : 8;
        var previous = new List<double[]>();
        for (int row = 0; row < rows; row++, step /= Shrink)
        {
            double[]? central = Central(f, point, direction, step);
            if (central is null) return;
            var current = new List<double[]> { central };
            double factor = Shrink * Shrink;
            for (int k = 1; k <= row; k++, factor *= Shrink * Shrink)
            {
                var next = new double[value.Length];
                for (int i = 0; i < next.Length; i++)
                {
                    double a = current[k - 1][i];
                    double b = previous[k - 1][i];
                    next[i] = ((a * factor) - b) / (factor - 1);
                    double estimate = Math.Max(Math.Abs(next[i] - a), Math.Abs(next[i] - b));
                    if (estimate <= error[i])
                    {
                        error[i] = estimate;
                        value[i] = next[i];
                    }
                }

                current.Add(next);
            }

            previous = current;
        }
    }

    private static double[]? Central(Function f, Point point, Weights direction, double step)
    {
        try
        {
            List<double> plus = Runs.Primal(f, Moved(f, point, direction, step)).Outputs(f);
            List<double> minus = Runs.Primal(f, Moved(f, point, direction, -step)).Outputs(f);
            return [.. plus.Zip(minus, (p, m) => p == m ? 0 : (p - m) / (2 * step))];
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException or InvalidOperationException)
        {
            return null; // a guard of the function: this step is too wide
        }
    }

    private static Slot[] Moved(Function f, Point point, Weights direction, double step)
    {
        Slot[] moved = [.. point.Values];
        foreach (Parameter p in f.Differentiated)
        {
            Slot slot = moved[p.Index].Clone();
            Slot along = direction.Of[p.Index]!;
            for (int i = 0; i < slot.Count; i++) slot[i] += step * along[i];
            moved[p.Index] = slot;
        }

        return moved;
    }
}

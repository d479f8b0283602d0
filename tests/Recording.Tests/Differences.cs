// Gradients of recorded functions against central differences, to third order.
using System;
using System.Linq;
using Xunit;

namespace Autodiff.Recording.Tests;

internal static class Differences
{
    /// <summary>A variable of a shape with numbers of which none is close to a kink of a function.</summary>
    public static Variable<double> Fill(int seed, double low, double high, params nint[] shape)
    {
        Random random = new(seed);
        double[] values = new double[shape.Aggregate((nint)1, (a, b) => a * b)];
        for (int k = 0; k < values.Length; k++) values[k] = low + ((high - low) * random.NextDouble());
        return Variable.Create<double>(values, shape);
    }

    /// <summary>Derivatives of the first three orders along a direction in all variables, by repeated recorded gradients, against differences of the order below.</summary>
    public static void Check(Func<Variable<double>> function, Variable<double>[] variables, int orders, double tolerance = 1e-6)
    {
        for (int order = 1; order <= orders; order++)
        {
            double[][] recorded = Derivative(function, variables, order), differences = new double[variables.Length][];
            for (int v = 0; v < variables.Length; v++)
            {
                double[] at = variables[v].Values.ToArray(), values = [.. at];
                differences[v] = new double[at.Length];
                for (int k = 0; k < at.Length; k++)
                {
                    double Central(double h)
                    {
                        double At(double value)
                        {
                            values[k] = value;
                            variables[v].SetInPlace(values);
                            values[k] = at[k];
                            return Weighted(function, variables, order - 1);
                        }

                        return (At(at[k] + h) - At(at[k] - h)) / (2 * h);
                    }

                    differences[v][k] = ((4 * Central(5e-4)) - Central(1e-3)) / 3;
                }
                variables[v].SetInPlace(at);
                for (int k = 0; k < at.Length; k++)
                    Assert.True(
                        Math.Abs(recorded[v][k] - differences[v][k]) <= tolerance * Math.Max(1, Math.Abs(differences[v][k])),
                        $"Order {order}, variable {v}, entry {k}: {recorded[v][k]} recorded, {differences[v][k]} by differences.");
            }
        }
    }

    private static double Weighted(Func<Variable<double>> function, Variable<double>[] variables, int order)
    {
        using AutogradScope recording = Autograd.Record();
        return Recorded(function, variables, order).Value;
    }

    private static double[][] Derivative(Func<Variable<double>> function, Variable<double>[] variables, int order)
    {
        using AutogradScope recording = Autograd.Record();
        Variable<double> last = Recorded(function, variables, order - 1);
        if (!last.RequiresGradient) return [.. variables.Select(v => new double[v.Count])];
        return [.. Autograd.Gradient(last, variables).Select(g => g.Values.ToArray())];
    }

    /// <summary>A number: the function's outputs, or the entries of the derivative of an order, weighted.</summary>
    private static Variable<double> Recorded(Func<Variable<double>> function, Variable<double>[] variables, int order)
    {
        Variable<double> y = Weigh(function(), 0);
        for (int k = 0; k < order; k++)
        {
            if (!y.RequiresGradient) return Variable.Constant(0.0);
            Variable<double>[] gradients = Autograd.Gradient(y, variables, createGraph: true);
            y = gradients.Select((g, j) => Weigh(g, (10 * k) + j + 1)).Aggregate((a, b) => a + b);
        }

        return y;
    }

    private static Variable<double> Weigh(Variable<double> y, int seed) => (y * Fill(100 + seed, 0.5, 1.5, y.Lengths.ToArray()).Detach()).Sum();
}

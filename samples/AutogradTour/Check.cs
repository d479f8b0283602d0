// Comparisons that say what went wrong.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Autodiff;

namespace AutogradTour;

internal static class Check
{
    public static void Near(IReadOnlyList<double> expected, Variable<double>? actual, double tolerance = 1e-12)
    {
        if (actual is null) throw new InvalidOperationException("There is no gradient.");
        if (expected.Count != actual.Count) throw new InvalidOperationException($"{expected.Count} numbers are expected, but there are {actual.Count}.");
        for (int k = 0; k < expected.Count; k++)
            if (!(Math.Abs(expected[k] - actual.Values[k]) <= tolerance * Math.Max(1, Math.Abs(expected[k]))))
                throw new InvalidOperationException($"{Show(actual)} instead of {Show(expected)}.");
    }

    public static void Near(double expected, double actual, double tolerance = 1e-12)
    {
        if (!(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)))) throw new InvalidOperationException($"{Show([actual])} instead of {Show([expected])}.");
    }

    public static void That(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException("Not so: " + what + ".");
    }

    /// <summary>The gradient of each variable equals central differences of the function.</summary>
    public static double AgreesWithDifferences(Func<Variable<double>> function, params Variable<double>[] variables)
    {
        double largest = 0;
        foreach (Variable<double> variable in variables)
        {
            double[] values = variable.Values.ToArray(), differences = new double[values.Length];
            for (int k = 0; k < values.Length; k++)
            {
                double at = values[k], step = 1e-4 * Math.Max(1, Math.Abs(at));
                double At(double value)
                {
                    values[k] = value;
                    variable.SetInPlace(values);
                    values[k] = at;
                    return function().Value;
                }

                double Central(double h)
                {
                    return (At(at + h) - At(at - h)) / (2 * h);
                }

                // Two steps, so that the error of second order cancels.
                differences[k] = ((4 * Central(step / 2)) - Central(step)) / 3;
            }
            variable.SetInPlace(values);
            Near(differences, variable.Gradient, 1e-8);
            largest = Math.Max(largest, differences.Max(Math.Abs));
        }
        return largest;
    }

    public static string Show(Variable<double>? values) => values is null ? "none" : Show(values.Values.ToArray());

    public static string Show(IReadOnlyList<double> values) =>
        "[" + string.Join(", ", values.Select(v => (v == 0 ? 0 : v).ToString("0.######", CultureInfo.InvariantCulture))) + "]";
}

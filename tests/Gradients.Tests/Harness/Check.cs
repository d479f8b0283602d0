// Assertions whose messages name function, mode, point and both numbers.
using System;
using System.Globalization;
using Xunit.Sdk;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>Assertions with readable messages.</summary>
public static class Check
{
    public static void That(bool condition, string message)
    {
        if (!condition) throw new XunitException(message);
    }

    public static void SameBits(Slot expected, Slot actual, string what)
    {
        int i = expected.FirstDifference(actual);
        if (i < 0) return;
        string values = expected is Constant ? "differs" : $"[{i}] is {Text(actual[i])}, expected exactly {Text(expected[i])}";
        throw new XunitException($"{what}{values}");
    }

    /// <summary>
    /// The same bits; of functions with vectorised loops, which add lane by lane and fuse products with sums, also those of another order of summation. Without vectors
    /// their bits are compared too (VectorTests of the second-order tests).
    /// </summary>
    public static void SameButForOrder(Function f, Slot expected, Slot actual, string what)
    {
        if (expected.FirstDifference(actual) < 0) return;
        if (expected is Constant || !(f.IsVectorised || f.RoundsOtherwise)) SameBits(expected, actual, what);
        double tolerance = expected.Element == typeof(float) ? 2e-6 : 2e-15;
        for (int i = 0; i < expected.Count; i++)
        {
            if (!Slot.SameBits(expected[i], actual[i])) Near(expected[i], actual[i], tolerance, 8 * Math.Max(1, Math.Abs(expected[i])), $"{what}[{i}]");
        }
    }

    /// <summary>Equal up to <paramref name="tolerance"/> times the larger of the expected magnitude and <paramref name="scale"/>; NaN equals NaN.</summary>
    public static void Near(double expected, double actual, double tolerance, double scale, string what)
    {
        if (expected == actual || (double.IsNaN(expected) && double.IsNaN(actual))) return;
        double allowed = tolerance * Math.Max(Math.Abs(expected), scale);
        if (Math.Abs(expected - actual) <= allowed && double.IsFinite(expected)) return;
        throw new XunitException($"{what} is {Text(actual)}, expected {Text(expected)}: off by {Text(Math.Abs(actual - expected))}, allowed {Text(allowed)}");
    }

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

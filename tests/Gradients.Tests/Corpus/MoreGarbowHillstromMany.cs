// The test functions of Moré, Garbow and Hillstrom with any number of variables.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class MoreGarbowHillstromMany
{
    private static readonly double[] s_osborne2 =
    [
        1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649,
        0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653,
        0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
    ];

    private static double Square(double x) => x * x;

    /// <summary>(19).</summary>
    [Differentiable]
    [Domain(0.3, 1)]
    [Case("x:11")]
    public static double Osborne2(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < s_osborne2.Length; i++)
        {
            double t = i / 10.0;
            double model = x[0] * Math.Exp(-t * x[4]) + x[1] * Math.Exp(-Square(t - x[8]) * x[5])
                + x[2] * Math.Exp(-Square(t - x[9]) * x[6]) + x[3] * Math.Exp(-Square(t - x[10]) * x[7]);
            sum += Square(s_osborne2[i] - model);
        }

        return sum;
    }

    /// <summary>(20).</summary>
    [Differentiable]
    [Domain(-0.5, 0.5)]
    [Case("x:2")]
    [Case("x:6")]
    public static double Watson(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double total = 0;
        for (int i = 1; i <= 29; i++)
        {
            double t = i / 29.0;
            double slope = 0;
            double power = 1;
            for (int j = 1; j < n; j++)
            {
                slope += j * x[j] * power;
                power *= t;
            }

            double value = 0;
            power = 1;
            for (int j = 0; j < n; j++)
            {
                value += x[j] * power;
                power *= t;
            }

            total += Square(slope - value * value - 1);
        }

        return total + x[0] * x[0] + Square(x[1] - x[0] * x[0] - 1);
    }

    /// <summary>(21).</summary>
    [Differentiable]
    [Lengths(0, 2, 6)]
    public static double ExtendedRosenbrock(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i += 2) sum += Square(10 * (x[i + 1] - x[i] * x[i])) + Square(1 - x[i]);
        return sum;
    }

    /// <summary>(22).</summary>
    [Differentiable]
    [Lengths(0, 4, 8)]
    public static double ExtendedPowellSingular(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 3 < x.Length; i += 4)
        {
            sum += Square(x[i] + 10 * x[i + 1]) + 5 * Square(x[i + 2] - x[i + 3]);
            sum += Math.Pow(x[i + 1] - 2 * x[i + 2], 4) + 10 * Math.Pow(x[i] - x[i + 3], 4);
        }

        return sum;
    }

    /// <summary>(23).</summary>
    [Differentiable]
    [Lengths(1, 4, 10)]
    [ClosedForm(nameof(PenaltyOneGradient_))]
    public static double PenaltyOne(ReadOnlySpan<double> x)
    {
        double squares = -0.25;
        double sum = 0;
        foreach (double value in x)
        {
            squares += value * value;
            sum += 1e-5 * Square(value - 1);
        }

        return sum + squares * squares;
    }

    private static double[] PenaltyOneGradient_(ReadOnlySpan<double> x)
    {
        double squares = -0.25;
        foreach (double value in x) squares += value * value;
        var d = new double[x.Length];
        for (int i = 0; i < d.Length; i++) d[i] = (2e-5 * (x[i] - 1)) + (4 * squares * x[i]);
        return d;
    }

    /// <summary>(24).</summary>
    [Differentiable]
    [Domain(-1, 1)]
    [Lengths(1, 4)]
    public static double PenaltyTwo(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double sum = Square(x[0] - 0.2);
        double weighted = n * x[0] * x[0];
        for (int i = 1; i < n; i++)
        {
            double y = Math.Exp((i + 1) / 10.0) + Math.Exp(i / 10.0);
            sum += 1e-5 * Square(Math.Exp(x[i] / 10) + Math.Exp(x[i - 1] / 10) - y);
            sum += 1e-5 * Square(Math.Exp(x[i] / 10) - Math.Exp(-0.1));
            weighted += (n - i) * x[i] * x[i];
        }

        return sum + Square(weighted - 1);
    }

    /// <summary>(25).</summary>
    [Differentiable]
    [Lengths(1, 5)]
    public static double VariablyDimensioned(ReadOnlySpan<double> x)
    {
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += Square(x[i] - 1);
            weighted += (i + 1) * (x[i] - 1);
        }

        return sum + Square(weighted) + Square(Square(weighted));
    }

    /// <summary>(26).</summary>
    [Differentiable]
    [Lengths(1, 5)]
    public static double Trigonometric(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double cosines = 0;
        for (int i = 0; i < n; i++) cosines += Math.Cos(x[i]);
        double sum = 0;
        for (int i = 0; i < n; i++) sum += Square(n - cosines + (i + 1) * (1 - Math.Cos(x[i])) - Math.Sin(x[i]));
        return sum;
    }

    /// <summary>(27).</summary>
    [Differentiable]
    [Lengths(1, 2, 5)]
    public static double BrownAlmostLinear(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double total = 0;
        double product = 1;
        for (int i = 0; i < n; i++)
        {
            total += x[i];
            product *= x[i];
        }

        double sum = Square(product - 1);
        for (int i = 0; i < n - 1; i++) sum += Square(x[i] + total - (n + 1));
        return sum;
    }

    /// <summary>(28).</summary>
    [Differentiable]
    [Lengths(1, 2, 6)]
    public static double DiscreteBoundaryValue(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double h = 1.0 / (n + 1);
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double left = i > 0 ? x[i - 1] : 0;
            double right = i < n - 1 ? x[i + 1] : 0;
            double s = x[i] + (i + 1) * h + 1;
            sum += Square(2 * x[i] - left - right + h * h * s * s * s / 2);
        }

        return sum;
    }

    /// <summary>(29).</summary>
    [Differentiable]
    [Domain(-1, 1)]
    [Lengths(1, 5)]
    public static double DiscreteIntegralEquation(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double h = 1.0 / (n + 1);
        double sum = 0;
        for (int i = 1; i <= n; i++)
        {
            double lower = 0;
            double upper = 0;
            for (int j = 1; j <= i; j++) lower += j * h * Math.Pow(x[j - 1] + j * h + 1, 3);
            for (int j = i + 1; j <= n; j++) upper += (1 - j * h) * Math.Pow(x[j - 1] + j * h + 1, 3);
            sum += Square(x[i - 1] + h * ((1 - i * h) * lower + i * h * upper) / 2);
        }

        return sum;
    }

    /// <summary>(30).</summary>
    [Differentiable]
    [Lengths(1, 2, 6)]
    public static double BroydenTridiagonal(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double f = (3 - 2 * x[i]) * x[i] + 1;
            if (i > 0) f -= x[i - 1];
            if (i + 1 < x.Length) f -= 2 * x[i + 1];
            sum += f * f;
        }

        return sum;
    }

    /// <summary>(31).</summary>
    [Differentiable]
    [Domain(-1, 1)]
    [Lengths(1, 8)]
    public static double BroydenBanded(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double f = x[i] * (2 + 5 * x[i] * x[i]) + 1;
            for (int j = Math.Max(0, i - 5); j <= Math.Min(x.Length - 1, i + 1); j++)
            {
                if (j != i) f -= x[j] * (1 + x[j]);
            }

            sum += f * f;
        }

        return sum;
    }

    /// <summary>(32).</summary>
    [Differentiable]
    [Case("x:3 m=5")]
    public static double LinearFullRank(ReadOnlySpan<double> x, int m)
    {
        double total = 0;
        foreach (double value in x) total += value;
        double sum = 0;
        for (int i = 0; i < m; i++) sum += Square((i < x.Length ? x[i] : 0) - 2 * total / m - 1);
        return sum;
    }

    /// <summary>(33).</summary>
    [Differentiable]
    [Case("x:3 m=5")]
    public static double LinearRankOne(ReadOnlySpan<double> x, int m)
    {
        double weighted = 0;
        for (int j = 0; j < x.Length; j++) weighted += (j + 1) * x[j];
        double sum = 0;
        for (int i = 1; i <= m; i++) sum += Square(i * weighted - 1);
        return sum;
    }

    /// <summary>(34).</summary>
    [Differentiable]
    [Case("x:5 m=6")]
    public static double LinearRankOneWithZeros(ReadOnlySpan<double> x, int m)
    {
        double weighted = 0;
        for (int j = 2; j < x.Length; j++) weighted += j * x[j - 1];
        double sum = 2;
        for (int i = 2; i < m; i++) sum += Square((i - 1) * weighted - 1);
        return sum;
    }

    /// <summary>(35).</summary>
    [Differentiable]
    [Domain(0.05, 0.95)]
    [Lengths(1, 2, 6)]
    public static double Chebyquad(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double[] residuals = new double[n];
        for (int j = 0; j < n; j++)
        {
            double previous = 1;
            double current = 2 * x[j] - 1;
            double twice = 2 * current;
            for (int i = 0; i < n; i++)
            {
                residuals[i] += current;
                double next = twice * current - previous;
                previous = current;
                current = next;
            }
        }

        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double f = residuals[i] / n;
            if (i % 2 == 1) f += 1.0 / ((i + 1) * (i + 1) - 1);
            sum += f * f;
        }

        return sum;
    }

    [Differentiable]
    [Domain(0.05, 0.95)]
    [Lengths(0, 2, 6)]
    public static float ExtendedRosenbrockSingle(float[] x)
    {
        float sum = 0;
        for (int i = 0; i + 1 < x.Length; i += 2)
        {
            float a = x[i + 1] - x[i] * x[i];
            float b = 1 - x[i];
            sum += 4 * a * a + b * b;
        }

        return sum;
    }
}

// Test functions of optimisation.
using System;

namespace Numerics;

public static class TestFunctions
{
    public static double Rosenbrock(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length - 1; i++) sum += 100 * Math.Pow(x[i + 1] - x[i] * x[i], 2) + Math.Pow(1 - x[i], 2);
        return sum;
    }

    public static double Rastrigin(double[] x)
    {
        double sum = 10 * x.Length;
        foreach (double xi in x) sum += xi * xi - 10 * Math.Cos(2 * Math.PI * xi);
        return sum;
    }

    public static double Ackley(double[] x)
    {
        int n = x.Length;
        double s1 = 0, s2 = 0;
        for (int i = 0; i < n; i++)
        {
            s1 += x[i] * x[i];
            s2 += Math.Cos(2 * Math.PI * x[i]);
        }
        return -20 * Math.Exp(-0.2 * Math.Sqrt(s1 / n)) - Math.Exp(s2 / n) + 20 + Math.E;
    }

    public static double Griewank(double[] x)
    {
        double sum = 0, product = 1;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * x[i] / 4000;
            product *= Math.Cos(x[i] / Math.Sqrt(i + 1));
        }
        return sum - product + 1;
    }

    public static double Beale(double x, double y) =>
        Math.Pow(1.5 - x + x * y, 2) + Math.Pow(2.25 - x + x * y * y, 2) + Math.Pow(2.625 - x + x * y * y * y, 2);

    public static double Booth(double x, double y) => (x + 2 * y - 7) * (x + 2 * y - 7) + (2 * x + y - 5) * (2 * x + y - 5);

    public static double GoldsteinPrice(double x, double y)
    {
        double a = 1 + Math.Pow(x + y + 1, 2) * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y);
        double b = 30 + Math.Pow(2 * x - 3 * y, 2) * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y);
        return a * b;
    }

    public static double Himmelblau(double x, double y)
    {
        double a = x * x + y - 11;
        double b = x + y * y - 7;
        return a * a + b * b;
    }

    public static double Levy(double[] x)
    {
        double W(int i) => 1 + (x[i] - 1) / 4;
        int n = x.Length;
        double sum = Math.Pow(Math.Sin(Math.PI * W(0)), 2);
        for (int i = 0; i < n - 1; i++) sum += Math.Pow(W(i) - 1, 2) * (1 + 10 * Math.Pow(Math.Sin(Math.PI * W(i) + 1), 2));
        return sum + Math.Pow(W(n - 1) - 1, 2) * (1 + Math.Pow(Math.Sin(2 * Math.PI * W(n - 1)), 2));
    }

    public static double StyblinskiTang(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double v in x) sum += v * v * v * v - 16 * v * v + 5 * v;
        return sum / 2;
    }

    public static double Schwefel(double[] x)
    {
        double sum = 418.9829 * x.Length;
        for (int i = 0; i < x.Length; i++) sum -= x[i] * Math.Sin(Math.Sqrt(Math.Abs(x[i])));
        return sum;
    }

    public static double Easom(double x, double y) => -Math.Cos(x) * Math.Cos(y) * Math.Exp(-((x - Math.PI) * (x - Math.PI) + (y - Math.PI) * (y - Math.PI)));

    public static double Michalewicz(double[] x, int m = 10)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum -= Math.Sin(x[i]) * Math.Pow(Math.Sin((i + 1) * x[i] * x[i] / Math.PI), 2 * m);
        return sum;
    }

    public static double Zakharov(double[] x)
    {
        double s1 = 0, s2 = 0;
        for (int i = 0; i < x.Length; i++)
        {
            s1 += x[i] * x[i];
            s2 += 0.5 * (i + 1) * x[i];
        }
        return s1 + s2 * s2 + s2 * s2 * s2 * s2;
    }

    /// <summary>Powell's singular function over groups of four.</summary>
    public static double PowellSingular(double[] x)
    {
        double f = 0;
        for (int i = 0; i + 3 < x.Length; i += 4)
        {
            double a = x[i] + 10 * x[i + 1], b = x[i + 2] - x[i + 3], c = x[i + 1] - 2 * x[i + 2], d = x[i] - x[i + 3];
            f += a * a + 5 * b * b + c * c * c * c + 10 * d * d * d * d;
        }
        return f;
    }

    public static double Branin(double x1, double x2)
    {
        const double A = 1, B = 5.1 / (4 * Math.PI * Math.PI), C = 5 / Math.PI, R = 6, S = 10, T = 1 / (8 * Math.PI);
        return A * Math.Pow(x2 - B * x1 * x1 + C * x1 - R, 2) + S * (1 - T) * Math.Cos(x1) + S;
    }

    public static double Hartmann3(double x, double y, double z)
    {
        double[] alpha = { 1.0, 1.2, 3.0, 3.2 };
        double[,] a = { { 3, 10, 30 }, { 0.1, 10, 35 }, { 3, 10, 30 }, { 0.1, 10, 35 } };
        double[,] p = { { 0.3689, 0.1170, 0.2673 }, { 0.4699, 0.4387, 0.7470 }, { 0.1091, 0.8732, 0.5547 }, { 0.0381, 0.5743, 0.8828 } };
        double sum = 0;
        for (int i = 0; i < 4; i++)
        {
            double inner = a[i, 0] * Math.Pow(x - p[i, 0], 2) + a[i, 1] * Math.Pow(y - p[i, 1], 2) + a[i, 2] * Math.Pow(z - p[i, 2], 2);
            sum -= alpha[i] * Math.Exp(-inner);
        }
        return sum;
    }
}

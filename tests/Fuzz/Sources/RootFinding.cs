// Roots of equations and minima of functions of one variable.
using System;

namespace Numerics;

public static class RootFinding
{
    public static double NewtonSquareRoot(double a)
    {
        if (a < 0) throw new ArgumentOutOfRangeException(nameof(a));
        double x = a > 1 ? a : 1;
        double last;
        do
        {
            last = x;
            x = 0.5 * (x + a / x);
        }
        while (Math.Abs(x - last) > 1e-14 * x);
        return x;
    }

    /// <summary>Kepler's equation E - e sin E = M.</summary>
    public static double Kepler(double meanAnomaly, double eccentricity)
    {
        if (eccentricity is < 0 or >= 1) throw new ArgumentOutOfRangeException(nameof(eccentricity));
        double e = eccentricity > 0.8 ? Math.PI : meanAnomaly;
        for (int i = 0; i < 100; i++)
        {
            double delta = (e - eccentricity * Math.Sin(e) - meanAnomaly) / (1 - eccentricity * Math.Cos(e));
            e -= delta;
            if (Math.Abs(delta) < 1e-13) return e;
        }
        return e;
    }

    public static double BisectCubic(double p, double q, double lo, double hi)
    {
        double f(double x) => x * x * x + p * x + q;
        if (f(lo) * f(hi) > 0) throw new ArgumentException("The root is not bracketed.");
        double a = lo, b = hi;
        while (b - a > 1e-10)
        {
            double m = 0.5 * (a + b);
            if (f(a) * f(m) <= 0) b = m;
            else a = m;
        }
        return 0.5 * (a + b);
    }

    public static double Secant(double x0, double x1, double c)
    {
        double f0 = Math.Exp(-x0) - c * x0, f1 = Math.Exp(-x1) - c * x1;
        int count = 0;
        while (Math.Abs(x1 - x0) > 1e-14 && f1 != f0 && ++count < 60)
        {
            double x2 = x1 - f1 * (x1 - x0) / (f1 - f0);
            x0 = x1;
            f0 = f1;
            x1 = x2;
            f1 = Math.Exp(-x1) - c * x1;
        }
        return x1;
    }

    public static double FixedPointCosine(double x, double damping)
    {
        for (int i = 0; i < 80; i++) x = (1 - damping) * x + damping * Math.Cos(x);
        return x;
    }

    public static int QuadraticRoots(double a, double b, double c, out double x1, out double x2)
    {
        double disc = b * b - 4 * a * c;
        if (disc < 0)
        {
            x1 = x2 = double.NaN;
            return 0;
        }
        double q = -0.5 * (b + Math.CopySign(Math.Sqrt(disc), b));
        x1 = q / a;
        x2 = c / q;
        return disc == 0 ? 1 : 2;
    }

    /// <summary>One real root of x^3 + a x^2 + b x + c by Cardano's and Viete's formulas.</summary>
    public static double CubicRoot(double a, double b, double c)
    {
        double q = (a * a - 3 * b) / 9;
        double r = (2 * a * a * a - 9 * a * b + 27 * c) / 54;
        double q3 = q * q * q;
        if (r * r < q3)
        {
            double theta = Math.Acos(r / Math.Sqrt(q3));
            return -2 * Math.Sqrt(q) * Math.Cos(theta / 3) - a / 3;
        }
        double s = -Math.Sign(r) * Math.Cbrt(Math.Abs(r) + Math.Sqrt(r * r - q3));
        double t = s == 0 ? 0 : q / s;
        return s + t - a / 3;
    }

    public static double GoldenSection(double left, double right, double shift)
    {
        const double R = 0.61803399;
        double a = left, b = right;
        double x1 = b - R * (b - a), x2 = a + R * (b - a);
        double f1 = Objective(x1, shift), f2 = Objective(x2, shift);
        while (b - a > 1e-6)
        {
            if (f1 < f2)
            {
                b = x2;
                x2 = x1;
                f2 = f1;
                x1 = b - R * (b - a);
                f1 = Objective(x1, shift);
            }
            else
            {
                a = x1;
                x1 = x2;
                f1 = f2;
                x2 = a + R * (b - a);
                f2 = Objective(x2, shift);
            }
        }
        return Objective(0.5 * (a + b), shift);
    }

    private static double Objective(double x, double shift) => (x - shift) * (x - shift) + 0.1 * Math.Cos(3 * x);

    /// <summary>Colebrook's friction factor for turbulent flow in pipes.</summary>
    public static double FrictionFactor(double reynolds, double roughness)
    {
        double x = -1.8 * Math.Log10(6.9 / reynolds + Math.Pow(roughness / 3.7, 1.11));
        for (int i = 0; i < 20; i++) x = -2 * Math.Log10(roughness / 3.7 + 2.51 * x / reynolds);
        return 1 / (x * x);
    }
}

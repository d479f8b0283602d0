// Polynomials, orthogonal polynomials and interpolation.
using System;
using System.Linq;

namespace Numerics;

public static class Polynomials
{
    public static double Evaluate(double[] coefficients, double x)
    {
        if (coefficients == null) throw new ArgumentNullException(nameof(coefficients));
        double result = 0;
        for (int i = coefficients.Length - 1; i >= 0; --i) result = result * x + coefficients[i];
        return result;
    }

    public static void EvaluateWithDerivative(double[] c, double x, out double value, out double slope)
    {
        int n = c.Length - 1;
        value = c[n];
        slope = 0.0;
        for (int i = n - 1; i >= 0; i--)
        {
            slope = slope * x + value;
            value = value * x + c[i];
        }
    }

    public static double Legendre(int n, double x)
    {
        switch (n)
        {
            case 0: return 1;
            case 1: return x;
        }
        double p0 = 1, p1 = x;
        for (int k = 2; k <= n; k++)
        {
            double p2 = ((2 * k - 1) * x * p1 - (k - 1) * p0) / k;
            p0 = p1;
            p1 = p2;
        }
        return p1;
    }

    public static double Hermite(int n, double x) => n == 0 ? 1 : n == 1 ? 2 * x : 2 * x * Hermite(n - 1, x) - 2 * (n - 1) * Hermite(n - 2, x);

    public static double Laguerre(int n, double alpha, double x)
    {
        double l0 = 1, l1 = 1 + alpha - x;
        if (n <= 0) return l0;
        for (int k = 1; k < n; k++) (l0, l1) = (l1, ((2 * k + 1 + alpha - x) * l1 - (k + alpha) * l0) / (k + 1));
        return l1;
    }

    /// <summary>Clenshaw's recurrence for a Chebyshev series.</summary>
    public static double Chebyshev(double a, double b, ReadOnlySpan<double> c, double x)
    {
        double d = 0, dd = 0;
        double y = (2 * x - a - b) / (b - a);
        for (int j = c.Length - 1; j > 0; j--)
        {
            double sv = d;
            d = 2 * y * d - dd + c[j];
            dd = sv;
        }
        return y * d - dd + 0.5 * c[0];
    }

    /// <summary>Neville's algorithm.</summary>
    public static double Neville(double[] xs, double[] ys, double x)
    {
        int n = xs.Length;
        double[] p = (double[])ys.Clone();
        for (int k = 1; k < n; k++)
        {
            for (int i = 0; i < n - k; i++)
                p[i] = ((x - xs[i + k]) * p[i] + (xs[i] - x) * p[i + 1]) / (xs[i] - xs[i + k]);
        }
        return p[0];
    }

    public static double Lagrange(double[] xs, double[] ys, double x)
    {
        double sum = 0;
        for (int i = 0; i < xs.Length; i++)
        {
            double term = ys[i];
            for (int j = 0; j < xs.Length; j++)
            {
                if (j == i) continue;
                term *= (x - xs[j]) / (xs[i] - xs[j]);
            }
            sum += term;
        }
        return sum;
    }

    /// <summary>Second derivatives of the natural cubic spline.</summary>
    public static void NaturalSpline(double[] x, double[] y, double[] second)
    {
        int n = x.Length;
        var u = new double[n];
        second[0] = u[0] = 0;
        for (int i = 1; i < n - 1; i++)
        {
            double sig = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]);
            double p = sig * second[i - 1] + 2;
            second[i] = (sig - 1) / p;
            u[i] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]) - (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
            u[i] = (6 * u[i] / (x[i + 1] - x[i - 1]) - sig * u[i - 1]) / p;
        }
        second[n - 1] = 0;
        for (int k = n - 2; k >= 0; k--) second[k] = second[k] * second[k + 1] + u[k];
    }

    public static double SplineValue(double[] xa, double[] ya, double[] y2a, double x)
    {
        int klo = 0;
        int khi = xa.Length - 1;
        while (khi - klo > 1)
        {
            int k = (khi + klo) >> 1;
            if (xa[k] > x) khi = k;
            else klo = k;
        }
        double h = xa[khi] - xa[klo];
        if (h == 0) throw new ArgumentException("The abscissas must be distinct.");
        double a = (xa[khi] - x) / h;
        double b = (x - xa[klo]) / h;
        return a * ya[klo] + b * ya[khi] + ((a * a * a - a) * y2a[klo] + (b * b * b - b) * y2a[khi]) * (h * h) / 6;
    }

    public static double Linear(double[] xs, double[] ys, double x)
    {
        int i = Array.FindIndex(xs, v => v > x);
        if (i <= 0) return i == 0 ? ys[0] : ys[ys.Length - 1];
        double t = (x - xs[i - 1]) / (xs[i] - xs[i - 1]);
        return ys[i - 1] + t * (ys[i] - ys[i - 1]);
    }

    public static float Bilinear(float q11, float q12, float q21, float q22, float x, float y)
    {
        float r1 = q11 + (q21 - q11) * x;
        float r2 = q12 + (q22 - q12) * x;
        return r1 + (r2 - r1) * y;
    }

    public static double Bezier(ReadOnlySpan<double> points, double t)
    {
        Span<double> work = stackalloc double[points.Length];
        points.CopyTo(work);
        for (int r = 1; r < work.Length; r++)
            for (int i = 0; i < work.Length - r; i++) work[i] = (1 - t) * work[i] + t * work[i + 1];
        return work[0];
    }

    public static double CatmullRom(double p0, double p1, double p2, double p3, double t) =>
        0.5 * ((2 * p1) + (-p0 + p2) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t + (-p0 + 3 * p1 - 3 * p2 + p3) * t * t * t);

    public static double[] Multiply(double[] a, double[] b)
    {
        var product = new double[a.Length + b.Length - 1];
        for (int i = 0; i < a.Length; i++)
            for (int j = 0; j < b.Length; j++) product[i + j] += a[i] * b[j];
        return product;
    }

    public static double[] Derivative(double[] c) => c.Skip(1).Select((v, i) => v * (i + 1)).ToArray();
}

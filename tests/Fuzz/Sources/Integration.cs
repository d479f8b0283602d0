// Quadrature and ordinary differential equations.
using System;

namespace Numerics;

public static class Integration
{
    private static readonly double[] GaussNodes = { 0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717 };
    private static readonly double[] GaussWeights = { 0.2955242247147529, 0.2692667193099963, 0.2190863625159821, 0.1494513491505806, 0.0666713443086881 };

    public static double Trapezoid(Func<double, double> f, double a, double b, int n)
    {
        double h = (b - a) / n;
        double s = 0.5 * (f(a) + f(b));
        for (int i = 1; i < n; i++) s += f(a + i * h);
        return s * h;
    }

    public static double GaussLegendre(Func<double, double> f, double a, double b)
    {
        double xm = 0.5 * (b + a), xr = 0.5 * (b - a), s = 0;
        for (int j = 0; j < 5; j++)
        {
            double dx = xr * GaussNodes[j];
            s += GaussWeights[j] * (f(xm + dx) + f(xm - dx));
        }
        return s * xr;
    }

    public static double NormalProbability(double a, double b) => GaussLegendre(t => Math.Exp(-0.5 * t * t), a, b) / Math.Sqrt(2 * Math.PI);

    public static double ArcLengthOfParabola(double curvature, double width, int panels) =>
        Trapezoid(x => Math.Sqrt(1 + 4 * curvature * curvature * x * x), 0, width, panels);

    public static double Simpson(ReadOnlySpan<double> samples, double h)
    {
        int n = samples.Length;
        if (n < 3 || n % 2 == 0) throw new ArgumentException("An odd number of samples is needed.", nameof(samples));
        double sum = samples[0] + samples[n - 1];
        for (int i = 1; i < n - 1; i++) sum += samples[i] * (i % 2 == 0 ? 2 : 4);
        return sum * h / 3;
    }

    /// <summary>Romberg integration of a Gaussian bump.</summary>
    public static double Romberg(double centre, double width, double b)
    {
        const int K = 6;
        double[,] r = new double[K, K];
        double h = b;
        double F(double x) => Math.Exp(-(x - centre) * (x - centre) / (2 * width * width));
        r[0, 0] = 0.5 * h * (F(0) + F(b));
        for (int i = 1; i < K; i++)
        {
            h /= 2;
            double sum = 0;
            for (int k = 1; k < 1 << i; k += 2) sum += F(k * h);
            r[i, 0] = 0.5 * r[i - 1, 0] + h * sum;
            double power = 1;
            for (int j = 1; j <= i; j++)
            {
                power *= 4;
                r[i, j] = (power * r[i, j - 1] - r[i - 1, j - 1]) / (power - 1);
            }
        }
        return r[K - 1, K - 1];
    }

    public static double AdaptiveSimpson(double a, double b, double tolerance)
    {
        double m = 0.5 * (a + b);
        double whole = (b - a) / 6 * (Integrand(a) + 4 * Integrand(m) + Integrand(b));
        return Refine(a, b, tolerance, whole, 12);
    }

    private static double Refine(double a, double b, double tolerance, double whole, int depth)
    {
        double m = 0.5 * (a + b);
        double left = (m - a) / 6 * (Integrand(a) + 4 * Integrand(0.5 * (a + m)) + Integrand(m));
        double right = (b - m) / 6 * (Integrand(m) + 4 * Integrand(0.5 * (m + b)) + Integrand(b));
        double delta = left + right - whole;
        if (depth <= 0 || Math.Abs(delta) <= 15 * tolerance) return left + right + delta / 15;
        return Refine(a, m, tolerance / 2, left, depth - 1) + Refine(m, b, tolerance / 2, right, depth - 1);
    }

    private static double Integrand(double x) => Math.Sin(x) / (1 + x * x);

    public static double EulerDecay(double y0, double k, double h, int steps)
    {
        double y = y0;
        for (int i = 0; i < steps; ++i) y += h * (-k * y);
        return y;
    }

    /// <summary>One step of the classical Runge-Kutta method for the Lorenz system.</summary>
    public static void LorenzStep(double[] state, double sigma, double rho, double beta, double h)
    {
        double[] k1 = new double[3], k2 = new double[3], k3 = new double[3], k4 = new double[3], t = new double[3];
        Lorenz(state, sigma, rho, beta, k1);
        for (int i = 0; i < 3; i++) t[i] = state[i] + 0.5 * h * k1[i];
        Lorenz(t, sigma, rho, beta, k2);
        for (int i = 0; i < 3; i++) t[i] = state[i] + 0.5 * h * k2[i];
        Lorenz(t, sigma, rho, beta, k3);
        for (int i = 0; i < 3; i++) t[i] = state[i] + h * k3[i];
        Lorenz(t, sigma, rho, beta, k4);
        for (int i = 0; i < 3; i++) state[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }

    private static void Lorenz(double[] s, double sigma, double rho, double beta, double[] d)
    {
        d[0] = sigma * (s[1] - s[0]);
        d[1] = s[0] * (rho - s[2]) - s[1];
        d[2] = s[0] * s[1] - beta * s[2];
    }

    public static void Leapfrog(ref double q, ref double p, double omega, double h, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            p -= 0.5 * h * omega * omega * q;
            q += h * p;
            p -= 0.5 * h * omega * omega * q;
        }
    }

    /// <summary>Implicit Euler step of a stiff scalar equation with Newton's method.</summary>
    public static double ImplicitStep(double y, double stiffness, double h)
    {
        double z = y;
        for (int iteration = 0; iteration < 25; iteration++)
        {
            double g = z - y + h * stiffness * z * z * z;
            double dg = 1 + 3 * h * stiffness * z * z;
            double step = g / dg;
            z -= step;
            if (Math.Abs(step) < 1e-13) break;
        }
        return z;
    }

    public static double AdamsBashforth(double y, double rate, double h, int steps)
    {
        double previous = rate * y * (1 - y);
        y += h * previous;
        for (int i = 1; i < steps; i++)
        {
            double current = rate * y * (1 - y);
            y += h * (1.5 * current - 0.5 * previous);
            previous = current;
        }
        return y;
    }

    /// <summary>Adaptive Heun method for the Van der Pol oscillator.</summary>
    public static double VanDerPol(double x, double v, double mu, double tEnd)
    {
        double t = 0, h = 0.05;
        int guard = 0;
        while (t < tEnd && guard++ < 2000)
        {
            if (t + h > tEnd) h = tEnd - t;
            double a1 = mu * (1 - x * x) * v - x;
            double xe = x + h * v, ve = v + h * a1;
            double a2 = mu * (1 - xe * xe) * ve - xe;
            double xn = x + 0.5 * h * (v + ve), vn = v + 0.5 * h * (a1 + a2);
            double error = Math.Max(Math.Abs(xn - xe), Math.Abs(vn - ve));
            if (error > 1e-2 && h > 1e-3)
            {
                h *= 0.5;
                continue;
            }
            (x, v, t) = (xn, vn, t + h);
            if (error < 1e-4) h = Math.Min(2 * h, 0.1);
        }
        return x;
    }
}

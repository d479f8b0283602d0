// Special functions: gamma and its relatives, error function, Bessel functions, elliptic integrals, exponential integrals.
using System;

namespace Numerics;

public static class SpecialFunctions
{
    private const int MaxIterations = 300;
    private const double Epsilon = 1e-15;
    private const double Tiny = 1e-300;
    private const double EulerGamma = 0.5772156649015329;

    private static readonly double[] LanczosCoefficients =
    {
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
        -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
    };

    /// <summary>Logarithm of the gamma function by Lanczos' approximation.</summary>
    public static double LogGamma(double x)
    {
        if (x <= 0) throw new ArgumentOutOfRangeException(nameof(x), "The argument must be positive.");
        if (x < 0.5) return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        x -= 1;
        double sum = LanczosCoefficients[0];
        double t = x + 7.5;
        for (int i = 1; i < LanczosCoefficients.Length; i++) sum += LanczosCoefficients[i] / (x + i);
        return 0.5 * Math.Log(2 * Math.PI) + (x + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }

    public static double Gamma(double x)
    {
        if (x < 0.5) return Math.PI / (Math.Sin(Math.PI * x) * Gamma(1 - x));
        return Math.Exp(LogGamma(x));
    }

    public static double Beta(double a, double b) => Math.Exp(LogGamma(a) + LogGamma(b) - LogGamma(a + b));

    /// <summary>Digamma by recurrence and the asymptotic series.</summary>
    public static double Digamma(double x)
    {
        double result = 0;
        while (x < 6)
        {
            result -= 1 / x;
            x += 1;
        }
        double f = 1 / (x * x);
        return result + Math.Log(x) - 0.5 / x - f * (1.0 / 12 - f * (1.0 / 120 - f * (1.0 / 252 - f * (1.0 / 240 - f / 132))));
    }

    /// <summary>Regularised lower incomplete gamma function P(a, x).</summary>
    public static double GammaP(double a, double x)
    {
        if (x < 0 || a <= 0) throw new ArgumentException("Invalid arguments in GammaP.");
        if (x == 0) return 0;
        return x < a + 1 ? GammaSeries(a, x) : 1 - GammaFraction(a, x);
    }

    private static double GammaSeries(double a, double x)
    {
        double ap = a;
        double del = 1 / a;
        double sum = del;
        for (int n = 0; n < MaxIterations; n++)
        {
            ap += 1;
            del *= x / ap;
            sum += del;
            if (Math.Abs(del) < Math.Abs(sum) * Epsilon) return sum * Math.Exp(-x + a * Math.Log(x) - LogGamma(a));
        }
        throw new ArithmeticException("Too many iterations in GammaSeries.");
    }

    private static double GammaFraction(double a, double x)
    {
        double b = x + 1 - a;
        double c = 1 / Tiny;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i <= MaxIterations; i++)
        {
            double an = -i * (i - a);
            b += 2;
            d = an * d + b;
            if (Math.Abs(d) < Tiny) d = Tiny;
            c = b + an / c;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1 / d;
            double del = d * c;
            h *= del;
            if (Math.Abs(del - 1) <= Epsilon) break;
        }
        return Math.Exp(-x + a * Math.Log(x) - LogGamma(a)) * h;
    }

    /// <summary>Regularised incomplete beta function.</summary>
    public static double IncompleteBeta(double a, double b, double x)
    {
        if (x < 0 || x > 1) throw new ArgumentOutOfRangeException(nameof(x));
        double factor = x == 0 || x == 1 ? 0 : Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        if (x < (a + 1) / (a + b + 2)) return factor * BetaFraction(a, b, x) / a;
        return 1 - factor * BetaFraction(b, a, 1 - x) / b;
    }

    private static double BetaFraction(double a, double b, double x)
    {
        double qab = a + b, qap = a + 1, qam = a - 1;
        double c = 1;
        double d = 1 - qab * x / qap;
        if (Math.Abs(d) < Tiny) d = Tiny;
        d = 1 / d;
        double h = d;
        for (int m = 1; m <= MaxIterations; m++)
        {
            int m2 = 2 * m;
            double aa = m * (b - m) * x / ((qam + m2) * (a + m2));
            d = 1 + aa * d;
            if (Math.Abs(d) < Tiny) d = Tiny;
            c = 1 + aa / c;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1 / d;
            h *= d * c;
            aa = -(a + m) * (qab + m) * x / ((a + m2) * (qap + m2));
            d = 1 + aa * d;
            if (Math.Abs(d) < Tiny) d = Tiny;
            c = 1 + aa / c;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1 / d;
            double del = d * c;
            h *= del;
            if (Math.Abs(del - 1) < Epsilon) break;
        }
        return h;
    }

    /// <summary>Error function with a Chebyshev fit, fractional error below 1.2e-7.</summary>
    public static double Erf(double x)
    {
        double z = Math.Abs(x);
        double t = 1 / (1 + 0.5 * z);
        double answer = t * Math.Exp(-z * z - 1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
            + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))));
        return x >= 0 ? 1 - answer : answer - 1;
    }

    public static double BesselJ0(double x)
    {
        double ax = Math.Abs(x);
        if (ax < 8)
        {
            double y = x * x;
            double p = 57568490574.0 + y * (-13362590354.0 + y * (651619640.7 + y * (-11214424.18 + y * (77392.33017 + y * -184.9052456))));
            double q = 57568490411.0 + y * (1029532985.0 + y * (9494680.718 + y * (59272.64853 + y * (267.8532712 + y))));
            return p / q;
        }
        else
        {
            double z = 8 / ax;
            double y = z * z;
            double xx = ax - 0.785398164;
            double p = 1 + y * (-0.1098628627e-2 + y * (0.2734510407e-4 + y * (-0.2073370639e-5 + y * 0.2093887211e-6)));
            double q = -0.1562499995e-1 + y * (0.1430488765e-3 + y * (-0.6911147651e-5 + y * (0.7621095161e-6 - y * 0.934935152e-7)));
            return Math.Sqrt(0.636619772 / ax) * (Math.Cos(xx) * p - z * Math.Sin(xx) * q);
        }
    }

    /// <summary>Modified Bessel function of integer order by its series.</summary>
    public static double BesselI(int order, double x)
    {
        double half = x / 2;
        double term = 1;
        for (int k = 1; k <= order; k++) term *= half / k;
        double sum = term;
        for (int k = 1; k < 60; k++)
        {
            term *= half * half / (k * (double)(k + order));
            sum += term;
        }
        return sum;
    }

    /// <summary>Complete elliptic integral of the first kind by the arithmetic-geometric mean.</summary>
    public static double EllipticK(double k)
    {
        double a = 1, b = Math.Sqrt(1 - k * k);
        while (Math.Abs(a - b) > 1e-14)
        {
            double next = 0.5 * (a + b);
            b = Math.Sqrt(a * b);
            a = next;
        }
        return Math.PI / (2 * a);
    }

    /// <summary>Carlson's symmetric integral of the first kind.</summary>
    public static double CarlsonRf(double x, double y, double z)
    {
        double dx, dy, dz, mean;
        do
        {
            double sx = Math.Sqrt(x), sy = Math.Sqrt(y), sz = Math.Sqrt(z);
            double lambda = sx * (sy + sz) + sy * sz;
            x = 0.25 * (x + lambda);
            y = 0.25 * (y + lambda);
            z = 0.25 * (z + lambda);
            mean = (x + y + z) / 3;
            dx = (mean - x) / mean;
            dy = (mean - y) / mean;
            dz = (mean - z) / mean;
        }
        while (Math.Max(Math.Max(Math.Abs(dx), Math.Abs(dy)), Math.Abs(dz)) > 0.0015);
        double e2 = dx * dy - dz * dz;
        double e3 = dx * dy * dz;
        return (1 + (e2 / 24 - 0.1 - 3 * e3 / 44) * e2 + e3 / 14) / Math.Sqrt(mean);
    }

    /// <summary>Exponential integral E_n(x).</summary>
    public static double ExponentialIntegral(int n, double x)
    {
        if (n < 0 || x < 0 || (x == 0 && n < 2)) throw new ArgumentException("Bad arguments.");
        if (n == 0) return Math.Exp(-x) / x;
        if (x == 0) return 1.0 / (n - 1);
        if (x > 1)
        {
            double b = x + n, c = 1 / Tiny, d = 1 / b, h = d;
            for (int i = 1; i <= MaxIterations; i++)
            {
                double a = -i * (n - 1 + i);
                b += 2;
                d = 1 / (a * d + b);
                c = b + a / c;
                double del = c * d;
                h *= del;
                if (Math.Abs(del - 1) < Epsilon) return h * Math.Exp(-x);
            }
            throw new ArithmeticException("The continued fraction failed.");
        }
        double answer = n - 1 != 0 ? 1.0 / (n - 1) : -Math.Log(x) - EulerGamma;
        double factor = 1;
        for (int i = 1; i <= MaxIterations; i++)
        {
            factor *= -x / i;
            double del;
            if (i != n - 1)
            {
                del = -factor / (i - (n - 1));
            }
            else
            {
                double psi = -EulerGamma;
                for (int k = 1; k <= n - 1; k++) psi += 1.0 / k;
                del = factor * (-Math.Log(x) + psi);
            }
            answer += del;
            if (Math.Abs(del) < Math.Abs(answer) * Epsilon) return answer;
        }
        throw new ArithmeticException("The series failed.");
    }

    /// <summary>Riemann's zeta function for s > 1 by Euler-Maclaurin summation.</summary>
    public static double Zeta(double s)
    {
        if (s <= 1) return double.PositiveInfinity;
        double sum = 0;
        const int N = 12;
        for (int k = 1; k < N; k++) sum += Math.Pow(k, -s);
        sum += Math.Pow(N, 1 - s) / (s - 1) + 0.5 * Math.Pow(N, -s);
        double term = s * Math.Pow(N, -s - 1) / 12;
        sum += term;
        return sum - s * (s + 1) * (s + 2) * Math.Pow(N, -s - 3) / 720;
    }

    /// <summary>The principal branch of Lambert's W by Halley's iteration.</summary>
    public static double LambertW(double x)
    {
        if (x < -Math.Exp(-1)) return double.NaN;
        double w = x < 1 ? x * (1 - x + 1.5 * x * x) / (1 + x) : Math.Log(x) - Math.Log(Math.Max(Math.Log(x), 0.2));
        for (int i = 0; i < 50; i++)
        {
            double e = Math.Exp(w);
            double f = w * e - x;
            double step = f / (e * (w + 1) - (w + 2) * f / (2 * w + 2));
            w -= step;
            if (Math.Abs(step) < 1e-14 * (1 + Math.Abs(w))) break;
        }
        return w;
    }
}

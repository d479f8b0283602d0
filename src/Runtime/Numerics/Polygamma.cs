// The polygamma functions of any order, by moving the argument up and an asymptotic series.
using System;

namespace Autodiff.Numerics;

internal static class Polygamma
{
    private const int HighestOrder = 100;

    /// <summary>B2, B4, …</summary>
    private static readonly double[] Bernoulli =
    [
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330, 854513.0 / 138,
        -236364091.0 / 2730, 8553103.0 / 6,
    ];

    public static double Of(double x, int n)
    {
        if (n is < 0 or > HighestOrder || double.IsNaN(x)) return double.NaN;
        return n == 0 ? VectorMath.Digamma(x) : n == 1 ? VectorMath.Trigamma(x) : x > 0 ? OfPositive(n, x) : Reflected(n, x);
    }

    /// <summary>(-1)^(n+1) n! times the sum of (x + k)^-(n+1) over k from 0: the first terms, and the rest by Euler and Maclaurin.</summary>
    private static double OfPositive(int n, double x)
    {
        if (double.IsPositiveInfinity(x)) return n % 2 == 0 ? -0.0 : 0.0;
        // n! / x^(n+1), factor by factor: the factorial alone may not be representable where the quotient is.
        static double Term(int n, double x)
        {
            double term = 1 / x;
            for (int k = 1; k <= n; k++) term *= k / x;
            return term;
        }

        double sum = 0, from = 12 + n;
        while (x < from) sum += Term(n, x++);
        double term = Term(n, x), rest = term * x / n + 0.5 * term;
        // The factor of B2j is (n + 2j - 1)! / (2j)! x^-(n+2j).
        double factor = term * (n + 1) / (2 * x);
        for (int j = 1; j <= Bernoulli.Length; j++)
        {
            rest += Bernoulli[j - 1] * factor;
            factor *= (n + 2 * j) / ((2 * j + 1) * x) * ((n + 2 * j + 1) / ((2 * j + 2) * x));
        }
        return n % 2 == 0 ? -(sum + rest) : sum + rest;
    }

    /// <summary>(-1)^n psi_n(1 - x) - psi_n(x) is the n-th derivative of pi cot(pi x), a polynomial in the cotangent.</summary>
    private static double Reflected(int n, double x)
    {
        double y = x - Math.Round(x);
        if (y == 0 || double.IsInfinity(x)) return n % 2 == 0 || double.IsInfinity(x) ? double.NaN : double.PositiveInfinity;
        double cot = 1 / double.TanPi(y);
        // P0 = c; P(k+1) = -(1 + c²) P'(k), each with the factor pi.
        Span<double> p = stackalloc double[HighestOrder + 3], next = stackalloc double[HighestOrder + 3];
        p[1] = Math.PI;
        for (int k = 0; k < n; k++)
        {
            next.Clear();
            for (int i = 1; i <= k + 1; i++)
            {
                next[i - 1] -= Math.PI * i * p[i];
                next[i + 1] -= Math.PI * i * p[i];
            }
            next.CopyTo(p);
        }
        double derivative = 0;
        for (int i = n + 1; i >= 0; i--) derivative = derivative * cot + p[i];
        double mirrored = OfPositive(n, 1 - x);
        return (n % 2 == 0 ? mirrored : -mirrored) - derivative;
    }
}

// Loops, exits and branches in combinations that are easy to get wrong backwards.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class AdversarialControl
{
    [Differentiable]
    [Lengths(4, 7)]
    public static double ZeroTrips(ReadOnlySpan<double> x, double a)
    {
        double p = a;
        for (int i = 7; i < 3; i++) p *= x[i];
        for (int i = x.Length; i < x.Length; i++) p = Math.Exp(p) * x[i];
        while (p > 100) p *= x[0];
        return p * x[0];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double EarlyReturn(ReadOnlySpan<double> x)
    {
        double p = 1;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                p *= 1 + x[i] * x[j];
                if (p > 1.9) return p * p;
                if (p < -1.5) return Math.Sin(p);
            }

            p = Math.Cos(p);
        }
        return p * x[0];
    }

    [Differentiable]
    [Case("n=5")]
    [Case("n=3")]
    public static double Swaps(double a, double b, int n)
    {
        for (int i = 0; i < n; i++)
        {
            double t = a;
            a = b;
            b = t * a;
        }
        return a * 3 + b;
    }

    [Differentiable]
    [Case("n=5")]
    [Case("n=3")]
    public static double SwapsTuple(double a, double b, double c, int n)
    {
        for (int i = 0; i < n; i++)
        {
            (a, b, c) = (b, c * a, a + 0.1);
        }
        return a * 3 + b * c;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double OneBranch(double a, double b)
    {
        double t;
        if (a > 0.2)
        {
            t = a * b;
        }
        else
        {
            double u = b * b;
            t = u * a;
            if (u > 0.5) return t;
        }
        return t * t;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Shadowed(double a)
    {
        double r = 0;
        {
            double t = a * a;
            r += t;
        }

        {
            double t = Math.Sin(a);
            r *= t;
        }

        for (int i = 0; i < 2; i++)
        {
            double t = r * a;
            r += t;
        }

        for (int i = 0; i < 3; i++)
        {
            double t = Math.Exp(-r * a);
            r -= t;
        }
        return r;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Nested(double x)
    {
        if (x > -2)
        {
            if (x > -1.9)
            {
                while (x < 1)
                {
                    x = x + 0.8;
                    if (x > 0.5)
                    {
                        for (int i = 0; i < 3; i++)
                        {
                            if (i == 1)
                            {
                                do
                                {
                                    x = Math.Sin(x) + 0.3;
                                    if (x > 1)
                                    {
                                        break;
                                    }
                                    else
                                    {
                                        for (int j = i; j < 2; j++)
                                        {
                                            if (x > 0.9)
                                            {
                                                x *= x;
                                                continue;
                                            }

                                            x = x * 1.1;
                                            if (x < 0) return x * x;
                                        }
                                    }
                                }
                                while (x < 0.8);
                            }
                        }

                        x += 0.7;
                    }
                }
            }
        }
        return x * x;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Ternary(double x, double y) => x > y ? x > 0 ? x * y : -y : y > 0.5 ? Math.Sin(x) : x > -0.5 ? y * y * x : 3 * x;

    [Differentiable]
    [Lengths(4, 7)]
    public static double ForNoBody(ReadOnlySpan<double> x)
    {
        int i;
        for (i = 0; i < x.Length && x[i] < 0.5; i++) ;
        return i < x.Length ? x[i] * x[i] : x[0];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double ForEver(double x)
    {
        int k = 0;
        for (;;)
        {
            x = Math.Sin(x) + 0.1;
            if (++k > 4) break;
        }

        while (true)
        {
            x *= 1.1;
            if (k-- < 2) return x;
        }
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double DoContinue(double x)
    {
        int k = 0;
        do
        {
            k++;
            if (k == 2) continue;
            x = Math.Sin(x) + 0.2 * x;
            if (x > 0.9) break;
        }
        while (k < 5 && x < 0.8);
        return x * k;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double ReturnFromForeach(double[, ] m)
    {
        double p = 1;
        foreach (double e in m)
        {
            p = p * 0.9 + e * p;
            if (p > 2.5) return p * e;
            if (e < -1.4) break;
        }
        return p;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double ManyReturns(ReadOnlySpan<double> x)
    {
        foreach (double e in x)
        {
            if (e > 1.3) return e * e;
            if (e < -1.3)
            {
                foreach (double f in x)
                {
                    if (f > 0.5) return f * e;
                    if (f < -1) continue;
                    if (e * f > 2) break;
                }
            }
        }

        while (true)
        {
            for (;;)
            {
                if (x[0] > 0) return Math.Sin(x[0]);
                return Math.Cos(x[1]) * x[1];
            }
        }
    }

    [Differentiable]
    [Case("flag=true")]
    [Case("flag=false")]
    public static double ChooseRef(double x, double y, bool flag)
    {
        double a = x;
        if (flag) a = y;
        else if (x > 0) a *= y;
        bool b = a > y;
        b ^= flag;
        return b ? a : a * a;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Bools(ReadOnlySpan<double> x)
    {
        bool up = true, seen = false;
        double s = 0.5;
        for (int i = 0; i < x.Length; i++)
        {
            if (up) s += x[i] * s;
            else s *= Math.Sin(x[i]);
            up = !up;
            if (x[i] > 0.7) seen = true;
            seen &= up | x[i] > 0;
        }
        return seen ? s * s : Math.Sin(s);
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Triangular(Span<double> y)
    {
        double s = 0;
        for (int i = 0; i < y.Length; i++)
            for (int j = i; j < y.Length; j++)
                for (int k = j + 1; k < y.Length; k += 2)
                {
                    y[i] = Math.Sin(y[i] + y[j] * y[k]);
                    s += y[i] * y[k];
                }
        return s;
    }

    [Differentiable]
    [Lengths(4)]
    public static double TriangularDown(Span<double> y)
    {
        double s = 0.3;
        for (int i = y.Length - 1; i >= 1; i -= 2)
            for (int j = i - 1; j >= 0; j--)
            {
                s = Math.Sin(s * y[i]) + y[j] * s;
                y[j] *= s;
            }
        return s;
    }

    [Differentiable]
    [Case("x:4 n=5")]
    [Case("x:7 n=3")]
    public static double ProductBounds(ReadOnlySpan<double> x, int n)
    {
        double s = 0.3;
        for (int i = 1; i < 4; i++)
            for (int j = i * i - 3; j < i * 2; j++)
                for (int k = j; k <= i; k++) s = Math.Sin(s * x[(k + 9) % x.Length] + i * 0.1);
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double MaxUsedElsewhere(ReadOnlySpan<double> x)
    {
        double m = 0.1, s = 0;
        for (int i = 0; i < x.Length; i++)
        {
            m = Math.Max(m, x[i]);
            s += m * x[i];
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double NestedMax(double[, ] x)
    {
        double m = -1;
        for (int i = 0; i < x.GetLength(0); i++)
            for (int j = 0; j < x.GetLength(1); j++) m = Math.Max(m, x[i, j]);
        return m * m;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double MaxReduce(ReadOnlySpan<double> x, double m)
    {
        for (int i = 0; i < x.Length; i++) m = Math.Max(m, x[i] * x[i]);
        double n = double.PositiveInfinity;
        foreach (double e in x) n = Math.Min(n, e);
        return m * n;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Horner(ReadOnlySpan<double> c, double x)
    {
        double r = 0;
        for (int i = c.Length; --i >= 0;) r = r * x + c[i];
        int j = c.Length;
        while (j-- > 0) r = Math.Sin(r) * x + c[j];
        return r;
    }
}

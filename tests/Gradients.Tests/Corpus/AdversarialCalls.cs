// Calls that mutate, recurse, return early, and are asked for in conditions.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class AdversarialCalls
{
    [Differentiable]
    [Lengths(4, 7)]
    public static double RecursionMutates(Span<double> y)
    {
        Rec(y, 6);
        return y[0] * y[1];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double WhileEffects(double a, Span<double> y)
    {
        int k = 0;
        while (Step(ref a, y, ref k))
        {
            a += 0.3 * y[0];
        }
        return a * y[1];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double WhileEffectsAnd(double a, Span<double> y)
    {
        int k = 0;
        int m = 0;
        while (m++ < 4 && Step(ref a, y, ref k) || a < 0.1)
        {
            a += 0.3 * y[0] + 0.2;
            if (m > 8) break;
        }
        return a * y[1];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double LogicEffects(double x, Span<double> y)
    {
        int k = 0;
        if (Bump(y, ref k) && Bump(y, ref k) || Bump(y, ref k)) x *= y[0];
        return x * y[k % y.Length];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Optional(double x) => Opt(x) * Opt(x, times: 3) + Opt(by: x, x: 0.5 * x);

    [Differentiable]
    [Lengths(4, 7)]
    public static double Params(double x, double y) => Sum(x, y, x * y) * Sum(x) + SumSpan(x, y) + Sum();

    [Differentiable]
    [Lengths(4, 7)]
    public static double Extension(double x, double y) => x.Ext(y).Ext(x).Ext(Sq(y));

    [Differentiable]
    [Lengths(4, 7)]
    public static double Outs(double x)
    {
        TwoOut(x, out var a, out double b);
        TwoOut(a, out _, out x);
        TwoOut(x * 0.1, out _, out a);
        return a * b * x;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double RefsSwap(double x, double y)
    {
        Two(ref x, ref y);
        Two(ref y, ref x);
        return x * 0.1 + y;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Mutual(double x) => Even(x, 5) * Odd(x, 4);

    [Differentiable]
    [Lengths(4, 7)]
    public static double Fibonacci(double x) => Fib(x, 6);

    [Differentiable]
    [Lengths(4, 7)]
    public static double MatVecTwice(double[, ] m, ReadOnlySpan<double> x)
    {
        Span<double> y = stackalloc double[4], z = stackalloc double[3];
        MatVec(m, x, y);
        MatVec(m, y, z);
        MatVec(m, z, y);
        return y[0] * y[1] + z[2] * y[3];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double LocalFunctions(double x)
    {
        return G(x) * H(x, x);
        static double G(double a) => Math.Sin(a) * a;
        static double H(double a, double b)
        {
            if (a > 0) return G(b);
            return H(-a, b * 0.5);
        }
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double CallInBounds(ReadOnlySpan<double> x, double a)
    {
        double s = 0;
        int k = 0;
        while (k < x.Length && First(x[k..], 0.3) * a < 5)
        {
            s += First(x[k..], a * a) * a;
            k++;
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double DeepAll(double x, Span<double> y) => Deep(x, y, 5);

    [Differentiable]
    [Lengths(4, 7)]
    public static double Newton(double a)
    {
        double x = 1;
        int n = 0;
        while (true)
        {
            double next = 0.5 * (x + (a * a + 1) / x);
            if (Converged(next, x, ref n)) return next;
            x = next;
        }
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Chains(Span<double> y, ReadOnlySpan<double> w)
    {
        double s = 0;
        for (int k = 0; k < 3; k++)
        {
            Chain3(y, w);
            s += Mean(y) * Mean(y[1..^1]);
        }
        return s;
    }

    [Differentiable("x")]
    [Lengths(4, 7)]
    public static double Segments(ReadOnlySpan<double> x, double limit)
    {
        int at = 0;
        double p = 1;
        while (at < x.Length)
        {
            double s = SumUntil(x, ref at, limit * limit);
            p *= 1 + s * 0.1;
            if (at == 3) at++;
        }
        return p;
    }

    [Differentiable]
    [Case("n=5")]
    [Case("n=3")]
    public static double Rk4(double y, double k, int n)
    {
        double h = 0.1;
        for (int i = 0; i < n; i++)
        {
            double k1 = D(y, k), k2 = D(y + h / 2 * k1, k), k3 = D(y + h / 2 * k2, k), k4 = D(y + h * k3, k);
            y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }
        return y;
    }

    [Differentiable]
    [Lengths(4, 7)]
    [ComputesInFloat]
    public static double In(in double a, in float b)
    {
        float c = b * 2;
        double r = a * c;
        return Helper(in a, r) * b;
    }

    private static double Helper(in double a, in double b) => a * b + a;
    private static double D(double y, double k) => -k * y * y + Math.Sin(y);
    private static double SumUntil(ReadOnlySpan<double> x, ref int at, double limit)
    {
        double s = 0;
        while (at < x.Length)
        {
            s += x[at] * x[at];
            at++;
            if (s > limit) break;
        }
        return s;
    }

    private static double Mean(ReadOnlySpan<double> a)
    {
        double s = 0;
        foreach (double e in a) s += e;
        return s / a.Length;
    }

    private static void Chain3(Span<double> a, ReadOnlySpan<double> w)
    {
        Exp2(a);
        Update(a, w, 0.5);
        Exp2(a[1..]);
        Update(a[..2], w[2..], Mean(a));
    }

    private static void Update(Span<double> a, ReadOnlySpan<double> b, double s)
    {
        for (int i = 0; i < a.Length && i < b.Length; i++) a[i] -= s * b[i] * a[i];
    }

    private static void Exp2(Span<double> a)
    {
        for (int i = 0; i < a.Length; i++) a[i] = Math.Exp(a[i] * 0.1);
    }

    private static bool Converged(double a, double b, ref int n)
    {
        n++;
        return Math.Abs(a - b) < 1e-12 || n > 50;
    }

    private static double Deep(double x, Span<double> y, int d)
    {
        if (d > 2)
        {
            for (int i = 0; i < y.Length; i++)
            {
                if (y[i] > 1.2) return y[i] * x;
                y[i] = Math.Sin(y[i] * x);
            }
        }

        double[] t = new double[d + 1];
        for (int i = 0; i <= d; i++) t[i] = x * i + (i > 0 ? t[i - 1] : y[0]);
        x = t[d];
        while (x > 1)
        {
            x = Math.Sqrt(x) * 0.8;
            y[1] += x * 0.1;
        }
        return d == 0 ? x : Deep(x, y, d - 1) * t[0] + y[1];
    }

    private static double First(ReadOnlySpan<double> x, double limit)
    {
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] * x[i] > limit) return x[i] * limit;
        }
        return limit * limit;
    }

    private static void MatVec(double[, ] m, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            double s = 0;
            for (int j = 0; j < x.Length; j++) s += m[i % m.GetLength(0), j % m.GetLength(1)] * x[j];
            y[i] = s;
        }
    }

    private static double Fib(double x, int n)
    {
        if (n < 2) return x + n;
        double a = Fib(x * 0.9, n - 1), b = Fib(x * a * 0.1, n - 2);
        return a * 0.5 + Math.Sin(b) * x;
    }

    private static double Even(double x, int n) => n == 0 ? x : Odd(Math.Sin(x) + 0.1, n - 1);
    private static double Odd(double x, int n)
    {
        if (n == 0) return x * x;
        double y = Even(x * 1.1, n - 1);
        return y * x;
    }

    private static void Two(ref double a, ref double b)
    {
        double t = a;
        a = b * t;
        b = t + a;
    }

    private static void TwoOut(double x, out double a, out double b)
    {
        a = x * x;
        b = a * x;
        if (x > 0) return;
        a = b;
    }

    private static double Sq(double x) => x * x;
    private static double Ext(this double x, double y) => x * y + Math.Sin(x);
    private static double Sum(params double[] v)
    {
        double s = 0;
        foreach (double e in v) s += e * e;
        return s;
    }

    private static double SumSpan(params ReadOnlySpan<double> v)
    {
        double s = 0;
        foreach (double e in v) s += e * e;
        return s;
    }

    private static double Opt(double x, double by = 2.0, int times = 2)
    {
        for (int i = 0; i < times; i++) x = Math.Sin(x * by);
        return x;
    }

    private static bool Bump(Span<double> y, ref int k)
    {
        y[k] *= 1.3 + y[k + 1];
        k++;
        return y[0] > 0.2;
    }

    private static bool Step(ref double a, Span<double> y, ref int k)
    {
        a = a * 0.7 + y[k % y.Length];
        y[k % y.Length] *= a;
        k++;
        return k < 5 && a < 2;
    }

    private static void Rec(Span<double> y, int depth)
    {
        if (depth == 0) return;
        y[depth % y.Length] *= 1.1 + y[0] * 0.3;
        Rec(y, depth - 1);
        y[0] = Math.Sin(y[0]) + y[depth % y.Length];
    }
}

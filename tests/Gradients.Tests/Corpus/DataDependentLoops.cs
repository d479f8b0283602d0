// while and do: trip counts that depend on the data, linear and nonlinear bodies, nesting both ways, break and continue.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class DataDependentLoops
{
    /// <summary>Linear in what it carries: a trip count is all that need be kept.</summary>
    [Differentiable]
    [Case("")]
    [Case("a=0.3", Gradient = "4096")]
    [Case("a=-0.3", Gradient = "409600")]
    [Case("a=5000", Gradient = "2")]
    public static double Double(double a)
    {
        double b = a * 2;
        while (Math.Abs(b) < 1000) b *= 2;
        return b > 0 ? b : 100 * b;
    }

    [Differentiable]
    [Domain(0.5, 4)]
    [ClosedForm(nameof(NewtonDerivative))]
    public static double NewtonSqrt(double a)
    {
        double x = a;
        while (Math.Abs(x * x - a) > 1e-13 * a) x = 0.5 * (x + a / x);
        return 0.5 * (x + a / x);
    }

    private static double NewtonDerivative(double a) => 0.5 / Math.Sqrt(a);

    [Differentiable]
    [Domain(0.3, 1.2)]
    public static double NonlinearBody(double x, double y)
    {
        double a = x;
        double b = y;
        while (a < 10)
        {
            double t = a * b + 1;
            b = Math.Sin(a) + b;
            a = t + a * 1.3;
        }

        return a * b;
    }

    [Differentiable]
    [Domain(0.2, 1.5)]
    public static double DoWhile(double x)
    {
        double y = x;
        int n = 0;
        do
        {
            y = y * y + x;
            n++;
        }
        while (y < 5 && n < 20);
        return y / n;
    }

    /// <summary>The body runs once although its condition is false from the start.</summary>
    [Differentiable]
    [ClosedForm(nameof(DoOnceDerivative))]
    public static double DoOnce(double x)
    {
        double y = x;
        do y = y * y * y;
        while (y > 1e30);
        return y;
    }

    private static double DoOnceDerivative(double x) => 3 * x * x;

    [Differentiable]
    [ClosedForm(nameof(NeverEnteredDerivative))]
    public static double NeverEntered(double x)
    {
        double y = 3 * x;
        while (y > 1e6) y = Math.Sqrt(y) * x;
        return y;
    }

    private static double NeverEnteredDerivative(double x) => 3;

    [Differentiable]
    [Lengths(0, 1, 4)]
    [Domain(0.3, 3)]
    public static double WhileInsideFor(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double t = x[i];
            while (t < 4) t = t * t * 0.5 + t + 0.1;
            sum += t * (i + 1) * (1 + sum * 0.01);
        }

        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 3)]
    [Domain(0.4, 1.2)]
    public static double ForInsideWhile(ReadOnlySpan<double> x, double start)
    {
        double t = start;
        int rounds = 0;
        while (t < 6 && rounds < 5)
        {
            for (int i = 0; i < x.Length; i++) t += x[i] * Math.Sin(t) + 0.2;
            t *= 1.2;
            rounds++;
        }

        return t * start;
    }

    [Differentiable]
    [Domain(0.4, 1.2)]
    public static double WhileInsideWhile(double x, double y)
    {
        double a = x;
        while (a < 8)
        {
            double b = y;
            while (b < a + 1) b = b * 1.7 + y * y;
            a += b * 0.3;
        }

        return a * y;
    }

    [Differentiable]
    [Domain(0.4, 1.2)]
    public static double BreakInsideWhile(double x, double y)
    {
        double a = x;
        while (true)
        {
            a = a * a + y;
            if (a > 3) break;
            a += 0.25;
            if (a > 2.5)
            {
                a *= x;
                break;
            }
        }

        return a * x;
    }

    [Differentiable]
    [Domain(0.4, 1.9)]
    public static double ContinueInsideWhile(double x)
    {
        double a = x;
        int n = 0;
        while (n < 6)
        {
            n++;
            if (a > 2)
            {
                a = Math.Sqrt(a);
                continue;
            }

            a = a * a + x;
            if (n == 4) continue;
            a -= 0.1 * x;
        }

        return a;
    }

    [Differentiable]
    [Domain(0.4, 1.9)]
    public static double ReturnInsideWhile(double x, double y)
    {
        double a = x;
        int n = 0;
        while (n < 10)
        {
            a = a * y + Math.Cos(a);
            if (a > 2) return a * x;
            n++;
        }

        return a - y;
    }

    [Differentiable]
    [Domain(0.4, 1.9)]
    public static double ContinueInsideDo(double x)
    {
        double a = x;
        int n = 0;
        do
        {
            n++;
            if (n % 2 == 0) continue;
            a = Math.Sin(a) * x + a;
        }
        while (n < 7);
        return a;
    }

    /// <summary>Carries two values linearly with a coefficient that is differentiated too.</summary>
    [Differentiable]
    [Domain(1.1, 1.9)]
    public static double LinearWithActiveCoefficient(double x, double rate)
    {
        double balance = x;
        double paid = 0;
        while (balance < 50)
        {
            paid += 0.1 * balance;
            balance = balance * rate + x;
        }

        return paid * balance;
    }

    [Differentiable]
    [Lengths(1, 2, 6)]
    [Domain(0.2, 0.9)]
    public static double ScanUntil(ReadOnlySpan<double> x, [Domain(1, 1.4)] double limit)
    {
        int i = 0;
        double sum = 0;
        while (i < x.Length && sum + x[i] < limit)
        {
            sum += x[i];
            i++;
        }

        return i < x.Length ? sum + (limit - sum) * x[i] : sum;
    }

    [Differentiable]
    [Case("n=1")]
    [Case("n=27")]
    public static double CollatzWeights(double x, int n)
    {
        double value = x;
        while (n != 1)
        {
            if (n % 2 == 0)
            {
                n /= 2;
                value = value * 0.9 + x * x;
            }
            else
            {
                n = 3 * n + 1;
                value = Math.Sin(value + x);
            }
        }

        return value;
    }

    /// <summary>A window shrinks from both ends, its sides chosen by the data.</summary>
    [Differentiable]
    [Lengths(1, 2, 6)]
    public static double TwoPointers(ReadOnlySpan<double> x)
    {
        int lo = 0;
        int hi = x.Length - 1;
        double area = 0;
        while (lo < hi)
        {
            if (x[lo] < x[hi])
            {
                area += x[lo] * x[lo] * (hi - lo);
                lo++;
            }
            else
            {
                area += x[hi] * area * 0.1 + x[hi];
                hi--;
            }
        }

        return area + x[lo];
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    [Domain(0.2, 0.9)]
    public static void WhileWritesSpan(Span<double> y, double gain)
    {
        for (int i = 0; i < y.Length; i++)
        {
            while (y[i] < 2) y[i] = y[i] * y[i] * gain + y[i] + 0.3;
        }
    }
}

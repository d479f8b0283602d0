// Direct and mutual recursion, over numbers and over slices.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Recursion
{
    [Differentiable]
    [Case("n=0")]
    [Case("n=1")]
    [Case("n=6")]
    [ClosedForm(nameof(PowerDerivative))]
    public static double Power(double x, int n) => n == 0 ? 1 : x * Power(x, n - 1);

    private static double PowerDerivative(double x, int n) => n == 0 ? 0 : n * Math.Pow(x, n - 1);

    [Differentiable]
    [Case("n=0")]
    [Case("n=13")]
    public static double FastPower(double x, int n)
    {
        if (n == 0) return 1;
        double half = FastPower(x, n / 2);
        return n % 2 == 0 ? half * half : half * half * x;
    }

    [Differentiable]
    [Case("n=1000")]
    [Domain(0.2, 1)]
    public static double Deep(double x, int n)
    {
        if (n == 0) return x;
        double inner = Deep(x * 0.999 + 0.0005, n - 1);
        return Math.Sin(inner) * 0.9 + x * 0.1;
    }

    [Differentiable]
    [Lengths(0, 1, 2, 5)]
    public static double SumOverSlices(ReadOnlySpan<double> x)
    {
        if (x.Length == 0) return 0;
        if (x.Length == 1) return x[0] * x[0];
        int half = x.Length / 2;
        return SumOverSlices(x[..half]) * 0.5 + SumOverSlices(x[half..]) * x[0];
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static void InPlaceOverSlices(Span<double> y)
    {
        if (y.Length < 2) return;
        y[1] += y[0] * y[0];
        InPlaceOverSlices(y[1..]);
        y[0] *= y[^1];
    }

    [Differentiable]
    [Case("n=0")]
    [Case("n=5")]
    public static double Even(double x, int n) => n == 0 ? x : Odd(Math.Sin(x) + x, n - 1) * 0.9;

    private static double Odd(double x, int n) => n == 0 ? x * x : Even(x * x * 0.3, n - 1) + x;

    [Differentiable]
    [Case("n=1")]
    [Case("n=7")]
    public static double FibonacciLike(double x, double y, int n)
    {
        if (n <= 0) return x;
        if (n == 1) return y;
        return FibonacciLike(x, y, n - 1) * 0.5 + Math.Sin(FibonacciLike(x, y, n - 2));
    }

    [Differentiable]
    [Case("n=0 k=0")]
    [Case("n=5 k=2")]
    public static double LegendreLike(double x, int n, int k)
    {
        if (n == 0) return 1;
        if (n == 1) return x + k;
        return ((2 * n - 1) * x * LegendreLike(x, n - 1, k) - (n - 1) * LegendreLike(x, n - 2, k)) / n;
    }

    /// <summary>Determinant by expansion along the first column of what is left.</summary>
    [Differentiable]
    [Case("a:1 n=1")]
    [Case("a:4 n=2")]
    [Case("a:16 n=4")]
    public static double Determinant(ReadOnlySpan<double> a, int n)
    {
        if (n == 1) return a[0];
        Span<double> minor = stackalloc double[(n - 1) * (n - 1)];
        double sum = 0;
        double sign = 1;
        for (int row = 0; row < n; row++)
        {
            int k = 0;
            for (int i = 0; i < n; i++)
            {
                if (i == row) continue;
                for (int j = 1; j < n; j++) minor[k++] = a[i * n + j];
            }

            sum += sign * a[row * n] * Determinant(minor, n - 1);
            sign = -sign;
        }

        return sum;
    }

    /// <summary>The depth depends on the data.</summary>
    [Differentiable]
    [Domain(0.3, 1.5)]
    public static double UntilLarge(double x)
    {
        if (x > 10) return Math.Log(x) * x;
        return UntilLarge(x * x * 0.4 + x + 0.3) + x;
    }

    [Differentiable]
    [Domain(0.2, 1)]
    public static double AdaptiveIntegral(double a, [Domain(1.5, 2.5)] double b) => Integrate(a, b, 4);

    private static double Integrate(double a, double b, int depth)
    {
        double middle = 0.5 * (a + b);
        double whole = (b - a) * (Density(a) + 4 * Density(middle) + Density(b)) / 6;
        if (depth == 0 || b - a < 0.2) return whole;
        return Integrate(a, middle, depth - 1) + Integrate(middle, b, depth - 1);
    }

    private static double Density(double x) => Math.Exp(-x * x) * (1 + x);
}

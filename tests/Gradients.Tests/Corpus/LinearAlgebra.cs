// Small numerical programs: polynomials, matrices, factorisations, quadrature, root finding.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class LinearAlgebra
{
    [Differentiable]
    [Lengths(0, 1, 6)]
    public static double Horner(ReadOnlySpan<double> coefficients, double x)
    {
        double value = 0;
        for (int k = coefficients.Length - 1; k >= 0; k--) value = value * x + coefficients[k];
        return value;
    }

    [Differentiable]
    [Case("a:6 x:3 y:2")]
    [Case("a:0 x:0 y:2")]
    public static void MatVec(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < x.Length; j++) sum += a[i * x.Length + j] * x[j];
            y[i] = sum;
        }
    }

    [Differentiable]
    [Case("a:2x3 b:3x2 c:2x2")]
    [Case("a:1x1 b:1x1 c:1x1")]
    public static void MatMul(double[,] a, double[,] b, double[,] c)
    {
        for (int i = 0; i < c.GetLength(0); i++)
        {
            for (int j = 0; j < c.GetLength(1); j++)
            {
                double sum = 0;
                for (int k = 0; k < b.GetLength(0); k++) sum += a[i, k] * b[k, j];
                c[i, j] = sum;
            }
        }
    }

    /// <summary>LU in place, then the logarithm of the determinant.</summary>
    [Differentiable]
    [Case("a:1 n=1")]
    [Case("a:16 n=4")]
    public static double LogDeterminantByLu([Domain(-0.4, 0.4)] Span<double> a, int n)
    {
        for (int i = 0; i < n; i++) a[i * n + i] += 3;
        for (int k = 0; k < n; k++)
        {
            for (int i = k + 1; i < n; i++)
            {
                a[i * n + k] /= a[k * n + k];
                for (int j = k + 1; j < n; j++) a[i * n + j] -= a[i * n + k] * a[k * n + j];
            }
        }

        double sum = 0;
        for (int i = 0; i < n; i++) sum += Math.Log(a[i * n + i]);
        return sum;
    }

    [Differentiable]
    [Case("a:3x3 l:3x3")]
    [Case("a:1x1 l:1x1")]
    public static void Cholesky([Domain(-0.4, 0.4)] double[,] a, double[,] l)
    {
        int n = a.GetLength(0);
        for (int j = 0; j < n; j++)
        {
            double diagonal = a[j, j] + 3;
            for (int k = 0; k < j; k++) diagonal -= l[j, k] * l[j, k];
            l[j, j] = Math.Sqrt(diagonal);
            for (int i = j + 1; i < n; i++)
            {
                double sum = a[i, j];
                for (int k = 0; k < j; k++) sum -= l[i, k] * l[j, k];
                l[i, j] = sum / l[j, j];
            }

            for (int i = 0; i < j; i++) l[i, j] = 0;
        }
    }

    /// <summary>Forward and back substitution with a factor stored below the diagonal.</summary>
    [Differentiable]
    [Case("l:9 b:3")]
    [Case("l:1 b:1")]
    public static double TriangularSolve([Domain(0.3, 1)] ReadOnlySpan<double> l, Span<double> b)
    {
        int n = b.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++) b[i] -= l[i * n + j] * b[j];
            b[i] /= l[i * n + i] + 1;
        }

        double energy = 0;
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++) b[i] -= l[j * n + i] * b[j];
            b[i] /= l[i * n + i] + 1;
            energy += b[i] * b[i];
        }

        return energy;
    }

    [Differentiable]
    [Domain(-1, 1)]
    [Case("a:9 v:3")]
    public static double PowerIteration(ReadOnlySpan<double> a, Span<double> v)
    {
        int n = v.Length;
        Span<double> next = stackalloc double[n];
        double norm = 0;
        for (int step = 0; step < 3; step++)
        {
            norm = 0.1;
            for (int i = 0; i < n; i++)
            {
                next[i] = 2 * v[i];
                for (int j = 0; j < n; j++) next[i] += a[i * n + j] * v[j];
                norm += next[i] * next[i];
            }

            norm = Math.Sqrt(norm);
            for (int i = 0; i < n; i++) v[i] = next[i] / norm;
        }

        return norm;
    }

    [Differentiable]
    [Case("n=1")]
    [Case("n=8")]
    [Domain(0.1, 1)]
    public static double Simpson(double a, [Domain(1.5, 2.5)] double b, double rate, int n)
    {
        double h = (b - a) / (2 * n);
        double sum = Integrand(a, rate) + Integrand(b, rate);
        for (int i = 1; i < 2 * n; i++) sum += (i % 2 == 1 ? 4 : 2) * Integrand(a + i * h, rate);
        return sum * h / 3;
    }

    private static double Integrand(double x, double rate) => Math.Exp(-rate * x) * Math.Sin(x);

    /// <summary>Bisection finds where; a Newton step at the end carries the derivative.</summary>
    [Differentiable]
    [Domain(1, 8)]
    [ClosedForm(nameof(BisectionDerivative))]
    public static double Bisection(double a)
    {
        double lo = 0;
        double hi = 10;
        while (hi - lo > 1e-15 * hi)
        {
            double middle = 0.5 * (lo + hi);
            if (middle <= lo || middle >= hi) break;
            if (middle * middle * middle < a) lo = middle;
            else hi = middle;
        }

        double root = 0.5 * (lo + hi);
        return root - (root * root * root - a) / (3 * root * root);
    }

    private static double BisectionDerivative(double a) => 1 / (3 * Math.Pow(a, 2.0 / 3));

    [Differentiable]
    [Lengths(0, 1, 6)]
    [Domain(0.5, 2)]
    public static double ContinuedFraction(ReadOnlySpan<double> a, double x)
    {
        double value = x;
        for (int i = a.Length - 1; i >= 0; i--) value = a[i] + x / value;
        return value;
    }

    [Differentiable]
    [Case("n=0")]
    [Case("n=10")]
    [Domain(0.2, 0.8)]
    public static double Recurrence(double a, double b, int n)
    {
        double previous = a;
        double current = b;
        for (int k = 0; k < n; k++)
        {
            double next = a * current + b * previous * previous;
            previous = current;
            current = next;
        }

        return current;
    }

    [Differentiable]
    [Case("signal:6 kernel:3 output:4")]
    [Case("signal:1 kernel:1 output:1")]
    public static void Convolution(ReadOnlySpan<double> signal, ReadOnlySpan<double> kernel, Span<double> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = 0;
            for (int k = 0; k < kernel.Length; k++) output[i] += signal[i + k] * kernel[kernel.Length - 1 - k];
        }
    }

    /// <summary>Alignment of two sequences with a soft minimum of three moves.</summary>
    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double SoftEditDistance(ReadOnlySpan<double> x, ReadOnlySpan<double> y, [Domain(0.5, 1)] double gap)
    {
        int width = y.Length + 1;
        var cost = new double[(x.Length + 1) * width];
        for (int i = 1; i <= x.Length; i++) cost[i * width] = i * gap;
        for (int j = 1; j <= y.Length; j++) cost[j] = j * gap;
        for (int i = 1; i <= x.Length; i++)
        {
            for (int j = 1; j <= y.Length; j++)
            {
                double d = x[i - 1] - y[j - 1];
                double replace = cost[(i - 1) * width + j - 1] + d * d;
                double delete = cost[(i - 1) * width + j] + gap;
                double insert = cost[i * width + j - 1] + gap;
                cost[i * width + j] = -Math.Log(Math.Exp(-replace) + Math.Exp(-delete) + Math.Exp(-insert));
            }
        }

        return cost[^1];
    }
}

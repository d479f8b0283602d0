// Linear systems and matrix functions: LU, Cholesky, QR, determinants, the matrix exponential.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Factorisations
{
    /// <summary>Solves a x = b by LU with partial pivoting; both arguments are overwritten.</summary>
    [Differentiable]
    [Domain(-1, 1)]
    [Case("a:1x1 b:1")]
    [Case("a:4x4 b:4")]
    public static void LuSolve(double[,] a, double[] b)
    {
        int n = b.Length;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i, k]) > Math.Abs(a[pivot, k])) pivot = i;
            if (pivot != k)
            {
                for (int j = 0; j < n; j++) (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
                (b[k], b[pivot]) = (b[pivot], b[k]);
            }

            for (int i = k + 1; i < n; i++)
            {
                a[i, k] /= a[k, k];
                for (int j = k + 1; j < n; j++) a[i, j] -= a[i, k] * a[k, j];
                b[i] -= a[i, k] * b[k];
            }
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++) b[i] -= a[i, j] * b[j];
            b[i] /= a[i, i];
        }
    }

    /// <summary>One component of the solution of a symmetric positive system; the arguments stay as they are.</summary>
    [Differentiable]
    [Case("a:9 b:3")]
    [Case("a:1 b:1")]
    public static double CholeskySolve([Domain(-0.4, 0.4)] ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int n = b.Length;
        Span<double> l = stackalloc double[n * n];
        Span<double> x = stackalloc double[n];
        for (int j = 0; j < n; j++)
        {
            double diagonal = 3 + a[j * n + j];
            for (int k = 0; k < j; k++) diagonal -= l[j * n + k] * l[j * n + k];
            if (diagonal <= 0) throw new InvalidOperationException("The matrix is not positive definite.");
            l[j * n + j] = Math.Sqrt(diagonal);
            for (int i = j + 1; i < n; i++)
            {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
                l[i * n + j] = sum / l[j * n + j];
            }
        }

        for (int i = 0; i < n; i++)
        {
            double sum = b[i];
            for (int j = 0; j < i; j++) sum -= l[i * n + j] * x[j];
            x[i] = sum / l[i * n + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            double sum = x[i];
            for (int j = i + 1; j < n; j++) sum -= l[j * n + i] * x[j];
            x[i] = sum / l[i * n + i];
        }

        return x[0];
    }

    /// <summary>Householder QR: a becomes R, and b the product of Qᵀ and b.</summary>
    [Differentiable]
    [Domain(0.2, 1)]
    [Case("a:4x3 b:4")]
    [Case("a:2x2 b:2")]
    public static void HouseholderQr(double[,] a, double[] b)
    {
        int m = a.GetLength(0);
        int n = a.GetLength(1);
        double[] v = new double[m];
        for (int k = 0; k < n && k < m - 1; k++)
        {
            double norm = 0;
            for (int i = k; i < m; i++) norm += a[i, k] * a[i, k];
            norm = Math.Sqrt(norm);
            double alpha = a[k, k] > 0 ? -norm : norm;
            double square = 0;
            for (int i = k; i < m; i++)
            {
                v[i] = a[i, k];
                if (i == k) v[i] -= alpha;
                square += v[i] * v[i];
            }

            for (int j = k; j < n; j++)
            {
                double projection = 0;
                for (int i = k; i < m; i++) projection += v[i] * a[i, j];
                projection *= 2 / square;
                for (int i = k; i < m; i++) a[i, j] -= projection * v[i];
            }

            double along = 0;
            for (int i = k; i < m; i++) along += v[i] * b[i];
            along *= 2 / square;
            for (int i = k; i < m; i++) b[i] -= along * v[i];
        }
    }

    /// <summary>The gradient is the matrix of cofactors.</summary>
    [Differentiable]
    [Case("a:3x3")]
    [ClosedForm(nameof(Cofactors))]
    [MayAllocate("no pool serves two-dimensional arrays")]
    public static double DeterminantByElimination([Domain(-1, 1)] double[,] a)
    {
        int n = a.GetLength(0);
        double[,] u = (double[,])a.Clone();
        double determinant = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(u[i, k]) > Math.Abs(u[pivot, k])) pivot = i;
            if (pivot != k)
            {
                for (int j = k; j < n; j++) (u[k, j], u[pivot, j]) = (u[pivot, j], u[k, j]);
                determinant = -determinant;
            }

            determinant *= u[k, k];
            for (int i = k + 1; i < n; i++)
            {
                double factor = u[i, k] / u[k, k];
                for (int j = k + 1; j < n; j++) u[i, j] -= factor * u[k, j];
            }
        }

        return determinant;
    }

    private static double[] Cofactors(double[,] a)
    {
        double Minor(int i, int j) => (a[(i + 1) % 3, (j + 1) % 3] * a[(i + 2) % 3, (j + 2) % 3]) - (a[(i + 1) % 3, (j + 2) % 3] * a[(i + 2) % 3, (j + 1) % 3]);
        return [Minor(0, 0), Minor(0, 1), Minor(0, 2), Minor(1, 0), Minor(1, 1), Minor(1, 2), Minor(2, 0), Minor(2, 1), Minor(2, 2)];
    }

    /// <summary>Series until the terms are small, applied to a vector in place.</summary>
    [Differentiable]
    [Domain(-1, 1)]
    [Case("a:3x3 v:3")]
    [Case("a:1x1 v:1")]
    public static void MatrixExponential(double[,] a, double[] v)
    {
        int n = v.Length;
        double[] term = (double[])v.Clone();
        double[] next = new double[n];
        double size = 1;
        for (int k = 1; k < 60 && size > 1e-18; k++)
        {
            size = 0;
            for (int i = 0; i < n; i++)
            {
                double sum = 0;
                for (int j = 0; j < n; j++) sum += a[i, j] * term[j];
                next[i] = sum / k;
                size = Math.Max(size, Math.Abs(next[i]));
            }

            next.CopyTo(term, 0);
            for (int i = 0; i < n; i++) v[i] += term[i];
        }
    }

    /// <summary>Scaling and squaring.</summary>
    [Differentiable]
    [Domain(-1, 1)]
    [Case("a:2x2")]
    [MayAllocate("no pool serves two-dimensional arrays")]
    public static double TraceOfExponential(double[,] a)
    {
        int n = a.GetLength(0);
        double[,] power = new double[n, n];
        double[,] sum = new double[n, n];
        double[,] work = new double[n, n];
        for (int i = 0; i < n; i++) power[i, i] = sum[i, i] = 1;
        for (int k = 1; k <= 12; k++)
        {
            Multiply(power, a, work);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    power[i, j] = work[i, j] / (4 * k);
                    sum[i, j] += power[i, j];
                }
            }
        }

        Multiply(sum, sum, work);
        Multiply(work, work, sum);
        double trace = 0;
        for (int i = 0; i < n; i++) trace += sum[i, i];
        return trace;
    }

    private static void Multiply(double[,] a, double[,] b, double[,] product)
    {
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < b.GetLength(1); j++)
            {
                double sum = 0;
                for (int k = 0; k < b.GetLength(0); k++) sum += a[i, k] * b[k, j];
                product[i, j] = sum;
            }
        }
    }

    [Differentiable]
    [Domain(-1, 1)]
    [Case("a:9 b:3")]
    public static void LuSolveSingle(Span<float> a, Span<float> b)
    {
        int n = b.Length;
        for (int i = 0; i < n; i++) a[i * n + i] += 4;
        for (int k = 0; k < n; k++)
        {
            for (int i = k + 1; i < n; i++)
            {
                float factor = a[i * n + k] / a[k * n + k];
                for (int j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
                b[i] -= factor * b[k];
            }
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++) b[i] -= a[i * n + j] * b[j];
            b[i] /= a[i * n + i];
        }
    }

    /// <summary>A tridiagonal system by Thomas' algorithm.</summary>
    [Differentiable]
    [Domain(-1, 1)]
    [Lengths(1, 2, 6)]
    public static void Tridiagonal(ReadOnlySpan<double> lower, ReadOnlySpan<double> diagonal, ReadOnlySpan<double> upper, Span<double> x)
    {
        int n = x.Length;
        double[] c = new double[n];
        double pivot = diagonal[0] + 4;
        x[0] /= pivot;
        for (int i = 1; i < n; i++)
        {
            c[i] = upper[i - 1] / pivot;
            pivot = diagonal[i] + 4 - lower[i] * c[i];
            x[i] = (x[i] - lower[i] * x[i - 1]) / pivot;
        }

        for (int i = n - 2; i >= 0; i--) x[i] -= c[i + 1] * x[i + 1];
    }
}

// Dense linear algebra on arrays: factorisations, solvers, norms, iterations.
using System;

namespace Numerics;

public static class LinearAlgebra
{
    public static double Dot(double[] a, double[] b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"The lengths differ: {a.Length} and {b.Length}.");
        double s = 0;
        for (int i = 0; i < a.Length; i++) s += a[i] * b[i];
        return s;
    }

    public static double Norm(double[] v) => Math.Sqrt(Dot(v, v));

    public static double NormInfinity(double[] v)
    {
        double max = 0;
        foreach (double x in v) max = Math.Max(max, Math.Abs(x));
        return max;
    }

    /// <summary>Euclidean norm without overflow.</summary>
    public static double NormScaled(ReadOnlySpan<double> v)
    {
        double scale = 0, ssq = 1;
        foreach (double x in v)
        {
            if (x == 0) continue;
            double abs = Math.Abs(x);
            if (scale < abs)
            {
                double r = scale / abs;
                ssq = 1 + ssq * r * r;
                scale = abs;
            }
            else
            {
                double r = abs / scale;
                ssq += r * r;
            }
        }
        return scale * Math.Sqrt(ssq);
    }

    public static void Multiply(double[,] a, double[] x, double[] y)
    {
        int rows = a.GetLength(0), columns = a.GetLength(1);
        for (int i = 0; i < rows; i++)
        {
            y[i] = 0;
            for (int j = 0; j < columns; j++) y[i] += a[i, j] * x[j];
        }
    }

    public static double[,] Multiply(double[,] a, double[,] b)
    {
        int n = a.GetLength(0), m = b.GetLength(1), inner = a.GetLength(1);
        if (b.GetLength(0) != inner) throw new ArgumentException("The inner dimensions do not match.");
        double[,] c = new double[n, m];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                for (int k = 0; k < inner; k++) c[i, j] += a[i, k] * b[k, j];
        return c;
    }

    /// <summary>Crout's LU decomposition with partial pivoting, in place.</summary>
    public static double LuDecompose(double[,] a, int[] pivots)
    {
        int n = a.GetLength(0);
        double sign = 1;
        for (int k = 0; k < n; k++)
        {
            int p = k;
            double max = Math.Abs(a[k, k]);
            for (int i = k + 1; i < n; i++)
            {
                double candidate = Math.Abs(a[i, k]);
                if (candidate > max)
                {
                    max = candidate;
                    p = i;
                }
            }
            if (max == 0) throw new InvalidOperationException("The matrix is singular.");
            pivots[k] = p;
            if (p != k)
            {
                for (int j = 0; j < n; j++)
                {
                    double t = a[p, j];
                    a[p, j] = a[k, j];
                    a[k, j] = t;
                }
                sign = -sign;
            }
            for (int i = k + 1; i < n; i++)
            {
                a[i, k] /= a[k, k];
                for (int j = k + 1; j < n; j++) a[i, j] -= a[i, k] * a[k, j];
            }
        }
        return sign;
    }

    public static double Determinant(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone();
        double det = LuDecompose(a, new int[n]);
        for (int i = 0; i < n; i++) det *= a[i, i];
        return det;
    }

    public static double Determinant3(double[,] m) =>
        m[0, 0] * (m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1]) - m[0, 1] * (m[1, 0] * m[2, 2] - m[1, 2] * m[2, 0]) + m[0, 2] * (m[1, 0] * m[2, 1] - m[1, 1] * m[2, 0]);

    /// <summary>Gaussian elimination; the right-hand side becomes the solution.</summary>
    public static void Solve(double[,] a, double[] b)
    {
        int n = b.Length;
        for (int k = 0; k < n; k++)
        {
            int p = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i, k]) > Math.Abs(a[p, k])) p = i;
            if (p != k)
            {
                for (int j = k; j < n; j++) (a[k, j], a[p, j]) = (a[p, j], a[k, j]);
                (b[k], b[p]) = (b[p], b[k]);
            }
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                if (factor == 0) continue;
                for (int j = k; j < n; j++) a[i, j] -= factor * a[k, j];
                b[i] -= factor * b[k];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = b[i];
            for (int j = i + 1; j < n; j++) sum -= a[i, j] * b[j];
            b[i] = sum / a[i, i];
        }
    }

    public static double[] SolveCopy(double[,] a, double[] b)
    {
        var copy = (double[,])a.Clone();
        var x = (double[])b.Clone();
        Solve(copy, x);
        return x;
    }

    public static bool Cholesky(double[,] a)
    {
        int n = a.GetLength(0);
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < n; j++)
            {
                double sum = a[i, j];
                for (int k = i - 1; k >= 0; k--) sum -= a[i, k] * a[j, k];
                if (i == j)
                {
                    if (sum <= 0) return false;
                    a[i, i] = Math.Sqrt(sum);
                }
                else
                {
                    a[j, i] = sum / a[i, i];
                }
            }
        }
        return true;
    }

    /// <summary>Thomas' algorithm for a tridiagonal system.</summary>
    public static void SolveTridiagonal(double[] lower, double[] diagonal, double[] upper, double[] rhs, double[] x)
    {
        int n = diagonal.Length;
        double[] gam = new double[n];
        double bet = diagonal[0];
        if (bet == 0) throw new ArgumentException("The first pivot is zero.");
        x[0] = rhs[0] / bet;
        for (int j = 1; j < n; j++)
        {
            gam[j] = upper[j - 1] / bet;
            bet = diagonal[j] - lower[j] * gam[j];
            x[j] = (rhs[j] - lower[j] * x[j - 1]) / bet;
        }
        for (int j = n - 2; j >= 0; j--) x[j] -= gam[j + 1] * x[j + 1];
    }

    /// <summary>Modified Gram-Schmidt; the columns of a become orthonormal.</summary>
    public static void GramSchmidt(double[,] a, double[,] r)
    {
        int m = a.GetLength(0), n = a.GetLength(1);
        for (int k = 0; k < n; k++)
        {
            double norm = 0;
            for (int i = 0; i < m; i++) norm += a[i, k] * a[i, k];
            r[k, k] = Math.Sqrt(norm);
            for (int i = 0; i < m; i++) a[i, k] /= r[k, k];
            for (int j = k + 1; j < n; j++)
            {
                double projection = 0;
                for (int i = 0; i < m; i++) projection += a[i, k] * a[i, j];
                r[k, j] = projection;
                for (int i = 0; i < m; i++) a[i, j] -= projection * a[i, k];
            }
        }
    }

    public static void Jacobi(double[,] a, double[] b, double[] x, int iterations)
    {
        int n = b.Length;
        double[] next = new double[n];
        for (int it = 0; it < iterations; it++)
        {
            for (int i = 0; i < n; i++)
            {
                double sigma = 0;
                for (int j = 0; j < n; j++)
                    if (j != i) sigma += a[i, j] * x[j];
                next[i] = (b[i] - sigma) / a[i, i];
            }
            Array.Copy(next, x, n);
        }
    }

    public static void ConjugateGradient(double[,] a, double[] b, double[] x, int iterations)
    {
        int n = b.Length;
        var r = new double[n];
        var p = new double[n];
        var ap = new double[n];
        Multiply(a, x, ap);
        for (int i = 0; i < n; i++) p[i] = r[i] = b[i] - ap[i];
        double rr = Dot(r, r);
        for (int k = 0; k < iterations && rr > 1e-20; k++)
        {
            Multiply(a, p, ap);
            double alpha = rr / Dot(p, ap);
            for (int i = 0; i < n; i++)
            {
                x[i] += alpha * p[i];
                r[i] -= alpha * ap[i];
            }
            double next = Dot(r, r);
            for (int i = 0; i < n; i++) p[i] = r[i] + next / rr * p[i];
            rr = next;
        }
    }

    /// <summary>Largest eigenvalue of a symmetric matrix by power iteration.</summary>
    public static double PowerIteration(double[,] a, int iterations)
    {
        int n = a.GetLength(0);
        double[] v = new double[n];
        double[] w = new double[n];
        for (int i = 0; i < n; i++) v[i] = 1 / Math.Sqrt(n);
        double lambda = 0;
        for (int k = 0; k < iterations; k++)
        {
            Multiply(a, v, w);
            lambda = Dot(v, w);
            double norm = Norm(w);
            for (int i = 0; i < n; i++) v[i] = w[i] / norm;
        }
        return lambda;
    }

    /// <summary>Eigenvalues of a symmetric 2 by 2 matrix.</summary>
    public static (double Smaller, double Larger) Eigenvalues(double a, double b, double d)
    {
        double mean = 0.5 * (a + d), half = 0.5 * (a - d);
        double root = Math.Sqrt(half * half + b * b);
        return (mean - root, mean + root);
    }

    public static double Trace(double[,] a)
    {
        double t = 0;
        for (int i = 0; i < Math.Min(a.GetLength(0), a.GetLength(1)); i++) t += a[i, i];
        return t;
    }

    public static double FrobeniusNorm(double[,] a)
    {
        double sum = 0;
        foreach (double value in a) sum += value * value;
        return Math.Sqrt(sum);
    }

    public static double QuadraticForm(double[][] a, double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double[] row = a[i];
            for (int j = 0; j < x.Length; j++) sum += x[i] * row[j] * x[j];
        }
        return sum;
    }

    /// <summary>Determinant by expansion along the first row.</summary>
    public static double DeterminantByMinors(double[,] a)
    {
        int n = a.GetLength(0);
        if (n == 1) return a[0, 0];
        double det = 0;
        double[,] minor = new double[n - 1, n - 1];
        for (int column = 0; column < n; column++)
        {
            for (int i = 1; i < n; i++)
                for (int j = 0, k = 0; j < n; j++)
                    if (j != column) minor[i - 1, k++] = a[i, j];
            det += (column % 2 == 0 ? 1 : -1) * a[0, column] * DeterminantByMinors(minor);
        }
        return det;
    }
}

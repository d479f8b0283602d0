// What ordinary code does with arrays as wholes, found by annotating numerical sources that were written without thought of derivatives.
using Autodiff.Fuzz;
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

public class ArrayTests
{
    [Theory]
    [InlineData("if (x == null) throw new ArgumentNullException(nameof(x));")]
    [InlineData("if (null == x || x.Length == 0) return y;")]
    [InlineData("if (x != null && y > 0) y *= x[0]; if (x is null) return 0;")]
    [InlineData("ArgumentNullException.ThrowIfNull(x);")]
    public void A_guard_against_null_is_no_derivative(string guard) => Regression.Check($$"""
        [Differentiable] public static double F(double[] x, double y) { {{guard}} return y * x[0] * x[1]; }
        [Differentiable] public static double G(ReadOnlySpan<double> x) => H([.. x], x[1]);
        private static double H(double[] x, double y) { {{guard}} double s = y; for (int i = 0; i < x.Length; i++) s += s * x[i]; return s; }
        """);

    [Fact]
    public void A_matrix_tested_for_null() => Regression.Check("""
        [Differentiable] public static double F(double[,] a) { if (a == null) throw new ArgumentNullException(nameof(a)); return a[0, 1] * a[1, 0]; }
        """);

    [Fact]
    public void A_clone_is_memory_of_its_own() => Regression.Check("""
        [Differentiable] public static double F(double[] x)
        {
            double[] p = (double[])x.Clone();
            for (int i = 1; i < p.Length; i++) p[i] *= p[i - 1] + x[i];
            x[0] = p[1];
            var q = (double[])p.Clone();
            p[2] = 0;
            return q[2] * x[0] + q[q.Length - 1];
        }
        """);

    [Fact]
    public void A_clone_of_a_matrix_is_eliminated_in_place() => Regression.Check("""
        [Differentiable] public static double F(double[,] m)
        {
            int n = m.GetLength(0);
            double[,] a = (double[,])m.Clone();
            for (int k = 0; k < n; k++) a[k, k] += 5;
            double determinant = 1;
            for (int k = 0; k < n; k++)
            {
                for (int i = k + 1; i < n; i++)
                {
                    double factor = a[i, k] / a[k, k];
                    for (int j = k; j < n; j++) a[i, j] -= factor * a[k, j];
                }
                determinant *= a[k, k];
            }
            return Math.Log(Math.Abs(determinant)) + m[0, 1];
        }
        """);

    [Theory]
    [InlineData("double[] p = [.. x];", "p[0] * p[^1] * p.Length")]
    [InlineData("double[] p = [1, .. x, x[0] * x[1], .. y[1..], 7];", "p[1] * p[x.Length] + p[x.Length + 1] * p[^2]")]
    [InlineData("ReadOnlySpan<double> p = [.. x, .. x];", "p[1] * p[x.Length] * p[x.Length + 1]")]
    [InlineData("Span<double> p = [x[2], .. y]; p[1] *= p[0];", "p[1] * p[2]")]
    public void Spread_elements_are_copies(string made, string value) => Regression.Check($$"""
        [Differentiable] public static double F(ReadOnlySpan<double> x, ReadOnlySpan<double> y) { {{made}} return {{value}}; }
        """);

    [Fact]
    public void Elements_beside_a_spread_are_evaluated_in_order() => Regression.Check("""
        [Differentiable] public static double F(double x, ReadOnlySpan<double> y)
        {
            double t = x;
            double[] p = [t *= x, .. y, t += y[0], t];
            return p[0] * p[1] + p[^2] * p[^1];
        }
        """);

    [Theory]
    [InlineData("Array.Clear(w);")]
    [InlineData("Array.Clear(w, 0, w.Length);")]
    [InlineData("Array.Clear(w, 1, 2);")]
    [InlineData("Array.Fill(w, x[0] * x[1]);")]
    [InlineData("Array.Fill(w, x[0] * x[1], 1, 2);")]
    [InlineData("Array.Copy(x, w, 3);")]
    [InlineData("Array.Copy(x, 1, w, 2, 2);")]
    [InlineData("x.AsSpan(0, 3).CopyTo(w);")]
    public void Parts_of_arrays_are_cleared_filled_and_copied(string statement) => Regression.Check($$"""
        [Differentiable] public static double F(double[] x, double[] w) { w[1] *= x[0]; {{statement}} return w[0] * w[0] + w[1] * w[2] + w[3] * x[1]; }
        """);

    [Fact]
    public void An_array_is_copied_to_a_place_in_another() => Regression.Check("""
        [Differentiable] public static double F(ReadOnlySpan<double> x) { double[] a = x.ToArray(); double[] b = new double[a.Length + 2]; a.CopyTo(b, 2); return b[2] * b[3]; }
        """);

    [Fact]
    public void A_matrix_is_cleared_and_filled() => Regression.Check("""
        [Differentiable] public static double F(double[,] a, double x) { double[,] b = new double[2, 2]; b[0, 1] = x * a[0, 0]; double s = b[0, 1]; Array.Clear(b); s += b[0, 1] * a[1, 0]; Array.Clear(a); return s * s + a[1, 1]; }
        """);
}

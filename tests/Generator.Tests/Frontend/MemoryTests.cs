// Spans and arrays: elements, slices, lengths, allocations, copies.
using System.Linq;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class MemoryTests
{
    [Fact]
    public void Elements_are_read_and_written_at_computed_indices() => Execution.Agree(
        """
        [Differentiable] public static double F(ReadOnlySpan<double> x, Span<double> y, double[] z, int[] p, int n)
        {
            y[n] = x[n + 1] * z[p[n]]; y[p[0]] += x[0]; z[^1] = y[n] - z[^(n + 1)]; y[^2] *= 3; z[p[n] % 2] /= 2; z[(long)n - n]++;
            return y[n] + y[^1] + z[0] + x[x.Length - 1];
        }
        """, [new[] { 1.0, 2, 3 }, new[] { 4.0, 5, 6 }, new[] { 7.0, 8 }, new[] { 1, 0 }, 1], [new double[3], new double[1], new double[1], new int[1], 0]);

    [Fact]
    public void The_index_of_a_compound_assignment_is_evaluated_once() => Execution.Agree(
        "static int Next(ref int i) => i++; [Differentiable] public static double F(double[] x) { int i = 0; x[i++] += 10; x[Next(ref i)] *= 2; x[++i % 2]++; x[i -= 1] -= x[i] + i; return x[0] + 2 * x[1] + i; }",
        [new[] { 1.0, 2, 3 }]);

    [Fact]
    public void Two_dimensional_arrays() => Execution.Agree(
        """
        [Differentiable] public static double F(double[,] m, float[,] k)
        {
            double s = m.Length + m.Rank + m.GetUpperBound(1);
            for (int i = 0; i < m.GetLength(0); i++) for (int j = 0; j < m.GetLength(1); j++) { m[i, j] += s; s += m[i, j] * k[j, i]; m[i, j]++; }
            return s;
        }
        """, [new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }, new float[2, 3]], [new double[0, 2], new float[2, 0]]);

    [Fact]
    public void Slices_share_their_memory() => Execution.Agree(
        """
        [Differentiable] public static double F(Span<double> x, double[] y, int n)
        {
            Span<double> a = x.Slice(1), b = a.Slice(n, 2), c = x[1..^1], d = x[..n], e = x[^n..], f = x[n..(n + 2)];
            a[0] = 5; b[1] += a[0]; c[0] *= 2; f[1] -= 1;
            Span<double> g = y.AsSpan(), h = y.AsSpan(1), k = y.AsSpan(n, 1), l = y.AsSpan(..2), m = new Span<double>(y), o = new(y, 1, 2), q = y; ReadOnlySpan<double> r = o, t = x[1..][1..];
            g[0] = 7; h[0] += g[0]; k[0] *= 3; m[1]++; q[2] = h[1] + 1;
            ReadOnlySpan<double> whole = y.AsSpan(^2);
            return d[0] + e[0] + f.Length + l[1] + r[0] + r.Length + t[0] + whole[1] + (d.IsEmpty ? 1 : 2) + x[1..][^1] + y.AsSpan()[1..^1][0];
        }
        """, [new[] { 1.0, 2, 3, 4, 5 }, new[] { 1.0, 2, 3 }, 1], [new double[2], new double[2], 0]);

    [Fact]
    public void A_range_of_an_array_is_a_copy() => Execution.Agree(
        "[Differentiable] public static double F(double[] y) { double[] a = y[1..^1]; Span<double> b = y[..2]; a[0] = 9; b[0] = 8; var c = y.AsSpan(1).ToArray(); c[0] = 3; return y[0] + y[1] + a[0] * b[0] + a.Length + c[0]; }",
        [new[] { 1.0, 2, 3, 4 }], [new double[1]]);

    [Fact]
    public void Allocations_of_all_forms() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double[] a = new double[n]; var b = new double[n, 2]; double[] c = { x, 2, x * x }; var d = new[] { x, 1 }; var e = new double[,] { { 1, x }, { x, 2 } };
            Span<double> f = stackalloc double[n], g = stackalloc[] { x, 3.0 }, h = stackalloc double[2] { x, 1 }, k = [x, 2 * x, 1], l = new double[3], z = stackalloc double[] { 1, x, 3 };
            ReadOnlySpan<double> m = [x, 1, 2f], o = stackalloc double[] { 4, x }; float[] p = [(float)x, 2]; int[] q = [3, 1, 4]; bool[] r = new bool[2]; Span<double> s = n < 3 ? stackalloc double[3] : new double[n], t = default, u = [], w = Span<double>.Empty;
            a[0] = x; b[n - 1, 1] = c[2]; f[^1] = d[0]; l[0] = e[1, 0] + g[0] + h[0]; r[1] = x > 0; s[2] = k[1];
            double sum = 0; foreach (double v in b) sum += v;
            for (int i = 0; i < 3; i++) { Span<double> v = stackalloc double[2]; v[0] += x * i; v[1] = v[0]; sum += v[0] * v[1]; double[] y = [x, i]; y[0] += y[1]; sum += y[0]; }
            return sum + a[0] + f[^1] + l[0] + m[0] * m[2] + o[1] + p[0] + q[2] + (r[1] ? 1 : 0) + s[2] + s.Length + t.Length + u.Length + w.Length + z[1] + k.Length;
        }
        """.Replace("Span<double> s = n < 3 ? stackalloc double[3] : new double[n]", "Span<double> s = n < 3 ? stackalloc double[3] : new double[n]"), [1.5, 2], [-2.0, 4], [1.0, 0]);

    [Fact]
    public void Clear_fill_and_copy_are_loops() => Execution.Agree(
        """
        [Differentiable] public static double F(Span<double> x, double[] y, double v)
        {
            Span<double> t = stackalloc double[3]; t.Fill(v * 2); t.CopyTo(x); x[1..2].Clear(); y.AsSpan(1).Fill(v); y.CopyTo(t); Array.Fill(y, 2); Array.Clear(y); Array.Copy(y, new double[2], 2); x[..1].CopyTo(y); new Span<double>(y)[1..].Fill(7);
            return x[0] + t[1] + y[1] + y[0];
        }
        """, [new double[4], new[] { 1.0, 2 }, 1.5], [new double[2], new double[2], 1.5], [new double[3], new double[4], 1.5]);

    [Fact]
    public void A_fresh_read_only_span_is_written_once_and_is_one_allocation()
    {
        DerivativeRequest request = Execution.Agree("[Differentiable] public static double F(double x) { ReadOnlySpan<double> a = [x, 2, x * x]; return a[0] * a[2]; }", [1.5]);
        Assert.Single(request.Program.Entry.Body.All().OfType<Allocate>());
    }

    [Fact]
    public void Integer_and_boolean_memory_is_memory_too() => Execution.Agree(
        "[Differentiable] public static double F(double x, ReadOnlySpan<byte> k, bool[] on) { Span<int> c = stackalloc int[4]; foreach (byte b in k) c[b]++; on[0] = !on[0]; return x * c[1] + (on[0] ? c[2] : c[3]); }",
        [2.0, new byte[] { 1, 2, 1, 3 }, new[] { true, false }]);
}

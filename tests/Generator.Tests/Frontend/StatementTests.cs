// Statements: what is read means what C# means.
using System.Linq;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class StatementTests
{
    [Fact]
    public void Locals_are_assigned_and_reassigned() => Execution.Agree(
        "[Differentiable] public static double F(double x) { double y = x * 2, z = y + 1; y = z * y; z -= y; z *= 3; z /= y; z %= 2; return z + y; }", [1.5], [-3.0]);

    [Fact]
    public void A_local_may_be_declared_before_it_is_assigned() => Execution.Agree(
        "[Differentiable] public static double F(double x) { double y; if (x > 0) { y = x * x; } else y = -x; return y; }", [1.5], [-3.0]);

    [Fact]
    public void Parameters_may_be_reassigned() => Execution.Agree(
        "[Differentiable] public static double F(double x, int n) { n += 2; x = x * n; n--; x += n; return x; }", [1.5, 3]);

    [Fact]
    public void Else_if_chains_take_the_first_true_branch() => Execution.Agree(
        "[Differentiable] public static double F(double x) { if (x < -1) return x * x; else if (x < 0) return -x; else if (x < 1) { x = 2 * x; } else return 7 * x; return x + 1; }",
        [-2.0], [-0.5], [0.5], [2.0]);

    [Fact]
    public void A_chain_of_a_thousand_else_ifs_is_read()
    {
        string chain = string.Join("\n", Enumerable.Range(0, 1000).Select(i => $"else if (n == {i}) r = x * {i};"));
        Execution.Agree($"[Differentiable] public static double F(double x, int n) {{ double r = 0; if (n < 0) r = x; {chain} return r; }}", [1.5, 700], [1.5, -1], [1.5, 1000]);
    }

    [Fact]
    public void For_loops_of_all_shapes() => Execution.Agree(
        """
        [Differentiable] public static double F(double[] x, int n)
        {
            double s = 0;
            for (int i = 0; i < x.Length; i++) s += x[i] * i;
            for (int i = x.Length - 1; i >= 0; i -= 2) s = s * 0.5 + x[i];
            for (int i = 0, j = n; i < j; i++, j--) s += i * j;
            for (long k = 1; k <= n; k *= 2) s += k;
            for (; ; ) { s += 1; if (s > 100) break; if (s > n) break; }
            int q;
            for (q = 3; q > 0; --q) { if (q == 2) continue; for (int r = 0; r < q; r++) s += r; }
            return s + q;
        }
        """, [new[] { 1.0, 2.5, -3 }, 5], [new double[0], 0], [new[] { 4.0 }, 9]);

    [Fact]
    public void While_and_do_with_break_and_continue() => Execution.Agree(
        """
        [Differentiable] public static double F(double x)
        {
            double b = x; int n = 0;
            while (Math.Abs(b) < 100) { n++; if (n == 3) continue; b = b * 2 + 0.1; if (n > 20) break; }
            do { b /= 3; n--; if (n < -5) break; } while (b > 1);
            return b + n;
        }
        """, [1.0], [0.0], [500.0], [-7.5]);

    [Fact]
    public void An_assignment_inside_a_loop_condition_runs_before_every_trip() => Execution.Agree(
        "[Differentiable] public static double F(double x) { double y = x, t; int n = 0; while ((t = y * y) > 0.01 && n++ < 50) y = y * 0.5 + t * 0.001; return y + t + n; }",
        [1.0], [0.0], [5.0]);

    [Fact]
    public void Foreach_over_spans_arrays_and_slices() => Execution.Agree(
        """
        [Differentiable] public static double F(ReadOnlySpan<double> x, Span<double> y, float[] z, int[] index)
        {
            double s = 0;
            foreach (double a in x) { if (a < 0) continue; s += a * a; }
            foreach (double a in y[1..]) s -= a;
            foreach (double a in z) { if (a > 3) break; s += a; }
            foreach (var i in index) s *= x[i];
            return s;
        }
        """, [new[] { 1.0, -2, 3 }, new[] { 1.0, 4 }, new[] { 1f, 2, 5, 6 }, new[] { 2, 0 }], [new double[] { 1 }, new double[1], new float[0], new int[0]]);

    [Fact]
    public void Foreach_over_a_two_dimensional_array_runs_row_by_row_and_break_leaves_it() => Execution.Agree(
        "[Differentiable] public static double F(double[,] m) { double s = 0; foreach (double v in m) { if (v > 4) break; s = s * 0.5 + v; } return s; }",
        [new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }], [new double[0, 3]], [new double[2, 0]], [new double[,] { { 1 }, { 2 } }]);

    [Fact]
    public void Early_returns_leave_loops() => Execution.Agree(
        "[Differentiable] public static double F(double[] x) { for (int i = 0; i < x.Length; i++) { for (int j = 0; j < i; j++) if (x[j] > x[i]) return x[i] * j; if (x[i] < 0) return -1; } return 2 * x[0]; }",
        [new[] { 1.0, 2, 1.5 }], [new[] { -1.0 }], [new[] { 1.0, 2 }], [new double[0]]);

    [Fact]
    public void Guards_that_throw_run_once_and_in_order() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n, double[] w)
        {
            ArgumentNullException.ThrowIfNull(w);
            ArgumentOutOfRangeException.ThrowIfNegative(n);
            if (x < 0) throw new ArgumentOutOfRangeException(nameof(x), x, $"must be positive, {n:D3} is {{{n,5}}}");
            if (w.Length != n) throw new ArgumentException("length " + w.Length + " is not " + n, nameof(w));
            return n > 2 ? x * 2 : throw new InvalidOperationException();
        }
        """, [1.0, 3, new double[3]], [-1.0, 3, new double[3]], [1.0, -1, new double[3]], [1.0, 2, new double[2]], [1.0, 3, new double[2]]);

    [Fact]
    public void A_method_of_one_throw_is_read() => Execution.Agree(
        "[Differentiable] public static double F(double x) => x > 0 ? x : throw new ArgumentException(\"x\");", [1.0], [-1.0]);

    [Fact]
    public void Void_methods_write_their_spans_and_out_parameters() => Execution.Agree(
        """
        [Differentiable] public static void F(Span<double> y, double x, ref double r, out double o, out int n)
        {
            o = x * r; n = y.Length;
            if (n == 0) return;
            y[0] = o; y[^1] += x; r *= y[0];
            for (int i = 1; i < y.Length; i++) y[i] = y[i] * y[i - 1];
        }
        """, [new[] { 1.0, 2, 3 }, 0.5, 2.0], [new double[0], 1.0, 3.0]);

    [Fact]
    public void Swaps_by_deconstruction_take_all_values_first() => Execution.Agree(
        "[Differentiable] public static double F(double a, double b, double[] x) { (a, b) = (b, a * 2); int i = 0; (x[i++], x[i]) = (x[1], x[0]); (double c, var d) = (a, b); return a * 3 + b + c - d + i + x[0] - 2 * x[1]; }",
        [1.0, 5.0, new[] { 3.0, 4 }]);

    [Fact]
    public void Local_functions_that_are_static_are_read() => Execution.Agree(
        "[Differentiable] public static double F(double x) { double y = G(x); return G(y) + H(2, y); static double G(double t) => t * t + 1; static double H(int n, double t) { return n == 0 ? 1 : t * H(n - 1, t); } }",
        [0.5]);
}

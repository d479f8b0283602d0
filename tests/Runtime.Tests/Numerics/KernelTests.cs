// Kernels against plain loops, at all small sizes, with strides and unaligned starts; refusals; no allocation; the printed files.
using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Autodiff.Numerics;
using Xunit;

namespace Autodiff.Runtime.Tests.Numerics;

public class KernelTests
{
    private static double[] Numbers(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() * 2 - 1)];
    private static float[] Singles(double[] numbers) => Array.ConvertAll(numbers, x => (float)x);

    /// <summary>Elements agree to the roundings of sums of <paramref name="terms"/> terms below 1: each partial sum of up to that size is rounded once.</summary>
    private static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, int terms, double precision = 1.2e-16)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= precision * (terms + 4) * Math.Max(2, terms / 4.0), $"element {i}: {actual[i]} instead of {expected[i]}");
    }

    private static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, int terms)
    {
        double[] wide = new double[actual.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = actual[i];
        Near(expected, wide, terms, 6e-8);
    }

    [Fact]
    public void Vector_kernels_agree_with_loops_at_every_length_and_start()
    {
        Random random = new(1);
        for (int n = 0; n <= 67; n++)
            for (int start = 0; start < 3; start++)
            {
                double[] x = Numbers(random, n + start), y = Numbers(random, n + start), z = [.. y];
                Span<double> u = x.AsSpan(start), v = y.AsSpan(start);
                float[] a = Singles(u.ToArray()), b = Singles(v.ToArray());
                double dot = 0, sum = 0, squares = 0;
                for (int i = 0; i < n; i++) (dot, sum, squares) = (dot + u[i] * v[i], sum + u[i], squares + u[i] * u[i]);
                Near([dot, sum, squares, Math.Sqrt(squares)], [Kernels.Dot(u, v), Kernels.Sum(u), Kernels.SumOfSquares(u), Kernels.Norm(u)], n);
                Near([dot, sum, squares, Math.Sqrt(squares)], new float[] { Kernels.Dot(a, b), Kernels.Sum(a), Kernels.SumOfSquares(a), Kernels.Norm(a) }, n);
                Kernels.Axpy(0.5, u, v);
                Kernels.Axpy(0.5f, a, b);
                for (int i = 0; i < n; i++) z[start + i] += 0.5 * u[i];
                Near(z, y, 1);
                Near(z.AsSpan(start), b, 1);
            }
    }

    [Fact]
    public void A_result_does_not_depend_on_where_a_span_starts()
    {
        Random random = new(2);
        double[] values = Numbers(random, 61), others = Numbers(random, 61), room = new double[80], otherRoom = new double[80];
        double dot = Kernels.Dot(values, others), sum = Kernels.Sum(values), exp = Kernels.LogSumExp(values);
        for (int start = 0; start < 16; start++)
        {
            values.CopyTo(room, start);
            others.CopyTo(otherRoom, 15 - start);
            Assert.Equal(dot, Kernels.Dot(room.AsSpan(start, 61), otherRoom.AsSpan(15 - start, 61)));
            Assert.Equal(sum, Kernels.Sum(room.AsSpan(start, 61)));
            Assert.Equal(exp, Kernels.LogSumExp(room.AsSpan(start, 61)));
        }
    }

    [Fact]
    public void A_norm_neither_overflows_nor_vanishes()
    {
        Assert.Equal(5e200, Kernels.Norm([3e200, -4e200]), 1e186);
        Assert.Equal(5e-200, Kernels.Norm([3e-200, -4e-200]), 1e-214);
        Assert.Equal(5e25f, Kernels.Norm([3e25f, -4e25f]), 1e19f);
        Assert.Equal(5e-30f, Kernels.Norm([3e-30f, -4e-30f]), 1e-35f);
        Assert.Equal(0, Kernels.Norm(new double[9]));
        Assert.Equal(double.PositiveInfinity, Kernels.Norm([1, double.NegativeInfinity]));
        Assert.True(double.IsNaN(Kernels.Norm([1, double.NaN])));
    }

    [Fact]
    public void Matrix_vector_kernels_agree_with_loops()
    {
        Random random = new(3);
        foreach (int rows in (int[])[0, 1, 2, 3, 4, 5, 8, 9, 13])
            foreach (int columns in (int[])[0, 1, 3, 7, 8, 9, 16, 17, 31])
                foreach (int gap in (int[])[0, 3])
                {
                    int stride = columns + gap;
                    double[] a = Numbers(random, rows * stride), x = Numbers(random, columns), y = Numbers(random, rows);
                    double[] byRow = new double[rows], byColumn = new double[columns], outer = [.. a];
                    for (int i = 0; i < rows; i++)
                        for (int j = 0; j < columns; j++)
                        {
                            byRow[i] += a[i * stride + j] * x[j];
                            byColumn[j] += a[i * stride + j] * y[i];
                            outer[i * stride + j] += 0.5 * y[i] * x[j];
                        }
                    double[] r = new double[rows], c = new double[columns], updated = [.. a];
                    Kernels.MatVec(a, rows, columns, stride, x, r);
                    Kernels.TransposedMatVec(a, rows, columns, stride, y, c);
                    Kernels.AddOuter(0.5, y, x, updated, stride);
                    Near(byRow, r, columns);
                    Near(byColumn, c, rows);
                    Near(outer, updated, 1);
                    Kernels.AddMatVec(a, rows, columns, stride, x, r);
                    Kernels.AddTransposedMatVec(a, rows, columns, stride, y, c);
                    Near([.. byRow.Select(v => 2 * v)], r, 2 * columns);
                    Near([.. byColumn.Select(v => 2 * v)], c, 2 * rows);

                    float[] fa = Singles(a), fx = Singles(x), fy = Singles(y), fr = new float[rows], fc = new float[columns];
                    Kernels.MatVec(fa, rows, columns, stride, fx, fr);
                    Kernels.TransposedMatVec(fa, rows, columns, stride, fy, fc);
                    Kernels.AddOuter(0.5f, fy, fx, fa, stride);
                    Near(byRow, fr, columns);
                    Near(byColumn, fc, rows);
                    Near(outer, fa, 1);
                }
    }

    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            TheoryData<int, int, int> sizes = new() { { 0, 3, 2 }, { 3, 0, 2 }, { 3, 2, 0 }, { 64, 128, 10 }, { 65, 129, 49 }, { 9, 300, 97 } };
            foreach (int m in (int[])[1, 2, 4, 5, 7, 8, 9, 17])
                foreach (int k in (int[])[1, 3, 8])
                    foreach (int n in (int[])[1, 3, 7, 8, 9, 15, 16, 17, 23, 24, 25, 33, 50]) sizes.Add(m, k, n);
            return sizes;
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Products_agree_with_loops(int m, int k, int n)
    {
        Random random = new(m + 100 * k + 10_000 * n);
        foreach (int gap in (int[])[0, 2])
        {
            double[] a = Numbers(random, m * (k + gap)), b = Numbers(random, k * (n + gap)), c = Numbers(random, m * (n + gap)), expected = [.. c];
            double[] at = new double[k * (m + gap)], bt = new double[n * (k + gap)];
            for (int i = 0; i < m; i++)
                for (int p = 0; p < k; p++) at[p * (m + gap) + i] = a[i * (k + gap) + p];
            for (int p = 0; p < k; p++)
                for (int j = 0; j < n; j++) bt[j * (k + gap) + p] = b[p * (n + gap) + j];
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (int p = 0; p < k; p++) sum += a[i * (k + gap) + p] * b[p * (n + gap) + j];
                    expected[i * (n + gap) + j] = sum;
                }
            double[] first = [.. c], second = [.. c], third = [.. c];
            Kernels.MatMul(a, k + gap, b, n + gap, first, n + gap, m, k, n);
            Kernels.MatMulTransposed(a, k + gap, bt, k + gap, second, n + gap, m, k, n);
            Kernels.TransposedMatMul(at, m + gap, b, n + gap, third, n + gap, m, k, n);
            Near(expected, first, k);
            Near(expected, second, k);
            Near(expected, third, k);

            float[] fa = Singles(a), fb = Singles(b), fat = Singles(at), fbt = Singles(bt), f1 = Singles(c), f2 = Singles(c), f3 = Singles(c);
            Kernels.MatMul(fa, k + gap, fb, n + gap, f1, n + gap, m, k, n);
            Kernels.MatMulTransposed(fa, k + gap, fbt, k + gap, f2, n + gap, m, k, n);
            Kernels.TransposedMatMul(fat, m + gap, fb, n + gap, f3, n + gap, m, k, n);
            Near(expected, f1, k);
            Near(expected, f2, k);
            Near(expected, f3, k);

            // What lies between the rows is not touched, and adding adds.
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) expected[i * (n + gap) + j] *= 2;
            Kernels.AddMatMul(a, k + gap, b, n + gap, first, n + gap, m, k, n);
            Kernels.AddMatMulTransposed(a, k + gap, bt, k + gap, second, n + gap, m, k, n);
            Kernels.AddTransposedMatMul(at, m + gap, b, n + gap, third, n + gap, m, k, n);
            Near(expected, first, 2 * k);
            Near(expected, second, 2 * k);
            Near(expected, third, 2 * k);
        }
    }

    [Fact]
    public void A_symmetric_rank_k_update_fills_both_triangles()
    {
        Random random = new(5);
        foreach ((int n, int k) in ((int, int)[])[(0, 2), (1, 1), (5, 3), (8, 8), (24, 5), (25, 130), (60, 7)])
        {
            double[] a = Numbers(random, n * k), expected = new double[n * n], c = Numbers(random, n * n);
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    for (int p = 0; p < k; p++) expected[i * n + j] += a[i * k + p] * a[j * k + p];
            Kernels.SymmetricRankK(a, c, n, k);
            Near(expected, c, k);
            Kernels.AddSymmetricRankK(a, c, n, k);
            Near([.. expected.Select(v => 2 * v)], c, 2 * k);
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) Assert.Equal(c[i * n + j], c[j * n + i]);
            float[] f = new float[n * n];
            Kernels.SymmetricRankK(Singles(a), f, n, k);
            Near(expected, f, k);
        }
    }

    [Fact]
    public void Log_sum_exp_and_softmax_agree_with_loops()
    {
        Random random = new(7);
        for (int n = 1; n <= 40; n++)
        {
            double[] x = [.. Numbers(random, n).Select(v => 30 * v + 1000)], p = new double[n];
            double largest = x.Max(), sum = x.Sum(v => Math.Exp(v - largest));
            Assert.Equal(largest + Math.Log(sum), Kernels.LogSumExp(x), 1e-12);
            Kernels.Softmax(x, p);
            Near([.. x.Select(v => Math.Exp(v - largest) / sum)], p, n);
            float[] f = Singles(x), q = new float[n];
            double[] wide = Array.ConvertAll(f, v => (double)v);
            double total = wide.Sum(v => Math.Exp(v - wide.Max()));
            Assert.Equal(wide.Max() + Math.Log(total), Kernels.LogSumExp(f), 1e-3);
            Kernels.Softmax(f, q);
            Near([.. wide.Select(v => Math.Exp(v - wide.Max()) / total)], q, n);
        }
    }

    [Fact]
    public void Log_sum_exp_of_nothing_and_of_infinities()
    {
        const double Inf = double.PositiveInfinity;
        Assert.Equal(-Inf, Kernels.LogSumExp(ReadOnlySpan<double>.Empty));
        Assert.Equal(-Inf, Kernels.LogSumExp([-Inf, -Inf]));
        Assert.Equal(Inf, Kernels.LogSumExp([1, Inf]));
        Assert.Equal(2, Kernels.LogSumExp([2, -Inf]));
        Assert.True(double.IsNaN(Kernels.LogSumExp([1, double.NaN, 2])));
        Assert.True(double.IsNaN(Kernels.LogSumExp([-Inf, double.NaN])));
    }

    private static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        double[] six = new double[6], four = new double[4], nine = new double[9];
        Assert.StartsWith("y has 4 elements beside x of 6", Message(() => Kernels.Dot(six, four)));
        Assert.StartsWith("x has 4 elements, but the 2×3 matrix needs 3.", Message(() => Kernels.MatVec(six, 2, 3, four, new double[2])));
        Assert.StartsWith("y has 4 elements, but the 2×3 matrix needs 2.", Message(() => Kernels.MatVec(six, 2, 3, new double[3], four)));
        Assert.StartsWith("a has 6 elements, but 2×4 with rows 4 apart are 8.", Message(() => Kernels.MatVec(six, 2, 4, four, new double[2])));
        Assert.StartsWith("b has 4 elements, but beside a of 2×3 it must be 3×3, which are 9.", Message(() => Kernels.MatMul(six, four, six, 2, 3, 3)));
        Assert.StartsWith("c has 4 elements, but beside a of 2×3 it must be 2×3, which are 6.", Message(() => Kernels.MatMul(six, nine, four, 2, 3, 3)));
        Assert.StartsWith("a is 2×3 and its rows start 2 elements apart", Message(() => Kernels.MatVec(six, 2, 3, 2, new double[3], new double[2])));
        Assert.StartsWith("a cannot be -1×3", Message(() => Kernels.MatVec(six, -1, 3, new double[3], new double[2])));
        Assert.StartsWith("destination has 4 elements beside x of 6", Message(() => Kernels.Softmax(six, four)));
    }

    [Fact]
    public void An_output_that_overlaps_an_input_is_refused()
    {
        double[] memory = new double[64];
        Assert.Contains("overlaps x", Message(() => Kernels.Axpy(1, memory.AsSpan(0, 8), memory.AsSpan(4, 8))));
        Assert.Contains("overlaps a", Message(() => Kernels.MatVec(memory.AsSpan(0, 16), 4, 4, new double[4], memory.AsSpan(12, 4))));
        Assert.Contains("overlaps b", Message(() => Kernels.MatMul(new double[16], memory.AsSpan(0, 16), memory.AsSpan(8, 16), 4, 4, 4)));
        Assert.Contains("overlaps x", Message(() => Kernels.Softmax(memory, memory)));
    }

    [Fact]
    public void Kernels_allocate_nothing()
    {
        double[] a = new double[100 * 100], b = new double[100 * 100], c = new double[100 * 100], x = new double[100], y = new double[100];
        Assert.Equal(0, Allocation.InSteadyState(() =>
        {
            Kernels.MatMul(a, b, c, 100, 100, 100);
            Kernels.MatVec(a, 100, 100, x, y);
            Kernels.SymmetricRankK(a, c, 100, 100);
            Kernels.Softmax(x, y);
        }));
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Runtime/Numerics"));

    /// <summary>One text for doubles and for floats: only what S and V stand for differs.</summary>
    [Theory, InlineData("KernelDerivatives"), InlineData("Vectors"), InlineData("Matrices"), InlineData("Products"), InlineData("Tiles"), InlineData("Softmax"), InlineData("Wide.Strided")]
    public void The_kernels_on_floats_are_printed_from_those_on_doubles(string family)
    {
        string name = family is "KernelDerivatives" or "Wide.Strided" ? $"{family}.cs" : $"Kernels.{family}.cs";
        string[] lines = [.. File.ReadAllLines(Path.Combine(Folder(), name)).Select(line => line switch
        {
            "using S = double;" => "using S = float;",
            "using V = System.Runtime.Intrinsics.Vector512<double>;" => "using V = System.Runtime.Intrinsics.Vector512<float>;",
            _ => line,
        })];
        lines[0] = $"// Printed from {name} by a test: the same kernels on floats.";
        Printed.Check(Path.Combine(Folder(), "Single", name), string.Join("\n", lines) + "\n");
    }
}

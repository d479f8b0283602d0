// Speed of Kernels beside plain loops and TensorPrimitives.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics.Tensors;
using Autodiff.Numerics;

namespace Autodiff.Benchmarks;

internal static class KernelBenchmarks
{
    private static readonly Random Random = new(1);

    private static double[] Numbers(int length)
    {
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) numbers[i] = Random.NextDouble() - 0.5;
        return numbers;
    }

    private static float[] Singles(int length) => Array.ConvertAll(Numbers(length), x => (float)x);

    /// <summary>Every kernel at several sizes, in double and float, beside TensorPrimitives and a plain loop where there is one.</summary>
    public static IReadOnlyList<MicroCase> Cases { get; } = [.. Make()];

    public static void Run(Func<string, bool> isWanted)
    {
        Console.WriteLine();
        Console.WriteLine($"{"GFLOP/s",-28}{"double",9}{"float",9}{"Tensor",9}{"loop",9}");
        foreach (MicroCase line in Cases.Where(c => isWanted(c.Name)))
        {
            Console.Write($"{line.Name,-28}");
            foreach ((_, Action? action) in line.Forms) Console.Write(action is null ? $"{"-",9}" : $"{line.Operations / Stopwatching.Nanoseconds(action),9:0.00}");
            Console.WriteLine();
        }
    }

    private static List<MicroCase> Make()
    {
        List<MicroCase> cases = [];
        foreach (int n in (int[])[8, 64, 1024, 65536])
        {
            double[] x = Numbers(n), y = Numbers(n);
            float[] a = Singles(n), b = Singles(n);
            double sum = 0;
            Line($"Dot {n}", 2.0 * n, () => sum += Kernels.Dot(x, y), () => sum += Kernels.Dot(a, b), () => sum += TensorPrimitives.Dot(x, y), () =>
            {
                double s = 0;
                for (int i = 0; i < x.Length; i++) s += x[i] * y[i];
                sum += s;
            });
            Line($"Axpy {n}", 2.0 * n, () => Kernels.Axpy(1e-9, x, y), () => Kernels.Axpy(1e-9f, a, b), () => TensorPrimitives.MultiplyAdd(x, 1e-9, y, y), null);
            Line($"LogSumExp {n}", n, () => sum += Kernels.LogSumExp(x), () => sum += Kernels.LogSumExp(a), null, null);
            Line($"Softmax {n}", n, () => Kernels.Softmax(x, y), () => Kernels.Softmax(a, b), () => TensorPrimitives.SoftMax(x, y), null);
        }
        foreach ((int rows, int columns) in ((int, int)[])[(64, 64), (10, 784), (128, 256), (1000, 1000)])
        {
            double[] a = Numbers(rows * columns), x = Numbers(columns), y = Numbers(rows);
            float[] b = Singles(rows * columns), u = Singles(columns), v = Singles(rows);
            double flops = 2.0 * rows * columns;
            Line($"MatVec {rows}x{columns}", flops, () => Kernels.MatVec(a, rows, columns, x, y), () => Kernels.MatVec(b, rows, columns, u, v), null, () =>
            {
                for (int i = 0; i < rows; i++)
                {
                    double s = 0;
                    for (int j = 0; j < columns; j++) s += a[i * columns + j] * x[j];
                    y[i] = s;
                }
            });
            Line($"TransposedMatVec {rows}x{columns}", flops, () => Kernels.TransposedMatVec(a, rows, columns, y, x), () => Kernels.TransposedMatVec(b, rows, columns, v, u), null, null);
            Line($"AddOuter {rows}x{columns}", flops, () => Kernels.AddOuter(1e-9, y, x, a), () => Kernels.AddOuter(1e-9f, v, u, b), null, null);
        }
        foreach ((int m, int k, int n) in ((int, int, int)[])[(8, 8, 8), (16, 16, 16), (64, 128, 10), (64, 784, 128), (64, 64, 64), (128, 128, 128), (256, 256, 256), (512, 512, 512), (100, 100, 100)])
        {
            double[] a = Numbers(m * k), b = Numbers(k * n), c = Numbers(m * n);
            float[] d = Singles(m * k), e = Singles(k * n), f = Singles(m * n);
            double flops = 2.0 * m * k * n;
            Line($"MatMul {m}x{k}x{n}", flops, () => Kernels.MatMul(a, b, c, m, k, n), () => Kernels.MatMul(d, e, f, m, k, n), null, m * k * n > 1 << 22 ? null : () =>
            {
                Array.Clear(c);
                for (int i = 0; i < m; i++)
                    for (int p = 0; p < k; p++)
                        for (int j = 0; j < n; j++) c[i * n + j] += a[i * k + p] * b[p * n + j];
            });
            Line($"MatMulTransposed {m}x{k}x{n}", flops, () => Kernels.MatMulTransposed(a, b, c, m, k, n), () => Kernels.MatMulTransposed(d, e, f, m, k, n), null, null);
            Line($"TransposedMatMul {m}x{k}x{n}", flops, () => Kernels.TransposedMatMul(a, b, c, m, k, n), () => Kernels.TransposedMatMul(d, e, f, m, k, n), null, null);
        }
        foreach ((int n, int k) in ((int, int)[])[(64, 64), (256, 256)])
        {
            double[] a = Numbers(n * k), c = Numbers(n * n);
            float[] d = Singles(n * k), f = Singles(n * n);
            Line($"SymmetricRankK {n}x{k}", 1.0 * n * n * k, () => Kernels.SymmetricRankK(a, c, n, k), () => Kernels.SymmetricRankK(d, f, n, k), null, null);
        }

        return cases;

        void Line(string name, double flops, params Action?[] actions) =>
            cases.Add(new MicroCase(name, [.. actions.Zip(["double", "float", "Tensor", "loop"], (action, form) => (form, action))], flops));
    }
}

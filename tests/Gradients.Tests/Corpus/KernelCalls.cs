// Calls of the runtime's kernels, whose derivatives come with the runtime.
using System;
using Autodiff.Gradients.Tests.Harness;
using Autodiff.Numerics;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class KernelCalls
{
    [Differentiable]
    public static double Reductions(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        x.Length != y.Length || x.Length == 0 ? 0 : Kernels.Dot(x, y) + (Kernels.Sum(x) * Kernels.SumOfSquares(y)) + Kernels.LogSumExp(x) + Kernels.Norm(y);

    [Differentiable]
    public static double Square(ReadOnlySpan<double> x) => Kernels.Dot(x, x);

    [Differentiable]
    public static double Layer(ReadOnlySpan<double> x, double a, double b)
    {
        Span<double> w = stackalloc double[6], v = stackalloc double[3], h = stackalloc double[2], back = stackalloc double[3], p = stackalloc double[3];
        for (int i = 0; i < 6; i++) w[i] = Math.Sin(a * (i + 1)) + b;
        for (int i = 0; i < 3; i++) v[i] = i < x.Length ? x[i] : b * i;
        Kernels.MatVec(w, 2, 3, v, h);
        Kernels.AddMatVec(w, 2, 3, v, h);
        Kernels.Axpy(a, h, v[..2]);
        Kernels.TransposedMatVec(w, 2, 3, h, back);
        Kernels.AddTransposedMatVec(w, 2, 3, h, back);
        Kernels.AddOuter(b, h, back, w);
        Kernels.Softmax(back, p);
        double sum = 0;
        for (int i = 0; i < 3; i++) sum += p[i] * (i + w[i]) + v[i];
        return sum;
    }

    [Differentiable]
    public static double Products(ReadOnlySpan<double> x, double a, double b)
    {
        Span<double> m = stackalloc double[6], n = stackalloc double[6], c = stackalloc double[4], d = stackalloc double[9], g = stackalloc double[4];
        for (int i = 0; i < 6; i++)
        {
            m[i] = Math.Cos(a + i) + (i < x.Length ? x[i] : 0);
            n[i] = Math.Sin(b * i);
        }
        Kernels.MatMul(m, n, c, 2, 3, 2);
        Kernels.AddMatMulTransposed(m, n, c, 2, 3, 2);
        Kernels.TransposedMatMul(m, n, d, 3, 2, 3);
        Kernels.SymmetricRankK(m, g, 2, 3);
        Kernels.AddMatMul(c, g, n[..4], 2, 2, 2);
        double sum = 0;
        for (int i = 0; i < 4; i++) sum += c[i] * g[i] + n[i];
        for (int i = 0; i < 9; i++) sum += d[i] * d[i];
        return sum;
    }

    /// <summary>One factor is a constant, so its adjoint is left out; the products are written over and added to.</summary>
    [Differentiable(nameof(w))]
    [Case("w:6 x:4")]
    public static double WithConstantFactors(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
    {
        Span<double> c = stackalloc double[6], d = stackalloc double[6], e = stackalloc double[4], one = stackalloc double[6];
        one.Fill(0.5);
        Kernels.MatMulTransposed(x, w, c, 2, 2, 3);
        for (int i = 0; i < 6; i++) c[i] = Math.Sin(c[i]);
        Kernels.MatMul(x, c, d, 2, 2, 3);
        Kernels.AddMatMul(x, w, d, 2, 2, 3);
        Kernels.MatMulTransposed(d, one, e, 2, 3, 2);
        Kernels.TransposedMatMul(w, x, d, 3, 2, 2);
        Kernels.AddTransposedMatMul(x, c, d, 2, 2, 3);
        Kernels.AddMatMulTransposed(x, w, d, 2, 2, 3);
        double sum = 0;
        for (int i = 0; i < 6; i++) sum += d[i] * d[i] * c[i];
        for (int i = 0; i < 4; i++) sum += e[i] * e[i];
        return sum;
    }

    // Six samples: four run together, two by themselves, each with scratch of its own for the kernel.
    [Differentiable(nameof(w), nameof(b))]
    [Case("w:27 b:3 x:54")]
    [Case("w:102 b:6 x:102")]
    [Case("w:2 b:2 x:6")]
    public static double LossOfSamples(ReadOnlySpan<double> w, ReadOnlySpan<double> b, ReadOnlySpan<double> x)
    {
        int inputs = x.Length / 6, rows = b.Length;
        double[] hidden = new double[rows], shares = new double[rows];
        double loss = 0;
        for (int n = 0; n < 6; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                double sum = b[i];
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[n * inputs + j];
                hidden[i] = Math.Tanh(sum);
            }

            Kernels.Softmax(hidden, shares);
            loss += Kernels.LogSumExp(hidden) - hidden[n % rows] * shares[0];
        }

        return loss / 6;
    }

    [Differentiable(nameof(w), nameof(b))]
    [Case("w:51 b:3 x:102")]
    [Case("w:2 b:2 x:6")]
    public static float LossOfSamplesInSinglePrecision(ReadOnlySpan<float> w, ReadOnlySpan<float> b, ReadOnlySpan<float> x)
    {
        int inputs = x.Length / 6, rows = b.Length;
        float[] hidden = new float[rows];
        float loss = 0;
        for (int n = 0; n < 6; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                float sum = b[i];
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[n * inputs + j];
                hidden[i] = MathF.Tanh(sum);
            }

            loss += Kernels.LogSumExp(hidden) - hidden[n % rows];
        }

        return loss / 6;
    }
}

// What the command "micro" measures beside vector mathematics and kernels: functions of a few operations, and a layered network.
using System;
using Autodiff.Numerics;

namespace Autodiff.Benchmarks;

internal static partial class MicroFunctions
{
    [Differentiable]
    public static double Rosenbrock(double x, double y)
    {
        double a = 1 - x;
        double b = y - x * x;
        return a * a + 100 * b * b;
    }

    /// <summary>Linear in what its loop carries: nothing is recorded but the number of trips.</summary>
    [Differentiable(Generate = Derivatives.Gradient)]
    public static double Doubling(double a)
    {
        double b = a * 2;
        while (Math.Abs(b) < 1000) b *= 2;
        return b > 0 ? b : 100 * b;
    }

    /// <summary>Each trip needs what the one before gave: the tape keeps a number a trip.</summary>
    [Differentiable(nameof(x), nameof(r), Generate = Derivatives.Gradient)]
    public static double Logistic(double x, double r, double end)
    {
        double trips = 0;
        while (trips < end)
        {
            x = r * x * (1 - x);
            trips += 1;
        }

        return x;
    }

    /// <summary>Half the sum of squares of tanh(W x + b) over a batch, in plain loops.</summary>
    [Differentiable(nameof(w), nameof(b), Generate = Derivatives.Gradient)]
    public static double Dense(ReadOnlySpan<double> w, ReadOnlySpan<double> b, ReadOnlySpan<double> x)
    {
        int columns = w.Length / b.Length, batch = x.Length / columns;
        double total = 0;
        for (int s = 0; s < batch; s++)
            for (int i = 0; i < b.Length; i++)
            {
                double sum = b[i];
                for (int j = 0; j < columns; j++) sum += w[i * columns + j] * x[s * columns + j];
                double image = Math.Tanh(sum);
                total += 0.5 * image * image;
            }

        return total;
    }

    /// <summary>Its value in vectors, as those of <see cref="ValueFunctions"/>.</summary>
    [Differentiable(nameof(factor), Generate = Derivatives.Gradient)]
    public static double DenseValue(double factor, ReadOnlySpan<double> w, ReadOnlySpan<double> b, ReadOnlySpan<double> x)
    {
        int columns = w.Length / b.Length, batch = x.Length / columns;
        double total = 0;
        for (int s = 0; s < batch; s++)
            for (int i = 0; i < b.Length; i++)
            {
                double sum = b[i];
                for (int j = 0; j < columns; j++) sum += w[i * columns + j] * x[s * columns + j];
                double image = Math.Tanh(sum);
                total += 0.5 * image * image;
            }

        return factor * total;
    }

    /// <summary>The mean loss of a network with one hidden layer, in plain loops.</summary>
    [Differentiable(nameof(w1), nameof(b1), nameof(w2), nameof(b2), Generate = Derivatives.Gradient)]
    public static double Network(ReadOnlySpan<double> w1, ReadOnlySpan<double> b1, ReadOnlySpan<double> w2, ReadOnlySpan<double> b2, ReadOnlySpan<double> x, ReadOnlySpan<int> labels)
    {
        int inputs = w1.Length / b1.Length;
        double[] hidden = new double[b1.Length];
        double[] scores = new double[b2.Length];
        double loss = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            for (int i = 0; i < b1.Length; i++)
            {
                double sum = b1[i];
                for (int j = 0; j < inputs; j++) sum += w1[i * inputs + j] * x[n * inputs + j];
                hidden[i] = Math.Tanh(sum);
            }

            for (int c = 0; c < b2.Length; c++)
            {
                double sum = b2[c];
                for (int i = 0; i < b1.Length; i++) sum += w2[c * b1.Length + i] * hidden[i];
                scores[c] = sum;
            }

            loss += Kernels.LogSumExp(scores) - scores[labels[n]];
        }

        return loss / labels.Length;
    }

    [Differentiable(nameof(w1), nameof(b1), nameof(w2), nameof(b2), Generate = Derivatives.Gradient)]
    public static float Network(ReadOnlySpan<float> w1, ReadOnlySpan<float> b1, ReadOnlySpan<float> w2, ReadOnlySpan<float> b2, ReadOnlySpan<float> x, ReadOnlySpan<int> labels)
    {
        int inputs = w1.Length / b1.Length;
        float[] hidden = new float[b1.Length];
        float[] scores = new float[b2.Length];
        float loss = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            for (int i = 0; i < b1.Length; i++)
            {
                float sum = b1[i];
                for (int j = 0; j < inputs; j++) sum += w1[i * inputs + j] * x[n * inputs + j];
                hidden[i] = MathF.Tanh(sum);
            }

            for (int c = 0; c < b2.Length; c++)
            {
                float sum = b2[c];
                for (int i = 0; i < b1.Length; i++) sum += w2[c * b1.Length + i] * hidden[i];
                scores[c] = sum;
            }

            loss += Kernels.LogSumExp(scores) - scores[labels[n]];
        }

        return loss / labels.Length;
    }

    /// <summary>The same by products of matrices.</summary>
    [Differentiable(nameof(w1), nameof(b1), nameof(w2), nameof(b2), Generate = Derivatives.Gradient)]
    public static double NetworkOfKernels(ReadOnlySpan<double> w1, ReadOnlySpan<double> b1, ReadOnlySpan<double> w2, ReadOnlySpan<double> b2, ReadOnlySpan<double> x, ReadOnlySpan<int> labels)
    {
        int count = labels.Length, inputs = w1.Length / b1.Length, width = b1.Length, classes = b2.Length;
        double[] sums = new double[count * width];
        double[] hidden = new double[count * width];
        double[] scores = new double[count * classes];
        Kernels.MatMulTransposed(x, w1, sums, count, inputs, width);
        for (int n = 0; n < count; n++)
            for (int i = 0; i < width; i++) hidden[n * width + i] = Math.Tanh(sums[n * width + i] + b1[i]);
        Kernels.MatMulTransposed(hidden, w2, scores, count, width, classes);
        double loss = 0;
        for (int n = 0; n < count; n++)
        {
            for (int c = 0; c < classes; c++) scores[n * classes + c] += b2[c];
            loss += Kernels.LogSumExp(scores.AsSpan(n * classes, classes)) - scores[n * classes + labels[n]];
        }

        return loss / count;
    }

    [Differentiable(nameof(w1), nameof(b1), nameof(w2), nameof(b2), Generate = Derivatives.Gradient)]
    public static float NetworkOfKernels(ReadOnlySpan<float> w1, ReadOnlySpan<float> b1, ReadOnlySpan<float> w2, ReadOnlySpan<float> b2, ReadOnlySpan<float> x, ReadOnlySpan<int> labels)
    {
        int count = labels.Length, inputs = w1.Length / b1.Length, width = b1.Length, classes = b2.Length;
        float[] sums = new float[count * width];
        float[] hidden = new float[count * width];
        float[] scores = new float[count * classes];
        Kernels.MatMulTransposed(x, w1, sums, count, inputs, width);
        for (int n = 0; n < count; n++)
            for (int i = 0; i < width; i++) hidden[n * width + i] = MathF.Tanh(sums[n * width + i] + b1[i]);
        Kernels.MatMulTransposed(hidden, w2, scores, count, width, classes);
        float loss = 0;
        for (int n = 0; n < count; n++)
        {
            for (int c = 0; c < classes; c++) scores[n * classes + c] += b2[c];
            loss += Kernels.LogSumExp(scores.AsSpan(n * classes, classes)) - scores[n * classes + labels[n]];
        }

        return loss / count;
    }
}

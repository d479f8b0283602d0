// Loops over samples whose trips all run over the same matrix: they run four together, with two rows of the matrix at once, and what is left one by one.
using System;
using Autodiff.Gradients.Tests.Harness;
using Autodiff.Numerics;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Layers
{
    private const int Samples = 6;

    [Differentiable(nameof(w), nameof(b))]
    [Case("w:27 b:3 x:54")]
    [Case("w:102 b:6 x:102")]
    [Case("w:2 b:2 x:6")]
    [Case("w:0 b:0 x:0")]
    public static double HiddenLayer(ReadOnlySpan<double> w, ReadOnlySpan<double> b, ReadOnlySpan<double> x)
    {
        int inputs = x.Length / Samples;
        if (inputs == 0 || b.Length == 0) return 0;
        int rows = Math.Min(w.Length / inputs, b.Length);
        if (rows == 0) return 0;
        double[] hidden = new double[rows];
        double loss = 0;
        for (int n = 0; n < Samples; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                double sum = b[i];
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[n * inputs + j];
                hidden[i] = Math.Tanh(sum);
            }

            loss += Kernels.LogSumExp(hidden) - hidden[n % rows];
        }

        return loss / Samples;
    }

    [Differentiable(nameof(w), nameof(b))]
    [Case("w:27 b:3 x:54")]
    [Case("w:34 b:2 x:102")]
    [Case("w:0 b:0 x:0")]
    public static float HiddenLayerOfFloats(ReadOnlySpan<float> w, ReadOnlySpan<float> b, ReadOnlySpan<float> x)
    {
        int inputs = x.Length / Samples;
        if (inputs == 0 || b.Length == 0) return 0;
        int rows = Math.Min(w.Length / inputs, b.Length);
        if (rows == 0) return 0;
        float[] hidden = new float[rows];
        float loss = 0;
        for (int n = 0; n < Samples; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                float sum = b[i];
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[n * inputs + j];
                hidden[i] = MathF.Tanh(sum);
            }

            loss += Kernels.LogSumExp(hidden) - hidden[n % rows];
        }

        return loss / Samples;
    }

    // What each sample gives goes to elements of its own; the matrix and the samples have derivatives.
    [Differentiable]
    [Case("w:33 x:55 scores:15")]
    [Case("w:8 x:20 scores:10")]
    [Case("w:0 x:0 scores:0")]
    public static void RectifiedRows(ReadOnlySpan<double> w, ReadOnlySpan<double> x, Span<double> scores)
    {
        int inputs = x.Length / 5, rows = scores.Length / 5;
        if (inputs == 0) return;
        rows = Math.Min(rows, w.Length / inputs);
        for (int n = 0; n < 5; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                double sum = 0;
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[n * inputs + j];
                scores[n * rows + i] = sum > 0 ? sum * sum : 0.1 * sum;
            }
        }
    }

    // A running base, from the last sample to the first, two layers and a branch that depends on the sample.
    [Differentiable(nameof(w), nameof(v))]
    [Case("w:27 v:6 x:63")]
    [Case("w:20 v:8 x:35")]
    [Case("w:0 v:0 x:0")]
    [Domain(-0.9, 0.9)]
    public static double TwoLayersBackwards(ReadOnlySpan<double> w, ReadOnlySpan<double> v, ReadOnlySpan<double> x)
    {
        int inputs = x.Length / 7;
        if (inputs == 0) return 0;
        int rows = w.Length / inputs;
        if (rows == 0) return 0;
        int classes = v.Length / rows;
        Span<double> hidden = stackalloc double[rows];
        Span<double> scores = stackalloc double[classes];
        double loss = 1;
        int at = 6 * inputs;
        for (int n = 6; n >= 0; n--)
        {
            for (int i = 0; i < rows; i++)
            {
                double sum = 0;
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[at + j];
                hidden[i] = Math.Sin(sum);
            }

            for (int c = 0; c < classes; c++)
            {
                double sum = 0;
                for (int i = 0; i < rows; i++) sum += v[c * rows + i] * hidden[i];
                scores[c] = sum;
            }

            double penalty = 0;
            for (int c = 0; c < classes; c++) penalty += scores[c] * scores[c];
            if (x[at] > 0) penalty = Math.Exp(-penalty);
            loss += penalty;
            at -= inputs;
        }

        return Math.Log(loss + 10);
    }

    // A sum of outer products, and one of its quadratic forms.
    [Differentiable]
    [Case("u:20 v:55 c:44")]
    [Case("u:10 v:5 c:2")]
    [Case("u:0 v:0 c:0")]
    public static double OuterProducts(ReadOnlySpan<double> u, ReadOnlySpan<double> v, Span<double> c)
    {
        int rows = u.Length / 5, columns = v.Length / 5;
        if (rows * columns > c.Length) rows = columns == 0 ? 0 : c.Length / columns;
        double sum = 0;
        for (int n = 0; n < 5; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                double scale = Math.Exp(0.1 * u[n * rows + i]);
                for (int j = 0; j < columns; j++) c[i * columns + j] += scale * v[n * columns + j];
            }

            sum += n;
        }

        for (int k = 0; k < c.Length; k++) sum += c[k] * c[k];
        return sum;
    }
}

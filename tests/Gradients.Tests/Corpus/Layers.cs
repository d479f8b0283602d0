// Loops over samples whose trips all run over the same matrix: they run four together, with two rows of the matrix at once, and what is left one by one.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Layers
{
    private const int Samples = 6;

    [Differentiable(nameof(w), nameof(b))]
    [Lengths(0, 7, 54, 102)]
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

            double total = 0;
            for (int i = 0; i < rows; i++) total += Math.Exp(hidden[i]);
            loss += Math.Log(total) - hidden[n % rows];
        }

        return loss / Samples;
    }

    [Differentiable(nameof(w), nameof(b))]
    [Lengths(0, 7, 54, 102)]
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

            float total = 0;
            for (int i = 0; i < rows; i++) total += MathF.Exp(hidden[i]);
            loss += MathF.Log(total) - hidden[n % rows];
        }

        return loss / Samples;
    }

    // What each sample gives goes to elements of its own; the matrix and the samples have derivatives.
    [Differentiable]
    [Lengths(0, 5, 45)]
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
    [Lengths(0, 7, 63)]
    [Domain(-0.9, 0.9)]
    public static double TwoLayersBackwards(ReadOnlySpan<double> w, ReadOnlySpan<double> v, ReadOnlySpan<double> x)
    {
        int inputs = x.Length / 7;
        if (inputs == 0) return 0;
        int rows = w.Length / inputs;
        if (rows == 0) return 0;
        int classes = Math.Min(v.Length / rows, 4);
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
    [Lengths(0, 5, 45)]
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

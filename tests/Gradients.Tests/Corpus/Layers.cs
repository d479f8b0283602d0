// Loops over samples (windows of a sequence) whose trips all run over the same matrix: they run four together, with two rows of the matrix at once, and what is left one by one.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Layers
{
    private const int Samples = 6;

    [Differentiable(nameof(w), nameof(b))]
    [Lengths(0, 7, 54, 68)]
    public static double HiddenLayer(ReadOnlySpan<double> w, ReadOnlySpan<double> b, ReadOnlySpan<double> x)
    {
        int inputs = w.Length / 3, rows = Math.Min(3, b.Length), samples = Math.Min(Samples, (x.Length - inputs) / 2 + 1);
        if (inputs == 0) return 0;
        double[] hidden = new double[rows];
        double loss = 0;
        for (int n = 0; n < samples; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                double sum = b[i];
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[n * 2 + j];
                hidden[i] = Math.Tanh(sum);
            }

            double total = 0;
            for (int i = 0; i < rows; i++) total += Math.Exp(hidden[i]);
            loss += Math.Log(total) - hidden[n % rows];
        }

        return loss / samples;
    }

    [Differentiable(nameof(w), nameof(b))]
    [Lengths(0, 7, 54, 68)]
    public static float HiddenLayerOfFloats(ReadOnlySpan<float> w, ReadOnlySpan<float> b, ReadOnlySpan<float> x)
    {
        int inputs = w.Length / 2, rows = Math.Min(2, b.Length), samples = Math.Min(Samples, (x.Length - inputs) / 2 + 1);
        if (inputs == 0) return 0;
        float[] hidden = new float[rows];
        float loss = 0;
        for (int n = 0; n < samples; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                float sum = b[i];
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[n * 2 + j];
                hidden[i] = MathF.Tanh(sum);
            }

            float total = 0;
            for (int i = 0; i < rows; i++) total += MathF.Exp(hidden[i]);
            loss += MathF.Log(total) - hidden[n % rows];
        }

        return loss / samples;
    }

    // What each sample gives goes to elements of its own; the matrix and the samples have derivatives.
    [Differentiable]
    [Lengths(0, 5, 51)]
    public static void RectifiedRows(ReadOnlySpan<double> w, ReadOnlySpan<double> x, Span<double> scores)
    {
        int inputs = w.Length / 2, rows = Math.Min(2, scores.Length / 5);
        if (inputs == 0 || x.Length < inputs + 12) return;
        for (int n = 0; n < 5; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                double sum = 0;
                for (int j = 0; j < inputs; j++) sum += w[i * inputs + j] * x[n * 3 + j];
                scores[n * rows + i] = sum > 0 ? sum * sum : 0.1 * sum;
            }
        }
    }

    // A running base, from the last sample to the first, two layers and a branch that depends on the sample.
    [Differentiable(nameof(w), nameof(v))]
    [Lengths(0, 7, 51)]
    [Domain(-0.9, 0.9)]
    public static double TwoLayersBackwards(ReadOnlySpan<double> w, ReadOnlySpan<double> v, ReadOnlySpan<double> x)
    {
        int inputs = w.Length / 3, rows = 3;
        if (inputs == 0 || x.Length < inputs + 6) return 0;
        int classes = Math.Min(v.Length / rows, 4);
        Span<double> hidden = stackalloc double[rows];
        Span<double> scores = stackalloc double[classes];
        double loss = 1;
        int at = 6;
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
            at--;
        }

        return Math.Log(loss + 10);
    }

    // A sum of outer products, and one of its quadratic forms.
    [Differentiable]
    [Lengths(0, 5, 51)]
    public static double OuterProducts(ReadOnlySpan<double> u, ReadOnlySpan<double> v, Span<double> c)
    {
        int rows = Math.Min(3, u.Length / 5), columns = Math.Min(c.Length / 3, v.Length - 4);
        double sum = 0;
        for (int n = 0; n < 5; n++)
        {
            for (int i = 0; i < rows; i++)
            {
                double scale = Math.Exp(0.1 * u[n * rows + i]);
                for (int j = 0; j < columns; j++) c[i * columns + j] += scale * v[n + j];
            }

            sum += n;
        }

        for (int k = 0; k < c.Length; k++) sum += c[k] * c[k];
        return sum;
    }
}

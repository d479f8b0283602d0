// The losses and cells of machine learning, written as ordinary loops over spans.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Learning
{
    [Differentiable]
    [Lengths(1, 2, 6)]
    [ClosedForm(nameof(LogSumExpDerivative))]
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        double m = x[0];
        for (int i = 1; i < x.Length; i++) m = Math.Max(m, x[i]);
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i] - m);
        return m + Math.Log(sum);
    }

    private static double[] LogSumExpDerivative(ReadOnlySpan<double> x)
    {
        double value = LogSumExp(x);
        var d = new double[x.Length];
        for (int i = 0; i < d.Length; i++) d[i] = Math.Exp(x[i] - value);
        return d;
    }

    [Differentiable]
    [Case("logits:5 label=3")]
    [Case("logits:1 label=0")]
    public static double SoftmaxCrossEntropy(ReadOnlySpan<double> logits, int label) => LogSumExp(logits) - logits[label];

    [Differentiable]
    [Lengths(1, 5)]
    public static void Softmax(Span<double> x)
    {
        double m = x[0];
        foreach (double value in x) m = value > m ? value : m;
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = Math.Exp(x[i] - m);
            sum += x[i];
        }

        for (int i = 0; i < x.Length; i++) x[i] /= sum;
    }

    [Differentiable(nameof(w), nameof(bias))]
    [Case("x:8 w:2 labels=1,0,1,1")]
    [Case("x:0 w:2 labels:0")]
    public static double LogisticLoss(ReadOnlySpan<double> w, double bias, ReadOnlySpan<double> x, ReadOnlySpan<int> labels)
    {
        double loss = 0;
        for (int e = 0; e < labels.Length; e++)
        {
            double z = bias;
            for (int j = 0; j < w.Length; j++) z += w[j] * x[e * w.Length + j];
            loss += Math.Log(1 + Math.Exp(labels[e] == 1 ? -z : z));
        }

        return loss;
    }

    /// <summary>The maximum counts beside the logarithm too, and has ties where it is not zero.</summary>
    [Differentiable]
    [Case("x:33")]
    [Case("x=2,1,2,0,1,2,2 share=0.5", Kink = true)]
    [Case("x=2,1,2,0,1,2,2 share=0", Gradient = "0.20529268497133096 0.07552295822383819 0.20529268497133096 0.027783343666999777 0.07552295822383819 0.20529268497133096 0.20529268497133096 2")]
    public static double LogSumExpWithMaximum(ReadOnlySpan<double> x, double share)
    {
        double max = x[0];
        for (int i = 1; i < x.Length; i++) max = Math.Max(max, x[i]);
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i] - max);
        return max + Math.Log(sum) + share * max;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double HuberLoss(ReadOnlySpan<double> residuals, [Domain(0.4, 0.8)] double delta)
    {
        double loss = 0;
        foreach (double r in residuals)
        {
            if (Math.Abs(r) <= delta) loss += 0.5 * r * r;
            else loss += delta * (Math.Abs(r) - 0.5 * delta);
        }

        return loss;
    }

    [Differentiable]
    [Case("w:27 x:4 target:2 hidden=4")]
    [Domain(-1, 1)]
    public static double PerceptronLoss(ReadOnlySpan<double> w, ReadOnlySpan<double> x, ReadOnlySpan<double> target, int hidden)
    {
        Span<double> activations = stackalloc double[hidden];
        Span<double> outputs = stackalloc double[target.Length];
        Dense(w[..(hidden * x.Length)], x, activations);
        for (int i = 0; i < hidden; i++) activations[i] = Math.Tanh(activations[i]);
        Dense(w.Slice(hidden * x.Length, target.Length * hidden), activations, outputs);
        double loss = 0;
        for (int i = 0; i < target.Length; i++)
        {
            double error = outputs[i] + w[^1] - target[i];
            loss += error * error;
        }

        return loss;
    }

    private static void Dense(ReadOnlySpan<double> w, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < x.Length; j++) sum += w[i * x.Length + j] * x[j];
            y[i] = sum;
        }
    }

    [Differentiable]
    [Case("w:16 x:2 hidden:2 cell:2")]
    [Case("w:0 x:0 hidden:0 cell:0")]
    public static void LstmCell(ReadOnlySpan<double> w, ReadOnlySpan<double> x, Span<double> hidden, Span<double> cell)
    {
        int n = hidden.Length;
        for (int i = 0; i < n; i++)
        {
            double forget = Sigmoid(x[i] * w[i] + w[4 * n + i]);
            double ingate = Sigmoid(hidden[i] * w[n + i] + w[5 * n + i]);
            double outgate = Sigmoid(x[i] * w[2 * n + i] + w[6 * n + i]);
            double change = Math.Tanh(hidden[i] * w[3 * n + i] + w[7 * n + i]);
            cell[i] = cell[i] * forget + ingate * change;
            hidden[i] = outgate * Math.Tanh(cell[i]);
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    [Differentiable]
    [Case("w:16 x:6 state:4")]
    public static double LstmSequence(ReadOnlySpan<double> w, ReadOnlySpan<double> x, ReadOnlySpan<double> state)
    {
        Span<double> hidden = stackalloc double[2];
        Span<double> cell = stackalloc double[2];
        for (int i = 0; i < 2; i++)
        {
            hidden[i] = state[i];
            cell[i] = state[2 + i];
        }

        double loss = 0;
        for (int t = 0; t + 1 < x.Length; t += 2)
        {
            LstmCell(w, x.Slice(t, 2), hidden, cell);
            double error = hidden[0] - x[t + 1];
            loss += error * error;
        }

        return loss;
    }

    [Differentiable]
    [Lengths(1, 5)]
    public static void LayerNorm(Span<double> x, double gain)
    {
        double mean = 0;
        foreach (double value in x) mean += value;
        mean /= x.Length;
        double variance = 0.01;
        foreach (double value in x) variance += (value - mean) * (value - mean);
        double scale = gain / Math.Sqrt(variance / x.Length);
        for (int i = 0; i < x.Length; i++) x[i] = (x[i] - mean) * scale;
    }

    [Differentiable]
    [Case("points:8 centres:6")]
    [Case("points:0 centres:2")]
    public static double KMeans(ReadOnlySpan<double> points, ReadOnlySpan<double> centres)
    {
        double total = 0;
        for (int p = 0; p < points.Length; p += 2)
        {
            double best = double.PositiveInfinity;
            for (int c = 0; c < centres.Length; c += 2)
            {
                double dx = points[p] - centres[c];
                double dy = points[p + 1] - centres[c + 1];
                double d = dx * dx + dy * dy;
                if (d < best) best = d;
            }

            total += best;
        }

        return total;
    }

    [Differentiable]
    [Case("x:3 alphas:2 means:2")]
    [Case("x:1 alphas:1 means:1")]
    public static double MixtureLikelihood(ReadOnlySpan<double> x, ReadOnlySpan<double> alphas, ReadOnlySpan<double> means)
    {
        Span<double> terms = stackalloc double[alphas.Length];
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int k = 0; k < alphas.Length; k++)
            {
                double d = x[i] - means[k];
                terms[k] = alphas[k] - 0.5 * d * d;
            }

            total += LogSumExp(terms);
        }

        return total - x.Length * LogSumExp(alphas);
    }

    [Differentiable]
    [Case("q:2 k:6 v:6")]
    public static double Attention(ReadOnlySpan<double> q, ReadOnlySpan<double> k, ReadOnlySpan<double> v)
    {
        int width = q.Length;
        int count = k.Length / width;
        double[] scores = new double[count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < width; j++) scores[i] += q[j] * k[i * width + j];
        }

        Softmax(scores);
        double energy = 0;
        for (int j = 0; j < width; j++)
        {
            double mixed = 0;
            for (int i = 0; i < count; i++) mixed += scores[i] * v[i * width + j];
            energy += mixed * mixed;
        }

        return energy;
    }
}

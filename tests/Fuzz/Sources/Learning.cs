// Neural networks and probabilistic models on arrays.
using System;

namespace Numerics;

public enum Activation
{
    Identity,
    Relu,
    Tanh,
    Sigmoid,
    Gelu
}

public static class Learning
{
    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    public static double Activate(double x, Activation kind)
    {
        switch (kind)
        {
            case Activation.Relu: return Math.Max(0, x);
            case Activation.Tanh: return Math.Tanh(x);
            case Activation.Sigmoid: return Sigmoid(x);
            case Activation.Gelu: return 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            default: return x;
        }
    }

    public static void Dense(double[] input, double[,] weights, double[] bias, double[] output, Activation activation)
    {
        for (int o = 0; o < output.Length; o++)
        {
            double sum = bias[o];
            for (int i = 0; i < input.Length; i++) sum += weights[o, i] * input[i];
            output[o] = Activate(sum, activation);
        }
    }

    public static void Softmax(Span<double> logits)
    {
        double max = logits[0];
        for (int i = 1; i < logits.Length; i++) max = Math.Max(max, logits[i]);
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = Math.Exp(logits[i] - max);
            sum += logits[i];
        }
        for (int i = 0; i < logits.Length; i++) logits[i] /= sum;
    }

    public static double CrossEntropy(ReadOnlySpan<double> logits, int target)
    {
        Span<double> p = logits.Length <= 128 ? stackalloc double[logits.Length] : new double[logits.Length];
        logits.CopyTo(p);
        Softmax(p);
        return -Math.Log(p[target]);
    }

    /// <summary>Two-layer perceptron with all parameters in one array.</summary>
    public static double MlpLoss(double[] theta, double[] x, double target, int hidden)
    {
        int n = x.Length, k = 0;
        double[] h = new double[hidden];
        for (int j = 0; j < hidden; j++)
        {
            double sum = theta[k++];
            for (int i = 0; i < n; i++) sum += theta[k++] * x[i];
            h[j] = Math.Tanh(sum);
        }
        double y = theta[k++];
        for (int j = 0; j < hidden; j++) y += theta[k++] * h[j];
        return 0.5 * (y - target) * (y - target);
    }

    public static void LayerNorm(float[] x, float[] gain, float[] bias, float epsilon = 1e-3f)
    {
        float mean = 0;
        foreach (float v in x) mean += v;
        mean /= x.Length;
        float variance = 0;
        foreach (float v in x) variance += (v - mean) * (v - mean);
        float scale = 1 / MathF.Sqrt(variance / x.Length + epsilon);
        for (int i = 0; i < x.Length; i++) x[i] = (x[i] - mean) * scale * gain[i] + bias[i];
    }

    public static void Convolve2D(double[,] image, double[,] kernel, double[,] output)
    {
        int kh = kernel.GetLength(0), kw = kernel.GetLength(1);
        for (int y = 0; y < output.GetLength(0); y++)
        {
            for (int x = 0; x < output.GetLength(1); x++)
            {
                double sum = 0;
                for (int i = 0; i < kh; i++)
                {
                    if (y + i >= image.GetLength(0)) break;
                    for (int j = 0; j < kw; j++)
                    {
                        if (x + j >= image.GetLength(1)) break;
                        sum += image[y + i, x + j] * kernel[i, j];
                    }
                }
                output[y, x] = sum;
            }
        }
    }

    /// <summary>Forward algorithm of a hidden Markov model, in logarithms.</summary>
    public static double HmmLogLikelihood(double[,] transition, double[,] emission, double[] initial, int[] observations)
    {
        int n = initial.Length;
        double[] alpha = new double[n], next = new double[n];
        double logLikelihood = 0;
        for (int i = 0; i < n; i++) alpha[i] = initial[i] * emission[i, observations[0] % emission.GetLength(1)];
        for (int t = 1; t <= observations.Length; t++)
        {
            double scale = 0;
            for (int i = 0; i < n; i++) scale += alpha[i];
            logLikelihood += Math.Log(scale);
            if (t == observations.Length) break;
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int i = 0; i < n; i++) sum += alpha[i] / scale * transition[i, j];
                next[j] = sum * emission[j, observations[t] % emission.GetLength(1)];
            }
            double[] swap = alpha;
            alpha = next;
            next = swap;
        }
        return logLikelihood;
    }

    public static double KalmanFilter(double[] z, double q, double r, double x0, double p0)
    {
        double x = x0, p = p0;
        for (int k = 0; k < z.Length; k++)
        {
            p += q;
            double gain = p / (p + r);
            x += gain * (z[k] - x);
            p *= 1 - gain;
        }
        return x;
    }

    public static double RbfKernel(double[] a, double[] b, double gamma)
    {
        double d2 = 0;
        for (int i = 0; i < a.Length; i++) d2 += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Exp(-gamma * d2);
    }

    public static double HingeLoss(double[] w, double[,] x, int[] y, double c)
    {
        double loss = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double score = 0;
            for (int j = 0; j < w.Length; j++) score += w[j] * x[i, j];
            int label = y[i] % 2 == 0 ? 1 : -1;
            loss += Math.Max(0, 1 - label * score);
        }
        double reg = 0;
        for (int j = 0; j < w.Length; j++) reg += w[j] * w[j];
        return 0.5 * reg + c * loss;
    }

    public static (double Mean, double Variance) BatchStatistics(double[] x)
    {
        double mean = 0;
        for (int i = 0; i < x.Length; i++) mean += x[i] / x.Length;
        double variance = 0;
        for (int i = 0; i < x.Length; i++) variance += (x[i] - mean) * (x[i] - mean) / x.Length;
        return (mean, variance);
    }

    public static double[] Predict(double[][] layers, double[] input)
    {
        double[] current = input;
        foreach (double[] layer in layers)
        {
            double[] next = new double[current.Length];
            for (int i = 0; i < next.Length; i++) next[i] = Math.Tanh(layer[i] * current[i]);
            current = next;
        }
        return current;
    }

    public static double CosineSimilarity(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float dot = 0, na = 0, nb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += a[i] * b[i];
            na += a[i] * a[i];
            nb += b[i] * b[i];
        }
        return dot / (MathF.Sqrt(na) * MathF.Sqrt(nb));
    }
}

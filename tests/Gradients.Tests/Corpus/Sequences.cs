// Splines, the Fourier transform, alignments and models of sequences.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Sequences
{
    /// <summary>Value of the natural cubic spline through equidistant knots.</summary>
    [Differentiable]
    [Case("y:2")]
    [Case("y:5")]
    public static double CubicSpline(ReadOnlySpan<double> y, [Domain(0.1, 0.9)] double x)
    {
        int n = y.Length;
        double[] second = new double[n];
        double[] work = new double[n];
        for (int i = 1; i < n - 1; i++)
        {
            double p = 0.5 * second[i - 1] + 2;
            second[i] = -0.5 / p;
            work[i] = (3 * (y[i + 1] - 2 * y[i] + y[i - 1]) - 0.5 * work[i - 1]) / p;
        }

        second[n - 1] = 0;
        for (int i = n - 2; i > 0; i--) second[i] = second[i] * second[i + 1] + work[i];
        second[0] = 0;
        double at = x * (n - 1);
        int cell = 0;
        while (cell < n - 2 && at > cell + 1) cell++;
        double b = at - cell;
        double a = 1 - b;
        return a * y[cell] + b * y[cell + 1] + ((a * a * a - a) * second[cell] + (b * b * b - b) * second[cell + 1]) / 6;
    }

    /// <summary>Radix 2, in place.</summary>
    [Differentiable]
    [Case("re:1 im:1")]
    [Case("re:2 im:2")]
    [Case("re:8 im:8")]
    public static void Fft(double[] re, double[] im)
    {
        int n = re.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j)
            {
                (re[i], re[j]) = (re[j], re[i]);
                (im[i], im[j]) = (im[j], im[i]);
            }
        }

        for (int size = 2; size <= n; size *= 2)
        {
            double angle = -2 * Math.PI / size;
            for (int start = 0; start < n; start += size)
            {
                for (int k = 0; k < size / 2; k++)
                {
                    (double sin, double cos) = Math.SinCos(angle * k);
                    int a = start + k;
                    int b = a + size / 2;
                    double r = re[b] * cos - im[b] * sin;
                    double i = re[b] * sin + im[b] * cos;
                    re[b] = re[a] - r;
                    im[b] = im[a] - i;
                    re[a] += r;
                    im[a] += i;
                }
            }
        }
    }

    /// <summary>The energy in the lower half of the spectrum.</summary>
    [Differentiable]
    [Case("signal:8")]
    public static double SpectralEnergy(ReadOnlySpan<double> signal)
    {
        double[] re = signal.ToArray();
        double[] im = new double[signal.Length];
        Fft(re, im);
        double energy = 0;
        for (int k = 0; k < re.Length / 2; k++) energy += (re[k] * re[k] + im[k] * im[k]) / (k + 1);
        return energy;
    }

    [Differentiable]
    [Lengths(1, 4)]
    [MayAllocate("no pool serves two-dimensional arrays")]
    public static double SoftDtw(ReadOnlySpan<double> x, ReadOnlySpan<double> y, [Domain(0.5, 1.5)] double gamma)
    {
        double[,] r = new double[x.Length + 1, y.Length + 1];
        for (int i = 1; i <= x.Length; i++) r[i, 0] = 1e3;
        for (int j = 1; j <= y.Length; j++) r[0, j] = 1e3;
        for (int i = 1; i <= x.Length; i++)
        {
            for (int j = 1; j <= y.Length; j++)
            {
                double d = x[i - 1] - y[j - 1];
                r[i, j] = d * d + SoftMinimum(r[i - 1, j - 1], r[i - 1, j], r[i, j - 1], gamma);
            }
        }

        return r[x.Length, y.Length];
    }

    private static double SoftMinimum(double a, double b, double c, double gamma)
    {
        double least = Math.Min(a, Math.Min(b, c));
        return least - gamma * Math.Log(Math.Exp((least - a) / gamma) + Math.Exp((least - b) / gamma) + Math.Exp((least - c) / gamma));
    }

    /// <summary>The forward algorithm, scaled at every step.</summary>
    [Differentiable]
    [Domain(0.2, 1)]
    [Case("initial:2 transition:4 emission:6 observed=0,2,1,1")]
    [Case("initial:3 transition:9 emission:6 observed=1")]
    public static double HiddenMarkovForward(ReadOnlySpan<double> initial, ReadOnlySpan<double> transition, ReadOnlySpan<double> emission, ReadOnlySpan<int> observed)
    {
        int states = initial.Length;
        int symbols = emission.Length / states;
        double[] alpha = new double[states];
        double[] next = new double[states];
        for (int s = 0; s < states; s++) alpha[s] = initial[s] * emission[s * symbols + observed[0]];
        double likelihood = 0;
        for (int t = 1; t < observed.Length; t++)
        {
            double total = 0;
            foreach (double a in alpha) total += a;
            likelihood += Math.Log(total);
            for (int s = 0; s < states; s++)
            {
                double sum = 0;
                for (int from = 0; from < states; from++) sum += alpha[from] / total * transition[from * states + s];
                next[s] = sum * emission[s * symbols + observed[t]];
            }

            Array.Copy(next, alpha, states);
        }

        double last = 0;
        foreach (double a in alpha) last += a;
        return likelihood + Math.Log(last);
    }

    /// <summary>Queries, keys and values of several positions, each attending to itself and those before it.</summary>
    [Differentiable]
    [Case("q:6 k:6 v:6 mixed:6 width=2")]
    [Case("q:2 k:2 v:2 mixed:2 width=2")]
    public static void SoftmaxAttention(ReadOnlySpan<double> q, ReadOnlySpan<double> k, ReadOnlySpan<double> v, Span<double> mixed, int width)
    {
        int count = q.Length / width;
        Span<double> weights = stackalloc double[count];
        double scale = 1 / Math.Sqrt(width);
        for (int i = 0; i < count; i++)
        {
            double most = double.NegativeInfinity;
            for (int j = 0; j <= i; j++)
            {
                double score = 0;
                for (int c = 0; c < width; c++) score += q[i * width + c] * k[j * width + c];
                weights[j] = score * scale;
                most = Math.Max(most, weights[j]);
            }

            double total = 0;
            for (int j = 0; j <= i; j++)
            {
                weights[j] = Math.Exp(weights[j] - most);
                total += weights[j];
            }

            for (int c = 0; c < width; c++)
            {
                double sum = 0;
                for (int j = 0; j <= i; j++) sum += weights[j] / total * v[j * width + c];
                mixed[i * width + c] = sum;
            }
        }
    }

    [Differentiable]
    [Domain(-1, 1)]
    [Case("w:18 x:3 hidden:3")]
    [Case("w:0 x:0 hidden:0")]
    public static void GruCell(ReadOnlySpan<double> w, ReadOnlySpan<double> x, Span<double> hidden)
    {
        int n = hidden.Length;
        for (int i = 0; i < n; i++)
        {
            double update = Sigmoid(w[i] * x[i] + w[n + i] * hidden[i]);
            double reset = Sigmoid(w[2 * n + i] * x[i] + w[3 * n + i] * hidden[i]);
            double candidate = Math.Tanh(w[4 * n + i] * x[i] + w[5 * n + i] * reset * hidden[i]);
            hidden[i] = (1 - update) * hidden[i] + update * candidate;
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    [Differentiable]
    [Domain(-1, 1)]
    [Case("w:18 x:3 hidden:3")]
    public static float GruCellSingle(ReadOnlySpan<float> w, ReadOnlySpan<float> x, Span<float> hidden)
    {
        int n = hidden.Length;
        float sum = 0;
        for (int i = 0; i < n; i++)
        {
            float update = 1 / (1 + MathF.Exp(-w[i] * x[i] - w[n + i] * hidden[i]));
            float reset = 1 / (1 + MathF.Exp(-w[2 * n + i] * x[i] - w[3 * n + i] * hidden[i]));
            float candidate = MathF.Tanh(w[4 * n + i] * x[i] + w[5 * n + i] * reset * hidden[i]);
            hidden[i] += update * (candidate - hidden[i]);
            sum += hidden[i];
        }

        return sum;
    }

    /// <summary>Columns of a matrix of samples are normalised in place.</summary>
    [Differentiable]
    [Case("x:4x2 gain:2 shift:2")]
    [Case("x:1x1 gain:1 shift:1")]
    public static void BatchNormalisation(double[,] x, double[] gain, double[] shift)
    {
        int samples = x.GetLength(0);
        for (int j = 0; j < x.GetLength(1); j++)
        {
            double mean = 0;
            for (int i = 0; i < samples; i++) mean += x[i, j];
            mean /= samples;
            double variance = 0;
            for (int i = 0; i < samples; i++) variance += (x[i, j] - mean) * (x[i, j] - mean);
            double scale = 1 / Math.Sqrt(variance / samples + 0.05);
            for (int i = 0; i < samples; i++) x[i, j] = gain[j] * (x[i, j] - mean) * scale + shift[j];
        }
    }
}

// Signal processing and images on arrays.
using System;
using System.Numerics;

namespace Numerics;

public static class Signals
{
    /// <summary>Radix-2 fast Fourier transform in place.</summary>
    public static void Fft(double[] re, double[] im)
    {
        int n = re.Length;
        if (n == 0 || (n & (n - 1)) != 0) throw new ArgumentException("The length must be a power of two.");
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
        for (int length = 2; length <= n; length <<= 1)
        {
            double angle = -2 * Math.PI / length;
            for (int start = 0; start < n; start += length)
            {
                for (int k = 0; k < length / 2; k++)
                {
                    double wr = Math.Cos(angle * k), wi = Math.Sin(angle * k);
                    int a = start + k, b = a + length / 2;
                    double tr = re[b] * wr - im[b] * wi, ti = re[b] * wi + im[b] * wr;
                    re[b] = re[a] - tr;
                    im[b] = im[a] - ti;
                    re[a] += tr;
                    im[a] += ti;
                }
            }
        }
    }

    public static double PowerAt(double[] samples, double frequency)
    {
        // Goertzel's algorithm.
        double coefficient = 2 * Math.Cos(2 * Math.PI * frequency);
        double s1 = 0, s2 = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double s = samples[i] + coefficient * s1 - s2;
            s2 = s1;
            s1 = s;
        }
        return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
    }

    public static void Convolve(double[] signal, double[] kernel, double[] output)
    {
        Array.Clear(output, 0, output.Length);
        for (int i = 0; i < signal.Length; i++)
            for (int j = 0; j < kernel.Length && i + j < output.Length; j++) output[i + j] += signal[i] * kernel[j];
    }

    public static void LowPass(Span<double> samples, double cutoff)
    {
        double y = 0;
        foreach (ref double sample in samples)
        {
            y += cutoff * (sample - y);
            sample = y;
        }
    }

    /// <summary>Direct form II biquad.</summary>
    public static void Biquad(float[] x, float b0, float b1, float b2, float a1, float a2)
    {
        float z1 = 0, z2 = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float input = x[i];
            float output = b0 * input + z1;
            z1 = b1 * input - a1 * output + z2;
            z2 = b2 * input - a2 * output;
            x[i] = output;
        }
    }

    public static void Haar(double[] data)
    {
        double[] temp = new double[data.Length];
        int n = data.Length;
        while (n > 1)
        {
            n /= 2;
            for (int i = 0; i < n; i++)
            {
                temp[i] = (data[2 * i] + data[2 * i + 1]) / Math.Sqrt(2);
                temp[n + i] = (data[2 * i] - data[2 * i + 1]) / Math.Sqrt(2);
            }
            Array.Copy(temp, data, 2 * n);
        }
    }

    public static double RootMeanSquare(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return Math.Sqrt(sum / x.Length);
    }

    public static double Energy(ReadOnlySpan<float> x)
    {
        double total = 0;
        foreach (float v in x) total += (double)v * v;
        return total;
    }

    public static void DctII(double[] input, double[] output)
    {
        int n = input.Length;
        for (int k = 0; k < n; k++)
        {
            double sum = 0;
            for (int i = 0; i < n; i++) sum += input[i] * Math.Cos(Math.PI / n * (i + 0.5) * k);
            output[k] = sum * Math.Sqrt((k == 0 ? 1.0 : 2.0) / n);
        }
    }

    public static double[] Hann(int n)
    {
        var window = new double[n];
        for (int i = 0; i < n; i++) window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (n - 1));
        return window;
    }

    public static double WindowedMean(double[] x)
    {
        double[] w = Hann(x.Length);
        double sum = 0, weight = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += w[i] * x[i];
            weight += w[i];
        }
        return sum / weight;
    }

    /// <summary>Five-point Laplacian with reflecting borders.</summary>
    public static void Laplacian(double[,] image, double[,] result)
    {
        int height = image.GetLength(0), width = image.GetLength(1);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double up = image[Math.Max(y - 1, 0), x], down = image[Math.Min(y + 1, height - 1), x];
                double left = image[y, Math.Max(x - 1, 0)], right = image[y, Math.Min(x + 1, width - 1)];
                result[y, x] = up + down + left + right - 4 * image[y, x];
            }
        }
    }

    public static double TotalVariation(double[,] image, double epsilon)
    {
        double sum = 0;
        for (int y = 0; y + 1 < image.GetLength(0); y++)
        {
            for (int x = 0; x + 1 < image.GetLength(1); x++)
            {
                double gx = image[y, x + 1] - image[y, x], gy = image[y + 1, x] - image[y, x];
                sum += Math.Sqrt(gx * gx + gy * gy + epsilon * epsilon);
            }
        }
        return sum;
    }

    public static double MagnitudeAt(double frequency, double[] b, double[] a)
    {
        Complex z = Complex.Exp(-Complex.ImaginaryOne * frequency);
        Complex numerator = 0, denominator = 0;
        for (int i = b.Length - 1; i >= 0; i--) numerator = numerator * z + b[i];
        for (int i = a.Length - 1; i >= 0; i--) denominator = denominator * z + a[i];
        return (numerator / denominator).Magnitude;
    }

    /// <summary>Dynamic time warping distance.</summary>
    public static double TimeWarping(double[] s, double[] t)
    {
        int n = s.Length, m = t.Length;
        double[,] cost = new double[n + 1, m + 1];
        for (int i = 0; i <= n; i++)
            for (int j = 0; j <= m; j++) cost[i, j] = double.MaxValue;
        cost[0, 0] = 0;
        for (int i = 1; i <= n; i++)
            for (int j = 1; j <= m; j++)
                cost[i, j] = Math.Abs(s[i - 1] - t[j - 1]) + Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]), cost[i - 1, j - 1]);
        return cost[n, m];
    }

    public static void MovingAverage(double[] input, int window, double[] output)
    {
        double sum = 0;
        for (int i = 0; i < input.Length; i++)
        {
            sum += input[i];
            if (i >= window) sum -= input[i - window];
            output[i] = sum / Math.Min(i + 1, window);
        }
    }
}

// Descriptive statistics, distributions, regression and estimation.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Numerics;

public static class Statistics
{
    public static double Mean(double[] data)
    {
        if (data.Length == 0) return double.NaN;
        double sum = 0;
        foreach (var x in data) sum += x;
        return sum / data.Length;
    }

    public static double MeanLinq(double[] data) => data.Average();

    public static double MeanOf(IEnumerable<double> data) => data.Sum() / data.Count();

    /// <summary>Welford's online variance.</summary>
    public static double Variance(ReadOnlySpan<double> data)
    {
        double mean = 0, m2 = 0;
        int count = 0;
        foreach (double x in data)
        {
            count++;
            double delta = x - mean;
            mean += delta / count;
            m2 += delta * (x - mean);
        }
        return count > 1 ? m2 / (count - 1) : 0;
    }

    public static double StandardDeviation(double[] data) => Math.Sqrt(Variance(data));

    public static void Moments(double[] data, out double mean, out double variance, out double skewness, out double kurtosis)
    {
        int n = data.Length;
        if (n <= 1) throw new ArgumentException("At least two values are needed.", nameof(data));
        double s = 0;
        for (int j = 0; j < n; j++) s += data[j];
        mean = s / n;
        variance = skewness = kurtosis = 0;
        for (int j = 0; j < n; j++)
        {
            double p;
            double d = data[j] - mean;
            variance += p = d * d;
            skewness += p *= d;
            kurtosis += p *= d;
        }
        variance /= n - 1;
        double deviation = Math.Sqrt(variance);
        skewness /= n * deviation * deviation * deviation;
        kurtosis = kurtosis / (n * variance * variance) - 3;
    }

    public static double Covariance(double[] x, double[] y)
    {
        double mx = Mean(x), my = Mean(y), sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (x[i] - mx) * (y[i] - my);
        return sum / (x.Length - 1);
    }

    public static double Correlation(double[] x, double[] y) => Covariance(x, y) / (StandardDeviation(x) * StandardDeviation(y));

    public static double GeometricMean(params double[] values)
    {
        double logs = 0;
        foreach (double v in values) logs += Math.Log(v);
        return Math.Exp(logs / values.Length);
    }

    public static double Median(double[] data)
    {
        double[] sorted = (double[])data.Clone();
        Array.Sort(sorted);
        int n = sorted.Length;
        return n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
    }

    public static double NormalPdf(double x, double mean, double sigma)
    {
        double z = (x - mean) / sigma;
        return Math.Exp(-0.5 * z * z) / (sigma * Math.Sqrt(2 * Math.PI));
    }

    public static double NormalCdf(double x) => 0.5 * (1 + SpecialFunctions.Erf(x / Math.Sqrt(2)));

    /// <summary>Acklam's inverse of the normal distribution.</summary>
    public static double NormalQuantile(double p)
    {
        if (p <= 0 || p >= 1) throw new ArgumentOutOfRangeException(nameof(p));
        double q, r;
        if (p < 0.02425)
        {
            q = Math.Sqrt(-2 * Math.Log(p));
            return (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783)
                / ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
        }
        if (p > 1 - 0.02425) return -NormalQuantile(1 - p);
        q = p - 0.5;
        r = q * q;
        return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239) * q
            / (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1);
    }

    public static double StudentCdf(double t, double nu)
    {
        double tail = 0.5 * SpecialFunctions.IncompleteBeta(nu / 2, 0.5, nu / (nu + t * t));
        return t >= 0 ? 1 - tail : tail;
    }

    public static double PoissonLogLikelihood(int[] counts, double rate)
    {
        double sum = 0;
        for (int i = 0; i < counts.Length; i++) sum += counts[i] * Math.Log(rate) - rate - SpecialFunctions.LogGamma(counts[i] + 1.0);
        return sum;
    }

    public static void LinearFit(double[] x, double[] y, out double intercept, out double slope)
    {
        double sx = 0, sy = 0, st2 = 0;
        slope = 0;
        int n = x.Length;
        for (int i = 0; i < n; i++)
        {
            sx += x[i];
            sy += y[i];
        }
        double average = sx / n;
        for (int i = 0; i < n; i++)
        {
            double t = x[i] - average;
            st2 += t * t;
            slope += t * y[i];
        }
        slope /= st2;
        intercept = (sy - sx * slope) / n;
    }

    public static double LogisticLoss(double[,] features, int[] labels, double[] weights, double ridge)
    {
        int n = labels.Length, d = weights.Length;
        double loss = 0;
        for (int i = 0; i < n; i++)
        {
            double z = 0;
            for (int j = 0; j < d; j++) z += features[i, j] * weights[j];
            double signed = labels[i] > 0 ? z : -z;
            loss += signed > 0 ? Math.Log(1 + Math.Exp(-signed)) : -signed + Math.Log(1 + Math.Exp(signed));
        }
        double penalty = 0;
        foreach (double w in weights) penalty += w * w;
        return loss / Math.Max(n, 1) + 0.5 * ridge * penalty;
    }

    public static double KullbackLeibler(double[] p, double[] q)
    {
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            if (p[i] <= 0) continue;
            if (q[i] <= 0) return double.PositiveInfinity;
            sum += p[i] * Math.Log(p[i] / q[i]);
        }
        return sum;
    }

    public static double LogSumExp(ReadOnlySpan<double> values)
    {
        double max = double.NegativeInfinity;
        for (int i = 0; i < values.Length; i++)
            if (values[i] > max) max = values[i];
        double sum = 0;
        for (int i = 0; i < values.Length; i++) sum += Math.Exp(values[i] - max);
        return max + Math.Log(sum);
    }

    public static double MixtureDensity(double x, double[] weights, double[] means, double[] deviations)
    {
        double total = 0, norm = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            total += weights[k] * NormalPdf(x, means[k], deviations[k]);
            norm += weights[k];
        }
        return total / norm;
    }

    /// <summary>Autocorrelation at a lag.</summary>
    public static double Autocorrelation(double[] series, int lag)
    {
        double mean = Mean(series), numerator = 0, denominator = 0;
        for (int t = 0; t < series.Length; t++)
        {
            double d = series[t] - mean;
            denominator += d * d;
            if (t + lag < series.Length) numerator += d * (series[t + lag] - mean);
        }
        return numerator / denominator;
    }

    public static double KernelDensity(double[] sample, double x, double bandwidth)
    {
        double sum = 0;
        foreach (double s in sample)
        {
            double u = (x - s) / bandwidth;
            if (Math.Abs(u) < 1) sum += 0.75 * (1 - u * u);
        }
        return sum / (sample.Length * bandwidth);
    }

    public static double[] Standardize(double[] data)
    {
        double mean = Mean(data), deviation = StandardDeviation(data);
        double[] result = new double[data.Length];
        for (int i = 0; i < data.Length; i++) result[i] = (data[i] - mean) / deviation;
        return result;
    }
}

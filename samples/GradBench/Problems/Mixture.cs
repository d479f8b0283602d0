// The log posterior of a Gaussian mixture model with a Wishart prior (ADBench's and GradBench's gmm).
using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using Autodiff;

namespace GradBench.Problems;

public sealed partial class Mixture : Problem
{
    /// <summary>
    /// The logarithm of the posterior of n points in d dimensions under k components: weights α, means μ (k × d), and square roots Q of the precisions, lower triangular, with
    /// exp(q) on the diagonal (k × d) and l below it, column by column (k × d(d−1)/2).
    /// </summary>
    [Differentiable(nameof(alpha), nameof(mu), nameof(q), nameof(l), Generate = Derivatives.Gradient)]
    public static double LogPosterior(
        int d, int k, int n, ReadOnlySpan<double> alpha, ReadOnlySpan<double> mu, ReadOnlySpan<double> q, ReadOnlySpan<double> l, ReadOnlySpan<double> x, double gamma, int m)
    {
        int triangle = d * (d - 1) / 2;
        Span<double> diagonal = new double[k * d];
        Span<double> logDeterminant = new double[k];
        for (int c = 0; c < k; c++)
        {
            double sum = 0;
            for (int j = 0; j < d; j++)
            {
                sum += q[c * d + j];
                diagonal[c * d + j] = Math.Exp(q[c * d + j]);
            }
            logDeterminant[c] = sum;
        }

        Span<double> centred = new double[d];
        Span<double> whitened = new double[d];
        Span<double> beta = new double[k];
        double likelihood = 0;
        for (int i = 0; i < n; i++)
        {
            for (int c = 0; c < k; c++)
            {
                for (int j = 0; j < d; j++) centred[j] = x[i * d + j] - mu[c * d + j];
                for (int j = 0; j < d; j++) whitened[j] = diagonal[c * d + j] * centred[j];
                int at = c * triangle;
                for (int column = 0; column < d; column++)
                {
                    for (int row = column + 1; row < d; row++) whitened[row] += l[at + row - column - 1] * centred[column];
                    at += d - column - 1;
                }
                double square = 0;
                for (int j = 0; j < d; j++) square += whitened[j] * whitened[j];
                beta[c] = alpha[c] + logDeterminant[c] - 0.5 * square;
            }
            likelihood += LogSumExp(beta);
        }
        likelihood -= n * (0.5 * d * Math.Log(2 * Math.PI) + LogSumExp(alpha));

        double prior = 0;
        for (int c = 0; c < k; c++)
        {
            double squares = 0;
            for (int j = 0; j < d; j++) squares += diagonal[c * d + j] * diagonal[c * d + j];
            for (int j = 0; j < triangle; j++) squares += l[c * triangle + j] * l[c * triangle + j];
            prior -= 0.5 * gamma * gamma * squares - m * logDeterminant[c];
        }
        return likelihood + prior + WishartConstant(d, k, gamma, m);
    }

    private static double LogSumExp(ReadOnlySpan<double> values)
    {
        double max = values[0];
        for (int i = 1; i < values.Length; i++) max = Math.Max(max, values[i]);
        double sum = 0;
        for (int i = 0; i < values.Length; i++) sum += Math.Exp(values[i] - max);
        return max + Math.Log(sum);
    }

    [NotDifferentiable]
    private static double WishartConstant(int d, int k, double gamma, int m)
    {
        int nu = d + m + 1;
        double logGamma = 0.25 * d * (d - 1) * Math.Log(Math.PI);
        for (int j = 1; j <= d; j++) logGamma += LogGamma(0.5 * nu + 0.5 * (1 - j));
        return k * (nu * d * (Math.Log(gamma) - 0.5 * Math.Log(2)) - logGamma);
    }

    /// <summary>ln Γ(x) for x &gt; 0: Stirling's series (DLMF 5.11.1) from 10 on, the recurrence below.</summary>
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 10; x++) shift += Math.Log(x);
        double r = 1 / (x * x);
        double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * (691.0 / 360360 - r / 156)))))) / x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series - shift;
    }

    public override Job Prepare(string function, JsonElement input)
    {
        int d = input.GetProperty("d").GetInt32(), k = input.GetProperty("k").GetInt32(), n = input.GetProperty("n").GetInt32(), m = input.GetProperty("m").GetInt32();
        double gamma = input.GetProperty("gamma").GetDouble(), value = 0;
        double[] x = Flat(input.GetProperty("x")), alpha = Numbers(input.GetProperty("alpha")), mu = Flat(input.GetProperty("mu")), q = Flat(input.GetProperty("q")), l = Flat(input.GetProperty("l"));
        double[] ofAlpha = new double[k], ofMu = new double[k * d], ofQ = new double[k * d], ofL = new double[l.Length];
        return function switch
        {
            "objective" => new(() => value = LogPosterior(d, k, n, alpha, mu, q, l, x, gamma, m), () => value),
            "jacobian" => new(
                () => LogPosteriorGradient(d, k, n, alpha, mu, q, l, x, gamma, m, ofAlpha, ofMu, ofQ, ofL),
                () => new JsonObject { ["alpha"] = Array(ofAlpha), ["mu"] = Rows(ofMu, k), ["q"] = Rows(ofQ, k), ["l"] = Rows(ofL, k) }),
            _ => throw Unknown(function),
        };
    }
}

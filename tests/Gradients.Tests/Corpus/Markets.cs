// Prices and mechanisms, and the product whose gradient is the oldest example of the field.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Markets
{
    /// <summary>A European call over given normal draws, antithetic.</summary>
    [Differentiable(nameof(spot), nameof(volatility), nameof(rate))]
    [Case("normals=0.3,-1.2,0.7,1.9,-0.4")]
    [Case("normals=0.1")]
    public static double MonteCarloPrice(
        [Domain(95, 105)] double spot, [Domain(0.2, 0.3)] double volatility, [Domain(0.01, 0.05)] double rate, [Domain(1, 1)] double years, [Domain(101.37, 101.37)] double strike, ReadOnlySpan<double> normals)
    {
        double drift = (rate - 0.5 * volatility * volatility) * years;
        double spread = volatility * Math.Sqrt(years);
        double payoff = 0;
        foreach (double z in normals)
        {
            payoff += Math.Max(spot * Math.Exp(drift + spread * z) - strike, 0);
            payoff += Math.Max(spot * Math.Exp(drift - spread * z) - strike, 0);
        }

        return Math.Exp(-rate * years) * payoff / (2 * normals.Length);
    }

    /// <summary>The call, with the derivative with respect to the spot and the volatility in closed form.</summary>
    [Differentiable(nameof(spot), nameof(volatility))]
    [ClosedForm(nameof(BlackScholesGreeks))]
    public static double BlackScholesCall([Domain(90, 110)] double spot, [Domain(0.1, 0.4)] double volatility, [Domain(90, 110)] double strike, [Domain(0.5, 2)] double years)
    {
        double spread = volatility * Math.Sqrt(years);
        double d1 = Math.Log(spot / strike) / spread + 0.5 * spread;
        return spot * Normal(d1) - strike * Normal(d1 - spread);
    }

    private static double[] BlackScholesGreeks(double spot, double volatility, double strike, double years)
    {
        double spread = volatility * Math.Sqrt(years);
        double d1 = (Math.Log(spot / strike) / spread) + (0.5 * spread);
        return [Normal(d1), spot * Math.Sqrt(years / (2 * Math.PI)) * Math.Exp(-0.5 * d1 * d1)];
    }

    /// <summary>The normal distribution by its series, to full accuracy for moderate arguments.</summary>
    private static double Normal(double x)
    {
        double term = x;
        double sum = x;
        for (int k = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum) && k < 200; k++)
        {
            term *= x * x / (2 * k + 1);
            sum += term;
        }

        return 0.5 + sum * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
    }

    /// <summary>The highest bidder pays the second price, if it exceeds the reserve; revenue over several items.</summary>
    [Differentiable]
    [Domain(0.2, 2)]
    [Case("bids:8 quality:4")]
    [Case("bids:1 quality:1")]
    [Case("bids=3,1,2 quality=1,1,1 reserve=0.5", Gradient = "0 0 1 0 0 2 0")]
    public static double SecondPriceAuction(ReadOnlySpan<double> bids, ReadOnlySpan<double> quality, double reserve)
    {
        double revenue = 0;
        int bidders = quality.Length;
        for (int item = 0; item + bidders <= bids.Length; item += bidders)
        {
            double first = 0;
            double second = reserve;
            for (int i = 0; i < bidders; i++)
            {
                double score = bids[item + i] * quality[i];
                if (score > first)
                {
                    if (first > second) second = first;
                    first = score;
                }
                else if (score > second)
                {
                    second = score;
                }
            }

            if (first > reserve) revenue += second;
        }

        return revenue;
    }

    /// <summary>The gradient is the product of all others.</summary>
    [Differentiable]
    [Lengths(0, 1, 7)]
    [ClosedForm(nameof(SpeelpenningDerivative))]
    public static double Speelpenning(ReadOnlySpan<double> x)
    {
        double product = 1;
        for (int i = 0; i < x.Length; i++) product *= x[i];
        return product;
    }

    private static double[] SpeelpenningDerivative(ReadOnlySpan<double> x)
    {
        var d = new double[x.Length];
        for (int i = 0; i < d.Length; i++)
        {
            d[i] = 1;
            for (int j = 0; j < d.Length; j++)
                if (j != i) d[i] *= x[j];
        }

        return d;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static float SpeelpenningSingle(float[] x)
    {
        float product = 1;
        foreach (float value in x) product *= value;
        return product;
    }

    /// <summary>Weights, means and logarithms of precisions of a mixture in one dimension.</summary>
    [Differentiable]
    [Domain(-1, 1)]
    [Case("x:4 weights:3 means:3 precisions:3")]
    [Case("x:0 weights:1 means:1 precisions:1")]
    public static double GaussianMixtureLikelihood(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> precisions)
    {
        double likelihood = 0;
        Span<double> terms = stackalloc double[weights.Length];
        for (int i = 0; i < x.Length; i++)
        {
            for (int k = 0; k < weights.Length; k++)
            {
                double d = (x[i] - means[k]) * Math.Exp(precisions[k]);
                terms[k] = weights[k] + precisions[k] - 0.5 * d * d;
            }

            likelihood += LogSumExp(terms);
        }

        return likelihood - x.Length * (LogSumExp(weights) + 0.5 * Math.Log(2 * Math.PI));
    }

    private static double LogSumExp(ReadOnlySpan<double> x)
    {
        double most = x[0];
        foreach (double value in x) most = Math.Max(most, value);
        double sum = 0;
        foreach (double value in x) sum += Math.Exp(value - most);
        return most + Math.Log(sum);
    }
}

// Prices, rates and risk measures.
using System;
using System.Collections.Generic;

namespace Numerics;

public enum OptionKind
{
    Call,
    Put
}

public static class Finance
{
    private static double Phi(double x) => Statistics.NormalCdf(x);

    public static double BlackScholes(OptionKind kind, double spot, double strike, double rate, double volatility, double maturity)
    {
        double sqrtT = Math.Sqrt(maturity);
        double d1 = (Math.Log(spot / strike) + (rate + 0.5 * volatility * volatility) * maturity) / (volatility * sqrtT);
        double d2 = d1 - volatility * sqrtT;
        double discount = Math.Exp(-rate * maturity);
        return kind switch
        {
            OptionKind.Call => spot * Phi(d1) - strike * discount * Phi(d2),
            OptionKind.Put => strike * discount * Phi(-d2) - spot * Phi(-d1),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    public static double PresentValue(double[] cashFlows, double rate)
    {
        double value = 0;
        for (int t = 0; t < cashFlows.Length; t++) value += cashFlows[t] / Math.Pow(1 + rate, t);
        return value;
    }

    public static double InternalRate(double[] cashFlows, double guess)
    {
        double r = guess;
        for (int i = 0; i < 60; i++)
        {
            double f = 0, df = 0;
            for (int t = 0; t < cashFlows.Length; t++)
            {
                double discount = Math.Pow(1 + r, -t);
                f += cashFlows[t] * discount;
                df -= t * cashFlows[t] * discount / (1 + r);
            }
            double step = f / df;
            r -= step;
            if (Math.Abs(step) < 1e-12) break;
        }
        return r;
    }

    public static double Annuity(double principal, double annualRate, int months)
    {
        double monthly = annualRate / 12;
        if (monthly == 0) return principal / months;
        return principal * monthly / (1 - Math.Pow(1 + monthly, -months));
    }

    public static double BondPrice(double face, double coupon, double yield, int periods)
    {
        double price = 0;
        for (int t = 1; t <= periods; t++) price += coupon * face / Math.Pow(1 + yield, t);
        return price + face / Math.Pow(1 + yield, periods);
    }

    public static double Duration(double face, double coupon, double yield, int periods)
    {
        double weighted = 0, price = 0;
        for (int t = 1; t <= periods; t++)
        {
            double flow = coupon * face + (t == periods ? face : 0);
            double pv = flow / Math.Pow(1 + yield, t);
            price += pv;
            weighted += t * pv;
        }
        return weighted / price;
    }

    /// <summary>American put on a Cox-Ross-Rubinstein tree.</summary>
    public static double BinomialPut(double spot, double strike, double rate, double volatility, double maturity, int steps)
    {
        double dt = maturity / steps;
        double up = Math.Exp(volatility * Math.Sqrt(dt));
        double down = 1 / up;
        double growth = Math.Exp(rate * dt);
        double p = (growth - down) / (up - down);
        double[] values = new double[steps + 1];
        for (int i = 0; i <= steps; i++) values[i] = Math.Max(strike - spot * Math.Pow(up, 2 * i - steps), 0);
        for (int step = steps - 1; step >= 0; step--)
        {
            for (int i = 0; i <= step; i++)
            {
                double hold = (p * values[i + 1] + (1 - p) * values[i]) / growth;
                double exercise = strike - spot * Math.Pow(up, 2 * i - step);
                values[i] = Math.Max(hold, exercise);
            }
        }
        return values[0];
    }

    public static double AsianCall(double spot, double strike, double rate, double volatility, double maturity, double[,] normals)
    {
        int paths = normals.GetLength(0), steps = normals.GetLength(1);
        double dt = maturity / steps;
        double drift = (rate - 0.5 * volatility * volatility) * dt, diffusion = volatility * Math.Sqrt(dt);
        double payoff = 0;
        for (int i = 0; i < paths; i++)
        {
            double s = spot, sum = 0;
            for (int j = 0; j < steps; j++)
            {
                s *= Math.Exp(drift + diffusion * normals[i, j]);
                sum += s;
            }
            payoff += Math.Max(sum / steps - strike, 0);
        }
        return Math.Exp(-rate * maturity) * payoff / paths;
    }

    public static double NelsonSiegel(double beta0, double beta1, double beta2, double tau, double maturity)
    {
        double m = maturity / tau;
        double loading = (1 - Math.Exp(-m)) / m;
        return beta0 + beta1 * loading + beta2 * (loading - Math.Exp(-m));
    }

    public static double SharpeRatio(double[] returns, double riskFree)
    {
        double mean = Statistics.Mean(returns) - riskFree;
        return mean / Statistics.StandardDeviation(returns);
    }

    public static double MaxDrawdown(double[] prices)
    {
        double peak = prices[0], worst = 0;
        foreach (double p in prices)
        {
            if (p > peak) peak = p;
            double drawdown = (peak - p) / peak;
            if (drawdown > worst) worst = drawdown;
        }
        return worst;
    }

    public static double PortfolioVariance(double[] weights, double[,] covariance)
    {
        double v = 0;
        for (int i = 0; i < weights.Length; i++)
            for (int j = 0; j < weights.Length; j++) v += weights[i] * weights[j] * covariance[i, j];
        return v;
    }

    /// <summary>GARCH(1,1) log-likelihood.</summary>
    public static double GarchLikelihood(double[] returns, double omega, double alpha, double beta)
    {
        double variance = omega / (1 - alpha - beta);
        double logLikelihood = 0;
        for (int t = 0; t < returns.Length; t++)
        {
            if (t > 0) variance = omega + alpha * returns[t - 1] * returns[t - 1] + beta * variance;
            logLikelihood -= 0.5 * (Math.Log(2 * Math.PI * variance) + returns[t] * returns[t] / variance);
        }
        return logLikelihood;
    }

    public static double Total(List<double> payments)
    {
        double total = 0;
        foreach (double p in payments) total += p;
        return total;
    }

    /// <summary>Progressive tax by brackets.</summary>
    public static double Tax(double income, double[] limits, double[] rates)
    {
        double tax = 0, lower = 0;
        for (int i = 0; i < limits.Length; i++)
        {
            if (income <= lower) break;
            tax += (Math.Min(income, limits[i]) - lower) * rates[i];
            lower = limits[i];
        }
        return tax;
    }
}

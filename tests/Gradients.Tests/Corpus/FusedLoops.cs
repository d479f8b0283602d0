// Loops whose trips may run forward and backward at once, and loops that only look like it.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class FusedLoops
{
    // ---- the adjoint of the sum is known before the loop

    [Differentiable]
    [Lengths(0, 1, 2, 9, 17)]
    public static double HalfOfSquares(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double t = Math.Tanh(x[i]);
            sum += t * t;
        }
        return 0.5 * sum;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double ScaledByAnInput(ReadOnlySpan<double> x, double scale)
    {
        double sum = scale;
        for (int i = 0; i < x.Length; i++) sum -= Math.Sin(x[i] * scale);
        return scale * sum;
    }

    [Differentiable]
    [Lengths(0, 1, 6)]
    public static (double, double) TwoSums(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double a = 0, b = 1;
        for (int i = 0; i < x.Length; i++)
        {
            double e = Math.Exp(x[i]);
            a += e * y[i];
            b -= Math.Sin(e);
        }
        return (a - b, 2 * b);
    }

    /// <summary>Terms in some trips only; the condition depends on the data.</summary>
    [Differentiable]
    [Lengths(0, 1, 3, 12)]
    public static double SumOfSome(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] > 0.5) sum += Math.Log(x[i]);
            else if (i % 2 == 0) continue;
            else sum -= x[i] * x[i];
        }
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 4, 11)]
    public static double LeftEarly(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (i == 7) break;
            sum += Math.Exp(x[i]) * x[x.Length - 1 - i];
        }
        return sum;
    }

    /// <summary>The sum decides when to stop, but nothing active is made of it.</summary>
    [Differentiable]
    [Lengths(0, 1, 4, 11)]
    [Domain(0.5, 1.5)]
    public static double LeftWhenLarge(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += Math.Exp(x[i]);
            if (sum > 7) break;
        }
        return sum;
    }

    [Differentiable]
    [Lengths(1, 2, 9)]
    public static double WhileLoop(ReadOnlySpan<double> x)
    {
        double sum = 0;
        int k = 0, step = 1;
        while (k < x.Length)
        {
            sum += Math.Sin(x[k]) * Math.Cos(x[k / 2]);
            k += step;
            step++;
        }
        return 3 * sum;
    }

    [Differentiable]
    [Case("x:0 m=3")]
    [Case("x:1 m=0")]
    [Case("x:4 m=3")]
    public static double Nested(ReadOnlySpan<double> x, int m)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < m; j++)
            {
                double t = Math.Sin(x[i] * (j + 1));
                sum += t * t * x[(i + j) % x.Length];
            }
        return sum;
    }

    [Differentiable]
    [Case("w:3 x:0")]
    [Case("w:3 x:1")]
    [Case("w:3 x:7")]
    public static double InnerChain(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double y = x[i];
            for (int k = 0; k < w.Length; k++) y = Math.Tanh(w[k] * y + 0.1);
            double error = y - 0.3;
            total += error * error;
        }
        return total / 2;
    }

    [Differentiable]
    [Case("w:2 x:0")]
    [Case("w:2 x:5")]
    public static double CallsAHelper(ReadOnlySpan<double> w, ReadOnlySpan<double> x)
    {
        double total = 0;
        for (int i = 0; i < x.Length; i++) total += Polynomial(w, x[i]) * Power(x[i], i % 4);
        return total;
    }

    private static double Polynomial(ReadOnlySpan<double> w, double x)
    {
        double y = 0;
        for (int k = 0; k < w.Length; k++) y = Math.Sin(y) * x + w[k];
        return y;
    }

    private static double Power(double x, int n) => n == 0 ? 1 : x * Power(x, n - 1);

    // ---- the adjoint of the sum is known after the loop only

    [Differentiable]
    [Case("x:1")]
    [Case("x:6")]
    [Case("x:19")]
    [Case("x:0", Gradient = "")]
    public static double LogOfSum(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i]);
        return Math.Log(sum);
    }

    [Differentiable]
    [Lengths(1, 2, 9)]
    public static double Mean(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Exp(Math.Sin(x[i]));
        double mean = sum / x.Length;
        return mean * mean;
    }

    [Differentiable]
    [Lengths(0, 1, 3, 10)]
    public static double TanhOfSum(ReadOnlySpan<double> w, ReadOnlySpan<double> x, double bias)
    {
        double sum = bias;
        for (int i = 0; i < w.Length; i++) sum += Math.Tanh(w[i] * x[i] + bias);
        double error = Math.Tanh(sum) - 0.25;
        return error * error;
    }

    /// <summary>What follows adds to the same adjoint, and so did what came before.</summary>
    [Differentiable]
    [Lengths(1, 4)]
    public static double SharedAdjoint(ReadOnlySpan<double> x)
    {
        double first = 0, second = 0, third = 0;
        for (int i = 0; i < x.Length; i++) first += Math.Sin(x[i]) * Math.Sin(x[i]);
        for (int i = 0; i < x.Length; i++) second += Math.Exp(x[i] * x[0]);
        double log = Math.Log(second);
        for (int i = 0; i < x.Length; i++) third += Math.Cos(x[i]) * x[i];
        return first * third + log;
    }

    /// <summary>Two sums whose adjoints are known later: no single number to scale with.</summary>
    [Differentiable]
    [Lengths(1, 5)]
    public static double RatioOfSums(ReadOnlySpan<double> x)
    {
        double a = 0, b = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double e = Math.Exp(x[i]);
            a += e * x[i];
            b += e;
        }
        return a / b;
    }

    /// <summary>The final adjoint is 0, and what it multiplies is infinite where x is 0.</summary>
    [Differentiable]
    [Case("x=1,2,4.5")]
    [Case("x=0,1,4", Gradient = "0 0 0")]
    public static double ZeroTimesInfinity(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Sqrt(x[i]) * Math.Sqrt(x[i]);
        return sum > 6 ? sum * sum : 1;
    }

    [Differentiable]
    [Case("x=0,1,4", Gradient = "0 0 0")]
    [Case("x=9,1,4")]
    public static double MaxOfSum(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Sqrt(x[i]) * (1 + x[i]);
        return Math.Max(sum, 20) + Math.Min(0, sum);
    }

    /// <summary>Both what was added and what it is multiplied with are 0 at 0; the second derivative is neither.</summary>
    [Differentiable]
    [Lengths(1, 3)]
    [Case("x=0,0,0", Gradient = "0 0 0")]
    [Case("x=1,0,-1")]
    public static double ProductOfZeros(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Sin(x[i]) * Math.Cos(x[i] * x[i]) + Math.Sin(x[i] * x[i]);
        return sum * sum;
    }

    /// <summary>The logarithm of nothing has an infinite derivative, but there is nothing that it multiplies; nor is there for what no trip reads.</summary>
    [Differentiable]
    [Case("x:3 n=3")]
    [Case("x:3 n=0", Gradient = "0 0 0")]
    [Case("x=1,0,0 n=1")]
    public static double LogOfTheFirst(ReadOnlySpan<double> x, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += Math.Exp(x[i]);
        return Math.Log(sum);
    }

    /// <summary>NaN in a trip that takes the other branch does not get out.</summary>
    [Differentiable]
    [Case("x=-1,2,-3,0.5,1,1,2,3,4")]
    public static double NaNInUntakenTrips(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] > 0 ? Math.Sqrt(x[i]) * Math.Log(x[i]) : x[i];
        return Math.Exp(0.1 * sum);
    }
}

// Loops with known trip counts: every kind of bound and step, nesting, break, continue and returns inside.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class CountedLoops
{
    [Differentiable]
    [Lengths(0, 1, 2, 7)]
    [ClosedForm(nameof(SumOfSquaresDerivative))]
    public static double SumOfSquares(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return sum;
    }

    private static double[] SumOfSquaresDerivative(ReadOnlySpan<double> x)
    {
        var d = new double[x.Length];
        for (int i = 0; i < d.Length; i++) d[i] = 2 * x[i];
        return d;
    }

    [Differentiable]
    [Lengths(0, 1, 2, 5)]
    [ClosedForm(nameof(ProductDerivative))]
    public static double Product(ReadOnlySpan<double> x)
    {
        double product = 1;
        for (int i = 0; i < x.Length; ++i) product *= x[i];
        return product;
    }

    private static double[] ProductDerivative(ReadOnlySpan<double> x)
    {
        var d = new double[x.Length];
        for (int i = 0; i < d.Length; i++)
        {
            d[i] = 1;
            for (int j = 0; j < d.Length; j++) d[i] *= i == j ? 1 : x[j];
        }

        return d;
    }

    /// <summary>A parameter fixes the trip count; zero and negative counts run no trip.</summary>
    [Differentiable]
    [Case("n=-3")]
    [Case("n=0")]
    [Case("n=1")]
    [Case("n=6")]
    public static double Repeated(double x, int n)
    {
        double y = x;
        for (int i = 0; i < n; i++) y = Math.Sin(y) * x + y;
        return y;
    }

    [Differentiable]
    [Case("n=0")]
    [Case("n=5")]
    [ClosedForm(nameof(PowerSumDerivative))]
    public static double PowerSum(double x, int n)
    {
        double sum = 0;
        double power = 1;
        for (int k = 0; k <= n; k++)
        {
            sum += power;
            power *= x;
        }

        return sum;
    }

    private static double PowerSumDerivative(double x, int n)
    {
        double d = 0;
        for (int k = 1; k <= n; k++) d += k * Math.Pow(x, k - 1);
        return d;
    }

    [Differentiable]
    [Lengths(0, 1, 2, 6, 7)]
    public static double StepTwo(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i += 2) sum += x[i] * x[i] * (i + 1);
        for (int i = 1; i < x.Length; i += 3) sum *= 1 + x[i];
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 6)]
    public static double Descending(ReadOnlySpan<double> x)
    {
        double value = 0;
        for (int i = x.Length - 1; i >= 0; i--) value = value * 0.5 + x[i] * value + x[i];
        return value;
    }

    [Differentiable]
    [Lengths(0, 1, 5, 8)]
    public static double DescendingByThree(ReadOnlySpan<double> x)
    {
        double value = 1;
        for (int i = x.Length; i > 0; i -= 3) value = value * x[i - 1] + i;
        return value;
    }

    [Differentiable]
    [Lengths(0, 1, 2, 3, 7)]
    public static double InnerRange(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 1; i < x.Length - 1; i++) sum += (x[i - 1] - 2 * x[i] + x[i + 1]) * x[i];
        return sum;
    }

    [Differentiable]
    [Case("x:6 lo=0 hi=6")]
    [Case("x:6 lo=2 hi=5")]
    [Case("x:6 lo=4 hi=1")]
    public static double GivenBounds(ReadOnlySpan<double> x, int lo, int hi)
    {
        double sum = 1;
        for (int i = lo; i < hi; i++) sum = sum * x[i] + x[i];
        return sum;
    }

    [Differentiable]
    [Case("a:12 rows=3 columns=4 x:4")]
    [Case("a:1 rows=1 columns=1 x:1")]
    [Case("a:0 rows=0 columns=2 x:2")]
    public static double NestedRectangle(ReadOnlySpan<double> a, ReadOnlySpan<double> x, int rows, int columns)
    {
        double norm = 0;
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int j = 0; j < columns; j++) sum += a[i * columns + j] * x[j];
            norm += sum * sum;
        }

        return norm;
    }

    [Differentiable]
    [Lengths(0, 1, 2, 5)]
    public static double Triangular(ReadOnlySpan<double> x)
    {
        double energy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double d = x[i] - x[j];
                energy += Math.Exp(-d * d) * x[j];
            }
        }

        return energy;
    }

    /// <summary>The carried value is changed nonlinearly in the inner of a triangular nest.</summary>
    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double TriangularNonlinear(ReadOnlySpan<double> x)
    {
        double value = 0.5;
        for (int i = 0; i < x.Length; i++)
        {
            double before = value;
            for (int j = i; j < x.Length; j++) value = Math.Cos(value * x[j]) + before;
            value *= x[i];
        }

        return value;
    }

    [Differentiable]
    [Lengths(1, 3)]
    public static double ThreeDeep(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double t = x[i] * x[j];
                for (int k = j; k < x.Length; k++) t = t * 0.5 + Math.Sin(t * x[k]);
                sum += t * t;
            }
        }

        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double ForeachSpan(ReadOnlySpan<double> x)
    {
        double value = 1;
        foreach (double entry in x) value = value * entry + entry * entry;
        return value;
    }

    [Differentiable]
    [Lengths(0, 1, 6)]
    public static double BreakOnValue(ReadOnlySpan<double> x, double limit)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * x[i];
            if (sum > limit * limit) break;
            sum *= 1.5;
        }

        return sum * limit;
    }

    [Differentiable]
    [Lengths(0, 1, 6)]
    public static double ContinueOnValue(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] < 0) continue;
            double root = Math.Sqrt(x[i]);
            if (root > 1.2)
            {
                sum -= root;
                continue;
            }

            sum += root * sum + x[i];
        }

        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 7)]
    public static double BreakAndContinue(ReadOnlySpan<double> x)
    {
        double value = 1;
        foreach (double entry in x)
        {
            if (entry > 1.7) break;
            if (entry < -1) continue;
            value = Math.Tanh(value + entry);
            if (value < -0.9) break;
        }

        return value * 2;
    }

    [Differentiable]
    [Case("x:4 y:5")]
    [Case("x:1 y:1")]
    [Case("x:0 y:3")]
    [Case("x=2,2 y=2,2,2", Gradient = "2 0 2 0 0")]
    public static double ReturnInsideNest(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < y.Length; j++)
            {
                if (x[i] * y[j] > 3) return x[i] * y[j] + sum;
                sum += x[i] / (2 + y[j] * y[j]);
            }

            if (sum > 4) return sum * sum;
        }

        return sum - 1;
    }

    [Differentiable]
    [Case("x:4 y:4")]
    [Case("x:3 y:0")]
    public static double BreakOfInnerLoop(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double value = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < y.Length; j++)
            {
                if (y[j] > 1) break;
                value += x[i] * y[j] * value + x[i];
                if (j > i) break;
            }

            value = Math.Sin(value);
        }

        return value;
    }

    /// <summary>Two counters run against each other.</summary>
    [Differentiable]
    [Lengths(0, 1, 2, 5)]
    public static double TwoCounters(ReadOnlySpan<double> x)
    {
        double sum = 0;
        int k = x.Length - 1;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * x[k] * (k + 1);
            k--;
        }

        return sum;
    }

    [Differentiable]
    [Lengths(1, 2, 3, 5)]
    public static double CarriedPair(ReadOnlySpan<double> x)
    {
        double a = 1;
        double b = x[0];
        for (int i = 1; i < x.Length; i++)
        {
            double next = a + b * x[i];
            a = b;
            b = next;
        }

        return b / (1 + a * a);
    }

    /// <summary>The bounds of the loop change inside it, but were fixed on entry in a local.</summary>
    [Differentiable]
    [Case("n=4")]
    public static double BoundFromLocal(double x, int n)
    {
        int last = 2 * n - 1;
        double value = x;
        for (int i = n / 2; i <= last; i += n / 2) value = value * x - i * value;
        return value;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double RunningMaximum(ReadOnlySpan<double> x)
    {
        double m = double.NegativeInfinity;
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] > m) m = x[i];
            sum += m * x[i];
        }

        return sum;
    }

    [Differentiable]
    [Lengths(1, 2, 5)]
    public static double ReducedMaximum(ReadOnlySpan<double> x)
    {
        double m = x[0];
        for (int i = 1; i < x.Length; i++) m = Math.Max(m, x[i] * x[i]);
        return m * m;
    }

    /// <summary>Pairs of neighbours: the index is compared one place ahead.</summary>
    [Differentiable]
    [Lengths(0, 1, 2, 5)]
    public static double Neighbours(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++) sum += Math.Sin(x[i] * x[i + 1]);
        return sum;
    }

    [Differentiable(nameof(x))]
    [Case("n=1")]
    [Case("n=5")]
    public static double ThreeAhead(double x, int n)
    {
        int i;
        for (i = 0; n >= 3 + i; i += 2) x = Math.Tanh(x + 0.1 * i);
        return x * i;
    }
}

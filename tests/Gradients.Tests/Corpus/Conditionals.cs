// Branches: conditional expressions, if/else, short circuits that guard reads, early and multiple returns, guards that throw.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Conditionals
{
    [Differentiable]
    [ClosedForm(nameof(ConditionalDerivative))]
    public static double ConditionalExpression(double x) => x > 0 ? x * x : -3 * x;

    private static double ConditionalDerivative(double x) => x > 0 ? 2 * x : -3;

    [Differentiable]
    public static double NestedConditional(double x, double y) =>
        x > y ? (x > 1 ? x * y : x + y) : y > 1 ? x - y : x * x * y;

    [Differentiable]
    public static double IfElse(double x, double y)
    {
        double r;
        if (x < y)
        {
            r = x * 3;
            r += y;
        }
        else
        {
            r = y * x;
        }

        return r * r;
    }

    [Differentiable]
    public static double IfWithoutElse(double x)
    {
        double r = x;
        if (x < 0) r = x * x * x;
        return r * 2 + x;
    }

    [Differentiable]
    public static double ElseIfChain(double x)
    {
        if (x < -1) return x * x;
        else if (x < 0) return -2 * x - 1;
        else if (x < 1) return Math.Sin(x);
        else return Math.Exp(x) - 1;
    }

    [Differentiable]
    public static double NestedIfs(double x, double y, double z)
    {
        double r = 1;
        if (x > 0)
        {
            r = x * y;
            if (y > 0)
            {
                r *= z;
                if (z > 0) r += x * x;
                else r -= y * y;
            }
            else
            {
                r += z * z;
            }
        }

        return r + x * z;
    }

    /// <summary>Both branches change two variables, one reads what the other branch leaves alone.</summary>
    [Differentiable]
    public static double TwoVariables(double x, double y)
    {
        double a = x;
        double b = y;
        if (a * b > 0)
        {
            a = b * b;
            b = a + x;
        }
        else
        {
            b = a * y;
        }

        return a * b;
    }

    [Differentiable]
    public static double EarlyReturn(double x, double y)
    {
        if (x < 0) return y * y * x;
        double t = x * y;
        if (t > 1) return t * t;
        t += x;
        return t * y;
    }

    [Differentiable]
    public static double LogicalOperators(double x, double y, double z)
    {
        if (x > 0 && y > 0 || z > 1) return x * y * z;
        if (!(x < -1) & (y > -1) | z < 0) return x + y * z;
        return x * x - y;
    }

    [Differentiable]
    public static double FlagVariable(double x, double y)
    {
        bool inside = x * x + y * y < 1;
        bool upper = y > 0;
        double r = inside ? x * y : x / (1 + y * y);
        if (upper != inside) r *= x;
        return r;
    }

    /// <summary>The read on the right of &amp;&amp; would be out of bounds if it were not guarded.</summary>
    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double GuardedRead(ReadOnlySpan<double> x, double y)
    {
        double sum = y;
        for (int i = 0; i <= x.Length; i++)
        {
            if (i < x.Length && x[i] > 0) sum += x[i] * y;
            if (i == x.Length || x[i] < 0.5) sum *= 1.25;
        }

        return sum;
    }

    /// <summary>The untaken side would divide by zero and read out of bounds.</summary>
    [Differentiable]
    [Case("x:0")]
    [Case("x:3")]
    [Case("x:0 y=0", Gradient = "0")]
    public static double UntakenSide(ReadOnlySpan<double> x, double y)
    {
        double first = x.Length > 0 ? x[0] : 0;
#pragma warning disable ADG0103 // The case y = 0 is what is tested.
        double safe = y == 0 ? 0 : Math.Sin(y) * first / y;
#pragma warning restore ADG0103
        return safe * first;
    }

    [Differentiable]
    [Domain(0.1, 3)]
    [Case("x=-1", Throws = typeof(ArgumentOutOfRangeException))]
    public static double GuardThrows(double x)
    {
        if (x < 0) throw new ArgumentOutOfRangeException(nameof(x), "must not be negative");
        return Math.Sqrt(x) * x;
    }

    [Differentiable]
    [Case("x:3 y:3")]
    [Case("x:0 y:0")]
    [Case("x:2 y:3", Throws = typeof(ArgumentException))]
    public static double LengthGuard(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException("x and y differ in length");
        }

        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
        return sum;
    }

    [Differentiable]
    [Lengths(1, 4)]
    [Case("x=1,-5,2", Throws = typeof(InvalidOperationException))]
    [Domain(0.1, 2)]
    public static double GuardInsideLoop(ReadOnlySpan<double> x)
    {
        double product = 1;
        foreach (double value in x)
        {
            if (value < 0)
            {
                throw new InvalidOperationException("negative entry");
            }

            product *= value;
        }

        return product;
    }

    [Differentiable]
    [Case("n=0")]
    [Case("n=1")]
    [Case("n=7")]
    public static double IntegerConditions(double x, int n)
    {
        if (n == 0) return x;
        if (n % 2 == 1 && n < 3) return x * x;
        return n > 5 ? x * n : x / n;
    }

    [Differentiable]
    [Case("square=true")]
    [Case("square=false")]
    public static double FlagParameter(double x, bool square) => square ? x * x : 5 * x;

    [Differentiable]
    [Case("kind=Thursday")]
    [Case("kind=Monday")]
    public static double EnumParameter(double x, DayOfWeek kind) => kind == DayOfWeek.Monday ? x * x * x : 2 * x;

    [Differentiable]
    public static double AllPathsReturn(double x, double y)
    {
        if (x > y)
        {
            if (x > 0)
            {
                return x * x * y;
            }

            y = y * 2;
        }
        else
        {
            if (y < 0) return x - y;
            x = x * y;
        }

        return x * y + x;
    }

    [Differentiable]
    public static double ComparisonChain(double x, double y, double z)
    {
        double smallest = x <= y ? (x <= z ? x : z) : (y <= z ? y : z);
        double largest = x >= y ? (x >= z ? x : z) : (y >= z ? y : z);
        return (largest - smallest) * largest;
    }
}

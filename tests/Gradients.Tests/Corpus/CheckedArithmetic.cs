// Integer arithmetic in checked and unchecked contexts that differ from the project's setting.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class CheckedArithmetic
{
    [Case("n=3"), Case("n=2147483647", Throws = typeof(OverflowException))]
    [Differentiable]
    public static double Sum(double x, int n) => x * checked(n + 1) * x;

    [Case("n=5 k=7"), Case("n=300 k=1", Throws = typeof(OverflowException))]
    [Differentiable]
    public static double Everything(double x, int n, long k)
    {
        checked
        {
            byte b = (byte)n;
            b++;
            int i = -n;
            i += (int)k * 2;
            for (int j = 0; j < 3; j++) x = Math.Sin(x) * (b + i);
            return x;
        }
    }

    [Case("seed=12345")]
    [Differentiable]
    public static double Hash(double x, int seed)
    {
        double sum = 0;
        for (int i = 0; i < 4; i++)
        {
            seed = unchecked((seed * 1103515245) + 12345);
            sum += Math.Sin(x * (seed & 7));
        }
        return sum;
    }

    [Case("n=4"), Case("n=0")]
    [Differentiable]
    public static double CheckedCounter(double x, int n)
    {
        int count = 0;
        while (count < n)
        {
            x = Math.Cos(x) * (count + 1);
            count = checked(count + 1);
        }
        return x;
    }
}

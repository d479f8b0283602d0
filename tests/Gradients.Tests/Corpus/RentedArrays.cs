// Scratch memory as .NET code takes it: rented from the shared pool, on the stack when small, given back in a finally.
using System;
using System.Buffers;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class RentedArrays
{
    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double RentedAndReturned(ReadOnlySpan<double> x)
    {
        double[] squares = ArrayPool<double>.Shared.Rent(x.Length);
        try
        {
            for (int i = 0; i < x.Length; i++) squares[i] = x[i] * x[i];
            double sum = 0;
            for (int i = 0; i < x.Length; i++) sum += squares[i] * x[x.Length - 1 - i];
            return sum;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(squares);
        }
    }

    [Differentiable]
    [Lengths(0, 1, 3, 9)]
    public static double OnTheStackWhenSmall(ReadOnlySpan<double> x)
    {
        double[]? rented = null;
        Span<double> sums = x.Length <= 4 ? stackalloc double[4] : (rented = ArrayPool<double>.Shared.Rent(x.Length));
        double last = 0;
        for (int i = 0; i < x.Length; i++) sums[i] = last = last + Math.Sin(x[i]);
        double product = 1;
        for (int i = 0; i < x.Length; i++) product *= 1 + (0.1 * sums[i]);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented, clearArray: true);
        return product;
    }

    [Differentiable]
    [Lengths(0, 1, 3, 9)]
    public static double SlicedToLength(ReadOnlySpan<double> x)
    {
        double[]? rented = null;
        int n = x.Length;
        Span<double> t = n > 4 ? (rented = ArrayPool<double>.Shared.Rent(n)).AsSpan(0, n) : stackalloc double[n];
        try
        {
            x.CopyTo(t);
            for (int i = 1; i < t.Length; i++) t[i] += t[i] * t[i - 1];
            double sum = 0;
            foreach (double v in t) sum += v * v;
            return sum;
        }
        finally
        {
            if (rented != null)
            {
                ArrayPool<double>.Shared.Return(rented);
            }
        }
    }

    [Differentiable]
    [Lengths(1, 4)]
    public static double Uninitialised(ReadOnlySpan<double> x, double a)
    {
        double[] table = GC.AllocateUninitializedArray<double>(x.Length + 1);
        int[] order = ArrayPool<int>.Shared.Rent(x.Length);
        table[0] = a;
        for (int i = 0; i < x.Length; i++) order[i] = x.Length - 1 - i;
        for (int i = 0; i < x.Length; i++) table[i + 1] = (table[i] * x[order[i]]) + a;
        ArrayPool<int>.Shared.Return(order);
        return table[x.Length];
    }

    [Differentiable]
    [Lengths(2, 5)]
    public static double OfAHelper(ReadOnlySpan<double> x, double a)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Polynomial(x, a * x[i]);
        return sum;
    }

    private static double Polynomial(ReadOnlySpan<double> c, double x)
    {
        Span<double> powers = GC.AllocateUninitializedArray<double>(c.Length).AsSpan(0, c.Length);
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * x;
        double sum = 0;
        for (int i = 0; i < c.Length; i++) sum += c[i] * powers[i];
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static float Singles(ReadOnlySpan<float> x)
    {
        float[] t = ArrayPool<float>.Shared.Rent(x.Length);
        for (int i = 0; i < x.Length; i++) t[i] = MathF.Tanh(x[i]);
        float sum = 0;
        for (int i = 0; i < x.Length; i++) sum += t[i] * t[x.Length - 1 - i];
        ArrayPool<float>.Shared.Return(t);
        return sum;
    }
}

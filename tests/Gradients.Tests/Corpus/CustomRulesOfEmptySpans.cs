// Derivatives by hand that leave out what belongs to empty spans: adjoints of constants, and results that are there already.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class CustomRulesOfEmptySpans
{
    /// <summary>y = A x, of as many rows as columns.</summary>
    internal static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = 0;
            for (int j = 0; j < x.Length; j++) y[i] += a[i * x.Length + j] * x[j];
        }
    }

    [VjpOf(nameof(Multiply), SkipsEmpty = true)]
    internal static void MultiplyReverse(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y, Span<double> aAdjoint, Span<double> xAdjoint, Span<double> yAdjoint)
    {
        int n = x.Length;
        if (y.Length > 0) Multiply(a, x, y);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                if (aAdjoint.Length > 0) aAdjoint[i * n + j] += yAdjoint[i] * x[j];
                if (xAdjoint.Length > 0) xAdjoint[j] += yAdjoint[i] * a[i * n + j];
            }
        yAdjoint[..n].Clear();
    }

    [JvpOf(nameof(Multiply))]
    internal static void MultiplyForward(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y, ReadOnlySpan<double> aTangent, ReadOnlySpan<double> xTangent, Span<double> yTangent)
    {
        Multiply(a, x, y);
        Multiply(a, xTangent, yTangent);
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < x.Length; j++) yTangent[i] += aTangent[i * x.Length + j] * x[j];
    }

    private static double SumOfSines(ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++) sum += Math.Sin(y[i]) * (i + 1);
        return sum;
    }

    [Differentiable]
    [Case("a:9 x:3")]
    [Case("a:1 x:1")]
    public static double BothActive(ReadOnlySpan<double> a, ReadOnlySpan<double> x)
    {
        double[] y = new double[x.Length];
        Multiply(a, x, y);
        return SumOfSines(y);
    }

    [Differentiable(nameof(x))]
    [Case("a:9 x:3")]
    [Case("a:0 x:0")]
    public static double MatrixIsConstant(ReadOnlySpan<double> a, ReadOnlySpan<double> x)
    {
        double[] y = new double[x.Length];
        Multiply(a, x, y);
        return SumOfSines(y);
    }

    [Differentiable(nameof(a))]
    [Case("a:9 x:3")]
    public static double VectorIsConstant(ReadOnlySpan<double> a, ReadOnlySpan<double> x)
    {
        double[] y = new double[x.Length];
        Multiply(a, x, y);
        return SumOfSines(y);
    }

    /// <summary>The input of the second product is the result of the first, and is overwritten by the third.</summary>
    [Differentiable(nameof(x))]
    [Case("a:9 x:3")]
    public static double Repeated(ReadOnlySpan<double> a, ReadOnlySpan<double> x)
    {
        double[] y = new double[x.Length], z = new double[x.Length];
        Multiply(a, x, y);
        Multiply(a, y, z);
        double sum = SumOfSines(y);
        Multiply(a, z, y);
        return sum + SumOfSines(y);
    }

    [Differentiable]
    [Case("a:4 x:2 y:2")]
    public static void Itself(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y) => Multiply(a, x, y);
}

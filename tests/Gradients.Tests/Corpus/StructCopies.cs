// Copies and fills of spans and arrays of structs.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class StructCopies
{
    [Differentiable]
    public static double ToArray(ReadOnlySpan<Complex> z, double x)
    {
        Complex[] copy = z.ToArray();
        for (int i = 1; i < copy.Length; i++) copy[i] = copy[i] * copy[i - 1];
        double sum = x;
        foreach (Complex c in copy.AsSpan()) sum += c.Re * c.Im * x;
        return sum;
    }

    [Differentiable]
    public static void CopyTo(Span<Complex> z, ReadOnlySpan<Complex> from)
    {
        from.CopyTo(z);
        for (int i = 0; i < z.Length; i++) z[i] = z[i] * from[i];
    }

    [Differentiable]
    public static double FillAndClear(double x, double y)
    {
        Span<Complex> t = new Complex[4];
        t.Fill(new Complex(x, y));
        t[1..3].Clear();
        Complex sum = new(0, 0);
        foreach (Complex c in t) sum = (sum * c) + c;
        return sum.Re + (sum.Im * x);
    }

    [Differentiable]
    public static double TwoKinds(ReadOnlySpan<Complex> z, Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < Math.Min(z.Length, y.Length); i++)
        {
            y[i] *= z[i].Re;
            sum += y[i] * z[i].Im;
        }

        return sum;
    }
}

// Types of the user that are called as the types generated code uses.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class AdversarialTypes
{
    public class Math;

    public class Span;

    public class Derivative;

    public class Tape;

    public class Workspace;

    public class ArrayPool;

    public class System;

    private static double Sine(double x) => global::System.Math.Sin(x);

    private static void Wave(global::System.Span<double> y, double a)
    {
        for (int i = 0; i < y.Length; i++)
        {
            if (y[i] > 10) break;
            y[i] = Sine(y[i]) * a;
        }
    }

    [Differentiable]
    [Lengths(2, 6)]
    [Domain(0.1, 0.9)]
    public static double Everything(ReadOnlySpan<double> x, Span<double> y, double a)
    {
        double[] t = new double[x.Length];
        for (int i = 0; i < x.Length; i++) t[i] = x[i] * a;
        while (a < 3)
        {
            a = a * a + 1.1 + t[0];
            t[0] *= a;
        }
        Wave(y, a);
        return t[0] + t[1] + y[1];
    }
}

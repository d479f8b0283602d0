// Local functions, lambdas and method groups: called where they are written, and passed to methods that call them.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Functions
{
    /// <summary>The trapezoidal rule.</summary>
    private static double Integrate(Func<double, double> f, double a, double b, int n = 8)
    {
        ArgumentNullException.ThrowIfNull(f);
        double h = (b - a) / n, sum = 0.5 * (f(a) + f(b));
        for (int i = 1; i < n; i++) sum += f(a + (i * h));
        return sum * h;
    }

    private static double Newton(Func<double, double> f, Func<double, double> slope, double start)
    {
        double x = start;
        while (Math.Abs(f(x)) > 1e-13) x -= f(x) / slope(x);
        return x;
    }

    private static double Twice(Func<double, double> f, double x) => f(f(x));

    private static double Outer(Func<double, double> f, double x) => Twice(t => f(t) * x, x) + Integrate(f, 0, x);

    private static void Map(Func<double, double> f, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = f(y[i]);
    }

    private static double Bell(double t) => Math.Exp(-t * t);

    [Differentiable]
    public static double LambdaWithoutCaptures(double a, double b) => Integrate(t => Math.Sin(t * t), a, b);

    [Differentiable]
    public static double LambdaWithCaptures(double a, double b, double rate)
    {
        double scale = rate * rate;
        return Integrate(t => Math.Exp(-rate * t) * scale, a, b);
    }

    [Differentiable]
    public static double MethodGroup(double a, double b) => Integrate(Bell, a, b) * Integrate(n: 4, b: a, a: b, f: Bell);

    [Differentiable]
    public static double LibraryMethodGroup(double a, double b) => Integrate(Math.Sin, a, b) + Twice(Math.Exp, a * b * 0.1);

    [Differentiable]
    [Domain(0.5, 2)]
    public static double RootOfLambda(double c) => Newton(x => (x * x * x) - c, x => 3 * x * x, 1);

    [Differentiable]
    public static double FunctionsInFunctions(double x, double y) => Outer(t => Math.Sin(t * y), x);

    [Differentiable]
    public static double DelegateVariable(double x, double y)
    {
        Func<double, double> f = t => (t * y) + 1;
        double first = f(x);
        y = y * x;
        return first * f(x);
    }

    [Differentiable]
    public static double LambdaOverAnArray(double[] w, double x)
    {
        Func<double, double> f = t =>
        {
            double sum = 0;
            for (int i = 0; i < w.Length; i++) sum = (sum * t) + w[i];
            return sum;
        };
        return Twice(f, Math.Tanh(x)) + Integrate(f, 0, 0.5);
    }

    [Differentiable]
    public static void LambdaOverASpan(Span<double> y, double rate) => Map(t => Math.Tanh(rate * t), y);

    [Differentiable]
    public static double LocalFunction(double x, double y)
    {
        double scale = x * y;
        double product = Damp(x) * Damp(scale);
        scale = Math.Sin(scale);
        return product + Damp(y);

        double Damp(double t) => Math.Exp(-0.1 * t * t) * scale + Shift(t);

        double Shift(double t) => t - y;
    }

    [Differentiable]
    public static double StaticLocalFunction(double x)
    {
        return Square(x) + Square(Square(x));

        static double Square(double t) => t * t;
    }

    [Case("n=0"), Case("n=5")]
    [Differentiable]
    public static double RecursiveLocalFunction(double x, double rate, int n)
    {
        return Step(x, n);

        double Step(double t, int k) => k == 0 ? t : Math.Sin(rate * Step(t, k - 1)) + t;
    }

    [Differentiable]
    public static double LocalFunctionOverAnArray(double x, double[] w)
    {
        double[] buffer = new double[w.Length];
        Fill(x);
        Fill(x * x);
        double sum = 0;
        foreach (double value in buffer) sum += value;
        return sum;

        void Fill(double by)
        {
            for (int i = 0; i < buffer.Length; i++) buffer[i] = (buffer[i] * by) + (w[i] * w[i]);
        }
    }

    [Differentiable]
    public static double LocalFunctionAsValue(double x, double y)
    {
        return Integrate(Weighted, 0, x);

        double Weighted(double t) => Math.Cos(t) * y;
    }

    [Differentiable]
    public static double LambdaWithTwoParameters(double x, double y)
    {
        Func<double, double, double> f = (a, b) => a * Math.Sin(b);
        return f(x, y) + Fold(f, x, y) + Fold((a, b) => (a * b) + x, y, x);
    }

    private static double Fold(Func<double, double, double> f, double a, double b)
    {
        for (int i = 0; i < 3; i++) a = f(a, b);
        return a;
    }
}

/// <summary>Functions that use their receiver.</summary>
public sealed partial class FunctionsOfAnObject
{
    private readonly double _rate = 0.75;

    [Differentiable]
    public double LambdaOverThis(double x) => Apply(t => Math.Sin(_rate * t), x) + Apply(Own, x);

    private double Own(double t) => t * t * _rate;

    private double Apply(Func<double, double> f, double x)
    {
        for (int i = 0; i < 3; i++) x = f(x) + _rate;
        return x;
    }

    [Differentiable]
    public double LocalFunctionOverThis(double x)
    {
        return Grow(x) * Grow(2 * x);

        double Grow(double t) => t * _rate * x;
    }
}

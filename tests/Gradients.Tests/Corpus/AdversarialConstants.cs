// Names that collide with generated ones, constants of other types, floats among doubles.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class AdversarialConstants
{
    public enum Mode
    {
        Square,
        Sine
    }

    public sealed class Options
    {
        public double Rate = 0.5;
        public string Name = "x";
    }

    static readonly double[] Table = [0.5, 1.5, -0.7, 0.3, 2.0];
    const double K = 1.25;
    static readonly double R = 0.75;
    static double Prop => 0.6;

    static readonly int[] Order =
    {
        2,
        0,
        1,
        3
    };

    [Differentiable]
    [Case("params:4 for=5")]
    [Case("params:7 for=3")]
    public static double Keywords(double @class, double @in, ReadOnlySpan<double> @params, int @for)
    {
        double @return = @class * @in;
        foreach (double @double in @params) @return += @double * @return;
        for (int @int = 0; @int < @for; @int++) @return *= Math.Sin(@class);
        return @return;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Collide(double seed, double tangent, double trips, double tape, double xAdjoint, ReadOnlySpan<double> x, double seedAdjoint, double xTangent, double xGradient)
    {
        double r = seed * tangent;
        int trips_ = 0;
        while (Math.Abs(r) < 3 && trips_ < 5)
        {
            r = r * trips * Math.Exp(tape) + xAdjoint * x[0] + xTangent;
            trips_++;
        }
        return r * seedAdjoint * xGradient;
    }

    [Differentiable]
    [Case("mode=Square name=text")]
    [Case("mode=Sine name=text")]
    public static double Constants(double x, Mode mode, string name, Options options) => Apply(x, mode, name, options) * Apply(x * x, Mode.Sine, "hello", null);

    [Differentiable]
    [Case("x:4 name=text")]
    [Case("x:7 name=text")]
    public static double ConstantsLoop(ReadOnlySpan<double> x, string name)
    {
        double s = 1;
        for (int i = 0; i < x.Length; i++)
        {
            s *= Apply(x[i], i % 2 == 0 ? Mode.Square : Mode.Sine, name, null);
        }
        return s;
    }

    [Differentiable]
    [Case("n=5")]
    [Case("n=3")]
    public static double Tables(double x, int n)
    {
        double s = x;
        for (int i = 0; i < Table.Length; i++) s = s * Table[i] + K * R * Prop * x * x + Table[Order[i % 4]];
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static void OnlySome([NotDifferentiable] ReadOnlySpan<double> c, ReadOnlySpan<double> x, Span<double> y, [NotDifferentiable] double k)
    {
        for (int i = 0; i < x.Length && i < y.Length; i++) y[i] = y[i] * c[i % c.Length] * k + x[i] * x[i];
    }

    [Differentiable("x")]
    [Lengths(4, 7)]
    public static double Named(double x, double z, Span<double> y)
    {
        y[0] = y[0] * x + z;
        y[1] = z;
        return y[0] * z * x;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static float Floats(float a, ReadOnlySpan<float> x)
    {
        float s = 0;
        foreach (float e in x) s += e * a;
        double d = s;
        return (float)(d * d) + MathF.Sin(a) * 0.1f;
    }

    [Differentiable]
    [Lengths(4, 7)]
    [ComputesInFloat]
    public static double Mixed(float a, double b, ReadOnlySpan<float> x)
    {
        double s = 0;
        for (int i = 0; i < x.Length; i++)
        {
            s += x[i] * b;
            a *= x[i];
        }
        return s * a;
    }

    [Differentiable]
    [Lengths(4, 7)]
    [ComputesInFloat]
    public static double CompoundMixed(double b, Span<float> x)
    {
        for (int i = 1; i < x.Length; i++)
        {
            x[i] += x[i - 1];
            x[i] *= (float)b;
        }

        float t = 2;
        t -= x[1];
        t /= 3;
        return t * x[2];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Norms(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double s = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double d = x[i] - y[i % y.Length];
            s += d * d;
        }
        return Math.Sqrt(s) * Math.Sqrt(x[0] * x[0] + x[1] * x[1]);
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double SoftMax(ReadOnlySpan<double> x, Span<double> y)
    {
        double m = x[0];
        for (int i = 1; i < x.Length; i++) m = Math.Max(m, x[i]);
        double s = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double e = Math.Exp(x[i] - m);
            if (i < y.Length) y[i] = e;
            s += e;
        }

        for (int i = 0; i < y.Length && i < x.Length; i++) y[i] /= s;
        return Math.Log(s) + m;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static void Cholesky(double[, ] a)
    {
        int n = a.GetLength(0);
        for (int j = 0; j < n; j++)
        {
            for (int k = 0; k < j; k++) a[j, j] -= a[j, k] * a[j, k];
            a[j, j] = Math.Sqrt(Math.Abs(a[j, j]) + 4);
            for (int i = j + 1; i < n; i++)
            {
                for (int k = 0; k < j; k++) a[i, j] -= a[i, k] * a[j, k];
                a[i, j] /= a[j, j];
            }
        }
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static void Lu(double[, ] a)
    {
        int n = a.GetLength(0);
        for (int k = 0; k < n; k++)
        {
            int p = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i, k]) > Math.Abs(a[p, k])) p = i;
            if (p != k)
                for (int j = 0; j < n; j++) (a[k, j], a[p, j]) = (a[p, j], a[k, j]);
            for (int i = k + 1; i < n; i++)
            {
                a[i, k] /= a[k, k];
                for (int j = k + 1; j < n; j++) a[i, j] -= a[i, k] * a[k, j];
            }
        }
    }

    [Differentiable("x")]
    [Lengths(4, 7)]
    public static double Unused(double x, double y)
    {
        double dead = Math.Log(-1 - y * y);
        double also = Math.Acos(5 + y * y);
        return x * x;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Throws(double x) => x > 100 ? throw new ArgumentException("big") : x < -100 ? throw new InvalidOperationException() : x * x;
    private static double Apply(double x, Mode mode, string name, Options? options)
    {
        if (mode == Mode.Square) return x * x;
        if (name.Length > 100) throw new ArgumentException(name);
        return Math.Sin(x) * (options is null ? 2 : options.Rate);
    }
}

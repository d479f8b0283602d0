// Methods that return arrays, and calls of such methods: every way to make one, empty ones, and several in one computation.
using System;
using System.Numerics;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class ReturnedArrays
{
    [Differentiable]
    public static double[] Squares(ReadOnlySpan<double> x)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++) y[i] = x[i] * x[i] * (i + 1);
        return y;
    }

    [Differentiable]
    public static float[] Scaled(float[] x, float factor)
    {
        var y = new float[x.Length];
        for (int i = 0; i < y.Length; i++) y[i] = x[i] * factor + i;
        return y;
    }

    /// <summary>The length is decided by a value of the call.</summary>
    [Differentiable]
    [Case("n=0")]
    [Case("n=1")]
    [Case("n=6")]
    public static double[] Powers(double x, int n)
    {
        double[] y = new double[n];
        double power = 1;
        for (int i = 0; i < n; i++)
        {
            y[i] = power;
            power *= x;
        }
        return y;
    }

    [Differentiable]
    public static double[] Expression(double x, double y) => [x * y, Math.Sin(x), 3, y];

    [Differentiable]
    public static double[] Initialiser(double x) => new double[] { x, x * x, x * x * x };

    [Differentiable]
    public static double[] Copied(Span<double> x)
    {
        double[] y = x.ToArray();
        for (int i = 1; i < y.Length; i++) y[i] *= y[i - 1];
        return y;
    }

    [Differentiable]
    public static double[] Cloned(double[] x, double scale)
    {
        double[] y = (double[])x.Clone();
        for (int i = 0; i < y.Length; i++) y[i] *= scale * x[i];
        return y;
    }

    [Differentiable]
    public static double[] Spread(ReadOnlySpan<double> x, double y) => [y, .. x, y * y];

    [Differentiable]
    [Case("x:5")]
    public static double[] Range(double[] x)
    {
        double[] middle = x[1..^1];
        for (int i = 0; i < middle.Length; i++) middle[i] *= x[i];
        return middle;
    }

    [Differentiable]
    [Case("x:0 n=0")]
    [Case("x:3 n=2")]
    public static double[] Chosen(ReadOnlySpan<double> x, int n)
    {
        double[] y = n > 0 ? new double[x.Length] : new double[1];
        for (int i = 0; i < x.Length; i++) y[i] = x[i] * x[i];
        return y;
    }

    /// <summary>Every element is read again and written again behind its first use.</summary>
    [Differentiable]
    public static double[] CumulativeSoftmax(ReadOnlySpan<double> x)
    {
        double[] p = new double[x.Length];
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += p[i] = Math.Exp(x[i]);
        for (int i = 0; i < p.Length; i++) p[i] /= sum;
        for (int i = 1; i < p.Length; i++) p[i] += p[i - 1];
        return p;
    }

    /// <summary>Nothing that is returned varies.</summary>
    [Differentiable]
#pragma warning disable ADG0101 // The derivative is zero by intent.
    public static double[] Constant(ReadOnlySpan<double> x) => new double[x.Length + 1];
#pragma warning restore ADG0101

    /// <summary>It is returned and also written to a span.</summary>
    [Differentiable]
    public static double[] AndASpan(ReadOnlySpan<double> x, Span<double> y)
    {
        double[] sums = new double[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] *= x[i];
            sums[i] = y[i] + x[i] * x[i];
        }
        return sums;
    }

    [Differentiable]
    public static double[] AndAnOut(double x, ref double y, out double z)
    {
        z = x * y;
        double[] all = [x, y, z * z];
        y = all[2] * x;
        return all;
    }

    [Differentiable]
    [Case("x=1", Throws = typeof(ArgumentException))]
    [Case("x=-1")]
    public static double[] Guarded(double x)
    {
        if (x > 0) throw new ArgumentException("positive");
        return [x * x, -x];
    }

    [Differentiable]
    public static T[] Generic<T>(ReadOnlySpan<T> x, T scale)
        where T : IFloatingPointIeee754<T>
    {
        T[] y = new T[x.Length];
        for (int i = 0; i < y.Length; i++) y[i] = T.Exp(x[i] * scale);
        return y;
    }

    // ---- from several places

    [Differentiable]
    public static double[] EmptyFirst(ReadOnlySpan<double> x, double s)
    {
        if (x.Length == 0) return [];
        double[] y = new double[x.Length];
        for (int i = 0; i < y.Length; i++) y[i] = s * x[i] * x[0];
        return y;
    }

    [Differentiable]
    [Case("x=-2")]
    [Case("x=0.5")]
    [Case("x=2")]
    [Case("x=11", Throws = typeof(ArgumentOutOfRangeException))]
    public static double[] ThreeWays(double x)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(x, 10);
        if (x < 0) return [x * x];
        double[] y = [x, 2 * x, 3];
        if (x > 1) return y;
        y[1] *= x;
        return new double[] { y[1], y[0] * y[1] };
    }

    [Differentiable]
    [Case("n=0 x=0.4")]
    [Case("n=3 x=0.4")]
    public static double[] ByCondition(double x, int n) => n > 0 ? [x, x * n] : n < 0 ? throw new ArgumentException("negative") : new double[] { Math.Exp(x) };

    [Differentiable]
    [Case("a:2x2 flat=true")]
    [Case("a:2x2 flat=false")]
    [MayAllocate("the adjoint of a two-dimensional array comes from no pool")]
    public static double[,] MatrixByCondition(double[,] a, bool flat)
    {
        if (!flat)
        {
            var b = (double[,])a.Clone();
            b[0, 1] *= b[1, 0];
            return b;
        }
        var c = new double[1, 4];
        for (int i = 0; i < 4; i++) c[0, i] = a[i / 2, i % 2] * i;
        return c;
    }

    // ---- of two dimensions

    [Differentiable]
    [Case("a:2x3 b:3x4")]
    [Case("a:0x3 b:3x2")]
    [Case("a:1x1 b:1x1")]
    [MayAllocate("the adjoint of a two-dimensional array comes from no pool")]
    public static double[,] Product(double[,] a, double[,] b)
    {
        var c = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < c.GetLength(0); i++)
            for (int j = 0; j < c.GetLength(1); j++)
                for (int k = 0; k < b.GetLength(0); k++) c[i, j] += a[i, k] * b[k, j];
        return c;
    }

    [Differentiable]
    [MayAllocate("the adjoint of a two-dimensional array comes from no pool")]
    public static float[,] Outer(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        float[,] c = new float[x.Length, y.Length];
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < y.Length; j++) c[i, j] = x[i] * y[j];
        return c;
    }

    [Differentiable]
    [MayAllocate("the adjoint of a two-dimensional array comes from no pool")]
    public static double[,] Rotation(double angle) => new double[,] { { Math.Cos(angle), -Math.Sin(angle) }, { Math.Sin(angle), Math.Cos(angle) } };

    [Differentiable]
    [Case("a:2x3 x=1.5")]
    [MayAllocate("the adjoint of a two-dimensional array comes from no pool")]
    public static double[,] ClonedMatrix(double[,] a, double x)
    {
        var b = (double[,])a.Clone();
        b[1, 2] *= x;
        b[0, 0] = a[1, 1] * x;
        return b;
    }
}

public static partial class ReturnedArrayCalls
{
    private static double[] Layer(double[,] w, ReadOnlySpan<double> x)
    {
        var y = new double[w.GetLength(0)];
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < x.Length; j++) sum += w[i, j] * x[j];
            y[i] = Math.Tanh(sum);
        }
        return y;
    }

    private static double Sum(double[] x)
    {
        double sum = 0;
        foreach (double v in x) sum += v;
        return sum;
    }

    [Differentiable]
    [Case("x:3 w1:4x3 w2:2x4")]
    [Case("x:0 w1:0x0 w2:1x0")]
    public static double Network(ReadOnlySpan<double> x, double[,] w1, double[,] w2) => Sum(Layer(w2, Layer(w1, x)));

    [Differentiable]
    [Case("x:3 w1:4x3 w2:2x4")]
    public static double[] Hidden(ReadOnlySpan<double> x, double[,] w1, double[,] w2)
    {
        double[] hidden = Layer(w1, x);
        return Layer(w2, hidden);
    }

    private static double[] Add(double[] a, double[] b)
    {
        var c = new double[a.Length];
        for (int i = 0; i < c.Length; i++) c[i] = a[i] + b[i];
        return c;
    }

    private static double[] Times(double s, double[] a)
    {
        var c = new double[a.Length];
        for (int i = 0; i < c.Length; i++) c[i] = s * a[i];
        return c;
    }

    [Differentiable]
    public static double[] VectorAlgebra(double[] x, double[] y, double s) => Add(Times(s * s, Add(x, y)), Times(s, x));

    /// <summary>The same array twice, and one that is written after it was returned.</summary>
    [Differentiable]
    public static double Reused(double[] x)
    {
        double[] a = Add(x, x);
        double[] b = Add(a, a);
        for (int i = 0; i < a.Length; i++) a[i] *= b[i];
        return Sum(a) + Sum(b);
    }

    /// <summary>A call in each trip of a loop whose end the data decide.</summary>
    [Differentiable]
    public static double InALoop(double[] x, double s)
    {
        double total = 0;
        while (total < 5)
        {
            double[] y = Times(s + total, x);
            double square = 1;
            foreach (double v in y) square += v * v;
            total += square;
        }
        return total * total;
    }

    [Differentiable]
    public static double InABranch(double[] x, double s)
    {
        if (s > 0.5)
        {
            double[] y = Times(s, x);
            return Sum(y) * Sum(Times(s, y));
        }
        return Sum(Add(x, x)) * s;
    }

    /// <summary>Through a delegate that returns an array.</summary>
    [Differentiable]
    [Case("y:2")]
    public static double[] EulerStep(double[] y, double h, double k) => Step(v => [v[1], -k * v[0]], y, h);

    private static double[] Step(Func<double[], double[]> f, double[] y, double h) => Step2(f, Add2(y, Times(h, f(y))), h);

    private static double[] Step2(Func<double[], double[]> f, double[] y, double h) => Add2(y, Times(h, f(y)));

    private static double[] Add2(double[] a, double[] b) => [a[0] + b[0], a[1] + b[1]];

    private static double[] Padded(double[] x, int n)
    {
        if (n <= x.Length) return [.. x];
        double[] y = new double[n];
        for (int i = 0; i < x.Length; i++) y[i] = x[i];
        return y;
    }

    [Differentiable]
    public static double SeveralPlaces(double[] x)
    {
        double[] y = Padded(x, 3), z = Padded(y, 2);
        return Sum(y) * z[^1] + y[0];
    }

    private static int[] Order(int n)
    {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) order[i] = n - 1 - i;
        return order;
    }

    /// <summary>What is returned are indices.</summary>
    [Differentiable]
    public static double Indices(ReadOnlySpan<double> x)
    {
        double s = 1;
        foreach (int i in Order(x.Length)) s = s * x[i] + 1;
        return s;
    }

    private static double[,] Identity(int n, double scale)
    {
        var a = new double[n, n];
        for (int i = 0; i < n; i++) a[i, i] = scale;
        return a;
    }

    [Differentiable]
    [MayAllocate("a two-dimensional array comes from no pool")]
    public static double Matrices(double[,] a, double s)
    {
        double[,] b = Identity(a.GetLength(0), s);
        double[,] c = ReturnedArrays.Product(ReturnedArrays.Product(a, b), a);
        double sum = 0;
        foreach (double v in c) sum += v * v;
        return sum;
    }

    /// <summary>A local function that returns an array of what it captures.</summary>
    [Differentiable]
    public static double Captured(double[] x, double s)
    {
        double[] Scaled() => Times(s, x);
        return Sum(Scaled()) * Sum(Scaled());
    }
}

public sealed partial class ReturningModel
{
    private readonly double[] _weights = [0.5, -1, 2];

    private double[] Weighted(double[] x)
    {
        var y = new double[x.Length];
        for (int i = 0; i < y.Length; i++) y[i] = x[i] * _weights[i % 3];
        return y;
    }

    [Differentiable]
    public double[] Twice(double[] x) => Weighted(Weighted(x));
}

// Mixed precision, casts, integers among floats, constants, and what is left out of differentiation by the user.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Types
{
    private const double Half = 0.5;
    private const int Terms = 4;
    private static readonly double s_offset = 0.75;
    private static readonly double[] s_table = [1, -0.5, 0.25, 2, 0.125];

    [Differentiable]
    public static double FloatInput(float x, double y) => x * y + x * x;

    [Differentiable]
    public static float FloatOutput(double x, double y) => (float)(x * y) * 2f;

    [Differentiable]
    [ComputesInFloat]
    public static double CastThere(double x)
    {
        float narrow = (float)(x * x);
        return narrow * x;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static double FloatSpanDoubleSum(ReadOnlySpan<float> x, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (double)x[i] * x[i] * weights[i];
        return sum;
    }

    [Differentiable]
    [Lengths(0, 1, 5)]
    public static void DoubleIntoFloatSpan(ReadOnlySpan<double> x, Span<float> y, float scale)
    {
        for (int i = 0; i < x.Length; i++) y[i] += (float)x[i] * scale;
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static float FloatArray(float[] x, float y)
    {
        float sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y;
            x[i] = sum * 0.5f;
        }

        return sum;
    }

    [Differentiable]
    [Case("a:2x3")]
    [Case("a:0x0")]
    public static float FloatMatrix(float[,] a)
    {
        float sum = 1;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++) sum += a[i, j] * a[i, j] * (i + 1);
        }

        return sum;
    }

    [Differentiable]
    public static void FloatRefs(float x, ref float y, out float z)
    {
        y *= x;
        z = y * y + x;
    }

    [Differentiable]
    [Case("n=3 m=7")]
    public static double IntegersAsFactors(double x, int n, int m)
    {
        int q = m / n;
        int r = m % n;
        double scaled = x * q + r;
        int bits = (n << 2) ^ (m & 5) | 1;
        return scaled * scaled / bits + (double)n / m * x;
    }

    [Differentiable]
    [Lengths(1, 5)]
    public static double LengthAsFactor(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x) sum += value * value;
        return Math.Sqrt((sum / x.Length) + (1.0 / (x.Length + 1)));
    }

    [Differentiable]
    [Case("n=5000000000")]
    public static double LongParameter(double x, long n) => x * x * (n % 1000 + 3);

    [Differentiable]
    [Domain(0, 3.9)]
    public static double Constants(double x)
    {
        const double Local = 1.25;
        double sum = s_offset * x * Math.PI;
        for (int k = 0; k < Terms; k++) sum = sum * Half + s_table[k] * x * Local;
        return sum * Math.E;
    }

    /// <summary>A table is interpolated: the cell is an integer cast from the differentiated input.</summary>
    [Differentiable]
    [Domain(0.05, 3.95)]
    [Case("x=1.5", Gradient = "0.75")]
    public static double Interpolated(double x)
    {
#pragma warning disable // the cast to an integer is a constant here on purpose, and the generator warns of it
        int cell = (int)x;
        double fraction = x - cell;
#pragma warning restore
        return s_table[cell] * (1 - fraction) + s_table[cell + 1] * fraction;
    }

    [Differentiable]
    [NoFiniteDifferences("a detached value moves the result but counts as a constant")]
    [ClosedForm(nameof(DetachedDerivative))]
    public static double Detached(double x, double y) => Ad.Detach(x * y) * x + y;

    private static double[] DetachedDerivative(double x, double y) => [x * y, 1];

    [Differentiable]
    [NoFiniteDifferences("a detached value moves the result but counts as a constant")]
    [ClosedForm(nameof(DetachedInLoopDerivative))]
    [Lengths(0, 1, 4)]
    public static double DetachedInLoop(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * Ad.Detach(x[i]) * (i + 1);
        return sum;
    }

    private static double[] DetachedInLoopDerivative(ReadOnlySpan<double> x)
    {
        var d = new double[x.Length];
        for (int i = 0; i < d.Length; i++) d[i] = x[i] * (i + 1);
        return d;
    }

    [Differentiable]
    [NoFiniteDifferences("a detached span moves the result but counts as a constant")]
    [ClosedForm(nameof(DetachedInLoopDerivative))]
    [Lengths(0, 1, 4)]
    public static double DetachedSpan(ReadOnlySpan<double> x)
    {
        ReadOnlySpan<double> held = Ad.Detach(x);
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * held[i] * (i + 1);
        return sum;
    }

    [Differentiable]
    public static double ConstantParameter(double x, [NotDifferentiable] double y) => x * y * y;

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double ConstantSpan(ReadOnlySpan<double> x, [NotDifferentiable] ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * x[i] * weights[i];
        return sum;
    }

    [Differentiable]
    [NoFiniteDifferences("the helper is declared constant")]
    [ClosedForm(nameof(ConstantHelperDerivative))]
    public static double ConstantHelper(double x) => Measured(x) * x;

    private static double ConstantHelperDerivative(double x) => Measured(x);

    [NotDifferentiable]
    private static double Measured(double x) => Math.Floor(x * 8) / 8;

    [Differentiable(nameof(w))]
    [Lengths(0, 1, 4)]
    public static double Subset(ReadOnlySpan<double> w, ReadOnlySpan<double> x, double target)
    {
        double sum = 0;
        for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
        double error = Math.Tanh(sum) - target;
        return error * error;
    }

    [Differentiable(nameof(x), nameof(z))]
    public static double FirstAndLast(double x, double y, double z) => x * y * z + y * z * z;

    /// <summary>The span is an output but its entry value is a constant.</summary>
    [Differentiable(nameof(x))]
    public static double OutputNotNamed(ReadOnlySpan<double> x, Span<double> y, ref double total)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = y[i] * x[i] + x[i];
            total += y[i] * x[i];
        }

        return total * total;
    }

    [Differentiable(nameof(y))]
    public static void SpanNamedOnly(double x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] *= y[i] * x;
    }

    [Differentiable(nameof(x), Name = "PairByX")]
    [Differentiable(nameof(y), Name = "PairByY")]
    [Differentiable(Name = "PairByBoth")]
    public static double Pair(double x, double y) => x * x * y + Math.Sin(y);

    [Differentiable(Generate = Derivatives.Jvp | Derivatives.Vjp)]
    public static double WithoutGradient(double x) => x * x * x;

    [Differentiable(Vectorize = false)]
    [Lengths(0, 1, 9)]
    public static double NotVectorized(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Exp(-x[i] * x[i]);
        return sum;
    }

    /// <summary>Names that the generated parameters and locals would like to have.</summary>
    [Differentiable]
    public static double CrowdedNames(double x, double xGradient, double xTangent, double xAdjoint, double seed, double tangent)
    {
        double result = x * xGradient;
        double adjoint = result + xTangent * seed;
        double trips = adjoint * tangent - xAdjoint * x;
        return result * adjoint + trips;
    }

    [Differentiable]
    public static double Keywords(double @class, double @ref) => @class * @ref + @class;
}

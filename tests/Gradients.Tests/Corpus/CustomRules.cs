// Own methods with derivatives written by hand: mutated spans, ref and out, helpers, loops, recursion, and members of the method itself.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class CustomRules
{
    // ---- a scalar method that no differentiation of its text could handle

    private static double CubeRoot(double x)
    {
        try { return Math.Cbrt(x); } finally { }
    }

    [VjpOf(nameof(CubeRoot))]
    private static double CubeRootReverse(double x, double seed, ref double xAdjoint)
    {
        double root = Math.Cbrt(x);
        xAdjoint += seed / (3 * root * root);
        return root;
    }

    [JvpOf(nameof(CubeRoot))]
    private static double CubeRootForward(double x, double xTangent, out double tangent)
    {
        double root = Math.Cbrt(x);
        tangent = xTangent / (3 * root * root);
        return root;
    }

    [Differentiable]
    public static double Scalar([Domain(0.5, 3)] double x, double y) => CubeRoot(x) * y + CubeRoot(x + y * y);

    [Differentiable]
    public static double OneArgumentIsConstant([Domain(0.5, 3)] double x) => Mixed(x, 3) * Mixed(2, x) + Mixed(4, 5) * x;

    private static double Mixed(double a, double b) => Math.Sqrt(a) * b;

    [VjpOf(nameof(Mixed))]
    private static double MixedVjp(double a, double b, double seed, ref double aAdjoint, ref double bAdjoint)
    {
        aAdjoint += seed * b / (2 * Math.Sqrt(a));
        bAdjoint += seed * Math.Sqrt(a);
        return Mixed(a, b);
    }

    // ---- spans that are mutated

    private static double Square(double factor, Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = factor * y[i] * y[i];
            sum += y[i];
        }
        return sum;
    }

    [VjpOf(nameof(Square))]
    private static double SquareReverse(double factor, Span<double> y, double seed, ref double factorAdjoint, Span<double> yAdjoint)
    {
        for (int i = 0; i < y.Length; i++)
        {
            double adjoint = yAdjoint[i] + seed;
            factorAdjoint += adjoint * y[i] * y[i];
            yAdjoint[i] = adjoint * 2 * factor * y[i];
        }
        return Square(factor, y);
    }

    [JvpOf(nameof(Square))]
    private static double SquareForward(double factor, Span<double> y, double factorTangent, Span<double> yTangent, out double tangent)
    {
        tangent = 0;
        for (int i = 0; i < y.Length; i++)
        {
            yTangent[i] = factorTangent * y[i] * y[i] + 2 * factor * y[i] * yTangent[i];
            tangent += yTangent[i];
        }
        return Square(factor, y);
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double Mutated(double factor, Span<double> y) => Square(factor, y) * factor + Square(0.5, y);

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double MutatedInACountedLoop(ReadOnlySpan<double> x, double factor)
    {
        Span<double> state = stackalloc double[x.Length];
        for (int i = 0; i < x.Length; i++) state[i] = x[i];
        double sum = 0;
        for (int trip = 0; trip < 3; trip++)
        {
            sum += Square(factor, state) * factor;
            for (int i = 0; i < state.Length; i++) state[i] -= x[i] * sum;
        }
        return sum;
    }

    [Differentiable]
    [Lengths(2, 4)]
    public static double MutatedInADataDependentLoop([Domain(0.4, 0.9)] ReadOnlySpan<double> x, [Domain(1.1, 1.4)] double factor)
    {
        double[] state = x.ToArray();
        double sum = 0;
        while (sum < 6) sum += 1 + Square(factor, state.AsSpan()[1..]);
        return sum * state[1];
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double MutatedInAHelper(Span<double> y, double factor)
    {
        double sum = 0;
        for (int trip = 0; trip < 2; trip++) sum += Helper(y, factor * trip + 0.5);
        return sum;
    }

    private static double Helper(Span<double> y, double factor)
    {
        double first = Square(factor, y);
        for (int i = 0; i < y.Length; i++) y[i] = Math.Sin(y[i] * factor);
        return first * Square(factor + first, y);
    }

    [Differentiable]
    [Lengths(0, 1, 3)]
    public static double MutatedInARecursion(Span<double> y, double factor) => Descend(y, factor, 3);

    private static double Descend(Span<double> y, double factor, int depth) =>
        depth == 0 ? factor : Square(factor, y) + 0.3 * Descend(y, factor * 0.7, depth - 1);

    // ---- spans that are only read: unchanged, changed later, and passed twice

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    [VjpOf(nameof(Dot))]
    private static double DotReverse(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double seed, Span<double> aAdjoint, Span<double> bAdjoint)
    {
        Derivative.NoOverlap(aAdjoint, bAdjoint);
        for (int i = 0; i < a.Length; i++)
        {
            aAdjoint[i] += seed * b[i];
            bAdjoint[i] += seed * a[i];
        }
        return Dot(a, b);
    }

    [JvpOf(nameof(Dot))]
    private static double DotForward(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> aTangent, ReadOnlySpan<double> bTangent, out double tangent)
    {
        tangent = Dot(aTangent, b) + Dot(a, bTangent);
        return Dot(a, b);
    }

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double Read(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Math.Sin(Dot(a, b));

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double PassedTwice(ReadOnlySpan<double> a) => Dot(a, a) * Dot(a, a);

    [Differentiable(nameof(a))]
    [Lengths(0, 1, 4)]
    public static double OneSideIsConstant(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => Dot(a, b) * Dot(b, a);

    [Differentiable]
    [Lengths(1, 4)]
    public static double ReadAndOverwrittenLater(ReadOnlySpan<double> a, Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double dot = Dot(a, y);
            y[i] = dot * y[i];
            sum += dot;
        }
        return sum;
    }

    // ---- ref and out, several results

    private static double Rotate(ref double a, ref double b, double angle, out double norm)
    {
        (double sin, double cos) = Math.SinCos(angle);
        double turned = cos * a - sin * b;
        b = sin * a + cos * b;
        a = turned;
        norm = Math.Sqrt(a * a + b * b);
        return a * b;
    }

    [VjpOf(nameof(Rotate))]
    private static double RotateReverse(
        ref double a, ref double b, double angle, out double norm, double seed, ref double aAdjoint, ref double bAdjoint, ref double angleAdjoint, double normAdjoint)
    {
        (double sin, double cos) = Math.SinCos(angle);
        double result = Rotate(ref a, ref b, angle, out norm);
        double toA = aAdjoint + seed * b + normAdjoint * a / norm, toB = bAdjoint + seed * a + normAdjoint * b / norm;
        aAdjoint = cos * toA + sin * toB;
        bAdjoint = cos * toB - sin * toA;
        angleAdjoint += a * toB - b * toA;
        return result;
    }

    [JvpOf(nameof(Rotate))]
    private static double RotateForward(
        ref double a, ref double b, double angle, out double norm, ref double aTangent, ref double bTangent, double angleTangent, out double normTangent, out double tangent)
    {
        (double sin, double cos) = Math.SinCos(angle);
        double result = Rotate(ref a, ref b, angle, out norm);
        double turned = cos * aTangent - sin * bTangent - b * angleTangent;
        bTangent = sin * aTangent + cos * bTangent + a * angleTangent;
        aTangent = turned;
        normTangent = (a * aTangent + b * bTangent) / norm;
        tangent = aTangent * b + a * bTangent;
        return result;
    }

    [Differentiable]
    public static double Results(double x, double y, double angle)
    {
        double a = x, b = y;
        double product = Rotate(ref a, ref b, angle, out double norm);
        product += Rotate(ref b, ref a, norm * 0.3, out double other) * norm;
        return product * a + b * other;
    }

    [Differentiable]
    public static double ResultsInALoop(double x, double y, double angle)
    {
        double a = x, b = y, sum = 0;
        for (int i = 0; i < 4; i++)
        {
            sum += Rotate(ref a, ref b, angle, out double norm) * norm;
            a *= 0.8;
        }
        return sum + a;
    }

    // ---- arrays

    private static double Weigh(double[] w, double[,] m)
    {
        double sum = 0;
        for (int i = 0; i < w.Length; i++) sum += w[i] * m[i, i] * m[0, i];
        return sum;
    }

    [VjpOf(nameof(Weigh))]
    private static double WeighVjp(double[] w, double[,] m, double seed, Span<double> wAdjoint, double[,] mAdjoint)
    {
        for (int i = 0; i < w.Length; i++)
        {
            wAdjoint[i] += seed * m[i, i] * m[0, i];
            mAdjoint[i, i] += seed * w[i] * m[0, i];
            mAdjoint[0, i] += seed * w[i] * m[i, i];
        }
        return Weigh(w, m);
    }

    [Differentiable]
    [Lengths(1, 3)]
    public static double Arrays(double[] w, double[,] m) => Weigh(w, m) * w[0];

    [Differentiable]
    [Lengths(1, 3)]
    [MayAllocate("the user's Vjp takes an array of exactly this length")]
    public static double ArraysInALoop(ReadOnlySpan<double> x, double[,] m)
    {
        double[] w = x.ToArray();
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += Weigh(w, m);
            w[i] = sum * x[i];
        }
        return sum;
    }

    // ---- members of the method itself: forwarders, and the gradient made of the Vjp

    [Differentiable]
    [Lengths(0, 1, 4)]
    public static double Own(double factor, Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Math.Exp(factor * y[i]);
            sum += y[i];
        }
        return sum;
    }

    [VjpOf(nameof(Own))]
    private static double OwnReverse(double factor, Span<double> y, double seed, ref double factorAdjoint, Span<double> yAdjoint)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double entry = y[i], adjoint = yAdjoint[i] + seed;
            y[i] = Math.Exp(factor * entry);
            sum += y[i];
            factorAdjoint += adjoint * y[i] * entry;
            yAdjoint[i] = adjoint * y[i] * factor;
        }
        return sum;
    }

    [Differentiable]
    public static double OwnBothModes([Domain(0.5, 3)] double x, double y) => Math.Log(x) * y;

    [VjpOf(nameof(OwnBothModes))]
    private static double OwnBothModesReverse(double x, double y, double seed, ref double xAdjoint, ref double yAdjoint)
    {
        xAdjoint += seed * y / x;
        yAdjoint += seed * Math.Log(x);
        return OwnBothModes(x, y);
    }

    [JvpOf(nameof(OwnBothModes))]
    private static double OwnBothModesForward(double x, double y, double xTangent, double yTangent, out double tangent)
    {
        tangent = y / x * xTangent + Math.Log(x) * yTangent;
        return OwnBothModes(x, y);
    }

    /// <summary>The user's Vjp bears the name of the member, which then is not generated.</summary>
    [Differentiable]
    public static double Named(double x) => x * x * x;

    [VjpOf(nameof(Named))]
    public static double NamedVjp(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * 3 * x * x;
        return x * x * x;
    }

    [Differentiable(nameof(x), Name = "CurveByX")]
    [Differentiable(nameof(y), Name = "CurveByY")]
    public static double Curve(double x, double y) => Math.Sin(x) * y * y;

    [VjpOf(nameof(Curve), Name = "CurveByY")]
    private static double CurveByYReverse(double x, double y, double seed, ref double yAdjoint)
    {
        yAdjoint += seed * Math.Sin(x) * 2 * y;
        return Curve(x, y);
    }

    [Differentiable(nameof(t))]
    public static double CurveWithAConstant(double t) => Curve(2, t) * t;

    // ---- floats

    private static float Soft(float x) => MathF.Log(1 + MathF.Exp(x));

    [VjpOf(nameof(Soft))]
    private static float SoftVjp(float x, float seed, ref float xAdjoint)
    {
        xAdjoint += seed / (1 + MathF.Exp(-x));
        return Soft(x);
    }

    [Differentiable]
    public static float Floats(float x, ReadOnlySpan<float> w)
    {
        float sum = 0;
        for (int i = 0; i < w.Length; i++) sum += Soft(x * w[i]);
        return sum;
    }
}

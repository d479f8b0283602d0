// A function with derivative members written by hand, right or with one chosen fault: what the checks are themselves checked with.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.HarnessTests;

public enum Flaw
{
    None,
    PrimalOffByOneBit,
    InputTouched,
    JvpOff,
    VjpOff,
    BothModesOff,
    GradientAdds,
    GradientOff,
    VjpSets,
    LengthUnchecked,
    WrittenBeforeTheCheck,
    OtherParameterBlamed,
    OverlapUnchecked,
    ArgumentOverlapUnchecked,
    VariableInsideUnchecked,
    Allocates,
    ExceptionDiffers,
}

/// <summary>y ← y·x·a elementwise; returns the sum of y·x.</summary>
internal static class Handwritten
{
    [ThreadStatic]
    private static Flaw s_flaw;

    [ThreadStatic]
    private static double[]? s_kept;

    public static Flaw Flaw
    {
        get => s_flaw;
        set => s_flaw = value;
    }

    [Lengths(0, 1, 4)]
    [ClosedForm(nameof(ClosedForm))]
    [Case("x:0 y:0 a=-100", Throws = typeof(ArgumentOutOfRangeException))]
    public static double F(ReadOnlySpan<double> x, Span<double> y, double a)
    {
        if (a < -50) throw new ArgumentOutOfRangeException(nameof(a));
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = y[i] * x[i] * a;
            sum += y[i] * x[i];
        }

        return sum;
    }

    public static double[] ClosedForm(ReadOnlySpan<double> x, Span<double> y, double a)
    {
        var d = new double[(2 * x.Length) + 1];
        for (int i = 0; i < x.Length; i++)
        {
            d[i] = 2 * y[i] * x[i] * a;
            d[x.Length + i] = x[i] * x[i] * a;
            d[^1] += y[i] * x[i] * x[i];
        }

        return d;
    }

    public static double FGradient(ReadOnlySpan<double> x, Span<double> y, double a, Span<double> xGradient, Span<double> yGradient, out double aGradient)
    {
        Guard(x, y, a, xGradient, nameof(xGradient), yGradient, nameof(yGradient));
        if (s_flaw != Flaw.GradientAdds) xGradient.Clear();
        yGradient.Clear();
        aGradient = 0;
        double value = Sweep(x, y, a, s_flaw == Flaw.GradientOff ? 1.0001 : 1, xGradient, yGradient, ref aGradient);
        return value;
    }

    public static double FJvp(ReadOnlySpan<double> x, Span<double> y, double a, ReadOnlySpan<double> xTangent, Span<double> yTangent, double aTangent, out double tangent)
    {
        Guard(x, y, a, xTangent, nameof(xTangent), yTangent, nameof(yTangent));
        tangent = 0;
        double factor = s_flaw is Flaw.JvpOff or Flaw.BothModesOff ? 1.0001 : 1;
        for (int i = 0; i < x.Length; i++)
        {
            yTangent[i] = ((yTangent[i] * x[i] * a) + (y[i] * xTangent[i] * a) + (y[i] * x[i] * aTangent)) * factor;
            tangent += (yTangent[i] * x[i]) + (y[i] * x[i] * a * xTangent[i] * factor);
        }

        return Primal(x, y, a);
    }

    public static double FVjp(ReadOnlySpan<double> x, Span<double> y, double a, double seed, Span<double> xAdjoint, Span<double> yAdjoint, ref double aAdjoint)
    {
        Guard(x, y, a, xAdjoint, nameof(xAdjoint), yAdjoint, nameof(yAdjoint));
        Derivative.NotInside(ref aAdjoint, x);
        Derivative.NotInside(ref aAdjoint, y);
        Derivative.NotInside(ref aAdjoint, xAdjoint);
        if (s_flaw != Flaw.VariableInsideUnchecked) Derivative.NotInside(ref aAdjoint, yAdjoint);
        if (s_flaw == Flaw.VjpSets) aAdjoint = 0;
        if (s_flaw is Flaw.VjpOff or Flaw.BothModesOff)
        {
            foreach (ref double adjoint in yAdjoint) adjoint *= 1.0001;
            seed *= 1.0001;
        }

        return Sweep(x, y, a, seed, xAdjoint, yAdjoint, ref aAdjoint);
    }

    private static double Sweep(ReadOnlySpan<double> x, Span<double> y, double a, double seed, Span<double> xAdjoint, Span<double> yAdjoint, ref double aAdjoint)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double adjoint = yAdjoint[i] + (seed * x[i]);
            xAdjoint[i] += (seed * y[i] * x[i] * a) + (adjoint * y[i] * a);
            aAdjoint += adjoint * y[i] * x[i];
            yAdjoint[i] = adjoint * x[i] * a;
        }

        return Primal(x, y, a);
    }

    private static double Primal(ReadOnlySpan<double> x, Span<double> y, double a)
    {
        if (s_flaw == Flaw.Allocates) s_kept = new double[1];
        if (s_flaw == Flaw.InputTouched && x.Length > 0) System.Runtime.InteropServices.MemoryMarshal.GetReference(x) += 1;
        double value = F(x, y, a);
        return s_flaw == Flaw.PrimalOffByOneBit ? Math.BitIncrement(value) : value;
    }

    private static void Guard(ReadOnlySpan<double> x, Span<double> y, double a, ReadOnlySpan<double> x_, string xName, Span<double> y_, string yName)
    {
        if (s_flaw == Flaw.ExceptionDiffers && a < -50) throw new InvalidOperationException();
        if (s_flaw == Flaw.WrittenBeforeTheCheck && y.Length > 0) y[0] = 0.125;
        if (s_flaw != Flaw.LengthUnchecked && x_.Length != x.Length)
        {
            throw new ArgumentException($"{x_.Length} instead of {x.Length}", s_flaw == Flaw.OtherParameterBlamed ? yName : xName);
        }

        if (y_.Length != y.Length) throw new ArgumentException($"{y_.Length} instead of {y.Length}", yName);
        if (s_flaw != Flaw.OverlapUnchecked && x_.Overlaps(y_)) throw new ArgumentException("overlap", xName);
        if (x_.Overlaps(x) || x_.Overlaps(y)) throw new ArgumentException("overlap", xName);
        if (y_.Overlaps(x) || y_.Overlaps(y)) throw new ArgumentException("overlap", yName);
        if (s_flaw != Flaw.ArgumentOverlapUnchecked && x.Overlaps(y)) throw new ArgumentException("overlap", nameof(y));
    }
}

/// <summary>Every other form of parameter, with members written by hand: a matrix, ref, out, in, float, an integer, nothing returned.</summary>
internal static class HandwrittenForms
{
    [Case("a:2x3 index=1,0")]
    [Case("a:1x1 index=0,0")]
    public static void G(double[,] a, int[] index, ref double t, out double z, float s, in double k)
    {
        z = (t * t * s) + (k * a[0, 0]);
        t *= k + a[index[0], 0];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++) a[i, j] *= s;
        }
    }

    public static void GJvp(double[,] a, int[] index, ref double t, out double z, float s, in double k, double[,] aTangent, ref double tTangent, out double zTangent, float sTangent, double kTangent)
    {
        Guard(a, ref t, aTangent, nameof(aTangent), ref tTangent, nameof(tTangent));
        zTangent = (2 * t * tTangent * s) + (t * t * sTangent) + (kTangent * a[0, 0]) + (k * aTangent[0, 0]);
        tTangent = (tTangent * (k + a[index[0], 0])) + (t * (kTangent + aTangent[index[0], 0]));
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++) aTangent[i, j] = (aTangent[i, j] * s) + (a[i, j] * sTangent);
        }

        G(a, index, ref t, out z, s, k);
    }

    public static void GVjp(double[,] a, int[] index, ref double t, out double z, float s, in double k, double[,] aAdjoint, ref double tAdjoint, double zAdjoint, ref float sAdjoint, ref double kAdjoint)
    {
        Guard(a, ref t, aAdjoint, nameof(aAdjoint), ref tAdjoint, nameof(tAdjoint));
        Derivative.NotSame(ref kAdjoint, ref t);
        Derivative.NotSame(ref kAdjoint, ref tAdjoint);
        double sSum = zAdjoint * t * t;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                sSum += aAdjoint[i, j] * a[i, j];
                aAdjoint[i, j] *= s;
            }
        }

        sAdjoint += (float)sSum;
        kAdjoint += (tAdjoint * t) + (zAdjoint * a[0, 0]);
        aAdjoint[index[0], 0] += tAdjoint * t;
        aAdjoint[0, 0] += zAdjoint * k;
        tAdjoint = (tAdjoint * (k + a[index[0], 0])) + (zAdjoint * 2 * t * s);
        G(a, index, ref t, out z, s, k);
    }

    private static void Guard(double[,] a, ref double t, double[,] da, string daName, ref double dt, string dtName)
    {
        Derivative.SameShape(da, a, daName, nameof(a));
        Derivative.NoOverlap(da, a, daName, nameof(a));
        Derivative.NotSame(ref dt, ref t, dtName, nameof(t));
    }
}

/// <summary>Functions whose members are missing or misshapen, or whose points are badly chosen.</summary>
internal static class Misshapen
{
    public static double NoMembers(double x) => x;

    public static double WrongName(double x) => x;

    public static double WrongNameGradient(double x, out double gradient) => gradient = 1;

    public static double WrongNameJvp(double x, double tangentOfX, out double tangent) => tangent = tangentOfX;

    public static double WrongNameVjp(double x, double seed, double xAdjoint) => seed * xAdjoint;

    [Case("x=0")]
    public static double UnmarkedJump(double x) => x > 0 ? x + 1 : x;

    [ClosedForm(nameof(Wrong))]
    public static double WrongClosedForm(double x) => x * x;

    private static double Wrong(double x) => 2.001 * x;
}

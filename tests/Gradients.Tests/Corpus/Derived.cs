// Derivatives called inside differentiated methods: every nesting of the modes, memory, loops, instances, other types and files.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Derived
{
    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Jvp | Derivatives.Vjp | Derivatives.Hvp | Derivatives.Hessian | Derivatives.HessianDiagonal | Derivatives.Jacobian)]
    public static double Phi(double x, double y) => Math.Sin(x * y) + (x * x * y);

    // ---- the four nestings: the mode that is called, under every mode of the caller

    [Differentiable]
    [ClosedForm(nameof(SlopeGradient_))]
    public static double SlopeByGradient(double x, double y)
    {
        var value = PhiGradient(x, y, out double byX, out var byY);
        return (byX * byY) + value;
    }

    [Differentiable]
    [ClosedForm(nameof(SlopeGradient_))]
    public static double SlopeByJvp(double x, double y)
    {
        double value = PhiJvp(x, y, 1, 0, out double byX);
        PhiJvp(x, y, 0, 1, out var byY);
        return (byX * byY) + value;
    }

    [Differentiable]
    [ClosedForm(nameof(SlopeGradient_))]
    public static double SlopeByVjp(double x, double y)
    {
        double byX = 0, byY = 0;
        double value = PhiVjp(x, y, 1, ref byX, ref byY);
        return (byX * byY) + value;
    }

    [Differentiable]
    [ClosedForm(nameof(SlopeGradient_))]
    public static double SlopeByJacobian(double x, double y)
    {
        Span<double> byX = stackalloc double[1], byY = stackalloc double[1];
        double value = PhiJacobian(x, y, byX, byY);
        return (byX[0] * byY[0]) + value;
    }

    private static double[] SlopeGradient_(double x, double y)
    {
        double c = Math.Cos(x * y), s = Math.Sin(x * y);
        double byX = (y * c) + (2 * x * y), byY = (x * c) + (x * x);
        double xx = (-y * y * s) + (2 * y), xy = c - (x * y * s) + (2 * x), yy = -x * x * s;
        return [(xx * byY) + (byX * xy) + byX, (xy * byY) + (byX * yy) + byY];
    }

    // ---- second order inside

    [Differentiable]
    public static double Curvature(double x, double y)
    {
        PhiHvp(x, y, 1, y, out double byX, out _, out double curvature, out _);
        return curvature * byX;
    }

    [Differentiable]
    public static double Determinant(double x, double y)
    {
        Span<double> hessian = stackalloc double[4];
        PhiHessian(x, y, out _, out _, hessian);
        return (hessian[0] * hessian[3]) - (hessian[1] * hessian[2]);
    }

    [Differentiable]
    public static double Laplacian(double x, double y)
    {
        PhiHessianDiagonal(x, y, out _, out _, out double xx, out double yy);
        return xx + yy;
    }

    // ---- deeper and deeper: a derivative of a derivative of a derivative

    [Differentiable]
    public static double Quintic(double x) => x * x * x * x * x;

    [Differentiable]
    public static double Quintic1(double x)
    {
        QuinticGradient(x, out double slope);
        return slope;
    }

    [Differentiable]
    public static double Quintic2(double x)
    {
        Quintic1Jvp(x, 1, out double slope);
        return slope;
    }

    [Differentiable]
    [ClosedForm(nameof(Quintic4))]
    public static double Quintic3(double x)
    {
        double slope = 0;
        Quintic2Vjp(x, 1, ref slope);
        return slope;
    }

    private static double Quintic4(double x) => 120 * x;

    // ---- perturbations that must not be confused

    [Differentiable(nameof(y))]
    private static double Plus(double x, double y) => x + y;

    [Differentiable]
    [ClosedForm(nameof(One))]
    public static double SiskindPearlmutterReverse(double x)
    {
        PlusGradient(x, 1, out double slope);
        return x * slope;
    }

    [Differentiable]
    [ClosedForm(nameof(One))]
    public static double SiskindPearlmutterForward(double x)
    {
        PlusJvp(x, 1, 1, out double slope);
        return x * slope;
    }

    private static double One(double x) => 1;

    [Differentiable(nameof(y))]
    private static double Times(double x, double y) => x * y;

    [Differentiable(nameof(y))]
    private static double Middle(double x, double y)
    {
        TimesGradient(x, y, out double slope);
        return y * slope * x;
    }

    // d/dx [x · d/dy (y · x · d/dz (x z))] = d/dx x³.
    [Differentiable]
    [ClosedForm(nameof(ThreeSquares))]
    public static double ThreeLevels(double x)
    {
        MiddleJvp(x, 2, 1, out double slope);
        return x * slope;
    }

    private static double ThreeSquares(double x) => 3 * x * x;

    [Differentiable(nameof(s))]
    private static double Shifted(double s, double x, double y) => Math.Sin(x + s) * Math.Exp(y + s) * s;

    // A derivative operator applied twice, to functions that know each other's variables (Manzyuk et al.): d/dx of D_s f(s + x) at s = x.
    [Differentiable]
    public static double ShiftedTwice(double x, double y)
    {
        ShiftedJvp(x, x, y, 1, out double inner);
        ShiftedJvp(inner, x, inner, x, out double outer);
        return outer;
    }

    // The same derivative at its own result.
    [Differentiable]
    public static double Iterated(double x, double y)
    {
        PhiGradient(x, y, out double a, out _);
        PhiGradient(a, y, out double b, out double c);
        return b + (c * a);
    }
}

// Checks generated members at a point: the modes against each other, derivatives against extrapolated differences, symmetry.
using System;

namespace Autodiff;

/// <summary>
/// Checks a derivative at a point, for use in tests: <c>GradientCheck.Gradient(Loss, LossGradient, x).ThrowIfFailed()</c>. Other arguments of the function are given by a
/// lambda: <c>GradientCheck.Gradient(w => Loss(w, data), (w, g) => LossGradient(w, data, g), w)</c>. Differences are central and extrapolated; at kinks they mean nothing.
/// </summary>
public static partial class GradientCheck
{
    /// <summary>The relative error that a comparison with differences passes.</summary>
    public const double DifferenceTolerance = 1e-6;

    /// <summary>The relative error that a comparison of exact numbers passes.</summary>
    public const double ExactTolerance = 1e-10;

    // ---- functions of a vector

    /// <summary>A gradient against differences of the function.</summary>
    public static CheckResult Gradient(VectorFunction function, VectorGradient gradient, ReadOnlySpan<double> x, double tolerance = DifferenceTolerance)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        double[] at = x.ToArray(), actual = Garbage(x.Length), expected = new double[x.Length];
        gradient(at, actual);
        for (int i = 0; i < at.Length; i++) expected[i] = Differences(p => [function(p)], at, Unit(at.Length, i))[0];
        return Compare("Gradient and differences of the function", expected, actual, -1, tolerance);
    }

    /// <summary>Forward against reverse mode: the product of a seed with the Jacobian's product with a direction, found both ways.</summary>
    public static CheckResult Modes(VectorJvp jvp, VectorVjp vjp, ReadOnlySpan<double> x, double tolerance = ExactTolerance)
    {
        ArgumentNullException.ThrowIfNull(jvp);
        ArgumentNullException.ThrowIfNull(vjp);
        double[] at = x.ToArray(), u = Direction(x.Length, 1), adjoint = new double[x.Length];
        jvp(at, u, out double tangent);
        vjp(at, 1.5, adjoint);
        return Products("Jvp and Vjp", [1.5], [tangent], adjoint, u, tolerance);
    }

    /// <summary>A Hessian's products against differences of the gradient along two directions, the gradient that comes with them, and symmetry.</summary>
    public static CheckResult Hvp(VectorGradient gradient, VectorHvp hvp, ReadOnlySpan<double> x, double tolerance = DifferenceTolerance)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(hvp);
        double[] at = x.ToArray(), u = Direction(x.Length, 1), v = Direction(x.Length, 2);
        double[] own = Garbage(x.Length), given = Garbage(x.Length), hu = Garbage(x.Length), hv = Garbage(x.Length);
        gradient(at, own);
        hvp(at, v, given, hv);
        hvp(at, u, given, hu);
        return Worst(
            Compare("Gradients of Gradient and Hvp", own, given, -1, Math.Min(tolerance, ExactTolerance)),
            Products("Hessian products along two directions", v, hu, hv, u, Math.Min(tolerance, ExactTolerance)),
            Compare("Hvp and differences of the gradient", Along(gradient, at, u), hu, -1, tolerance),
            Compare("Hvp and differences of the gradient", Along(gradient, at, v), hv, -1, tolerance));
    }

    /// <summary>A Hessian against differences of the gradient, the gradient that comes with it, and symmetry.</summary>
    public static CheckResult Hessian(VectorGradient gradient, VectorHessian hessian, ReadOnlySpan<double> x, double tolerance = DifferenceTolerance)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(hessian);
        int n = x.Length;
        double[] at = x.ToArray(), own = Garbage(n), given = Garbage(n), matrix = Garbage(n * n), transposed = new double[n * n], expected = new double[n * n];
        gradient(at, own);
        hessian(at, given, matrix);
        for (int j = 0; j < n; j++)
        {
            double[] column = Along(gradient, at, Unit(n, j));
            for (int i = 0; i < n; i++)
            {
                expected[(i * n) + j] = column[i];
                transposed[(i * n) + j] = matrix[(j * n) + i];
            }
        }

        return Worst(
            Compare("Gradients of Gradient and Hessian", own, given, -1, Math.Min(tolerance, ExactTolerance)),
            Compare("Hessian and its transpose", transposed, matrix, n, 0),
            Compare("Hessian and differences of the gradient", expected, matrix, n, tolerance));
    }

    // ---- functions of one number

    /// <summary>A derivative against differences of the function.</summary>
    public static CheckResult Gradient(ScalarFunction function, ScalarGradient gradient, double x, double tolerance = DifferenceTolerance)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        gradient(x, out double actual);
        return Compare("Gradient and differences of the function", Differences(p => [function(p[0])], [x], [1]), [actual], -1, tolerance);
    }

    /// <summary>Forward against reverse mode.</summary>
    public static CheckResult Modes(ScalarJvp jvp, ScalarVjp vjp, double x, double tolerance = ExactTolerance)
    {
        ArgumentNullException.ThrowIfNull(jvp);
        ArgumentNullException.ThrowIfNull(vjp);
        double adjoint = 0;
        jvp(x, 0.7, out double tangent);
        vjp(x, 1.5, ref adjoint);
        return Products("Jvp and Vjp", [1.5], [tangent], [adjoint], [0.7], tolerance);
    }

    /// <summary>A second derivative against differences of the first.</summary>
    public static CheckResult Hvp(ScalarGradient gradient, ScalarHvp hvp, double x, double tolerance = DifferenceTolerance)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(hvp);
        gradient(x, out double own);
        hvp(x, 0.7, out double given, out double actual);
        double[] expected = Differences(p => { gradient(p[0], out double g); return [g]; }, [x], [0.7]);
        return Worst(
            Compare("Gradients of Gradient and Hvp", [own], [given], -1, Math.Min(tolerance, ExactTolerance)),
            Compare("Hvp and differences of the gradient", expected, [actual], -1, tolerance));
    }

    // ---- methods that change a vector in place

    /// <summary>Forward against reverse mode of a method that works in place.</summary>
    public static CheckResult Modes(InPlaceJvp jvp, InPlaceVjp vjp, ReadOnlySpan<double> y, double tolerance = ExactTolerance)
    {
        ArgumentNullException.ThrowIfNull(jvp);
        ArgumentNullException.ThrowIfNull(vjp);
        double[] u = Direction(y.Length, 1), v = Direction(y.Length, 2), tangent = [.. u], adjoint = [.. v];
        jvp(y.ToArray(), tangent);
        vjp(y.ToArray(), adjoint);
        return Products("Jvp and Vjp", v, tangent, adjoint, u, tolerance);
    }

    /// <summary>Forward mode of a method that works in place against differences of the method, column by column.</summary>
    public static CheckResult Jvp(InPlaceFunction function, InPlaceJvp jvp, ReadOnlySpan<double> y, double tolerance = DifferenceTolerance)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(jvp);
        int n = y.Length;
        double[] at = y.ToArray(), expected = new double[n * n], actual = new double[n * n];
        for (int j = 0; j < n; j++)
        {
            double[] tangent = Unit(n, j), column = Differences(Changed, at, Unit(n, j));
            jvp([.. at], tangent);
            for (int i = 0; i < n; i++) (expected[(i * n) + j], actual[(i * n) + j]) = (column[i], tangent[i]);
        }

        return Compare("Jvp and differences of the method", expected, actual, n, tolerance);

        double[] Changed(double[] values)
        {
            double[] copy = [.. values];
            function(copy);
            return copy;
        }
    }
}

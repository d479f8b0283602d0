// Straight-line arithmetic on scalars: operators, reassignment, compound assignment, shared subexpressions.
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Arithmetic
{
    [Differentiable]
    [ClosedForm(nameof(IdentityDerivative))]
    public static double Identity(double x) => x;

    private static double IdentityDerivative(double x) => 1;

    [Differentiable]
    [ClosedForm(nameof(SumDerivative))]
    public static double Sum(double x, double y) => x + y;

    private static double[] SumDerivative(double x, double y) => [1, 1];

    [Differentiable]
    [ClosedForm(nameof(DifferenceDerivative))]
    public static double Difference(double x, double y) => x - y;

    private static double[] DifferenceDerivative(double x, double y) => [1, -1];

    [Differentiable]
    [ClosedForm(nameof(ProductDerivative))]
    public static double Product(double x, double y) => x * y;

    private static double[] ProductDerivative(double x, double y) => [y, x];

    [Differentiable]
    [Domain(0.5, 3)]
    [ClosedForm(nameof(QuotientDerivative))]
    public static double Quotient(double x, double y) => x / y;

    private static double[] QuotientDerivative(double x, double y) => [1 / y, -x / (y * y)];

    [Differentiable]
    [ClosedForm(nameof(SquareDerivative))]
    public static double Square(double x) => x * x;

    private static double SquareDerivative(double x) => 2 * x;

    [Differentiable]
    [ClosedForm(nameof(NegateDerivative))]
    public static double Negate(double x) => -(-(-x)) + +x * 3;

    private static double NegateDerivative(double x) => 2;

    [Differentiable]
    [Domain(0.5, 2)]
    [ClosedForm(nameof(ReciprocalDerivative))]
    public static double Reciprocal(double x) => 1 / x;

    private static double ReciprocalDerivative(double x) => -1 / (x * x);

    [Differentiable]
    [ClosedForm(nameof(PolynomialDerivative))]
    public static double Polynomial(double x) => (((2 * x - 3) * x + 5) * x * x) - 7 * x + 1;

    private static double PolynomialDerivative(double x) => (8 * x * x * x) - (9 * x * x) + (10 * x) - 7;

    /// <summary>One variable, five versions.</summary>
    [Differentiable]
    public static double Reassigned(double x, double y)
    {
        double t = x * y;
        t = t + x;
        t = t * t;
        double u = t - y;
        t = u * x;
        t = t / (1 + u * u);
        return t;
    }

    [Differentiable]
    public static double CompoundAssignment(double x, double y)
    {
        double t = x;
        t += y * x;
        t *= t;
        t -= 2 * y;
        t /= 3 + x * x;
        return t;
    }

    /// <summary>Parameters are variables too.</summary>
    [Differentiable]
    public static double ParametersReassigned(double x, double y)
    {
        x = x * y;
        y = x + y;
        x *= y;
        return x - y;
    }

    [Differentiable]
    public static double SwappedLocals(double x, double y)
    {
        double a = x;
        double b = y * y;
        double t = a;
        a = b;
        b = t;
        return a * 3 - b * b * a;
    }

    [Differentiable]
    public static double SharedSubexpression(double x, double y)
    {
        double s = x * y + 1;
        double p = s * s;
        double q = s * x;
        return p * q + s / (2 + p);
    }

    /// <summary>What reaches no output is not differentiated, and its infinities stay away.</summary>
    [Differentiable]
    [ClosedForm(nameof(UnusedValueDerivative))]
    public static double UnusedValue(double x)
    {
        double unused = 1 / (x - x);
        unused *= x;
        return x * x;
    }

    private static double UnusedValueDerivative(double x) => 2 * x;

#pragma warning disable ADG0101 // The derivative of what is not used is what is tested.
    [Differentiable]
    [ClosedForm(nameof(UnusedInputDerivative))]
    public static double UnusedInput(double x, double y) => 3 * y;
#pragma warning restore ADG0101

    private static double[] UnusedInputDerivative(double x, double y) => [0, 3];

    [Differentiable]
    [ClosedForm(nameof(CancelledDerivative))]
    public static double Cancelled(double x, double y) => (x - x) * y + y;

    private static double[] CancelledDerivative(double x, double y) => [0, 1];

    [Differentiable]
    [ClosedForm(nameof(AssignmentInsideDerivative))]
    public static double AssignmentAsExpression(double x)
    {
        double a;
        double b = (a = x * 2) * x;
        return a + b;
    }

    private static double AssignmentInsideDerivative(double x) => 2 + (4 * x);

    [Differentiable]
    [Domain(0.5, 4)]
    [ClosedForm(nameof(RemainderDerivative))]
    public static double Remainder(double x, [Domain(4.5, 5)] double y) => (x + 11) % y;

    private static double[] RemainderDerivative(double x, double y) => [1, -System.Math.Round(((x + 11) - ((x + 11) % y)) / y)];

    [Differentiable]
    public static double ManyInputs(double a, double b, double c, double d, double e, double f, double g, double h) =>
        a * b + c * d * e - f * g * a + h * h * c - (a - b) * (c + d) * (e - f);
}

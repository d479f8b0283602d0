// Elementwise operations: functions of one variable, and of two of one shape.
using System;

namespace Autodiff;

internal sealed partial class DoubleKernels : Kernels<double>
{
    // ---- of two variables

    public override Variable<double> Add(Variable<double> a, Variable<double> b) => Add(a, b, a.Lengths);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] + b[i];
    }

    public override Variable<double> Subtract(Variable<double> a, Variable<double> b) => Subtract(a, b, a.Lengths);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] - b[i];
    }

    public override Variable<double> Multiply(Variable<double> a, Variable<double> b) => Multiply(a, b, a.Lengths);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] * b[i];
    }

    public override Variable<double> Divide(Variable<double> a, Variable<double> b) => Divide(a, b, a.Lengths);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Divide(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = a[i] / b[i];
    }

    public override Variable<double> Power(Variable<double> a, Variable<double> b) => Power(a, b, a.Lengths);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Power(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Pow(a[i], b[i]);
    }

    public override Variable<double> Max(Variable<double> a, Variable<double> b) => Max(a, b, a.Lengths);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Max(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Max(a[i], b[i]);
    }

    public override Variable<double> Min(Variable<double> a, Variable<double> b) => Min(a, b, a.Lengths);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Min(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Min(a[i], b[i]);
    }

    // ---- of a variable and a number

    public override Variable<double> Add(Variable<double> x, double c) => AddConstant(x, c, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void AddConstant(ReadOnlySpan<double> x, double c, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] + c;
    }

    public override Variable<double> Multiply(Variable<double> x, double c) => MultiplyConstant(x, c, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void MultiplyConstant(ReadOnlySpan<double> x, double c, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] * c;
    }

    public override Variable<double> SubtractFrom(double c, Variable<double> x) => SubtractFrom(c, x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void SubtractFrom(double c, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = c - x[i];
    }

    public override Variable<double> DivideInto(double c, Variable<double> x) => DivideInto(c, x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void DivideInto(double c, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = c / x[i];
    }

    public override Variable<double> Power(Variable<double> x, double p) => PowerConstant(x, p, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void PowerConstant(ReadOnlySpan<double> x, double p, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Pow(x[i], p);
    }

    // ---- of one variable

    public override Variable<double> Negate(Variable<double> x) => Negate(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Negate(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = -x[i];
    }

    public override Variable<double> Exp(Variable<double> x) => Exp(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Exp(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Exp(x[i]);
    }

    public override Variable<double> Log(Variable<double> x) => Log(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Log(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Log(x[i]);
    }

    public override Variable<double> Sqrt(Variable<double> x) => Sqrt(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Sqrt(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Sqrt(x[i]);
    }

    public override Variable<double> Abs(Variable<double> x) => Abs(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Abs(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Abs(x[i]);
    }

    public override Variable<double> Sin(Variable<double> x) => Sin(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Sin(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Sin(x[i]);
    }

    public override Variable<double> Cos(Variable<double> x) => Cos(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Cos(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Cos(x[i]);
    }

    public override Variable<double> Tanh(Variable<double> x) => Tanh(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Tanh(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = double.Tanh(x[i]);
    }

    public override Variable<double> Relu(Variable<double> x) => Relu(x, x.Lengths);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Relu(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] > 0 ? x[i] : 0;
    }

    public override Variable<double> Sigmoid(Variable<double> x) => Sigmoid(x, x.Lengths);

    // On either side the exponential is at most 1: no overflow, and full precision in the tails.
    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Sigmoid(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            double e = double.Exp(x[i] < 0 ? x[i] : -x[i]);
            y[i] = x[i] < 0 ? e / (1 + e) : 1 / (1 + e);
        }
    }
}

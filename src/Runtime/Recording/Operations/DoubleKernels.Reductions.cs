// Sums, norms, products: operations that make fewer numbers of many.
using System;

namespace Autodiff;

internal sealed partial class DoubleKernels
{
    public override Variable<double> Sum(Variable<double> x, int outer, int count, int inner, ReadOnlySpan<nint> shape) =>
        outer == 1 && inner == 1 ? Total(x, shape) : SumOver(x, outer, count, inner, shape);

    [Differentiable(nameof(x), Name = "Total", Generate = Derivatives.Variable)]
    private static void Sum(ReadOnlySpan<double> x, Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i];
        y[0] = sum;
    }

    [Differentiable(nameof(x), Name = "SumOver", Generate = Derivatives.Variable)]
    private static void Sum(ReadOnlySpan<double> x, int outer, int count, int inner, Span<double> y)
    {
        for (int o = 0; o < outer; o++)
            for (int r = 0; r < count; r++)
                for (int i = 0; i < inner; i++) y[o * inner + i] += x[(o * count + r) * inner + i];
    }

    public override Variable<double> LogSumExp(Variable<double> x, int rows, int columns, ReadOnlySpan<nint> shape) => LogSumExpOfRows(x, rows, columns, shape);

    // The shift by the largest number cancels, so its derivative is not wanted.
    [Differentiable(nameof(x), Name = "LogSumExpOfRows", Generate = Derivatives.Variable)]
    private static void LogSumExp(ReadOnlySpan<double> x, int rows, int columns, Span<double> y)
    {
        for (int r = 0; r < rows; r++)
        {
            double max = double.NegativeInfinity;
            for (int j = 0; j < columns; j++) max = double.Max(max, Ad.Detach(x[r * columns + j]));
            double shift = double.IsFinite(max) ? max : 0;
            double sum = 0;
            for (int j = 0; j < columns; j++) sum += double.Exp(x[r * columns + j] - shift);
            y[r] = shift + double.Log(sum);
        }
    }

    public override Variable<double> Norm(Variable<double> x) => Norm(x, [1]);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Norm(ReadOnlySpan<double> x, Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * x[i];
        y[0] = double.Sqrt(sum);
    }

    public override Variable<double> Dot(Variable<double> a, Variable<double> b) => Dot(a, b, [1]);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        y[0] = sum;
    }
}

// Operations that move numbers about: broadcasting, transposition, slices, concatenation.
using System;

namespace Autodiff;

internal sealed partial class DoubleKernels
{
    public override Variable<double> Expand(Variable<double> x, int outer, int repeat, int inner, ReadOnlySpan<nint> shape) => Broadcast(x, outer, repeat, inner, shape);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Broadcast(ReadOnlySpan<double> x, int outer, int repeat, int inner, Span<double> y)
    {
        for (int o = 0; o < outer; o++)
            for (int r = 0; r < repeat; r++)
                for (int i = 0; i < inner; i++) y[(o * repeat + r) * inner + i] = x[o * inner + i];
    }

    public override Variable<double> Transpose(Variable<double> x, int rows, int columns) => Transpose(x, rows, columns, [columns, rows]);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Transpose(ReadOnlySpan<double> x, int rows, int columns, Span<double> y)
    {
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) y[j * rows + i] = x[i * columns + j];
    }

    public override Variable<double> Copy(Variable<double> x, ReadOnlySpan<nint> shape) => Reshape(x, shape);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Reshape(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i];
    }

    public override Variable<double> Part(Variable<double> x, int start, ReadOnlySpan<nint> shape) => Slice(x, start, shape);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Slice(ReadOnlySpan<double> x, int start, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[start + i];
    }

    public override Variable<double> Gather(Variable<double> x, ReadOnlyMemory<int> places, ReadOnlySpan<nint> shape) => Pick(x, places, shape);

    [Differentiable(nameof(x), Generate = Derivatives.Variable)]
    private static void Pick(ReadOnlySpan<double> x, ReadOnlySpan<int> places, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[places[i]];
    }

    public override Variable<double> Concat(Variable<double> a, Variable<double> b, int outer, int aBlock, int bBlock, ReadOnlySpan<nint> shape) => Concatenate(a, b, outer, aBlock, bBlock, shape);

    [Differentiable(nameof(a), nameof(b), Generate = Derivatives.Variable)]
    private static void Concatenate(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int outer, int aBlock, int bBlock, Span<double> y)
    {
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < aBlock; i++) y[o * (aBlock + bBlock) + i] = a[o * aBlock + i];
            for (int i = 0; i < bBlock; i++) y[o * (aBlock + bBlock) + aBlock + i] = b[o * bBlock + i];
        }
    }
}

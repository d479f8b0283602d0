// Operations of neural networks: cross entropy and batch normalisation.
using System;

namespace Autodiff;

internal sealed partial class DoubleKernels
{
    public override Variable<double> SoftmaxCrossEntropy(Variable<double> logits, ReadOnlyMemory<int> labels, int classes) => SoftmaxCrossEntropy(logits, labels, classes, [labels.Length]);

    // The shift by the largest number cancels, so its derivative is not wanted.
    [Differentiable(nameof(logits), Generate = Derivatives.Variable)]
    private static void SoftmaxCrossEntropy(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classes, Span<double> loss)
    {
        for (int r = 0; r < labels.Length; r++)
        {
            double max = double.NegativeInfinity;
            for (int j = 0; j < classes; j++) max = double.Max(max, Ad.Detach(logits[r * classes + j]));
            double sum = 0;
            for (int j = 0; j < classes; j++) sum += double.Exp(logits[r * classes + j] - max);
            loss[r] = double.Log(sum) + max - logits[r * classes + labels[r]];
        }
    }

    public override Variable<double> BatchNorm(Variable<double> x, Variable<double> scale, Variable<double> shift, int rows, int features, double epsilon) =>
        Normalise(x, scale, shift, rows, features, epsilon, x.Lengths);

    [Differentiable(nameof(x), nameof(scale), nameof(shift), Name = "Normalise", Generate = Derivatives.Variable)]
    private static void BatchNorm(ReadOnlySpan<double> x, ReadOnlySpan<double> scale, ReadOnlySpan<double> shift, int rows, int features, double epsilon, Span<double> y)
    {
        for (int j = 0; j < features; j++)
        {
            double mean = 0;
            for (int i = 0; i < rows; i++) mean += x[i * features + j];
            mean /= rows;
            double variance = 0;
            for (int i = 0; i < rows; i++)
            {
                double d = x[i * features + j] - mean;
                variance += d * d;
            }
            double factor = scale[j] / double.Sqrt(variance / rows + epsilon);
            for (int i = 0; i < rows; i++) y[i * features + j] = (x[i * features + j] - mean) * factor + shift[j];
        }
    }

    public override Variable<double> BatchNorm(
        Variable<double> x, Variable<double> scale, Variable<double> shift, Variable<double> mean, Variable<double> variance, int rows, int features, double epsilon) =>
        NormaliseBy(x, scale, shift, mean, variance, rows, features, epsilon, x.Lengths);

    [Differentiable(nameof(x), nameof(scale), nameof(shift), Name = "NormaliseBy", Generate = Derivatives.Variable)]
    private static void BatchNorm(
        ReadOnlySpan<double> x, ReadOnlySpan<double> scale, ReadOnlySpan<double> shift, ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, int rows, int features, double epsilon, Span<double> y)
    {
        for (int j = 0; j < features; j++)
        {
            double factor = scale[j] / double.Sqrt(variance[j] + epsilon);
            for (int i = 0; i < rows; i++) y[i * features + j] = (x[i * features + j] - mean[j]) * factor + shift[j];
        }
    }
}

// The functions that networks are trained with; dropout and batch normalisation look whether this is training.
using System;
using System.Numerics;

namespace Autodiff;

public static partial class Variable
{
    /// <summary>For each row of scores, the negative logarithm of the softmax probability of its label.</summary>
    /// <param name="logits">One row of scores for each example.</param>
    /// <param name="labels">The right column of each row; kept, not copied, until the backward pass.</param>
    public static Variable<T> SoftmaxCrossEntropy<T>(this Variable<T> logits, ReadOnlyMemory<int> labels) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (logits.Rank != 2 || logits.Shape[0] != labels.Length || logits.Shape[1] == 0)
            throw new ArgumentException($"SoftmaxCrossEntropy: a matrix with one row for each of the {labels.Length} labels is wanted, but the shape is {logits.Shape}.", nameof(logits));
        int classes = logits.Shape[1];
        foreach (int label in labels.Span)
            if ((uint)label >= (uint)classes) throw new ArgumentOutOfRangeException(nameof(labels), $"SoftmaxCrossEntropy: the label {label} is none of {classes} columns.");
        return Kernels<T>.Instance.SoftmaxCrossEntropy(logits, labels, classes);
    }

    /// <summary>In training, sets elements to zero at random and scales the others so that the mean stays; in prediction, the variable itself.</summary>
    /// <param name="x">The variable.</param>
    /// <param name="rate">The share of elements that are set to zero, at least 0 and below 1.</param>
    /// <param name="random">Where the choice comes from; null: <see cref="Random.Shared"/>.</param>
    public static Variable<T> Dropout<T>(this Variable<T> x, double rate, Random? random = null) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!(rate >= 0 && rate < 1)) throw new ArgumentOutOfRangeException(nameof(rate), $"Dropout: the rate {rate} is not in [0, 1).");
        if (!Autograd.IsTraining || rate == 0) return x;
        random ??= Random.Shared;
        Variable<T> mask = Result<T>(x.Shape);
        T kept = T.CreateChecked(1 / (1 - rate));
        foreach (ref T m in mask.Span) m = random.NextDouble() < rate ? T.Zero : kept;
        return Kernels<T>.Instance.Multiply(x, mask);
    }

    /// <summary>
    /// Brings each column to mean 0 and variance 1, then scales and shifts it. In training by the mean and variance of the rows, with which the running ones are updated; in
    /// prediction by the running ones.
    /// </summary>
    /// <param name="x">One row for each example.</param>
    /// <param name="scale">One factor for each column.</param>
    /// <param name="shift">One summand for each column.</param>
    /// <param name="runningMean">A constant, updated in training.</param>
    /// <param name="runningVariance">A constant, updated in training with the unbiased variance.</param>
    /// <param name="momentum">The weight of the new values in the running ones.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Variable<T> BatchNorm<T>(
        this Variable<T> x, Variable<T> scale, Variable<T> shift, Variable<T> runningMean, Variable<T> runningVariance, double momentum = 0.1, double epsilon = 1e-5)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Rank != 2) throw new ArgumentException($"BatchNorm: a matrix is wanted, but the shape is {x.Shape}.", nameof(x));
        int rows = x.Shape[0], features = x.Shape[1];
        foreach (Variable<T> v in (ReadOnlySpan<Variable<T>>)[scale, shift, runningMean, runningVariance])
            if (v.Count != features) throw Broadcasting<T>.Mismatch("BatchNorm", x.Shape, v.Shape, $"one element for each of {features} columns is wanted");
        T small = T.CreateChecked(epsilon);
        if (!Autograd.IsTraining) return Kernels<T>.Instance.BatchNorm(x, scale, shift, runningMean.Detach(), runningVariance.Detach(), rows, features, small);
        if (rows < 2) throw new ArgumentException($"BatchNorm: training needs at least two rows, but the shape is {x.Shape}.", nameof(x));
        Variable<T> y = Kernels<T>.Instance.BatchNorm(x, scale, shift, rows, features, small);
        Track(x, runningMean, runningVariance, T.CreateChecked(momentum));
        return y;
    }

    private static void Track<T>(Variable<T> x, Variable<T> runningMean, Variable<T> runningVariance, T momentum) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = x.Shape[0], features = x.Shape[1];
        ReadOnlySpan<T> values = x.Values;
        for (int j = 0; j < features; j++)
        {
            T mean = T.Zero, variance = T.Zero;
            for (int i = 0; i < rows; i++) mean += values[(i * features) + j];
            mean /= T.CreateChecked(rows);
            for (int i = 0; i < rows; i++)
            {
                T d = values[(i * features) + j] - mean;
                variance += d * d;
            }
            variance /= T.CreateChecked(rows - 1);
            runningMean.Span[j] += momentum * (mean - runningMean.Span[j]);
            runningVariance.Span[j] += momentum * (variance - runningVariance.Span[j]);
        }
        // A prediction that was recorded before needs the old values.
        runningMean.Storage.Version++;
        runningVariance.Storage.Version++;
    }
}

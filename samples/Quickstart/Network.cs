// The multilayer perceptron: its loss is ordinary C# over spans, and the generator adds LossGradient beside it.
using System;
using Autodiff;

namespace Quickstart;

/// <summary>A perceptron with one hidden layer of tanh units and a softmax output, its parameters in one span.</summary>
public static partial class Network
{
    public const int Inputs = 64;
    public const int Hidden = 32;
    public const int Classes = 10;

    /// <summary>The hidden layer's part of the parameters: for each unit its weights, then its bias.</summary>
    public const int HiddenParameters = Hidden * (Inputs + 1);

    public const int ParameterCount = HiddenParameters + (Classes * (Hidden + 1));

    /// <summary>The mean cross-entropy of a batch of images and their labels.</summary>
    [Differentiable(nameof(parameters))]
    public static double Loss(ReadOnlySpan<double> parameters, ReadOnlySpan<double> images, ReadOnlySpan<int> labels)
    {
        double sum = 0;
        for (int e = 0; e < labels.Length; e++)
        {
            sum += CrossEntropy(parameters, images.Slice(e * Inputs, Inputs), labels[e]);
        }

        return sum / labels.Length;
    }

    /// <summary>The class with the largest score.</summary>
    public static int Classify(ReadOnlySpan<double> parameters, ReadOnlySpan<double> image)
    {
        Span<double> scores = stackalloc double[Classes];
        Scores(parameters, image, scores);
        int best = 0;
        for (int c = 1; c < Classes; c++)
        {
            if (scores[c] > scores[best]) best = c;
        }

        return best;
    }

    private static double CrossEntropy(ReadOnlySpan<double> parameters, ReadOnlySpan<double> image, int label)
    {
        Span<double> scores = stackalloc double[Classes];
        Scores(parameters, image, scores);
        return LogSumExp(scores) - scores[label];
    }

    private static void Scores(ReadOnlySpan<double> parameters, ReadOnlySpan<double> image, Span<double> scores)
    {
        Span<double> hidden = stackalloc double[Hidden];
        Layer(parameters.Slice(0, HiddenParameters), image, hidden);
        for (int i = 0; i < hidden.Length; i++) hidden[i] = Math.Tanh(hidden[i]);
        Layer(parameters.Slice(HiddenParameters), hidden, scores);
    }

    private static void Layer(ReadOnlySpan<double> weights, ReadOnlySpan<double> input, Span<double> output)
    {
        for (int i = 0; i < output.Length; i++)
        {
            ReadOnlySpan<double> row = weights.Slice(i * (input.Length + 1), input.Length + 1);
            double sum = row[input.Length];
            for (int j = 0; j < input.Length; j++) sum += row[j] * input[j];
            output[i] = sum;
        }
    }

    private static double LogSumExp(ReadOnlySpan<double> x)
    {
        double largest = x[0];
        for (int i = 1; i < x.Length; i++) largest = Math.Max(largest, x[i]);
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i] - largest);
        return largest + Math.Log(sum);
    }
}

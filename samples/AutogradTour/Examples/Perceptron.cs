// A network of two layers.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class Perceptron
{
    public static Example Example { get; } = new("tanh perceptron 10-20-5 with mean squared error", "equals central differences; picture", Run);

    private static string Run()
    {
        Random random = new(4);
        Variable<double> w1 = WeightSharing.Fill(random, [20, 10]), b1 = WeightSharing.Fill(random, [20]);
        Variable<double> w2 = WeightSharing.Fill(random, [5, 20]), b2 = WeightSharing.Fill(random, [5]);
        Variable<double> x = WeightSharing.Fill(random, [10]).Detach(), target = WeightSharing.Fill(random, [5]).Detach();
        Variable<double> F()
        {
            Variable<double> hidden = (w1.MatMul(x) + b1).Tanh();
            Variable<double> error = (w2.MatMul(hidden) + b2).Tanh() - target;
            return (error * error).Mean();
        }

        string picture;
        using (Autograd.Record())
        {
            Variable<double> y = F();
            picture = y.Graph().ToMermaid();
            y.Backward();
        }

        Check.AgreesWithDifferences(F, w1, b1, w2, b2);
        Check.That(picture.Contains("Tanh [20]", StringComparison.Ordinal), "the picture shows the hidden layer");
        return $"agrees; a graph of {picture.Split('\n').Length - 1} lines";
    }
}

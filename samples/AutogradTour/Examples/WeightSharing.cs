// One matrix used twice: its gradient is the sum over both uses.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class WeightSharing
{
    public static Example Example { get; } = new("x1 = w1 x0, x2 = x0 + w2 x1, x3 = w1 (x1 + x2), norm", "equals central differences; picture", Run);

    private static string Run()
    {
        Random random = new(3);
        Variable<double> x0 = Fill(random, [3]), w1 = Fill(random, [3, 3]), w2 = Fill(random, [3, 3]);
        (x0.Name, w1.Name, w2.Name) = ("x0", "w1", "w2");
        Variable<double> F()
        {
            Variable<double> x1 = w1.MatMul(x0);
            Variable<double> x2 = x0 + w2.MatMul(x1);
            Variable<double> x3 = w1.MatMul(x1 + x2);
            return x3.Norm();
        }

        string picture;
        using (Autograd.Record())
        {
            Variable<double> y = F();
            picture = y.Graph().ToDot();
            y.Backward();
        }

        Check.AgreesWithDifferences(F, x0, w1, w2);
        Check.That(picture.StartsWith("digraph", StringComparison.Ordinal) && picture.Contains("w1 [3, 3]", StringComparison.Ordinal), "the picture shows w1");
        return $"agrees; a graph of {picture.Split('\n').Length - 1} lines";
    }

    internal static Variable<double> Fill(Random random, nint[] shape)
    {
        double[] values = new double[Variable.Zeros<double>(shape).Count];
        for (int i = 0; i < values.Length; i++) values[i] = (2 * random.NextDouble()) - 1;
        return Variable.Create<double>(values, shape);
    }
}

// The program decides what is recorded: a loop and a branch that depend on the numbers.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class ControlFlow
{
    public static Example Example { get; } = new("while (norm(b) < 1000) b = b*2; c = sum(b) > 0 ? b : 100 b", "gradient = d / a", Run);

    private static string Run()
    {
        Random random = new(7);
        int cases = 0;
        foreach (nint[] shape in new nint[][] { [1], [5], [3, 4] })
        {
            for (int k = 0; k < 5; k++, cases++)
            {
                Variable<double> a = Normal(random, shape);
                Variable<double> d;
                using (Autograd.Record()) d = F(a);
                d.Backward();
                Check.Near((d / a).Values.ToArray(), a.Gradient);
            }
        }

        return $"gradient = d / a, {cases} times";
    }

    private static Variable<double> F(Variable<double> a)
    {
        Variable<double> b = a * 2;
        while (b.Norm().Value < 1000) b = b * 2;
        return b.Sum().Value > 0 ? b : 100 * b;
    }

    private static Variable<double> Normal(Random random, nint[] shape)
    {
        Variable<double> a = Variable.Zeros<double>(shape);
        double[] values = new double[a.Count];
        for (int i = 0; i < values.Length; i++) values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Variable.Create<double>(values, shape);
    }
}

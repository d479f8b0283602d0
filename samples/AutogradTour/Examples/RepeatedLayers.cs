// How many layers there are is decided while it runs.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class RepeatedLayers
{
    public static Example Example { get; } = new("blah(k): k times x = tanh(w[i] x); u = blah(1), v = blah(3), u·v", "equals central differences for each k", Run);

    private static string Run()
    {
        Random random = new(5);
        Variable<double>[] w = [WeightSharing.Fill(random, [4, 4]), WeightSharing.Fill(random, [4, 4]), WeightSharing.Fill(random, [4, 4]), WeightSharing.Fill(random, [4, 4])];
        Variable<double> x0 = WeightSharing.Fill(random, [4]);
        Variable<double> Blah(int k)
        {
            Variable<double> x = x0;
            for (int i = 0; i < k; i++) x = w[i].MatMul(x).Tanh();
            return x;
        }

        for (int k = 1; k <= 4; k++)
        {
            Variable<double> F() => Blah(1).Dot(Blah(k));
            foreach (Variable<double> variable in w) variable.ZeroGradient();
            using (Autograd.Record()) F().Backward();
            Check.AgreesWithDifferences(F, [x0, .. w]);
        }

        return "agrees for k = 1 to 4";
    }
}

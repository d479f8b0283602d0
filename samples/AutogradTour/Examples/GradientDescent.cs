// Minimisation by gradient descent, and a term that holds one of its variables fixed.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class GradientDescent
{
    public static Example Example { get; } = new("(a-1)² + (b+1)² + (a-b)², 100 steps of rate 0.1 from (0.5, -0.5); a detached in the last term", "0.333333 -0.333333; 1.000000 -0.000000", Run);

    private static string Run()
    {
        string both = Minimise(detached: false), one = Minimise(detached: true);
        Check.That(both == "0.333333 -0.333333", "0.333333 -0.333333, not " + both);
        Check.That(one == "1.000000 -0.000000", "1.000000 -0.000000, not " + one);
        return both + "; " + one;
    }

    private static string Minimise(bool detached)
    {
        Variable<double> a = Variable.Create(0.5), b = Variable.Create(-0.5);
        for (int step = 0; step < 100; step++)
        {
            using (Autograd.Record())
            {
                Variable<double> difference = (detached ? a.Detach() : a) - b;
                ((a - 1).Pow(2) + (b + 1).Pow(2) + difference.Pow(2)).Backward();
            }

            a.SubtractInPlace(0.1 * a.Gradient!);
            b.SubtractInPlace(0.1 * b.Gradient!);
        }

        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{a.Value:F6} {b.Value:F6}");
    }
}

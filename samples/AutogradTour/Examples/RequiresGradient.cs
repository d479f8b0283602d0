// What is computed from a variable that wants a gradient is recorded.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class RequiresGradient
{
    public static Example Example { get; } = new("requires-gradient: x + y of constants, x + z of which one wants a gradient", "False, True", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Constant(1.0, 2), y = Variable.Constant(3.0, 4), z = Variable.Create(5.0, 6);
        using (Autograd.Record())
        {
            bool of = (x + y).RequiresGradient, with = (x + z).RequiresGradient;
            Check.That(!of && with, "False, True");
            return $"{of}, {with}";
        }
    }
}

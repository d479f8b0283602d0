// The gradient of what comes after is given from outside.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class HeadGradient
{
    public static Example Example { get; } = new("y = 2x, z = y*x, head gradient [10, 1, 0.1, 0.01]", "[0, 4, 0.8, 0.12]", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        Variable<double> z;
        using (Autograd.Record())
        {
            Variable<double> y = 2 * x;
            z = y * x;
        }

        z.Backward(Variable.Constant(10, 1, 0.1, 0.01));
        Check.Near([0, 4, 0.8, 0.12], x.Gradient);
        return Check.Show(x.Gradient);
    }
}

// An update in place that nobody minds: the derivative of the sine needs x, not y.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class InPlaceHarmless
{
    public static Example Example { get; } = new("y = sin(x); y.AddInPlace(1); backward of its sum", "works", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        Variable<double> y;
        using (Autograd.Record())
        {
            y = x.Sin();
            y.AddInPlace(1);
            y.Sum().Backward();
        }

        double[] expected = [Math.Cos(0), Math.Cos(1), Math.Cos(2), Math.Cos(3)];
        Check.Near(1, y.Values[0]);
        Check.Near(expected, x.Gradient);
        return Check.Show(x.Gradient);
    }
}

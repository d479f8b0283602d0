// Backward from several numbers is the gradient of their sum.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class SquaredElements
{
    public static Example Example { get; } = new("y = x*x, not a scalar, and (u*u).sum()", "both [0,2,4,6]", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        using (Autograd.Record()) (x * x).Backward();
        Check.Near([0, 2, 4, 6], x.Gradient);

        Variable<double> u = Variable.Create(0.0, 1, 2, 3);
        using (Autograd.Record()) (u * u).Sum().Backward();
        Check.Near([0, 2, 4, 6], u.Gradient);
        return $"{Check.Show(x.Gradient)} and {Check.Show(u.Gradient)}";
    }
}

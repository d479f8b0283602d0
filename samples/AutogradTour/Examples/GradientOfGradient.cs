// A function of a gradient is differentiated.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class GradientOfGradient
{
    public static Example Example { get; } = new("phi = sum x², g = its gradient (createGraph), psi = exp(g0) - exp(g2), x = [1,2,3]", "[14.7781, 0, -806.8576]", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(1.0, 2, 3);
        using (Autograd.Record())
        {
            Variable<double> phi = (x * x).Sum();
            Variable<double> g = Autograd.Gradient(phi, x, createGraph: true);
            Variable<double> psi = g[0].Exp() - g[2].Exp();
            psi.Backward();
        }

        Check.Near([2 * Math.Exp(2), 0, -2 * Math.Exp(6)], x.Gradient);
        return Check.Show(x.Gradient);
    }
}

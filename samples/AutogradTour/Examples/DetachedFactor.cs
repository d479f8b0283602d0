// A detached result is a constant, and the history of the original stays.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class DetachedFactor
{
    public static Example Example { get; } = new("u = detach(x*x), z = u*x; then y.Backward()", "z: [0,1,4,9]; y: [0,2,4,6]", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        Variable<double> y, z;
        using (Autograd.Record())
        {
            y = x * x;
            Variable<double> u = y.Detach();
            z = u * x;
        }

        z.Backward();
        Check.Near([0, 1, 4, 9], x.Gradient);
        string ofZ = Check.Show(x.Gradient);
        y.Backward();
        Check.Near([0, 2, 4, 6], x.Gradient);
        return $"z: {ofZ}; y: {Check.Show(x.Gradient)}";
    }
}

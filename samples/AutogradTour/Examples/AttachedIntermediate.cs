// What uses an attached result treats it as a leaf.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class AttachedIntermediate
{
    public static Example Example { get; } = new("y = 2 ones, u = x*y, u attached, z = u + x", "x: ones, u: ones, y: zeros", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        Variable<double> y = (2 * Variable.Ones<double>(4)).AttachGradient();
        Variable<double> u, z;
        using (Autograd.Record())
        {
            u = (x * y).AttachGradient();
            z = u + x;
        }

        z.Backward();
        Check.Near([1, 1, 1, 1], x.Gradient);
        Check.Near([1, 1, 1, 1], u.Gradient);
        Check.Near([0, 0, 0, 0], y.Gradient);
        return $"x: {Check.Show(x.Gradient)}, u: {Check.Show(u.Gradient)}, y: {Check.Show(y.Gradient)}";
    }
}

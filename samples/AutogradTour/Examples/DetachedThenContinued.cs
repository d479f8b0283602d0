// A gradient that stops at a detached variable is handed on by hand.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class DetachedThenContinued
{
    public static Example Example { get; } = new("v = detach(u = x*y), z = v + x; then u.Backward(v's gradient)", "x: ones, v: ones; then x: [2,2,2,2]", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        Variable<double> y = (2 * Variable.Ones<double>(4)).AttachGradient();
        Variable<double> u, v, z;
        using (Autograd.Record())
        {
            u = x * y;
            v = u.Detach().AttachGradient();
            z = v + x;
        }

        z.Backward();
        Check.Near([1, 1, 1, 1], x.Gradient);
        Check.Near([1, 1, 1, 1], v.Gradient);
        string first = Check.Show(x.Gradient);
        u.Backward(v.Gradient!);
        Check.Near([2, 2, 2, 2], x.Gradient);
        return $"x: {first}, then {Check.Show(x.Gradient)}";
    }
}

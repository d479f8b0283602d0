// Gradients are returned, and the variables are left alone.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class GradientReturned
{
    public static Example Example { get; } = new("a = sum of t*t + sum of log u, t = [1,2,4], u = [10,20], as Gradient(a, (t,u))", "[2,4,8], [0.1, 0.05]", Run);

    private static string Run()
    {
        Variable<double> t = Variable.Create(1.0, 2, 4), u = Variable.Create(10.0, 20);
        Variable<double> a;
        using (Autograd.Record()) a = (t * t).Sum() + u.Log().Sum();
        Variable<double>[] gradients = Autograd.Gradient(a, [t, u]);
        Check.Near([2, 4, 8], gradients[0]);
        Check.Near([0.1, 0.05], gradients[1]);
        Check.Near([0, 0, 0], t.Gradient);
        return $"{Check.Show(gradients[0])}, {Check.Show(gradients[1])}";
    }
}

// The Euclidean norm, also where it has no derivative.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class NormOfVector
{
    public static Example Example { get; } = new("then y = norm(x)", "[0, 0.26726124, 0.5345225, 0.80178374]; at x = 0 the gradient is 0", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        Variable<double> y;
        using (Autograd.Record()) y = 2 * Variable.Dot(x, x);
        y.Backward();
        using (Autograd.Record()) y = x.Norm();
        y.Backward();
        Check.Near([0, 0.267261241912, 0.534522483825, 0.801783725737], x.Gradient, 1e-12);

        Variable<float> single = Variable.Create(0f, 1, 2, 3);
        using (Autograd.Record()) single.Norm().Backward();
        float[] expected = [0, 0.26726124f, 0.5345225f, 0.80178374f];
        for (int k = 0; k < 4; k++) Check.Near(expected[k], single.Gradient!.Values[k], 1e-6);

        Variable<double> zero = Variable.Create(0.0, 0, 0);
        using (Autograd.Record()) zero.Norm().Backward();
        Check.Near([0, 0, 0], zero.Gradient);
        return Check.Show(x.Gradient);
    }
}

// Gradients that are added up over passes.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class CubeAdded
{
    public static Example Example { get; } = new("x.pow(3).sum(), x = [-3,2,5]; a second pass in Add mode", "[27,12,75]; then [54,24,150]", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(-3.0, 2, 5).AttachGradient(GradientMode.Add);
        using (Autograd.Record()) x.Pow(3).Sum().Backward();
        Check.Near([27, 12, 75], x.Gradient);
        string first = Check.Show(x.Gradient);
        using (Autograd.Record()) x.Pow(3).Sum().Backward();
        Check.Near([54, 24, 150], x.Gradient);
        return $"{first}; then {Check.Show(x.Gradient)}";
    }
}

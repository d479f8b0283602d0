// Two halves of the chain rule, one after the other.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class ChainByHand
{
    public static Example Example { get; } = new("y = 2x attached, z = y*x; z.Backward(), x cleared, y.Backward(y's gradient)", "y: x, x: 2x; then x: 2x again (in Add mode without clearing 4x)", Run);

    private static string Run()
    {
        double[] values = [0, 1, 2, 3], twice = [0, 2, 4, 6], fourTimes = [0, 4, 8, 12];
        foreach (GradientMode mode in new[] { GradientMode.Set, GradientMode.Add })
        {
            foreach (bool clear in new[] { true, false })
            {
                Variable<double> x = Variable.Create(values).AttachGradient(mode);
                Variable<double> y, z;
                using (Autograd.Record())
                {
                    y = (2 * x).AttachGradient();
                    z = y * x;
                }

                z.Backward();
                Check.Near(values, y.Gradient);
                Check.Near(twice, x.Gradient);
                if (clear) x.ZeroGradient();
                y.Backward(y.Gradient!);
                Check.Near(values, y.Gradient);
                Check.Near(mode == GradientMode.Add && !clear ? fourTimes : twice, x.Gradient);
            }
        }

        return $"x: {Check.Show(twice)}, then {Check.Show(twice)}, added {Check.Show(fourTimes)}";
    }
}

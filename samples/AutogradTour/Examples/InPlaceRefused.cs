// An update in place that destroys what the backward pass needs.
using System;
using Autodiff;

namespace AutogradTour.Examples;

internal static class InPlaceRefused
{
    public static Example Example { get; } = new("y = sin(x); y.MultiplyInPlace(y); backward", "exception naming the operation and versions", Run);

    private static string Run()
    {
        Variable<double> x = Variable.Create(0.0, 1, 2, 3);
        Variable<double> y;
        using (Autograd.Record())
        {
            y = x.Sin();
            y.MultiplyInPlace(y);
        }

        try
        {
            y.Backward();
        }
        catch (RecordingException e) when (e.Message.Contains("Multiply", StringComparison.Ordinal) && e.Message.Contains("version 0", StringComparison.Ordinal) && e.Message.Contains("version 1", StringComparison.Ordinal))
        {
            return e.Message.Split('.')[0];
        }

        throw new InvalidOperationException("No exception.");
    }
}

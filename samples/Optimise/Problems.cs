// The functions that are minimised: plain C#, differentiated at compile time.
using System;
using Autodiff;

namespace Optimise;

internal static partial class Problems
{
    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Hvp | Derivatives.Hessian)]
    public static double Rosenbrock(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double a = 1 - x[i], b = x[i + 1] - x[i] * x[i];
            sum += a * a + 100 * b * b;
        }

        return sum;
    }

    /// <summary>A damped oscillation: amplitude, decay, frequency, phase.</summary>
    [Differentiable(nameof(p), Generate = Derivatives.Jacobian)]
    public static void Oscillation(ReadOnlySpan<double> p, ReadOnlySpan<double> t, Span<double> y)
    {
        for (int i = 0; i < t.Length; i++) y[i] = p[0] * Math.Exp(-p[1] * t[i]) * Math.Cos(p[2] * t[i] + p[3]);
    }

    /// <summary>Logistic regression: the last weight is the bias; a little ridge keeps the minimum finite.</summary>
    [Differentiable(nameof(w), Generate = Derivatives.Gradient | Derivatives.Hessian)]
    public static double LogisticLoss(ReadOnlySpan<double> w, ReadOnlySpan<double> features, ReadOnlySpan<int> labels)
    {
        int columns = w.Length - 1;
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double z = w[columns];
            for (int k = 0; k < columns; k++) z += w[k] * features[row * columns + k];
            double margin = labels[row] == 1 ? z : -z;
            // log(1 + exp(-margin)), without overflow on either side
            loss += margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
        }

        double ridge = 0;
        for (int k = 0; k < columns; k++) ridge += w[k] * w[k];
        return loss / labels.Length + 1e-3 * ridge;
    }
}

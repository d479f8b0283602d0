// Small simulations and formulas of science and finance.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Physics
{
    [Differentiable]
    [Domain(0.2, 1)]
    public static double RungeKuttaStep(double y, double rate, double h)
    {
        double k1 = Slope(y, rate);
        double k2 = Slope(y + 0.5 * h * k1, rate);
        double k3 = Slope(y + 0.5 * h * k2, rate);
        double k4 = Slope(y + h * k3, rate);
        return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }

    private static double Slope(double y, double rate) => rate * y * (1 - y) + 0.1 * Math.Sin(y);

    [Differentiable]
    [Case("steps=0")]
    [Case("steps=12")]
    [Domain(0.2, 1)]
    public static double EulerLogistic(double y, double rate, int steps)
    {
        double h = 0.1;
        for (int i = 0; i < steps; i++) y += h * rate * y * (1 - y);
        return y;
    }

    [Differentiable]
    [Case("state:2 steps=8")]
    [Domain(0.2, 1)]
    public static void Pendulum(Span<double> state, double length, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            state[1] -= 0.1 * Math.Sin(state[0]) / length;
            state[0] += 0.1 * state[1];
        }
    }

    /// <summary>Steps until the projectile is below ground, then interpolates the landing.</summary>
    [Differentiable]
    public static double Landing([Domain(2, 3)] double speed, [Domain(0.6, 0.9)] double angle)
    {
        double x = 0;
        double y = 0;
        double vx = speed * Math.Cos(angle);
        double vy = speed * Math.Sin(angle);
        double lastX;
        double lastY;
        do
        {
            lastX = x;
            lastY = y;
            vy -= 0.981;
            x += 0.1 * vx;
            y += 0.1 * vy;
        }
        while (y > 0);
        return lastX + (x - lastX) * lastY / (lastY - y);
    }

    [Differentiable]
    [Case("u:7 steps=5")]
    [Case("u:2 steps=3")]
    [Domain(0.1, 0.4)]
    public static void HeatInPlace(Span<double> u, double conductivity, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            double left = u[0];
            for (int i = 1; i < u.Length - 1; i++)
            {
                double here = u[i];
                u[i] = here + conductivity * (left - 2 * here + u[i + 1]) * (1 + here);
                left = here;
            }
        }
    }

    [Differentiable]
    [Case("positions=0,0,0,1.2,0.1,-0.2,0.3,1.4,0.2")]
    [Case("positions:3")]
    [Case("positions:0")]
    public static double LennardJones(ReadOnlySpan<double> positions)
    {
        double energy = 0;
        for (int i = 0; i < positions.Length; i += 3)
        {
            for (int j = 0; j < i; j += 3)
            {
                double r2 = 0;
                for (int k = 0; k < 3; k++)
                {
                    double d = positions[i + k] - positions[j + k];
                    r2 += d * d;
                }

                double inverse6 = 1 / (r2 * r2 * r2);
                energy += 4 * (inverse6 * inverse6 - inverse6);
            }
        }

        return energy;
    }

    [Differentiable]
    [Case("x:3 y:3 mass:3")]
    [Case("x:1 y:1 mass:1")]
    public static double NBodyEnergy(ReadOnlySpan<double> x, ReadOnlySpan<double> y, [Domain(0.5, 2)] ReadOnlySpan<double> mass)
    {
        double energy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            energy += 0.5 * mass[i] * (x[i] * x[i] + y[i] * y[i]);
            for (int j = i + 1; j < x.Length; j++)
            {
                double dx = x[i] - x[j];
                double dy = y[i] - y[j];
                energy -= mass[i] * mass[j] / Math.Sqrt(dx * dx + dy * dy + 0.1);
            }
        }

        return energy;
    }

    [Differentiable]
    [Lengths(0, 1, 6)]
    [Domain(0.2, 1)]
    public static double Kalman(ReadOnlySpan<double> measurements, double process, double noise)
    {
        double state = 0;
        double variance = 1;
        double logLikelihood = 0;
        foreach (double z in measurements)
        {
            variance += process;
            double innovation = z - state;
            double s = variance + noise;
            double gain = variance / s;
            logLikelihood -= 0.5 * (Math.Log(2 * Math.PI * s) + innovation * innovation / s);
            state += gain * innovation;
            variance *= 1 - gain;
        }

        return logLikelihood;
    }

    [Differentiable]
    public static double BlackScholes([Domain(80, 120)] double spot, [Domain(80, 120)] double strike, [Domain(0.1, 0.4)] double volatility, [Domain(0.5, 2)] double years, [Domain(0.01, 0.05)] double rate)
    {
        double spread = volatility * Math.Sqrt(years);
        double d1 = (Math.Log(spot / strike) + (rate + 0.5 * volatility * volatility) * years) / spread;
        double d2 = d1 - spread;
        return spot * Normal(d1) - strike * Math.Exp(-rate * years) * Normal(d2);
    }

    private static double Normal(double x)
    {
        double z = Math.Abs(x) / Math.Sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        double erf = 1 - poly * Math.Exp(-z * z);
        return x >= 0 ? 0.5 * (1 + erf) : 0.5 * (1 - erf);
    }

    [Differentiable]
    [Lengths(1, 2, 6)]
    [ClosedForm(nameof(RosenbrockDerivative))]
    public static double Rosenbrock(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double a = x[i + 1] - x[i] * x[i];
            double b = 1 - x[i];
            sum += 100 * a * a + b * b;
        }

        return sum;
    }

    private static double[] RosenbrockDerivative(ReadOnlySpan<double> x)
    {
        var d = new double[x.Length];
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double a = x[i + 1] - (x[i] * x[i]);
            d[i] += (-400 * a * x[i]) - (2 * (1 - x[i]));
            d[i + 1] += 200 * a;
        }

        return d;
    }

    [Differentiable]
    [ClosedForm(nameof(HimmelblauDerivative))]
    public static double Himmelblau(double x, double y)
    {
        double a = x * x + y - 11;
        double b = x + y * y - 7;
        return a * a + b * b;
    }

    private static double[] HimmelblauDerivative(double x, double y)
    {
        double a = (x * x) + y - 11;
        double b = x + (y * y) - 7;
        return [(4 * a * x) + (2 * b), (2 * a) + (4 * b * y)];
    }

    [Differentiable]
    [Lengths(1, 2, 4)]
    public static double Ackley(ReadOnlySpan<double> x)
    {
        double squares = 0.01;
        double cosines = 0;
        foreach (double value in x)
        {
            squares += value * value;
            cosines += Math.Cos(2 * Math.PI * value);
        }

        return -20 * Math.Exp(-0.2 * Math.Sqrt(squares / x.Length)) - Math.Exp(cosines / x.Length);
    }
}

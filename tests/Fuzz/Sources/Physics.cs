// Particles, waves, heat and orbits.
using System;

namespace Numerics;

public class Oscillator
{
    private double _damping = 0.1;

    public double Mass { get; set; } = 1.0;

    public double Stiffness { get; set; } = 4.0;

    public double Energy(double x, double v) => 0.5 * Mass * v * v + 0.5 * Stiffness * x * x;

    public double Acceleration(double x, double v) => (-Stiffness * x - _damping * v) / Mass;

    public double Simulate(double x, double v, double h, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            v += h * Acceleration(x, v);
            x += h * v;
        }
        return x;
    }
}

public static class Physics
{
    public const double G = 6.674e-11;

    public static double LennardJones(double[] positions, double epsilon = 1.0, double sigma = 1.0)
    {
        int n = positions.Length / 3;
        double energy = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                double dx = positions[3 * i] - positions[3 * j];
                double dy = positions[3 * i + 1] - positions[3 * j + 1];
                double dz = positions[3 * i + 2] - positions[3 * j + 2];
                double s2 = sigma * sigma / (dx * dx + dy * dy + dz * dz);
                double s6 = s2 * s2 * s2;
                energy += 4 * epsilon * (s6 * s6 - s6);
            }
        }
        return energy;
    }

    public static void GravityForces(double[] masses, double[] x, double[] y, double[] fx, double[] fy, double softening)
    {
        for (int i = 0; i < masses.Length; i++)
        {
            fx[i] = 0;
            fy[i] = 0;
            for (int j = 0; j < masses.Length; j++)
            {
                if (i == j) continue;
                double dx = x[j] - x[i], dy = y[j] - y[i];
                double r2 = dx * dx + dy * dy + softening * softening;
                double f = masses[i] * masses[j] / (r2 * Math.Sqrt(r2));
                fx[i] += f * dx;
                fy[i] += f * dy;
            }
        }
    }

    /// <summary>Explicit steps of the heat equation.</summary>
    public static void Diffuse(double[] u, double alpha, double dx, double dt, int steps)
    {
        double r = alpha * dt / (dx * dx);
        double[] next = new double[u.Length];
        for (int s = 0; s < steps; s++)
        {
            for (int i = 1; i < u.Length - 1; i++) next[i] = u[i] + r * (u[i - 1] - 2 * u[i] + u[i + 1]);
            next[0] = u[0];
            next[u.Length - 1] = u[u.Length - 1];
            for (int i = 0; i < u.Length; i++) u[i] = next[i];
        }
    }

    /// <summary>Planck's law in reduced units.</summary>
    public static double Planck(double x, double temperature) => x * x * x / (Math.Exp(x / temperature) - 1);

    public static double VanDerWaals(double volume, double temperature, double a, double b)
    {
        const double R = 8.314;
        if (volume <= b) return double.PositiveInfinity;
        return R * temperature / (volume - b) - a / (volume * volume);
    }

    public static double Snell(double angle, double n1, double n2)
    {
        double s = n1 / n2 * Math.Sin(angle);
        return Math.Abs(s) > 1 ? double.NaN : Math.Asin(s);
    }

    public static double LorentzFactor(double v)
    {
        if (Math.Abs(v) >= 1) throw new ArgumentOutOfRangeException(nameof(v), v, "Faster than light.");
        return 1 / Math.Sqrt(1 - v * v);
    }

    /// <summary>Energy of an Ising chain with real spins.</summary>
    public static double Chain(ReadOnlySpan<double> spins, double coupling, double field)
    {
        double e = 0;
        int n = spins.Length;
        for (int i = 0; i < n; i++) e -= coupling * spins[i] * spins[(i + 1) % n] + field * spins[i];
        return e;
    }

    public static double Range(double speed, double angle, double drag)
    {
        double x = 0, y = 0, vx = speed * Math.Cos(angle), vy = speed * Math.Sin(angle);
        const double Dt = 0.01;
        double px = 0, py = 0;
        while (true)
        {
            double v = Math.Sqrt(vx * vx + vy * vy);
            vx -= Dt * drag * v * vx;
            vy -= Dt * (9.81 + drag * v * vy);
            (px, py) = (x, y);
            x += Dt * vx;
            y += Dt * vy;
            if (y <= 0) break;
        }
        return px + (x - px) * py / (py - y);
    }

    public static double ReactionRate(double a, double ea, double t) => a * Math.Exp(-ea / (8.314 * t));

    public static void Brusselator(ref double x, ref double y, double a, double b, double h, int steps)
    {
        while (steps-- > 0)
        {
            double dx = a + x * x * y - (b + 1) * x;
            double dy = b * x - x * x * y;
            x += h * dx;
            y += h * dy;
        }
    }
}

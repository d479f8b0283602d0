// Integrators of motion, iterations to a root, rotations and cameras.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>A rotation; not necessarily of unit length.</summary>
public readonly record struct Quaternion(double W, double X, double Y, double Z)
{
    public Quaternion Conjugate => new(W, -X, -Y, -Z);

    public double SquaredNorm => (W * W) + (X * X) + (Y * Y) + (Z * Z);

    public static Quaternion operator *(Quaternion a, Quaternion b) => new(
        (a.W * b.W) - (a.X * b.X) - (a.Y * b.Y) - (a.Z * b.Z),
        (a.W * b.X) + (a.X * b.W) + (a.Y * b.Z) - (a.Z * b.Y),
        (a.W * b.Y) - (a.X * b.Z) + (a.Y * b.W) + (a.Z * b.X),
        (a.W * b.Z) + (a.X * b.Y) - (a.Y * b.X) + (a.Z * b.W));
}

public static partial class Simulations
{
    /// <summary>Classical Runge-Kutta for two species.</summary>
    [Differentiable]
    [Domain(0.3, 1.2)]
    [Case("state:2 rates:4 steps=0")]
    [Case("state:2 rates:4 steps=7")]
    public static void RungeKutta4(Span<double> state, ReadOnlySpan<double> rates, double h, int steps)
    {
        Span<double> k = stackalloc double[8];
        Span<double> at = stackalloc double[2];
        for (int step = 0; step < steps; step++)
        {
            state.CopyTo(at);
            for (int stage = 0; stage < 4; stage++)
            {
                Predation(at, rates, k.Slice(2 * stage, 2));
                double weight = stage == 2 ? h : 0.5 * h;
                for (int i = 0; i < 2; i++) at[i] = state[i] + 0.1 * weight * k[2 * stage + i];
            }

            for (int i = 0; i < 2; i++) state[i] += 0.1 * h / 6 * (k[i] + 2 * k[2 + i] + 2 * k[4 + i] + k[6 + i]);
        }
    }

    private static void Predation(ReadOnlySpan<double> state, ReadOnlySpan<double> rates, Span<double> slope)
    {
        slope[0] = state[0] * (rates[0] - rates[1] * state[1]);
        slope[1] = state[1] * (rates[2] * state[0] - rates[3]);
    }

    [Differentiable]
    [Domain(0.5, 1)]
    [Case("q:2 p:2 steps=10")]
    [Case("q:2 p:2 steps=0")]
    public static double Leapfrog(Span<double> q, Span<double> p, double mass, double h, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Kick(q, p, mass, 0.05 * h);
            for (int i = 0; i < q.Length; i++) q[i] += 0.1 * h * p[i];
            Kick(q, p, mass, 0.05 * h);
        }

        double r = Math.Sqrt(q[0] * q[0] + q[1] * q[1]);
        return 0.5 * (p[0] * p[0] + p[1] * p[1]) - mass / r;
    }

    private static void Kick(ReadOnlySpan<double> q, Span<double> p, double mass, double h)
    {
        double r2 = q[0] * q[0] + q[1] * q[1];
        double pull = mass / (r2 * Math.Sqrt(r2));
        for (int i = 0; i < p.Length; i++) p[i] -= h * pull * q[i];
    }

    [Differentiable]
    [Domain(0.5, 1)]
    [Case("steps=10")]
    public static float LeapfrogSingle(float q, float p, float omega, int steps)
    {
        const float H = 0.1f;
        for (int i = 0; i < steps; i++)
        {
            p -= 0.5f * H * omega * omega * MathF.Sin(q);
            q += H * p;
            p -= 0.5f * H * omega * omega * MathF.Sin(q);
        }

        return q * p;
    }

    /// <summary>The derivative of the root is that of the implicit function.</summary>
    [Differentiable]
    [Domain(0.5, 4)]
    [ClosedForm(nameof(NewtonDerivative))]
    public static double NewtonUntilConvergence(double a)
    {
        double x = 1;
        double change;
        do
        {
            double e = Math.Exp(x);
            change = (x * e - a) / (e * (1 + x));
            x -= change;
        }
        while (Math.Abs(change) > 1e-12);
        return x;
    }

    private static double NewtonDerivative(double a)
    {
        double w = NewtonUntilConvergence(a);
        return 1 / (Math.Exp(w) * (1 + w));
    }

    /// <summary>Bisection finds the place, and one step of Newton's method carries the derivative.</summary>
    [Differentiable]
    [Domain(0.1, 0.9)]
    [NoFiniteDifferences("where the root lies counts as a constant, so that second derivatives say nothing")]
    [ClosedForm(nameof(BisectionDerivative))]
    public static double BisectionUntilConvergence(double anomaly, double eccentricity)
    {
        double lo = anomaly - 1;
        double hi = anomaly + 1;
        while (hi - lo > 1e-12)
        {
            double middle = 0.5 * (lo + hi);
            if (middle - eccentricity * Math.Sin(middle) < anomaly) lo = middle;
            else hi = middle;
        }

        double e = Ad.Detach(0.5 * (lo + hi));
        return e - (e - eccentricity * Math.Sin(e) - anomaly) / (1 - Ad.Detach(eccentricity) * Math.Cos(e));
    }

    private static double[] BisectionDerivative(double anomaly, double eccentricity)
    {
        double e = BisectionUntilConvergence(anomaly, eccentricity);
        double slope = 1 - (eccentricity * Math.Cos(e));
        return [1 / slope, Math.Sin(e) / slope];
    }

    [Differentiable]
    [Domain(0.2, 1)]
    public static Vec RotateByQuaternion(Quaternion q, Vec v)
    {
        Quaternion turned = q * new Quaternion(0, v.X, v.Y, v.Z) * q.Conjugate;
        double scale = 1 / q.SquaredNorm;
        return scale * new Vec(turned.X, turned.Y, turned.Z);
    }

    /// <summary>A point seen by a camera with focal length, radial distortion, axis of rotation and position.</summary>
    [Differentiable]
    [Domain(0.1, 0.6)]
    [Case("point:3 camera:9 pixel:2")]
    public static void CameraProjection(ReadOnlySpan<double> point, ReadOnlySpan<double> camera, Span<double> pixel)
    {
        Span<double> p = stackalloc double[3];
        RotateAboutAxis(camera[..3], point, p);
        for (int i = 0; i < 3; i++) p[i] += camera[3 + i];
        p[2] -= 5;
        double x = -p[0] / p[2];
        double y = -p[1] / p[2];
        double r2 = x * x + y * y;
        double distortion = 1 + r2 * (camera[7] + camera[8] * r2);
        pixel[0] = camera[6] * distortion * x;
        pixel[1] = camera[6] * distortion * y;
    }

    private static void RotateAboutAxis(ReadOnlySpan<double> axis, ReadOnlySpan<double> v, Span<double> result)
    {
        double theta = Math.Sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
        if (theta < 1e-12)
        {
            v.CopyTo(result);
            return;
        }

        (double sin, double cos) = Math.SinCos(theta);
        double x = axis[0] / theta;
        double y = axis[1] / theta;
        double z = axis[2] / theta;
        double dot = (x * v[0] + y * v[1] + z * v[2]) * (1 - cos);
        result[0] = v[0] * cos + (y * v[2] - z * v[1]) * sin + x * dot;
        result[1] = v[1] * cos + (z * v[0] - x * v[2]) * sin + y * dot;
        result[2] = v[2] * cos + (x * v[1] - y * v[0]) * sin + z * dot;
    }

    /// <summary>A filter of two states, position and speed, that sees positions.</summary>
    [Differentiable]
    [Domain(0.3, 1)]
    [Lengths(0, 1, 5)]
    public static double KalmanFilter(ReadOnlySpan<double> measurements, double interval, double process, double noise)
    {
        double position = 0;
        double speed = 0;
        double pp = 1;
        double pv = 0;
        double vv = 1;
        double likelihood = 0;
        foreach (double z in measurements)
        {
            position += interval * speed;
            pp += interval * (2 * pv + interval * vv) + process;
            pv += interval * vv;
            vv += process;
            double s = pp + noise;
            double innovation = z - position;
            likelihood -= 0.5 * (Math.Log(s) + innovation * innovation / s);
            double gainP = pp / s;
            double gainV = pv / s;
            position += gainP * innovation;
            speed += gainV * innovation;
            vv -= gainV * pv;
            pv *= 1 - gainP;
            pp *= 1 - gainP;
        }

        return likelihood;
    }
}

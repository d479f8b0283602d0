// What the command "batch" measures: methods of numbers and small structs, as a user would write them.
using System;

namespace Autodiff.Benchmarks;

internal readonly record struct Vector3(double X, double Y, double Z)
{
    public static Vector3 operator +(Vector3 a, Vector3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vector3 operator *(double s, Vector3 a) => new(s * a.X, s * a.Y, s * a.Z);

    public double Dot(Vector3 o) => X * o.X + Y * o.Y + Z * o.Z;

    public Vector3 Cross(Vector3 o) => new(Y * o.Z - Z * o.Y, Z * o.X - X * o.Z, X * o.Y - Y * o.X);
}

internal readonly record struct Quaternion(double W, Vector3 V);

internal static partial class BatchFunctions
{
    [Differentiable(Generate = Derivatives.Gradient | Derivatives.Batch)]
    public static double Rosenbrock(double x, double y)
    {
        double a = 1 - x;
        double b = y - x * x;
        return a * a + 100 * b * b;
    }

    [Differentiable(nameof(spot), nameof(volatility), nameof(rate), nameof(years), Generate = Derivatives.Gradient | Derivatives.Batch, Batch = [nameof(strike)])]
    public static double BlackScholes(double spot, double volatility, double rate, double years, double strike)
    {
        double spread = volatility * Math.Sqrt(years);
        double d1 = (Math.Log(spot / strike) + (rate + 0.5 * volatility * volatility) * years) / spread;
        return spot * Ad.NormalCdf(d1) - strike * Math.Exp(-rate * years) * Ad.NormalCdf(d1 - spread);
    }

    /// <summary>Distance of a rotated point from another.</summary>
    [Differentiable(nameof(q), nameof(p), Generate = Derivatives.Gradient | Derivatives.Batch, Batch = [nameof(target)])]
    public static double Rotation(Quaternion q, Vector3 p, Vector3 target)
    {
        Vector3 t = 2 * q.V.Cross(p);
        Vector3 rotated = p + q.W * t + q.V.Cross(t);
        Vector3 miss = rotated + -1 * target;
        return miss.Dot(miss);
    }

    /// <summary>A camera with a rotation about an axis, a centre, a focal length and two distortions.</summary>
    [Differentiable(nameof(axis), nameof(centre), nameof(focal), nameof(k1), nameof(k2), nameof(point), Generate = Derivatives.Vjp | Derivatives.Batch)]
    public static (double U, double V) Camera(Vector3 axis, Vector3 centre, double focal, double k1, double k2, Vector3 point)
    {
        Vector3 p = point + -1 * centre;
        double squared = axis.Dot(axis);
        double angle = Math.Sqrt(squared);
        Vector3 w = 1 / angle * axis;
        double c = Math.Cos(angle);
        double s = Math.Sin(angle);
        Vector3 turned = c * p + s * w.Cross(p) + (1 - c) * w.Dot(p) * w;
        double x = turned.X / turned.Z;
        double y = turned.Y / turned.Z;
        double r = x * x + y * y;
        double scale = focal * (1 + r * (k1 + r * k2));
        return (scale * x, scale * y);
    }
}

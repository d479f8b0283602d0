// Methods of numbers and small structs, run over batches.
using System;
using System.Numerics;

namespace Autodiff.Gradients.Tests.Batches;

public readonly record struct Point3(double X, double Y, double Z)
{
    public static Point3 operator -(Point3 a, Point3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public double Dot(Point3 other) => X * other.X + Y * other.Y + Z * other.Z;
}

public struct Turn
{
    public float W;
    public float X;
    public float Y;
    public float Z;
}

/// <summary>A number with what is no number to be differentiated, and a struct in it.</summary>
public struct Weighted
{
    public int Count;
    public (double Mass, double Share) Inner;

    [NotDifferentiable]
    public double Scale;
}

public static partial class BatchFunctions
{
    private const Derivatives All = Derivatives.Jvp | Derivatives.Batch;

    [Differentiable(Generate = All)]
    public static double Rosenbrock(double x, double y)
    {
        double a = 1 - x;
        double b = y - x * x;
        return a * a + 100 * b * b;
    }

    [Differentiable(Generate = All, Name = "RosenbrockInOrder", Vectorize = false)]
    public static double RosenbrockOf(double x, double y)
    {
        double a = 1 - x;
        double b = y - x * x;
        return a * a + 100 * b * b;
    }

    [Differentiable(nameof(spot), nameof(volatility), nameof(rate), nameof(years), Generate = All, Batch = [nameof(strike)])]
    public static double Call(double spot, double volatility, double rate, double strike, double years, bool isPut)
    {
        double spread = volatility * Math.Sqrt(years);
        double d1 = (Math.Log(spot / strike) + (rate + 0.5 * volatility * volatility) * years) / spread;
        double sign = isPut ? -1 : 1;
        return sign * (spot * Ad.NormalCdf(sign * d1) - strike * Math.Exp(-rate * years) * Ad.NormalCdf(sign * (d1 - spread)));
    }

    /// <summary>Value and first derivative together: second derivatives of the price by a Jacobian.</summary>
    [Differentiable(nameof(x), Generate = All)]
    public static (double Value, double Slope) Pair(double x, double y) => (Math.Sin(x) * y, Math.Cos(x) * y);

    [Differentiable(nameof(p), nameof(angle), Generate = All)]
    public static (double U, double V) Project(Point3 p, double angle, double focal)
    {
        double c = Math.Cos(angle);
        double s = Math.Sin(angle);
        double x = c * p.X - s * p.Z;
        double z = s * p.X + c * p.Z + 5;
        return (focal * x / z, focal * p.Y / z);
    }

    [Differentiable(Generate = All)]
    public static Turn Rotated(Turn q, float angle)
    {
        float half = angle / 2;
        float c = MathF.Cos(half);
        float s = MathF.Sin(half);
        return new Turn { W = c * q.W - s * q.Z, X = c * q.X - s * q.Y, Y = c * q.Y + s * q.X, Z = c * q.Z + s * q.W };
    }

    [Differentiable(nameof(from), Generate = All, Batch = [nameof(to)])]
    public static double Distance(Point3 from, Point3 to) => Math.Sqrt((from - to).Dot(from - to));

    /// <summary>The other point is the same for all items.</summary>
    [Differentiable(nameof(from), Generate = All)]
    public static double DistanceToOne(in Point3 from, Point3 to) => Math.Sqrt((from - to).Dot(from - to));

    [Differentiable(nameof(w), Generate = All)]
    public static double OfWeighted(Weighted w, double x) => x * w.Inner.Mass * w.Inner.Mass + w.Inner.Share * w.Count * w.Scale;

    [Differentiable(Generate = All)]
    public static double Branches(double x, double y)
    {
        if (x > 1)
        {
            if (y > 1) return x * y;
            return Math.Exp(y) / x;
        }

        double z = y > 0.8 ? Math.Log(x + y) : x * y * y;
        return Math.Max(z, 0.1) + Math.Abs(x - y);
    }

    /// <summary>The other side would be infinite or not a number.</summary>
    [Differentiable(Generate = All)]
    public static double Guarded(double x)
    {
        double y = x - 1;
        return y > 0 ? Math.Sqrt(y) * Math.Log(y) : Math.Pow(-y, 1.5);
    }

    [Differentiable(Generate = All)]
    public static double InAndOut(double x, ref double state, out double squared)
    {
        squared = x * x;
        state = x > 1 ? state * x : state + x;
        return state * squared;
    }

    [Differentiable(Generate = All)]
    public static void OnlyOut(double x, double y, out Point3 p, out int side)
    {
        p = new Point3(x * y, x + y, Math.Sin(x));
        side = x > y ? 1 : -1;
    }

    [Differentiable(Generate = All)]
    public static double Doubling(double a)
    {
        double b = a * 2;
        while (Math.Abs(b) < 1000) b = b * b + 2;
        return b > 0 ? b : 100 * b;
    }

    [Differentiable(Generate = All)]
    public static double Powers(double a, int n)
    {
        Span<double> t = stackalloc double[6];
        t[0] = a;
        for (int i = 1; i < t.Length; i++) t[i] = Math.Sin(t[i - 1]) * a + n;
        return t[5];
    }

    [Differentiable(nameof(x), Generate = All, Batch = [nameof(n)])]
    public static double Chosen(double x, int n) => n % 3 == 0 ? x * x : n % 3 == 1 ? Math.Sin(x) : n * x;

    /// <summary>A table that all items read.</summary>
    [Differentiable(nameof(x), Generate = All)]
    public static double Interpolated(double x, ReadOnlySpan<double> table)
    {
        int k = (int)Math.Floor(x);
        double t = x - k;
        return table[k] * (1 - t) + table[k + 1] * t * t;
    }

    [Differentiable(Generate = All)]
    public static double OfHelpers(double x, double y) => Long(x, y) + Long(y, x) * Series(x, 3) + Cube(x);

    /// <summary>A helper with a loop stays a call; what it calls is not copied into it here and left out there.</summary>
    [Differentiable(Generate = All | Derivatives.Gradient | Derivatives.Vjp)]
    public static double OfLoops(double x, double y) => Summed(x, y) * Long(x, y);

    private static double Summed(double x, double y)
    {
        double sum = 0;
        for (int k = 0; k < 3; k++) sum += Long(x + 0.1 * k, y) * sum + x;
        return sum;
    }

    [Differentiable(Generate = All | Derivatives.Gradient | Derivatives.Vjp)]
    public static double OfItself(double x, int depth) => depth == 0 ? Math.Sin(x) : x * OfItself(x * 0.5, depth - 1) + Long(x, 1.5);

    private static double Long(double x, double y)
    {
        double s = x;
        s = s * y + Math.Sin(s);
        s = s * x + Math.Cos(s);
        s = s * y - Math.Tanh(s * x);
        s = s * x + Math.Exp(-s * y * 0.1);
        s = s * y / (1 + s * s);
        s += s > 1 ? Math.Log(s) : s * s;
        s = s * y + Math.Sin(s * 0.5);
        return s * Math.Sqrt(x + y) + Math.Atan2(s, x);
    }

    private static double Series(double x, int depth) => depth == 0 ? 1 : 1 + x * Series(x, depth - 1) / depth;

    private static double Cube(double x) => x * x * x;

    [VjpOf(nameof(Cube))]
    private static double CubeVjp(double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * 3 * x * x;
        return Cube(x);
    }

    [JvpOf(nameof(Cube))]
    private static double CubeJvp(double x, double xTangent, out double tangent)
    {
        tangent = 3 * x * x * xTangent;
        return Cube(x);
    }

    [Differentiable(nameof(x), Generate = All)]
    public static T Generic<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.Sin(x) * y + x * x;

    [Differentiable(Generate = All)]
    public static double Extended(this double x, double y) => x * Math.Pow(y, 3) + Ad.Detach(x) * y;

    [Differentiable(nameof(result), nameof(i), Generate = All)]
    public static double WithTheNamesOfMembers(double result, double i, double xGradient) => result * i * xGradient;

    [Differentiable(Generate = All)]
    public static double Narrow(float x, double y) => x * y + Math.Sqrt(x);

    [Differentiable(Generate = All)]
    public static float Single(float x, float y) => MathF.Exp(-x * x) * MathF.Tanh(y) + (x > y ? x : y * y);
}

/// <summary>The receiver is the same for all items.</summary>
public sealed partial class BatchModel
{
    private readonly double _rate = 0.7;

    [Differentiable(Generate = Derivatives.Jvp | Derivatives.Batch)]
    public double Decay(double x, double t) => x * Math.Exp(-_rate * t);
}

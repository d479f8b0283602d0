// Measures the functions of VectorMath against the reference, in units in the last place.
using System;
using System.Globalization;
using System.Runtime.Intrinsics;

namespace Autodiff.Runtime.Tests.Numerics;

internal static class Accuracy
{
    /// <summary>Points per interval; NUMERICS_POINTS in the environment asks for more.</summary>
    public static int Points { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("NUMERICS_POINTS"), CultureInfo.InvariantCulture, out int points) ? points : 400;

    /// <summary>Largest error found and where.</summary>
    public readonly record struct Worst(double Ulps, string At);

    /// <summary>The distance of a value from the exact one, in units in the last place of the exact one, at least of <paramref name="scale"/>.</summary>
    public static double Error(double value, Big exact, double scale, int digits, int lowest)
    {
        int top = digits == 52 ? 1024 : 128;
        if (double.IsNaN(value)) return double.PositiveInfinity;
        // An infinity stands for the first number that does not fit.
        Big number = double.IsInfinity(value) ? ((Big)Math.Sign(value)).Scale(top) : value;
        if (double.IsInfinity(value) && exact.Abs().CompareTo(((Big)1).Scale(top)) >= 0) return 0;
        int leading = exact.IsZero ? lowest : exact.Leading;
        if (scale > 0) leading = Math.Max(leading, Math.ILogB(scale));
        return (number - exact).Abs().Scale(-Math.Max(leading - digits, lowest)).ToDouble();
    }

    public static Worst Of(Function f)
    {
        Random random = new(1);
        Worst worst = default;
        foreach (Interval interval in f.Intervals)
            for (int i = 0; i < Points; i++)
            {
                double x = interval.Pick(random);
                if (x == 0) continue;
                double error = Error(f.One(x), f.Reference(x), f.Scale, 52, -1074);
                if (error > worst.Ulps) worst = new(error, x.ToString("R", CultureInfo.InvariantCulture));
            }
        return worst;
    }

    public static Worst Of(Function2 f)
    {
        Random random = new(1);
        Worst worst = default;
        foreach ((Interval first, Interval second) in f.Intervals)
            for (int i = 0; i < Points; i++)
            {
                double x = first.Pick(random), y = second.Pick(random);
                if (x == 0 || y == 0) continue;
                double error = Error(f.One(x, y), f.Reference(x, y), 0, 52, -1074);
                if (error > worst.Ulps) worst = new(error, FormattableString.Invariant($"{x:R}, {y:R}"));
            }
        return worst;
    }

    public static Worst OfSingle(Function f)
    {
        Random random = new(1);
        Worst worst = default;
        foreach (Interval interval in f.Intervals)
            for (int i = 0; i < Points / 4; i++)
            {
                float x = (float)interval.Pick(random);
                if (x == 0 || !float.IsFinite(x) || (f.Range == "from 1" && x < 1)) continue;
                if (f.Name == "Atanh" && Math.Abs(x) == 1) continue;
                Big exact = f.Reference((double)x);
                double error = Error(f.OneSingle(x), exact, f.Scale, 23, -149);
                if (error > worst.Ulps) worst = new(error, x.ToString("R", CultureInfo.InvariantCulture));
            }
        return worst;
    }
}

// The test functions of Moré, Garbow and Hillstrom with few variables, and those that are fits of data.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>Sums of squares, numbered as in "Testing Unconstrained Optimization Software" (1981).</summary>
public static partial class MoreGarbowHillstrom
{
    private static readonly double[] s_bard = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39];
    private static readonly double[] s_gaussian = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009];
    private static readonly double[] s_meyer = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872];
    private static readonly double[] s_kowalik = [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];
    private static readonly double[] s_kowalikAt = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];

    private static readonly double[] s_osborne1 =
    [
        0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580,
        0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406,
    ];

    private static double Square(double x) => x * x;

    /// <summary>(1), in two variables.</summary>
    [Differentiable]
    [ClosedForm(nameof(RosenbrockGradient_))]
    public static double Rosenbrock(double x, double y) => Square(10 * (y - x * x)) + Square(1 - x);

    private static double[] RosenbrockGradient_(double x, double y) => [(-400 * x * (y - (x * x))) - (2 * (1 - x)), 200 * (y - (x * x))];

    /// <summary>(2).</summary>
    [Differentiable]
    [ClosedForm(nameof(FreudensteinRothGradient_))]
    public static double FreudensteinRoth(double x, double y) => Square(-13 + x + ((5 - y) * y - 2) * y) + Square(-29 + x + ((y + 1) * y - 14) * y);

    private static double[] FreudensteinRothGradient_(double x, double y)
    {
        double f = -13 + x + ((((5 - y) * y) - 2) * y);
        double g = -29 + x + ((((y + 1) * y) - 14) * y);
        return [2 * (f + g), (2 * f * ((10 * y) - (3 * y * y) - 2)) + (2 * g * ((3 * y * y) + (2 * y) - 14))];
    }

    /// <summary>(3).</summary>
    [Differentiable]
    [Domain(0.01, 0.1)]
    public static double PowellBadlyScaled(double x, double y) => Square(1e4 * x * y - 1) + Square(Math.Exp(-x) + Math.Exp(-y) - 1.0001);

    /// <summary>(4).</summary>
    [Differentiable]
    public static double BrownBadlyScaled([Domain(999999, 1000001)] double x, [Domain(1e-6, 3e-6)] double y) => Square(x - 1e6) + Square(y - 2e-6) + Square(x * y - 2);

    /// <summary>(5).</summary>
    [Differentiable]
    [ClosedForm(nameof(BealeGradient_))]
    public static double Beale(double x, double y)
    {
        double sum = 0;
        double power = 1;
        ReadOnlySpan<double> right = [1.5, 2.25, 2.625];
        foreach (double value in right)
        {
            power *= y;
            sum += Square(value - x * (1 - power));
        }

        return sum;
    }

    private static double[] BealeGradient_(double x, double y)
    {
        double a = 1.5 - (x * (1 - y)), b = 2.25 - (x * (1 - (y * y))), c = 2.625 - (x * (1 - (y * y * y)));
        return [-2 * ((a * (1 - y)) + (b * (1 - (y * y))) + (c * (1 - (y * y * y)))), 2 * x * (a + (2 * b * y) + (3 * c * y * y))];
    }

    /// <summary>(6).</summary>
    [Differentiable]
    [Domain(0.1, 0.4)]
    public static double JennrichSampson(double x, double y)
    {
        double sum = 0;
        for (int i = 1; i <= 10; i++) sum += Square(2 + 2 * i - (Math.Exp(i * x) + Math.Exp(i * y)));
        return sum;
    }

    /// <summary>(7).</summary>
    [Differentiable]
    [Domain(0.3, 1.5)]
    public static double HelicalValley(double x, double y, double z)
    {
        double theta = Math.Atan(y / x) / (2 * Math.PI) + (x < 0 ? 0.5 : 0);
        return Square(10 * (z - 10 * theta)) + Square(10 * (Math.Sqrt(x * x + y * y) - 1)) + z * z;
    }

    /// <summary>(8).</summary>
    [Differentiable]
    [Domain(0.5, 2)]
    public static double Bard(double x, double y, double z)
    {
        double sum = 0;
        for (int i = 1; i <= 15; i++)
        {
            int v = 16 - i;
            sum += Square(s_bard[i - 1] - (x + i / (v * y + Math.Min(i, v) * z)));
        }

        return sum;
    }

    /// <summary>(9).</summary>
    [Differentiable]
    [Domain(0.1, 1)]
    public static double Gaussian(double x, double y, double z)
    {
        double sum = 0;
        for (int i = 1; i <= 15; i++)
        {
            double t = (8 - i) / 2.0;
            sum += Square(x * Math.Exp(-y * (t - z) * (t - z) / 2) - s_gaussian[i - 1]);
        }

        return sum;
    }

    /// <summary>(10), scaled as its solution is.</summary>
    [Differentiable]
    [Domain(0.9, 1.1)]
    public static double Meyer(double x, double y, double z)
    {
        double sum = 0;
        for (int i = 1; i <= 16; i++) sum += Square(0.0056 * x * Math.Exp(6181 * y / (45 + 5 * i + 345 * z)) / s_meyer[i - 1] - 1);
        return sum;
    }

    /// <summary>(11).</summary>
    [Differentiable]
    public static double GulfResearch([Domain(30, 60)] double x, [Domain(1, 20)] double y, [Domain(0.5, 1.5)] double z)
    {
        double sum = 0;
        for (int i = 1; i <= 20; i++)
        {
            double t = i / 100.0;
            double at = 25 + Math.Pow(-50 * Math.Log(t), 2.0 / 3);
            sum += Square(Math.Exp(-Math.Pow(Math.Abs(at - y), z) / x) - t);
        }

        return sum;
    }

    /// <summary>(12).</summary>
    [Differentiable]
    public static double BoxThreeDimensional(double x, double y, double z)
    {
        double sum = 0;
        for (int i = 1; i <= 10; i++)
        {
            double t = 0.1 * i;
            sum += Square(Math.Exp(-t * x) - Math.Exp(-t * y) - z * (Math.Exp(-t) - Math.Exp(-10 * t)));
        }

        return sum;
    }

    /// <summary>(13).</summary>
    [Differentiable]
    [ClosedForm(nameof(PowellSingularGradient_))]
    public static double PowellSingular(double a, double b, double c, double d) =>
        Square(a + 10 * b) + 5 * Square(c - d) + Square(Square(b - 2 * c)) + 10 * Square(Square(a - d));

    private static double[] PowellSingularGradient_(double a, double b, double c, double d)
    {
        double cube = Math.Pow(b - (2 * c), 3), last = Math.Pow(a - d, 3);
        return [(2 * (a + (10 * b))) + (40 * last), (20 * (a + (10 * b))) + (4 * cube), (10 * (c - d)) - (8 * cube), (-10 * (c - d)) - (40 * last)];
    }

    /// <summary>(14).</summary>
    [Differentiable]
    [ClosedForm(nameof(WoodGradient_))]
    public static double Wood(double a, double b, double c, double d) =>
        100 * Square(b - a * a) + Square(1 - a) + 90 * Square(d - c * c) + Square(1 - c) + 10 * Square(b + d - 2) + 0.1 * Square(b - d);

    private static double[] WoodGradient_(double a, double b, double c, double d) =>
    [
        (-400 * a * (b - (a * a))) - (2 * (1 - a)), (200 * (b - (a * a))) + (20 * (b + d - 2)) + (0.2 * (b - d)),
        (-360 * c * (d - (c * c))) - (2 * (1 - c)), (180 * (d - (c * c))) + (20 * (b + d - 2)) - (0.2 * (b - d)),
    ];

    /// <summary>(15).</summary>
    [Differentiable]
    [Domain(0.1, 0.5)]
    public static double KowalikOsborne(double a, double b, double c, double d)
    {
        double sum = 0;
        for (int i = 0; i < s_kowalik.Length; i++)
        {
            double u = s_kowalikAt[i];
            sum += Square(s_kowalik[i] - a * (u * u + u * b) / (u * u + u * c + d));
        }

        return sum;
    }

    /// <summary>(16).</summary>
    [Differentiable]
    public static double BrownDennis(double a, double b, double c, double d)
    {
        double sum = 0;
        for (int i = 1; i <= 20; i++)
        {
            double t = i / 5.0;
            sum += Square(Square(a + t * b - Math.Exp(t)) + Square(c + d * Math.Sin(t) - Math.Cos(t)));
        }

        return sum;
    }

    /// <summary>(17), in units that are of the order of one.</summary>
    [Differentiable]
    [Domain(0.5, 1.5)]
    [Case("x:5")]
    public static double Osborne1(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < s_osborne1.Length; i++)
        {
            double t = 0.1 * i;
            sum += Square(s_osborne1[i] - (x[0] + x[1] * Math.Exp(-t * x[3]) + x[2] * Math.Exp(-t * x[4])));
        }

        return sum;
    }

    /// <summary>(18).</summary>
    [Differentiable]
    [Domain(0.5, 2)]
    [Case("x:6 m=13")]
    public static double Biggs(ReadOnlySpan<double> x, int m)
    {
        double sum = 0;
        for (int i = 1; i <= m; i++)
        {
            double t = 0.1 * i;
            double y = Math.Exp(-t) - 5 * Math.Exp(-10 * t) + 3 * Math.Exp(-4 * t);
            sum += Square(x[2] * Math.Exp(-t * x[0]) - x[3] * Math.Exp(-t * x[1]) + x[5] * Math.Exp(-t * x[4]) - y);
        }

        return sum;
    }
}

// Assignments inside expressions, throw expressions, guards and messages of differentiated values.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Effects
{
    [Differentiable]
    public static double AssignmentsInOperands(double x, double y)
    {
        double a = x, b;
        double r = a + (a = a * y) * a + (b = Math.Sin(a)) * (b += x) - b;
        r += (a *= 2) > 1 ? a : (b = r * a);
        return r * b;
    }

    [Differentiable]
    public static double AssignmentInAWhileCondition(double x)
    {
        double y = x, t;
        int n = 0;
        while ((t = y * y) > 0.01 && n++ < 6) y = 0.5 * y + 0.1 * t;
        return y * t + n;
    }

    [Differentiable]
    [Lengths(3, 6)]
    public static double IncrementsInIndices(ReadOnlySpan<double> x, Span<double> y)
    {
        int i = 0, j = x.Length;
        double s = 0;
        while (i < j) s += (y[i] = x[i++] * y[--j]) * s + x[j];
        return s;
    }

    [Differentiable]
    public static double AssignmentsBehindShortCircuits(double x, double y)
    {
        double a = x, b = y;
        if (a > 0 && (a = a * a) > 0.25 || (b = b * x) > 0.1) b += a;
        bool both = (a += b) > 0 & (b -= a * x) > 0;
        return both ? a * b : a - b;
    }

    [Differentiable]
    [Lengths(3)]
    public static double ChainedAssignments(ReadOnlySpan<double> x, Span<double> y)
    {
        double a, b;
        a = b = y[0] = y[1] = x[0] * x[1];
        y[2] += a *= b += x[2];
        return a + b + y[2];
    }

    [Differentiable]
    [Case("x=0.5")]
    [Case("x=-1", Throws = typeof(ArgumentOutOfRangeException))]
    public static double ThrowExpression(double x) =>
        Math.Log(x > 0 ? x : throw new ArgumentOutOfRangeException(nameof(x), x, $"{x:F3} is not positive")) * x;

    [Differentiable]
    [Case("x:3 n=2 name=a")]
    [Case("x:3 n=3 name=a", Throws = typeof(ArgumentOutOfRangeException))]
    [Case("x:3 n=-1 name=a", Throws = typeof(ArgumentOutOfRangeException))]
    [Case("x:0 n=0 name=a", Throws = typeof(ArgumentException))]
    public static double GuardClauses(ReadOnlySpan<double> x, int n, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrEmpty(name, nameof(name));
        if (x.IsEmpty) throw new ArgumentException("no data", nameof(x));
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(n, x.Length);
        return x[n] * x[n] * x[0];
    }

    [Differentiable]
    [Case("x=2 y=1")]
    [Case("x=-2 y=1", Throws = typeof(ArgumentOutOfRangeException))]
    [Case("x=2 y=0", Throws = typeof(ArgumentOutOfRangeException))]
    [Case("x=2 y=3", Throws = typeof(InvalidOperationException))]
    public static double GuardsOfDifferentiatedValues(double x, double y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfZero(y);
        double quotient = x / y;
        Debug.Assert(!double.IsNaN(quotient), $"{x} / {y} is {quotient:F2}");
        if (quotient < 1) throw new InvalidOperationException($"{x} / {y} = {quotient,10:F2} is below {1}");
        return Math.Sqrt(quotient);
    }

    [ThreadStatic]
    private static List<string>? _log;

    public static List<string> Log => _log ??= [];

    [NotDifferentiable]
    internal static void Write(string line) => Log.Add(line);

    [NotDifferentiable]
    internal static void Write(int step, double value) => Log.Add(FormattableString.Invariant($"{step}: {value:R}"));

    /// <summary>Writes of values in loops, branches, helpers, behind and in front of what needs them.</summary>
    [Differentiable]
    [MayAllocate("the lines that are written")]
    public static double WritesLines(double x, double y)
    {
        double s = x;
        Write("start");
        for (int i = 0; i < 3; i++)
        {
            s = Math.Sin(s) * y;
            Write(i, s);
            if (s > 0.1) Write($"positive {s * s}");
            else s = Scaled(s, i);
        }

        Write(9, s * s);
        return s * s;
    }

    private static double Scaled(double s, int i)
    {
        double t = 2 * s + i;
        Write(i, t);
        switch (i)
        {
            case 0: Write("zero"); goto case 1;
            case 1: Write("one"); break;
        }

        return t * t;
    }
}

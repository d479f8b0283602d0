// using, try and finally, lock: what cleans up runs once and in order, on every way out.
using System;
using System.Threading;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Cleanup
{
    /// <summary>Writes when it is opened and when it is closed.</summary>
    internal sealed class Scope : IDisposable
    {
        private readonly string _name;

        public Scope(string name)
        {
            _name = name;
            Effects.Write("open " + name);
        }

        public void Dispose() => Effects.Write("close " + _name);
    }

    private static readonly object Gate = new();
    private static readonly Lock OwnLock = new();

    [Differentiable]
    [MayAllocate("scopes and the lines that are written")]
    [Case("x=0.7")]
    [Case("x=3")]
    [Case("x=-0.5", Throws = typeof(ArgumentException))]
    public static double FinallyOnEveryWayOut(double x)
    {
        double y = x * x;
        try
        {
            y = Math.Sin(y) * x;
            if (x < 0) throw new ArgumentException("negative", nameof(x));
            if (x > 2) return y * y;
            Effects.Write(0, y);
        }
        finally
        {
            Effects.Write(1, x);
        }

        return y * 3;
    }

    [Differentiable]
    [MayAllocate("scopes and the lines that are written")]
    [Case("x=0.7")]
    [Case("x=-1")]
    public static double UsingBlocksAndDeclarations(double x)
    {
        using var a = new Scope("a");
        using (new Scope("b"))
        {
            x = Math.Exp(x);
            Effects.Write(0, x);
        }

        using Scope? c = x > 2 ? null : new Scope("c"), d = new Scope("d");
        if (x < 1) return x * x;
        double s = Math.Log(x) * x;
        return s + x;
    }

    [Differentiable]
    [MayAllocate("the lines that are written")]
    [Case("x=0.7 n=5")]
    [Case("x=-0.4 n=6")]
    [Case("x=3 n=4")]
    [Case("x=1 n=0")]
    public static double JumpsOutOfATryInALoop(double x, int n)
    {
        double s = x;
        for (int i = 0; i < n; i++)
        {
            try
            {
                s = Math.Sin(s) * 1.5 + x;
                if (i == 1) continue;
                if (s > 2) break;
                s *= s;
            }
            finally
            {
                Effects.Write("trip " + i);
            }

            s += 0.1;
        }

        return s;
    }

    [Differentiable]
    [Case("x=0.7")]
    [Case("x=-2", Throws = typeof(ArgumentException))]
    public static double Locks(double x)
    {
        double y = x;
        lock (Gate)
        {
            y *= y;
            if (x < -1) throw new ArgumentException("too small", nameof(x));
        }

        lock (OwnLock) y = Math.Sin(y);
        return y * x;
    }

    [Differentiable]
    [MayAllocate("scopes and the lines that are written")]
    [Lengths(4, 4)]
    public static double ATryAroundLoopsAndWrites(ReadOnlySpan<double> x, Span<double> y)
    {
        using var scope = new Scope("loops");
        double product = 1;
        try
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = y[i] * x[i] + product;
                product *= Math.Cos(y[i]);
            }
        }
        finally
        {
            for (int i = 0; i < 2; i++) Effects.Write("done " + i);
        }

        return product + Helped(x, 3) * y[0];
    }

    private static double Helped(ReadOnlySpan<double> x, int n)
    {
        using var scope = new Scope("help");
        double s = 0;
        for (int i = 0; i < n; i++)
        {
            double t = Math.Sin(x[i]) * s + x[i];
            Effects.Write(i, t);
            s += t * t;
            if (s > 2) return s;
        }

        return s * x[0];
    }

    [Differentiable]
    [MayAllocate("the lines that are written")]
    [Case("x=0.7")]
    [Case("x=3")]
    public static double NestedTries(double x)
    {
        try
        {
            try
            {
                x *= x;
                if (x > 4) return x * x;
            }
            finally
            {
                Effects.Write("inner");
            }

            x = Math.Exp(-x);
        }
        finally
        {
            int lines = 0;
            while (lines < 2) Effects.Write("outer " + lines++);
        }

        return x;
    }
}

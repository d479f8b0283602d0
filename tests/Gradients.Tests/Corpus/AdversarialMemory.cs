// Memory that is overwritten, sliced, aliased and reused in every way that could lose an old value.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

// A stackalloc inside a loop is part of the language.
#pragma warning disable CA2014

public static partial class AdversarialMemory
{
    [Differentiable]
    [Lengths(4, 7)]
    public static double ChainOrSine(Span<double> y)
    {
        double s = 0;
        for (int i = 1; i < y.Length; i++)
        {
            if (y[i] > y[i - 1]) y[i] = y[i] * y[i - 1];
            else y[i - 1] = Math.Sin(y[i]) * y[i - 1];
            s += y[i] * y[i - 1];
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Repeated(ReadOnlySpan<double> x)
    {
        double s = x[0] * x[0] * x[0];
        for (int i = 0; i < 4; i++) s *= x[i % 2] + x[i % 2] * x[0];
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static void RepeatedWrite(Span<double> y)
    {
        for (int i = 0; i < 6; i++) y[i % 3] = y[i % 3] * y[(i + 1) % 3] + y[i % 3];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double UsedAfterOverwritten(Span<double> y)
    {
        double a = y[0], b = Math.Sin(a);
        y[0] = 3;
        double c = a * b;
        Clobber(y, c);
        double d = y[1] * a;
        Clobber(y, d);
        return a * b * c * d * y[0];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double AliasedSlices(Span<double> y)
    {
        Span<double> l = y[..^1], r = y[1..];
        for (int i = 0; i < l.Length; i++) l[i] = r[i] * l[i] + l[l.Length - 1 - i];
        double s = 0;
        foreach (double e in r) s += e * e;
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double SameTwice(ReadOnlySpan<double> x) => Dot(x, x) * Dot(x[1..], x[..^1]);

    [Differentiable]
    [Lengths(4, 7)]
    public static double SameTwiceMutable(Span<double> y)
    {
        double d = Dot(y, y);
        y[0] = d;
        return Dot(y, y[..]) * d;
    }

    [Differentiable]
    [Case("y:4 n=5")]
    [Case("y:7 n=3")]
    public static double RefElements(Span<double> y, int n)
    {
        Two(ref y[0], ref y[1]);
        Two(ref y[3], ref y[0]);
        double z = y[2];
        Two(ref z, ref y[n % 3]);
        return z * y[2];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double SortSum(Span<double> y)
    {
        Sort(y);
        double s = 0;
        for (int i = 0; i < y.Length; i++) s += y[i] * (i + 1) * y[i];
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static void FftLike(Span<double> y) => Fft(y, 3);

    [Differentiable]
    [Lengths(4, 7)]
    public static double LengthsInLoops(Span<double> y)
    {
        double s = 1;
        for (int n = y.Length; n > 0; n--)
        {
            Span<double> p = y[..n];
            for (int i = 0; i < p.Length; i++) p[i] = p[i] * 0.9 + Math.Sin(s) * p[p.Length - 1];
            s += p[0] * p[^1];
        }
        return s;
    }

    [Differentiable]
    [Lengths(4)]
    public static double SlicesOfSlices(Span<double> y)
    {
        double s = 1;
        for (int a = 0; a < 3; a++)
        {
            Span<double> p = y[a..];
            for (int b = 1; b < p.Length; b++)
            {
                Span<double> q = p[..b];
                ReadOnlySpan<double> r = q;
                q[b - 1] *= Math.Sin(r[0]) + s;
                s = s * 0.5 + r[^1];
            }
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double WhileSlices(Span<double> y)
    {
        double s = 1;
        int lo = 0, hi = y.Length;
        while (hi - lo > 1)
        {
            int mid = (lo + hi) / 2;
            Span<double> l = y[lo..mid], r = y[mid..hi];
            for (int i = 0; i < l.Length && i < r.Length; i++)
            {
                double t = l[i];
                l[i] = t * r[i];
                r[i] = t + Math.Sin(r[i]);
            }

            if (l[0] > r[0]) hi = mid;
            else lo = mid;
            s += l[0] * r[0];
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static void Scatter(ReadOnlySpan<double> x, Span<int> idx, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            int k = idx[i % idx.Length];
            y[k % y.Length] += x[i] * y[(k + 1) % y.Length];
            idx[i % idx.Length] = (k + 3) % 5;
        }
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double IndexArrays(ReadOnlySpan<double> x, ReadOnlySpan<int> idx, int[] perm)
    {
        double s = 0;
        for (int i = 0; i < idx.Length; i++)
        {
            int k = idx[i] % x.Length;
            s += x[k] * x[perm[i % perm.Length] % x.Length];
            s *= 1.1;
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double ReadOldAfterHelper(Span<double> y)
    {
        double s = 0;
        for (int i = 0; i + 1 < y.Length; i++)
        {
            double old = y[i];
            ReadOnlySpan<double> view = y;
            Exp2(y.Slice(i, 2));
            s += old * view[i] * y[i + 1];
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Vectorized(ReadOnlySpan<double> x, Span<double> y, double a)
    {
        double s = 0, p = 0;
        for (int i = 0; i < y.Length && i < x.Length; i++)
        {
        }

        int n = Math.Min(x.Length, y.Length);
        for (int i = 0; i < n; i++)
        {
            y[i] = y[i] * a + x[i];
            s += y[i] * y[i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            p += Math.Exp(y[i]) * x[i];
        }

        for (int i = 1; i < n; i++) y[i] = x[i] * y[i - 1];
        for (int i = 0; i < n - 1; i++) y[i] = y[i + 1] * a;
        return s * p;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double LocalInLoop(ReadOnlySpan<double> x)
    {
        double s = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double[] t = new double[i + 1];
            for (int j = 0; j <= i; j++)
            {
                t[j] = x[j] * (j > 0 ? t[j - 1] : 1) + x[i];
            }

            s += t[i] * t[0];
            if (s > 50) break;
            Span<double> u = stackalloc double[2];
            u[i % 2] = s * 0.1;
            s -= u[0] * u[1] + u[1] * u[1];
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double TestReadsMemory(Span<double> y)
    {
        int i = 0;
        while (y[i % y.Length] * y[0] < 3 && i < 9)
        {
            y[i % y.Length] = y[i % y.Length] * 1.5 + 0.2;
            i++;
        }
        return y[0] * y[1];
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double BoolArray(ReadOnlySpan<double> x)
    {
        bool[] seen = new bool[x.Length];
        double s = 1;
        for (int i = 0; i < 2 * x.Length; i++)
        {
            int k = (i * 3) % x.Length;
            if (seen[k])
            {
                s *= 0.9;
                continue;
            }

            seen[k] = true;
            s = Math.Sin(s + x[k]);
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Counting(ReadOnlySpan<double> x)
    {
        int pos = 0;
        for (int i = 0; i < x.Length; i++)
            if (x[i] > 0) pos++;
        Span<int> count = stackalloc int[4];
        for (int i = 0; i < x.Length; i++) count[pos > i ? 1 : 2] += i;
        double s = 0;
        for (int i = 0; i < 4; i++) s += count[i] * x[i] * x[i] * pos;
        return s;
    }

    private static void Exp2(Span<double> a)
    {
        for (int i = 0; i < a.Length; i++) a[i] = Math.Exp(a[i] * 0.1);
    }

    private static void Fft(Span<double> y, int depth)
    {
        if (depth == 0 || y.Length < 2) return;
        int h = y.Length / 2;
        Span<double> a = y[..h], b = y.Slice(h, h);
        for (int i = 0; i < h; i++)
        {
            double u = a[i], v = b[i];
            a[i] = u + Math.Sin(v);
            b[i] = u * v;
        }

        Fft(a, depth - 1);
        Fft(b, depth - 1);
    }

    private static void Sort(Span<double> y)
    {
        if (y.Length < 2) return;
        double p = y[0];
        int i = 0;
        for (int j = 1; j < y.Length; j++)
            if (y[j] < p)
            {
                i++;
                (y[i], y[j]) = (y[j], y[i]);
            }

        (y[0], y[i]) = (y[i], y[0]);
        Sort(y[..i]);
        Sort(y[(i + 1)..]);
    }

    private static void Two(ref double a, ref double b)
    {
        double t = a;
        a = b * t;
        b = t + a;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double s = 0;
        for (int i = 0; i < a.Length; i++) s += a[i] * b[i];
        return s;
    }

    private static void Clobber(Span<double> y, double by)
    {
        for (int i = 0; i < y.Length; i++) y[i] = y[i] * by + i;
    }
}

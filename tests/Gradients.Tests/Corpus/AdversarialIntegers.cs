// Indices and counters of every integer type, at the ends of their ranges too.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class AdversarialIntegers
{
    [Differentiable]
    [Case("x:4 a=5 b=5 c=b d=5 e=5 f=5 g=5 h=5")]
    [Case("x:7 a=3 b=3 c=b d=3 e=3 f=3 g=3 h=3")]
    public static double IndexKinds(ReadOnlySpan<double> x, long a, byte b, char c, short d, uint e, ulong f, sbyte g, ushort h)
    {
        double s = x[(int)(a % 3)] * x[b % 4];
        for (long i = 0; i < a - 2; i++) s = s * 0.5 + x[(int)i] * s;
        for (byte i = 0; i < b; i++) s += x[i % 4] * s * 0.1;
        for (uint i = 0; i < e; i++) s += x[(int)(i % 4)] * s * 0.1;
        for (char k = 'a'; k < 'd'; k++) s += x[k - 'a'] * s;
        s *= x[(int)(f % 3)] * x[h % 3];
        unchecked
        {
            int big = int.MaxValue;
            big += (int)a;
            s *= x[(big & 3)];
        }
        return s;
    }

    [Differentiable]
    [Case("x:4 n=5")]
    [Case("x:7 n=3")]
    public static double UnsignedDown(ReadOnlySpan<double> x, uint n)
    {
        double s = 1;
        for (uint i = n; i-- > 0;) s = s * 0.5 + x[(int)(i % 4)] * s;
        return s;
    }

    [Differentiable]
    [Case("x:4 n=5 m=5")]
    [Case("x:7 n=3 m=3")]
    public static double UnsignedUp(ReadOnlySpan<double> x, uint n, ulong m)
    {
        double s = 1;
        for (uint i = 0; i < n; i++) s = Math.Sin(s) + x[(int)(i % 4)] * s;
        for (ulong i = 0; i < m; i += 2)
        {
            s = Math.Sin(s) + x[(int)(i % 4)] * s;
        }

        for (uint i = n; i > 0; i--) s = s * 0.5 + Math.Sin(x[(int)(i % 4)] * s);
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double ByteAll(double x)
    {
        double s = x;
        for (byte i = 250; i < 255; i++) s = Math.Sin(s * x);
        for (sbyte i = -128; i < -125; i++) s = Math.Sin(s * x);
        for (byte i = 3; i > 0; i--) s = Math.Sin(s * x);
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double NegativeSteps(ReadOnlySpan<double> x)
    {
        double s = 1;
        for (int i = x.Length - 1; i >= 0; i -= 3) s = Math.Sin(s * x[i]) + x[i];
        for (int i = x.Length; i > 1; i -= 2) s = Math.Sin(s) * x[i - 1];
        for (int i = -1; i > -4; i--) s = s * x[-i] + Math.Cos(s);
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double LongFor(ReadOnlySpan<double> x)
    {
        double s = 1;
        for (long i = long.MaxValue - 3; i < long.MaxValue; i++) s = Math.Sin(s * x[(int)(i & 3)]);
        for (long i = long.MinValue; i < long.MinValue + 3; i++) s = Math.Sin(s * x[(int)(i & 3)]);
        for (int i = int.MaxValue - 3; i < int.MaxValue; i++) s = Math.Sin(s * x[i & 3]);
        for (int i = int.MinValue; i < int.MinValue + 2; i++) s = Math.Sin(s * x[i & 3]);
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double InclusiveMax(ReadOnlySpan<double> x)
    {
        double s = 1;
        int k = 0;
        for (int i = int.MaxValue - 2; i <= int.MaxValue; i++)
        {
            s = Math.Sin(s * x[i & 3]);
            if (++k == 3) break;
        }
        return s;
    }

    [Differentiable]
    [Case("n=5 m=5")]
    [Case("n=3 m=3")]
    public static double Ints(double x, int n, long m)
    {
        int a = n / 2 * 3 % 7 << 1 >> 1;
        a |= 1;
        a ^= n & 3;
        a = ~a;
        long b = m * a - (long)n;
        uint u = (uint)a >> 28;
        short sh = (short)(b & 7);
        byte by = (byte)(u + 3);
        a = -a;
        a = n > 2 ? a : (int)b;
        return x * a + x * x * b + Math.Sin(x * u) * sh + by * x;
    }

    [Differentiable]
    [Case("n=5")]
    [Case("n=3")]
    public static double Overflow(double x, int n)
    {
        int h = 17;
        for (int i = 0; i < n; i++)
        {
            h = h * 1000003 + i;
            h ^= h >> 13;
            x = Math.Sin(x * (h % 5)) + x;
        }

        long g = h;
        g *= g;
        g *= g;
        return x * (g % 3 + 2);
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double IncrementInIndex(ReadOnlySpan<double> x, Span<double> y)
    {
        int i = 0, j = 3;
        double s = 0;
        while (i < 3)
        {
            y[i++] = x[j--] * y[i];
            s += y[i - 1] * x[++j];
            j--;
        }
        return s;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double AssignExpr(double a, double b)
    {
        double c, d;
        c = d = a * b;
        c += d *= a;
        return c * d;
    }

    [Differentiable]
    [Lengths(4, 7)]
    public static double Declarators(double x)
    {
        double a = x, b = a * x, c;
        var d = b * a;
        c = d;
        int i = 1, j = i + 1;
        for (int p = 0, q = 3; p < q; p++, q--)
        {
            c += p * b + q * a;
        }
        return c * d * j;
    }
}

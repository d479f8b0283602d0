// Elementary and special functions to more than 160 bits, by series and Newton's method: slow, plain, and independent of what they check.
using System;
using System.Collections.Generic;
using System.Numerics;

namespace Autodiff.Runtime.Tests.Numerics;

internal static class Reference
{
    private const int WideBits = 2700;

    /// <summary>pi · 2^WideBits, for arguments of up to 2^1024.</summary>
    private static readonly BigInteger WidePi = 16 * WideArcOfInverse(5) - 4 * WideArcOfInverse(239);

    public static readonly Big Pi = Big.Of(WidePi, -WideBits);
    public static readonly Big Ln2 = 18 * ArtanhOfInverse(26) - 2 * ArtanhOfInverse(4801) + 8 * ArtanhOfInverse(8749);
    private static readonly Big HalfLogTwoPi = Log(Pi.Scale(1)).Scale(-1);
    private static readonly Big[] Bernoulli = [.. BernoulliNumbers(40)];

    private static BigInteger WideArcOfInverse(int n)
    {
        BigInteger power = (BigInteger.One << WideBits) / n, sum = power;
        for (int k = 3; !power.IsZero; k += 2)
        {
            power /= -n * n;
            sum += power / k;
        }
        return sum;
    }

    private static Big ArtanhOfInverse(int n)
    {
        Big power = (Big)1 / n, sum = power;
        for (int k = 3; k < 200; k += 2)
        {
            power /= n * n;
            sum += power / k;
        }
        return sum;
    }

    /// <summary>B2, B4, …, exactly up to the last division, from the tangent numbers.</summary>
    private static IEnumerable<Big> BernoulliNumbers(int count)
    {
        BigInteger[] tangent = new BigInteger[count + 1];
        tangent[1] = 1;
        for (int k = 2; k <= count; k++) tangent[k] = (k - 1) * tangent[k - 1];
        for (int k = 2; k <= count; k++)
            for (int j = k; j <= count; j++) tangent[j] = (j - k) * tangent[j - 1] + (j - k + 2) * tangent[j];
        for (int n = 1; n <= count; n++)
        {
            BigInteger four = BigInteger.Pow(4, n);
            yield return (Big)((n % 2 == 1 ? 1 : -1) * 2 * n * tangent[n]) / (four * (four - 1));
        }
    }

    /// <summary>The sum of terms until they no longer count.</summary>
    private static Big Sum(Big first, Func<int, Big, Big> next)
    {
        Big sum = first, term = first;
        for (int k = 1; k < 5000 && !term.IsZero && term.Leading > sum.Leading - 256; k++)
        {
            term = next(k, term);
            sum += term;
        }
        return sum;
    }

    public static Big Exp(Big x)
    {
        if (x.IsZero) return 1;
        BigInteger k = (x / Ln2).Round();
        Big r = (x - k * Ln2).Scale(-12);
        Big y = Sum(1, (n, t) => t * r / n);
        for (int i = 0; i < 12; i++) y *= y;
        return y.Scale((int)k);
    }

    public static Big Expm1(Big x) => x.IsZero ? 0 : x.Leading < -3 ? Sum(x, (n, t) => t * x / (n + 1)) : Exp(x) - 1;
    public static Big Exp2(Big x) => Exp(x * Ln2);

    public static Big Log1p(Big x)
    {
        if (x.IsZero) return 0;
        if (x.Leading >= -3) return Log(1 + x);
        Big s = x / (2 + x);
        return Odd(s, s * s).Scale(1);
    }

    /// <summary>x + z x / 3 + z² x / 5 + …</summary>
    private static Big Odd(Big x, Big z)
    {
        Big sum = x, power = x;
        for (int k = 3; power.Leading > sum.Leading - 256; k += 2)
        {
            power *= z;
            sum += power / k;
        }
        return sum;
    }

    public static Big Log(Big x)
    {
        Big d = x - 1;
        if (d.IsZero || d.Leading < -3) return Log1p(d);
        int e = x.Leading;
        Big m = x.Scale(-e), y = Math.Log(m.ToDouble());
        for (int i = 0; i < 2; i++)
        {
            Big z = Exp(y);
            y += ((m - z) / (m + z)).Scale(1);
        }
        return y + e * Ln2;
    }

    public static Big Log2(Big x) => Log(x) / Ln2;
    public static Big Log10(Big x) => Log(x) / Log(10);
    public static Big Pow(Big x, Big y) => Exp(y * Log(x));

    public static Big Sinh(Big x) { Big e = Expm1(x.Abs()), y = (e + e / (e + 1)).Scale(-1); return x.Sign < 0 ? -y : y; }
    public static Big Cosh(Big x) { Big e = Exp(x); return (e + 1 / e).Scale(-1); }
    public static Big Tanh(Big x) { Big e = Expm1(x.Scale(1)); return e / (e + 2); }
    public static Big Asinh(Big x) { Big a = x.Abs(), l = Log1p(a + a * a / (1 + Big.Sqrt(a * a + 1))); return x.Sign < 0 ? -l : l; }
    public static Big Acosh(Big x) => Log1p(x - 1 + Big.Sqrt((x - 1) * (x + 1)));
    public static Big Atanh(Big x) => Log1p(x.Scale(1) / (1 - x)).Scale(-1);
    public static Big Sigmoid(Big x) => x.Sign < 0 ? Exp(x) / (1 + Exp(x)) : 1 / (1 + Exp(-x));
    public static Big Softplus(Big x) => x.Sign < 0 ? Log1p(Exp(x)) : x + Log1p(Exp(-x));
    public static Big LogSigmoid(Big x) => -Softplus(-x);
    public static Big Cbrt(Big x)
    {
        if (x.IsZero) return 0;
        int third = (int)Math.Floor(x.Leading / 3.0);
        Big m = x.Scale(-3 * third), y = Math.Cbrt(m.ToDouble());
        for (int i = 0; i < 3; i++) y -= (y - m / (y * y)) / 3;
        return y.Scale(third);
    }

    public static Big Hypot(Big x, Big y) => Big.Sqrt(x * x + y * y);

    /// <summary>Sine and cosine of a double, reduced with as many digits of pi as it takes.</summary>
    private static (Big Sin, Big Cos) SinCos(Big x)
    {
        BigInteger fixedPoint = x.Exponent >= 0 ? x.Mantissa << (x.Exponent + WideBits)
            : x.Exponent + WideBits >= 0 ? x.Mantissa << (x.Exponent + WideBits) : x.Mantissa >> -(x.Exponent + WideBits);
        BigInteger n = 2 * fixedPoint / WidePi;
        Big r = x.Leading < -2 ? x : Big.Of(2 * fixedPoint - n * WidePi, -WideBits - 1);
        if (x.Leading < -2) n = 0;
        Big z = r * r, sin = r.IsZero ? 0 : Sum(r, (k, t) => -t * z / (2 * k * (2 * k + 1))), cos = Sum(1, (k, t) => -t * z / (2 * k * (2 * k - 1)));
        return (int)(((n % 4) + 4) % 4) switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
    }

    public static Big Sin(Big x) => SinCos(x).Sin;
    public static Big Cos(Big x) => SinCos(x).Cos;
    public static Big Tan(Big x) { (Big s, Big c) = SinCos(x); return s / c; }

    public static Big Atan(Big x)
    {
        if (x.IsZero) return 0;
        if (x.Sign < 0) return -Atan(-x);
        if (x > 1) return Pi.Scale(-1) - Atan(1 / x);
        int halvings = x.Leading < -4 ? 0 : 4;
        for (int i = 0; i < halvings; i++) x /= 1 + Big.Sqrt(1 + x * x);
        return Odd(x, -(x * x)).Scale(halvings);
    }

    public static Big Atan2(Big y, Big x) => x.IsZero ? (y.Sign < 0 ? -Pi : Pi).Scale(-1) : Atan(y / x) + (x.Sign > 0 ? 0 : y.Sign < 0 ? -Pi : Pi);
    public static Big Asin(Big x) => x.Abs() is var a && (a - 1).IsZero ? (x.Sign < 0 ? -Pi : Pi).Scale(-1) : Atan(x / Big.Sqrt((1 - x) * (1 + x)));
    public static Big Acos(Big x) => (x + 1).IsZero ? Pi : Atan(Big.Sqrt((1 - x) / (1 + x))).Scale(1);

    public static Big Erf(Big x)
    {
        if (x.IsZero) return 0;
        if (x.Abs() > 14) return x.Sign < 0 ? -(1 - Erfc(-x)) : 1 - Erfc(x);
        Big z = (x * x).Scale(1);
        return Sum(x, (n, t) => t * z / (2 * n + 1)).Scale(1) * Exp(-(x * x)) / Big.Sqrt(Pi);
    }

    public static Big Erfc(Big x)
    {
        if (x < 5) return 1 - Erf(x);
        Big fraction = x;
        for (int k = 250; k > 0; k--) fraction = x + ((Big)k).Scale(-1) / fraction;
        return Exp(-(x * x)) / (fraction * Big.Sqrt(Pi));
    }

    public static Big NormalCdf(Big x) => Erfc(-x / Big.Sqrt(2)).Scale(-1);

    /// <summary>|sin(pi x)| and cot(pi x) of a double.</summary>
    private static (Big Sin, Big Cot) OfPi(Big x)
    {
        (Big s, Big c) = SinCos((x - x.Round()) * Pi);
        return (s.Abs(), c / s);
    }

    /// <summary>Where the asymptotic series hold: what is left after moving x up, with what each step contributes.</summary>
    private static Big Up(Big x, Func<Big, Big> step, Big start, Func<Big, Big, Big> join, out Big moved)
    {
        Big sum = start;
        for (; x < 40; x += 1) sum = join(sum, step(x));
        moved = x;
        return sum;
    }

    public static Big LogGamma(Big x)
    {
        if (x.Sign < 0) return Log(Pi / (OfPi(x).Sin)) - LogGamma(1 - x);
        Big product = Up(x, v => v, 1, (a, b) => a * b, out Big v);
        Big sum = (v - ((Big)1).Scale(-1)) * Log(v) - v + HalfLogTwoPi, y = 1 / v, power = y;
        for (int n = 1; n <= Bernoulli.Length; n++, power *= y * y) sum += Bernoulli[n - 1] * power / (2 * n * (2 * n - 1));
        return sum - Log(product);
    }

    public static Big Digamma(Big x)
    {
        if (x.Sign < 0) return Digamma(1 - x) - Pi * OfPi(x).Cot;
        Big shifted = Up(x, v => 1 / v, 0, (a, b) => a + b, out Big v);
        Big y = 1 / v, sum = Log(v) - y.Scale(-1), power = y * y;
        for (int n = 1; n <= Bernoulli.Length; n++, power *= y * y) sum -= Bernoulli[n - 1] * power / (2 * n);
        return sum - shifted;
    }

    public static Big Trigamma(Big x)
    {
        if (x.Sign < 0) { Big q = Pi / OfPi(x).Sin; return q * q - Trigamma(1 - x); }
        Big shifted = Up(x, v => 1 / (v * v), 0, (a, b) => a + b, out Big v);
        Big y = 1 / v, sum = y + (y * y).Scale(-1), power = y * y * y;
        for (int n = 1; n <= Bernoulli.Length; n++, power *= y * y) sum += Bernoulli[n - 1] * power;
        return sum + shifted;
    }
}

// Binary floating-point numbers of 256 bits with an unbounded exponent: arithmetic for the reference values.
using System;
using System.Numerics;

namespace Autodiff.Runtime.Tests.Numerics;

/// <summary>Mantissa · 2^Exponent.</summary>
internal readonly struct Big(BigInteger mantissa, int exponent) : IComparable<Big>
{
    private const int Precision = 256;

    public BigInteger Mantissa { get; } = mantissa;
    public int Exponent { get; } = exponent;

    public bool IsZero => Mantissa.IsZero;
    public int Sign => Mantissa.Sign;

    /// <summary>The exponent of the leading bit.</summary>
    public int Leading => Exponent + Length(Mantissa) - 1;

    private static int Length(BigInteger value) => (int)BigInteger.Abs(value).GetBitLength();

    public static Big Of(BigInteger mantissa, int exponent)
    {
        int excess = Length(mantissa) - Precision;
        if (excess <= 0) return new(mantissa, exponent);
        return new((mantissa + (BigInteger.One << (excess - 1))) >> excess, exponent + excess);
    }

    /// <summary>Exact; the number must be finite.</summary>
    public static implicit operator Big(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentException("Not finite.", nameof(value));
        long bits = BitConverter.DoubleToInt64Bits(value);
        int field = (int)(bits >> 52) & 0x7ff;
        long fraction = bits & 0xfffffffffffff;
        BigInteger mantissa = field == 0 ? fraction : fraction | 1L << 52;
        return new(bits < 0 ? -mantissa : mantissa, Math.Max(field, 1) - 1075);
    }

    public static implicit operator Big(int value) => new(value, 0);
    public static implicit operator Big(BigInteger value) => Of(value, 0);

    public static Big operator +(Big a, Big b)
    {
        if (a.IsZero) return b;
        if (b.IsZero) return a;
        if (a.Exponent < b.Exponent) (a, b) = (b, a);
        if (a.Leading - b.Leading > 2 * Precision) return a;
        if (b.Leading - a.Leading > 2 * Precision) return b;
        return Of((a.Mantissa << (a.Exponent - b.Exponent)) + b.Mantissa, b.Exponent);
    }

    public static Big operator -(Big a) => new(-a.Mantissa, a.Exponent);
    public static Big operator -(Big a, Big b) => a + -b;
    public static Big operator *(Big a, Big b) => Of(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    public static Big operator /(Big a, Big b)
    {
        int shift = Math.Max(0, Precision + 2 + Length(b.Mantissa) - Length(a.Mantissa));
        return Of((a.Mantissa << shift) / b.Mantissa, a.Exponent - b.Exponent - shift);
    }

    public Big Scale(int powerOfTwo) => new(Mantissa, Exponent + powerOfTwo);
    public Big Abs() => new(BigInteger.Abs(Mantissa), Exponent);

    public static bool operator <(Big a, Big b) => (a - b).Sign < 0;
    public static bool operator >(Big a, Big b) => (a - b).Sign > 0;
    public int CompareTo(Big other) => (this - other).Sign;

    /// <summary>The nearest double, nearly; for starting values and ratios.</summary>
    public double ToDouble()
    {
        if (IsZero) return 0;
        int excess = Math.Max(0, Length(Mantissa) - 60);
        return Math.ScaleB((double)(Mantissa >> excess), Exponent + excess);
    }

    /// <summary>The nearest whole number.</summary>
    public BigInteger Round() => Exponent >= 0 ? Mantissa << Exponent
        : Leading < -1 ? BigInteger.Zero : (Mantissa + (BigInteger.One << (-Exponent - 1))) >> -Exponent;

    public static Big Sqrt(Big x)
    {
        if (x.Sign <= 0) return 0;
        int half = x.Leading >> 1;
        Big scaled = x.Scale(-2 * half), y = Math.Sqrt(scaled.ToDouble());
        for (int i = 0; i < 3; i++) y = (y + scaled / y).Scale(-1);
        return y.Scale(half);
    }
}

// Printed from VectorMath.Logarithm.cs by a test: the same functions of one number.
using System;
using System.Runtime.CompilerServices;
using static Autodiff.Numerics.Lane1;
using B = bool;
using L = long;
using V = double;

namespace Autodiff.Numerics;

public static partial class VectorMath
{
    // log x = k ln 2 + log(1 + f) with x = 2^k (1 + f) and 1 + f between sqrt(1/2) and sqrt(2); s = f / (2 + f) makes the series one of odd powers.

    /// <summary>f and k of a positive finite x.</summary>
    [MethodImpl(Inline)]
    private static V LogReduce(V x, out V k)
    {
        B subnormal = Lt(x, C(2.2250738585072014e-308));
        L bits = Bits(Select(subnormal, x * C(18014398509481984.0), x)) + N(0x3ff0000000000000 - 0x3fe6a09e667f3bcd);
        k = Float((bits >>> 52) + N(0x4330000000000000)) - Select(subnormal, C(4503599627370496.0 + 1023 + 54), C(4503599627370496.0 + 1023));
        return Float((bits & N(0x000fffffffffffff)) + N(0x3fe6a09e667f3bcd)) - C(1);
    }

    /// <summary>(log(1 + f) - 2 s) / s, in z = s².</summary>
    [MethodImpl(Inline)]
    private static V LogSeries(V z)
    {
        V z2 = z * z;
        V high = Fma(C(0.1461703754879165), z2, Poly2(z, 0.18182890556695602, 0.1533167403016786));
        return z * Fma(high, z2 * z2, Fma(Poly2(z, 0.2857142862609589, 0.2222221111514416), z2, Poly2(z, 0.666666666666667, 0.3999999999989924)));
    }

    /// <summary>k ln 2 + log(1 + f) + tail.</summary>
    [MethodImpl(Inline)]
    private static V LogOf(V f, V k, V tail)
    {
        V s = f / (C(2) + f), h = C(0.5) * f * f;
        V rest = Fma(s, h + LogSeries(s * s), Fma(k, C(Ln2Low), tail));
        return Fma(k, C(Ln2High), f - (h - rest));
    }

    /// <summary>What a logarithm is where its argument is not positive and finite.</summary>
    [MethodImpl(Inline)]
    private static V LogOrSpecial(V x, V log) =>
        Select(Gt(x, C(0)), Select(Lt(x, C(double.PositiveInfinity)), log, x), Select(Eq(x, C(0)), C(double.NegativeInfinity), C(double.NaN)));

    /// <summary>Natural logarithm.</summary>
    [MethodImpl(Function)]
    public static V Log(V x)
    {
        V f = LogReduce(x, out V k);
        return LogOrSpecial(x, LogOf(f, k, C(0)));
    }

    /// <summary>Logarithm to base 2; exact for powers of 2.</summary>
    [MethodImpl(Function)]
    public static V Log2(V x)
    {
        V f = LogReduce(x, out V k);
        return LogOrSpecial(x, Fma(LogOf(f, C(0), C(0)), C(1.4426950408889634), k));
    }

    /// <summary>Logarithm to base 10.</summary>
    [MethodImpl(Function)]
    public static V Log10(V x)
    {
        V f = LogReduce(x, out V k);
        V log = LogOf(f, C(0), C(0));
        V low = Fma(log, C(1.098319650216765e-17), k * C(-2.8037281277851704e-18));
        return LogOrSpecial(x, Fma(k, C(0.3010299956639812), Fma(log, C(0.4342944819032518), low)));
    }

    /// <summary>log(1 + x) for x above -1 and finite.</summary>
    [MethodImpl(Inline)]
    private static V Log1pOf(V x)
    {
        // 1 + x = u + lost exactly.
        V u = C(1) + x, b = u - C(1), lost = (C(1) - (u - b)) + (x - b);
        V f = LogReduce(u, out V k);
        B near = Eq(k, C(0));
        return LogOf(Select(near, x, f), k, Select(near, C(0), lost / u));
    }

    /// <summary>log(1 + x) for x between 0 and 1.</summary>
    [MethodImpl(Inline)]
    private static V Log1pOfSmall(V x)
    {
        // Above sqrt(2) - 1 half of it: log(1 + x) = ln 2 + log(1 + (x - 1) / 2).
        B upper = Gt(x, C(0.41421356237309503));
        return LogOf(Select(upper, (x - C(1)) * C(0.5), x), Select(upper, C(1), C(0)), C(0));
    }

    /// <summary>log(1 + x); accurate for small x.</summary>
    [MethodImpl(Function)]
    public static V Log1p(V x)
    {
        V special = Select(Eq(x, C(-1)), C(double.NegativeInfinity), Select(Gt(x, C(-1)), x, C(double.NaN)));
        V log = Select(Gt(x, C(-1)), Log1pOf(x), special);
        // Small x, infinity and NaN are their own.
        return Select(Lt(Abs(x), C(1e-17)), x, Select(Lt(x, C(double.PositiveInfinity)), log, special));
    }

    /// <summary>Inverse hyperbolic sine.</summary>
    [MethodImpl(Function)]
    public static V Asinh(V x)
    {
        V a = Abs(x);
        B huge = Gt(a, C(1e18));
        V square = a * a;
        V log = Log1pOf(Select(huge, a, a + square / (C(1) + Root(square + C(1))))) + Select(huge, C(0.6931471805599453), C(0));
        return Select(Lt(a, C(1e-17)), x, Select(Lt(a, C(double.PositiveInfinity)), Signed(log, x), x));
    }

    /// <summary>Inverse hyperbolic cosine.</summary>
    [MethodImpl(Function)]
    public static V Acosh(V x)
    {
        V t = x - C(1);
        B huge = Gt(x, C(1e18));
        V log = Log1pOf(Select(huge, x, t + Root(t * (t + C(2))))) + Select(huge, C(0.6931471805599453), C(0));
        return Select(Ge(x, C(1)), Select(Lt(x, C(double.PositiveInfinity)), log, x), C(double.NaN));
    }

    /// <summary>Inverse hyperbolic tangent.</summary>
    [MethodImpl(Function)]
    public static V Atanh(V x)
    {
        V a = Abs(x);
        V log = C(0.5) * Log1pOf((a + a) / (C(1) - a));
        V special = Select(Eq(a, C(1)), C(double.PositiveInfinity), C(double.NaN));
        return Select(Lt(a, C(1e-17)), x, Signed(Select(Lt(a, C(1)), log, special), x));
    }

    /// <summary>x to the power of y.</summary>
    [MethodImpl(Function)]
    public static V Pow(V x, V y)
    {
        V power = PowOf(x, y);
        return Any(Not(Gt(x, C(0)) & Lt(x, C(double.PositiveInfinity)) & Lt(Abs(y), C(double.PositiveInfinity)))) ? PowOrSpecial(x, y) : power;
    }

    /// <summary>a to the power of y for positive a; zero and infinite a as limits.</summary>
    [MethodImpl(Inline)]
    private static V PowOf(V a, V y)
    {
        // log a = high + low to about 67 bits, so that its error stays below a rounding error when y multiplies it by 1000.
        V f = LogReduce(a, out V k);
        V d = C(2) + f, lost = f - (d - C(2)), inverse = C(1) / d;
        V s = f * inverse, sLow = (Fma(-s, d, f) - s * lost) * inverse;
        V z = s * s, zLow = Fma(s, s, -z) + C(2) * s * sLow;
        V z2 = z * z;
        V q = z * Poly8(z, z2, z2 * z2, 0.4, 0.2857142857142937, 0.22222222221654733, 0.1818181833565416, 0.15384594934597917, 0.13334806212100603,
            0.11706195689881364, 0.11723603622905411);
        V c = C(0.6666666666666666) + q, cLow = (C(0.6666666666666666) - c) + q + C(3.700743415417188e-17);
        V t = s * z, tLow = Fma(s, z, -t) + (sLow * z + s * zLow);
        V u = t * c, uLow = Fma(t, c, -u) + (t * cLow + tLow * c);
        V twice = s + s, sum = twice + u, sumLow = (twice - sum) + u + (sLow + sLow + uLow);
        V whole = k * C(Ln2High);
        V high = whole + sum, low = (whole - high) + sum + Fma(k, C(Ln2Low), sumLow);
        return PowOf(high, low, y);
    }

    /// <summary>e^(y (high + low)).</summary>
    [MethodImpl(Inline)]
    private static V PowOf(V high, V low, V y)
    {
        V product = y * high, productLow = Fma(y, high, -product) + y * low;
        return ExpOf(Clamp(product, -746, 710), Select(Lt(Abs(product), C(745.5)), productLow, C(0)));
    }

    [MethodImpl(Call)]
    private static V PowOrSpecial(V x, V y)
    {
        V a = Abs(x), logarithm = Select(Eq(a, C(0)), C(double.NegativeInfinity), a);
        V power = Select(Gt(a, C(0)) & Lt(a, C(double.PositiveInfinity)), PowOf(a, y), PowOf(logarithm, C(0), y));

        // Whole and odd exponents of negative bases; beyond 2^53 all are even.
        B wholeY = Eq(Nearest(y), y), evenY = Eq(Nearest(C(0.5) * y) * C(2), y);
        B negative = Lt(Signed(C(1), x), C(0));
        V signed = Select(negative, Select(wholeY, Select(evenY, power, -power), Select(Gt(a, C(0)), Select(Lt(a, C(double.PositiveInfinity)), C(double.NaN), power), power)), power);
        V number = Select(Eq(x, x), Select(Eq(y, y), signed, y), x);
        // (±1)^±inf is 1.
        V unit = Select(Eq(a, C(1)), Select(Eq(Abs(y), C(double.PositiveInfinity)), C(1), number), number);
        return Select(Eq(y, C(0)), C(1), Select(Eq(x, C(1)), C(1), unit));
    }
}

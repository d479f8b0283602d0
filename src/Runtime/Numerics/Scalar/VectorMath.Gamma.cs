// Printed from VectorMath.Gamma.cs by a test: the same functions of one number.
using System;
using System.Runtime.CompilerServices;
using static Autodiff.Numerics.Lane1;
using B = bool;
using L = long;
using V = double;

namespace Autodiff.Numerics;

public static partial class VectorMath
{
    // From SeriesFrom on an asymptotic series; below, the argument is moved to where a polynomial holds; negative arguments are reflected.

    /// <summary>sin(pi y) for |y| at most a half.</summary>
    [MethodImpl(Inline)]
    private static V SinPi(V y)
    {
        V a = Abs(y);
        V sin = SinOf(a * C(3.141592653589793), C(0)), cos = CosOf((C(0.5) - a) * C(3.141592653589793), C(0));
        return Signed(Select(Gt(a, C(0.25)), cos, sin), y);
    }

    [MethodImpl(Inline)]
    private static V LogGammaOfPositive(V x)
    {
        // x below 8: lgamma(x) = lgamma(2 + f) plus or minus the logarithm of a product.
        B tiny = Lt(x, C(0.5)), below = Lt(x, C(1.25));
        V f = Select(tiny, x, Select(below, x - C(1), x - C(2)));
        V product = Select(tiny, x * (x + C(1)), Select(below, x, C(1)));
        for (int i = 0; i < 6; i++)
        {
            B down = Ge(f, C(0.5));
            product = Select(down, product * (f + C(1)), product);
            f = Select(down, f - C(1), f);
        }
        B large = Ge(x, C(SeriesFrom));
        V log = Log(Select(large, x, product));

        f = Select(large, C(0), f);
        V f2 = f * f, f4 = f2 * f2, f8 = f4 * f4;
        V high = Poly8(f, f2, f4, 4.0841187420064433e-07, -1.98142760169137e-07, 7.50808914616429e-08, -3.809554246352635e-08,
            5.079456612986447e-08, -1.023481881155659e-09, -1.8096168733385246e-08, -1.9480474814012478e-08);
        V middle = Poly8(f, f2, f4, 0.00018255263909200194, -8.309513349572634e-05, 3.816888566059912e-05, -1.7661592691403405e-05,
            8.222266627494912e-06, -3.847928605462114e-06, 1.8073087480682897e-06, -8.502928793579931e-07);
        V low = Poly8(f, f2, f4, 0.42278433509846713, -0.10031730167435392, 0.03296500062115583, -0.012384192193371137,
            0.004998641164697127, -0.002108130833966427, 0.0009153769222571493, -0.00040570739713639836);
        V near2 = Fma(Fma(high, f8, middle), f8, low);
        V small = Fma(f, Fma(f, near2, near2), Select(below, -log, log));

        V y = C(1) / x, y2 = y * y, y4 = y2 * y2;
        V series = y * Poly8(y2, y4, y4 * y4, 0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
            0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242);
        return Select(large, Fma(x - C(0.5), log - C(1), C(0.4189385332046728) + series), small);
    }

    /// <summary>Logarithm of the absolute value of the gamma function.</summary>
    [MethodImpl(Call)]
    public static V LogGamma(V x)
    {
        B negative = Lt(x, C(0));
        if (!Any(negative)) return LogGammaOfPositive(x);
        V a = Abs(x), value = LogGammaOfPositive(Select(negative, a + C(1), a));
        V reflected = Log(C(3.141592653589793) / Abs(SinPi(a - Nearest(a)))) - value;
        return Select(negative, Select(Lt(a, C(double.PositiveInfinity)), reflected, a), value);
    }

    [MethodImpl(Inline)]
    private static V DigammaOfPositive(V x)
    {
        B below = Lt(x, C(1)), large = Ge(x, C(SeriesFrom));
        V r = Select(below, x + C(1), Select(large, C(1), x));
        V sum = Select(below, C(-1) / x, C(0));
        for (int i = 0; i < 6; i++)
        {
            B down = Gt(r, C(2));
            r = Select(down, r - C(1), r);
            sum += Select(down, C(1) / r, C(0));
        }
        V u = r - C(1.5), u2 = u * u, u4 = u2 * u2, u8 = u4 * u4;
        V low = Poly8(u, u2, u4, 0.9510558760318328, -0.42362742128146047, 0.24054248424078736, -0.14840492305391761, 0.09498872445283,
            -0.06192213327165706, 0.04076083394462657, -0.02697579684427536);
        V middle = Poly8(u, u2, u4, 0.017907248195969127, -0.011908215172584002, 0.007927024067961237, -0.00528001782089874,
            0.0035180800751066694, -0.002344650082351321, 0.0015635679757533885, -0.001042261556504223);
        V high = Poly8(u, u2, u4, 0.0006899717801166841, -0.0004599625144612576, 0.0003268068044141764, -0.0002178682145501451,
            9.173383289174792e-05, -6.11554261750751e-05, 0.00012230983055406747, -8.153978973309418e-05);
        // The root of digamma in two parts, so that the value near it is accurate.
        V distance = (r - C(1.4616321449683622)) - C(9.549995429965697e-17);
        V small = Fma(distance, Fma(Fma(high, u8, middle), u8, low), sum);

        V y = C(1) / x, y2 = y * y, y4 = y2 * y2, y8 = y4 * y4;
        V series = y2 * Fma(C(3.0539543302701198), y8 * y8, Poly8(y2, y4, y8, 0.08333333333333333, -0.008333333333333333, 0.003968253968253968,
            -0.004166666666666667, 0.007575757575757576, -0.021092796092796094, 0.08333333333333333, -0.4432598039215686));
        return Select(large, Log(x) - Fma(C(0.5), y, series), small);
    }

    /// <summary>Derivative of <see cref="LogGamma(V)"/>.</summary>
    [MethodImpl(Call)]
    public static V Digamma(V x)
    {
        B negative = Lt(x, C(0));
        if (!Any(negative)) return DigammaOfPositive(x);
        V a = Abs(x), value = DigammaOfPositive(Select(negative, a + C(1), x));
        V y = a - Nearest(a);
        V tangent = SinPi(y) / SinPi(C(0.5) - Abs(y));
        V reflected = value + C(3.141592653589793) / tangent;
        // No value at the poles, where it jumps from one infinity to the other, and none at -infinity.
        return Select(negative, Select(Eq(y, C(0)), C(double.NaN), reflected), value);
    }

    [MethodImpl(Inline)]
    private static V TrigammaOfPositive(V x)
    {
        V v = x, sum = C(0);
        for (int i = 0; i < 8; i++)
        {
            B up = Lt(v, C(SeriesFrom));
            sum += Select(up, C(1) / (v * v), C(0));
            v = Select(up, v + C(1), v);
        }
        V y = C(1) / v, y2 = y * y, y4 = y2 * y2, y8 = y4 * y4;
        V high = Fma(C(6192.123188405797), y4, Poly2(y2, 54.971177944862156, -529.1242424242424));
        V series = y * y2 * Fma(high, y8 * y8, Poly8(y2, y4, y8, 0.16666666666666666, -0.03333333333333333, 0.023809523809523808, -0.03333333333333333,
            0.07575757575757576, -0.2531135531135531, 1.1666666666666667, -7.092156862745098));
        return sum + (y + Fma(C(0.5), y2, series));
    }

    /// <summary>Derivative of <see cref="Digamma(V)"/>.</summary>
    [MethodImpl(Call)]
    public static V Trigamma(V x)
    {
        B negative = Lt(x, C(0));
        if (!Any(negative)) return TrigammaOfPositive(x);
        V a = Abs(x), value = TrigammaOfPositive(Select(negative, a + C(1), a));
        V quotient = C(3.141592653589793) / SinPi(a - Nearest(a));
        return Select(negative, quotient * quotient - value, value);
    }
}

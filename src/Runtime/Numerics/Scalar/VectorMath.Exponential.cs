// Printed from VectorMath.Exponential.cs by a test: the same functions of one number.
using System;
using System.Runtime.CompilerServices;
using static Autodiff.Numerics.Lane1;
using B = bool;
using L = long;
using V = double;

namespace Autodiff.Numerics;

public static partial class VectorMath
{
    // e^x = 2^k (1 + p) with x = k ln 2 + r, |r| <= ln 2 / 2 and p = e^r - 1.

    /// <summary>e^r - 1 for |r| at most half of ln 2.</summary>
    [MethodImpl(Inline)]
    private static V ExpPolynomial(V r)
    {
        V r2 = r * r, r4 = r2 * r2;
        V low = Poly8(r, r2, r4, 0.5, 0.1666666666666667, 0.04166666666666665, 0.008333333333325973, 0.0013888888888891223, 0.0001984126987538548,
            2.4801587311590242e-05, 2.7557254685728803e-06);
        V high = Fma(C(2.09113205577351e-09), r2, Poly2(r, 2.7557285020303146e-07, 2.5105513541847086e-08));
        return Fma(r2, Fma(high, r4 * r4, low), r);
    }

    /// <summary>2^k of a whole number k in the range of the exponents.</summary>
    [MethodImpl(Inline)]
    private static V PowerOfTwo(V k) => Float(Bits(k + C(6755399441055744.0 + 1023)) << 52);

    /// <summary>k and r of x; the product k ln 2 is taken off in two parts, the first exactly.</summary>
    [MethodImpl(Inline)]
    private static V ExpReduce(V x, out V k)
    {
        k = Nearest(x * C(1.4426950408889634));
        return Fma(k, C(-2.3190468138462996e-17), Fma(k, C(-0.6931471805599453), x));
    }

    [MethodImpl(Inline)]
    private static V Clamp(V x, double low, double high)
    {
        x = Select(Lt(x, C(low)), C(low), x);
        return Select(Gt(x, C(high)), C(high), x);
    }

    /// <summary>e^(x + tail), the tail at most a rounding error of x; x in the clamped range.</summary>
    [MethodImpl(Inline)]
    private static V ExpOf(V x, V tail)
    {
        V r = ExpReduce(x, out V k) + tail;
        V p = ExpPolynomial(r);
        // In two steps, so that neither factor leaves the range where the result does not.
        V half = Nearest(k * C(0.5)), scale = PowerOfTwo(half);
        return Fma(p, scale, scale) * PowerOfTwo(k - half);
    }

    /// <summary>e to the power of x.</summary>
    [MethodImpl(Function)]
    public static V Exp(V x)
    {
        V r = ExpReduce(Clamp(x, -746, 710), out V k);
        V p = ExpPolynomial(r);
        V half = Nearest(k * C(0.5)), scale = PowerOfTwo(half);
        return Fma(p, scale, scale) * PowerOfTwo(k - half);
    }

    /// <summary>2 to the power of x.</summary>
    [MethodImpl(Function)]
    public static V Exp2(V x)
    {
        x = Clamp(x, -1076, 1025);
        V k = Nearest(x);
        V p = ExpPolynomial((x - k) * C(0.6931471805599453));
        V half = Nearest(k * C(0.5)), scale = PowerOfTwo(half);
        return Fma(p, scale, scale) * PowerOfTwo(k - half);
    }

    /// <summary>e to the power of x, less 1; accurate for small x.</summary>
    [MethodImpl(Function)]
    public static V Expm1(V x)
    {
        V r = ExpReduce(Clamp(x, -40, 709.9), out V k);
        V scale = PowerOfTwo(k - C(1));
        V half = Fma(ExpPolynomial(r), scale, scale - C(0.5));
        return Select(Lt(Abs(x), C(1e-17)), x, half + half);
    }

    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(Function)]
    public static V Tanh(V x)
    {
        V a = Abs(x);
        V r = ExpReduce(Select(Gt(a, C(20)), C(40), a + a), out V k);
        V scale = PowerOfTwo(k);
        V e = Fma(ExpPolynomial(r), scale, scale - C(1));
        return Select(Lt(a, C(1e-17)), x, Signed(e / (e + C(2)), x));
    }

    /// <summary>Hyperbolic sine.</summary>
    [MethodImpl(Function)]
    public static V Sinh(V x)
    {
        V a = Abs(x);
        V r = ExpReduce(Clamp(a, 0, 710.6), out V k);
        // A quarter of e^a - 1: the last binade of results lies beyond the range of e^a.
        V scale = PowerOfTwo(k - C(2));
        V e = Fma(ExpPolynomial(r), scale, scale - C(0.25));
        V half = e + e / Fma(e, C(4), C(1));
        return Select(Lt(a, C(1e-17)), x, Signed(half + half, x));
    }

    /// <summary>Hyperbolic cosine.</summary>
    [MethodImpl(Function)]
    public static V Cosh(V x)
    {
        V r = ExpReduce(Clamp(Abs(x), 0, 710.6), out V k);
        V scale = PowerOfTwo(k - C(2));
        V e = Fma(ExpPolynomial(r), scale, scale);
        return (e + e) + C(0.125) / e;
    }

    /// <summary>The logistic function 1 / (1 + e^-x).</summary>
    [MethodImpl(Function)]
    public static V Sigmoid(V x)
    {
        V e = Exp(-Abs(x));
        return Select(Lt(x, C(0)), e, C(1)) / (C(1) + e);
    }

    /// <summary>log(1 + e^x).</summary>
    [MethodImpl(Function)]
    public static V Softplus(V x) => Select(Lt(x, C(0)), C(0), x) + Log1pOfSmall(Exp(-Abs(x)));

    /// <summary>The logarithm of the logistic function, -log(1 + e^-x).</summary>
    [MethodImpl(Function)]
    public static V LogSigmoid(V x) => Select(Gt(x, C(0)), C(0), x) - Log1pOfSmall(Exp(-Abs(x)));
}

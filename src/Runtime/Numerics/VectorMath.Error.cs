// The error function, the normal distribution, and the polynomials that all functions share.
using System;
using System.Runtime.CompilerServices;
using static Autodiff.Numerics.Lanes8;
using B = System.Runtime.Intrinsics.Vector512<double>;
using L = System.Runtime.Intrinsics.Vector512<long>;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Autodiff.Numerics;

public static partial class VectorMath
{
    [MethodImpl(Inline)]
    private static V Poly2(V x, double c0, double c1) => Fma(C(c1), x, C(c0));

    [MethodImpl(Inline)]
    private static V Poly4(V x, V x2, double c0, double c1, double c2, double c3) => Fma(Poly2(x, c2, c3), x2, Poly2(x, c0, c1));

    [MethodImpl(Inline)]
    private static V Poly8(V x, V x2, V x4, double c0, double c1, double c2, double c3, double c4, double c5, double c6, double c7) =>
        Fma(Poly4(x, x2, c4, c5, c6, c7), x4, Poly4(x, x2, c0, c1, c2, c3));

    /// <summary>erfc(a) for a at or above 0, where square + squareLow is a².</summary>
    [MethodImpl(Inline)]
    private static V ErfcOf(V a, V square, V squareLow)
    {
        // e^(a²) erfc(a) (1 + 2a) as one polynomial over all a at or above 0.
        a = Select(Gt(a, C(30)), C(30), a);
        V d = a + C(4), n = a - C(4), inverse = C(1) / d;
        V q = n * inverse;
        q = Fma(Fma(-q, d, n) + ((a - (n + C(4))) - q * (a - (d - C(4)))), inverse, q);
        V q2 = q * q, q4 = q2 * q2, q8 = q4 * q4;
        V low = Poly8(q, q2, q4, 0.23299511862555253, -0.372616235466115, 0.3879958875687291, -0.3198988333140429,
            0.2188597672780038, -0.12512693227935207, 0.05879656646232313, -0.02162905093047994);
        V middle = Poly8(q, q2, q4, 0.005431316917049317, -0.0003993468845006219, -0.0003584266390692838, 0.00015916963494743566,
            -8.547204461388966e-06, -1.5850913480690984e-05, 4.627404675296087e-06, 1.0798348983971697e-06);
        V high = Poly8(q, q2, q4, -7.84358578868263e-07, -3.744348661304143e-08, 1.1126408645222555e-07, -4.42965718477968e-09,
            -1.3719231641787535e-08, 1.1744062379320159e-09, 1.0792871618779656e-09, -1.1374633932967917e-10);
        // 1 + (1 + q) times the polynomial: exact at 0, where the result is nearly 1.
        V scaled = Fma(Fma(Fma(high, q8, middle), q8, low), (a + a) * inverse, C(1)) / Fma(C(2), a, C(1));
        return scaled * ExpOf(Select(Gt(square, C(746)), C(-746), -square), Select(Lt(square, C(746)), -squareLow, C(0)));
    }

    /// <summary>The error function.</summary>
    [MethodImpl(Function)]
    public static V Erf(V x)
    {
        V a = Abs(x), z = x * x, z2 = z * z, z4 = z2 * z2;
        V series = Fma(Poly4(z, z2, -1.6355118610877705e-07, 1.4692484859133263e-08, -1.1500357159785296e-09, 6.174097221305255e-11), z4 * z4,
            Poly8(z, z2, z4, -0.37612638903183754, 0.11283791670955111, -0.026866170645123838, 0.005223977625303518, -0.0008548327010033328,
                0.00012055332214716276, -1.4925622504489842e-05, 1.6461446656928561e-06));
        V inner = Fma(x, C(1.1283791670955126), x * Fma(z, series, C(1.533545961316588e-17)));
        V outer = C(1) - ErfcOf(a, z, Fma(x, x, -z));
        // Beyond 6 it is 1, and x² of a large x is not finite.
        return Select(Lt(a, C(1)), inner, Signed(Select(Gt(a, C(6)), C(1), outer), x));
    }

    /// <summary>1 - erf(x); accurate where it is small.</summary>
    [MethodImpl(Function)]
    public static V Erfc(V x)
    {
        V a = Abs(x), square = a * a;
        V r = ErfcOf(a, square, Fma(a, a, -square));
        return Select(Lt(x, C(0)), C(2) - r, r);
    }

    /// <summary>The distribution function of the standard normal distribution, erfc(-x / sqrt 2) / 2.</summary>
    [MethodImpl(Function)]
    public static V NormalCdf(V x)
    {
        V a = Abs(x), square = a * a;
        V r = C(0.5) * ErfcOf(a * C(0.7071067811865476), C(0.5) * square, C(0.5) * Fma(a, a, -square));
        return Select(Gt(x, C(0)), C(1) - r, r);
    }
}

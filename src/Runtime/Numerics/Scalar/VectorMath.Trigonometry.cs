// Printed from VectorMath.Trigonometry.cs by a test: the same functions of one number.
using System;
using System.Runtime.CompilerServices;
using static Autodiff.Numerics.Lane1;
using B = bool;
using L = long;
using V = double;

namespace Autodiff.Numerics;

public static partial class VectorMath
{
    // x = n pi/2 + r + low with |r| <= pi/4; exact enough for |x| up to RotationLimit, beyond it one number at a time by System.Math.

    [MethodImpl(Inline)]
    private static V Rotate(V x, out V low, out L quadrant)
    {
        V n = Nearest(x * C(0.6366197723675814));
        V first = Fma(n, C(-1.5707963267948966), x);
        V second = n * C(6.123233995736766e-17);
        V r = first - second, b = r - first;
        low = (first - (r - b)) - (second + b) - Fma(n, C(6.123233995736766e-17), -second) - n * C(-1.4973849048591698e-33);
        quadrant = Bits(n + C(6755399441055744.0));
        return r;
    }

    /// <summary>sin(r + low) for |r| at most pi/4.</summary>
    [MethodImpl(Inline)]
    private static V SinOf(V r, V low)
    {
        V z = r * r, z2 = z * z, cube = z * r;
        V tail = Fma(Poly4(z, z2, -0.0001984126984126502, 2.7557319219304477e-06, -2.5052106220409384e-08, 1.605852971266686e-10), z2,
            Fma(C(-7.586584848459799e-13), z2 * z2 * z2, z * C(0.008333333333333331)));
        // The series less its first two terms; low enters by the first two terms of its own series.
        V rest = Fma(cube, tail, low * Fma(z, C(-0.5), C(1)));
        return r + Fma(cube, C(-0.16666666666666666), rest);
    }

    /// <summary>cos(r + low) for |r| at most pi/4.</summary>
    [MethodImpl(Inline)]
    private static V CosOf(V r, V low)
    {
        V z = r * r, z2 = z * z;
        V series = Fma(Fma(C(4.745809482337876e-14), z2, Poly2(z, 2.0876755784387464e-09, -1.1470459827734685e-11)), z2 * z2,
            Poly4(z, z2, 0.041666666666666664, -0.0013888888888888887, 2.480158730158462e-05, -2.755731922138354e-07));
        V half = C(0.5) * z, w = C(1) - half;
        return w + (((C(1) - w) - half) + Fma(z2, series, -(r * low)));
    }

    /// <summary>Whether a bit of each whole number is set.</summary>
    [MethodImpl(Inline)]
    private static B HasBit(L whole, int bit) => Lt(Signed(C(1), Float(whole << (63 - bit))), C(0));

    /// <summary>Sine.</summary>
    [MethodImpl(Function)]
    public static V Sin(V x)
    {
        V r = Rotate(x, out V low, out L quadrant);
        V value = Select(HasBit(quadrant, 0), CosOf(r, low), SinOf(r, low));
        value = Select(Eq(x, C(0)), x, Select(HasBit(quadrant, 1), -value, value));
        B far = Gt(Abs(x), C(RotationLimit));
        return Any(far) ? Patch(far, x, value, Math.Sin) : value;
    }

    /// <summary>Cosine.</summary>
    [MethodImpl(Function)]
    public static V Cos(V x)
    {
        V r = Rotate(x, out V low, out L quadrant);
        V value = Select(HasBit(quadrant, 0), SinOf(r, low), CosOf(r, low));
        value = Select(HasBit(quadrant + N(1), 1), -value, value);
        B far = Gt(Abs(x), C(RotationLimit));
        return Any(far) ? Patch(far, x, value, Math.Cos) : value;
    }

    /// <summary>Tangent.</summary>
    [MethodImpl(Function)]
    public static V Tan(V x)
    {
        V r = Rotate(x, out V low, out L quadrant);
        V sin = SinOf(r, low), cos = CosOf(r, low);
        B odd = HasBit(quadrant, 0);
        V value = Select(odd, -cos, sin) / Select(odd, sin, cos);
        value = Select(Eq(x, C(0)), x, value);
        B far = Gt(Abs(x), C(RotationLimit));
        return Any(far) ? Patch(far, x, value, Math.Tan) : value;
    }

    /// <summary>The arc of a right angle's leg and base, both not negative: atan(leg / base) with one division.</summary>
    [MethodImpl(Inline)]
    private static V ArcOf(V leg, V side)
    {
        B flat = Le(leg, C(0.4375) * side), steep = Gt(leg, C(2.4375) * side);
        V t = Select(flat, leg, Select(steep, -side, leg - side)) / Select(flat, side, Select(steep, leg, leg + side));
        V high = Select(flat, C(0), Select(steep, C(1.5707963267948966), C(0.7853981633974483)));
        V low = Select(flat, C(0), Select(steep, C(6.123233995736766e-17), C(3.061616997868383e-17)));
        V z = t * t, z2 = z * z, z4 = z2 * z2;
        V series = Fma(Poly4(z, z2, -0.0521583167205522, 0.044888023448141086, -0.03304868444084306, 0.014694498986650005), z4 * z4,
            Poly8(z, z2, z4, -0.3333333333333333, 0.19999999999999374, -0.14285714285558992, 0.11111111095964576, -0.09090908325350523,
                0.07692284773376905, -0.06666229381299257, 0.058768175980056105));
        return high + (t + Fma(z * t, series, low));
    }

    /// <summary>Arc tangent.</summary>
    [MethodImpl(Function)]
    public static V Atan(V x)
    {
        V a = Abs(x);
        // At infinity 1 / a is 0, which is right; the quotient of the side not chosen is never taken.
        return Select(Lt(a, C(1e-17)), x, Signed(ArcOf(a, C(1)), x));
    }

    /// <summary>The angle of the point (x, y), between -pi and pi.</summary>
    [MethodImpl(Function)]
    public static V Atan2(V y, V x)
    {
        V leg = Abs(y), side = Abs(x);
        V larger = Select(Gt(leg, side), leg, side);
        // Away from overflow of the sum and from where 7/16 of a subnormal is none.
        V scale = Select(Gt(larger, C(1e300)), C(1e-100), Select(Lt(larger, C(1e-200)), C(1e100), C(1)));
        B corner = Eq(leg, side);
        V point = Select(Eq(larger, C(0)), C(0), C(1));
        V angle = ArcOf(Select(corner, point, leg * scale), Select(corner, C(1), side * scale));
        V turned = C(3.141592653589793) - (angle - C(1.2246467991473532e-16));
        V result = Signed(Select(Lt(Signed(C(1), x), C(0)), turned, angle), y);
        return Select(Eq(x, x), Select(Eq(y, y), result, y), x);
    }

    /// <summary>(asin s - s) / s in z = s², for z up to a quarter.</summary>
    [MethodImpl(Inline)]
    private static V ArcsineSeries(V z)
    {
        V z2 = z * z, z4 = z2 * z2, z8 = z4 * z4;
        V high = Fma(C(0.028757851367421566), z4, Poly4(z, z2, 0.01032281435018578, 0.005457506718640358, 0.01740087944269402, -0.014851887071247204));
        return z * Fma(high, z8, Poly8(z, z2, z4, 0.16666666666666669, 0.07499999999998433, 0.04464285714635543, 0.030381944138531247,
            0.02237217294214989, 0.017352392720869973, 0.013971212973552933, 0.011479177415184906));
    }

    /// <summary>Arc sine.</summary>
    [MethodImpl(Function)]
    public static V Asin(V x)
    {
        V a = Abs(x);
        B outer = Gt(a, C(0.5));
        V z = Select(outer, (C(1) - a) * C(0.5), a * a);
        V series = ArcsineSeries(z);
        V s = Root(z), low = Fma(-s, s, z) / (s + s);
        low = Select(Eq(s, C(0)), C(0), low);
        V beyond = C(0.7853981633974483) - (s + s - C(0.7853981633974483)) - (C(2) * Fma(s, series, low) - C(6.123233995736766e-17));
        return Select(Lt(a, C(1e-17)), x, Signed(Select(outer, beyond, Fma(a, series, a)), x));
    }

    /// <summary>Arc cosine.</summary>
    [MethodImpl(Function)]
    public static V Acos(V x)
    {
        V a = Abs(x);
        B outer = Gt(a, C(0.5));
        V z = Select(outer, (C(1) - a) * C(0.5), a * a);
        V series = ArcsineSeries(z);
        V s = Root(z), low = Fma(-s, s, z) / (s + s);
        low = Select(Eq(s, C(0)), C(0), low);
        V rest = Fma(s, series, low);
        V right = C(2) * (s + rest);
        V left = C(3.141592653589793) - (C(2) * (s + (rest - C(6.123233995736766e-17))));
        V inner = C(1.5707963267948966) - (x - (C(6.123233995736766e-17) - x * series));
        return Select(outer, Select(Gt(x, C(0)), right, left), inner);
    }

    /// <summary>Cube root.</summary>
    [MethodImpl(Function)]
    public static V Cbrt(V x)
    {
        V a = Abs(x);
        B subnormal = Lt(a, C(2.2250738585072014e-308));
        V scaled = Select(subnormal, a * C(18014398509481984.0), a);
        L bits = Bits(scaled);
        V exponent = Float((bits >>> 52) + N(0x4330000000000000)) - C(4503599627370496.0 + 1023);
        V third = Floor(Fma(exponent, C(0.3333333333333333), C(1e-5)));
        // m between 1 and 8, and its inverse cube root by a polynomial and two steps of third order.
        V m = Float((bits & N(0x000fffffffffffff)) | N(0x3ff0000000000000)) * PowerOfTwo(exponent - C(3) * third);
        V m2 = m * m;
        V r = Fma(C(0.00045942136455115094), m2 * m2, Poly4(m, m2, 1.3097655708093416, -0.4040736946117903, 0.0936043080060108, -0.010640392770391005));
        V e = Fma(-m, r * r * r, C(1));
        r = Fma(r, e * Fma(e, C(0.2222222222222222), C(0.3333333333333333)), r);
        e = Fma(-m, r * r * r, C(1));
        r = Fma(r, e * Fma(e, C(0.2222222222222222), C(0.3333333333333333)), r);
        V root = m * r * r;
        // One step of Newton on the root itself, with the error of its square counted.
        V square = root * root, lost = Fma(root, root, -square);
        V residual = Fma(-root, square, m) - root * lost;
        root = Fma(residual, r * r * C(0.3333333333333333), root);
        root *= PowerOfTwo(third - Select(subnormal, C(18), C(0)));
        return Select(Gt(a, C(0)), Select(Lt(a, C(double.PositiveInfinity)), Signed(root, x), x), x);
    }

    /// <summary>Square root of x² + y², without overflow on the way.</summary>
    [MethodImpl(Function)]
    public static V Hypot(V x, V y)
    {
        V a = Abs(x), b = Abs(y);
        V larger = Select(Gt(a, b), a, b), smaller = Select(Gt(a, b), b, a);
        V scale = Select(Gt(larger, C(1e150)), C(7.458340731200207e-155), Select(Lt(smaller, C(1e-140)), C(5.260135901548374e+210), C(1)));
        V back = Select(Gt(larger, C(1e150)), C(1.3407807929942597e+154), Select(Lt(smaller, C(1e-140)), C(1.90109156629516e-211), C(1)));
        // A small number beside a large one is lost in either scale.
        B alone = Gt(larger * C(1e-30), smaller);
        V p = larger * scale, q = Select(alone, C(0), smaller * scale);
        V root = Select(alone, larger, Root(Fma(p, p, q * q)) * back);
        V number = Select(Eq(x, x), Select(Eq(y, y), root, y), x);
        return Select(Eq(a, C(double.PositiveInfinity)), a, Select(Eq(b, C(double.PositiveInfinity)), b, number));
    }
}

// The functions on floats: computed in double and rounded once.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autodiff.Numerics;

public static partial class VectorMath
{
    private const MethodImplOptions Always = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Always)]
    private static Vector512<double> Lower(Vector512<float> x) => Vector512.WidenLower(x);

    [MethodImpl(Always)]
    private static Vector512<double> Upper(Vector512<float> x) => Vector512.WidenUpper(x);

    [MethodImpl(Always)]
    private static Vector512<float> Both(Vector512<double> lower, Vector512<double> upper) => Vector512.Narrow(lower, upper);

    /// <inheritdoc cref="Exp(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Exp(Vector512<float> x) => Both(Exp(Lower(x)), Exp(Upper(x)));

    /// <inheritdoc cref="Exp(double)"/>
    public static float Exp(float x) => (float)Exp((double)x);

    /// <inheritdoc cref="Expm1(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Expm1(Vector512<float> x) => Both(Expm1(Lower(x)), Expm1(Upper(x)));

    /// <inheritdoc cref="Expm1(double)"/>
    public static float Expm1(float x) => (float)Expm1((double)x);

    /// <inheritdoc cref="Exp2(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Exp2(Vector512<float> x) => Both(Exp2(Lower(x)), Exp2(Upper(x)));

    /// <inheritdoc cref="Exp2(double)"/>
    public static float Exp2(float x) => (float)Exp2((double)x);

    /// <inheritdoc cref="Log(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Log(Vector512<float> x) => Both(Log(Lower(x)), Log(Upper(x)));

    /// <inheritdoc cref="Log(double)"/>
    public static float Log(float x) => (float)Log((double)x);

    /// <inheritdoc cref="Log1p(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Log1p(Vector512<float> x) => Both(Log1p(Lower(x)), Log1p(Upper(x)));

    /// <inheritdoc cref="Log1p(double)"/>
    public static float Log1p(float x) => (float)Log1p((double)x);

    /// <inheritdoc cref="Log2(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Log2(Vector512<float> x) => Both(Log2(Lower(x)), Log2(Upper(x)));

    /// <inheritdoc cref="Log2(double)"/>
    public static float Log2(float x) => (float)Log2((double)x);

    /// <inheritdoc cref="Log10(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Log10(Vector512<float> x) => Both(Log10(Lower(x)), Log10(Upper(x)));

    /// <inheritdoc cref="Log10(double)"/>
    public static float Log10(float x) => (float)Log10((double)x);

    /// <inheritdoc cref="Tanh(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Tanh(Vector512<float> x) => Both(Tanh(Lower(x)), Tanh(Upper(x)));

    /// <inheritdoc cref="Tanh(double)"/>
    public static float Tanh(float x) => (float)Tanh((double)x);

    /// <inheritdoc cref="Sinh(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Sinh(Vector512<float> x) => Both(Sinh(Lower(x)), Sinh(Upper(x)));

    /// <inheritdoc cref="Sinh(double)"/>
    public static float Sinh(float x) => (float)Sinh((double)x);

    /// <inheritdoc cref="Cosh(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Cosh(Vector512<float> x) => Both(Cosh(Lower(x)), Cosh(Upper(x)));

    /// <inheritdoc cref="Cosh(double)"/>
    public static float Cosh(float x) => (float)Cosh((double)x);

    /// <inheritdoc cref="Sigmoid(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Both(Sigmoid(Lower(x)), Sigmoid(Upper(x)));

    /// <inheritdoc cref="Sigmoid(double)"/>
    public static float Sigmoid(float x) => (float)Sigmoid((double)x);

    /// <inheritdoc cref="Softplus(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Softplus(Vector512<float> x) => Both(Softplus(Lower(x)), Softplus(Upper(x)));

    /// <inheritdoc cref="Softplus(double)"/>
    public static float Softplus(float x) => (float)Softplus((double)x);

    /// <inheritdoc cref="LogSigmoid(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> LogSigmoid(Vector512<float> x) => Both(LogSigmoid(Lower(x)), LogSigmoid(Upper(x)));

    /// <inheritdoc cref="LogSigmoid(double)"/>
    public static float LogSigmoid(float x) => (float)LogSigmoid((double)x);

    /// <inheritdoc cref="Erf(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Erf(Vector512<float> x) => Both(Erf(Lower(x)), Erf(Upper(x)));

    /// <inheritdoc cref="Erf(double)"/>
    public static float Erf(float x) => (float)Erf((double)x);

    /// <inheritdoc cref="Erfc(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Erfc(Vector512<float> x) => Both(Erfc(Lower(x)), Erfc(Upper(x)));

    /// <inheritdoc cref="Erfc(double)"/>
    public static float Erfc(float x) => (float)Erfc((double)x);

    /// <inheritdoc cref="NormalCdf(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> NormalCdf(Vector512<float> x) => Both(NormalCdf(Lower(x)), NormalCdf(Upper(x)));

    /// <inheritdoc cref="NormalCdf(double)"/>
    public static float NormalCdf(float x) => (float)NormalCdf((double)x);

    /// <inheritdoc cref="Sin(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Sin(Vector512<float> x) => Both(Sin(Lower(x)), Sin(Upper(x)));

    /// <inheritdoc cref="Sin(double)"/>
    public static float Sin(float x) => (float)Sin((double)x);

    /// <inheritdoc cref="Cos(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Cos(Vector512<float> x) => Both(Cos(Lower(x)), Cos(Upper(x)));

    /// <inheritdoc cref="Cos(double)"/>
    public static float Cos(float x) => (float)Cos((double)x);

    /// <inheritdoc cref="Tan(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Tan(Vector512<float> x) => Both(Tan(Lower(x)), Tan(Upper(x)));

    /// <inheritdoc cref="Tan(double)"/>
    public static float Tan(float x) => (float)Tan((double)x);

    /// <inheritdoc cref="Asin(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Asin(Vector512<float> x) => Both(Asin(Lower(x)), Asin(Upper(x)));

    /// <inheritdoc cref="Asin(double)"/>
    public static float Asin(float x) => (float)Asin((double)x);

    /// <inheritdoc cref="Acos(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Acos(Vector512<float> x) => Both(Acos(Lower(x)), Acos(Upper(x)));

    /// <inheritdoc cref="Acos(double)"/>
    public static float Acos(float x) => (float)Acos((double)x);

    /// <inheritdoc cref="Atan(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Atan(Vector512<float> x) => Both(Atan(Lower(x)), Atan(Upper(x)));

    /// <inheritdoc cref="Atan(double)"/>
    public static float Atan(float x) => (float)Atan((double)x);

    /// <inheritdoc cref="Asinh(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Asinh(Vector512<float> x) => Both(Asinh(Lower(x)), Asinh(Upper(x)));

    /// <inheritdoc cref="Asinh(double)"/>
    public static float Asinh(float x) => (float)Asinh((double)x);

    /// <inheritdoc cref="Acosh(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Acosh(Vector512<float> x) => Both(Acosh(Lower(x)), Acosh(Upper(x)));

    /// <inheritdoc cref="Acosh(double)"/>
    public static float Acosh(float x) => (float)Acosh((double)x);

    /// <inheritdoc cref="Atanh(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Atanh(Vector512<float> x) => Both(Atanh(Lower(x)), Atanh(Upper(x)));

    /// <inheritdoc cref="Atanh(double)"/>
    public static float Atanh(float x) => (float)Atanh((double)x);

    /// <inheritdoc cref="Cbrt(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Cbrt(Vector512<float> x) => Both(Cbrt(Lower(x)), Cbrt(Upper(x)));

    /// <inheritdoc cref="Cbrt(double)"/>
    public static float Cbrt(float x) => (float)Cbrt((double)x);

    /// <inheritdoc cref="LogGamma(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> LogGamma(Vector512<float> x) => Both(LogGamma(Lower(x)), LogGamma(Upper(x)));

    /// <inheritdoc cref="LogGamma(double)"/>
    public static float LogGamma(float x) => (float)LogGamma((double)x);

    /// <inheritdoc cref="Digamma(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Digamma(Vector512<float> x) => Both(Digamma(Lower(x)), Digamma(Upper(x)));

    /// <inheritdoc cref="Digamma(double)"/>
    public static float Digamma(float x) => (float)Digamma((double)x);

    /// <inheritdoc cref="Trigamma(double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Trigamma(Vector512<float> x) => Both(Trigamma(Lower(x)), Trigamma(Upper(x)));

    /// <inheritdoc cref="Trigamma(double)"/>
    public static float Trigamma(float x) => (float)Trigamma((double)x);

    /// <inheritdoc cref="Pow(double, double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Pow(Vector512<float> x, Vector512<float> y) => Both(Pow(Lower(x), Lower(y)), Pow(Upper(x), Upper(y)));

    /// <inheritdoc cref="Pow(double, double)"/>
    public static float Pow(float x, float y) => (float)Pow((double)x, (double)y);

    /// <inheritdoc cref="Atan2(double, double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Atan2(Vector512<float> y, Vector512<float> x) => Both(Atan2(Lower(y), Lower(x)), Atan2(Upper(y), Upper(x)));

    /// <inheritdoc cref="Atan2(double, double)"/>
    public static float Atan2(float y, float x) => (float)Atan2((double)y, (double)x);

    /// <inheritdoc cref="Hypot(double, double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> Hypot(Vector512<float> x, Vector512<float> y) => Both(Hypot(Lower(x), Lower(y)), Hypot(Upper(x), Upper(y)));

    /// <inheritdoc cref="Hypot(double, double)"/>
    public static float Hypot(float x, float y) => (float)Hypot((double)x, (double)y);
}

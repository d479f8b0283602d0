// Differentiable functions that .NET has no name for, or none that is accurate near 0.
using Autodiff.Numerics;

namespace Autodiff;

// C# converts an integer to float rather than to double: without overloads for integers Ad.LogGamma(7) would have seven digits.
public static partial class Ad
{
    /// <summary>The error function, 2/√π times the integral of e^(-t²) from 0 to x.</summary>
    public static double Erf(double x) => VectorMath.Erf(x);

    /// <inheritdoc cref="Erf(double)"/>
    public static float Erf(float x) => VectorMath.Erf(x);

    /// <inheritdoc cref="Erf(double)"/>
    public static double Erf(long x) => Erf((double)x);

    /// <summary>1 - erf(x), accurate where it is small.</summary>
    public static double Erfc(double x) => VectorMath.Erfc(x);

    /// <inheritdoc cref="Erfc(double)"/>
    public static float Erfc(float x) => VectorMath.Erfc(x);

    /// <inheritdoc cref="Erfc(double)"/>
    public static double Erfc(long x) => Erfc((double)x);

    /// <summary>The distribution function of the standard normal distribution; accurate in its lower tail.</summary>
    public static double NormalCdf(double x) => VectorMath.NormalCdf(x);

    /// <inheritdoc cref="NormalCdf(double)"/>
    public static float NormalCdf(float x) => VectorMath.NormalCdf(x);

    /// <inheritdoc cref="NormalCdf(double)"/>
    public static double NormalCdf(long x) => NormalCdf((double)x);

    /// <summary>The logarithm of the absolute value of the gamma function.</summary>
    public static double LogGamma(double x) => VectorMath.LogGamma(x);

    /// <inheritdoc cref="LogGamma(double)"/>
    public static float LogGamma(float x) => VectorMath.LogGamma(x);

    /// <inheritdoc cref="LogGamma(double)"/>
    public static double LogGamma(long x) => LogGamma((double)x);

    /// <summary>The derivative of <see cref="LogGamma(double)"/>.</summary>
    public static double Digamma(double x) => VectorMath.Digamma(x);

    /// <inheritdoc cref="Digamma(double)"/>
    public static float Digamma(float x) => VectorMath.Digamma(x);

    /// <inheritdoc cref="Digamma(double)"/>
    public static double Digamma(long x) => Digamma((double)x);

    /// <summary>The derivative of <see cref="Digamma(double)"/>.</summary>
    public static double Trigamma(double x) => VectorMath.Trigamma(x);

    /// <inheritdoc cref="Trigamma(double)"/>
    public static float Trigamma(float x) => VectorMath.Trigamma(x);

    /// <inheritdoc cref="Trigamma(double)"/>
    public static double Trigamma(long x) => Trigamma((double)x);

    /// <summary>The logistic function 1 / (1 + e^-x).</summary>
    public static double Sigmoid(double x) => VectorMath.Sigmoid(x);

    /// <inheritdoc cref="Sigmoid(double)"/>
    public static float Sigmoid(float x) => VectorMath.Sigmoid(x);

    /// <inheritdoc cref="Sigmoid(double)"/>
    public static double Sigmoid(long x) => Sigmoid((double)x);

    /// <summary>log(1 + e^x), without overflow on the way.</summary>
    public static double Softplus(double x) => VectorMath.Softplus(x);

    /// <inheritdoc cref="Softplus(double)"/>
    public static float Softplus(float x) => VectorMath.Softplus(x);

    /// <inheritdoc cref="Softplus(double)"/>
    public static double Softplus(long x) => Softplus((double)x);

    /// <summary>The logarithm of the logistic function, -log(1 + e^-x).</summary>
    public static double LogSigmoid(double x) => VectorMath.LogSigmoid(x);

    /// <inheritdoc cref="LogSigmoid(double)"/>
    public static float LogSigmoid(float x) => VectorMath.LogSigmoid(x);

    /// <inheritdoc cref="LogSigmoid(double)"/>
    public static double LogSigmoid(long x) => LogSigmoid((double)x);

    /// <summary>e^x - 1, accurate for small x, where <c>double.ExpM1</c> is not.</summary>
    public static double Expm1(double x) => VectorMath.Expm1(x);

    /// <inheritdoc cref="Expm1(double)"/>
    public static float Expm1(float x) => VectorMath.Expm1(x);

    /// <inheritdoc cref="Expm1(double)"/>
    public static double Expm1(long x) => Expm1((double)x);

    /// <summary>log(1 + x), accurate for small x, where <c>double.LogP1</c> is not.</summary>
    public static double Log1p(double x) => VectorMath.Log1p(x);

    /// <inheritdoc cref="Log1p(double)"/>
    public static float Log1p(float x) => VectorMath.Log1p(x);

    /// <inheritdoc cref="Log1p(double)"/>
    public static double Log1p(long x) => Log1p((double)x);

    /// <summary>The derivative of a whole order of <see cref="Digamma(double)"/>: of order 0 itself, of order 1 <see cref="Trigamma(double)"/>.</summary>
    /// <param name="x">Argument.</param>
    /// <param name="order">0 to 100; NaN otherwise.</param>
    public static double Polygamma(double x, int order) => Numerics.Polygamma.Of(x, order);

    /// <inheritdoc cref="Polygamma(double, int)"/>
    public static double Polygamma(long x, int order) => Numerics.Polygamma.Of(x, order);

    /// <inheritdoc cref="Polygamma(double, int)"/>
    public static float Polygamma(float x, int order) => (float)Numerics.Polygamma.Of(x, order);
}

// Elementary functions of Taylor series, each by the recurrence of its differential equation.
using System;
using System.Buffers;

namespace Autodiff;

public static partial class TaylorSeries
{
    private const int OnStack = 64;

    /// <summary>√a; at 0 infinite, or 0 where a has nothing above its value.</summary>
    public static void Sqrt(ReadOnlySpan<double> a, double value, Span<double> result)
    {
        result[0] = value;
        for (int k = 1; k < result.Length; k++)
        {
            double sum = a[k];
            for (int j = 1; j < k; j++) sum -= result[j] * result[k - j];
            result[k] = sum == 0 ? 0 : sum / (2 * Math.Abs(value));
        }
    }

    /// <summary>The square root of a sum of squares: 0 throughout at 0.</summary>
    public static void Norm(ReadOnlySpan<double> a, double value, Span<double> result)
    {
        if (value == 0) Constant(value, result);
        else Sqrt(a, value, result);
    }

    /// <summary>√(a² + b²): 0 throughout at (0, 0). Scaled by the value, so that squares neither overflow nor underflow.</summary>
    public static void Hypot(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        if (value == 0)
        {
            Constant(value, result);
            return;
        }
        double[]? rented = null;
        Span<double> squares = Scratch(stackalloc double[OnStack], result.Length, ref rented);
        for (int k = 0; k < result.Length; k++)
        {
            double sum = 0;
            for (int j = 0; j <= k; j++) sum += (a[j] / value * (a[k - j] / value)) + (b[j] / value * (b[k - j] / value));
            squares[k] = sum;
        }
        Sqrt(squares, 1, result);
        for (int k = 1; k < result.Length; k++) result[k] *= value;
        result[0] = value;
        Return(rented);
    }

    /// <summary>exp(rate · a).</summary>
    public static void Exp(ReadOnlySpan<double> a, double rate, double value, Span<double> result)
    {
        result[0] = value;
        for (int k = 1; k < result.Length; k++)
        {
            double sum = 0;
            for (int j = 1; j <= k; j++)
                if (a[j] != 0) sum += j * a[j] * result[k - j];
            result[k] = rate * sum / k;
        }
    }

    /// <summary>rate · log a; NaN for a[0] &lt; 0.</summary>
    public static void Log(ReadOnlySpan<double> a, double rate, double value, Span<double> result)
    {
        result[0] = value;
        for (int k = 1; k < result.Length; k++)
        {
            double sum = 0;
            for (int j = 1; j < k; j++) sum += j * result[j] * a[k - j];
            double rest = (rate * a[k]) - (sum / k);
            result[k] = rest == 0 ? 0 : a[0] < 0 ? double.NaN : rest / Math.Abs(a[0]);
        }
    }

    /// <summary>sin(rate · a), where rate is 1 or π.</summary>
    public static void Sin(ReadOnlySpan<double> a, double rate, double value, Span<double> result)
    {
        double[]? rented = null;
        Span<double> cosine = Scratch(stackalloc double[OnStack], result.Length, ref rented);
        Circle(a, rate, value, rate == 1 ? Math.Cos(a[0]) : double.CosPi(a[0]), -1, result, cosine);
        Return(rented);
    }

    /// <summary>cos(rate · a), where rate is 1 or π.</summary>
    public static void Cos(ReadOnlySpan<double> a, double rate, double value, Span<double> result)
    {
        double[]? rented = null;
        Span<double> sine = Scratch(stackalloc double[OnStack], result.Length, ref rented);
        Circle(a, rate, rate == 1 ? Math.Sin(a[0]) : double.SinPi(a[0]), value, -1, sine, result);
        Return(rented);
    }

    /// <summary>sinh a.</summary>
    public static void Sinh(ReadOnlySpan<double> a, double value, Span<double> result)
    {
        double[]? rented = null;
        Span<double> cosine = Scratch(stackalloc double[OnStack], result.Length, ref rented);
        Circle(a, 1, value, Math.Cosh(a[0]), 1, result, cosine);
        Return(rented);
    }

    /// <summary>cosh a.</summary>
    public static void Cosh(ReadOnlySpan<double> a, double value, Span<double> result)
    {
        double[]? rented = null;
        Span<double> sine = Scratch(stackalloc double[OnStack], result.Length, ref rented);
        Circle(a, 1, Math.Sinh(a[0]), value, 1, sine, result);
        Return(rented);
    }

    /// <summary>s′ = rate · a′ · c and c′ = sign · rate · a′ · s.</summary>
    private static void Circle(ReadOnlySpan<double> a, double rate, double sine, double cosine, int sign, Span<double> s, Span<double> c)
    {
        (s[0], c[0]) = (sine, cosine);
        for (int k = 1; k < s.Length; k++)
        {
            double ofSine = 0, ofCosine = 0;
            for (int j = 1; j <= k; j++)
            {
                if (a[j] == 0) continue;
                ofSine += j * a[j] * c[k - j];
                ofCosine += j * a[j] * s[k - j];
            }
            s[k] = rate * ofSine / k;
            c[k] = sign * rate * ofCosine / k;
        }
    }

    /// <summary>tan(rate · a) with sign 1, tanh(rate · a) with sign -1: t′ = rate · a′ · (1 + sign · t²).</summary>
    public static void Tan(ReadOnlySpan<double> a, double rate, int sign, double value, Span<double> result)
    {
        double[]? rented = null;
        Span<double> slope = Scratch(stackalloc double[OnStack], result.Length, ref rented);
        (result[0], slope[0]) = (value, 1 + (sign * value * value));
        for (int k = 1; k < result.Length; k++)
        {
            double sum = 0;
            for (int j = 1; j <= k; j++)
                if (a[j] != 0) sum += j * a[j] * slope[k - j];
            result[k] = rate * sum / k;
            sum = 0;
            for (int j = 0; j <= k; j++) sum += result[j] * result[k - j];
            slope[k] = sign * sum;
        }
        Return(rented);
    }

    /// <summary>The logarithm of a to the base b.</summary>
    public static void LogBase(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        double[]? first = null, second = null;
        Span<double> numerator = Scratch(stackalloc double[OnStack], result.Length, ref first), denominator = Scratch(stackalloc double[OnStack], result.Length, ref second);
        Log(a, 1, Math.Log(a[0]), numerator);
        Log(b, 1, Math.Log(b[0]), denominator);
        Divide(numerator, denominator, value, result);
        Return(first);
        Return(second);
    }

    /// <summary>
    /// a to a constant power. At a[0] = 0: exact for powers that are natural numbers; otherwise the coefficients below the power are 0, those above infinite.
    /// </summary>
    public static void Pow(ReadOnlySpan<double> a, double power, double value, Span<double> result)
    {
        if (power == 0 || IsConstant(a)) Constant(value, result);
        else if (a[0] == 0) PowAtZero(a, power, value, result);
        else
        {
            result[0] = value;
            for (int k = 1; k < result.Length; k++)
            {
                double sum = 0;
                for (int j = 1; j <= k; j++)
                    if (a[j] != 0) sum += ((power * j) - (k - j)) * a[j] * result[k - j];
                result[k] = sum / (k * a[0]);
            }
        }
    }

    private static void PowAtZero(ReadOnlySpan<double> a, double power, double value, Span<double> result)
    {
        result.Clear();
        int first = a.IndexOfAnyExcept(0.0);
        if (power == Math.Floor(power) && power > 0)
        {
            if (power * first < result.Length) Repeat(a, (int)power, result);
        }
        else
        {
            double binomial = 1;
            for (int k = 1; k < result.Length; k++)
            {
                binomial *= (power - k + 1) / k;
                if (k > power * first) result[k] = first == 1 ? binomial * Math.Pow(a[1], k) * double.PositiveInfinity : double.NaN;
            }
        }
        result[0] = value;
    }

    /// <summary>a · a · … · a: what is to be multiplied has no constant term, so that there are at most as many factors as coefficients.</summary>
    private static void Repeat(ReadOnlySpan<double> a, int factors, Span<double> result)
    {
        double[]? rented = null;
        Span<double> product = Scratch(stackalloc double[OnStack], result.Length, ref rented);
        a.CopyTo(result);
        for (int n = 1; n < factors; n++)
        {
            result.CopyTo(product);
            Multiply(product, a, 0, result);
        }
        Return(rented);
    }

    /// <summary>a to the power b. At a[0] = 0 a power that varies contributes 0, if it is not negative.</summary>
    public static void Pow(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        if (IsConstant(b) || (a[0] == 0 && b[0] >= 0))
        {
            Pow(a, b[0], value, result);
            return;
        }
        double[]? first = null, second = null;
        Span<double> logarithm = Scratch(stackalloc double[OnStack], result.Length, ref first), exponent = Scratch(stackalloc double[OnStack], result.Length, ref second);
        Log(a, 1, Math.Log(a[0]), logarithm);
        Multiply(b, logarithm, b[0] * logarithm[0], exponent);
        Exp(exponent, 1, value, result);
        Return(first);
        Return(second);
    }

    /// <summary>1 / (1 + exp(-a)): y′ = a′ · y · (1 − y).</summary>
    public static void Sigmoid(ReadOnlySpan<double> a, double value, Span<double> result)
    {
        double[]? rented = null;
        Span<double> slope = Scratch(stackalloc double[OnStack], result.Length, ref rented);
        // The product with what is left to 1, from the other tail, so that it does not cancel.
        (result[0], slope[0]) = (value, value * Ad.Sigmoid(-a[0]));
        for (int k = 1; k < result.Length; k++)
        {
            double sum = 0;
            for (int j = 1; j <= k; j++)
                if (a[j] != 0) sum += j * a[j] * slope[k - j];
            result[k] = sum / k;
            sum = result[k];
            for (int j = 0; j <= k; j++) sum -= result[j] * result[k - j];
            slope[k] = sum;
        }
        Return(rented);
    }

    /// <summary>ψ⁽ⁿ⁾(a), and the logarithm of |Γ(a)| for n = -1: the series of the function at a[0], with the rest of a in it by Horner's scheme, O(order³).</summary>
    public static void Polygamma(ReadOnlySpan<double> a, int n, double value, Span<double> result)
    {
        if (IsConstant(a))
        {
            Constant(value, result);
            return;
        }
        double[]? first = null, second = null;
        Span<double> rest = Scratch(stackalloc double[OnStack], result.Length, ref first), product = Scratch(stackalloc double[OnStack], result.Length, ref second);
        Copy(a, 0, rest);
        result.Clear();
        for (int k = result.Length - 1; k > 0; k--)
        {
            double coefficient = Derivative(a[0], n + k);
            for (int j = 2; j <= k; j++) coefficient /= j;
            result.CopyTo(product);
            Multiply(product, rest, 0, result);
            result[0] = coefficient;
        }
        result.CopyTo(product);
        Multiply(product, rest, value, result);
        Return(first);
        Return(second);

        static double Derivative(double x, int n) => n == 0 ? Ad.Digamma(x) : n == 1 ? Ad.Trigamma(x) : Ad.Polygamma(x, n);
    }

    private static Span<double> Scratch(Span<double> onStack, int length, ref double[]? rented) =>
        length <= onStack.Length ? onStack[..length] : (rented = ArrayPool<double>.Shared.Rent(length)).AsSpan(0, length);

    private static void Return(double[]? rented)
    {
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }
}

// Arithmetic of truncated Taylor series, one coefficient per order: what FTaylor computes with.
using System;
using System.ComponentModel;

namespace Autodiff;

/// <summary>
/// A series holds c[k] = f⁽ᵏ⁾(x)/k! for k = 0 … order. Every method fills <c>result</c> from series of the same length, which may not be <c>result</c> itself; <c>value</c> is the
/// number that the method of the user computed, and becomes c[0]. A number in the place of a series is a constant. Products and quotients cost O(order²), sums O(order).
/// The recurrences are those of Griewank and Walther, Evaluating Derivatives (2008), chapter 13.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class TaylorSeries
{
    /// <summary>The variable itself: x, 1, 0, 0, …</summary>
    public static void Variable(double value, Span<double> result)
    {
        Constant(value, result);
        if (result.Length > 1) result[1] = 1;
    }

    /// <summary>A number: value, 0, 0, …</summary>
    public static void Constant(double value, Span<double> result)
    {
        result.Clear();
        result[0] = value;
    }

    /// <summary>The coefficients of <paramref name="a"/> above the value.</summary>
    public static void Copy(ReadOnlySpan<double> a, double value, Span<double> result)
    {
        a.CopyTo(result);
        result[0] = value;
    }

    /// <summary>Puts the series in the place of every element of a memory of series.</summary>
    public static void Fill(ReadOnlySpan<double> a, Span<double> memory)
    {
        for (int start = 0; start < memory.Length; start += a.Length) a.CopyTo(memory[start..]);
    }

    /// <summary>result += a.</summary>
    public static void Accumulate(ReadOnlySpan<double> a, Span<double> result)
    {
        for (int k = 0; k < result.Length; k++) result[k] += a[k];
    }

    /// <summary>condition ? a : b.</summary>
    public static void Select(bool condition, ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result) => Copy(condition ? a : b, value, result);

    /// <inheritdoc cref="Select(bool, ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Select(bool condition, ReadOnlySpan<double> a, double b, double value, Span<double> result)
    {
        if (condition) Copy(a, value, result);
        else Constant(value, result);
    }

    /// <inheritdoc cref="Select(bool, ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Select(bool condition, double a, ReadOnlySpan<double> b, double value, Span<double> result) => Select(!condition, b, a, value, result);

    /// <summary>a + b.</summary>
    public static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        for (int k = 1; k < result.Length; k++) result[k] = a[k] + b[k];
        result[0] = value;
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Add(ReadOnlySpan<double> a, double b, double value, Span<double> result) => Copy(a, value, result);

    /// <inheritdoc cref="Add(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Add(double a, ReadOnlySpan<double> b, double value, Span<double> result) => Copy(b, value, result);

    /// <summary>a - b.</summary>
    public static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        for (int k = 1; k < result.Length; k++) result[k] = a[k] - b[k];
        result[0] = value;
    }

    /// <inheritdoc cref="Subtract(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Subtract(ReadOnlySpan<double> a, double b, double value, Span<double> result) => Copy(a, value, result);

    /// <inheritdoc cref="Subtract(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Subtract(double a, ReadOnlySpan<double> b, double value, Span<double> result) => Negate(b, value, result);

    /// <summary>-a.</summary>
    public static void Negate(ReadOnlySpan<double> a, double value, Span<double> result)
    {
        for (int k = 1; k < result.Length; k++) result[k] = -a[k];
        result[0] = value;
    }

    /// <summary>a · b.</summary>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        for (int k = 1; k < result.Length; k++)
        {
            double sum = 0;
            for (int j = 0; j <= k; j++) sum += a[j] * b[k - j];
            result[k] = sum;
        }
        result[0] = value;
    }

    /// <inheritdoc cref="Multiply(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Multiply(ReadOnlySpan<double> a, double b, double value, Span<double> result)
    {
        for (int k = 1; k < result.Length; k++) result[k] = a[k] * b;
        result[0] = value;
    }

    /// <inheritdoc cref="Multiply(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Multiply(double a, ReadOnlySpan<double> b, double value, Span<double> result) => Multiply(b, a, value, result);

    /// <summary>a · b, and 0 where <paramref name="a"/>, a derivative, is 0 throughout: however infinite <paramref name="b"/> is.</summary>
    public static void StrongMultiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        if (IsZero(a)) result.Clear();
        else Multiply(a, b, value, result);
    }

    /// <inheritdoc cref="StrongMultiply(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void StrongMultiply(ReadOnlySpan<double> a, double b, double value, Span<double> result)
    {
        for (int k = 1; k < result.Length; k++) result[k] = a[k] == 0 ? 0 : a[k] * b;
        result[0] = value;
    }

    /// <inheritdoc cref="StrongMultiply(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void StrongMultiply(double a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        if (a == 0) result.Clear();
        else Multiply(b, a, value, result);
    }

    /// <summary>a / b. Where b[0] is 0, what is 0 above it stays 0 and the rest is infinite or NaN.</summary>
    public static void Divide(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        result[0] = value;
        for (int k = 1; k < result.Length; k++)
        {
            double sum = a[k];
            for (int j = 0; j < k; j++)
                if (b[k - j] != 0) sum -= result[j] * b[k - j];
            result[k] = sum == 0 ? 0 : sum / b[0];
        }
    }

    /// <inheritdoc cref="Divide(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Divide(ReadOnlySpan<double> a, double b, double value, Span<double> result)
    {
        for (int k = 1; k < result.Length; k++) result[k] = a[k] == 0 ? 0 : a[k] / b;
        result[0] = value;
    }

    /// <inheritdoc cref="Divide(ReadOnlySpan{double}, ReadOnlySpan{double}, double, Span{double})"/>
    public static void Divide(double a, ReadOnlySpan<double> b, double value, Span<double> result)
    {
        result[0] = value;
        for (int k = 1; k < result.Length; k++)
        {
            double sum = 0;
            for (int j = 0; j < k; j++)
                if (b[k - j] != 0) sum -= result[j] * b[k - j];
            result[k] = sum == 0 ? 0 : sum / b[0];
        }
    }

    /// <summary>The derivative of a series; its last coefficient, which is not known, is 0.</summary>
    public static void Differentiate(ReadOnlySpan<double> a, Span<double> result)
    {
        for (int k = 1; k < a.Length; k++) result[k - 1] = k * a[k];
        result[a.Length - 1] = 0;
    }

    /// <summary>The series whose derivative is <paramref name="a"/>.</summary>
    public static void Integrate(ReadOnlySpan<double> a, double value, Span<double> result)
    {
        result[0] = value;
        for (int k = 1; k < result.Length; k++) result[k] = a[k - 1] / k;
    }

    /// <summary>Nothing above the value.</summary>
    private static bool IsConstant(ReadOnlySpan<double> a) => IsZero(a[1..]);

    private static bool IsZero(ReadOnlySpan<double> a) => !a.ContainsAnyExcept(0.0);
}

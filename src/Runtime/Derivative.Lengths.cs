// The guards that a derivative buffer has the length or shape of what it belongs to.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Autodiff;

public static partial class Derivative
{
    /// <summary>Throws unless a derivative buffer is as long as the argument it belongs to.</summary>
    /// <exception cref="ArgumentException">The lengths differ; names both parameters and both lengths.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameLength<TDerivative, T>(
        ReadOnlySpan<TDerivative> derivative,
        ReadOnlySpan<T> argument,
        [CallerArgumentExpression(nameof(derivative))] string derivativeName = "",
        [CallerArgumentExpression(nameof(argument))] string argumentName = "")
    {
        if (derivative.Length != argument.Length)
            Fault.Length(derivativeName, derivative.Length, argumentName, argument.Length);
    }

    /// <summary>Throws unless a derivative buffer is as long as the array it belongs to.</summary>
    /// <exception cref="ArgumentNullException">The array is null.</exception>
    /// <exception cref="ArgumentException">The lengths differ; names both parameters and both lengths.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameLength<TDerivative, T>(
        ReadOnlySpan<TDerivative> derivative,
        [NotNull] T[]? argument,
        [CallerArgumentExpression(nameof(derivative))] string derivativeName = "",
        [CallerArgumentExpression(nameof(argument))] string argumentName = "")
    {
        if (argument is null)
            Fault.Null(argumentName);
        if (derivative.Length != argument.Length)
            Fault.Length(derivativeName, derivative.Length, argumentName, argument.Length);
    }

    /// <summary>Throws unless a derivative array is as long as the argument it belongs to.</summary>
    /// <exception cref="ArgumentNullException">The array is null.</exception>
    /// <exception cref="ArgumentException">The lengths differ; names both parameters and both lengths.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameLength<TDerivative, T>(
        [NotNull] TDerivative[]? derivative,
        ReadOnlySpan<T> argument,
        [CallerArgumentExpression(nameof(derivative))] string derivativeName = "",
        [CallerArgumentExpression(nameof(argument))] string argumentName = "")
    {
        if (derivative is null)
            Fault.Null(derivativeName);
        if (derivative.Length != argument.Length)
            Fault.Length(derivativeName, derivative.Length, argumentName, argument.Length);
    }

    /// <summary>Throws unless a derivative array is as long as the array it belongs to.</summary>
    /// <exception cref="ArgumentNullException">One of the arrays is null.</exception>
    /// <exception cref="ArgumentException">The lengths differ; names both parameters and both lengths.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameLength<TDerivative, T>(
        [NotNull] TDerivative[]? derivative,
        [NotNull] T[]? argument,
        [CallerArgumentExpression(nameof(derivative))] string derivativeName = "",
        [CallerArgumentExpression(nameof(argument))] string argumentName = "")
    {
        if (argument is null)
            Fault.Null(argumentName);
        if (derivative is null)
            Fault.Null(derivativeName);
        if (derivative.Length != argument.Length)
            Fault.Length(derivativeName, derivative.Length, argumentName, argument.Length);
    }

    /// <summary>Throws unless a two-dimensional derivative array has the shape, and the lower bounds, of the array it belongs to.</summary>
    /// <exception cref="ArgumentNullException">One of the arrays is null.</exception>
    /// <exception cref="ArgumentException">The shapes differ; names both parameters and both shapes.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SameShape<TDerivative, T>(
        [NotNull] TDerivative[,]? derivative,
        [NotNull] T[,]? argument,
        [CallerArgumentExpression(nameof(derivative))] string derivativeName = "",
        [CallerArgumentExpression(nameof(argument))] string argumentName = "")
    {
        if (argument is null)
            Fault.Null(argumentName);
        if (derivative is null)
            Fault.Null(derivativeName);
        if (derivative.GetLength(0) != argument.GetLength(0)
            || derivative.GetLength(1) != argument.GetLength(1)
            || derivative.GetLowerBound(0) != argument.GetLowerBound(0)
            || derivative.GetLowerBound(1) != argument.GetLowerBound(1))
            Fault.Shape(derivativeName, derivative, argumentName, argument);
    }

    /// <summary>Throws unless a buffer has a computed length, as that of a Jacobian is.</summary>
    /// <exception cref="ArgumentException">The length differs; names the buffer, the expression and both lengths.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void HasLength<T>(
        ReadOnlySpan<T> buffer,
        long length,
        [CallerArgumentExpression(nameof(buffer))] string bufferName = "",
        [CallerArgumentExpression(nameof(length))] string lengthExpression = "")
    {
        if (buffer.Length != length)
            Fault.LengthIs(bufferName, buffer.Length, lengthExpression, length);
    }
}

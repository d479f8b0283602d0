// The attributes by which a corpus function says at which points it is checked and what is known about it.
using System;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>Lengths given to every span and array (matrices are square) where nothing else is said; integer arrays get indices below the length.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LengthsAttribute(params int[] lengths) : Attribute
{
    public int[] Lengths { get; } = lengths;
}

/// <summary>The interval random values are drawn from, for the whole method or one parameter.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter)]
public sealed class DomainAttribute(double low, double high) : Attribute
{
    public double Low { get; } = low;

    public double High { get; } = high;
}

/// <summary>
/// One setting of the parameters, as words <c>name:length</c>, <c>name:rows×columns</c> (written <c>2x3</c>), <c>name=value</c>,
/// <c>name=v,v,v</c>; what is not said is random. A case with <see cref="Gradient"/>, <see cref="Throws"/> or <see cref="Kink"/> is
/// checked in addition to the ordinary ones, the others replace the default lengths.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class CaseAttribute(string setting) : Attribute
{
    public string Setting { get; } = setting;

    /// <summary>The expected gradient over all differentiated inputs in order, separated by blanks; finite differences are not asked.</summary>
    public string? Gradient { get; set; }

    /// <summary>The exception that the function and every derivative member must throw.</summary>
    public Type? Throws { get; set; }

    /// <summary>The function has a kink here: the modes must agree, finite differences are not asked.</summary>
    public bool Kink { get; set; }

    public bool IsSpecial => Gradient is not null || Throws is not null || Kink;
}

/// <summary>
/// The name of a method of the same type that takes the function's parameters and returns the gradient: a number when there is one
/// differentiated scalar, otherwise all entries in order in a <c>double[]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClosedFormAttribute(string method) : Attribute
{
    public string Method { get; } = method;
}

/// <summary>Finite differences say nothing about this function (detached values, estimates with steps).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NoFiniteDifferencesAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}

/// <summary>The signature is double but the arithmetic inside is float, so float tolerances apply.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ComputesInFloatAttribute : Attribute;

/// <summary>The functions call a library whose vectors round otherwise than <see cref="Math"/>, so the last digits of values differ.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RoundsOtherwiseAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}

/// <summary>The derivative members may allocate, for the reason given (temporaries that no pool serves).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MayAllocateAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}

// The attribute by which a generated derivative member is recognised.
using System;

namespace Autodiff;

/// <summary>Marks a generated member as a derivative. Generated code carries it; there is no reason to write it by hand.</summary>
/// <param name="of">The method that the member is a derivative of.</param>
/// <param name="kind">Which derivative the member is.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DerivativeMemberAttribute(string of, Derivatives kind) : Attribute
{
    /// <summary>The method that the marked member is a derivative of.</summary>
    public string Of { get; } = of;

    /// <summary>Which derivative the marked member is.</summary>
    public Derivatives Kind { get; } = kind;
}

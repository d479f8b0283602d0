// The attribute that asks for the derivatives of a method.
using System;
using System.Collections.Generic;

namespace Autodiff;

/// <summary>Asks for derivative members of the marked method, generated beside it at compile time.</summary>
/// <remarks>
/// The containing type and every type around it must be <see langword="partial"/>. Several attributes on one method need
/// different <see cref="Name"/>s.
/// </remarks>
/// <example>
/// <code>
/// [Differentiable(nameof(w))]
/// public static double Loss(ReadOnlySpan&lt;double&gt; w, ReadOnlySpan&lt;double&gt; x, double target) { ... }
/// // generates LossGradient(w, x, target, wGradient), LossJvp(...) and LossVjp(...)
/// </code>
/// </example>
/// <param name="withRespectTo">
/// The parameters to differentiate with respect to, best given by <see langword="nameof"/>; <c>"this"</c> stands for a struct
/// receiver. No names: every floating-point input.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class DifferentiableAttribute(params string[] withRespectTo) : Attribute
{
    /// <summary>The names of the inputs to differentiate with respect to; empty for every floating-point input.</summary>
    public IReadOnlyList<string> WithRespectTo { get; } = withRespectTo;

    /// <summary>
    /// Which members to generate. Unset, they are <see cref="Derivatives.Gradient"/>, <see cref="Derivatives.Jvp"/> and
    /// <see cref="Derivatives.Vjp"/>, without the gradient where the method does not return one number.
    /// </summary>
    public Derivatives Generate { get; set; } = Derivatives.Gradient | Derivatives.Jvp | Derivatives.Vjp;

    /// <summary>The stem of the generated members' names; the method's name if null.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// Whether loops may be vectorised. <see langword="false"/> keeps the order of every summation and calls
    /// <see cref="Math"/> for every function.
    /// </summary>
    public bool Vectorize { get; set; } = true;

    /// <summary>What the lanes of vectors hold. Without <see cref="Vectorize"/> there are none.</summary>
    public Lanes Lanes { get; set; }

    /// <summary>
    /// The constant parameters that have a value for each item in the members over batches (<see cref="Derivatives.Batch"/>), where every
    /// differentiated parameter has one; the others are the same for all items.
    /// </summary>
    public string[] Batch { get; set; } = [];
}

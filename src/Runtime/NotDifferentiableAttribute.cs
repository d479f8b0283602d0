// The attribute that makes an input or a callee a constant of differentiation.
using System;

namespace Autodiff;

/// <summary>Makes the marked parameter, field, property or method a constant: its derivative is zero by intent.</summary>
/// <remarks>
/// A mutable parameter so marked gets no tangent and no adjoint. Writing a value that depends on the differentiated inputs to it
/// and reading it back into an output is a compile-time error at the read.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Method, Inherited = false)]
public sealed class NotDifferentiableAttribute : Attribute;

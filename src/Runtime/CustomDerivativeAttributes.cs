// The attributes by which a user's own method becomes the derivative of another method.
using System;

namespace Autodiff;

/// <summary>
/// Makes the marked method the vector-Jacobian product of another: reverse mode calls it wherever the other method is called, and the
/// generated <c>FGradient</c> and <c>FVjp</c> use it.
/// </summary>
/// <remarks>
/// The marked method is static if F is, and has exactly the signature that the generated <c>FVjp</c> would have: F's parameters, the seed of the returned
/// value, then for each differentiated parameter its adjoint. It returns F's value, has F's effects on F's parameters, and adds to the adjoints. F itself
/// need not be differentiable, nor marked: then every floating-point input is differentiated. Of overloads, the one whose parameters fit is meant.
/// </remarks>
/// <example>
/// <code>
/// [VjpOf(typeof(SpecialFunctions), nameof(SpecialFunctions.Erf))]
/// public static double ErfVjp(double x, double seed, ref double xAdjoint)
/// {
///     xAdjoint += seed * 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x);
///     return SpecialFunctions.Erf(x);
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class VjpOfAttribute : Attribute
{
    /// <summary>For a method of the same type.</summary>
    /// <param name="method">The method's name, best given by <see langword="nameof"/>.</param>
    public VjpOfAttribute(string method) => Method = method;

    /// <summary>For a method of another type, also of another assembly.</summary>
    /// <param name="type">The type that declares the method.</param>
    /// <param name="method">The method's name, best given by <see langword="nameof"/>.</param>
    public VjpOfAttribute(Type type, string method) => (Type, Method) = (type, method);

    /// <summary>The type that declares the method; null for the marked method's own type.</summary>
    public Type? Type { get; }

    /// <summary>The name of the method whose derivative this is.</summary>
    public string Method { get; }

    /// <summary>Where that method has several <see cref="DifferentiableAttribute"/>s: the <see cref="DifferentiableAttribute.Name"/> of the one that is meant.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// Promises that the marked method leaves out every adjoint whose span is empty though the input's is not, and F's work where the spans that F writes are empty; and that no adjoint
    /// needs the contents of what F writes. Then the adjoint of an input that is constant where F is called is passed as an empty span, and in a reverse sweep, which has F's
    /// results already, so is every <see cref="Span{T}"/> that F takes. Without it they are scratch memory, and copies of their contents at the call.
    /// </summary>
    public bool SkipsEmpty { get; set; }
}

/// <summary>
/// Makes the marked method the Jacobian-vector product of another: forward mode calls it wherever the other method is called, and the
/// generated <c>FJvp</c> uses it.
/// </summary>
/// <remarks>
/// The marked method is static if F is, and has exactly the signature that the generated <c>FJvp</c> would have: F's parameters, for each
/// differentiated parameter its tangent, then <c>out</c> the tangent of the returned value. It returns F's value and has F's effects on F's parameters.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class JvpOfAttribute : Attribute
{
    /// <summary>For a method of the same type.</summary>
    /// <param name="method">The method's name, best given by <see langword="nameof"/>.</param>
    public JvpOfAttribute(string method) => Method = method;

    /// <summary>For a method of another type, also of another assembly.</summary>
    /// <param name="type">The type that declares the method.</param>
    /// <param name="method">The method's name, best given by <see langword="nameof"/>.</param>
    public JvpOfAttribute(Type type, string method) => (Type, Method) = (type, method);

    /// <summary>The type that declares the method; null for the marked method's own type.</summary>
    public Type? Type { get; }

    /// <summary>The name of the method whose derivative this is.</summary>
    public string Method { get; }

    /// <summary>Where that method has several <see cref="DifferentiableAttribute"/>s: the <see cref="DifferentiableAttribute.Name"/> of the one that is meant.</summary>
    public string? Name { get; set; }
}

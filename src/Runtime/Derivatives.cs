// The kinds of derivative members that can be generated for a method.
using System;

namespace Autodiff;

/// <summary>The kinds of derivative members that can be generated for a method <c>F</c>.</summary>
[Flags]
public enum Derivatives
{
    /// <summary><c>FGradient</c>: the value and the gradient of a method that returns one number; sets the gradient.</summary>
    Gradient = 1 << 0,

    /// <summary><c>FJvp</c>: forward mode, the Jacobian times a tangent.</summary>
    Jvp = 1 << 1,

    /// <summary><c>FVjp</c>: reverse mode, a seed times the Jacobian; adds to the adjoints.</summary>
    Vjp = 1 << 2,

    /// <summary><c>FJacobian</c>: every partial derivative of every output, row-major.</summary>
    Jacobian = 1 << 3,

    /// <summary><c>FHvp</c>: the gradient and the Hessian times a direction.</summary>
    Hvp = 1 << 4,

    /// <summary><c>FHessian</c>: the gradient and the symmetric matrix of second derivatives.</summary>
    Hessian = 1 << 5,

    /// <summary><c>FHessianDiagonal</c>: the gradient and the diagonal of the Hessian.</summary>
    HessianDiagonal = 1 << 6,

    /// <summary><c>FTaylor</c>: the Taylor coefficients of a method of one scalar, to any order.</summary>
    Taylor = 1 << 7,

    /// <summary><c>FBatch</c>, <c>FGradientBatch</c> and <c>FJacobianBatch</c>: the method and its derivatives at every item of a batch, each number in a span of its own.</summary>
    Batch = 1 << 8,

    /// <summary>An overload over recorded variables.</summary>
    Variable = 1 << 9,
}

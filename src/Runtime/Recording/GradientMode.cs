// What a backward pass does with the gradient of a variable, and with inputs it does not reach.
namespace Autodiff;

/// <summary>What a backward pass does with the gradient that a variable already holds.</summary>
public enum GradientMode
{
    /// <summary>The variable takes no gradient.</summary>
    None,

    /// <summary>The new gradient replaces the old one.</summary>
    Set,

    /// <summary>The new gradient is added to the old one, until <see cref="Variable{T}.ZeroGradient"/>.</summary>
    Add,
}

/// <summary>What <see cref="Autograd"/> gives for an input that the outputs do not depend on.</summary>
public enum Unreached
{
    /// <summary>A gradient of zeros.</summary>
    Zero,

    /// <summary>An exception that names the input.</summary>
    Error,
}

// What runs in the lanes of the vectors of generated derivatives.
namespace Autodiff;

/// <summary>What the lanes of vectors hold: <see cref="DifferentiableAttribute.Lanes"/>.</summary>
public enum Lanes
{
    /// <summary>Whatever is thought to be faster, loop by loop.</summary>
    Auto,

    /// <summary>Trips of innermost loops.</summary>
    Inner,

    /// <summary>Trips of outer loops with all that is in them, wherever these are independent of each other; innermost loops elsewhere.</summary>
    Outer,

    /// <summary>Nothing: every loop runs one trip after the other.</summary>
    None,
}

// Dense linear algebra: what the kernels on doubles and on floats share.
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Autodiff.Numerics;

/// <summary>Dense linear algebra on row-major spans.</summary>
/// <remarks>
/// Nothing is allocated; shapes that do not fit and outputs that overlap inputs are refused before anything is written. Results do not depend on
/// where a span starts in memory; the order of summation is unspecified and depends on the machine.
/// </remarks>
public static partial class Kernels
{
    /// <summary>Loops are compiled fully at once: a cold loop would run slowly for thousands of calls.</summary>
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Depth of a packed panel of B: with a panel's width it stays in the first-level cache.</summary>
    private const int Depth = 128;

    private const int TileRows = 8;

    /// <summary>Rows of A that are copied at once, a multiple of <see cref="TileRows"/>.</summary>
    private const int BlockRows = 128;
}

/// <summary>Derivatives of <see cref="Kernels"/>, in terms of kernels: the compiler finds them; they are not meant to be called by hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class KernelDerivatives
{
}

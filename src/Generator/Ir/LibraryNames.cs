// The library types that generated code mentions by name.
using System.Collections.Generic;

namespace Autodiff.Generators.Ir;

/// <summary>
/// Simple names and namespaces. The front end finds out which of them mean something else at the place of the method
/// (<see cref="DerivativeRequest.HiddenNames"/>), the emitter writes those in full.
/// </summary>
internal static class LibraryNames
{
    public static IReadOnlyDictionary<string, string> Namespaces { get; } = new Dictionary<string, string>
    {
        ["Math"] = "System", ["MathF"] = "System", ["Span"] = "System", ["ReadOnlySpan"] = "System", ["Array"] = "System",
        ["IFloatingPointIeee754"] = "System.Numerics",
        ["ArrayPool"] = "System.Buffers",
        ["Vector128"] = "System.Runtime.Intrinsics", ["Vector256"] = "System.Runtime.Intrinsics", ["Vector512"] = "System.Runtime.Intrinsics",
        ["Ad"] = "Autodiff", ["Derivative"] = "Autodiff", ["DerivativeMember"] = "Autodiff", ["Derivatives"] = "Autodiff", ["Tape"] = "Autodiff", ["TaylorSeries"] = "Autodiff", ["Workspace"] = "Autodiff",
        ["Variable"] = "Autodiff", ["Operation"] = "Autodiff", ["ReadOnlyMemory"] = "System",
        ["VectorMath"] = "Autodiff.Numerics", ["Wide"] = "Autodiff.Numerics",
        ["MethodImpl"] = "System.Runtime.CompilerServices", ["MethodImplOptions"] = "System.Runtime.CompilerServices",
    };

    /// <summary>Checks of the runtime that stand in code that was read; what they take is spans.</summary>
    public const string TensorShapes = "global::Autodiff.Numerics.TensorShapes.";

    /// <summary>The text of an effect takes spans where it mentions memory.</summary>
    public static bool TakesSpans(string text) => text.StartsWith(TensorShapes, System.StringComparison.Ordinal);
}

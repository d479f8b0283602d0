// How many directions forward mode carries at once.
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal static partial class ForwardMode
{
    /// <summary>The lanes of the tangents where so many directions are wanted (null: as many as there are).</summary>
    public static byte LanesFor(Program program, int? count) => 1;
}

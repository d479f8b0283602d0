// How many directions forward mode carries at once.
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal static partial class ForwardMode
{
    /// <summary>
    /// The lanes of the tangents where so many directions are wanted (null: as many as there are). One, where the program computes in another precision than double, or calls
    /// derivatives written by hand, which take one direction, or returns arrays.
    /// </summary>
    public static byte LanesFor(Program program, int? count) => count == 1 || !program.Methods.All(HasLanes) ? (byte)1 : count <= 4 ? (byte)4 : (byte)8;

    private static bool HasLanes(Method method) =>
        method is { IsExternal: false, Custom: null }
        && method.Body.Yields.All(y => !method.TypeOf(y).IsMemory)
        && method.Values.All(v => v.Type.Element is not (Scalar.F32 or Scalar.Generic))
        && method.Body.All().All(i => i is not (VectorLoad or VectorStore or Let { Op: Op.ScaleB or Op.DegreesToRadians or Op.RadiansToDegrees }));
}

// C# signatures of methods that exist only in generated code.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal static class Surfaces
{
    /// <summary>C# type of a scalar, memory, tape or opaque value, fully qualified.</summary>
    public static string TypeText(IrType type) => type.CSharp;

    /// <summary>Type of the shadow (tangent or adjoint) of memory: an array's is a span, everything else keeps its shape.</summary>
    public static IrType Shadow(IrType memory, bool adjoint) => memory.Shape switch
    {
        Shape.Array => IrType.Span(memory.Element),
        Shape.ReadOnlySpan when adjoint => IrType.Span(memory.Element),
        _ => memory,
    };

    /// <summary>Type of the seed of a returned value: that of an array is only read.</summary>
    public static IrType Seed(IrType returned) => returned.Shape == Shape.Array ? IrType.ReadOnlySpan(returned.Element) : returned;

    /// <summary>
    /// Surface of an internal helper: parameters in order (spans scoped, the tape by reference), the first yield returned, the others as out parameters.
    /// </summary>
    public static Surface Helper(string name, Func<Value, ValueInfo> info, IReadOnlyList<Value> parameters, IReadOnlyList<Value> yields, IReadOnlyList<string?>? yieldNames = null)
    {
        HashSet<string> taken = [];
        string Unique(string wanted)
        {
            string text = wanted;
            for (int number = 2; !taken.Add(text); number++) text = wanted + number;
            return text;
        }

        List<SurfaceParameter> surface = [];
        for (int k = 0; k < parameters.Count; k++)
        {
            (IrType type, string? hint) = (info(parameters[k]).Type, info(parameters[k]).Hint);
            Passing passing = type.Shape == Shape.Tape ? Passing.Ref : Passing.ByValue;
            surface.Add(new SurfaceParameter(Unique(hint ?? "p" + k), TypeText(type), passing, k, -1, type.Shape is Shape.Span or Shape.ReadOnlySpan));
        }
        for (int k = 1; k < yields.Count; k++)
        {
            string wanted = yieldNames?[k] ?? info(yields[k]).Hint ?? "result" + k;
            surface.Add(new SurfaceParameter(Unique(wanted), TypeText(info(yields[k]).Type), Passing.Out, -1, k));
        }
        string returned = yields.Count == 0 ? "void" : TypeText(info(yields[0]).Type);
        return new Surface(name, "internal static", returned, yields.Count == 0 ? -1 : 0, surface.ToEquatableArray());
    }
}

// What to write instead of data that is nested deeper than derivatives follow.
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal sealed partial class Layout
{
    /// <summary>What says the same as a type that is not taken apart: an array of containers, of arrays of arrays, of arrays of structs.</summary>
    public static string Instead(ITypeSymbol type)
    {
        type = TypeArguments.Close(type);
        ITypeSymbol? element = type is IArrayTypeSymbol array ? array.ElementType : Types.IsSpan(type, out _, out ITypeSymbol? spanned) ? spanned : null;
        if (element is null) return "pass its numbers and arrays as parameters of their own";
        if (OfHeld(element) is { HoldsMemory: true } || IsOfContainers(type)) return "pass each field for all elements (arrays as double[][], numbers as an array), or a class with a field for each element";
        if (type is IArrayTypeSymbol { Rank: 2 }) return "pass a two-dimensional array for each field, or an array of structs row by row";
        if (element is IArrayTypeSymbol && Of(element) is { IsMemory: true }) return "pass one array of structs with the rows one after the other, or a double[][] for each field";
        if (element is IArrayTypeSymbol) return "use an array of arrays (double[][]) with the rows of all parts one after the other";
        return "pass its fields as arrays of their own";
    }
}

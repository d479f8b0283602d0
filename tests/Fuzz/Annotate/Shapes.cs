// Which methods are numerical: floating-point numbers, alone or in spans and arrays, in and out.
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Autodiff.Fuzz.Annotate;

internal static class Shapes
{
    public static bool IsOfDoubles(IMethodSymbol method) =>
        method.Parameters.All(p => IsKnown(p.Type))
        && method.Parameters.Any(p => p.RefKind != RefKind.Out && IsFloats(p.Type))
        && (IsFloats(method.ReturnType) || (method.ReturnsVoid && method.Parameters.Any(IsWritable)))
        && !method.IsAbstract && !method.IsExtern;

    private static bool IsWritable(IParameterSymbol parameter) => IsFloats(parameter.Type)
        && (parameter.Type is IArrayTypeSymbol or INamedTypeSymbol { Name: "Span" } || parameter.RefKind is RefKind.Ref or RefKind.Out);

    /// <summary>Points can be made for it.</summary>
    public static bool IsKnown(ITypeSymbol type) => IsFloats(type) || IsSimple(type) || IsIntegers(type);

    public static bool IsFloats(ITypeSymbol type) => Element(type) is { SpecialType: SpecialType.System_Double or SpecialType.System_Single }
        or ITypeParameterSymbol { ConstraintTypes: [{ Name: "IFloatingPointIeee754" }, ..] };

    private static bool IsIntegers(ITypeSymbol type) => !SymbolEqualityComparer.Default.Equals(Element(type), type) && IsSimple(Element(type));

    private static bool IsSimple(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_UInt64) or SpecialType.System_String;

    private static ITypeSymbol Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Element(array.ElementType),
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments.Length: 1 } span => span.TypeArguments[0],
        _ => type,
    };
}

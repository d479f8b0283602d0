// From C# types to IR types, and what the Frontend asks about types.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static class Types
{
    public static readonly IrType Void = IrType.Opaque("void");

    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The fully qualified C# text of a type, with its nullable annotations.</summary>
    public static string Text(ITypeSymbol type) => TypeArguments.Close(type).ToDisplayString(Qualified);

    /// <summary>The type as messages show it.</summary>
    public static string Show(ITypeSymbol type) => TypeArguments.Close(type).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    public static Scalar ScalarOf(ITypeSymbol? type)
    {
        if (type is null) return Scalar.None;
        type = TypeArguments.Close(type);
        return type is ITypeParameterSymbol parameter ? IsNumber(parameter) ? Scalar.Generic : Scalar.None : ScalarOf(type.SpecialType);
    }

    /// <summary>A type parameter constrained to an interface of numbers. That the constraint is enough is for the signature to say.</summary>
    public static bool IsNumber(ITypeParameterSymbol parameter) =>
        parameter.ConstraintTypes.Any(c => (c is ITypeParameterSymbol other ? !SymbolEqualityComparer.Default.Equals(other, parameter) && IsNumber(other)
            : c.AllInterfaces.Append(c).Any(i => IsInterfaceOf(i, parameter))));

    /// <summary>The type parameter has everything that derivatives are written with.</summary>
    public static bool IsFloatingPoint(ITypeParameterSymbol parameter) =>
        parameter.ConstraintTypes.Any(c => c.AllInterfaces.Append(c).Any(i => i.Name == "IFloatingPointIeee754" && IsInterfaceOf(i, parameter)));

    private static bool IsInterfaceOf(ITypeSymbol type, ITypeParameterSymbol parameter) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Interface, TypeArguments.IsEmpty: false } named && IsIn(type, "System.Numerics")
        && SymbolEqualityComparer.Default.Equals(named.TypeArguments[0], parameter);

    private static Scalar ScalarOf(SpecialType type) => type switch
    {
        SpecialType.System_Double => Scalar.F64,
        SpecialType.System_Single => Scalar.F32,
        SpecialType.System_Boolean => Scalar.Bool,
        SpecialType.System_SByte => Scalar.I8,
        SpecialType.System_Byte => Scalar.U8,
        SpecialType.System_Int16 => Scalar.I16,
        SpecialType.System_UInt16 => Scalar.U16,
        SpecialType.System_Int32 => Scalar.I32,
        SpecialType.System_UInt32 => Scalar.U32,
        SpecialType.System_Int64 => Scalar.I64,
        SpecialType.System_UInt64 => Scalar.U64,
        SpecialType.System_IntPtr => Scalar.NInt,
        SpecialType.System_UIntPtr => Scalar.NUInt,
        SpecialType.System_Char => Scalar.Char,
        _ => Scalar.None,
    };

    /// <summary>The IR type: a scalar, memory of scalars, or a constant that is only passed through, whatever is known of its being null.</summary>
    public static IrType Of(ITypeSymbol type)
    {
        type = TypeArguments.Close(type);
        Scalar scalar = ScalarOf(type);
        if (scalar != Scalar.None) return IrType.Of(scalar);
        if (type.SpecialType == SpecialType.System_Void) return Void;
        if (type is IArrayTypeSymbol { Rank: <= 2 } array && ScalarOf(array.ElementType) is not Scalar.None and var element)
            return array.Rank == 1 ? IrType.Array(element) : IrType.Array2D(element);
        if (type is IArrayTypeSymbol { Rank: 1, ElementType: IArrayTypeSymbol { Rank: 1 } rows } && ScalarOf(rows.ElementType) is (Scalar.F64 or Scalar.F32 or Scalar.Generic) and var number) return IrType.Jagged(number);
        if (IsSpan(type, out bool readOnly, out ITypeSymbol? spanned) && ScalarOf(spanned) is not Scalar.None and var kind)
            return readOnly ? IrType.ReadOnlySpan(kind) : IrType.Span(kind);
        return IrType.Opaque(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
    }

    /// <summary>An array of numbers of one or two dimensions.</summary>
    public static bool IsArray(ITypeSymbol type) => Of(type).Shape is Shape.Array or Shape.Array2D;

    public static bool IsArrayOfFloats(ITypeSymbol type) => IsArray(type) && Of(type).IsDifferentiable;

    public static bool IsSpan(ITypeSymbol? type, out bool readOnly, out ITypeSymbol? element)
    {
        readOnly = false;
        element = null;
        if (type is not INamedTypeSymbol { Arity: 1, Name: "Span" or "ReadOnlySpan" } named || !IsIn(named, "System")) return false;
        readOnly = named.Name == "ReadOnlySpan";
        element = named.TypeArguments[0];
        return true;
    }

    /// <summary>The type stands directly in the namespace of that (undotted or dotted) name.</summary>
    public static bool IsIn(ITypeSymbol type, string name) => type.ContainingType is null && type.ContainingNamespace?.ToDisplayString() == name;

    public static bool Is(ITypeSymbol? type, string space, string name) => type is not null && type.Name == name && IsIn(type, space);

    /// <summary>Why a value of the type cannot even be a constant, or null.</summary>
    public static string? Refusal(ITypeSymbol type) => TypeArguments.Close(type) switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => "pass a span or an array",
        IDynamicTypeSymbol => "give it a static type",
        INamedTypeSymbol { IsTupleType: true } tuple when Layout.Of(tuple) is null => "use one variable for each element",
        IArrayTypeSymbol { Rank: > 2 } array when HoldsFloats(array.ElementType) => "use a span or an array of one or two dimensions",
        _ => null,
    };

    /// <summary>
    /// Whether by the contract a value of the type would be differentiated if structs and jagged arrays were available: a struct or tuple with
    /// a floating-point field, or an array or span of such. Scalars and memory of scalars are not meant.
    /// </summary>
    public static bool IsAggregateOfFloats(ITypeSymbol type) => !Of(type).IsScalar && !Of(type).IsMemory && HoldsFloats(TypeArguments.Close(type));

    private static bool HoldsFloats(ITypeSymbol type, int depth = 0)
    {
        if (IrType.IsFloating(ScalarOf(type))) return true;
        if (type is IArrayTypeSymbol array) return HoldsFloats(array.ElementType, depth);
        if (IsSpan(type, out _, out ITypeSymbol? element)) return HoldsFloats(element!, depth);
        if (depth > 8 || type is not INamedTypeSymbol { TypeKind: TypeKind.Struct } || ScalarOf(type) != Scalar.None) return false;
        return type.GetMembers().OfType<IFieldSymbol>().Any(f => !f.IsStatic && !f.IsConst && HoldsFloats(f.Type, depth + 1));
    }

    /// <summary>Names of the kinds of return values that are refused, for messages.</summary>
    public static string Describe(ITypeSymbol type) => TypeArguments.Close(type) switch
    {
        IArrayTypeSymbol => "an array",
        _ when IsSpan(type, out _, out _) => "a span",
        INamedTypeSymbol { IsTupleType: true } => "a tuple",
        { SpecialType: SpecialType.System_Void } => "nothing",
        { TypeKind: TypeKind.Struct } when ScalarOf(type) == Scalar.None => "a struct",
        _ => "'" + Show(type) + "'",
    };

    public static bool HasAttribute(this ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
            if (attribute.AttributeClass is { } type && Is(type, "Autodiff", name)) return true;
        return false;
    }

    public static IEnumerable<INamedTypeSymbol> Nest(this ISymbol symbol)
    {
        for (INamedTypeSymbol? type = symbol.ContainingType; type is not null; type = type.ContainingType) yield return type;
    }
}

// The type parameters of a marked method and its types, as generated code repeats them.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static class Generics
{
    /// <summary>What the members of a method repeat, or null if nothing about it is generic.</summary>
    public static GenericHeader? Of(IMethodSymbol method)
    {
        string number = Signature.NumberOf(method) is { } parameter ? MethodReader.Escape(parameter.Name) : "";
        return !method.IsGenericMethod && number.Length == 0 ? null
            : new GenericHeader(Parameters(method.TypeParameters), method.TypeParameters.Select(Constraint).OfType<string>().ToEquatableArray(), number);
    }

    /// <summary>"&lt;T&gt;", or nothing.</summary>
    public static string Parameters(ImmutableArray<ITypeParameterSymbol> parameters) =>
        parameters.IsEmpty ? "" : "<" + string.Join(", ", parameters.Select(p => Variance(p) + MethodReader.Escape(p.Name))) + ">";

    private static string Variance(ITypeParameterSymbol parameter) => parameter.Variance switch { VarianceKind.In => "in ", VarianceKind.Out => "out ", _ => "" };

    private static string? Constraint(ITypeParameterSymbol parameter)
    {
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint) constraints.Add("unmanaged");
        else if (parameter.HasValueTypeConstraint) constraints.Add("struct");
        else if (parameter.HasReferenceTypeConstraint) constraints.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class");
        else if (parameter.HasNotNullConstraint) constraints.Add("notnull");
        constraints.AddRange(parameter.ConstraintTypes.Select(Types.Text));
        if (parameter.HasConstructorConstraint) constraints.Add("new()");
        if (parameter.AllowsRefLikeType) constraints.Add("allows ref struct");
        return constraints.Count == 0 ? null : "where " + MethodReader.Escape(parameter.Name) + " : " + string.Join(", ", constraints);
    }
}

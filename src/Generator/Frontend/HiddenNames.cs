// Finds the library names that mean something else in the user's type.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static class HiddenNames
{
    /// <summary>Names of <see cref="LibraryNames"/> that a member, a type, a namespace or an alias in scope at the method takes away.</summary>
    public static EquatableArray<string> At(ReadContext context, IMethodSymbol method)
    {
        if (ReadContext.Declaration(method, context.Token) is not { } declaration) return [];
        SemanticModel model = context.Model(declaration.SyntaxTree);
        return LibraryNames.Namespaces.Where(name => IsHidden(model, declaration.SpanStart, name)).Select(name => name.Key).ToEquatableArray();
    }

    private static bool IsHidden(SemanticModel model, int position, KeyValuePair<string, string> name) =>
        model.LookupSymbols(position, name: name.Key).Any(symbol =>
            symbol is not INamedTypeSymbol type || type.ContainingType is not null || type.ContainingNamespace.ToDisplayString() != name.Value)
        // An attribute is found by either name.
        || (name.Key == "DerivativeMember" && model.LookupSymbols(position, name: "DerivativeMemberAttribute").Any(s => s.ContainingNamespace.ToDisplayString() != "Autodiff"));
}

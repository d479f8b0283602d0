// Fields and properties of the receiver that can be differentiated: how they are found, named and ordered.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static class ReceiverFields
{
    /// <summary>A field or property of that name that the method's type has or inherits.</summary>
    public static ISymbol? Find(IMethodSymbol method, string name)
    {
        for (ITypeSymbol? type = method.ContainingType; type is not null; type = type.BaseType)
            if (type.GetMembers(name).FirstOrDefault(m => m is IFieldSymbol or IPropertySymbol { IsIndexer: false }) is { } found) return found;
        return null;
    }

    public static ITypeSymbol TypeOf(ISymbol field) => field is IPropertySymbol property ? property.Type : ((IFieldSymbol)field).Type;

    public static string? WhyConstant(ISymbol field) =>
        field.HasAttribute("NotDifferentiableAttribute") ? "it is marked [NotDifferentiable]"
        : field.IsStatic ? "it is static"
        : field is IPropertySymbol property && !MethodReader.IsAuto(property) ? "its body computes it (name the fields that it reads)"
        : field is IPropertySymbol { IsVirtual: true } or IPropertySymbol { IsOverride: true } ? "it is virtual"
        : Types.Of(TypeOf(field)).IsDifferentiable ? null
        : "'" + Types.Show(TypeOf(field)) + "' is a constant";

    /// <summary>What can be named, for messages.</summary>
    public static string Known(IMethodSymbol method, IEnumerable<string> parameters)
    {
        IEnumerable<string> fields = method.IsStatic ? [] : method.ContainingType.GetMembers()
            .Where(m => m is IFieldSymbol or IPropertySymbol { IsIndexer: false } && !m.IsImplicitlyDeclared && WhyConstant(m) is null).Select(m => m.Name);
        string[] names = [.. parameters.Concat(fields).Select(n => "'" + n + "'")];
        return names.Length == 0 ? "a double, a float, or a span or array of them" : string.Join(", ", names);
    }

    /// <summary>The stem of a field's derivative parameters: without leading underscores, the first letter lower-cased.</summary>
    public static string Stem(ISymbol field)
    {
        string name = field.Name.TrimStart('_');
        return name.Length == 0 ? field.Name : char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    /// <summary>The order of declaration, fields of base types last.</summary>
    public static IComparer<ISymbol> Order { get; } = Comparer<ISymbol>.Create((a, b) =>
    {
        int depth = Depth(b.ContainingType).CompareTo(Depth(a.ContainingType));
        if (depth != 0) return depth;
        List<string> names = [.. a.ContainingType.GetMembers().Select(m => m.Name)];
        return names.IndexOf(a.Name).CompareTo(names.IndexOf(b.Name));
    });

    private static int Depth(ITypeSymbol type) => type.BaseType is null ? 0 : 1 + Depth(type.BaseType);
}

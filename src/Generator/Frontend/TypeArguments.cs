// What the type parameters of the generic code that is being read stand for.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// The semantic model speaks of generic code in its type parameters, while a helper is read at the type arguments of its call. Every question about a type
/// (<see cref="Types"/>, <see cref="Layout"/>) is therefore asked of the closed type. The arguments are those of the method being read on this thread: were they handed to
/// each question instead, one that forgets them would take a number for a constant.
/// </summary>
internal sealed class TypeArguments
{
    [ThreadStatic] private static TypeArguments? s_current;

    private readonly Compilation? _compilation;
    private readonly Dictionary<ITypeParameterSymbol, ITypeSymbol> _arguments = new(SymbolEqualityComparer.Default);

    public static readonly TypeArguments None = new(null);

    private TypeArguments(Compilation? compilation) => _compilation = compilation;

    private static TypeArguments Current => s_current ?? None;

    /// <summary>Text that tells readings of one local function apart; the names of other methods say it themselves.</summary>
    public string Text => string.Join(", ", _arguments.Values.Select(Types.Text));

    /// <summary>What the type parameters of a closed method and of its types stand for; a local function also knows those of the method around it.</summary>
    public static TypeArguments Of(IMethodSymbol method, Compilation compilation)
    {
        var made = new TypeArguments(compilation);
        bool isFunction = method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction;
        if (isFunction)
            foreach (KeyValuePair<ITypeParameterSymbol, ITypeSymbol> known in Current._arguments) made._arguments[known.Key] = known.Value;
        made.Add(method.OriginalDefinition.TypeParameters, method.TypeArguments);
        if (method.OriginalDefinition.PartialImplementationPart is { } implementation) made.Add(implementation.TypeParameters, method.TypeArguments);
        if (!isFunction)
            foreach (INamedTypeSymbol type in method.Nest()) made.Add(type.OriginalDefinition.TypeParameters, type.TypeArguments);
        return made._arguments.Count == 0 ? None : made;
    }

    private void Add(IReadOnlyList<ITypeParameterSymbol> parameters, IReadOnlyList<ITypeSymbol> arguments)
    {
        for (int i = 0; i < parameters.Count; i++)
            if (!SymbolEqualityComparer.Default.Equals(parameters[i], arguments[i])) _arguments[parameters[i]] = arguments[i];
    }

    /// <summary>Runs with these arguments.</summary>
    public T Within<T>(Func<T> read)
    {
        TypeArguments? outer = s_current;
        s_current = this;
        try
        {
            return read();
        }
        finally
        {
            s_current = outer;
        }
    }

    /// <summary>The type with the arguments in place of the parameters.</summary>
    public static ITypeSymbol Close(ITypeSymbol type) => Current._arguments.Count == 0 ? type : Current.Closed(type);

    /// <summary>The method, as a member of the closed type, with closed type arguments.</summary>
    public static IMethodSymbol Close(IMethodSymbol method)
    {
        if (Current._arguments.Count == 0) return method;
        ITypeSymbol[] arguments = [.. method.TypeArguments.Select(Current.Closed)];
        IMethodSymbol definition = method.ConstructedFrom;
        if (method.MethodKind is not (MethodKind.LocalFunction or MethodKind.AnonymousFunction) && method.ContainingType is { } container
            && Current.Closed(container) is INamedTypeSymbol closed && !SymbolEqualityComparer.Default.Equals(closed, container))
            definition = closed.GetMembers(method.Name).OfType<IMethodSymbol>().FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, method.OriginalDefinition)) ?? definition;
        return arguments.Length == 0 ? definition : definition.Construct(arguments);
    }

    private ITypeSymbol Closed(ITypeSymbol type)
    {
        switch (type)
        {
            case ITypeParameterSymbol parameter:
                return _arguments.TryGetValue(parameter, out ITypeSymbol? argument) ? argument : parameter;
            case IArrayTypeSymbol array:
                ITypeSymbol element = Closed(array.ElementType);
                return ReferenceEquals(element, array.ElementType) ? array : _compilation!.CreateArrayTypeSymbol(element, array.Rank, element.NullableAnnotation).WithNullableAnnotation(array.NullableAnnotation);
            case INamedTypeSymbol { IsTupleType: true } tuple:
                ITypeSymbol[] elements = [.. tuple.TupleElements.Select(e => Closed(e.Type))];
                return elements.Zip(tuple.TupleElements, (a, b) => ReferenceEquals(a, b.Type)).All(same => same) ? tuple
                    : _compilation!.CreateTupleTypeSymbol([.. elements], [.. tuple.TupleElements.Select(e => e.IsExplicitlyNamedTupleElement ? e.Name : null)]);
            case INamedTypeSymbol named:
                return Closed(named);
            default:
                return type;
        }
    }

    private INamedTypeSymbol Closed(INamedTypeSymbol type)
    {
        INamedTypeSymbol? container = type.ContainingType is null ? null : Closed(type.ContainingType);
        ITypeSymbol[] arguments = [.. type.TypeArguments.Select(Closed)];
        bool sameContainer = ReferenceEquals(container, type.ContainingType);
        if (sameContainer && arguments.Zip(type.TypeArguments, (a, b) => ReferenceEquals(a, b)).All(same => same)) return type;
        INamedTypeSymbol definition = sameContainer ? type.ConstructedFrom
            : container!.GetTypeMembers(type.Name, type.Arity).First(t => SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, type.OriginalDefinition));
        INamedTypeSymbol closed = arguments.Length == 0 ? definition : definition.Construct(arguments);
        return (INamedTypeSymbol)closed.WithNullableAnnotation(type.NullableAnnotation);
    }
}

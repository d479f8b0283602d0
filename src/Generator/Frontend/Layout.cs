// How structs and tuples are taken apart: the leaves of a type, how C# reads each of them, and how C# makes the whole of them again.
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

/// <summary>One leaf: its name as variables show it ("PositionX"), the fields on the way to it, and its type.</summary>
internal sealed record Leaf(string Name, IReadOnlyList<IFieldSymbol> Fields, ITypeSymbol Symbol, IrType Type)
{
    /// <summary>A field on the way is marked [NotDifferentiable].</summary>
    public bool IsConstant => Fields.Any(f => (f.AssociatedSymbol ?? f).HasAttribute("NotDifferentiableAttribute"));
    public bool IsDifferentiable => Type.IsDifferentiable && !IsConstant;
}

/// <summary>The fields of a struct with floating-point values, or of a tuple, nested ones taken apart too, in order of declaration.</summary>
internal sealed partial class Layout
{
    private sealed class Known { public Layout? Layout; }

    private static readonly ConditionalWeakTable<ITypeSymbol, Known> Cache = new();

    private Layout(INamedTypeSymbol type, IReadOnlyList<IFieldSymbol> fields)
    {
        (Type, Fields) = (type, fields);
        Leaves = [.. fields.SelectMany(LeavesOf)];
    }

    private Layout(ITypeSymbol type, Layout element, Shape shape)
    {
        (Type, Element, Shape, Fields) = (type, element, shape, []);
        // Inside, an array is used as a span of all its elements.
        Leaves = [.. element.Leaves.Select(l => l with { Type = shape == Shape.ReadOnlySpan ? IrType.ReadOnlySpan(l.Type.Element) : IrType.Span(l.Type.Element) })];
    }

    public ITypeSymbol Type { get; }
    /// <summary>The layout of the elements, of a span or array of structs: its leaves are memory, one for each leaf of an element.</summary>
    public Layout? Element { get; }
    public Shape Shape { get; } = Shape.Opaque;
    public bool IsMemory => Element is not null;
    public IReadOnlyList<IFieldSymbol> Fields { get; }
    public IReadOnlyList<Leaf> Leaves { get; }
    public bool HoldsFloats => Leaves.Any(l => l.IsDifferentiable);

    /// <summary>A scalar or memory of floats, or something that is taken apart into such.</summary>
    public static bool IsDifferentiable(ITypeSymbol type) => Types.Of(type).IsDifferentiable || OfHeld(type) is { HoldsFloats: true };

    /// <summary>The layout of a struct or tuple that is taken apart, or null: a scalar, memory, or a constant.</summary>
    public static Layout? Of(ITypeSymbol? type)
    {
        if (type is null) return null;
        type = TypeArguments.Close(type);
        if (type is IArrayTypeSymbol { Rank: 1 } array) return OfMemory(type, array.ElementType, Shape.Array);
        if (Types.IsSpan(type, out bool readOnly, out ITypeSymbol? spanned)) return OfMemory(type!, spanned!, readOnly ? Shape.ReadOnlySpan : Shape.Span);
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None, IsRefLikeType: false } named) return null;
        if (!named.IsTupleType && !named.Locations.Any(l => l.IsInSource)) return null;
        if (Cache.TryGetValue(type, out Known? known)) return known.Layout;
        // A struct that is reached from its own fields, through a class, has no fixed number of leaves.
        if (!(s_making ??= new(SymbolEqualityComparer.Default)).Add(type)) return null;
        try
        {
            known = new Known { Layout = Make(named) };
        }
        finally
        {
            s_making.Remove(type);
        }
        return Cache.GetValue(type, _ => known).Layout;
    }

    [System.ThreadStatic]
    private static HashSet<ITypeSymbol>? s_making;

    private static Layout? OfMemory(ITypeSymbol type, ITypeSymbol elementType, Shape shape)
    {
        if (Of(elementType) is not { IsMemory: false, HoldsFloats: true } element || !element.Leaves.All(l => l.Type.IsScalar)) return null;
        if (Cache.TryGetValue(type, out Known? known)) return known.Layout;
        known = new Known { Layout = new Layout(type, element, shape) };
        return Cache.GetValue(type, _ => known).Layout;
    }

    private static Layout? Make(INamedTypeSymbol type)
    {
        IFieldSymbol[] fields = type.IsTupleType ? [.. type.TupleElements] : [.. FieldsOf(type)];
        if (!type.IsTupleType && !Types.IsAggregateOfFloats(type) && !fields.Any(f => OfHeld(f.Type) is { IsContainer: true })) return null;
        return fields.Any(f => WhyNotHeld(f) is not null) ? null : new Layout(type, fields);
    }

    public static string NameOf(IFieldSymbol field) => (field.AssociatedSymbol ?? field).Name;

    private static IEnumerable<Leaf> LeavesOf(IFieldSymbol field)
    {
        if (OfHeld(field.Type) is not { } inner) return [new Leaf(Capital(NameOf(field)), [field], field.Type, Types.Of(field.Type))];
        return inner.Leaves.Select(l => new Leaf(Capital(NameOf(field)) + l.Name, [field, .. l.Fields], l.Symbol, l.Type));
    }

    private static string Capital(string name)
    {
        string trimmed = name.TrimStart('_');
        return trimmed.Length == 0 ? name : char.ToUpperInvariant(trimmed[0]) + trimmed.Substring(1);
    }

    /// <summary>First leaf and number of leaves of a field.</summary>
    public bool TryFind(IFieldSymbol field, out int first, out int count)
    {
        first = 0;
        foreach (IFieldSymbol own in Fields)
        {
            count = OfHeld(own.Type)?.Leaves.Count ?? 1;
            if (IsSame(own, field)) return true;
            first += count;
        }
        count = 0;
        return false;
    }

    /// <summary>First leaf and number of leaves of what an automatic property holds.</summary>
    public bool TryFind(IPropertySymbol property, out int first, out int count)
    {
        (first, count) = (0, 0);
        return Fields.FirstOrDefault(f => f.AssociatedSymbol is { } of && SymbolEqualityComparer.Default.Equals(of.OriginalDefinition, property.OriginalDefinition)) is { } field && TryFind(field, out first, out count);
    }

    private static bool IsSame(IFieldSymbol own, IFieldSymbol field) =>
        // Generic code names the field of the open type.
        SymbolEqualityComparer.Default.Equals(own.OriginalDefinition, field.OriginalDefinition)
        || (own.CorrespondingTupleField is { } a && field.CorrespondingTupleField is { } b && SymbolEqualityComparer.Default.Equals(a, b));

    // ---- the C# text around the leaves

    /// <summary>How C# reads a leaf of the whole from the type that the derivatives stand in; null and the member if it cannot.</summary>
    public static string? PathOf(Leaf leaf, ReadContext context, out ISymbol? missing)
    {
        string path = "";
        missing = null;
        foreach (IFieldSymbol field in leaf.Fields)
        {
            ISymbol shown = field.AssociatedSymbol ?? field;
            missing = shown;
            if (!context.CanName(shown) || shown is IPropertySymbol { GetMethod: { } getter } && !context.CanName(getter)) return null;
            path += "." + MethodReader.Escape(shown.Name);
        }
        missing = null;
        return path;
    }

    /// <summary>
    /// The C# expression that makes the whole of its leaves: a tuple, the primary constructor or one that only assigns its parameters, and
    /// an initialiser for what that leaves; null and the member that nothing sets.
    /// </summary>
    public string? Rebuild(ReadContext context, out ISymbol? missing)
    {
        missing = null;
        var pieces = new Dictionary<IFieldSymbol, string>(SymbolEqualityComparer.Default);
        int first = 0;
        foreach (IFieldSymbol field in Fields)
        {
            if (OfHeld(field.Type) is { } inner)
            {
                if (inner.Rebuild(context, out missing) is not { } text) return null;
                int start = first;
                pieces[field] = Text.Fill(text, i => "{" + (start + i) + "}");
                first += inner.Leaves.Count;
            }
            else pieces[field] = "{" + first++ + "}";
        }
        if (Type is not INamedTypeSymbol named) return null;
        if (named.IsTupleType) return "(" + string.Join(", ", Fields.Select(f => pieces[f])) + ")";
        string type = Types.Text(Type);
        foreach ((IMethodSymbol constructor, IFieldSymbol[] set) in Constructors(named).OrderByDescending(c => c.Set.Length))
        {
            if (!context.CanName(constructor)) continue;
            IFieldSymbol[] rest = [.. Fields.Where(f => !set.Any(s => SymbolEqualityComparer.Default.Equals(s, f)))];
            if (rest.FirstOrDefault(f => !CanAssign(f, context)) is { } unset)
            {
                missing ??= unset.AssociatedSymbol ?? unset;
                continue;
            }
            missing = null;
            string made = "new " + type + "(" + string.Join(", ", set.Select(f => pieces[f])) + ")";
            return rest.Length == 0 ? made : (set.Length == 0 ? "new " + type : made) + " { " + string.Join(", ", rest.Select(f => MethodReader.Escape(NameOf(f)) + " = " + pieces[f])) + " }";
        }
        missing ??= Type;
        return null;
    }

    private static bool CanAssign(IFieldSymbol field, ReadContext context) => field.AssociatedSymbol is IPropertySymbol property
        ? property.SetMethod is { } setter && context.CanName(setter)
        : !field.IsReadOnly && context.CanName(field);

    /// <summary>Constructors whose parameters are fields, one each, with these fields.</summary>
    private IEnumerable<(IMethodSymbol Constructor, IFieldSymbol[] Set)> Constructors(INamedTypeSymbol type)
    {
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (constructor.Parameters.IsEmpty)
            {
                if (constructor.IsImplicitlyDeclared) yield return (constructor, []);
                continue;
            }
            if (constructor.Parameters.Any(p => p.RefKind is RefKind.Ref or RefKind.Out)) continue;
            Dictionary<string, IFieldSymbol> set = Assigned(constructor);
            if (constructor.Parameters.All(p => set.TryGetValue(p.Name, out IFieldSymbol? f) && SymbolEqualityComparer.Default.Equals(f.Type, p.Type)))
                yield return (constructor, [.. constructor.Parameters.Select(p => set[p.Name])]);
        }
    }

    /// <summary>For each parameter that a constructor only puts into a field: the field.</summary>
    private Dictionary<string, IFieldSymbol> Assigned(IMethodSymbol constructor)
    {
        var set = new Dictionary<string, IFieldSymbol>();
        switch (constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax())
        {
            case TypeDeclarationSyntax declaration:
                if (declaration is RecordDeclarationSyntax)
                    foreach (IFieldSymbol field in Fields)
                        if (field.AssociatedSymbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ParameterSyntax) set[NameOf(field)] = field;
                foreach (IFieldSymbol field in Fields)
                    if (InitializerOf(field)?.Value is IdentifierNameSyntax name) set[name.Identifier.ValueText] = field;
                break;
            case ConstructorDeclarationSyntax { Initializer: null } declaration:
                ExpressionSyntax?[] assigned = declaration.ExpressionBody is { } arrow ? [arrow.Expression]
                    : [.. declaration.Body!.Statements.Select(s => (s as ExpressionStatementSyntax)?.Expression)];
                foreach (ExpressionSyntax? expression in assigned)
                {
                    if (expression is not AssignmentExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.SimpleAssignmentExpression } assignment) return [];
                    (ExpressionSyntax Left, ExpressionSyntax Right)[] pairs = assignment is { Left: TupleExpressionSyntax l, Right: TupleExpressionSyntax r } && l.Arguments.Count == r.Arguments.Count
                        ? [.. l.Arguments.Zip(r.Arguments, (a, b) => (a.Expression, b.Expression))] : [(assignment.Left, assignment.Right)];
                    foreach ((ExpressionSyntax left, ExpressionSyntax right) in pairs)
                    {
                        string? target = left is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access ? access.Name.Identifier.ValueText
                            : left is IdentifierNameSyntax plain && constructor.Parameters.All(p => p.Name != plain.Identifier.ValueText) ? plain.Identifier.ValueText : null;
                        if (Fields.FirstOrDefault(f => NameOf(f) == target) is not { } field || right is not IdentifierNameSyntax name) return [];
                        set[name.Identifier.ValueText] = field;
                    }
                }
                break;
        }
        return set;
    }

    public static EqualsValueClauseSyntax? InitializerOf(IFieldSymbol field) => (field.AssociatedSymbol ?? field).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        PropertyDeclarationSyntax property => property.Initializer,
        VariableDeclaratorSyntax variable => variable.Initializer,
        _ => null,
    };

    // ---- parameters

    /// <summary>Whether the method gives something back by the parameter: by ref, by out, or in the elements of memory.</summary>
    public static bool IsOutput(IParameterSymbol parameter)
    {
        Layout? layout = Of(parameter);
        if (layout is { IsContainer: true }) return true;
        Shape shape = layout?.Shape ?? Types.Of(parameter.Type).Shape;
        return IsDifferentiable(parameter.Type) && (shape is Shape.Span or Shape.Array or Shape.Array2D or Shape.Jagged || parameter.RefKind is RefKind.Ref or RefKind.Out);
    }

    /// <summary>For each flat parameter of a static method its C# parameter, -1 for the leaves of what it returns.</summary>
    public static int[] Ordinals(IMethodSymbol method) =>
    [
        .. method.Parameters.SelectMany(p => Enumerable.Repeat(p.Ordinal, Of(p)?.Leaves.Count ?? 1)),
        .. Enumerable.Repeat(-1, Of(method.ReturnType)?.Leaves.Count ?? 0),
    ];
}

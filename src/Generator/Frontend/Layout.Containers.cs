// Parameter containers: structs and classes that hold arrays of numbers, what may be in them, and how their loose numbers are set.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal sealed partial class Layout
{
    /// <summary>Some leaf is an array, so a value of the type cannot be made, chosen or returned inside.</summary>
    public bool HoldsMemory => !IsMemory && (IsObject || Leaves.Any(l => l.Type.IsMemory));

    /// <summary>It holds arrays that can be differentiated: derivatives are containers of the same type, shaped by the caller.</summary>
    public bool IsContainer => HoldsMemory && Leaves.Any(l => l.Type.IsMemory && l.IsDifferentiable);

    /// <summary>A class: whoever holds it sees the same fields.</summary>
    public bool IsObject => Type.IsReferenceType && !IsMemory;

    /// <summary>The layout of a parameter; objects that are constants stay whole.</summary>
    public static Layout? Of(IParameterSymbol parameter) =>
        parameter.Type.IsReferenceType && parameter.Type.TypeKind == TypeKind.Class && parameter.HasAttribute("NotDifferentiableAttribute") ? null : OfHeld(parameter.Type);

    /// <summary>As <see cref="Of(ITypeSymbol?)"/>, and that of a class that is a parameter container. Only what is reached from a parameter of such a class is taken apart.</summary>
    public static Layout? OfHeld(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class } named) return Of(type);
        // Nullable annotations make another symbol of the same class.
        ITypeSymbol plain = named.WithNullableAnnotation(NullableAnnotation.None);
        if (Cache.TryGetValue(plain, out Known? known)) return known.Layout;
        // What can hold itself is asked first: its structs would ask for it again without end.
        IFieldSymbol[] fields = IsRecursive(named) || !LooksLikeContainer(named) ? [] : [.. FieldsOf(named)];
        bool isContainer = fields.Length > 0 && fields.All(f => WhyNotHeld(f) is null);
        known = new Known { Layout = isContainer ? new Layout((INamedTypeSymbol)plain, fields) : null };
        return Cache.GetValue(plain, _ => known).Layout;
    }

    /// <summary>Why a parameter that holds arrays of numbers cannot be differentiated: the field and what is wrong with it; null if it can, or holds none.</summary>
    public static (IFieldSymbol Field, string Why)? WhyNotContainer(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named || named.IsTupleType || Types.IsSpan(type, out _, out _) || (!IsRecursive(type) && OfHeld(type) is not null)) return null;
        if (named.TypeKind == TypeKind.Class ? !LooksLikeContainer(named) : named.TypeKind != TypeKind.Struct || !Types.IsAggregateOfFloats(named)) return null;
        foreach (IFieldSymbol field in FieldsOf(named))
        {
            if (IsRecursive(field.Type)) return (field, "can hold another '" + Types.Show(field.Type.WithNullableAnnotation(NullableAnnotation.None)) + "'");
            if (WhyNotContainer(field.Type) is { } inner) return inner;
            if (WhyNotHeld(field) is { } why) return (field, why);
        }
        return null;
    }

    /// <summary>An array of objects that would be containers, which is not available.</summary>
    public static bool IsOfContainers(ITypeSymbol type) => type is IArrayTypeSymbol { ElementType: var element }
        && (IsOfContainers(element) || (element is INamedTypeSymbol { TypeKind: TypeKind.Class } held && LooksLikeContainer(held)));

    /// <summary>Instance fields, those of base classes first.</summary>
    private static IEnumerable<IFieldSymbol> FieldsOf(INamedTypeSymbol type) =>
        (type.TypeKind == TypeKind.Class && type.BaseType is { SpecialType: SpecialType.None } parent ? FieldsOf(parent) : [])
        .Concat(type.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && !f.IsConst));

    /// <summary>Why a field can be no leaf and is not taken apart either; null if it can.</summary>
    private static string? WhyNotHeld(IFieldSymbol field)
    {
        bool isConstant = (field.AssociatedSymbol ?? field).HasAttribute("NotDifferentiableAttribute");
        if (field.RefKind != RefKind.None || field.IsFixedSizeBuffer) return "is a reference or a fixed buffer";
        if (OfHeld(field.Type) is { } inner) return inner.IsMemory ? "is an array of structs" : null;
        IrType type = Types.Of(field.Type);
        if (type.IsMemory && type.Element == Scalar.Generic) return "is an array of a type parameter";
        if (type.IsMemory) return type.Shape is Shape.Array or Shape.Array2D or Shape.Jagged ? null : "is a span";
        if (isConstant) return null;
        if (IsOfContainers(field.Type)) return "is of type '" + Types.Show(field.Type) + "', an array of objects that hold arrays";
        if (field.Type is INamedTypeSymbol { TypeKind: TypeKind.Class } held && IsRead(held) && FieldsOf(held).Any(f => IsOpen(f) && Types.Of(f.Type).IsFloat))
            return "is an object of type '" + Types.Show(field.Type) + "' that holds numbers and no arrays";
        if (Types.Refusal(field.Type) is { } refusal) return "is of type '" + Types.Show(field.Type) + "' (" + refusal + ")";
        return Types.IsAggregateOfFloats(field.Type) || WhyNotContainer(field.Type) is not null ? "is of type '" + Types.Show(field.Type) + "'" : null;
    }

    /// <summary>
    /// A class of this project whose arrays of numbers, or objects with such, can be reached from outside. One that keeps them to itself is no bundle of parameters.
    /// </summary>
    private static bool LooksLikeContainer(INamedTypeSymbol type)
    {
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<ITypeSymbol>([type]);
        while (open.Count > 0)
        {
            ITypeSymbol at = open.Pop();
            if (at is IArrayTypeSymbol array)
            {
                if (IrType.IsFloating(Types.ScalarOf(array.ElementType)) || Of(array.ElementType) is { HoldsFloats: true }) return true;
                open.Push(array.ElementType);
            }
            else if (at is INamedTypeSymbol { TypeKind: TypeKind.Struct }) { if (Of(at) is { IsContainer: true }) return true; }
            else if (at is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsStatic: false } held && seen.Add(held) && IsRead(held))
            {
                foreach (IFieldSymbol field in FieldsOf(held))
                    if (IsOpen(field) && !(field.AssociatedSymbol ?? field).HasAttribute("NotDifferentiableAttribute")) open.Push(field.Type);
            }
        }
        return false;
    }

    /// <summary>The class and all its bases stand in this project.</summary>
    private static bool IsRead(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
            if (!at.Locations.Any(l => l.IsInSource)) return false;
        return true;
    }

    private static bool IsOpen(IFieldSymbol field) => (field.AssociatedSymbol is IPropertySymbol { GetMethod: { } getter } ? getter : (ISymbol)field).DeclaredAccessibility
        is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    /// <summary>A class that can hold another object of itself has no fixed number of leaves.</summary>
    private static bool IsRecursive(ITypeSymbol type)
    {
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<ITypeSymbol>();
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class } start && start.Locations.Any(l => l.IsInSource)) Open(start);
        while (open.Count > 0)
        {
            ITypeSymbol at = open.Pop();
            if (SymbolEqualityComparer.Default.Equals(at, type)) return true;
            if (seen.Add(at) && at is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } named && named.Locations.Any(l => l.IsInSource)) Open(named);
        }
        return false;

        void Open(INamedTypeSymbol named)
        {
            foreach (IFieldSymbol field in FieldsOf(named)) open.Push(field.Type is IArrayTypeSymbol array ? array.ElementType : field.Type);
        }
    }

    // ---- the members

    /// <summary>How the members treat it: what must not be null, and whether its loose numbers can be set where they are.</summary>
    public Container? Describe(ReadContext context)
    {
        if (!IsContainer) return null;
        var objects = new List<HeldObject>();
        if (IsObject) objects.Add(new HeldObject("", HasOwnNumbers));
        Objects(this, "", objects);
        return new Container(objects.ToEquatableArray(), IsObject, PassesByReference, SetsByPath: Loose.All(l => IsAssignable(l, context)));
    }

    /// <summary>A struct with numbers of its own: its derivative is a variable of the caller's.</summary>
    public bool PassesByReference => Loose.Any(l => !BehindObject(l));

    private IEnumerable<Leaf> Loose => Leaves.Where(l => l.Type.IsScalar && l.IsDifferentiable);

    /// <summary>Numbers in it or in structs in it, but not in further objects.</summary>
    private bool HasOwnNumbers => Fields.Any(f => Types.Of(f.Type).IsFloat || OfHeld(f.Type) is { IsMemory: false, IsObject: false, HasOwnNumbers: true });

    private static void Objects(Layout layout, string path, List<HeldObject> into)
    {
        foreach (IFieldSymbol field in layout.Fields)
        {
            if (OfHeld(field.Type) is not { IsMemory: false } inner) continue;
            string at = path + "." + MethodReader.Escape(NameOf(field));
            if (inner.IsObject) into.Add(new HeldObject(at, inner.HasOwnNumbers));
            Objects(inner, at, into);
        }
    }

    private bool BehindObject(Leaf leaf) => IsObject || leaf.Fields.Take(leaf.Fields.Count - 1).Any(f => f.Type.IsReferenceType);

    /// <summary>`whole.A.B = value` compiles: B can be set, and up to the next object every step is a variable.</summary>
    private bool IsAssignable(Leaf leaf, ReadContext context)
    {
        for (int i = leaf.Fields.Count - 1; i >= 0; i--)
        {
            IFieldSymbol field = leaf.Fields[i];
            bool isLast = i == leaf.Fields.Count - 1;
            if (field.AssociatedSymbol is IPropertySymbol property)
            {
                if (!isLast || property.SetMethod is not { IsInitOnly: false } setter || !context.CanName(setter)) return false;
            }
            else if (field.IsReadOnly || !context.CanName(field)) return false;
            if (i > 0 ? leaf.Fields[i - 1].Type.IsReferenceType : IsObject) return true;
        }
        return true;
    }

    /// <summary>The first loose number that the members cannot set, in place or by making the struct anew.</summary>
    public ISymbol? Unsettable(ReadContext context)
    {
        if (!Loose.Any() || Loose.All(l => IsAssignable(l, context))) return null;
        if (!IsObject && Leaves.All(l => !BehindObject(l)) && Rebuild(context, out ISymbol? missing) is not null) return null;
        IFieldSymbol field = Loose.First(l => !IsAssignable(l, context)).Fields.Last();
        return field.AssociatedSymbol ?? field;
    }
}

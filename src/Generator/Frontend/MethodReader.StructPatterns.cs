// Reads patterns over structs and tuples of differentiable numbers: property and positional patterns as conditions over their fields.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>The struct that the members of a property pattern are read from.</summary>
    private Variable[]? _patternParts;

    /// <summary>A struct as it is when the pattern is met: what the arms of a switch assign is not seen by its patterns.</summary>
    private Subject SubjectOf(IOperation operation, Layout layout, List<Stmt> before)
    {
        Variable[] parts = Temporaries(layout);
        Assign(parts, ReadParts(operation, before), null, before);
        return new Subject(parts, layout);
    }

    private Expr MatchParts(IPatternOperation pattern, Variable[] parts, Layout layout)
    {
        switch (pattern)
        {
            // A struct is of its own type; that of a box or of a type parameter is not known here.
            case IDeclarationPatternOperation declaration when IsOwnType(declaration.MatchedType ?? declaration.InputType, declaration.InputType): return BindParts(declaration.DeclaredSymbol, parts, layout, pattern);
            case ITypePatternOperation type when IsOwnType(type.MatchedType, type.InputType): return True;
            case IRecursivePatternOperation recursive when IsOwnType(recursive.MatchedType, recursive.InputType): break;
            default: return RefusePattern(pattern, "This pattern for a struct", "write comparisons of its fields");
        }
        var whole = (IRecursivePatternOperation)pattern;
        Expr test = True;
        if (whole.DeconstructionSubpatterns.Length > 0)
        {
            if (Positions(whole, layout) is not { } positions) return RefusePattern(pattern, "A positional pattern for a struct with a Deconstruct of its own", "write a property pattern");
            for (int i = 0; i < positions.Count; i++)
            {
                (int first, int count, ITypeSymbol type) = positions[i];
                Variable[] own = [.. parts.Skip(first).Take(count)];
                Subject element = Layout.Of(type) is { } inner ? new Subject(own, inner) : new Subject(new VariableExpr(own[0]));
                test = AndAlso(test, Match(whole.DeconstructionSubpatterns[i], element));
            }
        }
        foreach (IPropertySubpatternOperation sub in whole.PropertySubpatterns) test = AndAlso(test, MatchMember(sub, null, parts));
        return AndAlso(test, BindParts(whole.DeclaredSymbol, parts, layout, pattern));
    }

    private static bool IsOwnType(ITypeSymbol? matched, ITypeSymbol input) => matched is { IsValueType: true } && SymbolEqualityComparer.Default.Equals(matched, input);

    /// <summary>The fields that a positional pattern looks at: the elements of a tuple, or what a record's constructor is given; null if a method takes the struct apart.</summary>
    private static List<(int First, int Count, ITypeSymbol Type)>? Positions(IRecursivePatternOperation pattern, Layout layout)
    {
        var found = new List<(int, int, ITypeSymbol)>();
        if (pattern.MatchedType is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            foreach (IFieldSymbol element in tuple.TupleElements)
            {
                if (!layout.TryFind(element, out int first, out int count)) return null;
                found.Add((first, count, element.Type));
            }
        }
        else
        {
            if (pattern.DeconstructSymbol is not IMethodSymbol { IsImplicitlyDeclared: true } apart) return null;
            foreach (IParameterSymbol parameter in apart.Parameters)
            {
                IPropertySymbol? property = pattern.MatchedType.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault();
                if (property is null || !layout.TryFind(property, out int first, out int count)) return null;
                found.Add((first, count, property.Type));
            }
        }
        return found.Count == pattern.DeconstructionSubpatterns.Length ? found : null;
    }

    private Expr BindParts(ISymbol? declared, Variable[] parts, Layout layout, IPatternOperation pattern)
    {
        if (declared is not ILocalSymbol local) return True;
        var assign = new List<Stmt>();
        Assign(DeclareWhole(local, layout), Values(parts), SourceNote.Of(pattern.Syntax), assign);
        return new SequenceExpr(assign, True, []);
    }
}

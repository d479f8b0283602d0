// All methods of a compilation that are marked [Differentiable], found by their attributes' syntax.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

internal static class MarkedMethods
{
    private static readonly string[] AttributeNames = ["Differentiable", "DifferentiableAttribute"];

    private sealed record Written(ImmutableArray<MethodDeclarationSyntax> Methods, ImmutableArray<string> Aliases);

    private static readonly ConditionalWeakTable<SyntaxTree, Written> WrittenIn = new();

    /// <summary>The types that have such methods, each once.</summary>
    public static IEnumerable<INamedTypeSymbol> Types(Compilation compilation, CancellationToken token)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var trees = compilation.SyntaxTrees.Select(tree => (tree, written: WrittenIn.GetValue(tree, t => Scan(t, token)))).ToList();
        HashSet<string> aliases = [.. trees.SelectMany(t => t.written.Aliases)];
        foreach ((SyntaxTree tree, Written written) in trees)
        {
            IEnumerable<MethodDeclarationSyntax> methods = aliases.Count == 0 ? written.Methods
                : tree.GetRoot(token).DescendantNodes().OfType<MethodDeclarationSyntax>().Where(m => m.AttributeLists.SelectMany(l => l.Attributes).Any(a => IsNamed(a) || aliases.Contains(Simple(a.Name))));
            SemanticModel? model = null;
            foreach (MethodDeclarationSyntax method in methods)
            {
                model ??= compilation.GetSemanticModel(tree);
                if (model.GetDeclaredSymbol(method, token)?.ContainingType is { } type && seen.Add(type)) yield return type;
            }
        }
    }

    private static Written Scan(SyntaxTree tree, CancellationToken token)
    {
        var methods = ImmutableArray.CreateBuilder<MethodDeclarationSyntax>();
        var aliases = ImmutableArray.CreateBuilder<string>();
        foreach (SyntaxNode node in tree.GetRoot(token).DescendantNodes(static n => n is not (BlockSyntax or ArrowExpressionClauseSyntax)))
        {
            if (node is MethodDeclarationSyntax method && method.AttributeLists.SelectMany(l => l.Attributes).Any(IsNamed)) methods.Add(method);
            else if (node is UsingDirectiveSyntax { Alias: { } alias, NamespaceOrType: NameSyntax name } && AttributeNames.Contains(Simple(name))) aliases.Add(alias.Name.Identifier.ValueText);
        }
        return new Written(methods.ToImmutable(), aliases.ToImmutable());
    }

    private static bool IsNamed(AttributeSyntax attribute) => AttributeNames.Contains(Simple(attribute.Name));

    private static string Simple(NameSyntax name) => name switch
    {
        QualifiedNameSyntax q => q.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax a => a.Name.Identifier.ValueText,
        SimpleNameSyntax s => s.Identifier.ValueText,
        _ => "",
    };
}

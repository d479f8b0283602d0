// ADG0001: adds the modifier partial to the type.
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Autodiff.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Autodiff.Generators.CodeFixes;

/// <summary>Makes a type partial, so that derivatives can be generated into it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix)), Shared]
public sealed class MakePartialFix : DocumentFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.NotPartial.Id];

    /// <inheritdoc />
    protected override string? TitleFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken token) =>
        TypeAt(diagnostic, root) is { } type ? $"Make '{type.Identifier.ValueText}' partial" : null;

    /// <inheritdoc />
    protected override async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken token)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, token).ConfigureAwait(false);
        // A type is reported once for each method that is marked in it.
        foreach (TypeDeclarationSyntax type in diagnostics.Select(d => TypeAt(d, editor.OriginalRoot)).OfType<TypeDeclarationSyntax>().Distinct())
            editor.ReplaceNode(type, static (node, _) => WithPartial((TypeDeclarationSyntax)node));
        return editor.GetChangedDocument();
    }

    private static TypeDeclarationSyntax? TypeAt(Diagnostic diagnostic, SyntaxNode root) =>
        root.FindToken(diagnostic.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>();

    // The modifier stands directly before the keyword, which hands it its comments if it was first.
    private static TypeDeclarationSyntax WithPartial(TypeDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count > 0) return type.WithModifiers(type.Modifiers.Add(partial));
        SyntaxToken keyword = type.Keyword;
        return type.WithKeyword(keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(partial.WithLeadingTrivia(keyword.LeadingTrivia)));
    }
}

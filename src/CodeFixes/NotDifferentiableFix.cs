// Adds [NotDifferentiable]: to a parameter that cannot be differentiated, or to a called method whose result is a constant by intent.
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
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Autodiff.Generators.CodeFixes;

/// <summary>Marks a parameter or a called method of the same file as a constant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotDifferentiableFix)), Shared]
public sealed class NotDifferentiableFix : DocumentFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.AggregateInput.Id, Descriptors.NotRebuildable.Id, Descriptors.Call.Id, Descriptors.ActiveCall.Id];

    /// <inheritdoc />
    protected override string? TitleFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken token) => TargetOf(diagnostic, root, model, token) switch
    {
        ParameterSyntax parameter => $"Mark parameter '{parameter.Identifier.ValueText}' as [NotDifferentiable]",
        MethodDeclarationSyntax method => $"Mark method '{method.Identifier.ValueText}' as [NotDifferentiable]",
        _ => null,
    };

    /// <inheritdoc />
    protected override async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken token)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, token).ConfigureAwait(false);
        foreach (SyntaxNode target in diagnostics.Select(d => TargetOf(d, editor.OriginalRoot, editor.SemanticModel, token)).OfType<SyntaxNode>().Distinct())
        {
            AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(
                SyntaxFactory.ParseName("Autodiff.NotDifferentiable").WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation))));
            editor.ReplaceNode(target, (node, _) => node switch
            {
                ParameterSyntax parameter => Marked(parameter, list),
                MethodDeclarationSyntax method => Marked(method, list),
                _ => node,
            });
        }
        return editor.GetChangedDocument();
    }

    private static ParameterSyntax Marked(ParameterSyntax parameter, AttributeListSyntax list) =>
        parameter.WithoutLeadingTrivia().WithAttributeLists([list.WithTrailingTrivia(SyntaxFactory.Space), .. parameter.AttributeLists])
            .WithLeadingTrivia(parameter.GetLeadingTrivia());

    // A line of its own, indented as the method is; comments stay above it.
    private static MethodDeclarationSyntax Marked(MethodDeclarationSyntax method, AttributeListSyntax list)
    {
        SyntaxTriviaList leading = method.GetLeadingTrivia();
        SyntaxTriviaList indentation = leading.LastOrDefault() is { RawKind: (int)SyntaxKind.WhitespaceTrivia } blank ? [blank] : [];
        MethodDeclarationSyntax bare = method.WithLeadingTrivia(indentation);
        return bare.WithAttributeLists([list.WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed), .. bare.AttributeLists])
            .WithLeadingTrivia(leading).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The parameter or the called method's declaration, if it stands in this file.</summary>
    private static SyntaxNode? TargetOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken token)
    {
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (diagnostic.Id == Descriptors.AggregateInput.Id || diagnostic.Id == Descriptors.NotRebuildable.Id) return node.FirstAncestorOrSelf<ParameterSyntax>();
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || call.Span != diagnostic.Location.SourceSpan) return null;
        if (model.GetSymbolInfo(call, token).Symbol is not IMethodSymbol method) return null;
        return method.OriginalDefinition.DeclaringSyntaxReferences.Select(r => r.GetSyntax(token)).OfType<MethodDeclarationSyntax>()
            .FirstOrDefault(d => d.SyntaxTree == root.SyntaxTree);
    }
}

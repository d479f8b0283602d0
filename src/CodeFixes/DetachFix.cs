// ADG0024: wraps the arguments of a call in Ad.Detach, which says that the derivative through it is zero by intent.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Autodiff.Generators.CodeFixes;

/// <summary>Passes floating-point arguments on without their derivative.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DetachFix)), Shared]
public sealed class DetachFix : DocumentFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.ActiveCall.Id];

    /// <inheritdoc />
    protected override string? TitleFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken token) =>
        ArgumentsOf(diagnostic, root, model, token).Any() ? "Wrap the arguments in Ad.Detach" : null;

    /// <inheritdoc />
    protected override async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken token)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, token).ConfigureAwait(false);
        foreach (ExpressionSyntax argument in diagnostics.SelectMany(d => ArgumentsOf(d, editor.OriginalRoot, editor.SemanticModel, token)).Distinct())
            editor.ReplaceNode(argument, static (node, _) => Detached((ExpressionSyntax)node));
        return editor.GetChangedDocument();
    }

    private static InvocationExpressionSyntax Detached(ExpressionSyntax argument) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.ParseExpression("Autodiff.Ad.Detach").WithAdditionalAnnotations(Simplifier.Annotation),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(argument.WithoutTrivia())))).WithTriviaFrom(argument);

    /// <summary>Arguments that may carry a derivative; of a call whose result is text or nothing, none are lost.</summary>
    private static IEnumerable<ExpressionSyntax> ArgumentsOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken token)
    {
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        ArgumentListSyntax? list = node switch
        {
            InvocationExpressionSyntax call => call.ArgumentList,
            BaseObjectCreationExpressionSyntax creation => creation.ArgumentList,
            _ => null,
        };
        return (list?.Arguments ?? default)
            .Where(a => a.RefKindKeyword.IsKind(SyntaxKind.None) && model.GetTypeInfo(a.Expression, token).Type is { } type && IsDetachable(Types.Of(type)))
            .Where(a => !model.GetConstantValue(a.Expression, token).HasValue && !IsDetached(a.Expression, model, token))
            .Select(a => a.Expression);
    }

    private static bool IsDetachable(IrType type) => type.IsDifferentiable && (type.IsScalar || type.Shape == Shape.ReadOnlySpan);

    private static bool IsDetached(ExpressionSyntax expression, SemanticModel model, CancellationToken token) =>
        model.GetSymbolInfo(expression, token).Symbol is IMethodSymbol { Name: "Detach" } method && Types.Is(method.ContainingType, "Autodiff", "Ad");
}

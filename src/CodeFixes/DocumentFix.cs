// The base of the code fixes: each fixes any number of diagnostics of one document at once, so that fix-all is the same as one fix.
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Autodiff.Generators.CodeFixes;

/// <summary>A fix within the document of the diagnostic.</summary>
public abstract class DocumentFix : CodeFixProvider
{
    /// <summary>What the fix does, for the menu; null if it does not apply to this diagnostic.</summary>
    protected abstract string? TitleFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken token);

    /// <summary>The document with the diagnostics fixed; those that the fix does not apply to are left alone.</summary>
    protected abstract Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken token);

    /// <inheritdoc />
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        (SyntaxNode root, SemanticModel model) = await PartsOf(context.Document, context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (TitleFor(diagnostic, root, model, context.CancellationToken) is not { } title) continue;
            context.RegisterCodeFix(
                CodeAction.Create(title, token => FixAsync(context.Document, [diagnostic], token), equivalenceKey: GetType().Name), diagnostic);
        }
    }

    /// <inheritdoc />
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) =>
        {
            (SyntaxNode root, SemanticModel model) = await PartsOf(document, context.CancellationToken).ConfigureAwait(false);
            ImmutableArray<Diagnostic> meant = [.. diagnostics.Where(d => TitleFor(d, root, model, context.CancellationToken) is not null)];
            return await FixAsync(document, meant, context.CancellationToken).ConfigureAwait(false);
        });

    /// <summary>Syntax and meaning of a document.</summary>
    protected static async Task<(SyntaxNode Root, SemanticModel Model)> PartsOf(Document document, CancellationToken token) =>
        ((await document.GetSyntaxRootAsync(token).ConfigureAwait(false))!, (await document.GetSemanticModelAsync(token).ConfigureAwait(false))!);
}

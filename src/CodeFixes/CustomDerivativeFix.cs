// ADG0024, ADG0053: adds the frame of a custom derivative, with the signature that it must have.
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
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Autodiff.Generators.CodeFixes;

/// <summary>Writes the frame of the [VjpOf] or [JvpOf] method that a called method without source lacks, into the type of the caller.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CustomDerivativeFix)), Shared]
public sealed class CustomDerivativeFix : DocumentFix
{
    private sealed record Frame(IMethodSymbol Method, DerivativeKinds Kind, TypeDeclarationSyntax Type, CustomSignature Signature);

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.ActiveCall.Id, Descriptors.CustomMode.Id];

    /// <inheritdoc />
    protected override string? TitleFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken token) =>
        FrameFor(diagnostic, root, model, token) is { } frame ? $"Write the {frame.Kind} of '{ReadContext.Name(frame.Method)}' by hand" : null;

    /// <inheritdoc />
    protected override async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken token)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, token).ConfigureAwait(false);
        var written = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (Diagnostic diagnostic in diagnostics)
            if (FrameFor(diagnostic, editor.OriginalRoot, editor.SemanticModel, token) is { } frame && written.Add(frame.Method)) editor.AddMember(frame.Type, MethodOf(frame));
        return editor.GetChangedDocument();
    }

    private static Frame? FrameFor(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken token)
    {
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is not InvocationExpressionSyntax call || call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) return null;
        if (model.GetSymbolInfo(call, token).Symbol is not IMethodSymbol { IsStatic: true, IsGenericMethod: false, ContainingType.IsGenericType: false } method) return null;
        CustomTarget? custom = CustomDerivatives.Of(model.Compilation, token).For(model.Compilation, method, null, token);
        DerivativeKinds kind = custom?.Vjp is null ? DerivativeKinds.Vjp : DerivativeKinds.Jvp;
        return model.GetDeclaredSymbol(type, token) is { } home && CustomSignature.Of(model.Compilation, method, kind, home, token).FirstOrDefault() is { Carrying.Length: > 0 } signature ? new Frame(method, kind, type, signature) : null;
    }

    private static SyntaxNode MethodOf(Frame frame)
    {
        string type = Types.Text(frame.Method.ContainingType), name = MethodReader.Escape(frame.Method.Name);
        string what = frame.Kind == DerivativeKinds.Vjp
            ? "add the seed times the partial derivatives to the adjoints, and return the value" : "set the tangent of the result, and return the value";
        string text = $$"""

            [global::Autodiff.{{frame.Kind}}Of(typeof({{type}}), nameof({{type}}.{{name}}))]
            private {{frame.Signature.QualifiedText(frame.Method.Name + frame.Kind)}}
            {
                throw new global::System.NotSupportedException("{{what}}");
            }
            """;
        MemberDeclarationSyntax member = SyntaxFactory.ParseMemberDeclaration(text.Replace("\r", "") + "\n")!;
        return member.WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation, Simplifier.AddImportsAnnotation);
    }
}

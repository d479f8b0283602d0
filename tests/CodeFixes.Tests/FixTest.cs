// Runs the analyzer over a source, applies a fix to one diagnostic or to all, and shows the text that comes out.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Autodiff.Generators.CodeFixes.Tests;

internal static class FixTest
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Append(typeof(DifferentiableAttribute).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The first diagnostic that the fix takes is fixed and the rest is left.</summary>
    public static async Task One(CodeFixProvider fix, string before, string after, string title)
    {
        using AdhocWorkspace workspace = new();
        Document document = DocumentOf(workspace, before);
        foreach (Diagnostic diagnostic in await Diagnostics(document, fix))
        {
            if (await ActionFor(fix, document, diagnostic) is not { } action) continue;
            Assert.Equal(title, action.Title);
            await Same(after, await Applied(document, action));
            return;
        }
        Assert.Fail("No fix applies to:\n" + string.Join("\n", await Diagnostics(document, fix)));
    }

    /// <summary>All diagnostics of the document are fixed at once.</summary>
    public static async Task All(CodeFixProvider fix, string before, string after)
    {
        using AdhocWorkspace workspace = new();
        Document document = DocumentOf(workspace, before);
        ImmutableArray<Diagnostic> diagnostics = await Diagnostics(document, fix);
        FixAllContext context = new(
            document, fix, FixAllScope.Document, fix.GetType().Name, diagnostics.Select(d => d.Id).Distinct(), new Found(diagnostics), CancellationToken.None);
        CodeAction? action = await fix.GetFixAllProvider()!.GetFixAsync(context);
        await Same(after, await Applied(document, action!));
    }

    public static async Task None(CodeFixProvider fix, string source)
    {
        using AdhocWorkspace workspace = new();
        Document document = DocumentOf(workspace, source);
        ImmutableArray<Diagnostic> diagnostics = await Diagnostics(document, fix);
        Assert.NotEmpty(diagnostics);
        foreach (Diagnostic diagnostic in diagnostics) Assert.Null(await ActionFor(fix, document, diagnostic));
    }

    private static Document DocumentOf(AdhocWorkspace workspace, string source) =>
        workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Test", "Test", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest), metadataReferences: References))
        .AddDocument("Test.cs", source.ReplaceLineEndings("\n"));

    private static async Task<ImmutableArray<Diagnostic>> Diagnostics(Document document, CodeFixProvider fix)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new DifferentiabilityAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. found.Where(d => fix.FixableDiagnosticIds.Contains(d.Id)).OrderBy(d => d.Location.SourceSpan.Start)];
    }

    private static async Task<CodeAction?> ActionFor(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        List<CodeAction> actions = [];
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions.SingleOrDefault();
    }

    private static async Task<Document> Applied(Document document, CodeAction action)
    {
        ApplyChangesOperation change = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return change.ChangedSolution.GetDocument(document.Id)!;
    }

    /// <summary>The text is the expected one, and C# has nothing against it.</summary>
    private static async Task Same(string expected, Document document)
    {
        Assert.Equal(expected.ReplaceLineEndings("\n"), (await document.GetTextAsync()).ToString().ReplaceLineEndings("\n"));
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    private sealed class Found(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}

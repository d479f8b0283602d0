// Compiles small sources and reads their marked methods.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

/// <summary>A compilation of one or more files against the running runtime and Autodiff.dll.</summary>
internal sealed class Snippet
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) is "netstandard.dll" or "mscorlib.dll" or "Microsoft.CSharp.dll")
            .Select(p => MetadataReference.CreateFromFile(p)),
        MetadataReference.CreateFromFile(typeof(DifferentiableAttribute).Assembly.Location),
    ];

    private Snippet(CSharpCompilation compilation) => Compilation = compilation;

    public CSharpCompilation Compilation { get; }

    /// <summary>Members of a static partial class C, or a whole file if it declares types at its outermost level.</summary>
    public static Snippet Of(string source, params string[] files) => Of(source, null, files);

    public static Snippet Of(string source, CSharpCompilationOptions? options, params string[] files)
    {
        string[] texts = [.. files.Prepend(source).Select(Complete)];
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        return new Snippet(CSharpCompilation.Create(
            "Snippet", texts.Select((t, i) => CSharpSyntaxTree.ParseText(SourceText.From(t, System.Text.Encoding.UTF8), parse, $"File{i}.cs")), References,
            options ?? new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)));
    }

    /// <summary>The file that a source becomes, on which spans are counted.</summary>
    public static string Complete(string source) =>
        source.StartsWith("using System;\nusing System.Collections.Generic;", StringComparison.Ordinal) ? source
        : source.StartsWith("#define", StringComparison.Ordinal) ? source[..(source.IndexOf('\n') + 1)] + Complete(source[(source.IndexOf('\n') + 1)..])
        : System.Text.RegularExpressions.Regex.IsMatch(source, @"(class|struct) \W*C\b") || source.Contains("// file", StringComparison.Ordinal)
            ? "using System;\nusing System.Collections.Generic;\nusing System.Linq;\nusing Autodiff;\n" + source
            : "using System;\nusing System.Collections.Generic;\nusing System.Linq;\nusing Autodiff;\npublic static partial class C\n{\n" + source + "\n}\n";

    public Snippet MustCompile()
    {
        // Derivatives that are called exist when the generator has run.
        Compilation whole = MemberStubs.For(Compilation, Compilation.SyntaxTrees.Select(t => t.GetRoot()), CancellationToken.None) ?? Compilation;
        Diagnostic[] errors = [.. whole.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
        Assert.True(errors.Length == 0, string.Join("\n", errors.Select(e => e.ToString())));
        return this;
    }

    /// <summary>Every method with a [Differentiable] attribute, with each of its attributes.</summary>
    public IEnumerable<(IMethodSymbol Method, AttributeData Attribute)> Marked()
    {
        foreach (SyntaxTree tree in Compilation.SyntaxTrees)
        {
            SemanticModel model = Compilation.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes().Where(n => n is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
            {
                if (model.GetDeclaredSymbol(node) is not IMethodSymbol method) continue;
                foreach (AttributeData attribute in method.GetAttributes().Where(a => a.AttributeClass?.Name == "DifferentiableAttribute"))
                    yield return (method, attribute);
            }
        }
    }

    /// <summary>What is wrong with [VjpOf] and [JvpOf].</summary>
    public IEnumerable<Diagnostic> CustomDiagnostics()
    {
        CustomDerivatives custom = CustomDerivatives.Of(Compilation, CancellationToken.None);
        return Compilation.SyntaxTrees.SelectMany(t => t.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .SelectMany(d => custom.DiagnosticsOf(Compilation.GetSemanticModel(d.SyntaxTree).GetDeclaredSymbol(d)!));
    }

    public IReadOnlyList<ReadResult> ReadAll() => [.. Marked().Select(m => Reader.Read(m.Method, m.Attribute, Compilation, CancellationToken.None))];

    /// <summary>The request of the only marked method, which must have no diagnostics; its IR is verified.</summary>
    public DerivativeRequest Request() => Assert.Single(Requests());

    public IReadOnlyList<DerivativeRequest> Requests()
    {
        MustCompile();
        return [.. ReadAll().Select(result =>
        {
            Assert.True(result.Diagnostics.All(d => d.DefaultSeverity == DiagnosticSeverity.Warning), string.Join("\n", result.Diagnostics.Select(d => d.ToString())));
            Assert.NotNull(result.Request);
            Verifier.Require(result.Request.Program, "Lowering");
            return result.Request;
        })];
    }

    /// <summary>The tree of the first marked method and of what it calls, without lowering.</summary>
    public IReadOnlyList<TreeMethod> Trees()
    {
        (IMethodSymbol method, _) = Marked().First();
        return Reader.ReadTrees(new ReadContext(Compilation, method.ContainingType, stateChanges: false, CancellationToken.None), method);
    }

    public Assembly Load()
    {
        using var stream = new MemoryStream();
        var result = Compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return Assembly.Load(stream.ToArray());
    }
}

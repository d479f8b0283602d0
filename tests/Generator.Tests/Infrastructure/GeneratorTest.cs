// The harness of all generator tests: compiles sources, runs generator and analyzer over them, and checks what must hold for every run.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Autodiff.Generators.Tests.Infrastructure;

/// <summary>
/// Runs the generator and the analyzer over C# sources. Every run also asserts that a second run over an unrelated edit computes nothing,
/// that nothing of the compilation is reachable from what the pipeline hands on, that no analyzer throws (AD0001), and, unless the
/// sources are meant to be refused, that sources and generated text together compile without a warning.
/// </summary>
public static class GeneratorTest
{
    /// <summary>The usings that a snippet may leave out.</summary>
    public const string Usings = "using System;\nusing System.Collections.Generic;\nusing Autodiff;\n";

    /// <summary>C# 14, the language of the runtime library's framework; the compiler that the tests reference calls it preview.</summary>
    public static CSharpParseOptions ParseOptions { get; } =
        new CSharpParseOptions(LanguageVersion.Preview).WithDocumentationMode(DocumentationMode.Diagnose);

    public static ImmutableArray<MetadataReference> References { get; } = LoadReferences();

    /// <summary>Runs over sources that must be accepted: no diagnostic of any kind is expected, and the result can be loaded.</summary>
    public static GeneratorResult Run(params string[] sources)
    {
        GeneratorResult result = RunAny(sources);
        Assert.True(result.Diagnostics.IsEmpty, "Unexpected diagnostics:\n" + string.Join("\n", result.Diagnostics) + "\n\n" + result.AllText);
        result.RequireClean();
        return result;
    }

    /// <summary><see cref="Run"/> over members of a partial class <c>C</c>.</summary>
    public static GeneratorResult RunMembers(string members) => Run(InClass(members));

    public static string InClass(string members) => Usings + "\npublic static partial class C\n{\n" + members + "\n}\n";

    /// <summary>Runs over sources that may be refused; the diagnostics are the test's to check.</summary>
    public static GeneratorResult RunAny(params string[] sources) => RunAny(Compile(sources));

    public static GeneratorResult RunAny(CSharpCompilation compilation)
    {
        GeneratorDriver driver = PipelineRun.NewDriver().RunGenerators(compilation);
        GeneratorRunResult first = driver.GetRunResult().Results.Single();
        Assert.True(first.Exception is null, "The generator threw: " + first.Exception);
        PipelineGuard.RequireFreeOfCompilation(first);

        CSharpCompilation edited = compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText("internal static class UnrelatedEdit { internal static int Twice(int n) { return n + n; } }", ParseOptions, "UnrelatedEdit.cs"));
        PipelineGuard.RequireCached(driver.RunGenerators(edited).GetRunResult().Results.Single());

        var output = compilation.AddSyntaxTrees(first.GeneratedSources.Select(s => s.SyntaxTree));
        ImmutableArray<Diagnostic> analyzed = Analyze(output);
        Assert.DoesNotContain(analyzed, d => d.Id == "AD0001");
        return new GeneratorResult(driver.GetRunResult(), output, first.Diagnostics, analyzed);
    }

    /// <summary>The sources as a compilation; their paths are Source0.cs, Source1.cs, …</summary>
    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Test" + Interlocked.Increment(ref s_assemblies),
        sources.Select((text, i) => CSharpSyntaxTree.ParseText(text, ParseOptions, $"Source{i}.cs")),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release, warningLevel: 9999,
            // A snippet need not use what it declares, and has no doc comments.
            specificDiagnosticOptions: Quiet.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress))));

    /// <summary>The analyzer's diagnostics over a compilation, generated trees included, suppressed ones left out.</summary>
    public static ImmutableArray<Diagnostic> Analyze(Compilation compilation, AnalyzerOptions? options = null) => Task.Run(() => compilation
        .WithAnalyzers([new DifferentiabilityAnalyzer()], new CompilationWithAnalyzersOptions(
            options ?? new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
        .GetAnalyzerDiagnosticsAsync(CancellationToken.None)).GetAwaiter().GetResult();

    private static int s_assemblies;

    // 1591: no doc comment. 8019, 8933: using not needed, already given.
    private static readonly string[] Quiet = ["CS1591", "CS8019", "CS8933"];

    private static ImmutableArray<MetadataReference> LoadReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(DifferentiableAttribute).Assembly.Location).Append(typeof(System.Numerics.Tensors.TensorPrimitives).Assembly.Location);
        return [.. paths.Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];
    }
}

/// <summary>What a run gave: texts by file name, diagnostics, and the compilation of sources and texts together.</summary>
public sealed class GeneratorResult(
    GeneratorDriverRunResult run, CSharpCompilation output, ImmutableArray<Diagnostic> generatorDiagnostics, ImmutableArray<Diagnostic> analyzerDiagnostics)
{
    private Assembly? _assembly;

    public GeneratorDriverRunResult Run { get; } = run;
    public CSharpCompilation Output { get; } = output;
    public ImmutableArray<Diagnostic> GeneratorDiagnostics { get; } = generatorDiagnostics;
    public ImmutableArray<Diagnostic> AnalyzerDiagnostics { get; } = analyzerDiagnostics;
    public ImmutableArray<Diagnostic> Diagnostics => GeneratorDiagnostics.AddRange(AnalyzerDiagnostics);

    public IReadOnlyDictionary<string, string> Sources { get; } =
        run.Results.Single().GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    public string AllText => string.Join("\n", Sources.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value));

    /// <summary>Errors and warnings of sources and generated texts together, suppressed ones left out.</summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics => [.. Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)];

    public void RequireClean() =>
        Assert.True(CompilerDiagnostics.IsEmpty, "The result does not compile:\n" + string.Join("\n", CompilerDiagnostics.Take(20)) + "\n\n" + AllText);

    /// <summary>The result, compiled and loaded.</summary>
    public Assembly Assembly
    {
        get
        {
            if (_assembly is not null) return _assembly;
            using var stream = new MemoryStream();
            var emitted = Output.Emit(stream);
            Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) + "\n\n" + AllText);
            stream.Position = 0;
            return _assembly = new AssemblyLoadContext(Output.AssemblyName, isCollectible: true).LoadFromStream(stream);
        }
    }

    /// <summary>A static method of a type as a delegate; use a custom delegate type for spans, ref and out.</summary>
    public TDelegate Method<TDelegate>(string type, string method) where TDelegate : Delegate
    {
        MethodInfo invoke = typeof(TDelegate).GetMethod("Invoke")!;
        Type[] parameters = [.. invoke.GetParameters().Select(p => p.ParameterType)];
        Type owner = Assembly.GetType(type, throwOnError: true)!;
        MethodInfo? found = owner.GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, parameters);
        Assert.True(found is not null, $"{type} has no {method} with the parameters of {invoke}. It has:\n"
            + string.Join("\n", owner.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Select(m => m.ToString())));
        return found!.CreateDelegate<TDelegate>();
    }
}

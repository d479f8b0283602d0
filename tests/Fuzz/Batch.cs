// Compiles many sources at once with the generator, finds out which of them are at fault, and loads the rest.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Autodiff.Generators;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Autodiff.Fuzz;

/// <summary>What became of one source.</summary>
public enum Verdict { Passed, Invalid, Unstable, Refused, Internal, Uncompilable, Threw, Hung, Wrong }

/// <summary>The verdict over one source, with what was seen. <see cref="Compared"/> counts comparisons with finite differences that were conclusive.</summary>
public sealed record Outcome(string Source, Verdict Verdict, string Message, int Compared = 0)
{
    public bool IsFault => Verdict >= Verdict.Internal;
    /// <summary>What a shrunk program must still show to be the same fault.</summary>
    public string Signature => Verdict + (Verdict is Verdict.Internal or Verdict.Refused or Verdict.Uncompilable or Verdict.Wrong ? Message.Split(':')[0] : "");
}

/// <summary>Sources are the types of one file each; a namespace of its own is put around every file.</summary>
public static class Batch
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Preview);
    private static readonly ImmutableArray<MetadataReference> s_references = LoadReferences();
    private static int s_assemblies;

    public static Outcome[] Run(IReadOnlyList<string> sources, int points = 3)
    {
        DerivativeCompiler.AfterPass ??= Verifier.Require;
        Outcome?[] outcomes = new Outcome?[sources.Count];
        CSharpCompilation compilation = Compile(sources.Select(Wrap));
        foreach ((int k, string message) in Errors(compilation)) outcomes[k] ??= new(sources[k], Verdict.Invalid, message);
        compilation = Compile(sources.Select((s, k) => outcomes[k] is null ? Wrap(s, k) : ""));

        GeneratorDriver driver = CSharpGeneratorDriver.Create([new DifferentiableGenerator().AsSourceGenerator()], parseOptions: s_parse);
        GeneratorRunResult run = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        if (run.Exception is { } exception) throw new InvalidOperationException("The generator threw.", exception);
        foreach (Diagnostic diagnostic in Diagnose(compilation).Concat(run.Diagnostics).Where(d => d.Severity == DiagnosticSeverity.Error))
            if (FileOf(diagnostic) is { } k)
                outcomes[k] ??= new(sources[k], diagnostic.Id == "ADG9999" ? Verdict.Internal : Verdict.Refused, Describe(diagnostic));

        // Whatever is broken is taken out, source and generated text together, until the rest compiles.
        HashSet<int> broken = [.. Enumerable.Range(0, sources.Count).Where(k => outcomes[k] is not null)];
        string?[] generated = new string[sources.Count];
        foreach (GeneratedSourceResult source in run.GeneratedSources) generated[NumberIn(source.HintName)] = source.HintName;
        for (int k = 0; k < sources.Count; k++)
            if (outcomes[k] is null && generated[k] is null && sources[k].Contains("[Differentiable"))
            {
                outcomes[k] = new(sources[k], Verdict.Internal, "silent: nothing was generated, and nothing was said");
                broken.Add(k);
            }
        while (true)
        {
            CSharpCompilation whole = Compile(sources.Select((s, k) => broken.Contains(k) ? "" : Wrap(s, k)))
                .AddSyntaxTrees(run.GeneratedSources.Where(s => !broken.Contains(NumberIn(s.HintName)))
                    .Select(s => CSharpSyntaxTree.ParseText(s.SourceText, s_parse, PathOf(NumberIn(s.HintName)) + ".g.cs")));
            (int, string)[] errors = [.. Errors(whole, warnings: true)];
            foreach ((int k, string message) in errors)
            {
                outcomes[k] ??= new(sources[k], Verdict.Uncompilable, message);
                broken.Add(k);
            }
            if (errors.Length > 0) continue;
            Execute(whole, sources, outcomes, broken, points);
            break;
        }
        return [.. outcomes.Select(o => o!)];
    }

    /// <summary>The text that the generator makes of one source.</summary>
    public static string Generated(string source)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new DifferentiableGenerator().AsSourceGenerator()], parseOptions: s_parse);
        GeneratorRunResult run = driver.RunGenerators(Compile([Wrap(source, 0)])).GetRunResult().Results.Single();
        return string.Join("\n", run.GeneratedSources.Select(s => s.SourceText.ToString()).Concat(run.Diagnostics.Select(d => d.ToString())));
    }

    private static void Execute(CSharpCompilation whole, IReadOnlyList<string> sources, Outcome?[] outcomes, HashSet<int> broken, int points)
    {
        var adapters = new List<(int Source, Adapter Adapter)>();
        for (int k = 0; k < sources.Count; k++)
        {
            if (broken.Contains(k)) continue;
            SyntaxTree tree = whole.SyntaxTrees.Single(t => t.FilePath == PathOf(k));
            foreach (Adapter adapter in Adapter.Of(whole.GetSemanticModel(tree), tree)) adapters.Add((k, adapter));
        }
        string text = string.Concat(adapters.Select((a, n) => a.Adapter.Write("A" + n)));
        whole = whole.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, s_parse, "Adapters.cs"));
        using MemoryStream stream = new();
        var emitted = whole.Emit(stream);
        if (!emitted.Success)
            throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        stream.Position = 0;
        AssemblyLoadContext context = new(whole.AssemblyName, isCollectible: true);
        Assembly assembly = context.LoadFromStream(stream);
        foreach (IGrouping<int, (int Source, Adapter Adapter)> group in adapters.GroupBy(a => a.Source))
        {
            string source = sources[group.Key];
            Task<Outcome> check = Task.Factory.StartNew(
                () => Probe.Check(source, [.. group.Select(g => g.Adapter)], assembly, points), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            outcomes[group.Key] = check.Wait(TimeSpan.FromSeconds(8)) ? check.Result : new(source, Verdict.Hung, "");
        }
        for (int k = 0; k < outcomes.Length; k++) outcomes[k] ??= new(sources[k], Verdict.Invalid, "nothing to differentiate");
        context.Unload();
    }

    // ---- sources and files

    private static string Wrap(string source, int k) => source.Length == 0 ? "" : $"using System;\nusing Autodiff;\nnamespace B{k};\n{source}\n";

    private static string PathOf(int k) => $"B{k}.cs";

    private static int NumberIn(string hintName) => int.Parse(hintName[1..hintName.IndexOf('.')]);

    private static int? FileOf(Diagnostic diagnostic) =>
        diagnostic.Location.GetLineSpan().Path is { Length: > 0 } path && path.StartsWith('B') ? NumberIn(Path.GetFileName(path)) : null;

    private static string Describe(Diagnostic diagnostic) =>
        $"{diagnostic.Id}: {diagnostic.GetMessage()} ({diagnostic.Location.SourceTree?.GetText().ToString(diagnostic.Location.SourceSpan)})";

    private static IEnumerable<(int, string)> Errors(CSharpCompilation compilation, bool warnings = false) =>
        from diagnostic in compilation.GetDiagnostics()
        where diagnostic.Severity == DiagnosticSeverity.Error
            || (warnings && diagnostic.Severity == DiagnosticSeverity.Warning && diagnostic.Location.SourceTree!.FilePath.EndsWith(".g.cs", StringComparison.Ordinal))
        where FileOf(diagnostic) is not null
        select (FileOf(diagnostic)!.Value, Describe(diagnostic));

    private static CSharpCompilation Compile(IEnumerable<string> texts) => CSharpCompilation.Create(
        "Fuzz" + Interlocked.Increment(ref s_assemblies),
        texts.Select((t, k) => CSharpSyntaxTree.ParseText(t, s_parse, PathOf(k), Encoding.UTF8)),
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));

    private static ImmutableArray<Diagnostic> Diagnose(Compilation compilation) => compilation
        .WithAnalyzers([new DifferentiabilityAnalyzer()], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, true, false))
        .GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();

    private static ImmutableArray<MetadataReference> LoadReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(DifferentiableAttribute).Assembly.Location);
        return [.. paths.Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];
    }
}

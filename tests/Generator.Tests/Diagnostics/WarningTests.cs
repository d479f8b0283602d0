// The warnings: silenced by pragma, configured by .editorconfig, and without a false alarm over the corpus and the samples.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Autodiff.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Autodiff.Generator.Tests.Diagnostics;

public class WarningTests
{
    private static readonly Dictionary<string, string> Programs = new()
    {
        ["ADG0054"] = "static double Soft(double x) => x * x;\n[VjpOf(nameof(Soft))] static double SoftVjp(double x, double seed, ref double xAdjoint) => x * x;",
        ["ADG0101"] = "[Differentiable] public static double F(double x, double y) => x * (y > 0 ? 2 : 3);",
        ["ADG0102"] = "[Differentiable] public static double F(double x) { int n = (int)x; return n * x; }",
        ["ADG0103"] = "[Differentiable] public static double F(double x) { if (x == 1) return x; return x * x; }",
    };

    public static TheoryData<string> Ids() => [.. Programs.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_warning_can_be_silenced_by_pragma(string id)
    {
        string source = GeneratorTest.InClass(Programs[id]), silenced = GeneratorTest.InClass($"#pragma warning disable {id}\n{Programs[id]}\n#pragma warning restore {id}");
        Diagnostic found = Assert.Single(GeneratorTest.Analyze(GeneratorTest.Compile(source)));
        Assert.Equal((id, DiagnosticSeverity.Warning), (found.Id, found.Severity));
        Assert.Empty(GeneratorTest.Analyze(GeneratorTest.Compile(silenced)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_severity_of_editorconfig_applies(string id)
    {
        foreach ((string severity, DiagnosticSeverity expected) in new[] { ("error", DiagnosticSeverity.Error), ("suggestion", DiagnosticSeverity.Info) })
            Assert.Equal(expected, Assert.Single(Analyze(id, severity)).Severity);
        Assert.Empty(Analyze(id, "none"));
    }

    private static IEnumerable<Diagnostic> Analyze(string id, string severity)
    {
        AnalyzerConfigSet set = AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse($"root = true\n[*.cs]\ndotnet_diagnostic.{id}.severity = {severity}\n", "/project/.editorconfig") });
        CSharpCompilation compilation = GeneratorTest.Compile(GeneratorTest.InClass(Programs[id]));
        return GeneratorTest.Analyze(compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new FromConfig(set))));
    }

    private sealed class FromConfig(AnalyzerConfigSet set) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;
        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            set.GetOptionsForSourcePath("/project/" + tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);
        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            set.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity) || set.GetOptionsForSourcePath("/project/Source0.cs").TreeOptions.TryGetValue(diagnosticId, out severity);
    }

    /// <summary>What is warned of with all pragmas taken out: each of these is meant, and says so beside its pragma.</summary>
    [Fact]
    public void The_corpus_and_the_samples_have_the_warnings_that_they_are_known_for_and_no_others()
    {
        string root = Root();
        string[] sources = [.. new[] { "tests/Gradients.Tests/Corpus", "tests/Gradients.Tests/Harness", "samples" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)).Where(f => !f.Contains("/obj/")).Order(StringComparer.Ordinal)];
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Corpus", sources.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f).Replace("#pragma warning", "//"), GeneratorTest.ParseOptions, f)), GeneratorTest.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        string[] found = [.. GeneratorTest.Analyze(compilation).Where(d => d.Id is "ADG0101" or "ADG0102" or "ADG0103")
            .Select(d => $"{Path.GetFileName(d.Location.SourceTree!.FilePath)}: {d.Id}: {d.GetMessage(null)}").Order(StringComparer.Ordinal)];
        string[] known =
        [
            "Arithmetic.cs: ADG0101: No result of 'UnusedInput'", "Conditionals.cs: ADG0103: 'y == 0' is true", "ReturnedArrays.cs: ADG0101: No result of 'Constant'", "SpecialPoints.cs: ADG0101: No result of 'CopySign'",
            "Types.cs: ADG0102: The integer '(int)x' depends",
        ];
        Assert.Equal(known.Length, found.Length);
        for (int i = 0; i < known.Length; i++) Assert.StartsWith(known[i], found[i]);
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}

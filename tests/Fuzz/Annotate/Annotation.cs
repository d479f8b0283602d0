// Marks every method of a folder, compiles it with the generator and the analyzer, and finds out what became of each.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Autodiff.Generators;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Autodiff.Fuzz.Annotate;

public static class Annotation
{
    /// <summary>Command line: annotate FOLDER… [--all] [--no-check] [--single | --generic] [--trace]; the folders are not changed. The numbers may be asked for in float or in an open type instead of double. Traced is what is being read, for when reading does not end.</summary>
    public static int Command(string[] args)
    {
        if (args.Contains("--trace")) ReadCache.BeforeRead = method => Console.Error.WriteLine(method.ToDisplayString());
        bool sound = true;
        int ofDoubles = 0, differentiated = 0;
        foreach (string folder in args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)))
        {
            if (!Directory.Exists(folder)) throw new ArgumentException($"There is no folder {folder}");
            Console.WriteLine($"== {folder}");
            Findings findings = Run(folder, check: !args.Contains("--no-check"), args.Contains("--single") ? Numbers.Single : args.Contains("--generic") ? Numbers.Generic : Numbers.AsWritten);
            findings.Print(Console.Out, args.Contains("--all"));
            sound &= findings.IsSound;
            ofDoubles += findings.OfDoubles.Count();
            differentiated += findings.OfDoubles.Count(m => m.Fate == Fate.Differentiated);
        }
        Console.WriteLine($"== all: of {ofDoubles} methods that take and return doubles, {differentiated} ({(double)differentiated / Math.Max(ofDoubles, 1):P0}) differentiate; {(sound ? "sound" : "NOT SOUND")}");
        return sound ? 0 : 1;
    }

    public static Findings Run(string folder, bool check = true, Numbers numbers = Numbers.AsWritten)
    {
        DerivativeCompiler.AfterPass ??= Verifier.Require;
        Findings findings = new();
        foreach (SourceProject project in SourceProject.Under(folder)) new ProjectAnnotation(project, Path.GetFullPath(folder), findings, numbers).Run(check);
        return findings;
    }
}

internal sealed class ProjectAnnotation(SourceProject project, string folder, Findings findings, Numbers numbers)
{
    private readonly Dictionary<string, MethodFinding> _byFile = [];
    private readonly List<(IMethodSymbol Method, MethodFinding Finding)> _methods = [];

    public void Run(bool check)
    {
        findings.Files += project.Files.Length;
        Dictionary<string, SyntaxTree> trees = WhatCompiles();
        SyntaxTree[] marked = [.. trees.Select(t => project.Files.Contains(t.Key)
            ? CSharpSyntaxTree.ParseText(Marking.Everything(t.Value.GetRoot()), SourceProject.Parse, t.Key, Encoding.UTF8) : t.Value)];
        CSharpCompilation compilation = project.Compile(marked);

        GeneratorRunResult run = Generate(compilation);
        if (run.Exception is not null) findings.Faults.Add($"the generator threw {run.Exception}");
        List<(DerivativeRequest Request, MethodFinding Finding)> requests = [];
        CSharpCompilation finished = compilation.AddSyntaxTrees(Trees(run));
        foreach (SyntaxTree tree in marked) Read(compilation, finished, tree, requests);
        Attribute(requests, run);
        foreach (Diagnostic diagnostic in Analyze(compilation).Where(d => d.Id == "AD0001" || d.Id == "ADG9999"))
            if (diagnostic.Id == "AD0001") findings.Faults.Add($"the analyzer threw: {diagnostic.GetMessage()}");

        (CSharpCompilation whole, bool compiles) = WhatTheGeneratedCompiles(compilation, run);
        if (!check) return;
        if (compiles) NumberCheck.Run(whole, _methods.Where(m => m.Finding.Fate == Fate.Differentiated), findings);
        else findings.Faults.Add($"{project.Name}: nothing was checked, because the marked sources do not compile");
    }

    /// <summary>Trees by file. Methods that are marked already may be called with their derivatives, so these are part of the question.</summary>
    private Dictionary<string, SyntaxTree> WhatCompiles()
    {
        Dictionary<string, SyntaxTree> trees = project.Files.Concat(project.Context).Distinct().ToDictionary(f => f, project.Tree);
        if (numbers != Numbers.AsWritten) InOtherNumbers(trees);
        while (true)
        {
            CSharpCompilation compilation = project.Compile(trees.Values);
            CSharpCompilation whole = compilation.AddSyntaxTrees(Trees(Generate(compilation)));
            Diagnostic[] errors = [.. whole.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Location.SourceTree is { } t && trees.ContainsKey(t.FilePath))];
            foreach (var group in errors.GroupBy(d => d.Location.SourceTree!.FilePath))
            {
                trees.Remove(group.Key);
                if (project.Files.Contains(group.Key)) findings.Skipped.Add((Short(group.Key), Show(group.First())));
            }
            if (errors.Length == 0) return trees;
        }
    }

    /// <summary>Members that cannot be said in the other numbers are left out, one by one.</summary>
    private void InOtherNumbers(Dictionary<string, SyntaxTree> trees)
    {
        CSharpCompilation original = project.Compile(trees.Values);
        original = original.AddSyntaxTrees(Trees(Generate(original)));
        foreach ((string file, SyntaxTree tree) in OtherNumbers.Rewrite(original, project.Files, numbers)) trees[file] = tree;
        int before = Members();
        for (int round = 0; round < 10; round++)
        {
            var errors = project.Compile(trees.Values).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Location.SourceTree is { } t && trees.ContainsKey(t.FilePath))
                .GroupBy(d => d.Location.SourceTree!.FilePath).ToArray();
            if (errors.Length == 0) break;
            foreach (var group in errors)
                if (OtherNumbers.Without(trees[group.Key], group) is { } rest) trees[group.Key] = rest;
                else trees.Remove(group.Key);
        }
        findings.LeftOut += before - Members();

        int Members() => project.Files.Where(trees.ContainsKey).Sum(f => trees[f].GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Count());
    }

    /// <summary>Reads every marked method as generator and analyzer do, one after the other, so that each reason is known to be its own.</summary>
    private void Read(CSharpCompilation compilation, CSharpCompilation finished, SyntaxTree tree, List<(DerivativeRequest, MethodFinding)> requests)
    {
        SemanticModel model = compilation.GetSemanticModel(tree);
        foreach (MethodDeclarationSyntax syntax in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (model.GetDeclaredSymbol(syntax) is not { } method || method.PartialImplementationPart is not null) continue;
            AttributeData[] attributes = [.. method.GetAttributes().Where(a => a.AttributeClass is { Name: nameof(DifferentiableAttribute) })];
            if (attributes.Length == 0) continue;
            MethodFinding finding = new(method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), Place(syntax.Identifier.GetLocation()), Shapes.IsOfDoubles(method));
            bool isContext = !project.Files.Contains(tree.FilePath);
            if (!isContext)
            {
                findings.Methods.Add(finding);
                _methods.Add((method, finding));
            }
            foreach (AttributeData attribute in attributes)
            {
                try
                {
                    ReadResult read = ReadCache.ReadAnew(method, attribute, compilation, CancellationToken.None);
                    if (read.Request is { } request) requests.Add((request, finding));
                    finding.IsDetached |= read.Bodies.Any(b => CallsConstant(b, compilation));
                    Diagnostic[] errors = Errors(read);
                    // A call of a member that is yet to be generated is an error of C# to the generator, and is known to the analyzer.
                    if (read.Request is null && errors.Length == 0 && finished.GetSemanticModel(tree).GetDeclaredSymbol(syntax) is { } again)
                        errors = [.. again.GetAttributes().Where(a => a.AttributeClass is { Name: nameof(DifferentiableAttribute) })
                            .SelectMany(a => Errors(ReadCache.ReadAnew(again, a, finished, CancellationToken.None)))];
                    if (errors.Length > 0) finding.Fate = Fate.Refused;
                    else if (read.Request is null && !UserWroteAll(method)) Fail(finding, Fate.Crashed, "silent", "nothing is generated, and nothing is said");
                    finding.Reasons.AddRange(errors.Select(e => (e.Id, $"{e.GetMessage()} ({Place(e.Location)})")));
                }
                catch (Exception exception)
                {
                    Fail(finding, Fate.Crashed, exception.GetType().Name, exception.ToString());
                }
            }
        }
    }

    /// <summary>What is marked [NotDifferentiable] is a constant by the user's word, whatever it gets.</summary>
    private static bool CallsConstant(SyntaxNode body, CSharpCompilation compilation)
    {
        if (!compilation.ContainsSyntaxTree(body.SyntaxTree)) return false;
        SemanticModel model = compilation.GetSemanticModel(body.SyntaxTree);
        return body.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(i => model.GetSymbolInfo(i).Symbol is { } called && called.HasAttribute("NotDifferentiableAttribute"));
    }

    private static Diagnostic[] Errors(ReadResult read) => read.Diagnostics.IsDefault ? [] : [.. read.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];

    private static bool UserWroteAll(IMethodSymbol method) => method.ContainingType.GetMembers().OfType<IMethodSymbol>()
        .Any(m => m.GetAttributes().Any(a => a.AttributeClass is { Name: nameof(VjpOfAttribute) or nameof(JvpOfAttribute) }));

    private static void Fail(MethodFinding finding, Fate fate, string id, string text)
    {
        finding.Fate = fate;
        finding.Reasons.Add((id, text));
    }

    /// <summary>Says which file belongs to which method, by the names that the generator gives; a request without a file has failed behind the wall.</summary>
    private void Attribute(List<(DerivativeRequest Request, MethodFinding Finding)> requests, GeneratorRunResult run)
    {
        HashSet<string> made = run.Exception is null ? [.. run.GeneratedSources.Select(s => s.HintName)] : [];
        EquatableArray<string> clashes = FileNames.Clashes([.. requests.Select(r => r.Request.HintName)]);
        foreach ((DerivativeRequest request, MethodFinding finding) in requests)
        {
            string file = FileNames.For(new Derived(request.Id(), request.HintName, "", null), clashes);
            _byFile[file] = finding;
            finding.IsDetached |= request.Program.Methods.Any(m => m.Body.All().OfType<Let>().Any(l => l.Op is Op.Detach or Op.ReciprocalEstimate or Op.ReciprocalSqrtEstimate));
            if (made.Contains(file) || finding.Fate == Fate.Crashed) continue;
            CompileResult again = DerivativeCompiler.Compile(request);
            Fail(finding, Fate.Crashed, "ADG9999", again.Exception is null ? "no text was generated" : $"in {again.FailedPass}: {Failure.Describe(again.Exception)}\n{again.Exception.StackTrace}");
        }
    }

    private (CSharpCompilation, bool) WhatTheGeneratedCompiles(CSharpCompilation compilation, GeneratorRunResult run)
    {
        List<SyntaxTree> generated = [.. Trees(run)];
        for (int round = 0; round < 4; round++)
        {
            CSharpCompilation whole = compilation.AddSyntaxTrees(generated);
            Diagnostic[] errors = [.. whole.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error || (d.Severity == DiagnosticSeverity.Warning && generated.Contains(d.Location.SourceTree!)))];
            if (errors.Length == 0) return (whole, true);
            foreach (var group in errors.GroupBy(e => e.Location.SourceTree))
            {
                string reasons = string.Join("\n    ", group.Take(3).Select(Show));
                if (group.Key is not null && _byFile.TryGetValue(Path.GetFileName(group.Key.FilePath), out MethodFinding? finding)) Fail(finding, Fate.Uncompilable, group.First().Id, reasons);
                else findings.Faults.Add($"marked sources do not compile: {reasons}");
                if (group.Key is not null) generated.Remove(group.Key);
            }
        }
        return (compilation, false);
    }

    // ---- Roslyn

    private static GeneratorRunResult Generate(CSharpCompilation compilation) => CSharpGeneratorDriver
        .Create([new DifferentiableGenerator().AsSourceGenerator()], parseOptions: SourceProject.Parse).RunGenerators(compilation).GetRunResult().Results.Single();

    private static IEnumerable<SyntaxTree> Trees(GeneratorRunResult run) => run.Exception is not null ? []
        : run.GeneratedSources.Select(s => CSharpSyntaxTree.ParseText(s.SourceText, SourceProject.Parse, s.HintName));

    private static ImmutableArray<Diagnostic> Analyze(Compilation compilation) => compilation
        .WithAnalyzers([new DifferentiabilityAnalyzer()], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, true, false))
        .GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();

    // ---- text

    private string Short(string file) => Path.GetRelativePath(folder, file);

    private string Place(Location location) => location.SourceTree is null ? "" : $"{Short(location.SourceTree.FilePath)}({location.GetLineSpan().StartLinePosition.Line + 1})";

    private string Show(Diagnostic diagnostic)
    {
        SourceText? text = diagnostic.Location.SourceTree?.GetText();
        string line = text?.Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim() ?? "";
        return $"{diagnostic.Id}: {diagnostic.GetMessage()} at {Place(diagnostic.Location)}: {line}";
    }
}

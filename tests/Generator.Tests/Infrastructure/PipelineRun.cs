// Runs of the pipeline over one edit after another, and what each of them read, recompiled and re-emitted.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;
using Steps = Autodiff.Generators.DifferentiableGenerator.Steps;

namespace Autodiff.Generators.Tests.Infrastructure;

/// <summary>A project that is edited: after each edit the generator runs again on what it remembers.</summary>
public sealed class PipelineRun
{
    private static readonly AsyncLocal<Action<IMethodSymbol>?> s_duringReads = new();

    private GeneratorDriver _driver = NewDriver();

    public PipelineRun(params string[] sources)
    {
        Compilation = GeneratorTest.Compile(sources);
        Run();
    }

    public CSharpCompilation Compilation { get; private set; }

    public GeneratorRunResult Result { get; private set; }

    internal static void CountRead(IMethodSymbol method) => s_duringReads.Value?.Invoke(method);

    /// <summary>Has every read call back. The pipeline runs on the thread that asks for it, so a flow sees its own reads only.</summary>
    public static IDisposable DuringReads(Action<IMethodSymbol> action)
    {
        s_duringReads.Value = action;
        return new Ending();
    }

    private sealed class Ending : IDisposable
    {
        public void Dispose() => s_duringReads.Value = null;
    }

    /// <summary>Names of the methods that the last run really read, in order, one for each attribute.</summary>
    public IReadOnlyList<string> Reads { get; private set; } = [];

    /// <summary>Names of the methods whose derivatives were derived again, whatever came out.</summary>
    public IEnumerable<string> Recompiled => Changed(Steps.Compiled).Cast<Derived>().Select(d => d.Id.Stem).Order(StringComparer.Ordinal);

    /// <summary>Files that were handed to the compiler again.</summary>
    public IEnumerable<string> Reemitted => Result.TrackedOutputSteps.Values.SelectMany(steps => steps)
        .SelectMany(step => step.Inputs.Where(_ => step.Outputs.Any(o => o.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified)))
        .Select(input => input.Source.Outputs[input.OutputIndex].Value).OfType<SourceFile>().Select(f => f.Name).Order(StringComparer.Ordinal);

    public IEnumerable<string> Files => Result.GeneratedSources.Select(s => s.HintName).Order(StringComparer.Ordinal);

    internal static GeneratorDriver NewDriver(params IIncrementalGenerator[] generators) => CSharpGeneratorDriver.Create(
        (generators.Length == 0 ? [new DifferentiableGenerator()] : generators).Select(g => g.AsSourceGenerator()),
        parseOptions: GeneratorTest.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Replaces text in a source as an editor does, so that the parser reuses what it can.</summary>
    public PipelineRun Edit(int source, string old, string replacement)
    {
        SyntaxTree tree = Compilation.SyntaxTrees[source];
        SourceText text = tree.GetText();
        int at = text.ToString().IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"Source {source} has no «{old}».");
        return Change(Compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(text.WithChanges(new TextChange(new TextSpan(at, old.Length), replacement)))));
    }

    public PipelineRun AddSource(string text) => Change(Compilation.AddSyntaxTrees(
        CSharpSyntaxTree.ParseText(text, GeneratorTest.ParseOptions, $"Source{Compilation.SyntaxTrees.Length}.cs")));

    public PipelineRun RemoveSource(int source) => Change(Compilation.RemoveSyntaxTrees(Compilation.SyntaxTrees[source]));

    public PipelineRun Change(CSharpCompilation compilation)
    {
        Compilation = compilation;
        Run();
        return this;
    }

    /// <summary>Values of a step that are new or changed after the last run.</summary>
    public IEnumerable<object> Changed(string step) =>
        Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs)
            ? runs.SelectMany(run => run.Outputs).Where(o => o.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified).Select(o => o.Value)
            : [];

    private void Run()
    {
        List<string> reads = [];
        using (DuringReads(method => reads.Add(method.Name))) _driver = _driver.RunGenerators(Compilation);
        Reads = reads;
        Result = _driver.GetRunResult().Results.Single();
        Assert.True(Result.Exception is null, "The generator threw: " + Result.Exception);
        PipelineGuard.RequireFreeOfCompilation(Result);
    }
}

// What happens when the compiler itself fails at a method: one diagnostic there, and everybody else gets their derivatives.
using System.Linq;
using System.Threading;
using Autodiff.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Xunit;
using Steps = Autodiff.Generators.DifferentiableGenerator.Steps;

namespace Autodiff.Generators.Tests.Incrementality;

public class FailureTests
{
    private const string Text = """
        using Autodiff;

        public static partial class Model
        {
            [Differentiable]
            public static double First(double x) => x * x;

            [Differentiable]
            public static double FailsInCompiler(double x) => x + x;

            [Differentiable]
            public static double Last(double x) => x * x * x;
        }
        """;

    [Fact]
    public void An_exception_in_a_pass_is_one_diagnostic_at_the_method_and_leaves_the_others_alone()
    {
        GeneratorResult result = GeneratorTest.RunAny(Text);
        Assert.Equal(["Model.First.g.cs", "Model.Last.g.cs"], result.Sources.Keys.Order());
        Diagnostic failure = Assert.Single(result.Diagnostics);
        Assert.Equal("ADG9999", failure.Id);
        Assert.Equal(DiagnosticSeverity.Error, failure.Severity);
        string message = failure.GetMessage();
        Assert.Contains("FailsInCompiler", message);
        Assert.Contains("InvalidOperationException: The test asked for it. Second line.", message);
        Assert.Equal("Source0.cs", failure.Location.GetLineSpan().Path);
        Assert.Equal("FailsInCompiler", Text.Substring(failure.Location.SourceSpan.Start, failure.Location.SourceSpan.Length));
        result.RequireClean();
    }

    [Fact]
    public void An_exception_while_reading_is_one_diagnostic_at_the_method_and_leaves_the_others_alone()
    {
        string text = Text.Replace("FailsInCompiler", "FailsInReader");
        GeneratorResult result = GeneratorTest.RunAny(text);
        Assert.Equal(["Model.First.g.cs", "Model.Last.g.cs"], result.Sources.Keys.Order());
        Diagnostic failure = Assert.Single(result.AnalyzerDiagnostics);
        Assert.Empty(result.GeneratorDiagnostics);
        Assert.Equal("ADG9999", failure.Id);
        Assert.Contains("InvalidOperationException: The test asked for it. Second line.", failure.GetMessage());
        Assert.Equal("FailsInReader", text.Substring(failure.Location.SourceSpan.Start, failure.Location.SourceSpan.Length));
        result.RequireClean();
    }

    [Fact]
    public void A_failure_that_moves_changes_its_diagnostic_and_no_source()
    {
        PipelineRun run = new PipelineRun(Text).Edit(0, "using Autodiff;\n", "using Autodiff;\n\n// one\n");
        Assert.Equal(3, run.Changed(Steps.Places).Count());
        Assert.Single(run.Changed(Steps.Failures));
        Assert.Empty(run.Changed(Steps.Requests));
        Assert.Empty(run.Changed(Steps.Sources));
        Assert.Empty(run.Reemitted);
        Assert.Equal(9 + 2, Assert.Single(run.Result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line + 1);
    }

    [Fact]
    public void A_failure_is_not_reported_again_by_an_edit_in_another_file()
    {
        PipelineRun run = new PipelineRun(Text, "class Other { int M() { return 1; } }").Edit(1, "return 1;", "return 2;");
        Assert.Empty(run.Changed(Steps.Places));
        Assert.Empty(run.Changed(Steps.Failures));
        Assert.Single(run.Result.Diagnostics);
    }

    [Fact]
    public void A_mended_method_is_emitted_and_its_diagnostic_gone()
    {
        PipelineRun run = new PipelineRun(Text).Edit(0, "FailsInCompiler", "Mended");
        Assert.Empty(run.Result.Diagnostics);
        Assert.Contains("Model.Mended.g.cs", run.Files);
    }

    [Fact]
    public void A_method_that_fails_with_two_attributes_is_reported_for_each()
    {
        GeneratorResult result = GeneratorTest.RunAny(Text.Replace(
            "[Differentiable]\n    public static double Fails", "[Differentiable]\n    [Differentiable(Name = \"Second\")]\n    public static double Fails"));
        Assert.Equal(2, result.GeneratorDiagnostics.Count(d => d.Id == "ADG9999"));
        Assert.Contains(result.GeneratorDiagnostics, d => d.GetMessage().Contains("Second"));
    }

    [Fact]
    public void A_cancelled_run_throws_and_the_next_one_is_complete()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        GeneratorDriver driver = PipelineRun.NewDriver();
        var compilation = GeneratorTest.Compile(Text);
        Assert.Throws<System.OperationCanceledException>(() => driver.RunGenerators(compilation, source.Token));
        Assert.Equal(2, driver.RunGenerators(compilation).GetRunResult().GeneratedTrees.Length);
    }

    [Fact]
    public void A_run_cancelled_while_reading_is_no_failure_and_the_next_one_is_complete()
    {
        using var source = new CancellationTokenSource();
        GeneratorDriver driver = PipelineRun.NewDriver();
        var compilation = GeneratorTest.Compile(Text);
        using (PipelineRun.DuringReads(_ => source.Cancel()))
            Assert.Throws<System.OperationCanceledException>(() => driver.RunGenerators(compilation, source.Token));
        GeneratorDriverRunResult result = driver.RunGenerators(compilation).GetRunResult();
        Assert.Equal(2, result.GeneratedTrees.Length);
        Assert.Single(result.Diagnostics);
    }
}

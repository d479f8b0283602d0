// What an edit makes the pipeline do again: only what must be re-emitted is, said one edit at a time.
using System.Linq;
using Autodiff.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Steps = Autodiff.Generators.DifferentiableGenerator.Steps;

namespace Autodiff.Generators.Tests.Incrementality;

public class PipelineTests
{
    private const string Model = """
        using System;
        using Autodiff;

        public static partial class Model
        {
            [Differentiable]
            public static double Square(double x)
            {
                return x * x;
            }

            [Differentiable]
            public static double Scaled(double x) => Helpers.Scale(x) * x;

            public static int Unrelated(int n) { return n + 1; }
        }

        """;

    private const string Helpers = """
        using System;

        public static class Helpers
        {
            public static double Scale(double x)
            {
                return 3 * x;
            }

            public static double NotCalled(double x)
            {
                return 5 * x;
            }
        }

        """;

    private const string Other = """
        public static class Other
        {
            public static int Count(int n) { return n; }
        }

        """;

    private static PipelineRun Start() => new(Model, Helpers, Other);

    private static void RequireNothingReemitted(PipelineRun run)
    {
        Assert.Empty(run.Recompiled);
        Assert.Empty(run.Reemitted);
        Assert.Equal(2, run.Files.Count());
    }

    [Fact]
    public void The_first_run_reads_derives_and_emits_every_method_once()
    {
        PipelineRun run = Start();
        Assert.Equal(["Square", "Scaled"], run.Reads);
        Assert.Equal(["Scaled", "Square"], run.Recompiled);
        Assert.Equal(["Model.Scaled.g.cs", "Model.Square.g.cs"], run.Reemitted);
    }

    [Fact]
    public void An_added_comment_re_emits_nothing() =>
        RequireNothingReemitted(Start().Edit(0, "return x * x;", "/* the square */ return x * x; // of x"));

    [Fact]
    public void Added_whitespace_re_emits_nothing() =>
        RequireNothingReemitted(Start().Edit(0, "return x * x;", "\n\n\n        return   x*x ;"));

    [Fact]
    public void A_method_moved_down_re_emits_nothing() =>
        RequireNothingReemitted(Start().Edit(0, "using Autodiff;\n", "using Autodiff;\n\n// one\n// two\n"));

    [Fact]
    public void A_method_moved_up_re_emits_nothing() =>
        RequireNothingReemitted(Start().Edit(0, "using Autodiff;\n\n", "using Autodiff;\n"));

    [Fact]
    public void Methods_that_change_places_re_emit_nothing_but_themselves()
    {
        PipelineRun run = Start().Edit(0, "public static int Unrelated(int n) { return n + 1; }", "")
            .Edit(0, "{\n    [Differentiable]", "{\n    public static int Unrelated(int n) { return n + 1; }\n\n    [Differentiable]");
        RequireNothingReemitted(run);
    }

    [Fact]
    public void An_edited_body_in_another_file_reads_nothing_again()
    {
        PipelineRun run = Start().Edit(2, "return n;", "return n + 1;");
        Assert.Empty(run.Reads);
        RequireNothingReemitted(run);
    }

    [Fact]
    public void A_comment_in_another_file_reads_nothing_again()
    {
        PipelineRun run = Start().Edit(2, "public static int Count", "/// <summary>Counts.</summary>\n    public static int Count");
        Assert.Empty(run.Reads);
        RequireNothingReemitted(run);
    }

    [Fact]
    public void A_new_declaration_in_another_file_is_looked_at_and_re_emits_nothing()
    {
        PipelineRun run = Start().Edit(2, "public static int Count", "public static int Twice(int n) { return 2 * n; }\n    public static int Count");
        Assert.Equal(["Square", "Scaled"], run.Reads);
        RequireNothingReemitted(run);
    }

    [Fact]
    public void An_added_file_re_emits_nothing() => RequireNothingReemitted(Start().AddSource("public class Added { public void M() { } }"));

    [Fact]
    public void A_removed_file_re_emits_nothing() => RequireNothingReemitted(Start().RemoveSource(2));

    [Fact]
    public void An_edited_method_without_the_attribute_re_emits_nothing() =>
        RequireNothingReemitted(Start().Edit(0, "return n + 1;", "return n + 2;"));

    [Fact]
    public void An_edited_method_re_emits_itself_alone()
    {
        PipelineRun run = Start().Edit(0, "return x * x;", "return x * x * x;");
        Assert.Equal(["Square"], run.Recompiled);
        Assert.Equal(["Model.Square.g.cs"], run.Reemitted);
    }

    [Fact]
    public void A_helper_edited_in_another_file_re_emits_its_callers_alone()
    {
        PipelineRun run = Start().Edit(1, "return 3 * x;", "return 4 * x;");
        Assert.Equal(["Scaled"], run.Reads);
        Assert.Equal(["Scaled"], run.Recompiled);
        Assert.Equal(["Model.Scaled.g.cs"], run.Reemitted);
    }

    [Fact]
    public void A_helper_of_a_helper_edited_in_a_third_file_re_emits_the_callers()
    {
        PipelineRun run = new PipelineRun(Model, Helpers.Replace("return 3 * x;", "return Deep.Factor(x) * x;"), Other,
            "public static class Deep { public static double Factor(double x) { return 3 * x; } }").Edit(3, "return 3 * x;", "return 4 * x;");
        Assert.Equal(["Scaled"], run.Recompiled);
        Assert.Equal(["Model.Scaled.g.cs"], run.Reemitted);
    }

    [Fact]
    public void A_comment_in_a_helper_of_another_file_reads_its_callers_and_re_emits_nothing()
    {
        PipelineRun run = Start().Edit(1, "return 3 * x;", "return 3 * x; // scaled");
        Assert.Equal(["Scaled"], run.Reads);
        RequireNothingReemitted(run);
    }

    [Fact]
    public void Another_method_edited_in_the_file_of_a_helper_re_emits_nothing()
    {
        PipelineRun run = Start().Edit(1, "return 5 * x;", "return 6 * x;");
        Assert.Equal(["Scaled"], run.Reads);
        RequireNothingReemitted(run);
    }

    [Fact]
    public void A_better_overload_of_a_helper_in_a_third_file_re_emits_the_caller()
    {
        PipelineRun run = new PipelineRun(
            Model.Replace("Helpers.Scale(x)", "Helpers.Scale((float)x)"),
            Helpers.Replace("class Helpers", "partial class Helpers").Replace("Scale(double x)", "Scale(double x)"), Other)
            .AddSource("public static partial class Helpers { public static double Scale(float x) { return 7 * x; } }");
        Assert.Equal(["Scaled"], run.Recompiled);
    }

    [Fact]
    public void A_constant_changed_in_another_file_re_emits_who_uses_it()
    {
        PipelineRun run = new PipelineRun(Model.Replace("return x * x;", "return Constants.Factor * x;"), Helpers, Other,
            "public static class Constants { public const double Factor = 2; }").Edit(3, "Factor = 2", "Factor = 3");
        Assert.Equal(["Square"], run.Recompiled);
        Assert.Equal(["Model.Square.g.cs"], run.Reemitted);
    }

    [Fact]
    public void A_renamed_helper_that_no_longer_binds_is_noticed()
    {
        PipelineRun run = Start().Edit(1, "double Scale(", "double Scales(");
        Assert.Contains("Scaled", run.Reads);
        Assert.DoesNotContain("Model.Scaled.g.cs", run.Files);
        run.Edit(1, "double Scales(", "double Scale(");
        Assert.Contains("Model.Scaled.g.cs", run.Files);
    }

    [Fact]
    public void A_refused_helper_mended_in_another_file_gives_its_caller_derivatives()
    {
        PipelineRun run = new(Model, Helpers.Replace("return 3 * x;", "again: return 3 * x;"), Other);
        Assert.Equal(["Model.Square.g.cs"], run.Files);
        run.Edit(1, "again: return 3 * x;", "return 3 * x;");
        Assert.Equal(["Model.Scaled.g.cs"], run.Reemitted);
    }

    [Fact]
    public void A_changed_attribute_re_emits_its_method_alone()
    {
        PipelineRun run = Start().Edit(0, "[Differentiable]\n    public static double Square", "[Differentiable(Name = \"Power\")]\n    public static double Square");
        Assert.Equal(["Power"], run.Recompiled);
        Assert.Equal(["Model.Power.g.cs"], run.Reemitted);
        Assert.Equal(["Model.Power.g.cs", "Model.Scaled.g.cs"], run.Files);
    }

    [Fact]
    public void A_second_attribute_re_emits_nothing_of_the_first()
    {
        PipelineRun run = Start().Edit(0, "[Differentiable]\n    public static double Square",
            "[Differentiable]\n    [Differentiable(Name = \"Power\")]\n    public static double Square");
        Assert.Contains("Model.Power.g.cs", run.Reemitted);
        Assert.DoesNotContain("Model.Square.g.cs", run.Reemitted);
    }

    [Fact]
    public void A_removed_attribute_removes_its_file_and_re_emits_nothing()
    {
        PipelineRun run = Start().Edit(0, "[Differentiable]\n    public static double Scaled", "public static double Scaled");
        Assert.Empty(run.Recompiled);
        Assert.Empty(run.Reemitted);
        Assert.Equal(["Model.Square.g.cs"], run.Files);
    }

    [Fact]
    public void An_added_reference_is_looked_at_and_re_emits_nothing()
    {
        PipelineRun run = Start();
        run.Change(run.Compilation.AddReferences(MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location)));
        Assert.Equal(["Square", "Scaled"], run.Reads);
        RequireNothingReemitted(run);
    }

    [Fact]
    public void Changed_options_are_looked_at_and_re_emit_nothing()
    {
        PipelineRun run = Start();
        run.Change(run.Compilation.WithOptions(run.Compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug)));
        Assert.Equal(["Square", "Scaled"], run.Reads);
        RequireNothingReemitted(run);
    }

    [Fact]
    public void An_undone_edit_emits_what_was_there_before()
    {
        PipelineRun run = Start();
        string before = run.Result.GeneratedSources[0].SourceText.ToString();
        run.Edit(0, "return x * x;", "return x + x;").Edit(0, "return x + x;", "return x * x;");
        Assert.Equal(before, run.Result.GeneratedSources[0].SourceText.ToString());
    }

    [Fact]
    public void Two_projects_that_share_a_tree_do_not_share_what_was_read()
    {
        SyntaxTree shared = CSharpSyntaxTree.ParseText(
            "using Autodiff; public static partial class C { [Differentiable] public static double F(double x) { return x * K.Value; } }",
            GeneratorTest.ParseOptions, "Shared.cs");
        string Text(string value) => PipelineRun.NewDriver()
            .RunGenerators(GeneratorTest.Compile($"public static class K {{ public const double Value = {value}; }}").AddSyntaxTrees(shared))
            .GetRunResult().GeneratedTrees.Single().ToString();
        string one = Text("17"), two = Text("19"), again = Text("17");
        Assert.NotEqual(one, two);
        Assert.Equal(one, again);
    }

    [Fact]
    public void Every_step_has_a_name() =>
        Assert.All(PipelineGuard.OwnSteps(Start().Result).Where(step => !step.Inputs.IsEmpty || step.Outputs.Length > 0), step => Assert.NotNull(step.Name));
}

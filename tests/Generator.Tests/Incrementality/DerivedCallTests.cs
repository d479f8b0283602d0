// Methods that call generated derivatives: what an edit of the differentiated method does to its callers.
using System;
using System.Linq;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;

namespace Autodiff.Generators.Tests.Incrementality;

public class DerivedCallTests
{
    private static readonly string[] Sources =
    [
        """
        using System;
        using Autodiff;
        public static partial class Model
        {
            [Differentiable] public static double Slope(double x) { Energy.PhiGradient(x, out var g); return g * x; }
            [Differentiable] public static double Bend(double x) { SlopeJvp(x, 1, out var t); return t; }
            [Differentiable] public static double Alone(double x) => x * x;
            public static double NotMarked(double x) { Energy.PhiGradient(x, out var g); return g; }
        }

        """,
        """
        using System;
        using Autodiff;
        public static partial class Energy
        {
            [Differentiable] public static double Phi(double x) { return Math.Sin(x) * Helper.Scale(x); }
            [Differentiable] public static double Other(double x) { return x * x * x; }
        }

        """,
        """
        public static class Helper
        {
            public static double Scale(double x) { return 2 * x; }
        }

        """,
    ];

    private static PipelineRun Start() => new(Sources);

    [Fact]
    public void Every_method_gets_its_file_and_the_program_compiles()
    {
        PipelineRun run = Start();
        Assert.Equal(["Energy.Other.g.cs", "Energy.Phi.g.cs", "Model.Alone.g.cs", "Model.Bend.g.cs", "Model.Slope.g.cs"], run.Files.Order(StringComparer.Ordinal));
        Assert.Empty(run.Result.Diagnostics);
    }

    [Fact]
    public void An_edit_of_the_differentiated_method_re_emits_what_calls_its_derivatives_however_far_away() =>
        Assert.Equal(["Energy.Phi.g.cs", "Model.Bend.g.cs", "Model.Slope.g.cs"], Start().Edit(1, "Math.Sin(x)", "Math.Cos(x)").Reemitted.Order(StringComparer.Ordinal));

    [Fact]
    public void An_edit_of_what_the_differentiated_method_calls_re_emits_them_too() =>
        Assert.Equal(["Energy.Phi.g.cs", "Model.Bend.g.cs", "Model.Slope.g.cs"], Start().Edit(2, "2 * x", "3 * x").Reemitted.Order(StringComparer.Ordinal));

    [Fact]
    public void An_edit_of_a_method_in_between_re_emits_it_and_what_lies_above() =>
        Assert.Equal(["Model.Bend.g.cs", "Model.Slope.g.cs"], Start().Edit(0, "return g * x;", "return g + x;").Reemitted.Order(StringComparer.Ordinal));

    [Fact]
    public void An_edit_of_another_method_beside_it_re_emits_that_one_alone() =>
        Assert.Equal(["Energy.Other.g.cs"], Start().Edit(1, "x * x * x", "x + x * x").Reemitted);

    [Fact]
    public void An_edit_where_a_derivative_is_called_without_being_differentiated_re_emits_nothing() =>
        Assert.Empty(Start().Edit(0, "return g; }", "return g + 1; }").Reemitted);

    [Fact]
    public void After_every_edit_the_output_is_that_of_a_run_that_remembers_nothing()
    {
        (int Source, string Old, string New)[] edits =
        [
            (1, "Phi(double x) { return", "Phi(double x, double y = 1) { return y *"),
            (0, "PhiGradient(x, out var g); return g * x", "PhiGradient(x, x, out var g, out _); return g * x"),
            (1, "[Differentiable] public static double Phi", "[Differentiable(Generate = Derivatives.Jvp)] public static double Phi"),
            (0, "PhiGradient(x, x, out var g, out _); return g * x", "PhiJvp(x, x, 1, x, out var g); return g * x"),
            (1, "Generate = Derivatives.Jvp", "Name = \"Psi\""),
            (0, "Energy.PhiJvp(x, x", "Energy.PsiJvp(x, x"),
            (2, "2 * x", "x * x"),
            (1, "y * Math", "SlopeOf(x) * y * Math"),
            (1, "public static partial class Energy\n{", "public static partial class Energy\n{\n    static double SlopeOf(double x) { return x; }"),
            (1, "{ return x; }", "{ Model.SlopeGradient(x, out var g); return g; }"),
            (1, "SlopeOf(x) * y", "y"),
        ];
        PipelineRun run = Start();
        foreach ((int source, string old, string replacement) in edits)
        {
            Assert.Contains(old, run.Compilation.SyntaxTrees[source].ToString(), StringComparison.Ordinal);
            run.Edit(source, old, replacement);
            string[] fresh = Texts(new PipelineRun([.. run.Compilation.SyntaxTrees.Select(tree => tree.ToString())]));
            Assert.Equal(fresh, Texts(run));
        }
    }

    private static string[] Texts(PipelineRun run) => [.. run.Result.GeneratedSources.Select(s => s.HintName + "\n" + s.SourceText).Order(StringComparer.Ordinal)];
}

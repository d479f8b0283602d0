// Names of generated files: unique without regard to case, whatever the methods are called.
using System.Linq;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;

namespace Autodiff.Generators.Tests.Incrementality;

public class FileNameTests
{
    private static string Class(string members) => "using Autodiff;\npublic static partial class C\n{\n" + members + "\n}\n";

    [Fact]
    public void Overloads_get_a_file_each()
    {
        GeneratorResult result = GeneratorTest.Run(Class("""
            [Differentiable] public static double F(double x) => x * x;
            [Differentiable] public static double F(double x, double y) => x * y;
            [Differentiable] public static float F(float x) => x * x;
            """));
        Assert.Equal(3, result.Sources.Count);
    }

    [Fact]
    public void Methods_that_differ_in_case_get_a_file_each()
    {
        GeneratorResult result = GeneratorTest.Run(Class("""
            [Differentiable] public static double Loss(double x) => x * x;
            [Differentiable] public static double loss(double x) => x * x * x;
            [Differentiable] public static double LOSS(double x) => x * x * x * x;
            """));
        Assert.Equal(3, result.Sources.Keys.Select(k => k.ToUpperInvariant()).Distinct().Count());
    }

    [Fact]
    public void Types_that_differ_in_case_get_a_file_each()
    {
        GeneratorResult result = GeneratorTest.Run("""
            using Autodiff;
            public static partial class Model { [Differentiable] public static double F(double x) => x * x; }
            public static partial class MODEL { [Differentiable] public static double F(double x) => x * x; }
            """);
        Assert.Equal(2, result.Sources.Count);
    }

    [Fact]
    public void Names_in_other_alphabets_and_very_long_ones_are_fine()
    {
        string name = new('x', 600);
        GeneratorResult result = GeneratorTest.Run(Class($$"""
            [Differentiable] public static double Größe(double x) => x * x;
            [Differentiable] public static double Größa(double x) => x * x;
            [Differentiable] public static double 損失(double x) => x * x;
            [Differentiable] public static double {{name}}(double x) => x * x;
            [Differentiable] public static double {{name}}y(double x) => x * x;
            [Differentiable] public static double @class(double x) => x * x;
            """));
        Assert.Equal(6, result.Sources.Count);
        Assert.All(result.Sources.Keys, key => Assert.True(key.Length < 200));
    }

    [Fact]
    public void A_clash_that_appears_renames_those_that_clash_and_nobody_else()
    {
        PipelineRun run = new PipelineRun(Class("""
            [Differentiable] public static double Other(double x) => x * x;
            [Differentiable] public static double Loss(double x) => x * x;
            """), "using Autodiff;\npublic static partial class D { [Differentiable] public static double G(double x) => x; }")
            .AddSource("using Autodiff;\npublic static partial class C { [Differentiable] public static double loss(double x) => x + x; }");
        Assert.Equal(4, run.Files.Count());
        Assert.DoesNotContain("C.Other.g.cs", run.Reemitted);
        Assert.DoesNotContain("D.G.g.cs", run.Reemitted);
    }

    [Fact]
    public void A_partial_method_with_the_attribute_on_one_part_or_other_is_read_once()
    {
        PipelineRun run = new(Class("""
            [Differentiable] public static partial double F(double x);
            public static partial double F(double x) => x * x;
            public static partial double G(double x);
            [Differentiable] public static partial double G(double x) => x * x;
            [Differentiable] public static partial double H(double x);
            [Differentiable(Name = "K")] public static partial double H(double x) => x * x;
            """));
        Assert.Equal(["F", "G", "H", "H"], run.Reads);
    }
}

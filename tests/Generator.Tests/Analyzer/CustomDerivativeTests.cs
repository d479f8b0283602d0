// What the analyzer says about derivatives written by hand: once, at the attribute, and about those that nothing uses.
using System.Linq;
using Autodiff.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Autodiff.Generators.Tests.Analyzer;

public class CustomDerivativeTests
{
    private static string[] Findings(string members) =>
        [.. GeneratorTest.RunAny("using System;\nusing Autodiff;\npublic static partial class C\n{\n" + members + "\n}\n").AnalyzerDiagnostics.Select(d => $"{d.Severity} {d.Id} {d.Location.SourceTree!.ToString().Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)}: {d.GetMessage()}")];

    [Fact]
    public void A_derivative_that_nothing_reaches_is_a_warning()
    {
        string[] found = Findings("""
            [Differentiable] public static double F(double x) => x;
            private static double G(double x) => x;
            [VjpOf(nameof(G))] private static double GVjp(double x, double seed, ref double xAdjoint) => x;
            """);
        Assert.Equal(["Warning ADG0054 VjpOf(nameof(G)): 'C.GVjp' is marked as the Vjp of 'C.G', but no method marked [Differentiable] is 'C.G' or calls it in that mode: remove the attribute, or mark what it is meant for"], found);
    }

    [Fact]
    public void A_derivative_of_a_mode_that_nobody_asks_for_is_a_warning()
    {
        string[] found = Findings("""
            [Differentiable(Generate = Derivatives.Gradient)] public static double F(double x) => G(x);
            private static double G(double x) => x;
            [VjpOf(nameof(G))] private static double GVjp(double x, double seed, ref double xAdjoint) => x;
            [JvpOf(nameof(G))] private static double GJvp(double x, double xTangent, out double tangent) { tangent = 0; return x; }
            """);
        Assert.Single(found);
        Assert.StartsWith("Warning ADG0054 JvpOf(nameof(G))", found[0]);
    }

    [Fact]
    public void Derivatives_that_are_used_are_silent_and_so_is_one_that_bears_the_name_of_the_member() => Assert.Empty(Findings("""
        [Differentiable] public static double F(double x) => Helper(x);
        private static double Helper(double x) => G(x);
        private static double G(double x) => x;
        [VjpOf(nameof(G))] private static double GVjp(double x, double seed, ref double xAdjoint) => x;
        [Differentiable(Generate = Derivatives.Vjp)] public static double H(double x) => x;
        [VjpOf(nameof(H))] public static double HVjp(double x, double seed, ref double xAdjoint) => x;
        """));

    [Fact]
    public void A_mismatch_is_reported_once_however_many_methods_reach_it()
    {
        string[] found = Findings("""
            [Differentiable] public static double F(double x) => G(x);
            [Differentiable] public static double H(double x) => G(x) * x;
            private static double G(double x) => x;
            [VjpOf(nameof(G))] private static double GVjp(double x, double seed) => x;
            """);
        Assert.Single(found);
        Assert.StartsWith("Error ADG0050 VjpOf(nameof(G))", found[0]);
    }

    [Fact]
    public void A_local_function_cannot_be_a_derivative()
    {
        string[] found = Findings("""
            [Differentiable]
            public static double F(double x)
            {
                [VjpOf(nameof(F))] static double Local(double x, double seed, ref double xAdjoint) => x;
                return x;
            }
            """);
        Assert.Equal(["Error ADG0050 VjpOf(nameof(F)): 'Local' cannot be the Vjp of 'F': it is no ordinary method"], found);
    }

    [Fact]
    public void A_derivative_by_hand_goes_before_the_rule_table_and_for_the_method_that_it_names()
    {
        GeneratorResult result = GeneratorTest.RunMembers("""
            [Differentiable(Generate = Derivatives.Gradient)] public static double F(double x) => Math.Log(x) + double.Log(x);
            [VjpOf(typeof(Math), nameof(Math.Log))]
            private static double LogVjp(double d, double seed, ref double dAdjoint) { dAdjoint += seed * 100; return Math.Log(d); }
            """);
        object[] arguments = [2.0, 0.0];
        result.Assembly.GetType("C")!.GetMethod("FGradient")!.Invoke(null, arguments);
        Assert.Equal(100.5, arguments[1]);
    }

    [Fact]
    public void Aliases_of_the_attribute_are_found()
    {
        GeneratorResult result = GeneratorTest.RunAny("""
            using Autodiff;
            using Reverse = Autodiff.VjpOfAttribute;
            public static partial class C
            {
                [Differentiable(Generate = Derivatives.Gradient)] public static double F(double x) => G(x);
                private static double G(double x) => x;
                [Reverse(nameof(G))] private static double GReverse(double x, double seed, ref double xAdjoint) => x;
            }
            """);
        Assert.Empty(result.Diagnostics);
        Assert.Contains("GReverse(", result.AllText);
    }
}

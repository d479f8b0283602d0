// The analyzer says what the reader found, where it stands, as often as the user wants to hear it, and nothing about generated members.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Autodiff.Generators.Tests.Analyzer;

public class AnalyzerTests
{
    private const string Refused = """
        using System;
        using Autodiff;

        public static partial class C
        {
            [Differentiable]
            public static double F(double x)
            {
                first: x = x * x;
                second: x = 2 * x;
                return x;
            }
        }
        """;

    private static string TextAt(string source, Diagnostic diagnostic) =>
        source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);

    /// <summary>What the reader itself says about every attribute of a source.</summary>
    private static IEnumerable<string> OfReader(string source)
    {
        CSharpCompilation compilation = GeneratorTest.Compile(source);
        SemanticModel model = compilation.GetSemanticModel(compilation.SyntaxTrees[0]);
        return from declaration in compilation.SyntaxTrees[0].GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
               let method = model.GetDeclaredSymbol(declaration)!
               from attribute in method.GetAttributes()
               where attribute.AttributeClass!.Name == nameof(DifferentiableAttribute)
               from diagnostic in Reader.Read(method, attribute, compilation, CancellationToken.None).Diagnostics
               select Line(diagnostic);
    }

    private static string Line(Diagnostic d) => $"{d.Location.SourceSpan} {d.Id} {d.GetMessage()}";

    [Fact]
    public void Every_refusal_of_a_method_is_reported_in_the_source_where_it_stands()
    {
        GeneratorResult result = GeneratorTest.RunAny(Refused);
        Assert.True(result.AnalyzerDiagnostics.Length >= 2, string.Join("\n", result.AnalyzerDiagnostics));
        Assert.Empty(result.GeneratorDiagnostics);
        Assert.Empty(result.Sources);
        Assert.All(result.AnalyzerDiagnostics, d => Assert.True(d.Location.IsInSource));
        Assert.Contains(result.AnalyzerDiagnostics, d => TextAt(Refused, d).StartsWith("first", StringComparison.Ordinal));
        Assert.Contains(result.AnalyzerDiagnostics, d => TextAt(Refused, d).StartsWith("second", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_reported_is_what_the_reader_found()
    {
        string[] found = [.. OfReader(Refused).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(found);
        Assert.Equal(found, GeneratorTest.RunAny(Refused).AnalyzerDiagnostics.Select(Line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_pragma_silences_the_line_it_stands_above_and_no_other()
    {
        string source = Refused.Replace("        first", "#pragma warning disable ADG0084\n        first").Replace("        second", "#pragma warning restore ADG0084\n        second");
        ImmutableArray<Diagnostic> left = GeneratorTest.RunAny(source).AnalyzerDiagnostics;
        Assert.DoesNotContain(left, d => TextAt(source, d).StartsWith("first", StringComparison.Ordinal));
        Assert.Contains(left, d => TextAt(source, d).StartsWith("second", StringComparison.Ordinal));
    }

    [Fact]
    public void A_configured_severity_applies()
    {
        CSharpCompilation compilation = GeneratorTest.Compile(Refused);
        var ids = GeneratorTest.Analyze(compilation).Select(d => d.Id).Distinct().ToArray();
        Assert.NotEmpty(ids);
        var options = compilation.Options.WithSpecificDiagnosticOptions(
            compilation.Options.SpecificDiagnosticOptions.AddRange(ids.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Warn))));
        Assert.All(GeneratorTest.Analyze(compilation.WithOptions(options)), d => Assert.Equal(DiagnosticSeverity.Warning, d.Severity));
        options = compilation.Options.WithSpecificDiagnosticOptions(
            compilation.Options.SpecificDiagnosticOptions.AddRange(ids.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress))));
        Assert.Empty(GeneratorTest.Analyze(compilation.WithOptions(options)));
    }

    [Fact]
    public void Generated_members_and_those_that_call_them_raise_no_alarm()
    {
        GeneratorResult result = GeneratorTest.Run(GeneratorTest.InClass("""
            [Differentiable]
            public static double F(double x) => x * x;

            [Differentiable(Name = "G")]
            public static double F(double x, double y) => x * y;

            [Differentiable]
            public static void Chain(Span<double> y)
            {
                for (int i = 1; i < y.Length; i++) y[i] = y[i] * y[i - 1];
            }

            public static double Slope(double x)
            {
                FGradient(x, out double slope);
                return slope;
            }
            """));
        Assert.Equal(3, result.Sources.Count);
        Assert.Empty(result.AnalyzerDiagnostics);
    }

    [Fact]
    public void Two_attributes_that_find_the_same_in_the_body_report_it_once()
    {
        string source = Refused.Replace("[Differentiable]", "[Differentiable]\n    [Differentiable(Name = \"G\")]");
        string[] lines = [.. GeneratorTest.RunAny(source).AnalyzerDiagnostics.Select(Line)];
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Distinct(), lines);
    }

    [Fact]
    public void Several_attributes_each_give_their_members()
    {
        GeneratorResult result = GeneratorTest.RunMembers("""
            [Differentiable(nameof(x), Name = "ByX")]
            [Differentiable(nameof(y), Name = "ByY", Generate = Derivatives.Gradient)]
            public static double F(double x, double y) => x * y * y;
            """);
        Assert.Equal(2, result.Sources.Count);
        Assert.Contains("ByXVjp", result.AllText);
        Assert.Contains("ByYGradient", result.AllText);
        Assert.DoesNotContain("ByYVjp", result.AllText);
    }

    [Theory]
    [InlineData("[Differentiable] static double L(double v) => v * v; return L(x);")]
    [InlineData("Func<double, double> l = [Differentiable] (double v) => v * v; return l(x);")]
    public void The_attribute_on_a_local_function_or_a_lambda_is_refused_not_ignored(string body)
    {
        GeneratorResult result = GeneratorTest.RunAny(GeneratorTest.InClass("public static double F(double x) { " + body + " }"));
        Assert.NotEmpty(result.AnalyzerDiagnostics);
        Assert.All(result.AnalyzerDiagnostics, d => Assert.NotEqual("ADG9999", d.Id));
        Assert.Empty(result.Sources);
    }

    [Theory]
    [InlineData("public static C operator +(C a, double x) => a;")]
    [InlineData("public C(double x) { }")]
    [InlineData("public double P { [Differentiable] get => 1; }")]
    [InlineData("public double this[double x] { [Differentiable] get => x; }")]
    public void The_attribute_on_another_member_is_refused_not_ignored(string member)
    {
        string text = member.Contains("[Differentiable]", StringComparison.Ordinal) ? member : "[Differentiable] " + member;
        GeneratorResult result = GeneratorTest.RunAny(GeneratorTest.Usings + "public partial class C { " + text + " }");
        // On a constructor the compiler itself refuses it.
        Assert.True(result.AnalyzerDiagnostics.Length > 0 || result.CompilerDiagnostics.Any(d => d.Id == "CS0592"));
        Assert.All(result.AnalyzerDiagnostics, d => Assert.NotEqual("ADG9999", d.Id));
        Assert.Empty(result.Sources);
    }

    [Fact]
    public void A_partial_method_is_reported_once()
    {
        string source = GeneratorTest.InClass("""
            [Differentiable]
            public static partial double F(double x);
            public static partial double F(double x) { again: return x; }
            """);
        string[] lines = [.. GeneratorTest.RunAny(source).AnalyzerDiagnostics.Select(Line)];
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Distinct(), lines);
    }

    [Fact]
    public void A_project_without_the_runtime_library_is_left_in_peace()
    {
        CSharpCompilation compilation = CSharpCompilation.Create("A", [CSharpSyntaxTree.ParseText("class C { void M() { } }")]);
        Assert.Empty(GeneratorTest.Analyze(compilation));
        Assert.Empty(PipelineRun.NewDriver().RunGenerators(compilation).GetRunResult().Results.Single().GeneratedSources);
    }

    [Fact]
    public void A_source_that_does_not_compile_crashes_nobody()
    {
        foreach (string body in new[] { "return x *;", "return Missing(x);", "for (;;", "double y = \"a\"; return y;", "", "return x", "return F(x, 1);", "x[0] = 1; return x;" })
        {
            GeneratorResult result = GeneratorTest.RunAny(GeneratorTest.InClass("[Differentiable] public static double F(double x) { " + body + " }"));
            Assert.DoesNotContain(result.Diagnostics, d => d.Id == "ADG9999");
        }
    }

    [Fact]
    public void Every_id_is_declared_once_and_in_order()
    {
        string[] ids = [.. Descriptors.All.Select(d => d.Id)];
        Assert.Equal(ids.Order(StringComparer.Ordinal).Distinct(), ids);
        Assert.Contains("ADG9999", ids);
    }
}

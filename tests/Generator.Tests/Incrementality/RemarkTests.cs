// Remarks on loops that are not vectorised: on request only, at the method's name.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Autodiff.Generators.Tests.Incrementality;

public class RemarkTests
{
    private const string Text = """
        using System;
        using Autodiff;

        public static partial class Model
        {
            [Differentiable(Generate = Derivatives.Gradient)]
            public static double EverySecond(ReadOnlySpan<double> x)
            {
                double sum = 0;
                for (int i = 0; i < x.Length / 2; i++) sum += x[2 * i];
                return sum;
            }
        }
        """;

    [Fact]
    public void A_loop_that_is_not_vectorised_is_a_remark_for_those_who_ask()
    {
        CSharpCompilation compilation = GeneratorTest.Compile(Text);
        Assert.Empty(GeneratorTest.RunAny(compilation).GeneratorDiagnostics);

        var asked = new Dictionary<string, ReportDiagnostic> { ["ADG0120"] = ReportDiagnostic.Info };
        GeneratorResult result = GeneratorTest.RunAny(compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(asked)));
        Assert.All(result.GeneratorDiagnostics, d => Assert.Equal(DiagnosticSeverity.Info, d.Severity));
        Diagnostic remark = result.GeneratorDiagnostics.First();
        Assert.Equal("Not vectorised is the loop over 'i' in 'EverySecondGradient': an access does not advance by one element", remark.GetMessage());
        Assert.Equal("EverySecond", Text.Substring(remark.Location.SourceSpan.Start, remark.Location.SourceSpan.Length));
    }

    [Theory]
    [InlineData("int i = 0; while (i < x.Length) { double p = 0; for (int j = 0; j < x.Length; j++) p += Math.Exp(x[j] * sum); sum += p; i += 2; }", "a loop in 'F': its number of trips is not known beforehand")]
    [InlineData("for (int i = 0; i < x.Length; i++) { double p = 1; for (int j = 0; j <= i; j++) p += Math.Exp(x[j]); sum += p; }", "the loop over 'i' in 'F': the bounds of an inner loop differ from trip to trip")]
    [InlineData("for (int i = 0; i < x.Length; i++) for (int j = 0; j < x.Length; j++) sum += Math.Tanh(sum + x[j]);", "the loop over 'i' in 'F': sum is carried from trip to trip and no sum")]
    public void An_outer_loop_without_lanes_is_a_remark_with_its_reason(string body, string reason)
    {
        string text = $$"""
            using System;
            using Autodiff;
            public static partial class C
            {
                [Differentiable(Name = "F", Generate = Derivatives.Jvp)]
                public static double Outer(ReadOnlySpan<double> x) { double sum = 0; {{body}} return sum; }
            }
            """;
        CSharpCompilation compilation = GeneratorTest.Compile(text);
        var asked = new Dictionary<string, ReportDiagnostic> { ["ADG0125"] = ReportDiagnostic.Info };
        GeneratorResult result = GeneratorTest.RunAny(compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(asked)));
        Assert.Contains("One trip at a time runs " + reason.Replace("'F'", "'FJvp'", StringComparison.Ordinal), result.GeneratorDiagnostics.Select(d => d.GetMessage()));
    }

    [Fact]
    public void An_operation_without_vectors_is_named_as_in_the_source()
    {
        CSharpCompilation compilation = GeneratorTest.Compile(Text.Replace("sum += x[2 * i]", "sum += x[i] % 3", StringComparison.Ordinal));
        var asked = new Dictionary<string, ReportDiagnostic> { ["ADG0120"] = ReportDiagnostic.Info };
        GeneratorResult result = GeneratorTest.RunAny(compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(asked)));
        Assert.Contains("Not vectorised is the loop over 'i' in 'EverySecondGradient': % has no vector form", result.GeneratorDiagnostics.Select(d => d.GetMessage()));
    }

    [Fact]
    public void Methods_that_are_not_to_be_vectorised_have_no_remarks()
    {
        CSharpCompilation compilation = GeneratorTest.Compile(Text.Replace("Derivatives.Gradient", "Derivatives.Gradient, Vectorize = false"));
        var asked = new Dictionary<string, ReportDiagnostic> { ["ADG0120"] = ReportDiagnostic.Info };
        Assert.Empty(GeneratorTest.RunAny(compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(asked))).GeneratorDiagnostics);
    }
}

// Remarks on loops that are not vectorised: on request only, at the method's name.
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

    [Fact]
    public void Methods_that_are_not_to_be_vectorised_have_no_remarks()
    {
        CSharpCompilation compilation = GeneratorTest.Compile(Text.Replace("Derivatives.Gradient", "Derivatives.Gradient, Vectorize = false"));
        var asked = new Dictionary<string, ReportDiagnostic> { ["ADG0120"] = ReportDiagnostic.Info };
        Assert.Empty(GeneratorTest.RunAny(compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(asked))).GeneratorDiagnostics);
    }
}

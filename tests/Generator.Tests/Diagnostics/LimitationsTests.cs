// docs/limitations.md cannot lie: its refused programs give the ids of their heading, its remedies differentiate rightly.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Autodiff.Generator.Tests.Frontend;
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;

namespace Autodiff.Generator.Tests.Diagnostics;

public class LimitationsTests
{
    private delegate double Gradient(double x, out double xGradient);

    private static readonly Dictionary<string, string> Sections = Load().ToDictionary(s => s[..s.IndexOf('\n')]);

    public static TheoryData<string> Titles() => [.. Sections.Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_refused_program_is_refused_and_the_remedy_differentiates(string title)
    {
        List<string> programs = PageTests.Blocks("# " + Sections[title], "# ", "\u0000");
        Assert.Equal(2, programs.Count);
        string[] ids = [.. Regex.Matches(title, "ADG[0-9]{4}").Select(m => m.Value)];
        Assert.NotEmpty(ids);
        Assert.Equal(ids, PageTests.Found(programs[0]).Distinct().Order());

        GeneratorResult result = GeneratorTest.Run(Snippet.Complete(programs[1]));
        var f = result.Method<Func<double, double>>("C", "F");
        var gradient = result.Method<Gradient>("C", "FGradient");
        foreach (double x in new[] { 0.7, 1.3, 2.6 })
        {
            Assert.Equal(f(x), gradient(x, out double derivative));
            double h = 1e-3, expected = (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
            Assert.InRange(derivative, expected - 1e-8 * (1 + Math.Abs(expected)), expected + 1e-8 * (1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void Every_kind_of_refusal_is_justified()
    {
        string text = Text();
        string[] errors = [.. Autodiff.Generators.Diagnostics.Descriptors.All.Where(d => d.DefaultSeverity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error && d.Id != "ADG9999").Select(d => d.Id)];
        Assert.All(errors, id => Assert.Contains(id, text, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Load() => Text().Split("\n## ").Skip(1).Where(s => s.Contains("```csharp"));

    private static string Text([CallerFilePath] string here = "") => File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "limitations.md"));
}

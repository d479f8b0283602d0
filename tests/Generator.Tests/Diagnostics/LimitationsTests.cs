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
    public void Every_kind_of_refusal_inside_a_body_has_a_section()
    {
        string[] shown = [.. Sections.Keys.SelectMany(t => Regex.Matches(t, "ADG[0-9]{4}").Select(m => m.Value))];
        // Shown on their pages only: how a thing is named or marked, and what there is too much of.
        string[] elsewhere = ["ADG0021", "ADG0022", "ADG0023", "ADG0029", "ADG0030", "ADG0032", "ADG0034", "ADG0086", "ADG0087", "ADG0115"];
        string[] inBodies = [.. Autodiff.Generators.Diagnostics.Descriptors.All.Where(d => d.DefaultSeverity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error)
            .Select(d => d.Id).Where(id => string.CompareOrdinal(id, "ADG0018") >= 0 && string.CompareOrdinal(id, "ADG0050") < 0 || string.CompareOrdinal(id, "ADG0080") >= 0 && id != "ADG9999")];
        Assert.Empty(inBodies.Except(shown).Except(elsewhere));
    }

    private static IEnumerable<string> Load([CallerFilePath] string here = "")
    {
        string text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "limitations.md"));
        return text.Split("\n## ").Skip(1).Where(s => s.Contains("```csharp"));
    }
}

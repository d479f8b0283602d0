// Every diagnostic has one descriptor, one page that quotes it, and one row in the release files.
using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Autodiff.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Autodiff.Generator.Tests.Diagnostics;

public class DescriptorTests
{
    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [Fact]
    public void Ids_are_unique_and_every_descriptor_is_listed()
    {
        DiagnosticDescriptor[] declared = [.. typeof(Descriptors).GetFields().Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>()];
        Assert.Equal(declared.Select(d => d.Id).Order(), Descriptors.All.Select(d => d.Id).Order());
        Assert.Equal(declared.Length, declared.Select(d => d.Id).Distinct().Count());
        Assert.All(declared, d => Assert.Matches("^ADG[0-9]{4}$", d.Id));
    }

    [Fact]
    public void Every_descriptor_has_a_page_that_quotes_its_message()
    {
        foreach (DiagnosticDescriptor descriptor in Descriptors.All)
        {
            string page = File.ReadAllText(Path.Combine(Root(), "docs", "diagnostics", descriptor.Id + ".md"));
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}\n\n> {descriptor.MessageFormat}\n", page);
            Assert.Contains("## Refused", page);
            Assert.Contains("## Why", page);
            Assert.Contains("## Instead", page);
        }
    }

    [Fact]
    public void Every_page_belongs_to_a_descriptor() =>
        Assert.Equal(
            Descriptors.All.Select(d => d.Id).Order(),
            Directory.GetFiles(Path.Combine(Root(), "docs", "diagnostics"), "ADG*.md").Select(Path.GetFileNameWithoutExtension).Order());

    [Fact]
    public void Every_descriptor_has_a_row_in_the_release_files()
    {
        string rows = string.Concat(new[] { "Shipped", "Unshipped" }.Select(f => File.ReadAllText(Path.Combine(Root(), "src", "Generator", $"AnalyzerReleases.{f}.md"))));
        foreach (DiagnosticDescriptor descriptor in Descriptors.All)
            Assert.Contains($"{descriptor.Id} | {descriptor.Category} | {(descriptor.IsEnabledByDefault ? descriptor.DefaultSeverity : "Disabled")} | {descriptor.Title}\n", rows);
    }
}

// Every refusal: its id, the exact text it stands under, and the whole message. Sources and messages are in Refusals.txt.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using Autodiff.Generator.Tests.Frontend;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Frontend;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Autodiff.Generator.Tests.Diagnostics;

/// <summary>
/// A case is a title line "# …", a source in which [| and |] enclose what is reported, and one line "ADGxxxx: message" for each place, in order of
/// the places.
/// </summary>
public class RefusalTests
{
    private sealed record Case(string Title, string Source, IReadOnlyList<string> Expected);

    private static readonly Dictionary<string, Case> Cases = Load().ToDictionary(c => c.Title);

    public static TheoryData<string> Titles() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_refusal_stands_at_its_place_and_says_what_to_write_instead(string title)
    {
        Case c = Cases[title];
        (string source, List<(int Start, int End)> places) = Unmark(Snippet.Complete(c.Source));
        Snippet snippet = Snippet.Of(source).MustCompile();
        IReadOnlyList<ReadResult> results = snippet.ReadAll();
        Diagnostic[] found = [.. results.SelectMany(r => r.Diagnostics).Concat(snippet.CustomDiagnostics()).OrderBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal)];

        string[] actual = [.. found.Select(d => d.Id + ": " + d.GetMessage(CultureInfo.InvariantCulture))];
        if (Environment.GetEnvironmentVariable("AUTODIFF_ACCEPT") == "1") Accept(c, source, found, actual);
        Assert.Equal(string.Join("\n", c.Expected), string.Join("\n", actual));
        Assert.Equal(places, found.Select(d => (d.Location.SourceSpan.Start, d.Location.SourceSpan.End)));
        // Warnings stop nothing, and a case without any is about a false alarm.
        Assert.All(results, r => Assert.True(r.Request is null || r.Diagnostics.All(d => d.DefaultSeverity == DiagnosticSeverity.Warning)));
        if (results.Count > 0) Assert.Equal(found.Any(d => d.DefaultSeverity == DiagnosticSeverity.Error), results.Any(r => r.Request is null));
    }

    [Fact]
    public void Every_diagnostic_but_those_of_the_machine_has_a_case()
    {
        // A stack that runs out, remarks on loops, what is known at the end of a compilation only, and an error of the generator itself are shown by their own tests.
        string[] shown = [.. Cases.Values.SelectMany(c => c.Expected).Select(e => e.Split(':')[0]).Distinct()];
        Assert.Empty(Descriptors.All.Select(d => d.Id).Except(shown).Except(["ADG0030", "ADG0054", "ADG0120", "ADG0125", "ADG9999"]));
        Assert.True(Cases.Count >= 40, Cases.Count.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Takes the marks out; marks of one place that is reported twice stand twice.</summary>
    private static (string Source, List<(int, int)> Places) Unmark(string marked)
    {
        var source = new StringBuilder();
        var places = new List<(int, int)>();
        var open = new Stack<(int Start, int Index)>();
        for (int i = 0; i < marked.Length; i++)
        {
            if (marked[i] == '[' && i + 1 < marked.Length && marked[i + 1] == '|')
            {
                open.Push((source.Length, places.Count));
                places.Add(default);
                i++;
            }
            else if (marked[i] == '|' && i + 1 < marked.Length && marked[i + 1] == ']')
            {
                (int start, int index) = open.Pop();
                places[index] = (start, source.Length);
                i++;
            }
            else source.Append(marked[i]);
        }
        return (source.ToString(), places);
    }

    /// <summary>Writes what was found into the file, for a reviewer to read.</summary>
    private static void Accept(Case c, string source, Diagnostic[] found, string[] actual, [CallerFilePath] string here = "")
    {
        foreach (Diagnostic d in found.OrderByDescending(d => d.Location.SourceSpan.End)) source = source.Insert(d.Location.SourceSpan.End, "|]");
        foreach (Diagnostic d in found.OrderByDescending(d => d.Location.SourceSpan.Start))
            source = source.Insert(d.Location.SourceSpan.Start + 2 * found.Count(o => o.Location.SourceSpan.End <= d.Location.SourceSpan.Start), "[|");
        string unmarked = Unmark(c.Source).Source;
        int prefix = Snippet.Complete(unmarked).IndexOf(unmarked, StringComparison.Ordinal);
        string text = source[prefix..^(Snippet.Complete(unmarked).Length - prefix - unmarked.Length)];
        lock (Cases)
        {
            string file = Path.Combine(Path.GetDirectoryName(here)!, "Refusals.txt"), all = File.ReadAllText(file);
            string Block(string code, IEnumerable<string> expected) => $"# {c.Title}\n{code}\n{string.Concat(expected.Select(e => e + "\n"))}";
            File.WriteAllText(file, all.Replace(Block(c.Source, c.Expected), Block(text, actual)));
        }
    }

    private static IEnumerable<Case> Load([CallerFilePath] string here = "")
    {
        string title = "";
        var source = new StringBuilder();
        var expected = new List<string>();
        foreach (string line in File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "Refusals.txt")).Append("# "))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                if (title.Length > 0) yield return new Case(title, source.ToString().TrimEnd('\n'), [.. expected]);
                title = line[2..];
                source.Clear();
                expected.Clear();
            }
            else if (line.StartsWith("ADG", StringComparison.Ordinal)) expected.Add(line);
            else if (line.Length > 0) source.Append(line).Append('\n');
        }
    }
}

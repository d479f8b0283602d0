// The pages of the diagnostics cannot lie: what each shows as refused gives exactly its id, what it shows instead gives nothing.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Autodiff.Generator.Tests.Frontend;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Autodiff.Generator.Tests.Diagnostics;

public class PageTests
{
    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs"));

    // An error of the generator itself has no program, and remarks on loops come only to those who ask (RemarkTests).
    public static TheoryData<string> Pages() =>
        [.. Directory.GetFiles(Path.Combine(Root(), "diagnostics"), "ADG*.md").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(id => id is not ("ADG9999" or "ADG0120" or "ADG0125")).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_refused_program_gives_the_id_and_the_one_instead_gives_nothing(string id)
    {
        string page = File.ReadAllText(Path.Combine(Root(), "diagnostics", id + ".md"));
        List<string> refused = Blocks(page, "## Refused", "## Why"), instead = Blocks(page, "## Instead", "\u0000");
        Assert.NotEmpty(refused);
        Assert.NotEmpty(instead);
        Assert.All(refused, program => Assert.True(Found(program).Distinct().SequenceEqual([id]), program + "\ngives " + string.Join(", ", Found(program))));
        Assert.All(instead, program => Assert.True(!Found(program).Any(), program + "\ngives " + string.Join(", ", Found(program))));
    }

    /// <summary>The C# blocks between two headings.</summary>
    internal static List<string> Blocks(string page, string from, string to)
    {
        int start = page.IndexOf(from, StringComparison.Ordinal), end = page.IndexOf(to, start, StringComparison.Ordinal);
        string part = end < 0 ? page[start..] : page[start..end];
        return [.. part.Split("```csharp\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)].TrimEnd('\n'))];
    }

    /// <summary>The ids that a program gets in a build.</summary>
    internal static List<string> Found(string program)
    {
        // What no page can show in full.
        program = System.Text.RegularExpressions.Regex.Replace(program, @"/\* (\d+) times: \*/ (\w+(?:\.\w+)*)\((\w+)\)", m =>
            string.Concat(Enumerable.Repeat(m.Groups[2].Value + "(", int.Parse(m.Groups[1].Value))) + m.Groups[3].Value + new string(')', int.Parse(m.Groups[1].Value)));
        Snippet snippet = Snippet.Of("using System;\nusing System.Collections.Generic;\nusing System.Numerics;\n" + Snippet.Complete(program)["using System;\nusing System.Collections.Generic;\n".Length..]).MustCompile();
        return [.. Autodiff.Generators.Tests.Infrastructure.GeneratorTest.Analyze(snippet.Compilation).Select(d => d.Id)];
    }
}

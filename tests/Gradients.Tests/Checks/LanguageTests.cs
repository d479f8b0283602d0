// Prints docs/language.md from functions that are compiled here and whose derivatives are checked before a row is written.
using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Autodiff.Gradients.Tests.Harness;
using Xunit;

namespace Autodiff.Gradients.Tests.Checks;

public class LanguageTests
{
    private static string Docs([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs"));

    /// <summary>When stale, the new text is left in docs/language.received.md, or, with ACCEPT_DOCS=1 in the environment, accepted.</summary>
    [Fact]
    public void Language_md_is_printed_from_functions_whose_derivatives_are_right()
    {
        string verified = Path.Combine(Docs(), "language.md"), received = Path.Combine(Docs(), "language.received.md");
        string expected = Print();
        if (Environment.GetEnvironmentVariable("ACCEPT_DOCS") == "1") File.WriteAllText(verified, expected);
        bool fresh = File.Exists(verified) && File.ReadAllText(verified).ReplaceLineEndings("\n") == expected;
        if (fresh) File.Delete(received);
        else File.WriteAllText(received, expected);
        Assert.True(fresh, $"docs/language.md is stale: compare it with {received} and accept with ACCEPT_DOCS=1.");
    }

    private static string Print()
    {
        var text = new StringBuilder(
            """
            # The language: what differentiates as it stands

            Printed by a test. Each row is a function that is compiled with the generator; a cell says yes only after the member's values agreed with
            the function's own results bit for bit, forward with reverse mode, and both with extrapolated differences. A method that returns no number has no gradient, by the contract.
            What is refused, and what to write instead, is under [diagnostics](diagnostics).


            """.ReplaceLineEndings("\n"));
        var rows = Function.Corpus.Values
            .Select(f => (Function: f, Row: f.Method.GetCustomAttribute<RowAttribute>()))
            .Where(r => r.Row is not null)
            .GroupBy(r => r.Row!.Group);
        foreach (var group in rows)
        {
            text.Append($"## {group.Key}\n\n| construct | Gradient | Jvp | Vjp | checked as |\n|---|---|---|---|---|\n");
            // A generic function is checked at every type it is closed over, and has one row.
            foreach (var functions in group.GroupBy(r => r.Row!.Construct))
            {
                foreach ((Function closed, _) in functions.Skip(1)) Verify(closed);
                (Function f, RowAttribute? row) = functions.First();
                Verify(f);
                string Cell(Mode mode) => f.Has(mode) ? "yes" : "—";
                text.Append($"| {row!.Construct.Replace("|", "\\|")} | {Cell(Mode.Gradient)} | {Cell(Mode.Jvp)} | {Cell(Mode.Vjp)} | `{Source(row).Replace("|", "\\|")}` |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Verify(Function f)
    {
        Numbers.Signatures(f);
        Numbers.PrimalBits(f);
        Numbers.ForwardAgainstReverse(f);
        if (!f.Method.IsDefined(typeof(NoFiniteDifferencesAttribute), false)) Numbers.FiniteDifference(f);
        if (f.Has(Mode.Gradient)) Buffers.GradientSets(f);
    }

    private static string Source(RowAttribute row) => File.ReadLines(row.File).Skip(row.Line)
        .Select(l => l.Trim()).First(l => l.StartsWith("public static ", StringComparison.Ordinal))["public static ".Length..];
}

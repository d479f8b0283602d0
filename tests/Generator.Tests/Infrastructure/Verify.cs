// A snapshot checker with the conventions of Verify and Verify.SourceGenerators, which can take its place when this file is deleted.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Microsoft.CodeAnalysis;
using Xunit.Sdk;

namespace VerifyXunit;

/// <summary>
/// Compares texts with the accepted ones in <c>_snapshots/Type.Method#Hint.verified.cs</c>. What is missing or differs is written
/// beside it as <c>.received.</c> and fails the test with the differing lines. With AUTODIFF_ACCEPT=1 what is received is accepted.
/// </summary>
public static class Verifier
{
    /// <summary>Compares all generated files of a run.</summary>
    public static Task Verify(GeneratorDriverRunResult run, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "") =>
        Verify(
            run.Results.SelectMany(r => r.GeneratedSources).Select(s => ("#" + WithoutEnding(s.HintName, ".cs"), "cs", s.SourceText.ToString())),
            sourceFile, method);

    /// <summary>Compares one text.</summary>
    public static Task Verify(string text, string extension = "txt", [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "") =>
        Verify([("", extension, text)], sourceFile, method);

    private static async Task Verify(IEnumerable<(string Name, string Extension, string Text)> targets, string sourceFile, string method)
    {
        string stem = Path.GetFileNameWithoutExtension(sourceFile) + "." + method;
        await SnapshotFolder.Near(sourceFile).Verify(stem, targets, Environment.GetEnvironmentVariable("AUTODIFF_ACCEPT") == "1").ConfigureAwait(false);
    }

    private static string WithoutEnding(string name, string ending) => name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
}

/// <summary>A folder of verified and received files.</summary>
public sealed class SnapshotFolder(string folder)
{
    public string Folder { get; } = folder;

    /// <summary>The <c>_snapshots</c> folder of the project that a source file belongs to.</summary>
    public static SnapshotFolder Near(string sourceFile)
    {
        DirectoryInfo? level = new FileInfo(sourceFile).Directory;
        while (level is not null && level.GetFiles("*.csproj").Length == 0) level = level.Parent;
        return new SnapshotFolder(Path.Combine(level?.FullName ?? Path.GetDirectoryName(sourceFile)!, "_snapshots"));
    }

    public async Task Verify(string stem, IEnumerable<(string Name, string Extension, string Text)> targets, bool accept)
    {
        Directory.CreateDirectory(Folder);
        var report = new StringBuilder();
        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, string extension, string text) in targets)
        {
            string verified = Path.Combine(Folder, $"{stem}{name}.verified.{extension}"), received = Path.Combine(Folder, $"{stem}{name}.received.{extension}");
            expected.Add(verified);
            expected.Add(received);
            string normal = Normal(text);
            string? old = File.Exists(verified) ? Normal(await File.ReadAllTextAsync(verified).ConfigureAwait(false)) : null;
            if (old == normal)
            {
                File.Delete(received);
            }
            else if (accept)
            {
                await File.WriteAllTextAsync(verified, normal).ConfigureAwait(false);
                File.Delete(received);
            }
            else
            {
                await File.WriteAllTextAsync(received, normal).ConfigureAwait(false);
                report.Append(old is null ? "New: " : "Not equal: ").AppendLine(Path.GetFileName(received)).AppendLine(old is null ? normal : Difference(old, normal));
            }
        }

        foreach (string stale in Directory.EnumerateFiles(Folder).Where(f => IsOf(stem, Path.GetFileName(f)) && !expected.Contains(f)))
        {
            // A received file that nothing produces any more says nothing.
            if (accept || stale.Contains(".received.", StringComparison.Ordinal)) File.Delete(stale);
            else report.Append("No longer produced: ").AppendLine(Path.GetFileName(stale));
        }

        if (report.Length > 0) throw new XunitException($"Snapshots of {stem} differ. AUTODIFF_ACCEPT=1 accepts what was received.\n{report}");
    }

    private static bool IsOf(string stem, string file)
    {
        if (!file.StartsWith(stem, StringComparison.Ordinal)) return false;
        ReadOnlySpan<char> rest = file.AsSpan(stem.Length);
        return rest.StartsWith(".verified.") || rest.StartsWith(".received.")
            || rest.StartsWith("#") && (rest.Contains(".verified.", StringComparison.Ordinal) || rest.Contains(".received.", StringComparison.Ordinal));
    }

    private static string Normal(string text) => text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The lines that differ, with three lines around them.</summary>
    private static string Difference(string old, string now)
    {
        List<DiffPiece> lines = new InlineDiffBuilder(new Differ()).BuildDiffModel(old, now).Lines;
        var text = new StringBuilder();
        for (int i = 0; i < lines.Count; i++)
        {
            bool near = Enumerable.Range(i - 3, 7).Any(k => k >= 0 && k < lines.Count && lines[k].Type != ChangeType.Unchanged);
            if (!near) continue;
            text.Append(lines[i].Type switch { ChangeType.Inserted => "+ ", ChangeType.Deleted => "- ", _ => "  " }).AppendLine(lines[i].Text);
        }
        return text.Length > 0 ? text.ToString() : "(only line ends or the last newline differ)";
    }
}

// Rules of the sources that the compiler does not hold: which room may know which, and what every file looks like.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Autodiff.Generators.Tests.Architecture;

public partial class SourceTests
{
    private static readonly string s_root = FindRoot();

    private static string FindRoot([CallerFilePath] string here = "")
    {
        string? level = Path.GetDirectoryName(here);
        while (level is not null && !File.Exists(Path.Combine(level, "Autodiff.Generators.sln"))) level = Path.GetDirectoryName(level);
        return level ?? throw new InvalidOperationException("The tests do not lie below the solution.");
    }

    private static IEnumerable<string> Sources(params string[] folders) => folders
        .Select(folder => Path.Combine(s_root, folder)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(s_root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "artifacts" or "_snapshots"))
        .Order(StringComparer.Ordinal);

    private static string Short(string file) => Path.GetRelativePath(s_root, file);

    /// <summary>Every name after <c>using</c> and every dotted name in the code; comments and strings do not count.</summary>
    private static IEnumerable<string> Mentions(string file)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot();
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            if (node is QualifiedNameSyntax or AliasQualifiedNameSyntax or MemberAccessExpressionSyntax) yield return node.ToString();
            else if (node is UsingDirectiveSyntax directive) yield return directive.NamespaceOrType.ToString();
        }
    }

    private static void RequireNoMention(string folder, params string[] namespaces)
    {
        string[] wrong = [.. from file in Sources("src/Generator/" + folder)
                             from name in Mentions(file).Select(m => m.Replace("global::", "")).Distinct()
                             where namespaces.Any(n => name == n || name.StartsWith(n + ".", StringComparison.Ordinal))
                             select $"{Short(file)} mentions {name}"];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    private static string[] Rooms(params string[] rooms) => [.. rooms.SelectMany(r => new[] { "Autodiff.Generators." + r, r })];

    [Fact]
    public void The_IR_knows_nobody() =>
        RequireNoMention("Ir", ["Microsoft.CodeAnalysis", .. Rooms("Frontend", "Rules", "Analysis", "Transform", "Emit", "Diagnostics")]);

    [Fact]
    public void The_rules_know_the_IR_alone() =>
        RequireNoMention("Rules", ["Microsoft.CodeAnalysis", .. Rooms("Frontend", "Analysis", "Transform", "Emit", "Diagnostics")]);

    [Fact]
    public void Analyses_know_the_IR_and_the_rules() =>
        RequireNoMention("Analysis", ["Microsoft.CodeAnalysis", .. Rooms("Frontend", "Transform", "Emit", "Diagnostics")]);

    [Fact]
    public void Transforms_know_no_C_sharp() => RequireNoMention("Transform", ["Microsoft.CodeAnalysis", .. Rooms("Frontend", "Emit", "Diagnostics")]);

    [Fact]
    public void Emission_knows_the_IR_alone() =>
        RequireNoMention("Emit", ["Microsoft.CodeAnalysis", .. Rooms("Frontend", "Rules", "Analysis", "Transform", "Diagnostics")]);

    [Fact]
    public void The_front_end_knows_what_stands_before_the_wall() => RequireNoMention("Frontend", Rooms("Transform", "Emit"));

    [Fact]
    public void No_signature_behind_the_wall_mentions_a_type_of_the_compiler()
    {
        const System.Reflection.BindingFlags All = System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static
            | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DeclaredOnly;
        string[] wrong = [.. from type in typeof(DifferentiableGenerator).Assembly.GetTypes()
                             where type.Namespace is { } name && Regex.IsMatch(name, @"^Autodiff\.Generators\.(Ir|Rules|Analysis|Transform|Emit)(\.|$)")
                             from used in type.GetFields(All).Select(f => f.FieldType)
                                 .Concat(type.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
                             where used.Assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
                             select $"{type} uses {used}"];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong.Distinct()));
    }

    [Fact]
    public void Every_file_begins_with_a_sentence_that_says_what_lives_there()
    {
        string[] wrong = [.. from file in Sources("src", "tests", "samples")
                             let first = File.ReadLines(file).FirstOrDefault() ?? ""
                             where !FirstLine().IsMatch(first)
                             select $"{Short(file)}: {first}"];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void No_file_is_longer_than_450_lines()
    {
        string[] wrong = [.. from file in Sources("src", "tests", "samples")
                             let lines = File.ReadLines(file).Count()
                             where lines > 450
                             select $"{Short(file)}: {lines} lines"];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Nothing_is_left_open_in_the_sources()
    {
        // Spelled apart, so that this file does not name what it looks for.
        Regex open = new(string.Join("|", "TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception", @"Skip\s*=\s*" + "\""));
        string[] wrong = [.. from file in Sources("src", "tests", "samples")
                             from line in File.ReadLines(file).Select((text, i) => (text, Number: i + 1))
                             where open.IsMatch(line.text)
                             select $"{Short(file)}({line.Number}): {line.text.Trim()}"];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Namespaces_follow_the_folders_of_the_generator()
    {
        string[] wrong = [.. from file in Sources("src/Generator")
                             let folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(s_root, "src/Generator"), file))!
                             let expected = "Autodiff.Generators" + (folder.Length == 0 ? "" : "." + folder.Replace(Path.DirectorySeparatorChar, '.'))
                             from declared in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
                             let name = declared.Name.ToString()
                             where name != expected && name != "System.Runtime.CompilerServices"
                             select $"{Short(file)} is in {name}, not in {expected}"];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Everything_in_the_generator_is_internal_but_what_the_compiler_loads()
    {
        string[] types = [.. typeof(DifferentiableGenerator).Assembly.GetExportedTypes().Select(t => t.Name).Order(StringComparer.Ordinal)];
        Assert.Equal([nameof(DifferentiabilityAnalyzer), nameof(DifferentiableGenerator)], types);
    }

    [Fact]
    public void Every_snapshot_belongs_to_a_test()
    {
        var tests = typeof(SourceTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Select(method => type.Name + "." + method.Name)).ToHashSet();
        string folder = Path.Combine(s_root, "tests/Generator.Tests/_snapshots");
        string[] orphans = [.. from file in Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!)
                               where file.Contains(".verified.", StringComparison.Ordinal)
                               where !tests.Contains(file.Split('#')[0].Split(".verified.")[0])
                               select file];
        Assert.True(orphans.Length == 0, string.Join("\n", orphans));
    }

    [GeneratedRegex(@"^// \S.*[.:?]$")]
    private static partial Regex FirstLine();
}

// The sources of a folder that compile together: those of one project, or all that belong to none.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Fuzz.Annotate;

/// <summary><paramref name="Context"/>: files of the same project outside the folder; they are compiled along and not marked.</summary>
internal sealed partial record SourceProject(string Name, string? ProjectFile, string[] Files, string[] Context)
{
    public static readonly CSharpParseOptions Parse = new(
        LanguageVersion.Preview, preprocessorSymbols: ["NET", "NETCOREAPP", .. Enumerable.Range(5, 6).Select(v => $"NET{v}_0_OR_GREATER")]);

    private string Settings => ProjectFile is null ? "" : File.ReadAllText(ProjectFile);

    public static IEnumerable<SourceProject> Under(string folder)
    {
        foreach (IGrouping<string?, string> group in Sources(folder).GroupBy(ProjectOf))
        {
            string[] files = [.. group];
            string[] context = group.Key is null ? [] : [.. Sources(Path.GetDirectoryName(group.Key)!).Where(f => ProjectOf(f) == group.Key).Except(files)];
            yield return new SourceProject(Path.GetFileName(group.Key) ?? "", group.Key, files, context);
        }
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.GetFullPath(folder), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.EndsWith(".verified.cs", StringComparison.Ordinal) && !f.EndsWith(".received.cs", StringComparison.Ordinal)
            && !Path.GetRelativePath(folder, f).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "artifacts"))
        .Order(StringComparer.Ordinal);

    private static string? ProjectOf(string file)
    {
        for (string? level = Path.GetDirectoryName(file); level is not null; level = Path.GetDirectoryName(level))
        {
            if (Directory.EnumerateFiles(level, "*.csproj").FirstOrDefault() is not { } project) continue;
            // A folder of plain sources may lie in the folder of a project that leaves it out.
            string inside = Path.GetRelativePath(level, file).Replace(Path.DirectorySeparatorChar, '/');
            return Removed().Matches(File.ReadAllText(project)).Any(m => inside.StartsWith(m.Groups[1].Value, StringComparison.Ordinal)) ? null : project;
        }
        return null;
    }

    public SyntaxTree Tree(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file), Parse, file, Encoding.UTF8);

    public CSharpCompilation Compile(IReadOnlyCollection<SyntaxTree> trees)
    {
        // A project that declares the attributes itself must not see them twice.
        bool isRuntime = trees.Any(t => t.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Any(c => c.Identifier.ValueText == nameof(DifferentiableAttribute)));
        bool isProgram = trees.Any(t => ((CompilationUnitSyntax)t.GetRoot()).Members.OfType<GlobalStatementSyntax>().Any());
        IEnumerable<SyntaxTree> usings = Settings.Contains("<ImplicitUsings>enable") ? [CSharpSyntaxTree.ParseText(ImplicitUsings, Parse, "ImplicitUsings.cs", Encoding.UTF8)] : [];
        return CSharpCompilation.Create(
            "Annotated" + (Name.Length > 0 ? "." + Path.GetFileNameWithoutExtension(Name) : ""), trees.Concat(usings),
            References().Where(r => !isRuntime || Path.GetFileName(r) != "Autodiff.dll").Select(r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
    }

    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>The framework, the compiler and the runtime library, which this program has, and the packages that the project restored.</summary>
    private IEnumerable<string> References()
    {
        string[] trusted = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => !Path.GetFileNameWithoutExtension(p).StartsWith("Autodiff.", StringComparison.Ordinal))];
        HashSet<string> names = [.. trusted.Select(p => Path.GetFileName(p))];
        return trusted.Concat(Packages().Where(p => File.Exists(p) && names.Add(Path.GetFileName(p))));
    }

    private IEnumerable<string> Packages()
    {
        string name = Path.GetFileNameWithoutExtension(ProjectFile) ?? "";
        string? assets = null;
        for (string? level = Path.GetDirectoryName(ProjectFile); level is not null && assets is null; level = Path.GetDirectoryName(level))
            assets = new[] { Path.Combine(level, "artifacts/obj", name, "project.assets.json"), Path.Combine(level, "obj/project.assets.json") }.FirstOrDefault(File.Exists);
        if (assets is null) yield break;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(assets));
        string[] roots = [.. document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name)];
        foreach (JsonProperty library in document.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject())
        {
            if (!library.Value.TryGetProperty("compile", out JsonElement compile) || library.Value.GetProperty("type").GetString() != "package") continue;
            foreach (JsonProperty file in compile.EnumerateObject().Where(f => f.Name.EndsWith(".dll", StringComparison.Ordinal)))
                foreach (string root in roots) yield return Path.Combine(root, library.Name.ToLowerInvariant(), file.Name);
        }
    }

    [GeneratedRegex("<Compile Remove=\"([^\"*]*/)\\*\\*")]
    private static partial Regex Removed();
}

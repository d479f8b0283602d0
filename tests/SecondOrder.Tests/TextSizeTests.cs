// How much text the generator writes for the corpus, beside the text that it was written for.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Autodiff.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;
using Xunit.Abstractions;

namespace Autodiff.SecondOrder.Tests;

public sealed class TextSizeTests(ITestOutputHelper output)
{
    /// <summary>
    /// A member (Gradient, Jvp, Vjp: what is written for all of them, with their helpers and comments, divided by how many they are) against the method: characters without
    /// white space, of methods that are derived from nothing else.
    /// </summary>
    [Fact]
    public void Half_of_the_corpus_has_members_of_at_most_12_times_its_text_and_25_times_in_vectors()
    {
        List<double> scalar = Ratios(vectorise: false, _ => true), vectors = Ratios(vectorise: true, text => text.Contains("Vector512<", StringComparison.Ordinal));
        output.WriteLine($"scalar: median {Median(scalar):0.0} of {scalar.Count}, longest {scalar.Max():0.0}; in vectors: median {Median(vectors):0.0} of {vectors.Count}, longest {vectors.Max():0.0}");
        Assert.True(scalar.Count > 200 && vectors.Count > 40, $"{scalar.Count} and {vectors.Count} methods were measured");
        Assert.InRange(Median(scalar), 1, 12);
        Assert.InRange(Median(vectors), 1, 25);
    }

    private static double Median(List<double> ratios) => ratios.Order().ElementAt(ratios.Count / 2);

    private static List<double> Ratios(bool vectorise, Func<string, bool> counts)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        SyntaxTree[] trees = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Where(text => !text.Contains("MathNet", StringComparison.Ordinal))
            .Select((text, k) => CSharpSyntaxTree.Create((CSharpSyntaxNode)new ThreeMembers(vectorise).Visit(CSharpSyntaxTree.ParseText(text, options).GetRoot()), options, $"Corpus{k}.cs"))];
        IEnumerable<string> paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Sizes", trees, paths.Select(p => MetadataReference.CreateFromFile(p)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorRunResult run = CSharpGeneratorDriver.Create([new DifferentiableGenerator().AsSourceGenerator()], parseOptions: options).RunGenerators(compilation).GetRunResult().Results.Single();
        Dictionary<string, string> texts = run.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());
        var ratios = new List<double>();
        foreach (MethodDeclarationSyntax method in trees.SelectMany(t => t.GetRoot().DescendantNodes()).OfType<MethodDeclarationSyntax>())
        {
            AttributeSyntax[] marks = [.. method.AttributeLists.SelectMany(l => l.Attributes).Where(a => a.Name.ToString() == "Differentiable")];
            // One file for one attribute: overloads, and methods with several, have numbered files.
            if (marks.Length != 1 || marks[0].ArgumentList?.Arguments.Any(a => a.NameEquals?.Name.ToString() == "Name") == true) continue;
            string nest = string.Join(".", method.Ancestors().OfType<TypeDeclarationSyntax>().Reverse().Select(t => t.Identifier.ValueText));
            if (!texts.TryGetValue($"Autodiff.Gradients.Tests.Corpus.{nest}.{method.Identifier.ValueText}.g.cs", out string? text) || !counts(text)) continue;
            int own = Size(method.WithAttributeLists([]).ToString()), usings = text.IndexOf("    ///", StringComparison.Ordinal);
            string name = method.Identifier.ValueText;
            int members = new[] { "Gradient", "Jvp", "Vjp" }.Count(kind => text.Contains($" {name}{kind}(", StringComparison.Ordinal) || text.Contains($" {name}{kind}<", StringComparison.Ordinal));
            if (members > 0) ratios.Add((double)Size(text[Math.Max(usings, 0)..]) / own / members);
        }
        return ratios;
    }

    private static int Size(string text) => text.Count(c => !char.IsWhiteSpace(c));

    private sealed class ThreeMembers(bool vectorise) : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitAttribute(AttributeSyntax node)
        {
            if (node.Name.ToString() != "Differentiable") return node;
            AttributeArgumentSyntax argument = SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression(vectorise ? "true" : "false")).WithNameEquals(SyntaxFactory.NameEquals("Vectorize"));
            var kept = (node.ArgumentList?.Arguments ?? default).Where(a => a.NameEquals?.Name.ToString() is not ("Vectorize" or "Generate"));
            return node.WithArgumentList(SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList(kept.Append(argument))));
        }
    }
}

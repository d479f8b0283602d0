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
    /// What is written for Gradient, Jvp and Vjp, with their helpers and comments, against the method: characters without white space, of methods that are derived from nothing else.
    /// For one member (the text divided by their number) the aims of 12 and, in vectors, 25 are met; all three together are above them, and bounded by what they are.
    /// </summary>
    [Fact]
    public void Half_of_the_corpus_has_members_of_at_most_12_times_its_text_and_25_times_in_vectors()
    {
        List<Ratio> scalar = Ratios(vectorise: false, _ => true), vectors = Ratios(vectorise: true, text => text.Contains("Vector512<", StringComparison.Ordinal));
        output.WriteLine($"scalar: {Say(scalar)}; in vectors: {Say(vectors)}");
        Assert.True(scalar.Count > 200 && vectors.Count > 40, $"{scalar.Count} and {vectors.Count} methods were measured");
        Assert.InRange(Median(scalar, r => r.OfOne), 1, 12);
        Assert.InRange(Median(vectors, r => r.OfOne), 1, 25);
        Assert.InRange(Median(scalar, r => r.OfAll), 1, 20);
        Assert.InRange(Median(vectors, r => r.OfAll), 1, 55);
    }

    private readonly record struct Ratio(double OfAll, int Members)
    {
        public double OfOne => OfAll / Members;
    }

    private static string Say(List<Ratio> ratios) =>
        FormattableString.Invariant($"median {Median(ratios, r => r.OfOne):0.0} for one member, {Median(ratios, r => r.OfAll):0.0} for all, of {ratios.Count} methods, longest {ratios.Max(r => r.OfAll):0.0}");

    private static double Median(List<Ratio> ratios, Func<Ratio, double> of) => ratios.Select(of).Order().ElementAt(ratios.Count / 2);

    private static List<Ratio> Ratios(bool vectorise, Func<string, bool> counts)
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
        var ratios = new List<Ratio>();
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
            if (members > 0) ratios.Add(new((double)Size(text[Math.Max(usings, 0)..]) / own, members));
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

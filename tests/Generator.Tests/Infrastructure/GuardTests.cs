// The guards of the harness catch what they are there to catch, tried with generators that do it wrong.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;
using Xunit.Sdk;

namespace Autodiff.Generators.Tests.Infrastructure;

public class GuardTests
{
    private sealed record Wrapped(string Name, object Hidden);

    private static readonly SyntaxTree s_tree = CSharpSyntaxTree.ParseText("class C { void M() { } }");
    private static readonly CSharpCompilation s_compilation = CSharpCompilation.Create("A", [s_tree]);

    public static TheoryData<string> Kinds => [.. Things.Keys];

    private static readonly Dictionary<string, object> Things = new()
    {
        ["symbol"] = s_compilation.GetTypeByMetadataName("C")!,
        ["method symbol"] = s_compilation.GetTypeByMetadataName("C")!.GetMembers("M").Single(),
        ["node"] = s_tree.GetRoot(),
        ["token"] = s_tree.GetRoot().GetFirstToken(),
        ["trivia"] = SyntaxFactory.Space,
        ["tree"] = s_tree,
        ["reference"] = s_tree.GetReference(s_tree.GetRoot()),
        ["compilation"] = s_compilation,
        ["model"] = s_compilation.GetSemanticModel(s_tree),
        ["location"] = s_tree.GetRoot().GetLocation(),
        ["location without a tree"] = Location.Create("C.cs", default, default),
        ["diagnostic"] = Diagnostic.Create(Diagnostics.Descriptors.InternalError, null),
        ["text"] = s_tree.GetText(),
        ["exception"] = new InvalidOperationException(),
        ["delegate"] = (Func<int>)(() => 1),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_belongs_to_a_compilation_is_found_wherever_it_hides(string kind)
    {
        object thing = Things[kind];
        Assert.NotNull(PipelineGuard.PathToCompilation(thing));
        Assert.NotNull(PipelineGuard.PathToCompilation(new Wrapped("w", thing)));
        Assert.NotNull(PipelineGuard.PathToCompilation(new List<object> { 1, new object[] { "a", thing } }));
        Assert.NotNull(PipelineGuard.PathToCompilation(ImmutableArray.Create(thing)));
        Assert.NotNull(PipelineGuard.PathToCompilation((1, (object)new Dictionary<string, object> { ["k"] = thing })));
        Assert.NotNull(PipelineGuard.PathToCompilation(new Lazy<object>(thing)));
    }

    [Fact]
    public void Plain_values_and_cycles_are_let_through()
    {
        var cycle = new List<object> { 1, "a", 2.5, DateTime.UnixEpoch, ImmutableArray.Create(1, 2), (IReadOnlyList<int>)[1, 2], typeof(string) };
        cycle.Add(cycle);
        Assert.Null(PipelineGuard.PathToCompilation(cycle));
        Assert.Null(PipelineGuard.PathToCompilation(null));
    }

    [Fact]
    public void A_generator_that_hands_on_a_symbol_is_caught() => RequireCaught(new HandsOn(static c => c.TargetSymbol));

    [Fact]
    public void A_generator_that_hides_a_location_in_a_record_is_caught() =>
        RequireCaught(new HandsOn(static c => new Wrapped("w", c.TargetNode.GetLocation())));

    [Fact]
    public void A_generator_that_hands_on_a_model_without_equality_is_caught_computing_twice()
    {
        var generator = new HandsOn(static c => new object[] { c.TargetSymbol.Name });
        GeneratorDriver driver = PipelineRun.NewDriver(generator).RunGenerators(Marked());
        PipelineGuard.RequireFreeOfCompilation(driver.GetRunResult().Results.Single());
        GeneratorRunResult second = driver.RunGenerators(Marked().AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other;", GeneratorTest.ParseOptions)))
            .GetRunResult().Results.Single();
        Assert.ThrowsAny<XunitException>(() => PipelineGuard.RequireCached(second));
    }

    [Fact]
    public void A_step_without_a_name_is_looked_at_too()
    {
        GeneratorRunResult run = PipelineRun.NewDriver(new HandsOn(static c => c.TargetSymbol, name: false)).RunGenerators(Marked()).GetRunResult().Results.Single();
        Assert.ThrowsAny<XunitException>(() => PipelineGuard.RequireFreeOfCompilation(run));
    }

    private static CSharpCompilation Marked() =>
        GeneratorTest.Compile("using Autodiff; public static partial class C { [Differentiable] public static double F(double x) => x; }");

    private static void RequireCaught(IIncrementalGenerator generator)
    {
        GeneratorRunResult run = PipelineRun.NewDriver(generator).RunGenerators(Marked()).GetRunResult().Results.Single();
        Assert.ThrowsAny<XunitException>(() => PipelineGuard.RequireFreeOfCompilation(run));
    }

    /// <summary>A pipeline of two steps that hands on what it is told to.</summary>
    private sealed class HandsOn(Func<GeneratorAttributeSyntaxContext, object> transform, bool name = true) : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            var read = context.SyntaxProvider.ForAttributeWithMetadataName(
                DifferentiableGenerator.AttributeName, static (node, _) => node is MethodDeclarationSyntax, (c, _) => transform(c));
            if (name) read = read.WithTrackingName("Read");
            // What the output itself is given is no longer of the compilation: the step before must be looked at.
            var text = read.Select(static (value, _) => value.ToString()!);
            context.RegisterSourceOutput(text, static (output, value) => output.AddSource("A.g.cs", "// " + value.Replace('\n', ' ')));
        }
    }
}

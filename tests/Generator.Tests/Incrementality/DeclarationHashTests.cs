// What counts as a change of a tree's declarations, to which every read of every method is bound, and what is a body's own business.
using System.Threading;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Autodiff.Generators.Tests.Incrementality;

public class DeclarationHashTests
{
    private const string Text = """
        using System;
        namespace N;
        public static class C
        {
            public const double K = 1 + 2;
            public static readonly double R = K * 2;
            [Obsolete] public static double F(double x, int n = 3) { double y = x; Func<int> f = () => { return n; }; return y * f(); }
            public static double G(double x) => x * 2;
            public static double P { get { return 1; } }
            public static double Q => 1;
        }
        public enum E { A, B = 5 }
        """;

    private static ulong Hash(string text) => Declarations.HashOf(CSharpSyntaxTree.ParseText(text, GeneratorTest.ParseOptions), CancellationToken.None);

    [Theory]
    [InlineData("double y = x;", "double y = x + 1;")]
    [InlineData("return n;", "return n + 1;")]
    [InlineData("=> x * 2", "=> x * 3")]
    [InlineData("get { return 1; }", "get { return 2; }")]
    [InlineData("Q => 1", "Q => 2")]
    [InlineData("namespace N;", "// a comment\n\n   namespace   N;")]
    [InlineData("public static double G", "/// <summary>Text.</summary>\n    public static double G")]
    public void A_body_a_comment_and_whitespace_do_not(string old, string replacement)
    {
        Assert.Contains(old, Text);
        Assert.Equal(Hash(Text), Hash(Text.Replace(old, replacement)));
    }

    [Theory]
    [InlineData("using System;", "using System; using System.IO;")]
    [InlineData("namespace N;", "namespace M;")]
    [InlineData("1 + 2", "1 + 3")]
    [InlineData("K * 2", "K * 3")]
    [InlineData("[Obsolete] ", "")]
    [InlineData("int n = 3", "int n = 4")]
    [InlineData("double F(double x", "double F(float x")]
    [InlineData("double F(double x", "double F(double z")]
    [InlineData("public static double G", "private static double G")]
    [InlineData("G(double x) => x * 2;", "G(double x) { return x * 2; }")]
    [InlineData("B = 5", "B = 6")]
    [InlineData("public static class C", "public static partial class C")]
    [InlineData("namespace N;", "#nullable disable\nnamespace N;")]
    [InlineData("get { return 1; }", "get { return 1; } set { }")]
    public void A_declaration_a_constant_and_an_attribute_do(string old, string replacement)
    {
        Assert.Contains(old, Text);
        Assert.NotEqual(Hash(Text), Hash(Text.Replace(old, replacement)));
    }

    [Fact]
    public void Declarations_of_two_trees_that_change_places_are_told_apart() =>
        Assert.NotEqual(StableHash.Add(StableHash.Add(StableHash.Start, 1), 2), StableHash.Add(StableHash.Add(StableHash.Start, 2), 1));

    [Fact]
    public void Tokens_are_told_apart_however_they_are_cut() => Assert.NotEqual(Hash("class A { B C; }"), Hash("class A { BC ; }"));
}

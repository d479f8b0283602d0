// The request that comes out: names, types, inputs, what is stable under edits, and that nothing of the compilation is reachable from it.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class RequestTests
{
    [Fact]
    public void A_request_names_its_place_and_its_inputs()
    {
        DerivativeRequest request = Snippet.Of(
            """
            namespace A.B
            {
                public partial interface IOuter { internal partial record struct Inner { protected internal partial class @class { static partial class C {
                    [Differentiable(nameof(w), "x", Name = "Cost", Vectorize = false, Generate = Derivatives.Vjp)]
                    internal static double Loss(in double x, int n, scoped ReadOnlySpan<double> w, Span<double> y, [NotDifferentiable] double @in, params double[] rest) => x * w[n] * @in;
                } } } }
            }
            """.Replace("internal partial record struct Inner { protected internal partial class", "internal partial class Inner { protected internal partial class")).Request();
        Assert.Equal("A.B", request.Namespace);
        Assert.Equal(["public partial interface IOuter", "internal partial class Inner", "protected internal partial class @class", "private static partial class C"],
            request.Types.Select(t => t.Declaration + " " + t.Name));
        Assert.Equal(("internal static", "Cost", "A.B.IOuter.Inner.class.C.Cost", "CostDerivatives"), (request.Modifiers, request.Stem, request.HintName, request.HelperClass));
        Assert.Equal((DerivativeKinds.Vjp, LaneChoice.None), (request.Generate, request.Lanes));
        Assert.Equal([0, 2], request.Differentiated);
        Assert.Equal([4], request.Constant);
        Surface surface = request.Program.Entry.Surface;
        Assert.Equal(("Loss", "internal static", "double", 0), (surface.Name, surface.Modifiers, surface.ReturnTypeText, surface.ReturnResult));
        Assert.Equal(
            ["In double x", "ByValue int n", "scoped ByValue global::System.ReadOnlySpan<double> w", "ByValue global::System.Span<double> y", "ByValue double in", "ByValue double[] rest"],
            surface.Parameters.Select(p => $"{(p.Scoped ? "scoped " : "")}{p.Passing} {p.TypeText} {p.Name}"));
    }

    [Fact]
    public void Records_structs_and_interfaces_are_extended_as_what_they_are()
    {
        foreach (string kind in new[] { "class", "struct", "record", "record struct", "interface" })
        {
            DerivativeRequest request = Snippet.Of($"// file\ninternal partial {kind} D {{ [Differentiable] public static double F(double x) => x; }}").Request();
            Assert.Equal("internal partial " + kind, Assert.Single(request.Types).Declaration);
        }
    }

    [Fact]
    public void Without_names_every_floating_point_input_is_differentiated()
    {
        DerivativeRequest request = Snippet.Of(
            "[Differentiable] public static double F(float a, int b, double[,] c, ref double d, out double e, Span<float> f, [NotDifferentiable] double[] g, string h) { e = a; return a; }").Request();
        Assert.Equal([0, 2, 3, 5], request.Differentiated);
        Assert.Equal([6], request.Constant);
        Assert.Equal(DerivativeKinds.Gradient | DerivativeKinds.Jvp | DerivativeKinds.Vjp, request.Generate);
    }

    [Fact]
    public void A_method_that_returns_no_number_gets_Jvp_and_Vjp_without_complaint() =>
        Assert.Equal(DerivativeKinds.Jvp | DerivativeKinds.Vjp, Snippet.Of("[Differentiable] public static void F(double x, out double y) => y = x;").Request().Generate);

    [Fact]
    public void Overloads_and_names_that_differ_by_case_have_files_and_helper_classes_of_their_own()
    {
        DerivativeRequest[] requests = [.. Snippet.Of(
            """
            namespace N { public static partial class C { [Differentiable, Differentiable(nameof(x), Name = "Other")] public static double F(double x) => x; [Differentiable] public static double F(double x, int n) => x; [Differentiable] public static double f(double x) => x; } public static partial class c { [Differentiable] public static double F(double x) => x; } }
            """).Requests()];
        Assert.Equal(5, requests.Select(r => r.HintName.ToLowerInvariant()).Distinct().Count());
        Assert.Equal(4, requests.Take(4).Select(r => r.HelperClass).Distinct().Count());
        Assert.Equal("N.C.F~1#1", requests[0].HintName);
    }

    [Fact]
    public void The_helper_class_avoids_members_of_the_type_but_not_its_own_last_version()
    {
        Assert.Equal("FDerivatives_", Snippet.Of("[Differentiable] public static double F(double x) => x; static int FDerivatives;").Request().HelperClass);
        Assert.Equal("FDerivatives", Snippet.Of(
            "[Differentiable] public static double F(double x) => x; private static class FDerivatives { [DerivativeMember(\"F\", Derivatives.Vjp)] internal static void H() { } } [DerivativeMember(\"F\", Derivatives.Gradient)] public static double FGradient(double x, out double g) { g = 1; return x; }")
            .Request().HelperClass);
    }

    [Fact]
    public void Whitespace_and_comments_change_nothing()
    {
        DerivativeRequest one = Snippet.Of("[Differentiable] public static double F(double x,int n){double y=x*-n;/*a*/for(int i=0;i<n;i++)y+=Math.Sin(y)*(x+1);if(y<0)throw new Exception($\"bad {y}\");return n>1?y:G(y);}static double G(double t)=>t;").Request();
        DerivativeRequest two = Snippet.Of("// moved\n\n[Differentiable]\npublic static double F(double x, int n)\n{\n    double y = x\n        * -n; // b\n    for (int i = 0; i < n; i++)\n        y += Math . Sin( y )*( x+1 ) ;\n    if (y < 0) throw new Exception($\"bad {y}\");\n    return n > 1 ? y : G(y);\n}\n\nstatic double G(double t) => t;").Request();
        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.Equal(["y = x * -n", "", "y += Math.Sin(y) * (x + 1)", "return n > 1 ? y : G(y)"], one.Program.Entry.Body.All().OfType<Note>().Select(n => n.Text).Distinct());
    }

    [Fact]
    public void Every_edit_of_a_body_or_a_helper_changes_the_request()
    {
        const string Source = "[Differentiable] public static double F(double x) { double y = x * 2; if (y > 1) y = G(y); return y; } static double G(double t) => t + 1;";
        DerivativeRequest request = Snippet.Of(Source).Request();
        foreach ((string from, string to) in new[] { ("x * 2", "x * 3"), ("y > 1", "y >= 1"), ("t + 1", "t + 2"), ("return y;", "return -y;"), ("double x)", "double z)"), ("(double t)", "(in double t)") })
            Assert.NotEqual(request, Snippet.Of(Source.Replace(from, to).Replace("x * 2", from == "double x)" ? "z * 2" : "x * 2")).Request());
    }

    [Fact]
    public void Nothing_of_the_compilation_is_reachable_from_a_request()
    {
        DerivativeRequest request = Snippet.Of(
            "[Differentiable] public static double F(double[] x, string s) { if (x.Length == 0) throw new ArgumentException(s); Console.WriteLine(s.Length); return G(x) * s.Length; } static double G(ReadOnlySpan<double> y) { double t = 0; foreach (double v in y) t += v; return t; }").Request();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(request, "request");

        void Visit(object? value, string path)
        {
            if (value is null or string or Type || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) return;
            Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location or SemanticModel or IOperation or AttributeData, path);
            Assert.DoesNotContain("Microsoft.CodeAnalysis", value.GetType().Namespace ?? "", StringComparison.Ordinal);
            if (value is IEnumerable items and not string)
                foreach (object? item in items) Visit(item, path + "[]");
            for (Type? type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    Visit(field.GetValue(value), path + "." + field.Name);
        }
    }

    [Fact]
    public void The_trees_of_a_result_are_those_that_were_read()
    {
        Snippet snippet = Snippet.Of(
            "public static partial class C { [Differentiable] public static double F(double x) => A.G(x); }",
            "// file\npublic static class A { public static double G(double x) => x + B.Rate; }", "// file\npublic static class B { public static readonly double Rate = 2; }").MustCompile();
        ReadResult result = Assert.Single(snippet.ReadAll());
        Assert.Equal(["File0.cs", "File1.cs"], result.Trees.Select(t => t.FilePath).Order());
    }

    [Fact]
    public void Both_parts_of_a_partial_method_lead_to_its_body()
    {
        Snippet snippet = Snippet.Of("[Differentiable] public static partial double F(double x); public static partial double F(double x) => x * x;").MustCompile();
        ReadResult[] results = [.. snippet.ReadAll()];
        Assert.All(results, r => Assert.NotNull(r.Request));
        Assert.Contains(results[0].Request!.Program.Entry.Body.All(), i => i is Let { Op: Op.Mul });
        Assert.Equal("C.F", results[0].Request!.HintName);
    }

    [Fact]
    public void Code_that_csharp_refuses_is_read_as_far_as_it_goes_and_never_throws()
    {
        foreach (string body in new[]
        {
            "double y = z; return y;", "double y; return y;", "return Missing(x);", "if (x > 0) return x;", "return x", "x = ; return x;", "return FGradient(x, out _);", "double[] a = new double[; return x;",
            "for (int i = 0; i < ; i++) x += i; return x;", "foreach (var v in q) x += v; return x;", "return \"a\";", "int n = x; return n;", "return x[0];", "Span<double> s = stackalloc Foo[3]; return x;",
            "break; return x;", "continue;", "return (x;", "string s = $\"{x\"; return x;", "const double c = x; return c;", "Foo f = default; return x * f;", "lock (x) { } return x;", "return x switch { };", "ref double r; return r;",
            "(x, y) = (1, 2); return x;", "var (a, b) = x; return a;", "return base.F(x);", "goto nowhere;", "throw;", "throw x;", "await x; return x;", "yield return x;", "x(); return x;", "return new double[2, 2][0];",
        })
        {
            ReadResult result = Assert.Single(Snippet.Of("[Differentiable] public static double F(double x) { " + body + " }").ReadAll());
            // While someone types, members may stay; but what is handed on must be well formed.
            if (result.Request is { } request) Verifier.Require(request.Program, body);
        }
        ReadResult unbound = Assert.Single(Snippet.Of("[Differentiable] public static double F(double x) { return Missing(x) + y; }").ReadAll());
        Assert.Null(unbound.Request);
        Assert.Empty(unbound.Diagnostics);
        Assert.All(Snippet.Of("[Differentiable(3, Nonsense = 1)] public static double F(double x) => x; [Differentiable(Generate = \"all\")] static double G(Foo x) => x; [Differentiable] double H(").ReadAll(), r => Assert.Null(r.Request));
    }

    [Theory]
    [InlineData("return {0};", "Math.Sin(", "x", ")")]
    [InlineData("{0} return x;", "if (x > 0) { ", "x++;", "}")]
    [InlineData("return {0};", "(x > 0 ? x : ", "x", ")")]
    public void Text_nested_too_deeply_is_one_diagnostic(string body, string open, string inner, string close)
    {
        foreach (int depth in new[] { 100, 800 })
        {
            string nested = string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
            ReadResult? result = null;
            var thread = new Thread(() => result = Snippet.Of("[Differentiable] public static double F(double x) { " + body.Replace("{0}", nested) + " }").ReadAll()[0], 64 << 20);
            thread.Start();
            thread.Join();
            if (depth == 100) Assert.NotNull(result!.Request);
            else Assert.Equal(("ADG0030", "The code of 'F' is nested too deeply to be read: split it into several statements or methods"),
                (result!.Diagnostics.Single().Id, result.Diagnostics.Single().GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }
}

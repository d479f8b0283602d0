// Long methods: passes are linear, so these compile in a few seconds at most.
using System;
using System.Linq;
using System.Threading.Tasks;
using Autodiff.Fuzz;
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

public class SizeTests
{
    // Quadratic passes need minutes for these.
    private static async Task Generate(string members)
    {
        Task<string> generated = Task.Run(() => Batch.Generated("public static partial class C\n{\n" + members + "\n}\n"));
        Assert.Contains("FVjp", await generated.WaitAsync(TimeSpan.FromMinutes(2)));
    }


    private static string Lines(int count, Func<int, string> line) => string.Join("\n", Enumerable.Range(1, count).Select(line));

    [Fact]
    public Task A_method_of_5000_statements_compiles() => Generate(
        "[Differentiable] public static double F(double x, double y) { double a = x, b = y;\n"
        + Lines(5000, k => (k % 3) switch { 0 => "a = a * 0.5 + Math.Sin(b);", 1 => "b += 0.1 * a * x;", _ => "a -= y * b * 0.01;" }) + "\nreturn a * b; }");

    [Fact]
    public Task A_method_of_5000_variables_compiles() => Generate(
        "[Differentiable] public static double F(double x) { double v0 = x;\n" + Lines(5000, k => $"double v{k} = Math.Sin(v{k - 1}) + {k}.5 * v{k / 2};") + "\nreturn v5000; }");

    [Fact]
    public Task A_sum_of_10000_terms_compiles() =>
        Generate("[Differentiable] public static double F(double x, double y) => " + string.Join(" + ", Enumerable.Range(1, 10000).Select(k => k % 3 == 0 ? $"{k}.0 * x * y" : $"Math.Sin({k}.0 * x)")) + ";");

    [Fact]
    public Task A_chain_of_500_else_ifs_compiles() => Generate(
        "[Differentiable] public static double F(double x, int k) { double r;\n" + Lines(500, k => $"if (k == {k}) r = x * {k}.0; else") + " r = x; return r * r; }");

    [Fact]
    public Task A_chain_of_100_helpers_compiles() => Generate(
        Lines(100, k => $"static double H{k}(double x, Span<double> y) {{ for (int i = 0; i < y.Length; i++) y[i] = Math.Sin(y[i] * x); return {(k == 1 ? "x" : $"H{k - 1}(x * 0.9, y)")} * y[0]; }}")
        + "\n[Differentiable] public static double F(double x, Span<double> y) => H100(x, y);");

    [Fact]
    public Task Branches_nested_100_deep_compile() => Generate(
        "[Differentiable] public static double F(double x) { double a = x;\n" + Lines(100, k => $"if (a < {k}.0) {{ a = a * 0.9 + Math.Sin(x);") + new string('}', 100) + "\nreturn a; }");
}

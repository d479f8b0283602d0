// Programs that were not read, or read as something that did not fit together.
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

public class ReadingTests
{
    [Theory]
    [InlineData("Span<double> t = stackalloc double[] { 0, x, (x * 2) };")]
    [InlineData("Span<double> t = stackalloc[] { (x), ((x)), 2 };")]
    [InlineData("Span<double> t = stackalloc double[(3)]; t[1] = x;")]
    [InlineData("Span<double> t = stackalloc double[(int)(3L)] { x, x, (double)(1) };")]
    [InlineData("ReadOnlySpan<double> t = stackalloc double[] { (1), (-x), (+x) };")]
    public void Parentheses_inside_a_stackalloc_change_nothing(string declaration) => Regression.Check($$"""
        [Differentiable]
        public static double F(double x) { {{declaration}} return t[1] * t[1] + t[2] * x; }
        """);

    [Theory]
    [InlineData("Options o", "o")]
    [InlineData("Options? o", "o")]
    [InlineData("Options? o", "null")]
    [InlineData("Derived o", "o")]
    [InlineData("Derived? o", "o ?? null")]
    public void An_object_is_passed_on_whatever_is_known_of_its_being_null(string parameter, string argument) => Regression.Check($$"""
        public class Options { public double Rate = 0.5; }
        public sealed class Derived : Options;
        static double Scale(double x, Options? o) { if (x > 100) return 0; for (int i = 0; i < 2; i++) x *= o is null ? 2 : o.Rate; return x * x; }
        static double Twice(double x, Options? o) { Options? same = o; if (x > 0) same = null; return Scale(x, same) + Scale(x * x, o); }
        [Differentiable]
        public static double F(double x, {{parameter}}) => Twice(x, {{argument.Replace(" ?? null", "")}});
        """);

    [Fact]
    public void Lists_whose_elements_may_be_null_are_constants_too() => Regression.Check("""
        static double Scale(double x, System.Collections.Generic.List<string?>? names) { for (int i = 0; i < 3; i++) x = Math.Sin(x) * (names is null ? 1 : names.Count); return x; }
        [Differentiable]
        public static double F(double x, System.Collections.Generic.List<string> names) => Scale(x, null) * Scale(x, names is null ? null : new System.Collections.Generic.List<string?>());
        """);
}

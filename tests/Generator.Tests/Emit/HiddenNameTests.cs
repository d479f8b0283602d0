// A user's own types, members and namespaces do not break generated code, whatever their names.
using Autodiff.Generators.Tests.Infrastructure;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

public class HiddenNameTests
{
    private const string Method = """
            [Differentiable]
            public static double F(System.ReadOnlySpan<double> x, double y)
            {
                double s = y;
                for (int i = 0; i < x.Length; i++) s = System.Math.Sin(s * x[i]);
                return s;
            }
        """;

    [Theory]
    [InlineData("using Autodiff; namespace N { public static partial class C { private static class Math { } private static int Span => 1; " + Method + "} }")]
    [InlineData("using Autodiff; namespace N { public class Math { } public class ArrayPool<T> { } public class Tape { } public static partial class C { " + Method + "} }")]
    [InlineData("using Autodiff; namespace N.Math { class Other { } } namespace N { public static partial class C { " + Method + "} }")]
    [InlineData("using Autodiff; public class Math { } public static partial class C { " + Method + "}")]
    [InlineData("using Autodiff; namespace N { public static partial class Math { " + Method + "} }")]
    [InlineData("using Autodiff; namespace N { public static partial class C { public static double Derivative(double x) => x; " + Method + "} }")]
    [InlineData("using Autodiff; namespace Lib { public class Math { } } namespace N { using Lib; public static partial class C { " + Method + "} }")]
    public void Names_of_the_user_hide_nothing(string source) => Assert.Contains("global::", GeneratorTest.Run(source).AllText);

    [Fact]
    public void A_parameter_hides_nothing() => Assert.Contains("global::System.Math.Sin", GeneratorTest.RunMembers("""
        [Differentiable]
        public static double F(double Math) => System.Math.Sin(Math);
        """).AllText);

    [Fact]
    public void Without_such_names_the_library_is_called_by_simple_names() =>
        Assert.DoesNotContain("global::", GeneratorTest.Run("using Autodiff; namespace N { public static partial class C { " + Method + "} }").AllText);
}

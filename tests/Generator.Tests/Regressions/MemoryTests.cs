// Memory that carries derivatives although nobody asked for them.
using Autodiff.Fuzz;
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

public class MemoryTests
{
    [Theory]
    [InlineData("double[] w", "w[2]", "w[0]")]
    [InlineData("double[,] w", "w[1, 2]", "w[1, 1]")]
    [InlineData("double[] w", "w[1]", "w[1] * x[0]")]
    public void Elements_of_an_output_that_is_a_constant_may_be_kept_in_an_array_that_is_not_differentiated(string parameter, string written, string read) => Regression.Check($$"""
        [Differentiable(nameof(x))]
        public static double F(ReadOnlySpan<double> x, Span<double> y, {{parameter}}) { {{written}} = y[3]; return {{read}} + x[0] * x[1]; }
        """);

    [Fact]
    public void They_may_not_once_the_output_depends_on_the_input() =>
        Assert.Equal(Verdict.Refused, Regression.Run("""
            [Differentiable(nameof(x))]
            public static double F(ReadOnlySpan<double> x, Span<double> y, double[] w) { y[3] = x[0]; w[2] = y[3]; return w[0] + x[0] * x[1]; }
            """).Verdict);
}

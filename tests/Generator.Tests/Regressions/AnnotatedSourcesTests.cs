// What marking every method of ordinary sources, the project's own among them, has broken.
using Autodiff.Fuzz;
using Xunit;

namespace Autodiff.Generators.Tests.Regressions;

public class AnnotatedSourcesTests
{
    [Theory]
    [InlineData("(double y, _) = (x * x, new object());")]
    [InlineData("(double y, _) = H(x);")]
    [InlineData("double y; string s; (y, s, _) = (x, \"a\", new int[3]); y += s.Length;")]
    [InlineData("(var y, (_, _)) = (x, (x, \"b\"));")]
    public void A_discarded_object_does_not_send_the_reader_in_circles(string statement)
    {
        Outcome outcome = Regression.Run($$"""
            [Differentiable] public static double F(double x) { {{statement}} return y * x; }
            private static (double, object) H(double x) => (x * x, "text");
            """);
        Assert.True(outcome.Verdict is Verdict.Passed or Verdict.Refused, outcome.Verdict + ": " + outcome.Message);
    }

    [Fact]
    public void A_method_of_a_base_class_takes_the_receiver_of_a_derived_one() => Regression.Check("""
        public abstract class Base
        {
            protected double Rate = 2;
            public double Scaled(double x) { double s = x; for (int i = 0; i < 3; i++) s = Math.Sin(s) * 2; return s; }
        }
        public sealed partial class Derived : Base
        {
            [Differentiable] public double F(double x) => Scaled(x) * Scaled(x * x) * Rate;
            [Differentiable] public double G(double x, double y) { for (int i = 0; i < 2; i++) x += Scaled(x * y); return x; }
        }
        """);
}

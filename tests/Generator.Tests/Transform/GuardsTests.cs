// Recursive calls ask whether there is anything to do before they call.
using System.Linq;
using Autodiff.Generator.Tests.Frontend;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class GuardsTests
{
    private static (Generators.Ir.Program Before, Generators.Ir.Program After) Of(string code)
    {
        Generators.Ir.Program before = Snippet.Of("[Differentiable]\n" + code).Request().Program, after = Guards.Run(before);
        Verifier.Require(after, "Guards");
        return (before, after);
    }

    private const string Power = """
        public static double F(double x, int n) => Power(x, n);
        static double Power(double x, int n)
        {
            if (n == 0) return 1;
            double half = Power(x, n / 2);
            return n % 2 == 0 ? half * half : x * half * half;
        }
        """;

    [Fact]
    public void A_recursive_call_asks_what_its_callee_would_ask()
    {
        (_, Generators.Ir.Program after) = Of(Power);
        Method power = after.Methods.Single(m => m.Surface.Name == "Power");
        If asking = Assert.Single(power.Body.All().OfType<If>(), i => i.Else.Body.OfType<Call>().Any() && i.Then.Body.All(t => t is Let));
        Assert.Equal(power.Key, asking.Else.Body.OfType<Call>().Single().Method);
    }

    [Fact]
    public void A_call_from_outside_of_the_recursion_stays_as_it_is()
    {
        (Generators.Ir.Program before, Generators.Ir.Program after) = Of(Power);
        Assert.Same(before.Entry, after.Entry);
    }

    [Fact]
    public void Methods_that_call_each_other_ask_before_each_call()
    {
        (_, Generators.Ir.Program after) = Of("""
            public static double F(double x, int n) => Even(x, n);
            static double Even(double x, int n)
            {
                if (n == 0) return x;
                return Math.Sin(x) * Odd(x, n - 1) + Math.Exp(x) * x;
            }
            static double Odd(double x, int n)
            {
                if (n > 0)
                {
                    double inner = Even(x * x, n - 1);
                    return inner * Math.Cos(x) + Math.Sqrt(x);
                }
                return 2;
            }
            """);
        foreach (Method method in after.Methods.Where(m => m.Surface.Name is "Even" or "Odd"))
            Assert.Contains(method.Body.All().OfType<If>(), i => i.Regions().Any(r => r.Body is [Call]) && i.Regions().All(r => r.Body.Count <= 2));
    }

    [Theory]
    [InlineData("if (x.Length == 0 || x[0] > 3) return 1; return x[0] * Sum(x.Slice(1));", "the question reads memory")]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s += x[i]; if (s > 3) return s; return s * Sum(x.Slice(1));", "the question is a loop")]
    [InlineData("if (x.Length < 3) { double s = 0; foreach (double e in x) s += e; return s; } return x[0] * Sum(x.Slice(1));", "the answer is a loop")]
    public void Calls_stay_as_they_are_where_more_than_a_few_operations_would_be_copied(string body, string why)
    {
        (Generators.Ir.Program before, Generators.Ir.Program after) = Of($"public static double F(ReadOnlySpan<double> x) => Sum(x);\nstatic double Sum(ReadOnlySpan<double> x) {{ {body} }}");
        Assert.True(before.Methods.Zip(after.Methods).All(p => ReferenceEquals(p.First, p.Second)), why);
    }

    [Fact]
    public void A_question_about_numbers_that_vary_is_left_to_the_callee()
    {
        (Generators.Ir.Program before, Generators.Ir.Program after) = Of("""
            public static double F(double x) => Grow(x);
            static double Grow(double x)
            {
                if (x > 10) return x;
                return Math.Sin(x) * Grow(x * 2) + Math.Exp(x) * x;
            }
            """);
        Assert.True(before.Methods.Zip(after.Methods).All(p => ReferenceEquals(p.First, p.Second)));
    }

    [Fact]
    public void What_does_not_call_itself_stays_as_it_is()
    {
        (Generators.Ir.Program before, Generators.Ir.Program after) = Of("""
            public static double F(double x) => H(x) * H(x + 1);
            static double H(double x)
            {
                if (x < 0) return 0;
                double s = x;
                for (int i = 0; i < 10; i++) s = Math.Sin(s);
                return s;
            }
            """);
        Assert.Same(before, after);
    }
}

// Which loops of a reverse sweep run only where a branch was taken, and what their guards test in the end.
using System.Linq;
using Autodiff.Generator.Tests.Frontend;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class GuardTests
{
    private static Method Joined(string body, string parameters = "ReadOnlySpan<double> x, ReadOnlySpan<double> y, double c")
    {
        Generators.Ir.Program program = Inline.Run(Snippet.Of($"[Differentiable]\npublic static double F({parameters})\n{{\n{body}\n}}").Request().Program);
        program = program.With(program.Methods.Select(m => Recognize.Run(Simplify.Run(m))));
        Derivation derivation = new(program);
        Method joined = Simplify.Run(ReverseMode.Joined(derivation, program.Entry.Key, DerivativeCheck.AllActive(program.Entry), "joined", "Joined", default));
        Verifier.Require(new Generators.Ir.Program([joined, .. derivation.Derived, .. program.Methods]), "ReverseMode");
        return joined;
    }

    private static If[] Guards(Method method) => [.. method.Body.All().OfType<If>().Where(i => i.IsGuard)];

    private static Let? Condition(Method method, If guard) => method.Body.All().OfType<Let>().FirstOrDefault(l => l.Result == guard.Condition);

    private const string Dot = "double s = 0; for (int j = 0; j < y.Length; j++) s += x[j] * y[j];";

    [Fact]
    public void The_reverse_of_a_sum_that_a_branch_uses_stands_in_a_guard_of_its_condition()
    {
        Method joined = Joined(Dot + "return s > c ? s : c;");
        If guard = Assert.Single(Guards(joined));
        Assert.Contains(guard.Then.Body, i => i is For);
        Assert.Equal(Op.Greater, Condition(joined, guard)?.Op);
    }

    [Theory]
    [InlineData(Dot + "return s * c;")]
    [InlineData(Dot + "return s > c ? s : s * s;")]
    [InlineData(Dot + "return (s > c ? s : c) + s;")]
    [InlineData("double[] t = new double[y.Length]; double s = 0; for (int j = 0; j < y.Length; j++) { t[j] = x[j] * y[j]; s += t[j]; } return (s > c ? s : c) + t[0];")]
    public void A_loop_whose_adjoints_may_come_from_elsewhere_has_none(string body) => Assert.Empty(Guards(Joined(body)));

    [Fact]
    public void A_guard_tests_the_adjoint_in_the_end()
    {
        Method joined = SkipZeros.Run(Joined(Dot + "return s > c ? s : c;"));
        Verifier.Require(new Generators.Ir.Program([joined]), "SkipZeros");
        If guard = Assert.Single(Guards(joined));
        Let condition = Condition(joined, guard)!;
        Assert.Equal(Op.NotEqual, condition.Op);
        Assert.True(joined.TypeOf(condition.Args[0]).IsFloat);
    }

    [Fact]
    public void A_guard_whose_loop_sums_adjoints_of_numbers_tests_the_adjoint_too()
    {
        Method joined = SkipZeros.Run(Joined("double s = 0; for (int j = 0; j < y.Length; j++) s += Math.Sin(x[j] * c); return s > 1 ? s * c : c;"));
        Verifier.Require(new Generators.Ir.Program([joined]), "SkipZeros");
        Assert.Equal(Op.NotEqual, Condition(joined, Assert.Single(Guards(joined)))?.Op);
    }

    [Fact]
    public void Two_sums_of_one_loop_are_guarded_by_both_conditions()
    {
        Method joined = Joined("double s = 0, t = 1; for (int j = 0; j < y.Length; j++) { s += x[j] * y[j]; t += Math.Sin(x[j]); } return (s > c ? s : c) + (t > c ? 1 : t);");
        Assert.Equal(Op.Or, Condition(joined, Assert.Single(Guards(joined)))?.Op);
    }
}

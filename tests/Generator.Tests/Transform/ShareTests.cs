// Which loops give out shares of a maximum, and that they run only where there is something to give.
using System.Linq;
using Autodiff.Generator.Tests.Frontend;
using Autodiff.Generators;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public sealed class ShareTests
{
    private const string Maximum = "double m = x[0]; for (int i = 1; i < x.Length; i++) m = Math.Max(m, x[i]);";
    private const string Exponentials = "double sum = 0; for (int i = 0; i < x.Length; i++) sum += Math.Exp(x[i] - m);";

    private static Method Gradient(string body)
    {
        Generators.Ir.Program program = Inline.Run(Snippet.Of($"[Differentiable]\npublic static double F(ReadOnlySpan<double> x, double c)\n{{\n{body}\n}}").Request().Program);
        program = program.With(program.Methods.Select(m => Recognize.Run(Simplify.Run(m))));
        Derivation derivation = new(program);
        Method joined = Simplify.Run(ReverseMode.Joined(derivation, program.Entry.Key, DerivativeCheck.AllActive(program.Entry), "joined", "Joined", default));
        Method skipping = SkipZeros.Run(joined);
        Verifier.Require(new Generators.Ir.Program([skipping, .. derivation.Derived, .. program.Methods]), "SkipZeros");
        return skipping;
    }

    private static If[] Guards(Method method) => [.. method.Body.Body.OfType<If>().Where(i => i.IsGuard)];

    [Theory]
    [InlineData(Maximum + Exponentials + "return m + Math.Log(sum);")]
    [InlineData(Maximum + "return m * c;")]
    [InlineData("double m = x[0]; for (int i = 1; i < x.Length; i++) m = Math.Min(m, 2 * x[i]); return m;")]
    public void Shares_are_given_out_where_the_adjoint_is_not_zero(string body)
    {
        Method method = Gradient(body);
        If guard = Assert.Single(Guards(method));
        Assert.Contains(guard.Then.Body, i => i is For);
        Assert.Contains(method.Body.All().OfType<Let>(), l => l.Result == guard.Condition && l.Op is Op.NotEqual or Op.Or);
    }

    [Theory]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s += x[i] * c; return s;")]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s += x[i] > c ? x[i] : 0; return s;")]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s += Math.Max(x[i], c); return s;")]
    public void Other_loops_have_no_guard(string body) => Assert.Empty(Guards(Gradient(body)));

    [Fact]
    public void The_adjoint_of_a_maximum_that_is_subtracted_is_a_quotient_which_cancels()
    {
        string text = DerivativeCompiler.Compile(Snippet.Of($"[Differentiable]\npublic static double F(ReadOnlySpan<double> x)\n{{\n{Maximum + Exponentials}return m + Math.Log(sum);\n}}").Request()).Source!;
        // One quotient is of what a loop has added up; the other is the inverse that scales the exponentials.
        Assert.Matches(@"double\.NaN : mAdjoint / abs", text);
        Assert.Matches(@"double\.NaN : 1 / abs", text);
        Assert.Matches(@"if \(mAdjoint != 0\)", text);
    }
}

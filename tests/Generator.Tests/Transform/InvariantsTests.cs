// What is taken out of loops before and after differentiation, and what is recorded once instead of in every trip.
using System.Linq;
using Autodiff.Generator.Tests.Frontend;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class InvariantsTests
{
    private static Method Primal(string code) => Recognize.Run(Simplify.Run(Snippet.Of("[Differentiable]\n" + code).Request().Program.Entry));

    private static MemoryEffects Effects(Method method) => new(new Generators.Ir.Program([method]).Find);

    private static For Innermost(string code)
    {
        Method primal = Primal(code);
        Method moved = Invariants.Run(primal, Effects(primal));
        Verifier.Require(new Generators.Ir.Program([moved]), "Invariants");
        return moved.Body.All().OfType<For>().Single(l => !l.Body.All().Any(i => i is For));
    }

    [Fact]
    public void A_product_in_an_index_is_computed_before_the_inner_loop()
    {
        For inner = Innermost("""
            public static double F(ReadOnlySpan<double> x, int n, int d)
            {
                double s = 0;
                for (int i = 0; i < n; i++) for (int j = 0; j < d; j++) s += x[i * d + j] * x[j];
                return s;
            }
            """);
        // That of the elements is left.
        Assert.Single(inner.Body.Body.OfType<Let>(), l => l.Op == Op.Mul);
    }

    [Fact]
    public void An_element_that_surely_exists_is_read_before_the_inner_loop()
    {
        For inner = Innermost("""
            public static double F(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
            {
                double s = 0;
                for (int i = 0; i < x.Length; i++) for (int j = 0; j < y.Length; j++) s += x[i] * y[j];
                return s;
            }
            """);
        Assert.Single(inner.Body.Body.OfType<Load>());
    }

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) for (int j = 0; j < y.Length; j++) s += x[i] * y[j];")]
    [InlineData("for (int i = 0; i <= x.Length; i++) for (int j = 0; j < y.Length; j++) s += x[i] * y[j];")]
    [InlineData("for (int i = 0; i < x.Length; i++) for (int j = 0; j < y.Length; j++) s += x[i + 1] * y[j];")]
    [InlineData("for (int i = -1; i < x.Length; i++) for (int j = 0; j < y.Length; j++) s += x[i] * y[j];")]
    public void An_element_that_may_not_exist_is_read_where_it_was(string loops) => Assert.Equal(2, Innermost(
        $"public static double F(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int n) {{ double s = 0; {loops} return s; }}").Body.Body.OfType<Load>().Count());

    [Fact]
    public void An_element_that_the_loop_writes_is_read_where_it_was() => Assert.Equal(2, Innermost("""
        public static void F(Span<double> y, ReadOnlySpan<double> x)
        {
            for (int i = 0; i < y.Length; i++) for (int j = 0; j < x.Length; j++) y[i] = Math.Sin(y[i]) * x[j];
        }
        """).Body.Body.OfType<Load>().Count());

    [Fact]
    public void What_an_inner_loop_computes_from_an_outer_value_is_recorded_once_a_trip_of_the_outer_loop()
    {
        Method primal = Primal("""
            public static double F(ReadOnlySpan<double> x, ReadOnlySpan<double> w)
            {
                double s = 1;
                int at = 0;
                for (int i = 0; i < x.Length; i++)
                {
                    for (int j = 0; j < 3; j++) s = Math.Sin(s * w[at + j]);
                    at += i;
                }
                return s;
            }
            """);
        Derivation derivation = new(new Generators.Ir.Program([primal]));
        Assert.Equal([("for i", 4), ("for j", 8)], ReverseMode.Records(derivation, primal.Key, DerivativeCheck.AllActive(primal)));
    }

    [Fact]
    public void What_only_a_branch_asks_for_is_recorded_in_the_branch()
    {
        Method primal = Primal("""
            public static double F(double x, int n)
            {
                double s = 1, weight = 1;
                int i = 0;
                while (i < n)
                {
                    if (i % 4 == 0) s += weight * Math.Sin(s) * x;
                    weight *= -1.5;
                    i++;
                }
                return s;
            }
            """);
        long Recorded(int n)
        {
            Derivation derivation = new(new Generators.Ir.Program([primal]));
            Method joined = ReverseMode.Joined(derivation, primal.Key, DerivativeCheck.AllActive(primal), "joined", "Joined");
            Interpreter interpreter = new(new Generators.Ir.Program([joined]));
            interpreter.Run(0.3, n, 1.0);
            return interpreter.Costs.RecordedBytes;
        }
        // Three numbers (s, weight, and the sine) in every fourth trip; in every trip a byte that says whether it was one.
        Assert.Equal((5 * 24) + 20, Recorded(40) - Recorded(20));
        DerivativeCheck.Run(new Generators.Ir.Program([primal]), 2, 0.3, 9);
    }

    [Fact]
    public void Memory_that_is_cleared_and_added_to_all_over_is_set()
    {
        IrTest f = new();
        Value y = f.Span("y"), x = f.ReadOnly("x");
        Value zero = f.Const(0), start = f.Int(0), length = f.B.Length(y);
        f.B.Fill(y, zero);
        Value i = f.B.NewValue(IrType.I32, "i");
        f.B.Begin(i);
        f.B.Accumulate(y, f.B.Load(x, i), i);
        f.B.Add(new For([], start, length, 1, [], f.B.End(), false, false));
        Method method = f.Done();
        Method set = FirstAdditions.Run(method, Effects(method));
        Assert.DoesNotContain(set.Body.All(), instruction => instruction is Fill or Accumulate);
        Assert.Single(set.Body.All().OfType<Store>());
    }

    [Fact]
    public void Memory_that_is_added_to_in_part_is_cleared()
    {
        IrTest f = new();
        Value y = f.Span("y"), x = f.ReadOnly("x");
        Value zero = f.Const(0), start = f.Int(1), length = f.B.Length(y);
        f.B.Fill(y, zero);
        Value i = f.B.NewValue(IrType.I32, "i");
        f.B.Begin(i);
        f.B.Accumulate(y, f.B.Load(x, i), i);
        f.B.Add(new For([], start, length, 1, [], f.B.End(), false, false));
        Method method = f.Done();
        Assert.Same(method, FirstAdditions.Run(method, Effects(method)));
    }
}

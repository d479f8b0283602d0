// Which loops are counted, what loops carry, and how they are left.
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Xunit;
using static Autodiff.Generator.Tests.Trees.Tree;
using TreeVariable = Autodiff.Generators.Frontend.Variable;

namespace Autodiff.Generator.Tests.Trees;

public class LoweringLoopTests
{
    private static readonly double[] Data = [1, -2, 3, 4];
    private readonly TreeVariable _x = Span("x");
    private readonly TreeVariable _n = I32("n");
    private readonly TreeVariable _i = I32("i");
    private readonly TreeVariable _j = I32("j");
    private readonly TreeVariable _s = F64("s");
    private readonly TreeVariable _t = F64("t");

    private Stmt Sum => Set(_s, Add(V(_s), Load(_x, V(_i))));

    /// <summary>F(x, n) { s = 0; body; return s; }, compared with the tree for several n.</summary>
    private string Lowered(params Stmt[] body)
    {
        TreeMethod method = Method([_x, _n], [Set(_s, N(0)), .. body, Return(V(_s))]);
        for (int n = -1; n <= 4; n++) Equivalence.Check(method, Data, n);
        return Equivalence.Body(Lowering.Lower(method));
    }

    private Stmt Loop(Expr lower, Expr condition, int step, params Stmt[] body) => For(_i, lower, condition, step, body.Length == 0 ? [Sum] : body);

    // ---- counted loops

    [Fact]
    public void A_counted_loop_carries_what_it_assigns_and_nothing_else() => Assert.Equal(
        "%0: f64 = constant 0; %1: i32 = constant 0; %s: f64 = for %i: i32 in %1..%n step 1 carry %s.1: f64 = %0 {; "
        + "%2: f64 = load %x[%i]; %s.2: f64 = add %s.1, %2; yield %s.2; }; yield %s",
        Lowered(Loop(I(0), Less(V(_i), V(_n)), 1)));

    [Fact]
    public void A_bound_that_is_included_is_one_more()
    {
        Assert.Contains("%2: i32 = constant 1; %3: i32 = sub %n, %2; %4: i32 = constant 1; %5: i32 = add %3, %4; %s: f64 = for %i: i32 in %1..%5 step 1", Lowered(Loop(I(0), AtMost(V(_i), Sub(V(_n), I(1))), 1)));
        Assert.Contains("constant 4; ", Lowered(Loop(I(0), AtMost(V(_i), I(3)), 1)));
    }

    [Fact]
    public void A_descending_loop_has_a_negative_step()
    {
        Assert.Contains("step -1", Lowered(Loop(Sub(V(_n), I(1)), Greater(V(_i), I(-1)), -1)));
        Assert.Contains("step -2", Lowered(Loop(I(3), Op(Generators.Ir.Op.GreaterOrEqual, V(_i), I(0)), -2)));
        Assert.Contains("constant -1; ", Lowered(Loop(I(3), Op(Generators.Ir.Op.GreaterOrEqual, V(_i), I(0)), -2)));
    }

    [Fact]
    public void The_index_may_stand_on_the_right_of_the_comparison() => Assert.Contains("for %i", Lowered(Loop(I(0), Greater(V(_n), V(_i)), 2)));

    [Fact]
    public void An_index_that_is_compared_some_places_ahead_is_counted_up_to_a_smaller_bound()
    {
        Assert.Contains("%3: i32 = max %n, %2; %4: i32 = constant 1; %5: i32 = sub %3, %4; %s: f64 = for %i: i32 in %1..%5 step 1", Lowered(Loop(I(0), Less(Add(V(_i), I(1)), V(_n)), 1)));
        Assert.Contains("for %i", Lowered(Loop(I(1), Greater(V(_n), Add(I(2), V(_i))), 2)));
        Assert.Contains("for %i", Lowered(Loop(I(0), AtMost(Add(V(_i), I(1)), V(_n)), 1)));
        Assert.Contains("%2: i32 = length %x; %3: i32 = constant 1; %4: i32 = sub %2, %3; ", Lowered(Loop(I(0), Less(Add(V(_i), I(1)), Length(_x)), 1)));
        Assert.Contains("constant 3; %s: f64 = for", Lowered(Loop(I(0), Less(Add(V(_i), I(1)), I(4)), 1)));
        // What wraps around in C# runs on there.
        foreach (Expr lower in new[] { I(-1), I(int.MaxValue), V(_n) })
            Assert.Contains("while", Equivalence.Body(Equivalence.Lowered(Method([_x, _n], Set(_s, N(0)), Loop(lower, Less(Add(V(_i), I(1)), V(_n)), 1), Return(V(_s)))).Entry));
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MinValue + 1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_bound_below_all_that_is_compared_gives_no_trip(int n)
    {
        TreeMethod method = Method([_x, _n], Set(_s, N(0)), Loop(I(0), Less(Add(V(_i), I(1)), V(_n)), 1), Return(V(_s)));
        Equivalence.Check(method, Data, n);
    }

    [Fact]
    public void Not_equal_counts_only_where_the_index_cannot_start_beyond_the_bound()
    {
        Assert.Contains("for %i", Lowered(Loop(I(0), Op(Generators.Ir.Op.NotEqual, V(_i), Length(_x)), 1)));
        TreeMethod open = Method([_x, _n], Set(_s, N(0)), Loop(I(0), Op(Generators.Ir.Op.NotEqual, V(_i), V(_n)), 1), Return(V(_s)));
        Assert.Contains("while", Equivalence.Body(Equivalence.Check(open, Data, 3).Entry));
    }

    [Fact]
    public void A_step_against_the_condition_is_a_while() =>
        Assert.Contains("while", Equivalence.Body(Equivalence.Lowered(Method([_x, _n], Set(_s, N(0)), Loop(I(0), Less(V(_i), V(_n)), -1), Return(V(_s)))).Entry));

    [Fact]
    public void A_bound_that_the_loop_changes_is_a_while()
    {
        Assert.Contains("while", Lowered(Loop(I(0), Less(V(_i), V(_n)), 1, Sum, Set(_n, Sub(V(_n), I(1))))));
        TreeVariable bounds = new("bounds", IrType.Array(Scalar.I32));
        TreeMethod Sparse(Stmt body) => Method([_x, bounds], Set(_s, N(0)), Loop(I(0), Less(V(_i), Load(bounds, I(0))), 1, Sum, body), Return(V(_s)));
        Assert.Contains("for %i", Equivalence.Body(Equivalence.Check(Sparse(Store(_x, I(0), V(_s))), Data, new[] { 3 }).Entry));
        Assert.Contains("while", Equivalence.Body(Equivalence.Check(Sparse(Store(bounds, I(0), V(_i))), Data, new[] { 3 }).Entry));
    }

    [Fact]
    public void An_index_that_the_body_writes_is_a_while() =>
        Assert.Contains("while", Lowered(Loop(I(0), Less(V(_i), V(_n)), 1, Sum, If(Greater(V(_s), N(0)), Set(_i, Add(V(_i), I(1)))))));

    [Fact]
    public void The_index_is_carried_only_if_it_is_read_after_the_loop()
    {
        string text = Lowered(
            Loop(I(0), Less(V(_i), V(_n)), 1, If(Greater(V(_s), N(1)), Break), Sum),
            Set(_s, Add(V(_s), new OpExpr(IrType.F64, Generators.Ir.Op.Convert, [V(_i)]))));
        Assert.Contains("%s: f64, %i: i32 = for %i.1: i32 in %1..%n step 1 carry %s.1: f64 = %0, %i.2: i32 = %1 {", text);
    }

    [Fact]
    public void Two_indices_are_one_counted_and_one_carried() =>
        Assert.Contains("for %i: i32 in %1..%n step 1 carry %s.1: f64 = %0, %j.1: i32 = %2 {", Lowered(new ForStmt(
            [Set(_i, I(0)), Set(_j, I(3))], Less(V(_i), V(_n)), [Set(_i, Add(V(_i), I(1))), Set(_j, Sub(V(_j), I(1)))],
            Block(Set(_s, Add(Mul(V(_s), N(2)), Load(_x, V(_j))))))));

    [Fact]
    public void A_further_condition_is_an_exit_before_the_work() => Assert.Equal(
        "%0: f64 = constant 0; %1: i32 = constant 0; %s: f64 = for %i: i32 in %1..%n step 1 carry %s.1: f64 = %0 {; "
        + "%2: f64 = constant 1; %3: bool = less %s.1, %2; %4: bool = not %3; %s.2: f64 = if %3 {; "
        + "%5: f64 = load %x[%i]; %s.3: f64 = add %s.1, %5; yield %s.3; } else {; yield %s.1; }; yield %s.2 exit %4; }; yield %s",
        Lowered(Loop(I(0), And(Less(V(_i), V(_n)), Less(V(_s), N(1))), 1)));

    // ---- leaving loops

    [Fact]
    public void A_break_is_the_exit_flag_itself() => Assert.Equal(
        "%0: f64 = constant 0; %1: i32 = constant 0; %s: f64 = for %i: i32 in %1..%n step 1 carry %s.1: f64 = %0 {; "
        + "%2: f64 = constant 1; %3: bool = greater %s.1, %2; %s.2: f64 = if %3 {; yield %s.1; } else {; "
        + "%4: f64 = load %x[%i]; %s.3: f64 = add %s.1, %4; yield %s.3; }; yield %s.2 exit %3; }; yield %s",
        Lowered(Loop(I(0), Less(V(_i), V(_n)), 1, If(Greater(V(_s), N(1)), Break), Sum)));

    [Fact]
    public void A_continue_nests_the_remainder_without_a_flag() => Assert.Equal(
        "%0: f64 = constant 0; %1: i32 = constant 0; %s: f64 = for %i: i32 in %1..%n step 1 carry %s.1: f64 = %0 {; "
        + "%2: f64 = load %x[%i]; %3: f64 = constant 0; %4: bool = less %2, %3; %s.2: f64 = if %4 {; yield %s.1; } else {; "
        + "%5: f64 = load %x[%i]; %s.3: f64 = add %s.1, %5; yield %s.3; }; yield %s.2; }; yield %s",
        Lowered(Loop(I(0), Less(V(_i), V(_n)), 1, If(Less(Load(_x, V(_i)), N(0)), Continue), Sum)));

    [Fact]
    public void A_return_in_a_loop_is_exit_result_and_one_flag()
    {
        string text = Lowered(Loop(I(0), Less(V(_i), V(_n)), 1, If(Less(Load(_x, V(_i)), N(0)), Return(N(-1))), Sum));
        Assert.Contains("%2: f64 = undefined; %3: bool = constant false; %s: f64, %result: f64, %4: bool = for %i", text);
        Assert.Contains("} else {; yield %s; }; yield %result", text);
    }

    [Fact]
    public void A_return_from_nested_loops_leaves_them_all()
    {
        string text = Lowered(
            Loop(I(0), Less(V(_i), V(_n)), 1, For(_j, I(0), AtMost(V(_j), V(_i)), 1, If(Less(Load(_x, V(_j)), N(0)), Return(V(_s))), Sum), Sum),
            Set(_s, Add(V(_s), N(100))));
        Assert.Equal(2, text.Split(" exit ").Length - 1);
    }

    [Fact]
    public void A_loop_left_only_by_return_has_no_flag()
    {
        string text = Equivalence.Body(Equivalence.Check(
            Method([_t], Set(_s, V(_t)), While(B(true), Set(_s, Mul(V(_s), N(2))), If(Greater(V(_s), N(100)), Return(V(_s))))), 3.0).Entry);
        Assert.DoesNotContain("constant false", text);
        Assert.EndsWith("yield %result", text);
    }

    [Fact]
    public void A_return_of_nothing_leaves_a_void_method()
    {
        TreeMethod method = Named("F", null, [_x, _n], Loop(I(0), Less(V(_i), V(_n)), 1, If(Less(Load(_x, V(_i)), N(0)), Return()), Store(_x, V(_i), N(9))), Store(_x, I(3), N(5)));
        for (int n = 0; n <= 4; n++) Equivalence.Check(method, Data, n);
    }

    // ---- while and do

    [Fact]
    public void A_while_keeps_a_condition_without_effects_as_its_test() => Assert.Equal(
        "%0: f64 = constant 0; %s: f64 = while carry %s.1: f64 = %0 {; %1: f64 = constant 5; %2: bool = less %s.1, %1; test %2; } do %s.2: f64 {; "
        + "%3: f64 = constant 2; %s.3: f64 = add %s.2, %3; yield %s.3; }; yield %s",
        Lowered(While(Less(V(_s), N(5)), Set(_s, Add(V(_s), N(2))))));

    [Fact]
    public void A_condition_that_assigns_is_evaluated_in_the_body_behind_an_exit()
    {
        string text = Lowered(While(Less(Sequence([Set(_s, Add(V(_s), N(2)))], V(_s)), N(5)), Set(_t, V(_s))));
        Assert.Contains("constant true; test", text);
        Assert.Contains("exit", text);
    }

    [Fact]
    public void A_do_loop_exits_when_its_condition_fails() => Assert.Equal(
        "%0: f64 = constant 0; %s: f64 = while carry %s.1: f64 = %0 {; %1: bool = constant true; test %1; } do %s.2: f64 {; "
        + "%2: f64 = constant 2; %s.3: f64 = add %s.2, %2; %3: f64 = constant 5; %4: bool = less %s.3, %3; %5: bool = not %4; yield %s.3 exit %5; }; yield %s",
        Lowered(DoWhile(Less(V(_s), N(5)), Set(_s, Add(V(_s), N(2))))));

    [Fact]
    public void A_continue_in_a_do_loop_goes_to_its_condition() => Lowered(DoWhile(
        Less(V(_s), N(5)), Set(_s, Add(V(_s), N(2))), If(Less(V(_s), N(3)), Continue), Set(_s, Add(V(_s), N(0.25)))));

    [Fact]
    public void A_continue_runs_the_step_and_a_break_does_not()
    {
        Stmt loop = new ForStmt([Set(_i, I(0)), Set(_t, N(1))], Less(V(_t), N(20)), [Set(_t, Mul(V(_t), N(3)))], Block(
            If(Less(V(_t), N(2)), Continue), If(Greater(V(_t), N(8)), Break), Set(_s, Add(V(_s), V(_t)))));
        Lowered(loop, Set(_s, Add(V(_s), V(_t))));
    }

    [Fact]
    public void A_loop_without_end_and_without_exit_is_followed_by_nothing()
    {
        string text = Equivalence.Body(Equivalence.Lowered(Method([_t], While(B(true), If(Less(V(_t), N(0)), Do(Throw()))), Return(V(_t)))).Entry);
        Assert.EndsWith("throws; }; }; %3: f64 = undefined; yield %3", text);
    }
}

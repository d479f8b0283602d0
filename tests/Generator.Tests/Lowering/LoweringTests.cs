// What statements and expressions become: the IR text, checked against the tree's own value.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Xunit;
using static Autodiff.Generator.Tests.Trees.Tree;
using TreeVariable = Autodiff.Generators.Frontend.Variable;

namespace Autodiff.Generator.Tests.Trees;

public class LoweringTests
{
    private readonly TreeVariable _a = F64("a");
    private readonly TreeVariable _b = F64("b");
    private readonly TreeVariable _s = F64("s");
    private readonly TreeVariable _c = Bool("c");
    private readonly TreeVariable _x = Span("x");

    /// <summary>Text of the lowered body after comparing its value with the tree's.</summary>
    private static string Lowered(TreeMethod method, params object[][] arguments)
    {
        foreach (object[] args in arguments) Equivalence.Check(method, args);
        return Equivalence.Body(Lowering.Lower(method));
    }

    [Fact]
    public void A_guard_nests_the_rest_without_flags() => Assert.Equal(
        "%0: f64 = constant 0; %1: bool = less %a, %0; %result: f64 = if %1 {; %2: f64 = constant 7; yield %2; } else {; "
        + "%s: f64 = mul %a, %b; yield %s; }; yield %result",
        Lowered(Method([_a, _b], If(Less(V(_a), N(0)), Return(N(7))), Set(_s, Mul(V(_a), V(_b))), Return(V(_s))), [-1.0, 2.0], [3.0, 2.0]));

    [Fact]
    public void A_guard_that_throws_leaves_the_rest_where_it_is() => Assert.Equal(
        "%0: f64 = constant 0; %1: bool = less %a, %0; if %1 {; effect \"throw null\" site 0 throws; }; %result: f64 = add %a, %a; yield %result",
        Lowered(Method([_a], If(Less(V(_a), N(0)), Do(Throw())), Return(Add(V(_a), V(_a)))), [-1.0], [1.0]));

    [Fact]
    public void A_negated_condition_swaps_the_sides() => Assert.Equal(
        "%result: f64 = if %c {; yield %b; } else {; yield %a; }; yield %result",
        Lowered(Method([_c, _a, _b], If(Not(V(_c)), Return(V(_a)), Return(V(_b)))), [true, 1.0, 2.0], [false, 1.0, 2.0]));

    [Fact]
    public void Only_variables_that_are_read_later_are_results_of_an_if()
    {
        TreeVariable inner = F64("inner");
        string text = Lowered(
            Method([_a], Set(_s, V(_a)), If(Less(V(_a), N(0)), Block(Set(inner, Mul(V(_a), V(_a))), Set(_s, V(inner)))), Return(V(_s))), [-2.0], [2.0]);
        Assert.Equal("%0: f64 = constant 0; %1: bool = less %a, %0; %s: f64 = if %1 {; %inner: f64 = mul %a, %a; yield %inner; } else {; yield %a; }; yield %s", text);
    }

    [Fact]
    public void A_variable_assigned_on_one_side_only_is_undefined_on_the_other()
    {
        // c && (s = a) > 0 ? s : b; s is assigned where it is read.
        TreeVariable known = Bool("known");
        string text = Lowered(
            Method([_c, _a, _b],
                Set(known, And(V(_c), Greater(Sequence([Set(_s, Mul(V(_a), V(_a)))], V(_s)), N(0)))),
                If(V(known), Return(V(_s))), Return(V(_b))),
            [true, 1.0, 2.0], [false, 1.0, 2.0]);
        Assert.Contains("undefined", text);
    }

    [Fact]
    public void A_choice_between_values_at_hand_is_a_select() => Assert.Equal(
        "%0: f64 = constant 1; %result: f64 = select %c, %a, %0; yield %result",
        Lowered(Method([_c, _a], Return(Choose(V(_c), V(_a), N(1)))), [true, 5.0], [false, 5.0]));

    [Fact]
    public void A_choice_evaluates_only_the_chosen_side()
    {
        TreeMethod method = Method([_c, _x], Return(Choose(V(_c), Load(_x, I(5)), N(1))));
        Assert.Equal(
            "%result: f64 = if %c {; %0: i32 = constant 5; %1: f64 = load %x[%0]; yield %1; } else {; %2: f64 = constant 1; yield %2; }; yield %result",
            Lowered(method, [false, new double[1]]));
    }

    [Fact]
    public void A_throw_on_one_side_of_a_choice_gives_the_other_side()
    {
        string text = Lowered(
            Method([_c, _a], Return(Choose(V(_c), V(_a), new EffectExpr(IrType.F64, "throw null", [], 0, Throws: true)))), [true, 5.0], [false, 5.0]);
        Assert.Equal("if %c {; } else {; effect \"throw null\" site 0 throws; }; yield %a", text);
    }

    [Fact]
    public void Operands_are_evaluated_from_left_to_right()
    {
        // a + (a = b) * a
        Expr assignment = Sequence([Set(_a, V(_b))], V(_a));
        Assert.Equal("%0: f64 = mul %b, %b; %result: f64 = add %a, %0; yield %result",
            Lowered(Method([_a, _b], Return(Add(V(_a), Mul(assignment, V(_a))))), [2.0, 3.0]));
    }

    [Fact]
    public void A_store_evaluates_index_then_value_then_writes()
    {
        TreeVariable i = I32("i");
        TreeMethod method = Method([_x, i],
            new StoreStmt(V(_x), [Sequence([], V(i), Set(i, Add(V(i), I(1))))], Load(_x, V(i)), "x[i++] = x[i]"), Return(Load(_x, I(0))));
        Assert.StartsWith(
            "// x[i++] = x[i]; %0: i32 = constant 1; %i.1: i32 = add %i, %0; %1: f64 = load %x[%i.1]; store %x[%i] = %1;",
            Lowered(method, [new[] { 1.0, 2.0, 3.0 }, 0]));
    }

    [Fact]
    public void Ref_and_out_parameters_are_yields_after_the_returned_value()
    {
        TreeVariable r = F64("r"), o = F64("o");
        TreeMethod method = Passed("F", IrType.F64, [(_a, Passing.ByValue), (r, Passing.Ref), (o, Passing.Out)],
            Set(o, V(r)), If(Less(V(_a), N(0)), Return(N(0))), Set(r, V(_a)), Return(V(_a)));
        Method lowered = Equivalence.Check(method, 2.0, 3.0).Entry;
        Equivalence.Check(method, -2.0, 3.0);
        Assert.Equal([("a", 0, -1), ("r", 1, 1), ("o", -1, 2)], lowered.Surface.Parameters.Select(p => (p.Name, p.Parameter, p.Result)));
        Assert.Equal(0, lowered.Surface.ReturnResult);
    }

    [Fact]
    public void Calls_pass_ref_variables_by_value_and_take_their_final_values()
    {
        TreeVariable r = F64("r"), p = F64("p"), o = F64("o");
        TreeMethod callee = Passed("H", null, [(p, Passing.ByValue), (r, Passing.Ref), (o, Passing.Out)], Set(o, V(r)), Set(r, Add(V(r), V(p))));
        TreeMethod caller = Method([_a, _b],
            Do(new CallExpr(Tree.Void, "H", [new(V(_a), null, Passing.ByValue), new(null, _b, Passing.Ref), new(null, _s, Passing.Out)])),
            Return(Sub(V(_b), V(_s))));
        Generators.Ir.Program program = Equivalence.Check([caller, callee], 2.0, 5.0);
        Assert.Equal("%b.1: f64, %s: f64 = call H(%a, %b); %result: f64 = sub %b.1, %s; yield %result", Equivalence.Body(program.Entry));
    }

    [Fact]
    public void Local_arrays_and_slices_keep_their_variables_names()
    {
        TreeVariable t = new("t", IrType.Span(Scalar.F64)), u = new("u", IrType.Span(Scalar.F64));
        string text = Lowered(Method([_a],
            Set(t, new AllocateExpr(t.Type, [I(3)])), Store(t, I(1), V(_a)),
            Set(u, new SliceExpr(u.Type, V(t), I(1), I(2))), Return(Load(u, I(0)))), [4.0]);
        Assert.Contains("%t: span<f64> = allocate", text);
        Assert.Contains("%u: span<f64> = slice %t", text);
    }

    [Fact]
    public void A_method_that_always_throws_yields_nothing_defined()
    {
        string text = Equivalence.Body(Equivalence.Lowered(Method([_a], Do(Throw()), Return(V(_a)))).Entry);
        Assert.Equal("effect \"throw null\" site 0 throws; %0: f64 = undefined; yield %0", text);
    }

    [Fact]
    public void A_statement_object_that_occurs_twice_is_lowered_twice()
    {
        TreeVariable t = F64("t");
        Stmt shared = If(Less(V(_a), N(3)), Block(Set(t, Add(V(_a), N(1))), Set(_a, V(t))));
        Equivalence.Check(Method([_a], shared, Set(_a, Mul(V(_a), N(2))), shared, Return(V(_a))), 0.5);
    }

    // ---- size

    [Fact]
    public void A_sum_of_ten_thousand_terms_is_lowered_without_recursion()
    {
        Expr sum = V(_a);
        for (int k = 0; k < 10_000; k++) sum = Add(sum, V(_a));
        Assert.Equal(10_000, Equivalence.Check(Method([_a], Return(sum)), 1.0).Entry.Body.Body.Count);
    }

    [Fact]
    public void Five_thousand_guards_nest_no_deeper_than_a_stack_can_bear()
    {
        List<Stmt> body = [];
        for (int k = 0; k < 2_500; k++)
        {
            body.Add(If(Less(V(_a), N(-k)), Return(N(k))));
            body.Add(Set(_a, Sub(V(_a), N(0.5))));
        }
        Method method = Equivalence.Check(Method([_a], [.. body, Return(V(_a))]), 100.0).Entry;
        Assert.InRange(Depth(method.Body), 2, 100);
        Assert.InRange(method.Body.All().Count(), 5_000, 100_000);
    }

    private static int Depth(Region region) =>
        1 + region.Body.SelectMany(i => i.Regions()).Select(Depth).DefaultIfEmpty(0).Max();

    [Fact]
    public void Five_thousand_statements_give_instructions_in_proportion()
    {
        List<Stmt> body = [];
        for (int k = 0; k < 1_250; k++)
        {
            body.Add(Set(_s, Mul(V(_a), N(k))));
            body.Add(If(Less(V(_s), N(0)), Set(_a, V(_s)), Set(_b, V(_s))));
            body.Add(Store(_x, I(k % 4), V(_b)));
            body.Add(Set(_a, Load(_x, I(k % 3))));
        }
        Method method = Equivalence.Check(Method([_a, _b, _x], [.. body, Return(V(_a))]), 0.5, 1.0, new double[4]).Entry;
        Assert.InRange(method.Body.All().Count(), 10_000, 20_000);
    }
}

// Branches, loops and dead code: what goes, what stays, and notes.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generator.Tests.Trees;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Simplification;

public class ControlTests
{
    /// <summary>F(x, y, n, b); the simplified body after comparing results.</summary>
    private static string After(Func<IrTest, Value[], Value[]> make)
    {
        IrTest f = new();
        Value[] p = [f.F64("x"), f.F64("y"), f.I32("n"), f.Parameter(IrType.Bool, "b"), f.Span("s")];
        Generators.Ir.Program program = IrTest.Program(f.Done(make(f, p)));
        Verifier.Require(program, "building");
        string text = "";
        foreach (bool b in new[] { false, true })
            for (int n = -1; n < 4; n++)
                text = Equivalence.Body(Equivalence.CheckSimplified(program, 1.5, -2.0, n, b, new[] { 1.0, 2, 3, 4 }).Entry);
        return text;
    }

    // ---- branches

    [Fact]
    public void A_known_condition_leaves_one_side()
    {
        Assert.Equal("%0: f64 = sin %x; yield %0", After((f, p) => f.If(f.B.Bool(true), () => [f.Sin(p[0])], () => [f.Exp(p[0])])));
        Assert.Equal("%0: f64 = exp %x; yield %0", After((f, p) => f.If(f.Less(f.Int(2), f.Int(1)), () => [f.Sin(p[0])], () => [f.Exp(p[0])])));
    }

    [Fact]
    public void A_condition_is_known_inside_its_branches() => Assert.Equal(
        "%0: f64 = if %b {; %1: f64 = sin %x; yield %1; } else {; %2: f64 = exp %y; yield %2; }; yield %0",
        After((f, p) => f.If(p[3],
            () => f.If(p[3], () => [f.Sin(p[0])], () => [f.Exp(p[0])]),
            () => f.If(f.B.Let(Op.Not, IrType.Bool, p[3]), () => [f.Exp(p[1])], () => [f.Sin(p[1])]))));

    [Fact]
    public void Branches_that_only_choose_become_selects() => Assert.Equal(
        "%0: f64 = constant 3; %1: f64 = select %b, %x, %0; yield %1",
        After((f, p) => f.If(p[3], () => [p[0]], () => [f.Const(3)])));

    [Fact]
    public void Results_that_do_not_depend_on_the_branch_go()
    {
        string text = After((f, p) => f.If(p[3],
            () => [f.Sin(p[0]), p[1], f.B.Bool(true), f.B.Bool(false), f.Const(4)],
            () => [f.Exp(p[0]), p[1], f.B.Bool(false), f.B.Bool(true), f.Const(4)]));
        Assert.Equal(
            "%0: f64 = if %b {; %1: f64 = sin %x; yield %1; } else {; %2: f64 = exp %x; yield %2; }; "
            + "%3: f64 = constant 4; %4: bool = not %b; yield %0, %y, %b, %4, %3", text);
    }

    [Fact]
    public void A_branch_without_a_value_leaves_the_other_branch_s_value()
    {
        string text = After((f, p) =>
        {
            Value[] r = f.If(p[3], () => [f.Sin(p[0]), f.B.Undefined(IrType.F64)], () => [f.Exp(p[0]), p[1]]);
            return [f.If1(p[3], () => r[0], () => f.Add(r[0], r[1]))];
        });
        Assert.DoesNotContain("undefined", text);
        Assert.Contains("add %0, %y", text);
    }

    [Fact]
    public void Results_that_are_equal_in_both_branches_are_one() => Assert.Equal(
        "%0: f64 = if %b {; %1: f64 = sin %x; yield %1; } else {; %2: f64 = exp %x; yield %2; }; yield %0, %0",
        After((f, p) => f.If(p[3],
            () => { Value v = f.Sin(p[0]); return [v, v]; },
            () => { Value v = f.Exp(p[0]); return [v, v]; })));

    [Fact]
    public void Results_that_nobody_reads_go_with_what_they_were_made_of() => Assert.Equal(
        "%0: f64 = if %b {; %1: f64 = sin %x; yield %1; } else {; %2: f64 = exp %x; yield %2; }; yield %0",
        After((f, p) => [f.If(p[3], () => [f.Sin(p[0]), f.Sin(p[1])], () => [f.Exp(p[0]), f.Exp(p[1])])[0]]));

    [Fact]
    public void An_empty_branch_goes() => Assert.Equal("yield %x", After((f, p) =>
    {
        f.When(f.Less(p[0], p[1]), () => f.B.Note("nothing"));
        return [p[0]];
    }));

    [Fact]
    public void Nothing_follows_a_throw()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value r = f.If1(f.B.Bool(true), () => { f.B.Add(new Effect(Value.None, "throw null", [], 0, Throws: true)); return f.B.Undefined(IrType.F64); }, () => x);
        f.B.Effect("Log({0})", r);
        Assert.Equal("effect \"throw null\" site 0 throws; %0: f64 = undefined; yield %0", Equivalence.Body(Simplify.Run(f.Done(f.Sin(r)))));
    }

    // ---- loops

    [Fact]
    public void A_loop_without_trips_or_with_one_trip_is_no_loop()
    {
        Assert.Equal("yield %x", After((f, p) => [f.For1(f.Int(3), f.Int(3), p[0], (_, c) => f.Sin(c))]));
        Assert.Equal("%x.1: f64 = sin %x; yield %x.1", After((f, p) => [f.For1(f.Int(3), f.Int(5), p[0], (_, c) => f.Sin(c), 2)]));
        Assert.Equal("%trips: i32 = constant 1; %x.1: f64 = sin %x; yield %x.1, %trips",
            After((f, p) => f.For(f.Int(0), f.Int(1), [p[0]], (i, c) => [f.Sin(c[0])], trips: true)));
        Assert.Equal("yield %x", After((f, p) => f.While([p[0]], _ => f.B.Bool(false), c => [f.Sin(c[0])])));
        Assert.Equal("%x.1: f64 = sin %x; yield %x.1",
            After((f, p) => f.While([p[0]], _ => f.B.Bool(true), c => [f.Sin(c[0]), f.B.Bool(true)], exit: true)));
    }

    [Fact]
    public void A_carried_value_that_no_trip_changes_is_its_initial_value() => Assert.Equal(
        "%0: i32 = constant 0; %x.1: f64 = for %i: i32 in %0..%n step 1 carry %x.2: f64 = %x {; %1: f64 = mul %x.2, %y; yield %1; }; yield %x.1, %y",
        After((f, p) => f.For(f.Int(0), p[2], [p[0], p[1]], (_, c) => [f.Mul(c[0], c[1]), c[1]])));

    [Fact]
    public void Carried_values_that_begin_and_go_on_alike_are_one()
    {
        string text = After((f, p) => f.For(f.Int(0), p[2], [p[0], p[0]], (_, c) => { Value v = f.Sin(f.Add(c[0], c[1])); return [v, v]; }));
        Assert.Contains("yield %x.1, %x.1", text);
    }

    [Fact]
    public void A_carried_value_that_feeds_only_itself_goes()
    {
        string text = After((f, p) => [f.For(f.Int(0), p[2], [p[0], p[1]], (_, c) => [f.Sin(c[0]), f.Exp(c[1])])[0]]);
        Assert.DoesNotContain("exp", text);
    }

    [Fact]
    public void An_undefined_beginning_takes_the_value_every_trip_gives()
    {
        Assert.Contains("yield %y", After((f, p) => f.For(f.Int(0), f.Int(3), [f.B.Undefined(IrType.F64), p[0]], (_, c) => [p[1], f.Sin(c[1])])));
        Assert.DoesNotContain("undefined", After((f, p) =>
            f.For(f.Int(0), f.Int(3), [f.B.Undefined(IrType.F64), p[0]], (_, c) => { Value v = f.Sin(c[1]); return [v, v]; })));
    }

    [Fact]
    public void An_exit_that_never_happens_and_trips_that_nobody_counts_go()
    {
        string text = After((f, p) => [f.For(f.Int(0), p[2], [p[0]], (_, c) => [f.Sin(c[0]), f.B.Bool(false)], exit: true, trips: true)[0]]);
        Assert.DoesNotContain("exit", text);
        Assert.DoesNotContain("trips", text);
    }

    [Fact]
    public void Loops_without_effect_and_without_reader_go()
    {
        Assert.Equal("yield %x", After((f, p) =>
        {
            f.For1(f.Int(0), p[2], p[0], (i, c) => f.Add(c, f.Load(p[4], i)));
            f.While([p[2]], c => f.Less(c[0], f.Int(9)), c => [f.Add(c[0], f.Int(1))]);
            return [p[0]];
        }));
    }

    [Fact]
    public void Loops_with_effects_stay_with_all_that_controls_them()
    {
        string text = After((f, p) =>
        {
            f.While([f.Int(0), p[0]], c => f.Less(c[0], f.Int(3)), c =>
            {
                f.Store(p[4], f.Const(1), c[0]);
                return [f.Add(c[0], f.Int(1)), f.Sin(c[1]), f.Less(p[0], p[1])];
            }, exit: true);
            return [p[0]];
        });
        Assert.Contains("store", text);
        Assert.Contains("exit", text);
        Assert.DoesNotContain("sin", text);
    }

    // ---- calls, tapes, notes

    [Fact]
    public void A_call_without_reader_goes_only_if_it_is_known_to_be_pure()
    {
        IrTest f = new();
        Value x = f.F64("x");
        f.Call("H", [IrType.F64], x);
        Method method = f.Done(x);
        Assert.Equal("%0: f64 = call H(%x); yield %x", Equivalence.Body(Simplify.Run(method)));
        Assert.Equal("yield %x", Equivalence.Body(Simplify.Run(method, new SimplifyOptions(key => key == "H"))));
    }

    [Fact]
    public void Records_and_replays_stay()
    {
        IrTest f = new();
        Value x = f.F64("x"), tape = f.B.CreateTape();
        f.B.Record(tape, f.Sin(x));
        f.B.Replay(tape, IrType.F64);
        string text = Equivalence.Body(Simplify.Run(f.Done(x)));
        Assert.Contains("record", text);
        Assert.Contains("replay", text);
    }

    [Fact]
    public void A_note_with_nothing_to_say_goes()
    {
        Assert.Equal("// second; %0: f64 = sin %x; yield %0", After((f, p) =>
        {
            f.B.Note("first");
            f.Exp(p[0]);
            f.B.Note("second");
            Value r = f.Sin(p[0]);
            f.B.Note("third");
            return [r];
        }));
    }

    [Fact]
    public void Names_of_source_variables_survive()
    {
        Assert.Equal("%total: f64 = sin %x; yield %total, %total", After((f, p) => [f.Sin(p[0]), f.Named("total", f.Mul(f.Sin(p[0]), f.Const(1)))]));
    }

    // ---- size

    [Fact]
    public void Twenty_thousand_instructions_cost_twice_as_much_as_ten_thousand() => Growth.IsLinear(1_250, repetitions =>
    {
        IrTest f = new();
        Value x = f.F64("x"), s = f.Span("s"), sum = x;
        for (int k = 0; k < repetitions; k++)
        {
            Value v = f.Load(s, f.Int(k % 4));
            f.Store(s, f.Add(v, f.Mul(sum, f.Const(1))), f.Int(k % 3));
            Value before = sum;
            sum = f.If1(f.Less(sum, f.Const(k)), () => f.Mul(before, f.Sin(v)), () => before);
        }
        Method method = f.Done(sum);
        Assert.InRange(method.Body.All().Count(), 8 * repetitions, 16 * repetitions);
        return () => Assert.Empty(Verifier.Check(Simplify.Run(method), _ => null));
    });

    [Fact]
    public void Deep_nesting_costs_no_more_than_its_size() => Growth.IsLinear(40, levels =>
    {
        IrTest f = new();
        Value x = f.F64("x"), s = f.Span("s");
        Value Nested(int depth)
        {
            for (int k = 0; k < 50; k++) f.Store(s, f.Add(f.Load(s, f.Int(k % 4)), f.Const(k + depth)), f.Int(k % 3));
            return depth == 0 ? f.Sin(x) : f.If1(f.Less(x, f.Const(depth)), () => Nested(depth - 1), () => f.Exp(x));
        }
        Method method = f.Done(Nested(levels));
        return () => Simplify.Run(method);
    });
}

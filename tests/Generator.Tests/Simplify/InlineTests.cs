// Which callees are copied into their callers, and what is left of the program.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generator.Tests.Trees;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Simplification;

public class InlineTests
{
    private static Method Caller(string callee, string key = "F")
    {
        IrTest f = new(key);
        Value x = f.F64("x");
        return f.Done(f.Add(f.Call(callee, [IrType.F64], x)[0], x));
    }

    private static Method Callee(string key, Func<IrTest, Value, Value> body)
    {
        IrTest h = new(key);
        Value a = h.F64("a");
        return h.Done(body(h, a));
    }

    private static Generators.Ir.Program Check(params Method[] methods) => Equivalence.CheckInlined(IrTest.Program(methods), 0.75);

    private static string[] Keys(Generators.Ir.Program program) => [.. program.Methods.Select(m => m.Key)];

    [Fact]
    public void A_small_callee_is_copied_without_its_notes_and_dropped()
    {
        Generators.Ir.Program program = Check(Caller("H"), Callee("H", (h, a) => { h.B.Note("a * a"); return h.Mul(a, a); }));
        Assert.Equal(["F"], Keys(program));
        Assert.Equal("%0: f64 = mul %x, %x; %1: f64 = add %0, %x; yield %1", Equivalence.Body(program.Entry));
    }

    [Fact]
    public void The_entry_stays_first_and_keeps_its_surface()
    {
        Method entry = Caller("H");
        Generators.Ir.Program program = Check(entry, Callee("H", (h, a) => h.Sin(a)));
        Assert.Equal(entry.Surface, program.Entry.Surface);
        Assert.Equal(entry.Key, program.Entry.Key);
    }

    [Fact]
    public void A_callee_of_branches_is_copied() =>
        Assert.Equal(["F"], Keys(Check(Caller("H"), Callee("H", (h, a) => h.If1(h.Less(a, h.Const(0)), () => h.Sin(a), () => h.Exp(a))))));

    [Fact]
    public void Callees_are_copied_through_several_levels() =>
        Assert.Equal(["F"], Keys(Check(Caller("G"), Caller("H", "G"), Callee("H", (h, a) => h.Sin(a)))));

    [Fact]
    public void The_budget_counts_instructions_but_not_constants()
    {
        Value Chain(IrTest h, Value a, int length)
        {
            for (int k = 0; k < length; k++) a = h.Add(a, h.Const(k));
            return a;
        }
        Assert.Equal(["F"], Keys(Check(Caller("H"), Callee("H", (h, a) => Chain(h, a, Inline.MaxInstructions)))));
        Assert.Equal(["F", "H"], Keys(Check(Caller("H"), Callee("H", (h, a) => Chain(h, a, Inline.MaxInstructions + 1)))));
    }

    [Fact]
    public void Loops_stay_calls() =>
        Assert.Equal(["F", "H"], Keys(Check(Caller("H"), Callee("H", (h, a) => h.For1(h.Int(0), h.Int(3), a, (_, c) => h.Sin(c))))));

    [Fact]
    public void Counted_loops_are_copied_into_counted_loops()
    {
        Method Repeated(string callee)
        {
            IrTest f = new("F");
            Value x = f.F64("x");
            return f.Done(f.For1(f.Int(0), f.Int(3), x, (_, c) => f.Call(callee, [IrType.F64], c)[0]));
        }
        Method Loop(string key, Func<IrTest, Value, Value> trip) => Callee(key, (h, a) => h.For1(h.Int(0), h.Int(3), a, (_, c) => trip(h, c)));
        Assert.Equal(["F"], Keys(Check(Repeated("H"), Loop("H", (h, c) => h.Sin(c)))));
        // What it calls itself may loop, too, and is in its loop.
        Assert.Equal(["F"], Keys(Check(Repeated("G"), Loop("G", (g, c) => g.Call("H", [IrType.F64], c)[0]), Loop("H", (h, c) => h.Sin(c)))));
        // Once only, the loop is as well off on its own.
        Assert.Equal(["F", "H"], Keys(Check(Caller("H"), Loop("H", (h, c) => h.Sin(c)))));
    }

    [Fact]
    public void Recursion_stays_calls_also_when_it_is_mutual()
    {
        Method Recursive(string key, string callee) => Callee(key, (h, a) =>
            h.If1(h.Less(a, h.Const(0)), () => a, () => h.Call(callee, [IrType.F64], h.Sub(a, h.Const(1)))[0]));
        Assert.Equal(["F", "H"], Keys(Check(Caller("H"), Recursive("H", "H"))));
        Assert.Equal(["F", "G", "H"], Keys(Check(Caller("G"), Recursive("G", "H"), Recursive("H", "G"))));
    }

    [Fact]
    public void A_callee_that_only_throws_stays_a_call()
    {
        Method thrower = Callee("H", (h, a) => { h.B.Add(new Effect(Value.None, "throw null", [], 0, Throws: true)); return h.B.Undefined(IrType.F64); });
        Assert.Equal(["F", "H"], Keys(Check(Caller("H"), thrower)));
    }

    [Fact]
    public void A_method_that_is_still_called_elsewhere_stays()
    {
        IrTest f = new();
        Value x = f.F64("x");
        Value looped = f.Call("Loop", [IrType.F64], x)[0];
        Method entry = f.Done(f.Add(looped, f.Call("H", [IrType.F64], x)[0]));
        Method loop = Callee("Loop", (h, a) => h.For1(h.Int(0), h.Int(3), a, (_, c) => h.Call("H", [IrType.F64], c)[0]));
        Assert.Equal(["F", "Loop"], Keys(Check(entry, loop, Callee("H", (h, a) => h.Sin(a)))));
    }

    [Fact]
    public void Memory_arguments_are_read_and_written_in_place()
    {
        IrTest f = new();
        Value s = f.Span("s");
        f.Call("H", [], s, f.Int(1));
        IrTest h = new("H");
        Value t = h.Span("t"), i = h.I32("i");
        h.Store(t, h.Mul(h.Load(t, i), h.Const(3)), i);
        Generators.Ir.Program program = Equivalence.CheckInlined(IrTest.Program(f.Done(f.Load(s, f.Int(1))), h.Done()), [new[] { 1.0, 2 }]);
        Assert.Equal(["F"], Keys(program));
    }

    [Fact]
    public void Text_that_mentions_a_span_is_not_given_an_array()
    {
        Method Entry(IrType type)
        {
            IrTest f = new();
            Value s = f.Parameter(type, "s");
            f.Call("H", [], s);
            return f.Done(f.Load(s, f.Int(0)));
        }
        IrTest h = new("H");
        h.B.Effect("{0}.Clear()", h.Span("t"));
        Method callee = h.Done();
        Assert.Equal(["F", "H"], Keys(Inline.Run(IrTest.Program(Entry(IrType.Array(Scalar.F64)), callee))));
        Assert.Equal(["F"], Keys(Inline.Run(IrTest.Program(Entry(IrType.Span(Scalar.F64)), callee))));
    }
}

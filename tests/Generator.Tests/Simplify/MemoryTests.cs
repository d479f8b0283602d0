// Common subexpressions, repeated loads, allocations and accumulations.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generator.Tests.Trees;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Simplification;

public class MemoryTests
{
    /// <summary>F(x, y, n) over two spans of four elements; the simplified body after comparing results and final contents.</summary>
    private static string After(Func<IrTest, Value, Value, Value, Value> make)
    {
        IrTest f = new();
        Value x = f.Span("x"), y = f.Span("y"), n = f.I32("n");
        Generators.Ir.Program program = IrTest.Program(f.Done(make(f, x, y, n)));
        Verifier.Require(program, "building");
        return Equivalence.Body(Equivalence.CheckSimplified(program, new[] { 1.0, 2, 3, 4 }, new[] { 5.0, 6, 7, 8 }, 2).Entry);
    }

    private static int Count(string text, string what) => text.Split(what).Length - 1;

    [Fact]
    public void Equal_operations_are_computed_once()
    {
        Assert.Equal(1, Count(After((f, x, _, n) => f.Add(f.Sin(f.Load(x, n)), f.Sin(f.Load(x, n)))), "sin"));
        Assert.Equal(1, Count(After((f, x, _, n) => f.Sub(f.Mul(f.Load(x, n), f.Const(3)), f.Mul(f.Const(3), f.Load(x, n)))), "mul"));
    }

    [Fact]
    public void What_only_one_side_computed_is_computed_again_after_it()
    {
        string text = After((f, x, _, n) =>
        {
            Value v = f.Load(x, n);
            Value one = f.If1(f.Less(v, f.Const(0)), () => f.Sin(v), () => f.Exp(v));
            return f.Add(one, f.Sin(v));
        });
        Assert.Equal(2, Count(text, "sin"));
    }

    [Fact]
    public void What_was_computed_before_is_not_computed_again_inside()
    {
        string text = After((f, x, _, n) =>
        {
            Value v = f.Sin(f.Load(x, n));
            return f.For1(f.Int(0), n, v, (_, c) => f.Add(f.Mul(c, c), f.Sin(f.Load(x, n))));
        });
        Assert.Equal(1, Count(text, "sin"));
        Assert.Equal(1, Count(text, "load"));
    }

    [Fact]
    public void A_load_is_repeated_after_a_write_to_its_memory()
    {
        Assert.Equal(2, Count(After((f, x, _, n) =>
        {
            Value before = f.Load(x, n);
            f.Store(x, f.Const(9), f.Int(0));
            return f.Sub(before, f.Load(x, n));
        }), "load"));
        Assert.Equal(2, Count(After((f, x, _, n) =>
        {
            Value before = f.Load(x, n);
            f.B.Fill(f.B.Slice(x, f.Int(1), f.Int(2)), f.Const(9));
            return f.Sub(before, f.Load(x, n));
        }), "load"));
    }

    [Fact]
    public void A_write_to_another_parameter_does_not_disturb()
    {
        Assert.Equal(1, Count(After((f, x, y, n) =>
        {
            Value before = f.Load(x, n);
            f.Store(y, f.Const(9), n);
            return f.Sub(before, f.Load(x, n));
        }), "load"));
    }

    [Fact]
    public void An_effect_may_write_the_memory_it_is_given_unless_it_reads_only()
    {
        string Loads(Action<IrTest, Value> effect) => After((f, x, _, n) =>
        {
            Value before = f.Load(x, n);
            effect(f, x);
            return f.Sub(before, f.Load(x, n));
        });
        Assert.Equal(2, Count(Loads((f, x) => f.B.Effect("Change({0})", x)), "load"));
        Assert.Equal(1, Count(Loads((f, x) => f.B.Guard("Check({0})", x)), "load"));
    }

    [Fact]
    public void A_loop_that_writes_disturbs_loads_before_in_and_after_it()
    {
        string text = After((f, x, _, n) =>
        {
            Value before = f.Load(x, n);
            Value sum = f.For1(f.Int(0), f.Int(4), before, (i, c) =>
            {
                Value v = f.Load(x, n);
                f.Store(x, f.Mul(v, f.Const(2)), i);
                return f.Add(c, v);
            });
            return f.Add(sum, f.Load(x, n));
        });
        Assert.Equal(3, Count(text, "load"));
    }

    [Fact]
    public void What_was_stored_is_not_loaded_again()
    {
        string text = After((f, x, y, n) =>
        {
            Value v = f.Mul(f.Load(y, n), f.Const(3));
            f.Store(x, v, n);
            return f.Add(f.Load(x, n), f.Const(1));
        });
        Assert.Equal(1, Count(text, "load"));
    }

    [Fact]
    public void Lengths_of_allocations_and_slices_are_known()
    {
        Assert.Equal("yield %n", After((f, _, _, n) => f.Length(f.B.Allocate(IrType.Span(Scalar.F64), "t", false, n))));
        Assert.Equal("yield %n", After((f, x, _, n) => f.Length(f.B.Slice(x, f.Int(1), n))));
    }

    [Fact]
    public void Memory_that_nobody_reads_goes_with_its_stores()
    {
        Assert.Equal("yield %n", After((f, _, _, n) =>
        {
            Value t = f.B.Allocate(IrType.Span(Scalar.F64), "t", false, f.Int(4));
            f.Each(f.Int(0), n, i => f.Store(t, f.Const(2), i));
            f.B.Fill(f.B.Slice(t, f.Int(0), f.Int(2)), f.Const(1));
            return n;
        }));
    }

    [Fact]
    public void Memory_that_is_read_keeps_its_stores_also_those_through_slices()
    {
        string text = After((f, _, _, n) =>
        {
            Value t = f.B.Allocate(IrType.Span(Scalar.F64), "t", false, f.Int(4));
            f.Store(f.B.Slice(t, f.Int(1), f.Int(2)), f.Const(5), f.Int(1));
            return f.Load(t, n);
        });
        Assert.Equal(1, Count(text, "store"));
    }

    [Fact]
    public void Memory_chosen_by_a_condition_keeps_the_stores_of_both_sides()
    {
        string text = After((f, x, _, n) =>
        {
            Value t = f.B.Allocate(IrType.Span(Scalar.F64), "t", false, f.Int(4));
            f.Store(t, f.Const(5), f.Int(2));
            Value first = f.Load(t, f.Int(3));
            Value either = f.If1(f.Less(f.Int(0), n), () => t, () => x);
            f.Store(either, f.Const(6), f.Int(3));
            return f.Add(f.Add(first, f.Load(either, n)), f.Load(t, f.Int(3)));
        });
        Assert.Equal(2, Count(text, "store"));
        Assert.Equal(3, Count(text, "load"));
    }

    // ---- accumulate

    [Fact]
    public void Load_add_store_of_one_element_accumulates()
    {
        Assert.Contains("accumulate", After((f, x, y, n) =>
        {
            f.Store(x, f.Add(f.Load(x, n), f.Load(y, n)), n);
            return n;
        }));
        Assert.Contains("accumulate", After((f, x, y, n) =>
        {
            f.Store(x, f.Add(f.Load(y, n), f.Load(x, n)), n);
            return n;
        }));
        string text = After((f, x, y, n) =>
        {
            f.Store(x, f.Sub(f.Load(x, n), f.Load(y, n)), n);
            return n;
        });
        Assert.Contains("neg", text);
        Assert.Contains("accumulate", text);
    }

    [Fact]
    public void A_sum_that_is_used_elsewhere_or_of_another_element_is_stored()
    {
        Assert.DoesNotContain("accumulate", After((f, x, y, n) =>
        {
            Value sum = f.Add(f.Load(x, n), f.Load(y, n));
            f.Store(x, sum, n);
            return sum;
        }));
        Assert.DoesNotContain("accumulate", After((f, x, y, n) =>
        {
            f.Store(x, f.Add(f.Load(x, f.Int(0)), f.Load(y, n)), n);
            return n;
        }));
        Assert.DoesNotContain("accumulate", After((f, x, _, n) =>
        {
            Value v = f.Load(x, n);
            f.Store(x, f.Add(v, v), n);
            return n;
        }));
    }

    [Fact]
    public void A_write_in_between_prevents_accumulation()
    {
        Assert.DoesNotContain("accumulate", After((f, x, _, n) =>
        {
            Value v = f.Load(x, n);
            f.Store(x, f.Const(7), f.Int(2));
            f.Store(x, f.Add(v, f.Const(1)), n);
            return n;
        }));
        Assert.DoesNotContain("accumulate", After((f, x, _, n) =>
        {
            Value v = f.Load(x, n);
            f.Each(f.Int(0), f.Int(3), i => f.Store(x, f.Const(7), i));
            f.Store(x, f.Add(v, f.Const(1)), n);
            return n;
        }));
    }
}

// Which counted loops are elementwise, and the reason given for the others.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Analysis;

public class LoopShapeTests
{
    /// <summary>The refusal of the first loop of the method, null if it is elementwise.</summary>
    private static string? Refusal(Action<IrTest> write)
    {
        IrTest f = new();
        write(f);
        Method method = f.Done();
        Verifier.Require(IrTest.Program(method), "the test");
        return LoopShape.Of(method, method.Body.All().OfType<For>().First(), new Aliasing(method)).Refusal;
    }

    private static void Over(IrTest f, Value memory, Action<Value> body, long step = 1)
    {
        Value n = f.Length(memory);
        if (step > 0) f.Each(f.Int(0), n, body, step);
        else f.Each(f.Sub(n, f.Int(1)), f.Int(-1), body, step);
    }

    [Fact]
    public void An_elementwise_map_in_either_direction()
    {
        foreach (long step in new long[] { 1, -1 })
            Assert.Null(Refusal(f => { Value x = f.Span("x"), y = f.Span("y"), a = f.F64("a"); Over(f, x, i => f.Store(y, f.Mul(a, f.Exp(f.Load(x, i))), i), step); }));
    }

    [Fact]
    public void An_update_in_place_of_the_same_element() =>
        Assert.Null(Refusal(f => { Value x = f.Span("x"); Over(f, x, i => { f.Store(x, f.Sin(f.Load(x, i)), i); f.B.Accumulate(x, f.Load(x, i), i); }); }));

    [Fact]
    public void Sums_with_several_terms_and_shifted_loads() =>
        Assert.Null(Refusal(f =>
        {
            Value x = f.Span("x"), k = f.I32("k");
            f.For(k, f.Length(x), [f.Const(0), f.Const(1)], (i, c) =>
                [f.Sub(f.Add(f.Load(x, f.Sub(i, k)), c[0]), f.Const(2)), f.Add(c[1], f.Load(x, f.Add(f.Add(i, f.Int(3)), k)))]);
        }));

    [Fact]
    public void An_invariant_element_of_memory_that_is_not_written() =>
        Assert.Null(Refusal(f => { Value x = f.Span("x"), y = f.ReadOnly("y"), k = f.I32("k"); Over(f, x, i => f.Store(x, f.Mul(f.Load(x, i), f.Load(y, k)), i)); }));

    [Fact]
    public void Halves_of_one_span() =>
        Assert.Null(Refusal(f =>
        {
            Value x = f.Span("x"), n = f.I32("n"), low = f.B.Slice(x, f.Int(0), n), high = f.B.Slice(x, n, n);
            f.Each(f.Int(0), n, i => f.Store(high, f.Load(low, i), i));
        }));

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(-2)]
    [InlineData(5)]
    public void A_neighbour_that_is_written_in_another_trip(int offset) =>
        Assert.Equal("an element of x may be written in one trip and accessed in another",
            Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.Store(x, f.Load(x, f.Add(i, f.Int(offset))), i)); }));

    [Fact]
    public void An_invariant_element_that_is_written() =>
        Assert.Equal("an element of x may be written in one trip and accessed in another",
            Refusal(f => { Value x = f.Span("x"), k = f.I32("k"); Over(f, x, i => f.Store(x, f.Load(x, k), i)); }));

    [Fact]
    public void An_array_behind_an_expression_is_written() =>
        Assert.Equal("an element of field may be written in one trip and accessed in another", Refusal(f =>
        {
            Value x = f.Span("x"), field = f.B.Let(Op.Opaque, IrType.Array(Scalar.F64), "field", [], text: "N.C.Field");
            Over(f, x, i => f.Store(field, f.Load(x, i), i));
        }));

    [Fact]
    public void Every_other_refusal_says_why()
    {
        Assert.Equal("the step is not 1 or -1", Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.Store(x, f.Const(1), i), 2); }));
        Assert.Equal("the index is not an int", Refusal(f => { Value x = f.Span("x"); f.Each(f.B.Int(0, Scalar.I64), f.B.Int(3, Scalar.I64), i => f.Store(x, f.Const(1), i)); }));
        Assert.Equal("the loop may be left early", Refusal(f => f.For(f.Int(0), f.Int(3), [], (_, _) => [f.B.Bool(true)], exit: true)));
        Assert.Equal("the trips are counted", Refusal(f => f.For(f.Int(0), f.Int(3), [], (_, _) => [], trips: true)));
        Assert.Equal("the body has an effect", Refusal(f => f.Each(f.Int(0), f.Int(3), _ => f.B.Effect("Log()"))));
        Assert.Equal("the body has a loop", Refusal(f => f.Each(f.Int(0), f.Int(3), _ => f.Each(f.Int(0), f.Int(3), _ => { }))));
        Assert.Equal("the body keeps values on the tape", Refusal(f => { Value t = f.Tape("t"), a = f.F64("a"); f.Each(f.Int(0), f.Int(3), _ => f.B.Record(t, a)); }));
        Assert.Equal("the body has an opaque expression", Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.B.Let(Op.Opaque, IrType.F64, null, [], text: "N.C.F")); }));
        Assert.Equal("the body has a Slice", Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.B.Slice(x, i, f.Int(1))); }));
        Assert.Equal("an access has two indices", Refusal(f => { Value x = f.Parameter(IrType.Array2D(Scalar.F64), "x"); f.Each(f.Int(0), f.Int(3), i => f.Load(x, i, i)); }));
        Assert.Equal("float and double are mixed", Refusal(f =>
        {
            Value x = f.Parameter(IrType.Span(Scalar.F32), "x"), y = f.ReadOnly("y");
            Over(f, x, i => { f.Load(x, i); f.Load(y, i); });
        }));
        Assert.Equal("an access does not advance by one element", Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.Load(x, f.Mul(i, f.Int(2)))); }));
        Assert.Equal("an access does not advance by one element", Refusal(f => { Value x = f.Span("x"); f.Each(f.Int(0), f.Int(3), i => f.Store(x, f.Const(1), f.Int(0))); }));
        Assert.Equal("an access is not to floats", Refusal(f => { Value x = f.Span("x"), p = f.Parameter(IrType.ReadOnlySpan(Scalar.I64), "p"); Over(f, x, i => f.Load(x, f.Load(p, i))); }));
        Assert.Equal(
            "it does little beside accessing elements at indices that are found in memory",
            Refusal(f => { Value x = f.Span("x"), p = f.Parameter(IrType.ReadOnlySpan(Scalar.I32), "p"); Over(f, x, i => f.Load(x, f.Load(p, i))); }));
        Assert.Equal("/ gives an integer that is not affine in the index", Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.Load(x, f.Div(i, f.Int(2)))); }));
        Assert.Equal("SinPi has no vector form", Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.Store(x, f.Let(Op.SinPi, f.Load(x, i)), i)); }));
        Assert.Equal("no value changes from trip to trip", Refusal(f => { Value a = f.F64("a"); f.Each(f.Int(0), f.Int(3), _ => f.Mul(a, a)); }));
        Assert.Equal("/ of integers in a branch may fault", Refusal(f =>
        {
            Value x = f.Span("x"), k = f.I32("k");
            Over(f, x, i => f.When(f.Less(f.Load(x, i), f.Const(0)), () => f.Div(k, k)));
        }));
    }

    [Fact]
    public void Branches_conversions_and_reversed_accesses()
    {
        Assert.Null(Refusal(f => { Value x = f.Span("x"), k = f.I32("k"); Over(f, x, i => f.Load(x, f.Sub(k, i))); }));
        Assert.Null(Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.When(f.Less(f.Load(x, i), f.Const(1)), () => f.Store(x, f.Const(1), i))); }));
        Assert.Null(Refusal(f => { Value x = f.Span("x"); Over(f, x, i => f.Store(x, f.B.Let(Op.Convert, IrType.F64, i), i)); }));
        Assert.Null(Refusal(f => { Value a = f.F64("a"); f.For1(f.Int(0), f.Int(3), f.Const(0), (_, c) => f.Add(c, a)); }));
    }

    [Fact]
    public void A_carried_value_that_is_no_sum()
    {
        string? Carrying(Func<IrTest, Value, Value, Value> next) =>
            Refusal(f => { Value x = f.Span("x"); f.For1(f.Int(0), f.Length(x), f.Named("c", f.Const(0)), (i, c) => next(f, c, f.Load(x, i))); });
        Assert.Equal("c is carried and no sum", Carrying((f, c, e) => f.Mul(c, e)));
        Assert.Equal("c is carried and no sum", Carrying((f, c, e) => f.Sub(e, c)));
        Assert.Equal("c is carried and no sum", Carrying((f, c, e) => f.Let(Op.Max, c, e)));
        Assert.Equal("c is carried and no sum", Carrying((f, c, e) => f.Add(c, f.Mul(e, c))));
        Assert.Equal("c is carried and no sum", Carrying((f, c, e) => e));
        Assert.Equal("c is carried and no sum", Carrying((f, c, e) => { Value s = f.Add(c, e); return f.Add(s, s); }));
        Assert.Equal("k is carried and no float", Refusal(f => { Value x = f.Span("x"); f.For1(f.Int(0), f.Length(x), f.Named("k", f.Int(0)), (i, c) => f.Add(c, i)); }));
    }
}

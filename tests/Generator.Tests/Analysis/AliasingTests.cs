// Which accesses may touch the same element.
using System;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Xunit;

namespace Autodiff.Generator.Tests.Analysis;

public class AliasingTests
{
    private static bool Overlap(Action<IrTest, Func<Value, Value[], Access>, Action<Access, Access>> write)
    {
        IrTest f = new();
        Access first = default, second = default;
        write(f, (m, at) => new Access(m, new(at)), (a, b) => (first, second) = (a, b));
        Method method = f.Done();
        Aliasing aliasing = new(method);
        bool result = aliasing.MayOverlap(first, second);
        Assert.Equal(result, aliasing.MayOverlap(second, first));
        return result;
    }

    [Fact]
    public void Different_parameters_and_allocations_never_overlap()
    {
        Assert.False(Overlap((f, at, compare) => compare(Access.All(f.Span("x")), Access.All(f.Span("y")))));
        Assert.False(Overlap((f, at, compare) => compare(Access.All(f.Span("x")), Access.All(f.B.Allocate(IrType.Span(Scalar.F64), "a", false, f.Int(3))))));
    }

    [Fact]
    public void An_array_behind_an_expression_may_be_any_parameter_of_its_type_but_no_allocation()
    {
        static Value Foreign(IrTest f, Scalar element) => f.B.Let(Op.Opaque, IrType.Array(element), "field", [], text: "N.C.Field");
        Assert.True(Overlap((f, _, compare) => compare(Access.All(Foreign(f, Scalar.F64)), Access.All(f.Span("x")))));
        Assert.True(Overlap((f, _, compare) => compare(Access.All(Foreign(f, Scalar.F64)), Access.All(Foreign(f, Scalar.F64)))));
        Assert.False(Overlap((f, _, compare) => compare(Access.All(Foreign(f, Scalar.F32)), Access.All(f.Span("x")))));
        Assert.False(Overlap((f, _, compare) => compare(Access.All(Foreign(f, Scalar.F64)), Access.All(f.B.Allocate(IrType.Span(Scalar.F64), "a", false, f.Int(3))))));
    }

    [Fact]
    public void Indices_that_differ_by_a_constant_are_different_elements()
    {
        Assert.False(Overlap((f, at, compare) => { Value x = f.Span("x"), i = f.I32("i"); compare(at(x, [i]), at(x, [f.Add(i, f.Int(1))])); }));
        Assert.False(Overlap((f, at, compare) =>
        {
            Value x = f.Span("x"), i = f.I32("i"), n = f.I32("n");
            compare(at(x, [f.Mul(f.Int(2), f.Add(i, n))]), at(x, [f.Sub(f.Add(f.Add(i, i), f.Mul(n, f.Int(2))), f.Int(3))]));
        }));
        Assert.True(Overlap((f, at, compare) => { Value x = f.Span("x"), i = f.I32("i"); compare(at(x, [i]), at(x, [f.Sub(f.Add(i, f.Int(1)), f.Int(1))])); }));
        Assert.True(Overlap((f, at, compare) => { Value x = f.Span("x"); compare(at(x, [f.I32("i")]), at(x, [f.I32("j")])); }));
        Assert.True(Overlap((f, at, compare) => { Value x = f.Span("x"); compare(at(x, [f.I32("i")]), Access.All(x)); }));
    }

    [Fact]
    public void Parts_of_one_length_that_lie_that_length_or_a_multiple_of_it_apart_are_disjoint()
    {
        static bool Rows(int first, int second) => Overlap((f, _, compare) =>
        {
            Value x = f.Span("x"), n = f.I32("n");
            compare(Access.All(f.B.Slice(x, f.Mul(f.Int(first), n), n)), Access.All(f.B.Slice(x, f.Mul(f.Int(second), n), n)));
        });
        Assert.False(Rows(0, 1));
        Assert.False(Rows(0, 2));
        Assert.False(Rows(1, 4));
        Assert.True(Rows(2, 2));
        Assert.True(Overlap((f, _, compare) =>
        {
            Value x = f.Span("x"), n = f.I32("n"), m = f.I32("m");
            compare(Access.All(f.B.Slice(x, f.Int(0), n)), Access.All(f.B.Slice(x, f.Add(m, m), n)));
        }));
    }

    [Fact]
    public void Slices_that_touch_are_disjoint_and_an_element_lies_in_its_slice()
    {
        static (Value Low, Value High, Value X) Halves(IrTest f)
        {
            Value x = f.Span("x"), n = f.I32("n");
            return (f.B.Slice(x, f.Int(0), n), f.B.Slice(x, n, f.Sub(f.Length(x), n)), x);
        }
        Assert.False(Overlap((f, at, compare) => { var h = Halves(f); compare(Access.All(h.Low), Access.All(h.High)); }));
        Assert.False(Overlap((f, at, compare) => { var h = Halves(f); compare(at(h.Low, [f.I32("i")]), at(h.High, [f.I32("j")])); }));
        Assert.False(Overlap((f, at, compare) => { var h = Halves(f); compare(Access.All(f.B.Slice(h.Low, f.I32("a"), f.I32("b"))), Access.All(h.High)); }));
        Assert.True(Overlap((f, at, compare) => { var h = Halves(f); compare(at(h.Low, [f.I32("i")]), at(h.X, [f.I32("j")])); }));
    }

    [Fact]
    public void An_index_in_a_slice_is_counted_from_the_root()
    {
        Assert.False(Overlap((f, at, compare) =>
        {
            Value x = f.Span("x"), i = f.I32("i"), tail = f.B.Slice(x, f.Int(1), f.I32("n"));
            compare(at(tail, [i]), at(x, [i]));
        }));
        Assert.True(Overlap((f, at, compare) =>
        {
            Value x = f.Span("x"), i = f.I32("i"), tail = f.B.Slice(x, f.Int(1), f.I32("n"));
            compare(at(tail, [i]), at(x, [f.Add(i, f.Int(1))]));
        }));
    }

    [Fact]
    public void Rows_that_differ_are_disjoint()
    {
        static Value Matrix(IrTest f) => f.Parameter(IrType.Array2D(Scalar.F64), "m");
        Assert.False(Overlap((f, at, compare) => { Value m = Matrix(f), i = f.I32("i"); compare(at(m, [i, f.I32("j")]), at(m, [f.Add(i, f.Int(1)), f.I32("k")])); }));
        Assert.True(Overlap((f, at, compare) => { Value m = Matrix(f), i = f.I32("i"); compare(at(m, [i, f.I32("j")]), at(m, [i, f.I32("k")])); }));
    }

    /// <summary>Whether x[first(i)] of one trip and x[second(i)] of a later trip may be the same element, checked against all trips of a small loop.</summary>
    private static bool Later(int firstFactor, int firstOffset, int secondFactor, int secondOffset, long step, int firstCount = 1, int secondCount = 1)
    {
        IrTest f = new();
        Value x = f.Span("x"), n = f.I32("n");
        Access first = default, second = default;
        f.Each(n, f.Length(x), i =>
        {
            Value At(int factor, int offset) => f.Add(f.Mul(i, f.Int(factor)), f.Add(n, f.Int(offset)));
            first = new Access(x, [At(firstFactor, firstOffset)], firstCount);
            second = new Access(x, [At(secondFactor, secondOffset)], secondCount);
        }, step);
        Method method = f.Done();
        return new Aliasing(method).MayOverlapLater(first, second, method.Body.Body.OfType<For>().Single());
    }

    [Fact]
    public void A_later_trip_meets_an_element_exactly_when_enumeration_says_so()
    {
        foreach (long step in new long[] { 1, 2, -1, -3, 8 })
            foreach (int factor in new[] { 0, 1, 2, -1 })
                foreach ((int firstCount, int secondCount) in new[] { (1, 1), (8, 8), (3, 1) })
                    for (int offset = -9; offset <= 9; offset++)
                    {
                        bool expected = false;
                        for (int k = 1; k < 40; k++)
                        {
                            long distance = offset + factor * step * k;
                            expected |= distance < firstCount && -distance < secondCount;
                        }
                        Assert.True(expected == Later(factor, 2, factor, 2 + offset, step, firstCount, secondCount), $"{step} {factor} {firstCount} {secondCount} {offset}");
                    }
    }

    [Fact]
    public void Indices_with_different_factors_may_meet_later() => Assert.True(Later(1, 0, 2, 0, 1));

    [Fact]
    public void An_index_computed_in_the_loop_may_meet_anything_later()
    {
        IrTest f = new();
        Value x = f.Span("x"), p = f.Parameter(IrType.ReadOnlySpan(Scalar.I32), "p");
        Access first = default;
        f.Each(f.Int(0), f.Length(x), i => first = new Access(x, [f.Load(p, i)]));
        Method method = f.Done();
        Assert.True(new Aliasing(method).MayOverlapLater(first, first, method.Body.Body.OfType<For>().Single()));
    }

    [Fact]
    public void A_slice_that_moves_by_its_constant_length_is_new_in_every_trip()
    {
        static bool Moves(int factor, int length)
        {
            IrTest f = new();
            Value x = f.Span("x");
            Access row = default;
            f.Each(f.Int(0), f.I32("n"), i => row = Access.All(f.B.Slice(x, f.Mul(i, f.Int(factor)), f.Int(length))));
            Method method = f.Done();
            return new Aliasing(method).MayOverlapLater(row, row, method.Body.Body.OfType<For>().Single());
        }
        Assert.False(Moves(4, 4));
        Assert.True(Moves(3, 4));
    }
}

// Loops that add to several elements of one array, which may be the same in different trips.
using System;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Transform;

public class VectorizedSumsTests
{
    // for i: y[i] += x[i] · a; y[b + i] += x[i] · x[i]; y[i] += x[i], where the elements of one may be those of another in a later trip.
    private static Method SumsOfElementsSomewhere()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.Span("y"), b = f.I32("b"), a = f.F64("a");
        f.Each(f.Int(0), f.Length(x), i =>
        {
            Value e = f.Load(x, i);
            f.B.Accumulate(y, f.Mul(e, a), i);
            f.B.Accumulate(y, f.Mul(e, e), f.Add(b, i));
            f.B.Accumulate(y, e, i);
        });
        return f.Done();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(14)]
    public void Sums_of_elements_that_may_be_the_same(int distance) =>
        VectorizeTests.Same(IrTest.Program(SumsOfElementsSomewhere()), n => [VectorizeTests.Ramp(n, 1), VectorizeTests.Ramp(n + 14, 2), distance, 0.75]);

    [Fact]
    public void An_element_that_is_added_to_in_one_trip_and_read_in_another_is_no_sum()
    {
        IrTest f = new();
        Value x = f.ReadOnly("x"), y = f.Span("y"), b = f.I32("b");
        f.Each(f.Int(0), f.Length(x), i =>
        {
            f.B.Accumulate(y, f.Load(x, i), i);
            f.B.Accumulate(y, f.Load(y, f.Add(b, i)), i);
        });
        Assert.Contains("may be written in one trip and accessed in another", Assert.Single(Vectorize.Run(f.Done()).Remarks), StringComparison.Ordinal);
    }
}

// What the runtime gives to generic code: a tape, an arena and rules over any type of number.
using System;
using System.Collections.Generic;
using System.Numerics;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class GenericNumberTests
{
    private static List<T> RoundTrip<T>(params T[] values)
        where T : INumberBase<T>
    {
        Tape tape = default;
        var back = new List<T>();
        try
        {
            foreach (T value in values) tape.Push<T>(value);
            foreach (T _ in values) back.Add(tape.Pop<T>());
        }
        finally
        {
            tape.Dispose();
        }

        return back;
    }

    [Fact]
    public void A_tape_gives_back_numbers_of_every_type_last_first()
    {
        Assert.Equal([3.5, 2.5, 1.5], RoundTrip(1.5, 2.5, 3.5));
        Assert.Equal([3.5f, 2.5f, 1.5f], RoundTrip(1.5f, 2.5f, 3.5f));
        Assert.Equal([(Half)2, (Half)1], RoundTrip((Half)1, (Half)2));
        Assert.Equal([2m, 1m], RoundTrip(1m, 2m));
        Assert.Equal([new BigInteger(2), BigInteger.One], RoundTrip(BigInteger.One, new BigInteger(2)));
    }

    [Fact]
    public void Generic_and_plain_records_of_one_type_share_a_stack()
    {
        Tape tape = default;
        try
        {
            tape.Push<double>(1.5);
            tape.Push(2.5);
            Assert.Equal(2.5, tape.Pop<double>());
            Assert.Equal(1.5, tape.PopDouble());
        }
        finally
        {
            tape.Dispose();
        }
    }

    [Fact]
    public void An_empty_tape_has_no_number_of_any_type()
    {
        Assert.Throws<InvalidOperationException>(() => Pop<double>());
        Assert.Throws<InvalidOperationException>(() => Pop<Half>());

        static T Pop<T>()
            where T : INumberBase<T>
        {
            Tape tape = default;
            return tape.Pop<T>();
        }
    }

    [Fact]
    public void Numbers_that_hold_references_get_memory_that_the_collector_sees()
    {
        Workspace workspace = default;
        try
        {
            Span<BigInteger> large = workspace.Allocate<BigInteger>(3);
            Span<Half> small = workspace.Allocate<Half>(3);
            large[2] = BigInteger.Pow(2, 200);
            GC.Collect();
            Assert.Equal(BigInteger.Pow(2, 200), large[2]);
            Assert.Equal(Half.Zero, small[2]);
        }
        finally
        {
            workspace.Dispose();
        }
    }

    [Theory]
    [InlineData(0.0, double.PositiveInfinity, 0.0)]
    [InlineData(-0.0, double.NaN, 0.0)]
    [InlineData(2.0, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(2.0, 3.0, 6.0)]
    [InlineData(double.NaN, 0.0, double.NaN)]
    public void Strong_zero_is_that_of_double_for_every_type(double adjoint, double partial, double product)
    {
        Assert.Equal(product, Derivative.StrongZero<double>(adjoint, partial));
        Assert.Equal((float)product, Derivative.StrongZero<float>((float)adjoint, (float)partial));
        Assert.Equal((Half)product, Derivative.StrongZero((Half)adjoint, (Half)partial));
        Assert.Equal(Derivative.StrongZero(adjoint, partial), Derivative.StrongZero<double>(adjoint, partial));
    }
}

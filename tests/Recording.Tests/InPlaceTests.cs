// Updates in place, their versions, and what they spoil.
using System;
using Xunit;

namespace Autodiff.Recording.Tests;

public class InPlaceTests
{
    [Fact]
    public void Updates_write_over_the_numbers_and_count()
    {
        Variable<double> x = Variable.Constant(1.0, 2), twin = x.Detach();
        x.AddInPlace(1).MultiplyInPlace(Variable.Constant(2.0, 3)).SubtractInPlace(1).DivideInPlace(2);
        Assert.Equal([1.5, 4], x.Values.ToArray());
        Assert.Equal([1.5, 4], twin.Values.ToArray());
        Assert.Equal(4, twin.Version);
    }

    [Fact]
    public void The_history_goes_through_an_update()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        using AutogradScope recording = Autograd.Record();
        Variable<double> y = x * x;
        y.AddInPlace(x);
        y.MultiplyInPlace(3);
        y.Backward();
        Assert.Equal([9, 15], x.Gradient!.Values.ToArray());
    }

    [Fact]
    public void A_factor_may_be_overwritten_where_the_other_one_is_a_constant()
    {
        Variable<double> x = Variable.Create(1.0, 2), c = Variable.Constant(3.0, 4);
        using AutogradScope recording = Autograd.Record();
        Variable<double> y = x.Sin();
        y.MultiplyInPlace(c);
        y.Backward();
        Assert.Equal([3 * Math.Cos(1), 4 * Math.Cos(2)], x.Gradient!.Values.ToArray());
    }

    [Fact]
    public void A_needed_value_that_was_overwritten_through_a_detached_twin_is_found()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        using AutogradScope recording = Autograd.Record();
        Variable<double> y = x.Exp(), z = y * y;
        y.Detach().AddInPlace(1);
        string message = Assert.Throws<RecordingException>(() => z.Backward()).Message;
        Assert.Contains("Multiply([2], [2])", message, StringComparison.Ordinal);
        Assert.Contains("version 0", message, StringComparison.Ordinal);
        Assert.Contains("version 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_leaf_is_not_updated_while_recording()
    {
        Variable<double> x = Variable.Create(1.0, 2);
        using AutogradScope recording = Autograd.Record();
        Assert.Contains("Autograd.Pause()", Assert.Throws<RecordingException>(() => x.AddInPlace(1)).Message, StringComparison.Ordinal);
        Assert.Throws<RecordingException>(() => x.SetInPlace(1.0, 2));
        using (Autograd.Pause()) x.AddInPlace(1);
        Assert.Equal([2, 3], x.Values.ToArray());
    }

    [Fact]
    public void Plus_equals_is_no_update_in_place()
    {
        Variable<double> x = Variable.Create(1.0, 2), kept = x;
        using AutogradScope recording = Autograd.Record();
        x += 1;
        Assert.NotSame(kept, x);
        Assert.Equal([1, 2], kept.Values.ToArray());
    }
}

// The length and shape guards: what passes, what throws, and what the exception says.
using System;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class DerivativeLengthTests
{
    [Fact]
    public void Equal_lengths_pass_for_every_combination_of_spans_and_arrays()
    {
        ReadOnlySpan<double> read = new double[3];
        Span<double> written = new double[3];
        float[] array = new float[3];
        Derivative.SameLength(written, read);
        Derivative.SameLength(read, written);
        Derivative.SameLength(written, written);
        Derivative.SameLength(read, read);
        Derivative.SameLength(written, array);
        Derivative.SameLength(read, array);
        Derivative.SameLength(array, written);
        Derivative.SameLength(array, read);
        Derivative.SameLength(array, array);
        Derivative.SameLength(Span<double>.Empty, ReadOnlySpan<float>.Empty);
    }

    [Fact]
    public void A_wrong_length_names_both_parameters_and_both_lengths()
    {
        double[] y = new double[4];
        ArgumentException exception = Assert.Throws<ArgumentException>(() =>
        {
            Span<double> yAdjoint = new double[3];
            ReadOnlySpan<double> yRead = y;
            Derivative.SameLength(yAdjoint, yRead);
        });
        Assert.Equal("The length of yAdjoint is 3; it must be that of yRead, 4. (Parameter 'yAdjoint')", exception.Message);
        Assert.Equal("yAdjoint", exception.ParamName);
    }

    [Fact]
    public void A_wrong_length_is_refused_for_arrays_as_for_spans()
    {
        double[] x = new double[4], xAdjoint = new double[5];
        const string Message = "The length of xAdjoint is 5; it must be that of x, 4. (Parameter 'xAdjoint')";
        Assert.Equal(Message, Assert.Throws<ArgumentException>(() => Derivative.SameLength(xAdjoint, x)).Message);
        Assert.Equal(Message, Assert.Throws<ArgumentException>(() => Derivative.SameLength(xAdjoint.AsSpan(), x, "xAdjoint")).Message);
        Assert.Equal(Message, Assert.Throws<ArgumentException>(() => Derivative.SameLength(xAdjoint, x.AsSpan(), "xAdjoint", "x")).Message);
    }

    [Fact]
    public void A_null_array_is_named()
    {
        double[]? x = null, xAdjoint = null;
        double[] some = [];
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => Derivative.SameLength(some.AsSpan(), x)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => Derivative.SameLength(some, x)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => Derivative.SameLength(xAdjoint, x)).ParamName);
        Assert.Equal("xAdjoint", Assert.Throws<ArgumentNullException>(() => Derivative.SameLength(xAdjoint, some)).ParamName);
        Assert.Equal("xAdjoint", Assert.Throws<ArgumentNullException>(() => Derivative.SameLength(xAdjoint, some.AsSpan())).ParamName);
    }

    [Fact]
    public void A_parameter_named_like_a_keyword_is_named_without_its_at_sign()
    {
        double[] @in = new double[2], @ref = new double[1];
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Derivative.SameLength(@in, @ref));
        Assert.Equal("The length of in is 2; it must be that of ref, 1. (Parameter 'in')", exception.Message);
    }

    [Fact]
    public void Element_types_may_differ()
    {
        Derivative.SameLength(new Span<float>(new float[2]), new ReadOnlySpan<(double, int)>(new (double, int)[2]));
        Assert.Throws<ArgumentException>(() =>
            Derivative.SameLength(new Span<float>(new float[2]), new ReadOnlySpan<(double, int)>(new (double, int)[3])));
    }

    [Fact]
    public void Equal_shapes_pass()
    {
        Derivative.SameShape(new double[2, 3], new float[2, 3]);
        Derivative.SameShape(new double[0, 3], new double[0, 3]);
    }

    [Fact]
    public void A_wrong_shape_names_both_parameters_and_both_shapes()
    {
        double[,] a = new double[2, 3], aAdjoint = new double[3, 2];
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Derivative.SameShape(aAdjoint, a));
        Assert.Equal("The shape of aAdjoint is [3, 2]; it must be that of a, [2, 3]. (Parameter 'aAdjoint')", exception.Message);
        Assert.Equal("aAdjoint", exception.ParamName);
        Assert.Throws<ArgumentException>(() => Derivative.SameShape(new double[2, 4], a));
        Assert.Throws<ArgumentException>(() => Derivative.SameShape(new double[0, 3], new double[0, 4]));
    }

    [Fact]
    public void Arrays_that_start_elsewhere_are_of_another_shape()
    {
        double[,] a = (double[,])Array.CreateInstance(typeof(double), [2, 3], [1, 0]);
        double[,] aAdjoint = new double[2, 3];
        Derivative.SameShape(a, (double[,])Array.CreateInstance(typeof(double), [2, 3], [1, 0]));
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Derivative.SameShape(aAdjoint, a));
        Assert.Equal("The shape of aAdjoint is [2, 3]; it must be that of a, [1..2, 0..2]. (Parameter 'aAdjoint')", exception.Message);
    }

    [Fact]
    public void A_null_matrix_is_named()
    {
        double[,]? a = null, aAdjoint = null;
        Assert.Equal("a", Assert.Throws<ArgumentNullException>(() => Derivative.SameShape(new double[0, 0], a)).ParamName);
        Assert.Equal("aAdjoint", Assert.Throws<ArgumentNullException>(() => Derivative.SameShape(aAdjoint, new double[0, 0])).ParamName);
    }

    [Fact]
    public void A_computed_length_is_printed_with_its_expression()
    {
        double[] x = new double[3], y = new double[2];
        Derivative.HasLength(new double[6].AsSpan(), y.Length * x.Length);
        ArgumentException exception = Assert.Throws<ArgumentException>(() =>
        {
            Span<double> xJacobian = new double[5];
            Derivative.HasLength(xJacobian, y.Length * x.Length);
        });
        Assert.Equal("The length of xJacobian is 5; it must be y.Length * x.Length, that is 6. (Parameter 'xJacobian')", exception.Message);
    }

    [Fact]
    public void A_computed_length_beyond_any_span_is_refused() =>
        Assert.Throws<ArgumentException>(() => Derivative.HasLength(Span<double>.Empty, 1L << 32));

    [Fact]
    public void Guards_that_pass_allocate_nothing()
    {
        double[] x = new double[3], g = new double[3];
        double[,] a = new double[2, 2], b = new double[2, 2];
        Assert.Equal(0, Allocation.InSteadyState(() =>
        {
            Derivative.SameLength(g, x);
            Derivative.SameLength(g.AsSpan(), x.AsSpan());
            Derivative.SameShape(a, b);
            Derivative.HasLength(g.AsSpan(), 3);
            Derivative.NoOverlap(g, x);
            Derivative.NoOverlap(a, b);
            Derivative.NotSame(ref g[0], ref g[1]);
            Derivative.NotInside(ref g[0], x);
        }));
    }
}

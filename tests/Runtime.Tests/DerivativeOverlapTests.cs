// The overlap guards: every relative position of two regions, every kind of memory, and what the exception says.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class DerivativeOverlapTests
{
    [Fact]
    public void Two_regions_of_one_array_overlap_exactly_if_they_share_an_element()
    {
        double[] memory = new double[8];
        for (int aStart = 0; aStart <= 8; aStart++)
        for (int aEnd = aStart; aEnd <= 8; aEnd++)
        for (int bStart = 0; bStart <= 8; bStart++)
        for (int bEnd = bStart; bEnd <= 8; bEnd++)
        {
            bool shared = Math.Max(aStart, bStart) < Math.Min(aEnd, bEnd);
            Assert.Equal(shared, Throws(memory.AsSpan(aStart..aEnd), memory.AsSpan(bStart..bEnd)));
        }
    }

    [Fact]
    public void Regions_of_different_element_types_overlap_exactly_if_they_share_a_byte()
    {
        byte[] memory = new byte[32];
        for (int doubles = 0; doubles <= 3; doubles++)
        for (int start = 0; start <= 28; start++)
        for (int floats = 0; floats <= (32 - start) / 4; floats++)
        {
            Span<double> a = MemoryMarshal.Cast<byte, double>(memory.AsSpan(8, doubles * 8));
            Span<float> b = MemoryMarshal.Cast<byte, float>(memory.AsSpan(start, floats * 4));
            bool shared = Math.Max(8, start) < Math.Min(8 + doubles * 8, start + floats * 4);
            Assert.Equal(shared, Throws(a, b));
            Assert.Equal(shared, Throws(b, a));
        }
    }

    [Fact]
    public void Separate_arrays_do_not_overlap_and_an_array_overlaps_itself()
    {
        double[] x = new double[3], y = new double[3];
        Derivative.NoOverlap(x, y);
        Derivative.NoOverlap(x.AsSpan(), y);
        Assert.Throws<ArgumentException>(() => Derivative.NoOverlap(x, x));
        Assert.Throws<ArgumentException>(() => Derivative.NoOverlap(x.AsSpan(2), x));
    }

    [Fact]
    public void Nothing_overlaps_null_or_empty_memory()
    {
        double[]? none = null;
        double[,]? noMatrix = null;
        double[] some = new double[3];
        double[,] matrix = new double[2, 2], empty = new double[0, 2];
        Derivative.NoOverlap(none, none);
        Derivative.NoOverlap(some, none);
        Derivative.NoOverlap(none, some);
        Derivative.NoOverlap(noMatrix, noMatrix);
        Derivative.NoOverlap(noMatrix, matrix);
        Derivative.NoOverlap(matrix, noMatrix);
        Derivative.NoOverlap(noMatrix, some.AsSpan());
        Derivative.NoOverlap(some.AsSpan(), noMatrix);
        Derivative.NoOverlap(empty, empty);
        Derivative.NoOverlap(Span<double>.Empty, Span<float>.Empty);
        Derivative.NoOverlap(some.AsSpan(1, 0), some.AsSpan());
        Derivative.NoOverlap(some.AsSpan(), some.AsSpan(1, 0));
    }

    [Fact]
    public void Stack_memory_is_compared_like_any_other()
    {
        Span<double> x = stackalloc double[4];
        Assert.False(Throws(x[..2], x[2..]));
        Assert.True(Throws(x[..3], x[2..]));
    }

    [Fact]
    public void A_matrix_overlaps_itself_and_spans_over_it()
    {
        double[,] a = new double[2, 3];
        double[,] b = new double[2, 3];
        double[] x = new double[6];
        Span<double> lastRow() => MemoryMarshal.CreateSpan(ref a[1, 0], 3);
        Derivative.NoOverlap(a, b);
        Derivative.NoOverlap(a, x.AsSpan());
        Derivative.NoOverlap(x.AsSpan(), a);
        Derivative.NoOverlap(lastRow(), b);
        Assert.Throws<ArgumentException>(() => Derivative.NoOverlap(a, a));
        Assert.Throws<ArgumentException>(() => Derivative.NoOverlap(a, lastRow()));
        Assert.Throws<ArgumentException>(() => Derivative.NoOverlap(lastRow(), a));
    }

    [Fact]
    public void The_exception_names_both_parameters_and_both_lengths()
    {
        double[] memory = new double[10];
        ArgumentException exception = Assert.Throws<ArgumentException>(() =>
        {
            Span<double> xGradient = memory.AsSpan(0, 3);
            ReadOnlySpan<double> x = memory.AsSpan(2, 5);
            Derivative.NoOverlap(xGradient, x);
        });
        Assert.Equal("xGradient (length 3) overlaps x (length 5) in memory. (Parameter 'xGradient')", exception.Message);
        Assert.Equal("xGradient", exception.ParamName);
    }

    [Fact]
    public void The_exception_names_the_shape_of_a_matrix()
    {
        double[,] a = new double[2, 3];
        double[,] aAdjoint = a;
        Assert.Equal(
            "aAdjoint (shape [2, 3]) overlaps a (shape [2, 3]) in memory. (Parameter 'aAdjoint')",
            Assert.Throws<ArgumentException>(() => Derivative.NoOverlap(aAdjoint, a)).Message);
        Assert.Equal(
            "row (length 3) overlaps a (shape [2, 3]) in memory. (Parameter 'row')",
            Assert.Throws<ArgumentException>(() =>
            {
                Span<double> row = MemoryMarshal.CreateSpan(ref a[0, 0], 3);
                Derivative.NoOverlap(row, a);
            }).Message);
        Assert.Equal(
            "a (shape [2, 3]) overlaps row (length 3) in memory. (Parameter 'a')",
            Assert.Throws<ArgumentException>(() =>
            {
                Span<double> row = MemoryMarshal.CreateSpan(ref a[0, 0], 3);
                Derivative.NoOverlap(a, row);
            }).Message);
    }

    [Fact]
    public void Two_variables_are_not_the_same_and_one_is()
    {
        double x = 1, y = 1;
        Derivative.NotSame(ref x, ref y);
        string message = "";
        try
        {
            ref double xAdjoint = ref x;
            Derivative.NotSame(ref xAdjoint, ref x);
        }
        catch (ArgumentException exception)
        {
            message = exception.Message;
        }

        Assert.Equal("xAdjoint and x are the same variable. (Parameter 'xAdjoint')", message);
    }

    [Fact]
    public void A_field_is_part_of_its_struct()
    {
        (double A, float B) pair = default;
        float other = 0;
        Derivative.NotSame(ref pair, ref other);
        Derivative.NotSame(ref pair.A, ref pair.B);
        bool thrown = false;
        try
        {
            Derivative.NotSame(ref pair, ref pair.B);
        }
        catch (ArgumentException)
        {
            thrown = true;
        }

        Assert.True(thrown);
    }

    [Fact]
    public void A_variable_may_not_be_an_element_of_a_span()
    {
        double[] x = new double[3];
        double[,] a = new double[2, 2];
        double s = 0;
        Derivative.NotInside(ref s, x);
        Derivative.NotInside(ref s, x.AsSpan());
        Derivative.NotInside(ref s, a);
        Derivative.NotInside(ref x[0], x.AsSpan(1));
        Derivative.NotInside(ref x[2], x.AsSpan(0, 2));
        Derivative.NotInside(ref s, (double[,]?)null);
        Assert.Equal(
            "s is an element of x (length 3). (Parameter 's')",
            Assert.Throws<ArgumentException>(() =>
            {
                ref double s = ref x[1];
                Derivative.NotInside(ref s, x);
            }).Message);
        Assert.Equal(
            "s is an element of a (shape [2, 2]). (Parameter 's')",
            Assert.Throws<ArgumentException>(() =>
            {
                ref double s = ref a[1, 1];
                Derivative.NotInside(ref s, a);
            }).Message);
    }

    [Fact]
    public void The_comparison_holds_while_the_collector_moves_the_arrays()
    {
        for (int round = 0; round < 20; round++)
        {
            double[] x = new double[5], y = new double[5];
            GC.Collect(0);
            Assert.False(Throws(x.AsSpan(), y.AsSpan()));
            Assert.True(Throws(x.AsSpan(1), x.AsSpan(0, 2)));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Throws<TA, TB>(Span<TA> a, Span<TB> b)
    {
        try
        {
            Derivative.NoOverlap(a, b);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}

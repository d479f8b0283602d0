// Vectors of elements that lie apart: the same elements as an index at a time, and nothing outside of memory.
using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Autodiff.Numerics;
using Xunit;

namespace Autodiff.Runtime.Tests;

public sealed class WideStridedTests
{
    private static readonly double[] s_doubles = [.. Enumerable.Range(0, 100).Select(k => k + 0.5)];
    private static readonly float[] s_floats = [.. Enumerable.Range(0, 100).Select(k => k + 0.5f)];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(0, 0)]
    [InlineData(5, 3)]
    [InlineData(99, -6)]
    public void Lanes_are_elements_a_stride_apart(int index, int stride)
    {
        Vector512<double> doubles = Wide.Gather(s_doubles, index, stride);
        Vector512<float> floats = Wide.Gather(s_floats, index, stride);
        Vector512<double> some = Vector512.GreaterThan(Vector512<double>.Indices, Vector512.Create(2.0));
        Vector512<double> masked = Wide.Gather(s_doubles, index, stride, some);
        for (int lane = 0; lane < 8; lane++)
        {
            Assert.Equal(s_doubles[index + (lane * stride)], doubles[lane]);
            Assert.Equal(lane > 2 ? s_doubles[index + (lane * stride)] : 0, masked[lane]);
        }
        for (int lane = 0; lane < 16; lane++) Assert.Equal(s_floats[index + (lane * stride)], floats[lane]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 0)]
    [InlineData(5, 3)]
    [InlineData(99, -6)]
    public void Lanes_are_stored_and_added_one_after_the_other(int index, int stride)
    {
        Vector512<double> lanes = Vector512<double>.Indices + Vector512<double>.One;
        Vector512<double> some = Vector512.GreaterThan(Vector512<double>.Indices, Vector512.Create(2.0));
        foreach (bool isMasked in new[] { false, true })
        {
            double[] stored = [.. s_doubles], added = [.. s_doubles], expectedStored = [.. s_doubles], expectedAdded = [.. s_doubles];
            if (isMasked) Wide.Scatter(lanes, stored, index, stride, some);
            else Wide.Scatter(lanes, stored, index, stride);
            if (isMasked) Wide.ScatterAdd(lanes, added, index, stride, some);
            else Wide.ScatterAdd(lanes, added, index, stride);
            for (int lane = isMasked ? 3 : 0; lane < 8; lane++)
            {
                expectedStored[index + (lane * stride)] = lane + 1;
                expectedAdded[index + (lane * stride)] += lane + 1;
            }
            Assert.Equal(expectedStored, stored);
            Assert.Equal(expectedAdded, added);
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(93, 1)]
    [InlineData(0, 15)]
    [InlineData(6, -1)]
    [InlineData(100, 0)]
    [InlineData(1, int.MaxValue)]
    public void An_element_outside_of_memory_faults(int index, int stride)
    {
        double[] memory = [.. s_doubles];
        Assert.Throws<IndexOutOfRangeException>(() => Wide.Gather(memory, index, stride));
        Assert.Throws<IndexOutOfRangeException>(() => Wide.Scatter(Vector512<double>.One, memory, index, stride));
        Assert.Throws<IndexOutOfRangeException>(() => Wide.ScatterAdd(Vector512<double>.One, memory, index, stride));
        Assert.Equal(s_doubles, memory);
    }

    [Fact]
    public void Memory_that_is_shorter_than_a_vector_holds_none()
    {
        Assert.Throws<IndexOutOfRangeException>(() => Wide.Read(new double[7], 0));
        Assert.Throws<IndexOutOfRangeException>(() => Wide.Write(Vector512<float>.One, new float[15], 0));
        Assert.Equal(Vector512<float>.Zero, Wide.Read(new float[16], 0));
    }

    [Fact]
    public void Vectors_of_a_workspace_are_zero_and_apart_from_what_follows()
    {
        Workspace workspace = default;
        for (int length = 1; length < 40; length += 3)
        {
            _ = workspace.Allocate<double>(length);
            Span<Vector512<double>> vectors = workspace.Allocate<Vector512<double>>(length);
            Assert.Equal(length, vectors.Length);
            Assert.True(vectors.IndexOfAnyExcept(Vector512<double>.Zero) < 0);
            vectors.Fill(Vector512<double>.One);
            Span<double> behind = workspace.Allocate<double>(length);
            Assert.True(behind.IndexOfAnyExcept(0.0) < 0);
            Assert.False(MemoryMarshal.Cast<Vector512<double>, double>(vectors).Overlaps(behind));
        }
        workspace.Dispose();
    }
}

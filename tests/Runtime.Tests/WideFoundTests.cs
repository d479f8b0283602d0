// Vectors of elements at indices that are found in memory, and the question whether all of them lie inside.
using System;
using System.Linq;
using System.Runtime.Intrinsics;
using Autodiff.Numerics;
using Xunit;

namespace Autodiff.Runtime.Tests;

public sealed class WideFoundTests
{
    private static readonly int[] s_indices = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(2, -2)]
    public void Elements_are_read_and_added_to_at_the_ints_scaled_and_shifted(int stride, int offset)
    {
        double[] table = [.. Enumerable.Range(0, 40).Select(k => k + 0.5)];
        float[] singles = [.. table.Select(v => (float)v)];
        const int at = 2;
        Vector512<double> lanes = Vector512<double>.Indices + Vector512<double>.One, some = Vector512.GreaterThan(lanes, Vector512.Create(3.0));
        Vector512<float> singleLanes = Vector512<float>.Indices + Vector512<float>.One, someSingles = Vector512.GreaterThan(singleLanes, Vector512.Create(3.0f));
        Vector512<double> read = Wide.Gather(table, s_indices, at, stride, offset);
        Vector512<float> readSingles = Wide.Gather(singles, s_indices, at, stride, offset);
        double[] added = [.. table], addedInSome = [.. table], expected = [.. table], expectedInSome = [.. table];
        float[] addedSingles = [.. singles], addedSinglesInSome = [.. singles], expectedSingles = [.. singles], expectedSinglesInSome = [.. singles];
        Wide.ScatterAdd(lanes, added, s_indices, at, stride, offset);
        Wide.ScatterAdd(lanes, addedInSome, s_indices, at, stride, offset, some);
        Wide.ScatterAdd(singleLanes, addedSingles, s_indices, at, stride, offset);
        Wide.ScatterAdd(singleLanes, addedSinglesInSome, s_indices, at, stride, offset, someSingles);
        for (int lane = 0; lane < 16; lane++)
        {
            int element = (s_indices[at + lane] * stride) + offset;
            Assert.Equal(singles[element], readSingles[lane]);
            expectedSingles[element] += lane + 1;
            if (lane > 2) expectedSinglesInSome[element] += lane + 1;
            if (lane >= 8) continue;
            Assert.Equal(table[element], read[lane]);
            expected[element] += lane + 1;
            if (lane > 2) expectedInSome[element] += lane + 1;
        }
        Assert.Equal(expected, added);
        Assert.Equal(expectedInSome, addedInSome);
        Assert.Equal(expectedSingles, addedSingles);
        Assert.Equal(expectedSinglesInSome, addedSinglesInSome);
        if (stride != 1) return;
        Assert.Equal(read, Wide.Gather(table, s_indices, at));
        Assert.Equal(readSingles, Wide.Gather(singles, s_indices, at));
        Array.Copy(table, added, table.Length);
        Wide.ScatterAdd(lanes, added, s_indices, at);
        Assert.Equal(expected, added);
        Array.Copy(table, added, table.Length);
        Wide.ScatterAdd(lanes, added, s_indices, at, some);
        Assert.Equal(expectedInSome, added);
    }

    [Fact]
    public void One_index_outside_is_found_wherever_it_stands()
    {
        foreach (int count in new[] { 1, 5, 8, 9, 15, 16, 17, 31, 40 })
        {
            int[] indices = [.. Enumerable.Range(0, count + 2).Select(k => 1 + (k % 7))];
            // Neither of those around is looked at.
            indices[0] = -1;
            indices[^1] = 100;
            Assert.True(Wide.AreBelow(indices, 1, count, 8));
            Assert.False(Wide.AreBelow(indices, 1, count, 0));
            for (int position = 1; position <= count; position++)
            {
                foreach (int outside in new[] { -1, 8, int.MinValue, int.MaxValue })
                {
                    int before = indices[position];
                    indices[position] = outside;
                    Assert.False(Wide.AreBelow(indices, 1, count, 8));
                    Assert.False(Wide.AreBelow(indices, 1, count, 2, -1, 1, 16));
                    indices[position] = before;
                }
            }
        }
    }

    [Fact]
    public void Scaled_and_shifted_ints_are_compared_without_wrapping()
    {
        int[] edges = [int.MinValue, int.MinValue + 1, -(1 << 30), -5, -1, 0, 1, 2, 3, 1 << 30, int.MaxValue - 1, int.MaxValue];
        foreach (int index in edges)
            foreach (int stride in new[] { 1, 2, 3, 1 << 30, int.MaxValue })
                foreach (int low in edges)
                    foreach (int high in new[] { low, low == int.MaxValue ? low : low + 1, 0, int.MaxValue })
                        foreach (int length in new[] { 0, 1, 5, int.MaxValue })
                        {
                            bool expected = ((long)index * stride) + low >= 0 && ((long)index * stride) + high < length;
                            Assert.Equal(expected, Wide.AreBelow([index], 0, 1, stride, low, high, length));
                        }
    }
}

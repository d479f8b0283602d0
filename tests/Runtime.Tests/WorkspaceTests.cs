// The workspace hands out disjoint zeroed spans that never move, and keeps no memory.
using System;
using System.Buffers;
using System.Collections.Generic;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class WorkspaceTests
{
    [Fact]
    public void Spans_are_zero_although_rented_memory_is_dirty()
    {
        for (int size = 16; size <= 1 << 17; size *= 2)
        {
            ulong[] dirty = ArrayPool<ulong>.Shared.Rent(size);
            dirty.AsSpan().Fill(ulong.MaxValue);
            ArrayPool<ulong>.Shared.Return(dirty);
        }

        Workspace workspace = default;
        try
        {
            for (int length = 1; length < 5_000; length = length * 3 + 1)
            {
                Span<double> doubles = workspace.Allocate<double>(length);
                Span<float> floats = workspace.Allocate<float>(length);
                Assert.Equal(length, doubles.Length);
                Assert.Equal(length, floats.Length);
                Assert.False(doubles.ContainsAnyExcept(0.0));
                Assert.False(floats.ContainsAnyExcept(0f));
            }
        }
        finally
        {
            workspace.Dispose();
        }
    }

    [Fact]
    public void A_span_taken_again_after_a_release_is_zero_again()
    {
        Workspace workspace = default;
        try
        {
            int mark = workspace.Mark();
            workspace.Allocate<double>(100).Fill(3);
            workspace.Release(mark);
            Assert.False(workspace.Allocate<double>(100).ContainsAnyExcept(0.0));
        }
        finally
        {
            workspace.Dispose();
        }
    }

    [Fact]
    public void Earlier_spans_stay_where_they_are_while_later_ones_are_taken()
    {
        Workspace workspace = default;
        try
        {
            Span<int> first = workspace.Allocate<int>(7);
            first.Fill(42);
            ref int before = ref first[0];
            for (int i = 1; i < 200; i++)
                workspace.Allocate<double>(i * 10).Fill(-1);
            before++;
            Assert.Equal(43, first[0]);
            Assert.Equal([43, 42, 42, 42, 42, 42, 42], first.ToArray());
        }
        finally
        {
            workspace.Dispose();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_random_sequence_of_allocations_and_releases_keeps_live_spans_apart(int seed)
    {
        Workspace workspace = default;
        try
        {
            Nest(ref workspace, new Random(seed), depth: 0);
            Assert.Equal(0, workspace.Mark());
        }
        finally
        {
            workspace.Dispose();
        }

        static void Nest(ref Workspace workspace, Random random, int depth)
        {
            for (int trip = 0; trip < 3; trip++)
            {
                int mark = workspace.Mark();
                Span<double> doubles = workspace.Allocate<double>(Length(random));
                Span<Triple> triples = workspace.Allocate<Triple>(Length(random));
                Span<byte> bytes = workspace.Allocate<byte>(Length(random));
                Assert.False(doubles.ContainsAnyExcept(0.0));
                Assert.False(triples.ContainsAnyExcept(default(Triple)));
                Assert.False(bytes.ContainsAnyExcept((byte)0));
                doubles.Fill(depth + 0.5);
                triples.Fill(new Triple(depth, 1, 2));
                bytes.Fill((byte)(depth + 100));

                if (depth < 5)
                    Nest(ref workspace, random, depth + 1);

                Assert.False(doubles.ContainsAnyExcept(depth + 0.5));
                Assert.False(triples.ContainsAnyExcept(new Triple(depth, 1, 2)));
                Assert.False(bytes.ContainsAnyExcept((byte)(depth + 100)));
                workspace.Release(mark);
                Assert.Equal(mark, workspace.Mark());
            }
        }

        static int Length(Random random) => random.Next(10) == 0 ? random.Next(20_000) : random.Next(40);
    }

    [Fact]
    public void Doubles_are_aligned_after_any_odd_allocation()
    {
        Workspace workspace = default;
        try
        {
            for (int i = 1; i < 20; i++)
            {
                workspace.Allocate<byte>(i);
                Span<double> span = workspace.Allocate<double>(1);
                Assert.Equal(0, Address(ref span[0]) % sizeof(double));
            }
        }
        finally
        {
            workspace.Dispose();
        }

        static long Address(ref double value) =>
            System.Runtime.CompilerServices.Unsafe.ByteOffset(
                ref System.Runtime.CompilerServices.Unsafe.NullRef<double>(), ref value);
    }

    [Fact]
    public void A_span_longer_than_any_chunk_is_given()
    {
        Workspace workspace = default;
        try
        {
            workspace.Allocate<double>(10).Fill(1);
            Span<double> large = workspace.Allocate<double>(1_000_000);
            Assert.Equal(1_000_000, large.Length);
            Assert.False(large.ContainsAnyExcept(0.0));
            Assert.Equal(3, workspace.Allocate<double>(3).Length);
        }
        finally
        {
            workspace.Dispose();
        }
    }

    [Fact]
    public void A_negative_length_throws_what_an_array_throws()
    {
        int length = -1;
        OverflowException expected = Assert.Throws<OverflowException>(() => { _ = new double[length]; });
        OverflowException actual = Assert.Throws<OverflowException>(() =>
        {
            Workspace workspace = default;
            workspace.Allocate<double>(length);
        });
        Assert.Equal(expected.Message, actual.Message);
        Assert.Throws<OverflowException>(() =>
        {
            Workspace workspace = default;
            workspace.AllocateUninitialized<double>(int.MinValue);
        });
    }

    [Fact]
    public void An_empty_span_takes_nothing()
    {
        using PoolWatch watch = new();
        Workspace workspace = default;
        Assert.True(workspace.Allocate<double>(0).IsEmpty);
        Assert.Equal(0, workspace.Mark());
        workspace.Dispose();
        Assert.Equal(0, watch.Rented);
    }

    [Fact]
    public void More_memory_than_there_is_throws_and_leaves_the_workspace_usable()
    {
        Workspace workspace = default;
        try
        {
            workspace.Allocate<double>(5).Fill(2);
            int mark = workspace.Mark();
            bool thrown = false;
            try
            {
                workspace.AllocateUninitialized<decimal>(int.MaxValue);
            }
            catch (OutOfMemoryException)
            {
                thrown = true;
            }

            Assert.True(thrown);
            Assert.Equal(mark, workspace.Mark());
            Assert.Equal(5, workspace.Allocate<double>(5).Length);
        }
        finally
        {
            workspace.Dispose();
        }
    }

    [Fact]
    public void A_mark_ahead_of_the_position_is_refused()
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            Workspace workspace = default;
            workspace.Release(5);
        });
        Assert.Equal("mark", exception.ParamName);
        Assert.StartsWith("A workspace at 0 cannot be released to that mark.", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            Workspace workspace = default;
            workspace.Release(-1);
        });
    }

    [Fact]
    public void A_loop_that_releases_each_trip_rents_only_in_its_first_two_trips()
    {
        using PoolWatch watch = new();
        Workspace workspace = default;
        int afterTwo = 0;
        for (int trip = 0; trip < 50; trip++)
        {
            int mark = workspace.Mark();
            workspace.Allocate<double>(400);
            workspace.Allocate<double>(3_000);
            workspace.Allocate<double>(50_000);
            workspace.Release(mark);
            if (trip == 1)
                afterTwo = watch.Rented;
        }

        Assert.Equal(afterTwo, watch.Rented);
        workspace.Dispose();
        Assert.Empty(watch.Outstanding);
    }

    [Fact]
    public void A_kept_chunk_that_is_too_small_is_exchanged_and_returned()
    {
        using PoolWatch watch = new();
        Workspace workspace = default;
        Span<double> live = workspace.Allocate<double>(500);
        live.Fill(9);
        for (int length = 1_000; length < 2_000_000; length *= 4)
        {
            int mark = workspace.Mark();
            Span<double> span = workspace.Allocate<double>(length);
            Assert.False(span.ContainsAnyExcept(0.0));
            span.Fill(1);
            workspace.Release(mark);
        }

        Assert.False(live.ContainsAnyExcept(9.0));
        workspace.Dispose();
        Assert.Empty(watch.Outstanding);
    }

    [Fact]
    public void Forty_chunks_are_all_returned_once()
    {
        using PoolWatch watch = new();
        Workspace workspace = default;
        List<int> marks = [];
        for (int i = 0; i < 40; i++)
        {
            marks.Add(workspace.Mark());
            Span<byte> span = workspace.Allocate<byte>(2_000_000);
            span[0] = (byte)i;
            span[^1] = (byte)i;
        }

        for (int i = 39; i >= 0; i -= 7)
        {
            workspace.Release(marks[i]);
            Assert.Equal(marks[i], workspace.Mark());
        }

        workspace.Dispose();
        workspace.Dispose();
        Assert.True(watch.Rented > 40);
        Assert.Empty(watch.Outstanding);
    }

    [Fact]
    public void Everything_rented_is_returned_when_the_work_throws()
    {
        using PoolWatch watch = new();
        Assert.Throws<TimeZoneNotFoundException>(Work);
        Assert.True(watch.Rented >= 1);
        Assert.Empty(watch.Outstanding);

        static void Work()
        {
            Workspace workspace = default;
            try
            {
                workspace.Allocate<double>(10_000);
                throw new TimeZoneNotFoundException();
            }
            finally
            {
                workspace.Dispose();
            }
        }
    }

    [Fact]
    public void The_pool_does_not_keep_the_chunks_alive_through_the_list()
    {
        Workspace workspace = default;
        workspace.Allocate<double>(10);
        workspace.Dispose();
        ulong[][] list = ArrayPool<ulong[]>.Shared.Rent(16);
        Assert.All(list, Assert.Null);
        ArrayPool<ulong[]>.Shared.Return(list);
    }

    [Fact]
    public void A_disposed_workspace_may_be_used_again()
    {
        Workspace workspace = default;
        workspace.Allocate<double>(10_000);
        workspace.Dispose();
        Assert.Equal(0, workspace.Mark());
        Assert.Equal(10, workspace.Allocate<double>(10).Length);
        workspace.Dispose();
    }

    [Fact]
    public void A_warm_workspace_allocates_nothing() =>
        Assert.Equal(0, Allocation.InSteadyState(() =>
        {
            Workspace workspace = default;
            try
            {
                for (int i = 1; i < 100; i++)
                {
                    int mark = workspace.Mark();
                    workspace.Allocate<double>(i * 13);
                    workspace.Allocate<float>(i * 7);
                    if (i % 3 == 0)
                        workspace.Release(mark);
                }
            }
            finally
            {
                workspace.Dispose();
            }
        }));

    private readonly record struct Triple(int A, int B, int C);
}

// ParallelGradient: the same numbers as one range, the same bits every time, cancellation, exceptions.
using System;
using System.Linq;
using System.Threading;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class ParallelGradientTests
{
    private const int Items = 1000, Parameters = 37;

    private static readonly double[] Data = [.. Enumerable.Range(0, Items).Select(i => Math.Sin(i * 0.7) / (1 + i % 13))];

    private static double Range(int start, int count, Span<double> gradient)
    {
        double value = 0;
        for (int i = start; i < start + count; i++)
            for (int p = 0; p < gradient.Length; p++)
            {
                double t = Math.Cos(Data[i] * (p + 1));
                value += t;
                gradient[p] += t * Data[i];
            }
        return value;
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(5), InlineData(8), InlineData(2000)]
    public void Any_number_of_workers_gives_the_sum_over_the_batch(int workers)
    {
        double[] expected = new double[Parameters], gradient = [.. Enumerable.Repeat(double.NaN, Parameters)];
        double value = Range(0, Items, expected);
        Assert.Equal(value, new ParallelGradient(workers).Run(Items, gradient, Range), 1e-9);
        for (int p = 0; p < Parameters; p++) Assert.Equal(expected[p], gradient[p], 1e-9);
    }

    [Fact]
    public void The_same_number_of_workers_gives_the_same_bits()
    {
        ParallelGradient parallel = new(3);
        double[] first = new double[Parameters], again = new double[Parameters];
        double value = parallel.Run(Items, first, Range);
        Random random = new(1);
        for (int run = 0; run < 50; run++)
        {
            Assert.Equal(value, (run % 2 == 0 ? parallel : new ParallelGradient(3)).Run(Items, again, (start, count, g) =>
            {
                Thread.SpinWait(random.Next(5000));
                return Range(start, count, g);
            }));
            Assert.Equal(first, again);
        }
    }

    [Fact]
    public void Fewer_items_than_workers_and_no_items_at_all()
    {
        ParallelGradient parallel = new(8);
        double[] expected = new double[Parameters], gradient = new double[Parameters];
        Assert.Equal(Range(0, 3, expected), parallel.Run(3, gradient, Range), 1e-9);
        Assert.Equal(0, parallel.Run(0, gradient, Range));
        Assert.All(gradient, g => Assert.Equal(0, g));
        Assert.Equal(3, parallel.Run(3, [], (_, count, _) => count));
    }

    [Fact]
    public void Ranges_cover_every_item_once()
    {
        int[] seen = new int[101];
        new ParallelGradient(7).Run(seen.Length, [], (start, count, _) =>
        {
            for (int i = start; i < start + count; i++) Interlocked.Increment(ref seen[i]);
            return 0;
        });
        Assert.All(seen, s => Assert.Equal(1, s));
    }

    [Fact]
    public void An_exception_surfaces_once_as_it_is_and_leaves_the_gradient_untouched()
    {
        ParallelGradient parallel = new(4);
        double[] gradient = [7, 7];
        int finished = 0;
        InvalidTimeZoneException thrown = Assert.Throws<InvalidTimeZoneException>(() => parallel.Run(100, gradient, (start, _, g) =>
        {
            if (start >= 25) throw new InvalidTimeZoneException($"from {start}");
            g.Fill(1);
            Interlocked.Increment(ref finished);
            return 1;
        }));
        Assert.Equal("from 25", thrown.Message);
        Assert.Equal(1, finished);
        Assert.Equal([7, 7], gradient);
        Assert.Equal(4, parallel.Run(100, gradient, (_, _, _) => 1));
    }

    [Fact]
    public void Cancellation_is_seen_before_a_range_starts()
    {
        using CancellationTokenSource source = new();
        double[] gradient = [7];
        ParallelGradient parallel = new(1);
        Assert.Equal(1, parallel.Run(1, gradient, (_, _, _) => 1, source.Token));
        source.Cancel();
        gradient[0] = 7;
        OperationCanceledException cancelled = Assert.Throws<OperationCanceledException>(() => new ParallelGradient(3).Run(9, gradient, (_, _, _) => throw new InvalidTimeZoneException(), source.Token));
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.Equal(7, gradient[0]);
    }

    [Fact]
    public void A_call_inside_a_call_of_the_same_instance_is_refused()
    {
        ParallelGradient parallel = new(2);
        Assert.Throws<InvalidOperationException>(() => parallel.Run(2, [], (_, _, _) => parallel.Run(1, [], (_, _, _) => 0)));
        Assert.Equal(2, parallel.Run(2, [], (_, _, _) => 1));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParallelGradient(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParallelGradient(1).Run(-1, [], Range));
        Assert.Throws<ArgumentNullException>(() => new ParallelGradient(1).Run(1, [], null!));
    }
}

// The measuring tools of these tests must see what they are there to see.
using System.Buffers;
using Xunit;

namespace Autodiff.Runtime.Tests;

public class PoolWatchTests
{
    [Fact]
    public void A_rented_array_is_outstanding_until_it_is_returned()
    {
        using PoolWatch watch = new();
        double[] array = ArrayPool<double>.Shared.Rent(100);
        Assert.Equal([1], watch.Outstanding);
        ArrayPool<double>.Shared.Return(array);
        Assert.Empty(watch.Outstanding);
        Assert.Equal((1, 1), (watch.Rented, watch.Returned));
    }

    [Fact]
    public void An_allocation_is_seen()
    {
        object? kept = null;
        Assert.True(Allocation.InSteadyState(() => kept = new double[10]) >= 80);
        Assert.NotNull(kept);
    }
}

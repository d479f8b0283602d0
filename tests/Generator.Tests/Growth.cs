// Asserts that work grows as its input does, by what it allocates: the same on an idle machine and on a busy one.
using System;
using Xunit;

namespace Autodiff.Generator.Tests;

internal static class Growth
{
    /// <summary>Twice the size costs at most <paramref name="atMost"/> times the memory: 2 if the work is linear, 4 if it is quadratic. <paramref name="workOf"/> prepares the work of a size.</summary>
    public static void IsLinear(int size, Func<int, Action> workOf, double atMost = 2.6)
    {
        // What is computed once is no part of either.
        workOf(size / 4)();
        double small = Allocated(workOf(size)), large = Allocated(workOf(2 * size));
        Assert.True(large <= atMost * small, $"twice the size allocates {large / small:F2} times as much: {small / 1e6:F1} and {large / 1e6:F1} MB");
    }

    private static long Allocated(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

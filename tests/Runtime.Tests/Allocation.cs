// Measures the managed bytes that an action allocates once the pools and the JIT are warm.
using System;

namespace Autodiff.Runtime.Tests;

internal static class Allocation
{
    /// <summary>The least of several runs: a collection between two of them may have emptied a pool.</summary>
    public static long InSteadyState(Action action)
    {
        action();
        action();
        long least = long.MaxValue;
        for (int run = 0; run < 5 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

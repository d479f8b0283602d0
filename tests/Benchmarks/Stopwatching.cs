// Plain timing: repetitions of about two milliseconds, of which the lower quartile counts, so that a busy machine disturbs little.
using System;
using System.Diagnostics;
using System.Threading;

namespace Autodiff.Benchmarks;

internal static class Stopwatching
{
    private const int Repetitions = 21;
    private static readonly double RepetitionTicks = Stopwatch.Frequency * 0.002;

    /// <summary>Nanoseconds a call.</summary>
    public static double Nanoseconds(Action action)
    {
        // Past the just-in-time compiler's tiers, which wait for a pause of the program.
        long start = 0;
        for (int round = 0; round < 3; round++)
        {
            start = Stopwatch.GetTimestamp();
            for (int calls = 0; calls < 40 || Stopwatch.GetTimestamp() - start < Stopwatch.Frequency / 25; calls++) action();
            if (round < 2) Thread.Sleep(130);
        }
        start = Stopwatch.GetTimestamp();
        action();
        action();
        long each = Math.Max(1, (Stopwatch.GetTimestamp() - start) / 2);
        int trips = (int)Math.Clamp(RepetitionTicks / each, 1, 1_000_000);
        double[] times = new double[Repetitions];
        for (int r = 0; r < Repetitions; r++)
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < trips; i++) action();
            times[r] = (Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency) / trips;
        }
        Array.Sort(times);
        return times[Repetitions / 4];
    }
}

// Plain timing: repetitions of about two milliseconds, of which the lower quartile counts, so that a busy machine disturbs little.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Autodiff.Benchmarks;

internal static class Stopwatching
{
    private const int Repetitions = 21, FewestRepetitions = 9, Calls = 40;
    private static readonly double RepetitionTicks = Stopwatch.Frequency * 0.002;

    // What slow calls may take in a round of warming up and in all repetitions.
    private static readonly long LongestRound = Stopwatch.Frequency * 6 / 10, LongestMeasurement = Stopwatch.Frequency * 3 / 2;

    /// <summary>Nanoseconds a call.</summary>
    public static double Nanoseconds(Action action)
    {
        // Past the just-in-time compiler's tiers, which wait for a pause of the program.
        long start = 0;
        for (int round = 0; round < 3; round++)
        {
            start = Stopwatch.GetTimestamp();
            for (int calls = 0; (calls < Calls && Stopwatch.GetTimestamp() - start < LongestRound) || Stopwatch.GetTimestamp() - start < Stopwatch.Frequency / 25; calls++) action();
            if (round < 2) Thread.Sleep(130);
        }
        start = Stopwatch.GetTimestamp();
        action();
        action();
        long each = Math.Max(1, (Stopwatch.GetTimestamp() - start) / 2);
        int trips = (int)Math.Clamp(RepetitionTicks / each, 1, 1_000_000);
        List<double> times = [];
        long began = Stopwatch.GetTimestamp();
        while (times.Count < FewestRepetitions || (times.Count < Repetitions && Stopwatch.GetTimestamp() - began < LongestMeasurement))
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < trips; i++) action();
            times.Add((Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency) / trips);
        }
        times.Sort();
        return times[times.Count / 4];
    }
}

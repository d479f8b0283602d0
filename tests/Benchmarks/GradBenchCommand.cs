// The problems of GradBench at the sizes of published measurements: time, ratio, memory, beside a gradient written by hand and the best figure known of other tools.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Intrinsics;
using System.Runtime.InteropServices;

namespace Autodiff.Benchmarks;

/// <summary>
/// One row: the user's method, its gradient, and the same by hand. Milliseconds of the best differentiator and of the best gradient by hand measured on a machine with AVX-512
/// (2 cores, AMD Zen 5), and the time to aim at; NaN where there is none.
/// </summary>
internal sealed record Measured(
    string Problem, string Size, int Entries, Action Primal, Action Gradient, Func<HandWritten, Action>? Hand = null,
    double BestTool = double.NaN, double BestHand = double.NaN, double Aim = double.NaN);

internal static class GradBenchCommand
{
    public static void Run(string[] words)
    {
        using HandWritten? hand = HandWritten.TryBuild();
        var lines = new List<string>
        {
            $"{DateTime.UtcNow:yyyy-MM-dd}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, "
                + $"vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits; {(hand is null ? "no C++ compiler" : "C++: g++ -O3 -march=native")}. Milliseconds.",
            "",
            "| problem | size | primal | gradient | ratio | ns per entry | bytes | C++ by hand | best tool known | best hand known | aim |",
            "|---|---|---|---|---|---|---|---|---|---|---|",
        };
        foreach (string line in lines) Console.WriteLine(line);
        foreach (Func<Measured> make in GradBenchCases.All(words))
        {
            Measured m = make();
            double primal = Stopwatching.Nanoseconds(m.Primal) / 1e6, gradient = Stopwatching.Nanoseconds(m.Gradient) / 1e6;
            double byHand = hand is not null && m.Hand is not null ? Stopwatching.Nanoseconds(m.Hand(hand)) / 1e6 : double.NaN;
            long before = GC.GetAllocatedBytesForCurrentThread();
            m.Gradient();
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            string line = $"| {m.Problem} | {m.Size} | {Show(primal)} | {Show(gradient)} | {gradient / primal:0.00} | {gradient * 1e6 / m.Entries:0.0} | {bytes} | {Show(byHand)} | {Show(m.BestTool)} | {Show(m.BestHand)} | {Show(m.Aim)} |";
            Console.WriteLine(line);
            lines.Add(line);
        }
        if (Environment.GetEnvironmentVariable("AUTODIFF_BENCHMARKS") is { Length: > 0 } file) File.WriteAllLines(file, lines);
    }

    private static string Show(double milliseconds) =>
        double.IsNaN(milliseconds) ? "" : milliseconds.ToString(milliseconds < 0.01 ? "0.00000" : milliseconds < 1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);
}

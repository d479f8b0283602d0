// The command "warm": what the first calls in a process take.
using System;
using System.Diagnostics;
using System.Linq;

namespace Autodiff.Benchmarks;

internal static class WarmCommand
{
    public static void Run(string[] words)
    {
        var report = new Report(string.Join(' ', words.Prepend("warm")));
        report.Header("gradient", "call 1", "call 2", "call 3", "call 100", "after a second");
        foreach (Func<Measured> make in (Func<Measured>[])[() => GradBenchCases.Mixture(10, 25, 1000, 0, 0), () => GradBenchCases.RandomLstm(2, 1024, 14), () => GradBenchCases.LogSumExp(40000, 0, 0), () => GradBenchCases.LeastSquares(1024, 0, 0), () => GradBenchCases.Determinant(7, 0, 0)])
        {
            Measured m = make();
            double[] times = [.. Enumerable.Range(0, 100).Select(_ => Microseconds(m.Gradient))];
            double warm = Stopwatching.Nanoseconds(m.Gradient) / 1000;
            report.Row($"{m.Problem} {m.Size}", Report.Show(times[0]), Report.Show(times[1]), Report.Show(times[2]), Report.Show(times[99]), Report.Show(warm));
        }
        if (words.Contains("--write")) report.Write("docs/benchmarks.md", "warm");
    }

    private static double Microseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}

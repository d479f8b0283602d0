// The command "parallel": gradients over the ranges of a batch on one and on two workers.
using System;
using System.Globalization;
using System.Linq;

namespace Autodiff.Benchmarks;

internal static class ParallelCommand
{
    private const int Width = 64;

    public static void Run(string[] words)
    {
        var report = new Report(string.Join(' ', words.Prepend("parallel")));
        report.Line("Microseconds of a gradient.");
        report.Line();
        report.Header("work", "items", "one call", "one worker", "two workers", "times faster than one call");
        Line(report, "sums of sines: what the machine gives", 100_000, [], (start, count, _) => Sines(start, count));
        foreach (int items in (int[])[32, 128, 512, 2048, 8192]) Dense(report, items);
        foreach (int items in (int[])[1000, 10_000, 100_000, 1_000_000]) BlackScholes(report, items);
        if (words.Contains("--write")) report.Write("docs/benchmarks.md", "parallel");
    }

    private static double Sines(int start, int count)
    {
        double sum = 0;
        for (int i = start; i < start + count; i++) sum += Math.Sin(i);
        return sum;
    }

    /// <summary>A layer's gradient, which is summed over the items: each worker has a buffer of its own.</summary>
    private static void Dense(Report report, int items)
    {
        double[] w = GradBenchCases.Uniform(new Random(1), Width * Width), b = new double[Width], x = GradBenchCases.Uniform(new Random(2), items * Width), gradient = new double[w.Length + Width];
        Line(report, $"layer of {Width} by {Width}, `DenseGradient`", items, gradient, (start, count, g) => MicroFunctions.DenseGradient(w, b, x.AsSpan(start * Width, count * Width), g[..w.Length], g[w.Length..]));
    }

    /// <summary>Prices and their gradients item by item: each worker writes elements of its own.</summary>
    private static void BlackScholes(Report report, int items)
    {
        double[][] a = [.. Enumerable.Range(0, 5).Select(k => Array.ConvertAll(GradBenchCases.Uniform(new Random(k), items), u => (k is 0 or 4 ? 80 : 0.1) * (1 + 0.5 * u)))];
        double[][] results = [.. Enumerable.Range(0, 5).Select(_ => new double[items])];
        Line(report, "`BlackScholesGradientBatch`", items, [], (start, count, _) =>
        {
            Span<double> Part(double[] all) => all.AsSpan(start, count);
            BatchFunctions.BlackScholesGradientBatch(Part(a[0]), Part(a[1]), Part(a[2]), Part(a[3]), Part(a[4]), Part(results[0]), Part(results[1]), Part(results[2]), Part(results[3]), Part(results[4]));
            return 0;
        });
    }

    private static void Line(Report report, string name, int items, double[] gradient, RangeGradient range)
    {
        ParallelGradient one = new(1), two = new(2);
        double[] times =
        [
            .. new Action[] { () => range(0, items, gradient), () => one.Run(items, gradient, range), () => two.Run(items, gradient, range) }.Select(a => Stopwatching.Nanoseconds(a) / 1000),
        ];
        report.Row(
            name, items.ToString(CultureInfo.InvariantCulture), Report.Show(times[0]), Report.Show(times[1]), Report.Show(times[2]), (times[0] / times[2]).ToString("0.00", CultureInfo.InvariantCulture));
    }
}

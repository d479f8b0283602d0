// The command "plots": how time and memory grow with the size of a problem, as pictures, and the exponents.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Autodiff.Benchmarks.Reports;

namespace Autodiff.Benchmarks;

internal static class PlotsCommand
{
    /// <summary>A problem at sizes that grow by one number, and how many operations grow with that.</summary>
    private sealed record Growth(string Title, string XName, string Work, double[] Sizes, Func<int, Measured> Make, Func<double, double>? X = null);

    // Nothing at all is drawn as this many bytes.
    private const long Least = 64;

    private static readonly Growth[] Growths =
    [
        new("llsq, m 128", "n", "n", [128, 512, 2048, 8192, 32768], n => GradBenchCases.LeastSquares(n, 0, 0)),
        new("lse", "n", "n", [1000, 4000, 16000, 64000, 256000, 1024000], n => GradBenchCases.LogSumExp(n, 0, 0)),
        new("gmm, d 10, k 25", "n", "n", [125, 250, 500, 1000, 2000, 4000], n => GradBenchCases.Mixture(10, 25, n, 0, 0)),
        new("gmm, k 5, n 1000", "d", "d²", [4, 8, 16, 32, 64, 128], d => GradBenchCases.Mixture(d, 5, 1000, 0, 0)),
        new("kmeans, k 100, d 8", "n", "n", [250, 1000, 4000, 16000], n => GradBenchCases.KMeans(100, n, 8, 0, 0)),
        new("lstm, 2 layers, 14 bits", "c", "c", [64, 256, 1024, 4096], c => GradBenchCases.RandomLstm(2, c, 14)),
        new("ode, 10 steps", "n", "n", [250, 1000, 4000, 16000, 64000], n => GradBenchCases.Ode(n, 10, 0)),
        new("ode, n 1000", "steps", "steps", [5, 10, 20, 40, 80], s => GradBenchCases.Ode(1000, s, 0)),
        new("det", "l!, the products of the expansion", "l!", [4, 5, 6, 7, 8, 9], l => GradBenchCases.Determinant(l, 0, 0), l => Enumerable.Range(1, (int)l).Aggregate(1.0, (p, i) => p * i)),
        new("ba", "observations", "p", [500, 2000, 8000, 32000], p => GradBenchCases.RandomAdjustment(p)),
        new("ht, complicated, small", "correspondences", "N", [100, 400, 1600, 6400], n => GradBenchCases.Hand("complicated_small", "hand8_t26_c6400", 0, 0, most: n)),
        new("mlp 784-128-10 of kernels", "batch", "batch", [16, 32, 64, 128, 256], b => OtherCases.Network("kernels double", b)),
    ];

    public static void Run(string[] words)
    {
        bool write = words.Contains("--write");
        string[] names = [.. words.Where(w => !w.StartsWith("--", StringComparison.Ordinal))];
        List<Panel> times = [], memories = [];
        var report = new Report(string.Join(' ', words.Prepend("plots")));
        report.Header("problem", "grows", "work", "exponent of the value's time", "exponent of the gradient's time", "pooled bytes, smallest", "pooled bytes, largest");
        foreach (Growth growth in Growths.Where(g => names.Length == 0 || names.Any(n => g.Title.Contains(n, StringComparison.Ordinal))))
        {
            List<(double X, double Y)> values = [], gradients = [];
            List<long> bytes = [];
            foreach (double size in growth.Sizes)
            {
                Measured m = growth.Make((int)size);
                double x = growth.X?.Invoke(size) ?? size;
                values.Add((x, Stopwatching.Nanoseconds(m.Primal)));
                gradients.Add((x, Stopwatching.Nanoseconds(m.Gradient)));
                bytes.Add(PoolMeter.MostHeld(m.Gradient));
            }
            Series value = new("value, the user's own code", [.. values]), gradient = new("gradient", [.. gradients]);
            times.Add(new Panel(growth.Title, growth.XName, [gradient, value]));
            memories.Add(new Panel(growth.Title, growth.XName, [new Series("pooled bytes of a gradient", [.. gradients.Zip(bytes, (g, b) => (g.X, (double)Math.Max(b, Least)))])]));
            report.Row(growth.Title, growth.XName.Split(',')[0], growth.Work, Exponent(value), Exponent(gradient), Report.Bytes(bytes[0]), Report.Bytes(bytes[^1]));
        }
        string time = LogPlot.Svg(times, 4, Time), memory = LogPlot.Svg(memories, 4, v => Report.Bytes((long)v));
        if (!write) return;
        File.WriteAllText(Path.Combine(Report.Repository(), "docs", "images", "growth-time.svg"), time);
        File.WriteAllText(Path.Combine(Report.Repository(), "docs", "images", "growth-memory.svg"), memory);
        report.Write("docs/benchmarks.md", "growth");
    }

    private static string Exponent(Series series) => LogPlot.Exponent(series).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => $"{nanoseconds:0} ns",
        < 1e6 => $"{nanoseconds / 1e3:0} µs",
        < 1e9 => $"{nanoseconds / 1e6:0} ms",
        _ => $"{nanoseconds / 1e9:0} s",
    };
}

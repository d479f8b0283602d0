// The problems of GradBench at the sizes of published measurements, a dense layer, a network and tiny functions: time, ratio, memory, beside gradients by hand and the best figures known.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Autodiff.Benchmarks;

/// <summary>
/// One row: the user's method, its value as the generated code computes it, its gradient, and that by hand. Milliseconds of the best differentiator and of the best gradient by
/// hand measured on a machine with AVX-512 (2 cores, AMD Zen 5), and the time to aim at; NaN where there is none. <see cref="Calls"/> of the method are in one action.
/// </summary>
internal sealed record Measured(
    string Problem, string Size, int Entries, Action Primal, Action Gradient, Action? Vectorised = null, Func<HandWritten, Action>? Hand = null,
    double BestTool = double.NaN, double BestHand = double.NaN, double Aim = double.NaN, int Calls = 1);

internal static class GradBenchCommand
{
    private sealed record Row(Measured Case, double Primal, double Vectorised, double Gradient, double Hand)
    {
        public string Name => $"{Case.Problem} {Case.Size}";
    }

    /// <summary>Arguments: names of problems, all if there are none; --write.</summary>
    public static void Run(string[] words)
    {
        string[] problems = [.. words.Where(w => !w.StartsWith("--", StringComparison.Ordinal))];
        bool write = words.Contains("--write");
        if (write && problems.Length > 0) throw new ArgumentException("Only the whole table is written.");
        using HandWritten? hand = HandWritten.TryBuild();
        var report = new Report(string.Join(' ', words.Prepend("gradbench")));
        report.Line($"Milliseconds. {(hand is null ? "There was no C++ compiler." : "C++ by hand: `tests/Benchmarks/native/hand.cpp` by `g++ -O3 -march=native`, called in the same run.")}");
        report.Line();
        report.Header(
            "problem", "size", "primal", "vectorised", "gradient", "ratio", "ns per entry", "managed bytes", "pooled", "C++ by hand", "best tool known", "best hand known", "aim");
        List<Row> rows = [];
        foreach (Func<Measured> make in GradBenchCases.All(problems)) rows.Add(Measure(make(), hand, report));
        if (problems.Length == 0) Summary(rows, report);
        if (write) report.Write("docs/benchmarks.md", "gradbench");
    }

    private static Row Measure(Measured m, HandWritten? hand, Report report)
    {
        double Milliseconds(Action? action) => action is null ? double.NaN : Stopwatching.Nanoseconds(action) / 1e6 / m.Calls;
        var row = new Row(m, Milliseconds(m.Primal), Milliseconds(m.Vectorised), Milliseconds(m.Gradient), Milliseconds(hand is null ? null : m.Hand?.Invoke(hand)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        m.Gradient();
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / m.Calls;
        report.Row(
            m.Problem, m.Size, Report.Show(row.Primal), Report.Show(row.Vectorised), Report.Show(row.Gradient), (row.Gradient / row.Primal).ToString("0.00", CultureInfo.InvariantCulture),
            (row.Gradient * 1e6 / m.Entries).ToString("0.0", CultureInfo.InvariantCulture), bytes.ToString(CultureInfo.InvariantCulture), Report.Bytes(PoolMeter.MostHeld(m.Gradient)),
            Report.Show(row.Hand), Report.Show(m.BestTool), Report.Show(m.BestHand), Report.Show(m.Aim));
        return row;
    }

    /// <summary>What the table comes to, so that no miss is overlooked.</summary>
    private static void Summary(List<Row> rows, Report report)
    {
        report.Line();
        report.Line($"- Ahead of the best differentiator known: {Share(rows, r => r.Gradient, r => r.Case.BestTool)}");
        report.Line($"- Ahead of C++ by hand in the same run: {Share(rows, r => r.Gradient, r => r.Hand)}");
        report.Line($"- Ahead of the best gradient by hand known: {Share(rows, r => r.Gradient, r => r.Case.BestHand)}");
        report.Line($"- At the aim: {Share(rows, r => r.Gradient, r => r.Case.Aim)}");
    }

    private static string Share(List<Row> rows, Func<Row, double> ours, Func<Row, double> theirs)
    {
        Row[] compared = [.. rows.Where(r => !double.IsNaN(theirs(r)))], behind = [.. compared.Where(r => ours(r) > theirs(r))];
        string misses = behind.Length == 0 ? "." : "; not: " + string.Join(", ", behind.Select(r => $"{r.Name} ({(ours(r) / theirs(r)).ToString("0.0", CultureInfo.InvariantCulture)} times)")) + ".";
        return $"{compared.Length - behind.Length} of {compared.Length} rows{misses}";
    }
}

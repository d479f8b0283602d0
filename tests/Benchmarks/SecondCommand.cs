// What second derivatives cost: Hvp against gradient, Hessian against its columns, over the corpus of the tests.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading;
using Autodiff.Gradients.Tests.Harness;
using Autodiff.SecondOrder.Tests;

namespace Autodiff.Benchmarks;

/// <summary>
/// Every function that returns one number, leaves its arguments as they are and writes nothing to the console, at its largest point. Members are called in loops of their own; all are
/// called until the just-in-time compiler is done with all of them, then each is measured.
/// </summary>
internal static class SecondCommand
{
    private const int Repetitions = 15;
    private static readonly double RepetitionTicks = Stopwatch.Frequency * 0.001;

    private sealed record Timed(Action<Slot[], int> Call, Slot[] Slots);

    private sealed record Row(string Name, int Inputs, Timed Gradient, Timed Hvp, Timed Hessian)
    {
        public double GradientTime { get; set; }
        public double HvpTime { get; set; }
        public double HessianTime { get; set; }
        public double OfHvp => HvpTime / GradientTime;
        public double OfHessian => HessianTime / (Inputs * HvpTime);
    }

    public static void Run(string[] words)
    {
        var rows = SecondCorpus.Functions.Values
            .Where(f => words.Length == 0 || words.Any(w => f.F.Id.Contains(w, StringComparison.OrdinalIgnoreCase)))
            .Select(RowOf).OfType<Row>().OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        for (int round = 0; round < 4; round++)
        {
            foreach (Row row in rows)
                foreach (Timed timed in new[] { row.Gradient, row.Hvp, row.Hessian }) timed.Call(timed.Slots, 50);
            Thread.Sleep(1500);
        }
        foreach (Row row in rows) (row.GradientTime, row.HvpTime, row.HessianTime) = (Nanoseconds(row.Gradient), Nanoseconds(row.Hvp), Nanoseconds(row.Hessian));
        rows.RemoveAll(r => r.Inputs == 0);

        Console.WriteLine("| function | inputs | gradient ns | Hvp / gradient | Hessian / (n Hvp) |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (Row r in rows) Console.WriteLine($"| {r.Name} | {r.Inputs} | {r.GradientTime:0.0} | {r.OfHvp:0.00} | {r.OfHessian:0.00} |");
        Console.WriteLine();
        Console.WriteLine("| inputs | functions | Hvp / gradient: quartiles | above 3 | Hessian / (n Hvp): quartiles | above 1 |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach ((string name, Func<Row, bool> has) in new (string, Func<Row, bool>)[] { ("all", _ => true), ("1", r => r.Inputs == 1), ("2 to 4", r => r.Inputs is >= 2 and <= 4), ("5 to 8", r => r.Inputs is >= 5 and <= 8), ("more", r => r.Inputs > 8) })
        {
            Row[] group = [.. rows.Where(has)];
            if (group.Length > 0) Console.WriteLine($"| {name} | {group.Length} | {Quartiles(group, r => r.OfHvp)} | {group.Count(r => r.OfHvp > 3)} | {Quartiles(group, r => r.OfHessian)} | {group.Count(r => r.OfHessian > 1)} |");
        }
    }

    private static string Quartiles(Row[] rows, Func<Row, double> value)
    {
        double[] sorted = [.. rows.Select(value).Order()];
        return $"{sorted[sorted.Length / 4]:0.00}, **{sorted[sorted.Length / 2]:0.00}**, {sorted[sorted.Length * 3 / 4]:0.00}";
    }

    private static Row? RowOf(SecondFunction f)
    {
        if (!f.ReturnsNumber || !f.F.Has(Mode.Gradient) || f.F.Method.GetCustomAttribute<MayAllocateAttribute>() is not null) return null;
        Point? point = f.F.Points.Where(p => !p.Throws).MaxBy(p => f.Inputs(p.Values));
        if (point is null) return null;
        Outcome own = Runs.Primal(f.F, point.Values);
        if (own.Arguments.Where((a, k) => a.FirstDifference(point.Values[k]) >= 0).Any()) return null;
        Call gradient = Runs.Lay(f.F, f.F[Mode.Gradient], point.Values, (_, zero) => zero);
        Weights direction = Runs.Random(f.F, point.Values, point.Seed);
        return new Row(f.F.Id, f.Inputs(point.Values), new Timed(Adapters.Repeated(gradient.Member.Method!), gradient.Slots), Of("Hvp"), Of("Hessian"));

        Timed Of(string kind) => new(Adapters.Repeated(f[kind].Method!), f.Lay(f[kind], point.Values, direction));
    }

    private static double Nanoseconds(Timed timed)
    {
        long start = Stopwatch.GetTimestamp();
        timed.Call(timed.Slots, 200);
        double each = (Stopwatch.GetTimestamp() - start) / 200.0;
        int trips = (int)Math.Clamp(RepetitionTicks / Math.Max(each, 1e-3), 1, 10_000_000);
        double[] times = new double[Repetitions];
        for (int r = 0; r < Repetitions; r++)
        {
            start = Stopwatch.GetTimestamp();
            timed.Call(timed.Slots, trips);
            times[r] = (Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency) / trips;
        }
        Array.Sort(times);
        return times[Repetitions / 4];
    }
}

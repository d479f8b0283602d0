// Random methods through the whole compiler: --seed N --methods N [--batch N] [--show] [--keep-going], or files of types to check (--shrink, --show) or to compile (--time); or annotate FOLDER…: every method of any sources.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Autodiff.Fuzz;

public static class Program
{
    public static int Main(string[] args)
    {
        if (args.FirstOrDefault() == "annotate") return Annotate.Annotation.Command(args[1..]);
        string[] files = [.. args.Where(File.Exists)];
        if (args.Contains("--time")) return TimePasses(files);
        if (files.Length > 0) return CheckFiles(files, args.Contains("--shrink"), args.Contains("--show"));
        int Option(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1]) : otherwise;
        int seed = Option("--seed", 1), methods = Option("--methods", 200), size = Option("--batch", 50), faultsWanted = Option("--faults", 3);
        if (args.Contains("--show"))
        {
            Console.WriteLine(Sample.Source(seed));
            return 0;
        }
        Stopwatch watch = Stopwatch.StartNew();
        SortedDictionary<string, int> counts = [];
        List<string> seen = [];
        int compared = 0;
        for (int first = seed; first < seed + methods; first += size)
        {
            Outcome[] outcomes = Sample.Run(first, Math.Min(size, seed + methods - first));
            for (int k = 0; k < outcomes.Length; k++)
            {
                Outcome outcome = outcomes[k];
                compared += outcome.Compared;
                string key = outcome.Verdict is Verdict.Refused or Verdict.Invalid ? $"{outcome.Verdict} {outcome.Message.Split(':')[0]}" : outcome.Verdict.ToString();
                counts[key] = counts.GetValueOrDefault(key) + 1;
                if (outcome.Verdict == Verdict.Refused && counts[key] <= 2) Console.WriteLine($"-- seed {first + k} is refused: {outcome.Message}");
                if (outcome.Verdict == Verdict.Invalid && counts[key] <= 2) Console.WriteLine($"-- seed {first + k} is not C#: {outcome.Message}");
                if (!outcome.IsFault) continue;
                Console.WriteLine($"-- seed {first + k}: {outcome.Verdict}: {outcome.Message}");
                if (seen.Count >= faultsWanted || seen.Contains(outcome.Signature)) continue;
                seen.Add(outcome.Signature);
                Outcome smaller = Shrinker.Shrink(outcome);
                Console.WriteLine($"{smaller.Message}\n{smaller.Source}");
            }
        }
        Console.WriteLine(string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}")) + $"; {compared} points compared with differences; {watch.Elapsed.TotalSeconds:0} s");
        return counts.Keys.Any(k => Enum.TryParse(k, out Verdict verdict) && verdict >= Verdict.Internal) ? 1 : 0;
    }

    /// <summary>Processor time of each pass, which a busy machine does not change.</summary>
    private static int TimePasses(string[] files)
    {
        Batch.Generated("public static partial class Warm { [Differentiable] public static double F(double x) => Math.Sin(x) * x; }");
        foreach (string file in files)
        {
            string source = File.ReadAllText(file);
            Console.WriteLine(file);
            TimeSpan last = Process.GetCurrentProcess().TotalProcessorTime;
            Generators.DerivativeCompiler.AfterPass = (_, pass) => Lap("  " + pass);
            Batch.Generated(source);
            Lap("  rest");

            void Lap(string what)
            {
                TimeSpan now = Process.GetCurrentProcess().TotalProcessorTime;
                if ((now - last).TotalMilliseconds >= 100) Console.WriteLine($"{what}: {(now - last).TotalMilliseconds:0} ms");
                last = now;
            }
        }
        return 0;
    }

    private static int CheckFiles(string[] files, bool shrink, bool show)
    {
        string[] sources = [.. files.Select(File.ReadAllText)];
        bool fault = false;
        foreach ((string file, Outcome found) in files.Zip(Batch.Run(sources)))
        {
            Outcome outcome = shrink && found.Verdict > Verdict.Unstable ? Shrinker.Shrink(found) : found;
            Console.WriteLine($"{file}: {outcome.Verdict}: {outcome.Message} ({outcome.Compared} points compared)");
            if (shrink) Console.WriteLine(outcome.Source);
            if (show) Console.WriteLine(Batch.Generated(outcome.Source));
            fault |= outcome.IsFault;
        }
        return fault ? 1 : 0;
    }
}

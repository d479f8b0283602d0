// What annotating a folder found, and how it is told.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Autodiff.Fuzz.Annotate;

/// <summary>What became of one marked method.</summary>
public enum Fate { Differentiated, Refused, Crashed, Uncompilable }

/// <summary>
/// One marked method. <see cref="OfDoubles"/>: takes and returns numbers of floating point, alone or in spans and arrays, and nothing but those and constants of simple type.
/// </summary>
public sealed class MethodFinding(string name, string place, bool ofDoubles)
{
    public string Name => name;
    public string Place => place;
    public bool OfDoubles => ofDoubles;
    public Fate Fate { get; set; }
    /// <summary>Id and message of each reason.</summary>
    public List<(string Id, string Text)> Reasons { get; } = [];
    /// <summary>Something on the way is a constant by the user's word, or an estimate that goes in steps: differences say nothing, and the two modes are compared only.</summary>
    public bool IsDetached { get; set; }
    /// <summary>Null: its derivatives are not checked (yet); otherwise what the check said.</summary>
    public Outcome? Check { get; set; }
}

public sealed class Findings
{
    public List<MethodFinding> Methods { get; } = [];
    /// <summary>Files that did not compile before anything was marked, with the first error.</summary>
    public List<(string File, string Error)> Skipped { get; } = [];
    /// <summary>Faults of no particular method.</summary>
    public List<string> Faults { get; } = [];
    public int Files { get; set; }
    /// <summary>Methods that do not compile in the numbers that were asked for.</summary>
    public int LeftOut { get; set; }

    public IEnumerable<MethodFinding> With(Fate fate) => Methods.Where(m => m.Fate == fate);
    public IEnumerable<MethodFinding> OfDoubles => Methods.Where(m => m.OfDoubles);
    public IEnumerable<MethodFinding> Checked => Methods.Where(m => m.Check is { Verdict: Verdict.Passed });
    public IEnumerable<MethodFinding> Wrong => Methods.Where(m => m.Check is { IsFault: true });
    public double Share => OfDoubles.Any() ? (double)OfDoubles.Count(m => m.Fate == Fate.Differentiated) / OfDoubles.Count() : 1;
    public bool IsSound => Faults.Count == 0 && !With(Fate.Crashed).Any() && !With(Fate.Uncompilable).Any() && !Wrong.Any();

    public void Print(TextWriter output, bool everything)
    {
        output.WriteLine($"{Files} files, {Methods.Count} methods; {Skipped.Count} files did not compile as they were and are left out");
        if (LeftOut > 0) output.WriteLine($"{LeftOut} methods cannot be said in these numbers and are left out");
        foreach ((string file, string error) in Skipped.Take(everything ? int.MaxValue : 10)) output.WriteLine($"  left out: {file}: {error}");
        output.WriteLine(string.Join(", ", Enum.GetValues<Fate>().Select(f => $"{f.ToString().ToLowerInvariant()} {With(f).Count()}")));
        foreach (var group in With(Fate.Refused).SelectMany(m => m.Reasons.DistinctBy(r => r.Id).Select(r => (Method: m, r.Id, r.Text))).GroupBy(r => r.Id).OrderByDescending(g => g.Count()))
        {
            output.WriteLine($"  {group.Key} refuses {group.Count()}");
            foreach (var (method, _, text) in group.Take(everything ? int.MaxValue : 1)) output.WriteLine($"    {method.Place}: {method.Name}: {text}");
        }
        foreach (Fate fate in new[] { Fate.Crashed, Fate.Uncompilable })
            foreach (MethodFinding method in With(fate))
                output.WriteLine($"  {fate.ToString().ToUpperInvariant()} {method.Place}: {method.Name}: {string.Join("\n    ", method.Reasons.Select(r => $"{r.Id} {r.Text}"))}");
        foreach (string fault in Faults) output.WriteLine("  FAULT " + fault);
        output.WriteLine($"take and return doubles: {OfDoubles.Count()}, of which {OfDoubles.Count(m => m.Fate == Fate.Differentiated)} ({Share:P0}) differentiate");
        foreach (MethodFinding method in OfDoubles.Where(m => m.Fate == Fate.Refused)) output.WriteLine($"  refused {method.Place}: {method.Name}: {string.Join("; ", method.Reasons.Select(r => $"{r.Id}: {r.Text}"))}");
        output.WriteLine($"gradients checked: {Checked.Count()} methods, {Methods.Sum(m => m.Check?.Compared ?? 0)} points compared with differences; wrong: {Wrong.Count()}");
        foreach (MethodFinding method in Methods.Where(m => m.Check is { Verdict: Verdict.Passed, Message.Length: > 0 })) output.WriteLine($"  note {method.Place}: {method.Name}: {method.Check!.Message}");
        foreach (MethodFinding method in Methods.Where(m => m.Check is { Verdict: Verdict.Unstable or Verdict.Invalid }))
            output.WriteLine($"  not checked {method.Place}: {method.Name}: {method.Check!.Message}");
        foreach (MethodFinding method in Wrong) output.WriteLine($"  {method.Check!.Verdict.ToString().ToUpperInvariant()} {method.Place}: {method.Name}: {method.Check.Message}");
        output.WriteLine(IsSound ? "sound" : "NOT SOUND");
    }
}

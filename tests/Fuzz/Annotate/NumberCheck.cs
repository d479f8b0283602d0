// Checks the derivatives of marked methods at points where the methods themselves give numbers: sizes and ranges are tried until they do.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Autodiff.Fuzz.Annotate;

internal static class NumberCheck
{
    // A thread that does not come back keeps a processor busy to the end: few are allowed.
    private const int Points = 10, Tries = 1500, HungAtMost = 12;
    private static int s_hung;

    private static readonly (double Low, double High)[] s_ranges = [(-1.5, 1.5), (0.1, 0.9), (0.5, 2), (-0.9, 0.9), (1, 5), (-4, 4), (3, 12), (20, 90), (0.01, 0.2)];

    public static void Run(CSharpCompilation whole, IEnumerable<(IMethodSymbol Method, MethodFinding Finding)> methods, Findings findings)
    {
        var adapters = new List<(Adapter Adapter, MethodFinding Finding)>();
        StringBuilder text = new();
        foreach ((IMethodSymbol method, MethodFinding finding) in methods)
            foreach (AttributeData attribute in method.GetAttributes().Where(a => a.AttributeClass is { Name: nameof(DifferentiableAttribute) }))
            {
                if (Adapter.TryFor(method, attribute, whole.GetSpecialType(SpecialType.System_Double)) is not { } adapter)
                {
                    if (finding.OfDoubles) finding.Check ??= new("", Verdict.Invalid, "points cannot be made for it, or not every member is asked for");
                    continue;
                }
                text.Append(adapter.WriteInside("Adapter" + adapters.Count));
                adapters.Add((adapter, finding));
            }
        if (adapters.Count == 0) return;

        whole = whole.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text.ToString(), SourceProject.Parse, "Adapters.cs", Encoding.UTF8));
        using MemoryStream stream = new();
        var emitted = whole.Emit(stream);
        if (!emitted.Success)
        {
            findings.Faults.Add("the derivatives cannot be called: " + string.Join("\n    ", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)
                .Select(d => $"{d} {d.Location.SourceTree?.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line]}")));
            return;
        }
        stream.Position = 0;
        AssemblyLoadContext context = new("Annotated", isCollectible: false);
        context.Resolving += (_, name) => whole.References.Select(r => r.Display!).FirstOrDefault(p => Path.GetFileNameWithoutExtension(p) == name.Name) is { } path
            ? context.LoadFromAssemblyPath(path) : null;
        Assembly assembly = context.LoadFromStream(stream);
        foreach ((Adapter adapter, MethodFinding finding) in adapters)
        {
            if (finding.Check is { IsFault: true }) continue;
            finding.Check = InTime(adapter, assembly, finding);
        }
    }

    /// <summary>What is known so far of one method's derivatives; a thread that does not come back leaves it to the next.</summary>
    private sealed class Search
    {
        public int Attempt, Found, Compared;
        public string Why = "", Note = "", Unstable = "", Where = "";
        public Probe? Running;
        public bool InDerivative => Running is { InPrimal: false };
        public (double Low, double High) Range;
        public List<(double, double)> Avoided = [];
        public Outcome? Outcome;
    }

    private static Outcome InTime(Adapter adapter, Assembly assembly, MethodFinding finding)
    {
        Search search = new();
        for (int hung = 0; ; hung++)
        {
            Search mine = search;
            // Deep recursion is no fault of the derivatives.
            Thread thread = new(() => Check(adapter, assembly, finding, mine), 256 << 20) { IsBackground = true };
            thread.Start();
            if (thread.Join(TimeSpan.FromSeconds(3)) || thread.Join(TimeSpan.FromSeconds(mine.InDerivative || mine.Found > 0 ? 20 : 0))) return mine.Outcome!;
            if (mine.InDerivative) return new("", Verdict.Hung, $"a derivative does not end {mine.Where}");
            // The method itself does not end: it is not meant for such numbers.
            if (hung == 1 || ++s_hung >= HungAtMost) return mine.Found > 0 ? Summary(mine) : new("", Verdict.Unstable, "it does not end at the points tried");
            search = new() { Attempt = mine.Attempt + 1, Found = mine.Found, Compared = mine.Compared, Why = mine.Why, Note = mine.Note, Avoided = [.. mine.Avoided, mine.Range] };
        }
    }

    private static void Check(Adapter adapter, Assembly assembly, MethodFinding finding, Search search)
    {
        // The same points in every run.
        int seed = finding.Name.Aggregate(17, (h, c) => unchecked((h * 31) + c)) & 0xffffff;
        for (; search.Attempt < Tries && search.Found < Points; search.Attempt++)
        {
            Random random = new(seed + search.Attempt);
            int[] sizes = Sizes(adapter, random);
            (double low, double high) = search.Range = s_ranges[random.Next(s_ranges.Length)];
            if (search.Avoided.Count > 0 && search.Range is not ((0.1, 0.9) or (0.5, 2) or (1, 5))) continue;
            if (search.Avoided.Contains(search.Range)) continue;
            search.Where = $"[sizes {string.Join(" ", sizes)}, range {low} to {high}, seed {seed + search.Attempt}]";
            search.Running = null;
            try
            {
                Probe probe = new(adapter, assembly, sizes, random, r => low + ((high - low) * r.NextDouble()), allowsSteps: true, finding.IsDetached);
                if (probe.Primal(out Exception? thrown) is not { Length: > 0 })
                {
                    search.Why = thrown is null ? "not finite" : $"{thrown.GetType().Name}: {thrown.Message}";
                    continue;
                }
                search.Running = probe;
                (Verdict verdict, string message) = probe.Run();
                if (verdict == Verdict.Unstable)
                {
                    search.Unstable = message;
                    continue;
                }
                if (verdict != Verdict.Passed)
                {
                    search.Outcome = new("", verdict, $"{message} {search.Where}");
                    return;
                }
                search.Found++;
                search.Compared += probe.Compared;
                if (probe.IsStep) search.Note = "made of steps, and compared within one";
            }
            // What is refused can be lengths that are known only now.
            catch (Exception exception) when (exception.Message.Contains("In a derivative,", StringComparison.Ordinal))
            {
                search.Note = "refuses lengths: " + exception.Message;
            }
            catch (Exception exception)
            {
                search.Outcome = new("", Verdict.Threw, $"{exception.GetType().Name}: {exception.Message} {search.Where}\n{exception.StackTrace}");
                return;
            }
        }
        search.Outcome = Summary(search);
        if (finding.IsDetached && search.Outcome.Verdict == Verdict.Passed) search.Outcome = search.Outcome with { Message = "has detached values or estimates: forward and reverse mode agree" };
    }

    private static Outcome Summary(Search search) => search.Found == 0
        ? new("", Verdict.Unstable, $"no point was found: {(search.Unstable.Length > 0 ? search.Unstable : search.Why)}")
        : new("", Verdict.Passed, search.Note.Length > 0 ? search.Note : search.Compared == 0 ? "no difference was conclusive; forward and reverse mode agree" : "", search.Compared);

    /// <summary>Lengths that belong together, as in code over vectors of n numbers, their matrices, and what is counted from them.</summary>
    private static int[] Sizes(Adapter adapter, Random random)
    {
        int n = new[] { 4, 3, 2, 5, 8, 1, 6 }[random.Next(7)];
        IEnumerable<int> sizes = adapter.Parts.Select(p => p switch
        {
            { Rank: > 0 } => random.Next(10) < 6 ? n : new[] { n * n, n + 1, 2 * n, n - 1, 3 * n, 2 }[random.Next(6)],
            { IsFloat: false } => random.Next(10) < 5 ? n : new[] { n - 1, n / 2, 0, 1, 2, 3, 10 }[random.Next(7)],
            _ => 1,
        });
        return [.. sizes, 0, 0, random.Next(10) < 7 ? 0 : random.Next(10) < 7 ? 1 : 2];
    }
}

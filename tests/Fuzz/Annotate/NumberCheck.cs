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
    private const int Points = 10, Tries = 1500;

    private static readonly (double Low, double High)[] s_ranges = [(-1.5, 1.5), (0.1, 0.9), (0.5, 2), (-0.9, 0.9), (1, 5), (-4, 4), (3, 12), (20, 90), (0.01, 0.2)];

    public static void Run(CSharpCompilation whole, IEnumerable<(IMethodSymbol Method, MethodFinding Finding)> methods, Findings findings)
    {
        var adapters = new List<(Adapter Adapter, MethodFinding Finding)>();
        StringBuilder text = new();
        foreach ((IMethodSymbol method, MethodFinding finding) in methods)
            foreach (AttributeData attribute in method.GetAttributes().Where(a => a.AttributeClass is { Name: nameof(DifferentiableAttribute) }))
            {
                if (Adapter.TryFor(method, attribute) is not { } adapter)
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

    private static Outcome InTime(Adapter adapter, Assembly assembly, MethodFinding finding)
    {
        Outcome? outcome = null;
        string stage = "itself";
        // Deep recursion is no fault of the derivatives.
        Thread thread = new(() => outcome = Check(adapter, assembly, finding, s => Volatile.Write(ref stage, s)), 256 << 20) { IsBackground = true };
        thread.Start();
        if (thread.Join(TimeSpan.FromSeconds(20))) return outcome!;
        return Volatile.Read(ref stage) == "itself" ? new("", Verdict.Unstable, "it does not end at the points tried") : new("", Verdict.Hung, stage);
    }

    private static Outcome Check(Adapter adapter, Assembly assembly, MethodFinding finding, Action<string> enter)
    {
        // The same points in every run.
        int seed = finding.Name.Aggregate(17, (h, c) => unchecked((h * 31) + c)) & int.MaxValue;
        int found = 0, compared = 0;
        string why = "", note = "", unstable = "";
        for (int attempt = 0; attempt < Tries && found < Points; attempt++)
        {
            Random random = new(seed + attempt);
            int[] sizes = Sizes(adapter, random);
            (double low, double high) = s_ranges[random.Next(s_ranges.Length)];
            double Draw(Random r) => low + ((high - low) * r.NextDouble());
            string where = $"[sizes {string.Join(" ", sizes)}, range {low} to {high}, seed {seed + attempt}]";
            try
            {
                enter("itself");
                Probe probe = new(adapter, assembly, sizes, random, Draw, allowsSteps: true);
                if (probe.Primal(out Exception? thrown) is not { Length: > 0 })
                {
                    why = thrown is null ? "not finite" : $"{thrown.GetType().Name}: {thrown.Message}";
                    continue;
                }
                enter($"a derivative does not end {where}");
                (Verdict verdict, string message) = probe.Run();
                if (verdict == Verdict.Unstable) { unstable = message; continue; }
                if (verdict != Verdict.Passed) return new("", verdict, $"{message} {where}");
                found++;
                compared += probe.Compared;
                if (probe.IsStep) note = "made of steps, and compared within one";
            }
            catch (Exception exception)
            {
                return new("", Verdict.Threw, $"{exception.GetType().Name}: {exception.Message} {where}\n{exception.StackTrace}");
            }
        }
        if (found == 0) return new("", Verdict.Unstable, $"no point was found: {(unstable.Length > 0 ? unstable : why)}");
        return new("", Verdict.Passed, note.Length > 0 ? note : compared == 0 ? "no difference was conclusive; forward and reverse mode agree" : "", compared);
    }

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

// Warnings about derivatives that are right and perhaps not meant: always zero, cut by a cast, decided by an equality.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>Runs over a program without errors. What the user wraps in Ad.Detach is meant, so it varies nowhere and nothing is said.</summary>
internal sealed class WarningCheck(ReadContext context, Signature signature, IMethodSymbol method, Program program, SiteCheck check)
{
    public void Run()
    {
        // Of a method whose derivatives the user writes, the body says nothing.
        if (!program.Entry.IsOpaque)
            foreach (int parameter in signature.Differentiated) CheckDependence(parameter);
        foreach (Method m in program.Methods)
            if (!m.IsOpaque && m.Body.All().Any(i => i is Let let && SiteOf(let) is not null)) CheckSites(m);
    }

    // ---- an input that no result depends on

    private void CheckDependence(int index)
    {
        Method entry = program.Entry;
        SurfaceParameter[] leaves = [.. signature.OnSurface(index).Select(k => entry.Surface.Parameters[k])];
        // What is written is an output too, whatever it held before.
        if (leaves.Any(l => l.Parameter < 0 || l.Result >= 0) || context.Facts[entry.Key].WrittenParameters.Contains(index)) return;
        Value[] inputs = [.. leaves.Select(l => entry.Body.Parameters[l.Parameter])];
        if (inputs.Any(i => entry.TypeOf(i).Shape == Shape.Span)) return;

        var roots = new Roots(entry);
        var summaries = new ActivitySummaries(program.Find);
        HashSet<Value> varied = [];
        var flags = new bool[entry.Body.Parameters.Count];
        foreach (SurfaceParameter leaf in leaves) flags[leaf.Parameter] = true;
        summaries.Solve(() => varied = ActivityFlow.Varied(entry, roots, new(flags), summaries));
        bool reaches = entry.Body.Yields.Any(varied.Contains)
            || entry.Body.Parameters.Any(p => !inputs.Contains(p) && entry.TypeOf(p).IsMemory && varied.Contains(p));
        bool detached = entry.Body.All().Any(i => i is Let { Op: Op.Detach } d && varied.Contains(entry.TypeOf(d.Args[0]).IsMemory ? roots.Of(d.Args[0]) : d.Args[0]));
        if (!reaches && !detached) context.Report(Descriptors.AlwaysZero, signature.LocationOf(index), method.Name, method.Parameters[index].Name);
    }

    // ---- casts to integers, and equalities

    private Site? SiteOf(Let let) => let.Op != Op.Opaque && let.Text is { } text ? context.Sites[int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)] : null;

    private void CheckSites(Method m)
    {
        var roots = new Roots(m);
        var summaries = new ActivitySummaries(program.Find);
        HashSet<Value> useful = [];
        EquatableArray<bool> yields = m.Body.Yields.Select(_ => true).ToEquatableArray(), memory = m.Body.Parameters.Select(_ => true).ToEquatableArray();
        summaries.Solve(() => useful = ActivityFlow.Useful(m, roots, yields, memory, summaries));
        Instr[] all = [.. m.Body.All()];
        Dictionary<Value, HashSet<Site>> origins = Origins(m, all);
        var undefined = new HashSet<Value>(all.OfType<Let>().Where(l => l.Op == Op.Undefined).Select(l => l.Result));

        foreach (Instr instruction in all)
        {
            switch (instruction)
            {
                case Let { Op: Op.Convert } i when m.TypeOf(i.Result).IsFloat && useful.Contains(i.Result): Report(Descriptors.IntegerCast, i.Args[0], isCast: true); break;
                case Let { Op: Op.Select } i when useful.Contains(i.Result) && check.Varies(m, i.Result): Report(Descriptors.EqualityChooses, i.Args[0], isCast: false); break;
                case If i when Chooses(i): Report(Descriptors.EqualityChooses, i.Condition, isCast: false); break;
            }
        }

        void Report(DiagnosticDescriptor descriptor, Value from, bool isCast)
        {
            if (!origins.TryGetValue(from, out HashSet<Site>? sites)) return;
            foreach (Site site in sites)
                if (site.Trust == (isCast ? SiteTrust.Cast : SiteTrust.Equality)) context.Report(descriptor, site.Location, site.Name);
        }

        // A side that throws chooses nothing.
        bool Chooses(If branch)
        {
            for (int k = 0; k < branch.Results.Count; k++)
            {
                Value then = branch.Then.Yields[k], otherwise = branch.Else.Yields[k];
                if (then != otherwise && useful.Contains(branch.Results[k]) && check.Varies(m, branch.Results[k]) && !undefined.Contains(then) && !undefined.Contains(otherwise)) return true;
            }
            return branch.Then.Body.Concat(branch.Else.Body).Any(i => i is Store s && check.Varies(m, s.Operand) || i is Accumulate a && check.Varies(m, a.Operand));
        }
    }

    /// <summary>Which casts and equalities an integer or a bool comes from.</summary>
    private Dictionary<Value, HashSet<Site>> Origins(Method m, Instr[] all)
    {
        var origins = new Dictionary<Value, HashSet<Site>>();
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (Instr instruction in all)
            {
                switch (instruction)
                {
                    case Let i:
                        if (SiteOf(i) is { } site && i.Args.Any(a => check.Varies(m, a))) Add(i.Result, [site]);
                        foreach (Value arg in i.Args) Flow(arg, i.Result);
                        break;
                    case If i:
                        // `a && b` is `a ? b : false`.
                        foreach (Value result in i.Results) Flow(i.Condition, result);
                        Flows(i.Then.Yields, i.Results);
                        Flows(i.Else.Yields, i.Results);
                        break;
                    case For i: Flows(i.Inits, i.Results); Flows(i.Inits, i.Body.Parameters, 1); Flows(i.Body.Yields, i.Results); Flows(i.Body.Yields, i.Body.Parameters, 1); break;
                    case While i: Flows(i.Inits, i.Results); Flows(i.Inits, i.Body.Parameters); Flows(i.Body.Yields, i.Results); Flows(i.Body.Yields, i.Body.Parameters); break;
                }
            }
        }
        return origins;

        void Flows(EquatableArray<Value> from, EquatableArray<Value> to, int offset = 0)
        {
            for (int k = 0; k < from.Count && k + offset < to.Count; k++) Flow(from[k], to[k + offset]);
        }

        void Flow(Value from, Value to)
        {
            // An integer carries a cast on, a bool an equality; what is counted by an equality chooses nothing.
            if (!origins.TryGetValue(from, out HashSet<Site>? sites)) return;
            Site[] carried = [.. sites.Where(s => s.Trust == SiteTrust.Cast ? m.TypeOf(to).IsInteger : m.TypeOf(to).IsBool)];
            if (carried.Length > 0) Add(to, carried);
        }

        void Add(Value value, Site[] sites)
        {
            if (!origins.TryGetValue(value, out HashSet<Site>? known)) origins[value] = known = [];
            foreach (Site site in sites) changed |= known.Add(site);
        }
    }
}

// Refuses calls that pass overlapping memory to two parameters of which one is written, where inlining the callee does not solve it.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;

namespace Autodiff.Generators.Frontend;

internal static class AliasCheck
{
    public static void Run(ReadContext context)
    {
        // What a callee writes, its callers write: repeat until nothing is added.
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (MethodFacts facts in context.Facts.Values)
                foreach (PassedCall call in facts.Calls)
                    if (context.Facts.TryGetValue(call.Callee, out MethodFacts? callee))
                        foreach (PassedRoot passed in call.Roots)
                            if (passed.Root.Kind == RootKind.Parameter && callee.WrittenParameters.Contains(passed.Parameter))
                                changed |= facts.WrittenParameters.Add(passed.Root.Parameter);
        }
        foreach (MethodFacts facts in context.Facts.Values)
            foreach (PassedCall call in facts.Calls)
                if (context.Facts.TryGetValue(call.Callee, out MethodFacts? callee)) Check(context, call, callee, facts.Reassigned);
        CheckReturned(context);
    }

    /// <summary>Copies of one method that returns an array, all told, beyond which the generated code would be larger than anybody wants.</summary>
    private const int MaxCopies = 200;

    // A method that returns an array is copied into its callers: not into itself, and not without bounds.
    private static void CheckReturned(ReadContext context)
    {
        Dictionary<string, int> copies = [];
        int CopiesOf(string method)
        {
            if (copies.TryGetValue(method, out int known)) return known;
            copies[method] = 1;
            int sum = 1;
            foreach (string callee in Callees(context, method))
                if (context.Facts.TryGetValue(callee, out MethodFacts? facts) && facts.ReturnsMemory) sum = System.Math.Min(sum + CopiesOf(callee), 2 * MaxCopies);
            return copies[method] = sum;
        }
        foreach (KeyValuePair<string, MethodFacts> caller in context.Facts)
            foreach (PassedCall call in caller.Value.Calls)
            {
                if (!context.Facts.TryGetValue(call.Callee, out MethodFacts? callee) || !callee.ReturnsMemory) continue;
                if (Reachable(context, Callees(context, call.Callee)).Contains(call.Callee))
                    context.Report(Descriptors.Call, call.Location, call.CalleeName, "it returns an array and calls itself", "fill a span that is passed as a parameter");
                else if (CopiesOf(caller.Key) > MaxCopies)
                    context.Report(Descriptors.Call, call.Location, call.CalleeName, $"with what it calls more than {MaxCopies} copies of methods that return arrays would be made", "fill a span that is passed as a parameter");
            }
    }

    // Inlining ends at a method that reaches itself, however deep below the callee.
    private static bool ReachesRecursion(ReadContext context, string callee) => Reachable(context, [callee]).Any(m => Reachable(context, Callees(context, m)).Contains(m));

    private static IEnumerable<string> Callees(ReadContext context, string method) =>
        context.Facts.TryGetValue(method, out MethodFacts? facts) ? facts.Calls.Select(c => c.Callee) : [];

    private static HashSet<string> Reachable(ReadContext context, IEnumerable<string> from)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(from);
        while (open.Count > 0)
        {
            string method = open.Pop();
            if (!reached.Add(method)) continue;
            foreach (string callee in Callees(context, method)) open.Push(callee);
        }
        return reached;
    }

    private static void Check(ReadContext context, PassedCall call, MethodFacts callee, HashSet<Variable> reassigned)
    {
        HashSet<int> written = callee.WrittenParameters;
        bool IsApart(PassedRoot passed) => written.Contains(passed.Parameter) || callee.SeparateParameters.Contains(passed.Parameter);
        foreach (PassedRoot passed in call.Roots)
            if (passed.Root.Kind == RootKind.Constant && written.Contains(passed.Parameter))
                context.Report(Descriptors.WriteToConstant, call.Location, "'" + passed.Text + "'", "copy it to a local array, or pass it as a parameter");
        for (int i = 0; i < call.Roots.Count; i++)
        {
            for (int j = i + 1; j < call.Roots.Count; j++)
            {
                PassedRoot a = call.Roots[i], b = call.Roots[j];
                // A reference is copied in and out, so it must not be the other's memory; spans that overlap are sorted out by inlining.
                if (!ReferenceEquals(a.Root, b.Root) || !(IsApart(a) || IsApart(b))) continue;
                if (a.Range is not null && b.Range is not null && a.Range.IsDisjointFrom(b.Range, reassigned)) continue;
                if (!a.IsReference && !b.IsReference && context.CustomOf(call.Callee) is null && !context.IsDerived(call.Callee) && !ReachesRecursion(context, call.Callee)) continue;
                context.Report(Descriptors.OverlappingArguments, call.Location, a.Text, b.Text, call.CalleeName, IsApart(a) ? a.Text : b.Text,
                    written.Contains(a.Parameter) || written.Contains(b.Parameter) ? "written" : "a derivative's own");
                return;
            }
        }
    }
}

// Refuses calls that pass overlapping memory to two parameters of which one is written, where inlining the callee does not solve it.
using System.Collections.Generic;
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
                if (context.Facts.TryGetValue(call.Callee, out MethodFacts? callee)) Check(context, call, callee.WrittenParameters, facts.Reassigned, IsRecursive(context, call.Callee));
    }

    private static bool IsRecursive(ReadContext context, string method)
    {
        HashSet<string> reached = [];
        Stack<string> open = new([method]);
        while (open.Count > 0)
        {
            if (!context.Facts.TryGetValue(open.Pop(), out MethodFacts? facts)) continue;
            foreach (PassedCall call in facts.Calls)
            {
                if (call.Callee == method) return true;
                if (reached.Add(call.Callee)) open.Push(call.Callee);
            }
        }
        return false;
    }

    private static void Check(ReadContext context, PassedCall call, HashSet<int> written, HashSet<Variable> reassigned, bool isRecursive)
    {
        foreach (PassedRoot passed in call.Roots)
            if (passed.Root.Kind == RootKind.Constant && written.Contains(passed.Parameter))
                context.Report(Descriptors.WriteToConstant, call.Location, "'" + passed.Text + "'", "copy it to a local array, or pass it as a parameter");
        for (int i = 0; i < call.Roots.Count; i++)
        {
            for (int j = i + 1; j < call.Roots.Count; j++)
            {
                PassedRoot a = call.Roots[i], b = call.Roots[j];
                // A reference is copied in and out, so it must not be the other's memory; spans that overlap are sorted out by inlining.
                if (!isRecursive && !a.IsReference && !b.IsReference) continue;
                if (!ReferenceEquals(a.Root, b.Root) || !(written.Contains(a.Parameter) || written.Contains(b.Parameter))) continue;
                if (a.Range is not null && b.Range is not null && a.Range.IsDisjointFrom(b.Range, reassigned)) continue;
                context.Report(Descriptors.OverlappingArguments, call.Location, a.Text, b.Text, call.CalleeName, written.Contains(a.Parameter) ? a.Text : b.Text);
                return;
            }
        }
    }
}

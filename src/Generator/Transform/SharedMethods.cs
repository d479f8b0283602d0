// Methods that say the same are kept once: the kernels of a gradient and of a Jacobian with one row, for example.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal static class SharedMethods
{
    /// <summary>The methods without those that differ from an earlier one in names only, and what puts calls of the earlier ones in the place of theirs.</summary>
    public static (Method[] Kept, Func<Method, Method> Redirect) Of(IReadOnlyList<Method> methods, Func<Method, bool> mayBeShared)
    {
        List<Method> kept = [];
        Dictionary<string, string> instead = [];
        foreach (Method method in methods)
        {
            if (mayBeShared(method) && kept.FirstOrDefault(k => mayBeShared(k) && IsSame(k, method)) is { } same) instead[method.Key] = same.Key;
            else kept.Add(method);
        }
        return ([.. kept], method => instead.Count == 0 || !method.Body.All().Any(IsMoved) ? method : method with { Body = Redirected(method.Body) });

        bool IsMoved(Instr instruction) => instruction is Call call && instead.ContainsKey(call.Method);

        Region Redirected(Region region) => region with { Body = region.Body.Select(One).ToEquatableArray() };

        Instr One(Instr instruction) => instruction switch
        {
            Call call when IsMoved(call) => call with { Method = instead[call.Method] },
            If i => i with { Then = Redirected(i.Then), Else = Redirected(i.Else) },
            For i => i with { Body = Redirected(i.Body) },
            While i => i with { Test = Redirected(i.Test), Body = Redirected(i.Body) },
            _ => instruction,
        };
    }

    private static bool IsSame(Method a, Method b) =>
        a.Values.Count == b.Values.Count && a.Surface.ReturnTypeText == b.Surface.ReturnTypeText
        && a.Surface.Parameters.Select(p => (p.TypeText, p.Passing, p.Parameter, p.Result)).SequenceEqual(b.Surface.Parameters.Select(p => (p.TypeText, p.Passing, p.Parameter, p.Result)))
        && a.Body.Equals(b.Body) && a.Values.Select(v => v.Type).SequenceEqual(b.Values.Select(v => v.Type));
}

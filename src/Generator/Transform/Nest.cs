// Derivatives that the user's own code calls: each is derived first, and then takes its place among the methods of the program.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// The program of a request has an external method for each derivative that it calls. This pass puts the derivative itself there: made from its own request, so with its own
/// activity and its own names for every value, and therefore never confused with the differentiation of the caller. What it reaches comes along under keys of its own.
/// To what follows it is a callee like any other; and as the request of a derivative may have derivatives in it too, they nest to any depth.
/// </summary>
internal static class Nest
{
    /// <summary><paramref name="prepare"/> gives the program of a request as it is differentiated, <paramref name="make"/> the member of a kind.</summary>
    public static Program Run(
        DerivativeRequest request, Func<DerivativeRequest, Program> prepare, Func<DerivativeKinds, Derivation, DerivativeRequest, Method> make, Func<Method, Method> polish)
    {
        if (request.Nested.Count == 0) return request.Program;
        Dictionary<string, Method> made = [];
        List<Method> brought = [];
        foreach (IGrouping<DerivativeRequest, DerivedMember> group in request.Nested.GroupBy(n => n.Request))
        {
            DerivativeRequest inner = group.Key with { IsNested = true };
            Derivation derivation = new(prepare(inner));
            Method[] members = [.. group.Select(n => polish(make(n.Kind, derivation, inner)))];
            Method[] reached = Reached(members, [.. derivation.Reachable.Select(polish), .. derivation.Program.Methods]);
            string place = group.First().Key + "/";
            HashSet<string> own = [.. reached.Select(m => m.Key)];
            string Renamed(string key) => own.Contains(key) ? place + key : key;
            brought.AddRange(reached.Select(m => Rename(m, place + m.Key, Renamed)));
            foreach ((DerivedMember nested, Method member) in group.Zip(members, (n, m) => (n, m)))
            {
                Method standing = request.Program.Find(nested.Key);
                Surface surface = member.Surface with { Documentation = default, Attributes = default };
                made[nested.Key] = Rename(member with { Surface = surface, CallText = standing.CallText }, nested.Key, Renamed);
            }
        }
        return request.Program.With([.. request.Program.Methods.Select(m => made.TryGetValue(m.Key, out Method member) ? member : m), .. brought]);
    }

    private static Method[] Reached(Method[] members, IReadOnlyList<Method> candidates)
    {
        Dictionary<string, Method> byKey = [];
        foreach (Method candidate in candidates)
            if (!byKey.ContainsKey(candidate.Key)) byKey.Add(candidate.Key, candidate);
        HashSet<string> reached = [];
        Stack<Method> pending = new(members);
        while (pending.Count > 0)
        {
            Method method = pending.Pop();
            foreach (string callee in method.Body.All().OfType<Call>().Select(c => c.Method).Concat(new[] { method.Custom?.Vjp, method.Custom?.Jvp }.OfType<string>()))
                if (reached.Add(callee)) pending.Push(byKey[callee]);
        }
        return [.. byKey.Values.Where(m => reached.Contains(m.Key))];
    }

    private static Method Rename(Method method, string key, Func<string, string> renamed)
    {
        return method with
        {
            Key = key, Body = Copy(method.Body),
            Custom = method.Custom is { } rule ? rule with { Vjp = rule.Vjp is null ? null : renamed(rule.Vjp), Jvp = rule.Jvp is null ? null : renamed(rule.Jvp) } : null,
        };

        Region Copy(Region region) => region with { Body = region.Body.Select(CopyOne).ToEquatableArray() };

        Instr CopyOne(Instr instruction) => instruction switch
        {
            Call i => i with { Method = renamed(i.Method) },
            If i => i with { Then = Copy(i.Then), Else = Copy(i.Else) },
            For i => i with { Body = Copy(i.Body) },
            While i => i with { Test = Copy(i.Test), Body = Copy(i.Body) },
            _ => instruction,
        };
    }
}

// The program as it is run once per row or column: without messages, and with arrays as spans.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// A Hessian or Jacobian runs the method itself once, on the caller's arguments, and its derivative many times, on copies of what is written. What only checks or prints
/// has then run already, and so has code that is not looked into; and the copies come from the pool, so the entry takes spans. Methods that change get keys of their own.
/// </summary>
internal static class Repeatable
{
    public static Program Of(Program program)
    {
        HashSet<string> rules = OfDerivativesByHand(program);
        HashSet<string> changed = [.. program.Methods.Where(m => !m.IsOpaque && !rules.Contains(m.Key) && m.Body.All().Any(IsMessage)).Select(m => m.Key)];
        if (!program.Entry.IsOpaque && program.Entry.Body.Parameters.Any(p => program.Entry.TypeOf(p).Shape == Shape.Array)) changed.Add(program.Entry.Key);
        if (changed.Count == 0) return program;
        for (bool grows = true; grows;)
        {
            grows = false;
            foreach (Method method in program.Methods)
                if (!method.IsOpaque && !rules.Contains(method.Key) && method.Body.All().OfType<Call>().Any(c => changed.Contains(c.Method))) grows |= changed.Add(method.Key);
        }
        return program.With(program.Methods.Select(m => changed.Contains(m.Key) ? Renew(program, m, changed) : m));
    }

    /// <summary>Derivatives written by hand that were read, and what they call: they say what they say each time they run, as those do that were not read.</summary>
    private static HashSet<string> OfDerivativesByHand(Program program)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(program.Methods.SelectMany(m => new[] { m.Custom?.Vjp, m.Custom?.Jvp }).OfType<string>());
        while (open.Count > 0)
            if (program.TryFind(open.Pop()) is { } method && method.Key != program.Entry.Key && reached.Add(method.Key))
                foreach (Call call in method.Body.All().OfType<Call>()) open.Push(call.Method);
        return reached;
    }

    private static bool IsMessage(Instr instruction) => instruction is Effect { ReadsOnly: true, Throws: false, Result.Exists: false } or Effect { Once: true };

    private static Method Renew(Program program, Method method, HashSet<string> changed)
    {
        ValueInfo[] values = [.. method.Values];
        if (method.Key == program.Entry.Key)
        {
            HashSet<Value> kept = [];
            foreach (Instr instruction in method.Body.All())
            {
                if ((instruction is Effect && !IsMessage(instruction)) || instruction is Let { Op: Op.Opaque }) kept.UnionWith(instruction.Operands().Concat(instruction.Results()));
                if (instruction is Call call && call.Method != method.Key)
                    for (int k = 0; k < call.Args.Count; k++)
                        if (program.Find(call.Method) is var callee && callee.TypeOf(callee.Body.Parameters[k]).Shape == Shape.Array) kept.Add(call.Args[k]);
            }
            foreach (Value p in method.Body.Parameters)
                if (values[p.Id].Type.Shape == Shape.Array && !kept.Contains(p)) values[p.Id] = values[p.Id] with { Type = IrType.Span(values[p.Id].Type.Element) };
        }
        Surface surface = method.Surface with
        {
            Parameters = method.Surface.Parameters
                .Select(p => p.Parameter >= 0 && values[method.Body.Parameters[p.Parameter].Id].Type is { Shape: Shape.Span } type && type != method.TypeOf(method.Body.Parameters[p.Parameter])
                    ? p with { TypeText = Surfaces.TypeText(type), Scoped = true } : p)
                .ToEquatableArray(),
        };
        return method with { Key = KeyOf(method.Key), Values = new(values), Body = Renew(method.Body), Surface = surface, CallText = null };

        Region Renew(Region region) => region with { Body = region.Body.Where(i => !IsMessage(i) || i is Effect { Result.Exists: true }).Select(RenewOne).ToEquatableArray() };

        Instr RenewOne(Instr instruction) => instruction switch
        {
            Call i when changed.Contains(i.Method) => i with { Method = KeyOf(i.Method) },
            // What such code gave is passed to nothing but such code.
            Effect { Once: true } i => new Let(i.Result, Op.Undefined, default),
            If { IsTry: true } i when Renew(i.Else) is var cleanup && cleanup.Body.All(c => c is Note or Let) => i with { Then = Renew(i.Then), Else = cleanup, IsTry = false },
            If i => i with { Then = Renew(i.Then), Else = Renew(i.Else) },
            For i => i with { Body = Renew(i.Body) },
            While i => i with { Test = Renew(i.Test), Body = Renew(i.Body) },
            _ => instruction,
        };
    }

    private static string KeyOf(string key) => key + "~";
}

// Local arrays and array parameters of helpers become spans, so that temporaries can be rented instead of allocated.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// An array keeps its type only where C# text that the IR does not look into mentions it, where it is returned, where it is a parameter of the entry or of a method with custom
/// derivatives, and where it is passed on to such. A helper that then gets a span
/// where the user's own method wants an array is compiled from its IR instead of being called by name.
/// </summary>
internal static class ArraysToSpans
{
    public static Program Run(Program program)
    {
        if (!program.Methods.Any(m => m.Values.Any(v => v.Type.Shape == Shape.Array))) return program;
        Dictionary<string, HashSet<Value>> kept = program.Methods.ToDictionary(m => m.Key, m => Mentioned(m, isEntry: m.Key == program.Entry.Key));
        KeepArguments(program, kept);
        Dictionary<string, Method> methods = program.Methods.ToDictionary(m => m.Key, m => Retype(m, kept[m.Key]));
        HashSet<string> unnamed = [];
        foreach (Method method in methods.Values)
            foreach (Call call in method.Body.All().OfType<Call>())
                for (int k = 0; k < call.Args.Count; k++)
                    if (method.TypeOf(call.Args[k]).Shape == Shape.Span && OwnType(program.Find(call.Method), k).Shape == Shape.Array) unnamed.Add(call.Method);
        return program.With(program.Methods.Select(m => unnamed.Contains(m.Key) ? methods[m.Key] with { CallText = null } : methods[m.Key]));
    }

    private static IrType OwnType(Method method, int parameter) => method.TypeOf(method.Body.Parameters[parameter]);

    private static HashSet<Value> Mentioned(Method method, bool isEntry)
    {
        HashSet<Value> kept = isEntry || method.IsOpaque ? [.. method.Body.Parameters] : [];
        kept.UnionWith(method.Body.Yields);
        foreach (Instr instruction in method.Body.All())
            if (instruction is Effect { Text: var text } && !LibraryNames.TakesSpans(text) || instruction is Row or Let { Op: Op.Opaque }) kept.UnionWith(instruction.Operands().Concat(instruction.Results()));
        return kept;
    }

    // What is passed where an array is wanted is an array, and so on up the callers.
    private static void KeepArguments(Program program, Dictionary<string, HashSet<Value>> kept)
    {
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (Method method in program.Methods)
                foreach (Call call in method.Body.All().OfType<Call>())
                {
                    Method callee = program.Find(call.Method);
                    for (int k = 0; k < call.Args.Count; k++)
                        if (callee.TypeOf(callee.Body.Parameters[k]).Shape == Shape.Array && kept[callee.Key].Contains(callee.Body.Parameters[k]))
                            changed |= kept[method.Key].Add(call.Args[k]);
                }
        }
    }

    private static Method Retype(Method method, HashSet<Value> kept)
    {
        bool Changes(Value value) => method.TypeOf(value).Shape == Shape.Array && !kept.Contains(value);

        ValueInfo[] values = [.. method.Values.Select((info, id) => Changes(new Value(id)) ? info with { Type = IrType.Span(info.Type.Element) } : info)];
        Surface surface = method.Surface with
        {
            Parameters = method.Surface.Parameters
                .Select(p => p.Parameter >= 0 && Changes(method.Body.Parameters[p.Parameter])
                    ? p with { TypeText = Surfaces.TypeText(IrType.Span(OwnType(method, p.Parameter).Element)), Scoped = true }
                    : p)
                .ToEquatableArray(),
        };
        return method with { Values = new(values), Surface = surface };
    }
}

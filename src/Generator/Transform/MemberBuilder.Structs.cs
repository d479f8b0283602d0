// Spans and arrays of structs in a generated member: read into one memory for each leaf, and put back into the elements at the end.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class MemberBuilder
{
    /// <summary>The C# parameter of a span or array of structs, added with its first leaf, and the memory of its leaves: read from the elements, or zero.</summary>
    private Assembly AddMemoryLeaf(string wanted, Part part, string typeText, bool gather, Func<IrType, bool> isWanted)
    {
        Whole whole = part.Whole;
        if (_wholes.TryGetValue((whole, wanted), out int at)) return _results[at];
        _wholes[(whole, wanted)] = at = _surface.Count;
        string name = wanted.Length == 0 ? whole.Name : Fresh(wanted, PositionOf(whole));
        Value elements = Builder.NewValue(IrType.Opaque(typeText), name);
        _surface.Add(new SurfaceParameter(name, typeText, Passing.ByValue, _parameters.Count, -1, wanted.Length == 0 && whole.Scoped));
        _parameters.Add(elements);
        Assembly assembly = new(whole, [.. whole.Leaves.Select(_ => -1)]) { Entering = elements };
        _results[at] = assembly;
        if (wanted.Length > 0) _derivativeMemory.Add(new Guarded(name, whole.ElementText, elements, IsWritten: true, 1, _results[_wholes[(whole, "")]].Entering));

        Part[] parts = PartsOf(whole);
        foreach (Part leaf in parts)
            if (isWanted(whole.Leaves[leaf.Leaf]))
                assembly.Memory[leaf.Leaf] = Builder.NewValue(IrType.Span(whole.Leaves[leaf.Leaf].Element), name + leaf.Path.Replace(".", ""));
        _afterGuards.Add(() =>
        {
            Value length = LengthOf(_results[_wholes[(whole, "")]].Entering);
            foreach (Value memory in assembly.Memory)
                if (memory.Exists) Builder.Add(new Allocate(memory, [length]));
            if (!gather) return;
            ForEachElement(length, index =>
            {
                foreach (Part leaf in parts)
                    if (assembly.Memory[leaf.Leaf] is { Exists: true } memory)
                        Builder.Store(memory, Builder.Let(Op.Opaque, whole.Leaves[leaf.Leaf].ElementType, null, [elements, index], default, "{0}[{1}]" + leaf.Path), index);
            });
        });
        return assembly;
    }

    /// <summary>Elements are read when their lengths are known to be right.</summary>
    private readonly List<Action> _afterGuards = [];

    private Value LengthOf(Value elements) => Builder.Let(Op.Opaque, IrType.I32, Builder.HintOf(elements) + "Length", [elements], default, "{0}.Length");

    private void ForEachElement(Value length, Action<Value> body)
    {
        Value index = Builder.NewValue(IrType.I32, "i");
        Builder.Begin(index);
        body(index);
        Region region = Builder.End();
        Builder.Add(new For(default, Builder.Int(0), length, 1, default, region, HasExit: false, HasTrips: false));
    }

    /// <summary>What F wrote to its own spans of structs, and the derivatives, go into the elements; constant fields of derivatives are default.</summary>
    private void PutBack()
    {
        foreach (Assembly assembly in _results.Values.Where(a => a.Whole is { IsMemory: true }).ToArray())
        {
            Whole whole = assembly.Whole!;
            bool isOwn = _wholes.TryGetValue((whole, ""), out int own) && ReferenceEquals(_results[own], assembly);
            if (isOwn ? !Parameters.Any(p => p.Part is { } part && part.Whole.Equals(whole) && p.IsMutableMemory && IsWritten(p)) : !assembly.IsFilled) continue;
            ForEachElement(LengthOf(_results[own].Entering), index =>
            {
                List<Value> args = [assembly.Entering, index];
                string made = whole.Compose(k =>
                {
                    if (!assembly.Memory[k].Exists) return $"default({Surfaces.TypeText(whole.Leaves[k].ElementType)})";
                    args.Add(Builder.Load(assembly.Memory[k], index));
                    return "{" + (args.Count - 1) + "}";
                });
                Builder.Effect("{0}[{1}] = " + made, [.. args]);
            });
        }
    }
}

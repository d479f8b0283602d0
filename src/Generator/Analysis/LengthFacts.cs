// LengthFacts: how long memory is, as far as the method says so, to show that a whole range of indices lies inside of it.
//
// The length of memory is an affine form over integers and over the memory values themselves (each stands for its own length). Known are
// - memory that a guard at the beginning of the method shows to be of equal length (SameLength): one of them stands for all;
// - allocations and slices, by the lengths they are made with.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal sealed class LengthFacts
{
    private readonly Aliasing _aliasing;
    private readonly Dictionary<Value, Value> _same = [];

    public LengthFacts(Method method, Aliasing aliasing)
    {
        _aliasing = aliasing;
        foreach (Instr instruction in method.Body.Body.TakeWhile(i => i is not (If or For or While)))
            if (instruction is Effect { Args.Count: 2 } guard && guard.Text.IndexOf("Derivative.SameLength(", StringComparison.Ordinal) >= 0)
                _same[Representative(guard.Args[0])] = Representative(guard.Args[1]);
    }

    private Value Representative(Value memory)
    {
        while (_same.TryGetValue(memory, out Value other) && other != memory) memory = other;
        return memory;
    }

    /// <summary>The form with lengths in place of the integers that were read as such.</summary>
    public Affine Canonical(Affine form)
    {
        Affine result = Affine.Of(form.Constant);
        foreach ((Value value, long coefficient) in form.Terms)
            result = result.Plus(_aliasing.DefinitionOf(value) is Let { Op: Op.Length, Args.Count: 1 } let ? LengthOf(let.Args[0]) : Affine.Of(value), coefficient);
        return result;
    }

    public Affine LengthOf(Value memory)
    {
        for (; ; )
        {
            memory = Representative(memory);
            switch (_aliasing.DefinitionOf(memory))
            {
                case Allocate { Lengths.Count: 1 } i: return Canonical(_aliasing.FormOf(i.Lengths[0]));
                case Slice i: return Canonical(_aliasing.FormOf(i.Length));
                case Let { Op: Op.Detach or Op.Convert } i: memory = i.Args[0]; continue;
                default: return Affine.Of(memory);
            }
        }
    }

    /// <summary>Whether the memory surely has at least this many elements.</summary>
    public bool IsAtLeast(Value memory, Affine count) => IsAtLeast(LengthOf(memory), Canonical(count));

    private bool IsAtLeast(Affine length, Affine count)
    {
        if (length.Minus(count) is { IsConstant: true, Constant: >= 0 }) return true;
        // The length of a record is the number of trips, Max(n, 0).
        return length.Terms.Count == 1 && length.Terms[0].Coefficient == 1 && _aliasing.DefinitionOf(length.Terms[0].Value) is Let { Op: Op.Max } max
            && max.Args.Any(a => IsAtLeast(Canonical(_aliasing.FormOf(a)).Plus(Affine.Of(length.Constant)), count));
    }
}

// Coverage: does every run of some instructions write an element of memory before it reads it?
//
// Then the memory carries nothing from one run (a trip of a loop) to the next, and each run may have memory of its own, with any contents. Shown are
// - a Fill of the whole memory, and a loop over all its indices that stores the element of its index in every trip;
// - elements at one index: a value of the program, or a literal, as for `Span<double> r = stackalloc double[3]; r[0] = …`.
// What is written in a branch counts if both sides write it; what is written in a loop, only inside of the trip, because the loop may have none.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal sealed class Coverage(Method method, Aliasing aliasing, LengthFacts lengths, MemoryEffects effects)
{
    /// <summary>What was written so far: everything, or elements at literals and at values.</summary>
    private sealed class Written
    {
        public bool All { get; set; }
        public HashSet<long> Literals { get; } = [];
        public HashSet<Value> Indices { get; } = [];

        public Written Copy()
        {
            Written copy = new() { All = All };
            copy.Literals.UnionWith(Literals);
            copy.Indices.UnionWith(Indices);
            return copy;
        }

        public void Keep(Written other)
        {
            All &= other.All;
            Literals.IntersectWith(other.Literals);
            Indices.IntersectWith(other.Indices);
        }
    }

    /// <summary>Whether the instructions, run once, read nothing of the root that they did not write before.</summary>
    public bool IsOwn(IEnumerable<Instr> instructions, Value root) => Scan(instructions, root, new Written());

    private bool Scan(IEnumerable<Instr> instructions, Value root, Written written)
    {
        foreach (Instr instruction in instructions)
        {
            switch (instruction)
            {
                case Load i when Is(i.Memory): if (!IsWritten(i.Memory, i.Indices)) return false; break;
                case Accumulate i when Is(i.Memory): if (!IsWritten(i.Memory, i.Indices)) return false; break;
                case Store i when i.Memory == root && i.Indices.Count == 1: Write(i.Indices[0]); break;
                case Fill i when IsWhole(i.Memory, root): written.All = true; break;
                case If i:
                {
                    Written then = written.Copy(), otherwise = written.Copy();
                    if (!Scan(i.Then.Body, root, then) || !Scan(i.Else.Body, root, otherwise)) return false;
                    then.Keep(otherwise);
                    written.All |= then.All;
                    written.Literals.UnionWith(then.Literals);
                    written.Indices.UnionWith(then.Indices);
                    break;
                }
                case For i:
                    if (!Scan(i.Body.Body, root, written.Copy())) return false;
                    if (Covers(i, root)) written.All = true;
                    break;
                case While i:
                    if (!Scan(i.Test.Body, root, written.Copy()) || !Scan(i.Body.Body, root, written.Copy())) return false;
                    break;
                case Call i:
                    for (int k = 0; k < i.Args.Count; k++)
                        if (method.TypeOf(i.Args[k]).IsMemory && Is(i.Args[k]) && effects.Reads(i.Method, k) && !written.All) return false;
                    break;
                case Effect or VectorLoad or Gather or Scatter or Within or Record:
                    if (instruction.Operands().Any(o => method.TypeOf(o).IsMemory && Is(o)) && !written.All) return false;
                    break;
            }
        }
        return true;

        bool Is(Value memory) => aliasing.RootOf(memory) == root;

        bool IsWritten(Value memory, EquatableArray<Value> indices) =>
            written.All || (memory == root && indices.Count == 1 && (written.Indices.Contains(indices[0]) || (LiteralOf(indices[0]) is { } at && written.Literals.Contains(at))));

        void Write(Value index)
        {
            if (LiteralOf(index) is not { } literal)
            {
                written.Indices.Add(index);
                return;
            }
            written.Literals.Add(literal);
            if (lengths.LengthOf(root) is { IsConstant: true } length && written.Literals.Count == length.Constant) written.All = true;
        }
    }

    private long? LiteralOf(Value index) => aliasing.LiteralOf(index)?.AsInteger;

    private bool IsWhole(Value memory, Value root)
    {
        while (memory != root)
        {
            if (aliasing.DefinitionOf(memory) is not Let { Op: Op.Convert or Op.Detach } let) return false;
            memory = let.Args[0];
        }
        return true;
    }

    // for (i = 0; i < memory.Length; i++) { … memory[i] = …; … }, or backwards.
    private bool Covers(For loop, Value root) =>
        RunsOver(loop, root) && loop.Body.Body.Any(i => i is Store { Indices.Count: 1 } store && store.Memory == root && store.Indices[0] == loop.Body.Parameters[0]);

    /// <summary>Whether the index of the loop takes all indices of the root, each once.</summary>
    public bool RunsOver(For loop, Value root)
    {
        if (loop.HasExit || loop.Step is not (1 or -1) || method.TypeOf(root).Rank != 1) return false;
        Affine lower = Form(loop.Lower), upper = Form(loop.Upper), length = lengths.LengthOf(root);
        (Affine first, Affine end) = loop.Step > 0 ? (lower, upper) : (upper.Plus(Affine.Of(1)), lower.Plus(Affine.Of(1)));
        return first is { IsConstant: true, Constant: <= 0 } && Reaches(end, length);
    }

    // A length of Max(n, 0) is reached by n: if that is negative, there is nothing to reach.
    private bool Reaches(Affine end, Affine length) =>
        end.Minus(length) is { IsConstant: true, Constant: >= 0 }
        || (length is { Constant: 0, Terms.Count: 1 } && length.Terms[0].Coefficient == 1 && aliasing.DefinitionOf(length.Terms[0].Value) is Let { Op: Op.Max } max
            && max.Args.Any(a => aliasing.LiteralOf(a) is { Bits: 0 }) && max.Args.Any(a => aliasing.LiteralOf(a) is null && Reaches(end, Form(a))));

    private Affine Form(Value value) => lengths.Canonical(aliasing.FormOf(value));
}

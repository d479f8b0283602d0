// Assignments that happen at once, written one after the other.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Generators.Emit;

/// <summary>One assignment of several that happen at once: the next values of a loop's carried variables, the results of a branch.</summary>
internal sealed record Copy(Variable Target, HashSet<Variable> Reads, Action Emit, Func<string> Text);

internal static class ParallelCopy
{
    /// <summary>
    /// Emits the assignments so that each reads what its sources held before all of them: one whose target no other one still reads comes
    /// first; what is left goes round in circles, as in a swap, and is handed to <paramref name="atOnce"/>.
    /// </summary>
    public static void Emit(List<Copy> copies, Action<List<Copy>> atOnce)
    {
        List<Copy> left = [.. copies];
        Dictionary<Variable, int> readers = [];
        foreach (Variable read in left.SelectMany(c => c.Reads))
            readers[read] = (readers.TryGetValue(read, out int count) ? count : 0) + 1;
        while (left.Count > 0)
        {
            int free = left.FindIndex(c => Readers(c.Target) == (c.Reads.Contains(c.Target) ? 1 : 0));
            if (free < 0)
            {
                atOnce(left);
                return;
            }
            left[free].Emit();
            foreach (Variable read in left[free].Reads) readers[read]--;
            left.RemoveAt(free);
        }

        int Readers(Variable variable) => readers.TryGetValue(variable, out int count) ? count : 0;
    }
}

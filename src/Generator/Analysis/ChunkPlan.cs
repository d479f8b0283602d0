// ChunkPlan: how a straight line of instructions is cut into parts, and which of its values pass from part to part in which place of the workspace.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>What a part gets: values from before the line, passed, and values of earlier parts, loaded.</summary>
internal sealed record ChunkNeeds(IReadOnlyList<Value> Passed, IReadOnlyList<Value> Loaded);

internal sealed class ChunkPlan
{
    private readonly Method _source;
    private readonly IReadOnlyDictionary<Value, Instr> _definitions;
    // The part that defines a value of the line.
    private readonly Dictionary<Value, int> _home = [];
    private readonly Dictionary<Value, int> _slots = [];
    private readonly Dictionary<IrType, int> _sizes = [];

    /// <summary>Cuts the instructions from <paramref name="start"/> to below <paramref name="end"/> of a region.</summary>
    public ChunkPlan(Method source, Region region, int start, int end, IReadOnlyDictionary<Value, Instr> definitions, IReadOnlyDictionary<Value, int> useCounts, int partOperations)
    {
        (_source, _definitions, Start, End) = (source, definitions, start, end);
        Instr[] line = [.. region.Body.Skip(start).Take(end - start)];
        Parts = Cut(line, partOperations);
        for (int part = 0; part < Parts.Count; part++)
            foreach (Value result in Parts[part].SelectMany(i => i.Results())) _home[result] = part;
        Dictionary<Value, int> within = CountUses(line);
        ReadAfter = [.. line.SelectMany(i => i.Results()).Where(r => useCounts.TryGetValue(r, out int all) && all > (within.TryGetValue(r, out int here) ? here : 0))];
        Needs = [.. Parts.Select((p, k) => NeedsOf(p.SelectMany(FreeIn), k))];
        NeedsAfter = NeedsOf(ReadAfter, Parts.Count);
        AssignSlots();
    }

    public int Start { get; }
    public int End { get; }
    public IReadOnlyList<IReadOnlyList<Instr>> Parts { get; }
    public IReadOnlyList<ChunkNeeds> Needs { get; }

    /// <summary>Values of the line that the code after it reads, and what these are had from.</summary>
    public IReadOnlyList<Value> ReadAfter { get; }
    public ChunkNeeds NeedsAfter { get; }

    /// <summary>Elements of the workspaces, one for each type.</summary>
    public IReadOnlyDictionary<IrType, int> Sizes => _sizes;

    /// <summary>Numbers and conditions have places in memory; masks of vectors and handles have none.</summary>
    public bool IsPossible => Parts.Count > 1 && _slots.Keys.All(v => _source.TypeOf(v) is { IsScalar: true } type && (type.Lanes == 1 || type.IsFloat));

    public int? SlotOf(Value value) => _slots.TryGetValue(value, out int slot) ? slot : null;

    /// <summary>Operations of an instruction; constants and comments are none, and what stands in a loop is the loop's, which is compiled for itself.</summary>
    public static int Operations(Instr instruction) => instruction switch
    {
        Let { Op: Op.Constant or Op.Undefined } or Note or For or While => 0,
        _ => 1 + instruction.Regions().SelectMany(r => r.Body).Sum(Operations),
    };

    /// <summary>How often each value is read by the instructions and what stands in them.</summary>
    public static Dictionary<Value, int> CountUses(IEnumerable<Instr> instructions)
    {
        Dictionary<Value, int> counts = [];
        foreach (Value use in instructions.SelectMany(Uses)) counts[use] = counts.TryGetValue(use, out int count) ? count + 1 : 1;
        return counts;
    }

    private static IEnumerable<Value> Uses(Instr instruction) => instruction.Operands().Concat(instruction.Regions().SelectMany(r => r.Body.SelectMany(Uses).Concat(r.Yields)));

    /// <summary>What an instruction, and what stands in it, reads from outside.</summary>
    public static IEnumerable<Value> FreeIn(Instr instruction)
    {
        if (!instruction.Regions().Any()) return instruction.Operands();
        HashSet<Value> inside = [];
        foreach (Region region in instruction.Regions().SelectMany(RegionsIn))
        {
            inside.UnionWith(region.Parameters);
            inside.UnionWith(region.Body.SelectMany(i => i.Results()));
        }
        return Uses(instruction).Where(v => !inside.Contains(v));
    }

    private static IEnumerable<Region> RegionsIn(Region region) => region.Body.SelectMany(i => i.Regions()).SelectMany(RegionsIn).Prepend(region);

    /// <summary>The definition of a value that a part does not get but makes again: that takes no longer than to load it, or it has no place in memory.</summary>
    public Instr? MadeAgain(Value value) => _definitions.TryGetValue(value, out Instr definition) && definition switch
    {
        Slice or Row => true,
        Let { Op: Op.Constant or Op.Undefined or Op.Length or Op.Broadcast } => true,
        Let { Op: not Op.Opaque } => _source.TypeOf(value).IsMemory || (_home.ContainsKey(value) && _source.TypeOf(value).IsBool),
        _ => false,
    } ? definition : null;

    // Where the source has a new statement, if one is near.
    private static List<List<Instr>> Cut(Instr[] line, int partOperations)
    {
        int total = line.Sum(Operations), count = (total + partOperations - 1) / partOperations, target = (total + count - 1) / count, done = 0;
        List<List<Instr>> parts = [[]];
        foreach (Instr instruction in line)
        {
            int over = done - target * parts.Count;
            if (parts.Count < count && (over >= target / 10 || (over >= 0 && instruction is Note))) parts.Add([]);
            parts[parts.Count - 1].Add(instruction);
            done += Operations(instruction);
        }
        return parts;
    }

    private ChunkNeeds NeedsOf(IEnumerable<Value> read, int part)
    {
        List<Value> passed = [], loaded = [];
        HashSet<Value> seen = [];
        foreach (Value value in read) Need(value);
        return new ChunkNeeds(passed, loaded);

        void Need(Value value)
        {
            if (!seen.Add(value)) return;
            bool isOfLine = _home.TryGetValue(value, out int home);
            if (isOfLine && home == part) return;
            if (MadeAgain(value) is { } definition)
                foreach (Value operand in definition.Operands()) Need(operand);
            else (isOfLine ? loaded : passed).Add(value);
        }
    }

    // A place is free again for what is computed after the last part that reads it.
    private void AssignSlots()
    {
        Dictionary<Value, int> last = [];
        for (int part = 0; part < Parts.Count; part++)
            foreach (Value value in Needs[part].Loaded) last[value] = part;
        foreach (Value value in NeedsAfter.Loaded) last[value] = Parts.Count;
        Dictionary<IrType, Stack<int>> free = [];
        for (int part = 0; part < Parts.Count; part++)
        {
            foreach (Value value in Parts[part].SelectMany(i => i.Results()).Where(last.ContainsKey))
            {
                IrType type = _source.TypeOf(value);
                if (!_sizes.TryGetValue(type, out int size)) (_sizes[type], free[type]) = (0, new Stack<int>());
                if (free[type].Count > 0) _slots[value] = free[type].Pop();
                else (_slots[value], _sizes[type]) = (size, size + 1);
            }
            foreach (Value value in Needs[part].Loaded.Where(v => last[v] == part)) free[_source.TypeOf(value)].Push(_slots[value]);
        }
    }
}

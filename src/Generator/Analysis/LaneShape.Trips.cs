// Whether several trips of a loop may run together in any order of their instructions, each with values and memory of its own: the part of the shape that asks nothing of operations and types.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal sealed partial class LaneShape
{
    /// <summary>The shape of a loop whose trips run together, instruction by instruction. Calls may be made in it if what they write belongs to the trip.</summary>
    public static LaneShape OfTrips(Method method, For loop, Aliasing aliasing, LengthFacts lengths, Coverage coverage, MemoryEffects effects)
    {
        LaneShape shape = new(method, loop, aliasing, lengths);
        shape.CheckLoop();
        if (shape.Refusal is null) shape.CheckTrips();
        if (shape.Refusal is null) shape.Classify(coverage);
        if (shape.Refusal is null) shape.CheckCalls(coverage, effects);
        if (shape.Refusal is null) shape.FindCarried();
        if (shape.Refusal is null) shape.CheckIndependence();
        return shape;
    }

    /// <summary>Scratch from outside of which each trip has its own.</summary>
    public IEnumerable<Value> OwnFromOutside => _memory.Where(m => m.Value == LaneMemory.Own && !_inside.Contains(m.Key)).Select(m => m.Key).OrderBy(v => v.Id);

    private void CheckTrips()
    {
        foreach (Instr instruction in Loop.Body.All())
        {
            switch (instruction)
            {
                case Let { Op: Op.Opaque }: Refuse("the body has an opaque expression"); break;
                case If { IsTry: true }: Refuse("the body has a try"); break;
                case If or For or While when instruction.Results().Any(r => _method.TypeOf(r).IsMemory): Refuse("the body chooses memory"); break;
                case Let or Load or Store or Accumulate or Fill or Allocate or Slice or If or For or While or Call or Note: break;
                case Effect: Refuse("the body has an effect"); break;
                case CreateTape or Record or Replay: Refuse("the body keeps values on the tape"); break;
                case VectorLoad or VectorStore or Gather or Scatter: Refuse("the body is vectorised already"); break;
                default: Refuse("the body has arrays of arrays"); break;
            }
        }
    }

    private void CheckCalls(Coverage coverage, MemoryEffects effects)
    {
        HashSet<Value> read = [];
        foreach (Call call in Loop.Body.All().OfType<Call>())
        {
            for (int k = 0; k < call.Args.Count; k++)
            {
                if (!_method.TypeOf(call.Args[k]).IsMemory) continue;
                Value root = _aliasing.RootOf(call.Args[k]);
                bool isInside = _inside.Contains(root), writes = effects.Writes(call.Method, k);
                if (isInside && _sites[root] is not Allocate) Refuse($"{Name(root)} is found in the body");
                if (isInside) continue;
                if (!_memory.TryGetValue(root, out LaneMemory memory)) _memory[root] = memory = LaneMemory.Input;
                if (memory == LaneMemory.Input && writes && IsScratch(root, coverage)) _memory[root] = memory = LaneMemory.Own;
                if (memory is LaneMemory.Output or LaneMemory.Sum || (memory == LaneMemory.Input && writes)) Refuse($"{Name(root)} is passed to a method and written");
                if (memory == LaneMemory.Input) read.Add(root);
                if (memory == LaneMemory.Own && BaseOf(call.Args[k]) != root) Refuse($"{Name(root)} is reached in two ways");
            }
        }
        foreach (Value written in _memory.Keys.Where(r => _memory[r] is LaneMemory.Output or LaneMemory.Sum))
            if (read.Any(r => _aliasing.RootsMayAlias(written, r))) Refuse($"{Name(written)} may be passed to a method");
    }

    private bool IsScratch(Value root, Coverage coverage) =>
        _aliasing.DefinitionOf(root) is Allocate { Lengths.Count: 1 } && coverage.IsOwn(Loop.Body.Body, root) && !IsReadOutside(root)
        && Loop.Body.All().All(i => Access.Of(i) is not { } access || _aliasing.RootOf(access.Memory) != root || BaseOf(access.Memory) == root);
}

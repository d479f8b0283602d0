// Removes what nothing needs: values, loads, allocations, results, carried values, loops and branches.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Marks from the roots and sweeps. Roots are the method's yields, calls, effects, records and replays, and writes to memory that somebody may read: of a parameter, or of an
/// allocation that a needed instruction reads. An instruction that is needed needs its operands and the control flow around it; a loop needs its bounds,
/// test and exit, but each carried value only if its parameter or result is needed. So a loop that has no effect and no needed result goes, though it
/// might not have ended.
/// </summary>
internal sealed class SimplifyDead(SimplifyValues values, SimplifyOptions options)
{
    /// <summary>An instruction with the regions in it and the one around it.</summary>
    private sealed class Node(Instr instruction, Node? parent)
    {
        public readonly Instr Instruction = instruction;
        public readonly Node? Parent = parent;
        public readonly List<List<Node>> Regions = [];
        public bool IsNeeded;
    }

    private readonly Dictionary<Value, Node> _node = [];
    /// <summary>Parameters of loop bodies and tests: the loop and the number of the carried value (-1: the index).</summary>
    private readonly Dictionary<Value, (Node Loop, int Carried)> _parameter = [];
    private readonly HashSet<Value> _methodParameters = [];
    private readonly HashSet<Value> _needed = [];
    private readonly HashSet<Value> _read = [];
    private readonly Dictionary<Value, List<Node>> _writes = [];
    private readonly Stack<Value> _pending = new();
    private readonly List<Node> _roots = [];

    public Region Run(Region body)
    {
        foreach (Value parameter in body.Parameters) _methodParameters.Add(parameter);
        List<Node> nodes = Build(body, null);
        foreach (Value yield in body.Yields) Read(yield);
        foreach (Node root in _roots) Need(root);
        while (_pending.Count > 0) Trace(_pending.Pop());
        return Sweep(body, nodes);
    }

    // ---- building

    private List<Node> Build(Region region, Node? parent)
    {
        List<Node> nodes = [];
        foreach (Instr instruction in region.Body)
        {
            Node node = new(instruction, parent);
            nodes.Add(node);
            foreach (Value result in instruction.Results()) _node[result] = node;
            if (instruction is Slice or Row or Allocate or Let { Op: Op.Detach }) values.Define(instruction.Results().First(), instruction);
            switch (instruction)
            {
                case For i: Parameters(node, i.Body, 1); break;
                case While i: Parameters(node, i.Test, 0); Parameters(node, i.Body, 0); break;
                case Store i: Write(node, i.Memory); break;
                case Accumulate i: Write(node, i.Memory); break;
                case Fill i: Write(node, i.Memory); break;
                case VectorStore i: Write(node, i.Memory); break;
                case Scatter i: Write(node, i.Memory); break;
                case Call i: if (options.IsPure is null || !options.IsPure(i.Method)) _roots.Add(node); break;
                case Effect or Record or Replay: _roots.Add(node); break;
            }
            foreach (Region nested in instruction.Regions()) node.Regions.Add(Build(nested, node));
        }
        return nodes;
    }

    private void Parameters(Node loop, Region region, int first)
    {
        for (int k = 0; k < region.Parameters.Count; k++) _parameter[region.Parameters[k]] = (loop, k - first);
    }

    private void Write(Node node, Value memory)
    {
        Value root = values.RootOf(memory, _methodParameters);
        if (!root.Exists || _methodParameters.Contains(root))
        {
            _roots.Add(node);
            return;
        }
        if (!_writes.TryGetValue(root, out List<Node> writes)) _writes[root] = writes = [];
        writes.Add(node);
    }

    // ---- marking

    private void Need(Value value)
    {
        if (_needed.Add(value)) _pending.Push(value);
    }

    /// <summary>The value is needed and, if it is memory, so is what was written in it.</summary>
    private void Read(Value value)
    {
        Need(value);
        if (!values.TypeOf(value).IsMemory) return;
        Value root = values.RootOf(value, _methodParameters);
        if (!root.Exists || !_read.Add(root) || !_writes.TryGetValue(root, out List<Node> writes)) return;
        foreach (Node write in writes) Need(write);
    }

    private void Trace(Value value)
    {
        if (_parameter.TryGetValue(value, out var parameter))
        {
            Need(parameter.Loop);
            if (parameter.Carried >= 0) Carried(parameter.Loop, parameter.Carried);
            return;
        }
        if (!_node.TryGetValue(value, out Node node)) return;
        Need(node);
        switch (node.Instruction)
        {
            case If i:
                int k = IndexOf(i.Results, value);
                Read(i.Then.Yields[k]);
                Read(i.Else.Yields[k]);
                break;
            case For or While:
                int carried = IndexOf(node.Instruction is For f ? f.Results : ((While)node.Instruction).Results, value);
                Carried(node, carried);
                break;
        }
    }

    private static int IndexOf(EquatableArray<Value> values, Value value)
    {
        for (int k = 0; k < values.Count; k++)
            if (values[k] == value) return k;
        return -1;
    }

    private void Carried(Node loop, int k)
    {
        (EquatableArray<Value> inits, Region body, Region? test, EquatableArray<Value> results) = loop.Instruction is For f
            ? (f.Inits, f.Body, null, f.Results) : ((While)loop.Instruction) is var w ? (w.Inits, w.Body, w.Test, w.Results) : default;
        if (k >= inits.Count) return;
        int first = test is null ? 1 : 0;
        _needed.Add(body.Parameters[k + first]);
        if (test is not null) _needed.Add(test.Parameters[k]);
        _needed.Add(results[k]);
        Read(inits[k]);
        Read(body.Yields[k]);
    }

    private void Need(Node node)
    {
        for (Node? at = node; at is { IsNeeded: false }; at = at.Parent)
        {
            at.IsNeeded = true;
            switch (at.Instruction)
            {
                case If i: Need(i.Condition); break;
                case For i:
                    Need(i.Lower);
                    Need(i.Upper);
                    if (i.HasExit) Need(i.Body.Yields[i.Inits.Count]);
                    break;
                case While i:
                    Need(i.Test.Yields[0]);
                    if (i.HasExit) Need(i.Body.Yields[i.Inits.Count]);
                    break;
                case Store or Accumulate or Fill or VectorStore or Scatter { Found: null } or Slice or Row or Let { Op: Op.Length or Op.Detach }:
                    foreach (Value operand in at.Instruction.Operands()) Need(operand);
                    break;
                default:
                    foreach (Value operand in at.Instruction.Operands()) Read(operand);
                    break;
            }
        }
    }

    // ---- sweeping

    private Region Sweep(Region region, List<Node> nodes)
    {
        List<Instr> body = [];
        foreach (Node node in nodes)
        {
            if (node.Instruction is Note note)
            {
                // Of two notes in a row the first has nothing to say; a heading stands above the notes that follow.
                while (body.Count > 0 && body[body.Count - 1] is Note last && (note.IsHeading || !last.IsHeading)) body.RemoveAt(body.Count - 1);
                body.Add(note);
            }
            else if (node.IsNeeded) body.Add(Swept(node));
        }
        while (body.Count > 0 && body[body.Count - 1] is Note) body.RemoveAt(body.Count - 1);
        if (body.Count != region.Body.Count) values.Changed = true;
        return region with { Body = new([.. body]) };
    }

    private Instr Swept(Node node)
    {
        switch (node.Instruction)
        {
            case If i:
            {
                List<int> kept = Kept(i.Results, i.Results.Count);
                Region then = Sweep(i.Then, node.Regions[0]), otherwise = Sweep(i.Else, node.Regions[1]);
                return i with
                {
                    Results = Pick(i.Results, kept), Then = then with { Yields = Pick(then.Yields, kept) }, Else = otherwise with { Yields = Pick(otherwise.Yields, kept) },
                };
            }
            case For i:
            {
                int carried = i.Inits.Count;
                List<int> kept = Kept(i.Results, carried);
                bool hasTrips = HasTrips(i.HasTrips, i.Results, carried);
                Region body = Sweep(i.Body, node.Regions[0]);
                return i with
                {
                    Inits = Pick(i.Inits, kept), Results = Results(i.Results, kept, carried, hasTrips), HasTrips = hasTrips,
                    Body = new(kept.Select(k => body.Parameters[k + 1]).Prepend(body.Parameters[0]).ToEquatableArray(), body.Body, Yields(body, kept, carried)),
                };
            }
            case While i:
            {
                int carried = i.Inits.Count;
                List<int> kept = Kept(i.Results, carried);
                bool hasTrips = HasTrips(i.HasTrips, i.Results, carried);
                Region test = Sweep(i.Test, node.Regions[0]), body = Sweep(i.Body, node.Regions[1]);
                return i with
                {
                    Inits = Pick(i.Inits, kept), Results = Results(i.Results, kept, carried, hasTrips), HasTrips = hasTrips,
                    Test = test with { Parameters = Pick(test.Parameters, kept) },
                    Body = new(Pick(body.Parameters, kept), body.Body, Yields(body, kept, carried)),
                };
            }
            default: return node.Instruction;
        }
    }

    private List<int> Kept(EquatableArray<Value> results, int count)
    {
        List<int> kept = [];
        for (int k = 0; k < count; k++)
            if (_needed.Contains(results[k])) kept.Add(k);
        if (kept.Count < count) values.Changed = true;
        return kept;
    }

    private bool HasTrips(bool had, EquatableArray<Value> results, int carried)
    {
        bool has = had && _needed.Contains(results[carried]);
        if (had && !has) values.Changed = true;
        return has;
    }

    private static EquatableArray<Value> Pick(EquatableArray<Value> values, List<int> kept) =>
        kept.Count == values.Count ? values : kept.Select(k => values[k]).ToEquatableArray();

    private static EquatableArray<Value> Results(EquatableArray<Value> results, List<int> kept, int carried, bool hasTrips) =>
        kept.Select(k => results[k]).Concat(hasTrips ? [results[carried]] : []).ToEquatableArray();

    private static EquatableArray<Value> Yields(Region body, List<int> kept, int carried) =>
        kept.Select(k => body.Yields[k]).Concat(body.Yields.Skip(carried)).ToEquatableArray();
}

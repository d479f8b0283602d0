// Chunks: a long straight line of operations becomes several methods that pass numbers through a short workspace.
//
// The just-in-time compiler allocates registers over a whole method: with some hundred numbers alive it spills ever more, from 1024 local variables on it no longer follows them, and from
// 2000 on it does not optimise. A method of some hundred operations is compiled well, whatever stands around it. docs/performance.md has the figures.
//
//     double v1 = …; … double v900 = …;
// becomes
//     Span<double> values = …;
//     Part1(x, values);      // computes v1 to v300, stores what later parts read
//     Part2(x, values);      // loads what it reads
//     double v900 = values[7];
// The order of all operations and accesses stays as it is. Constants, conditions, lengths and slices are made again where a part needs them.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed class Chunks : Rewriter
{
    /// <summary>From how many operations on a straight line is cut, and how many stand in a part at most.</summary>
    internal const int MinOperations = 500, PartOperations = 300;

    private readonly Func<string, string> _unique;
    private readonly int _minOperations, _partOperations;
    private readonly Dictionary<Value, Instr> _definitions = [];
    private readonly Dictionary<Value, int> _useCounts;
    private readonly Dictionary<Region, List<ChunkPlan>> _plans = new(ReferenceComparer<Region>.Instance);
    private readonly Dictionary<IrType, Value> _workspaces = [];
    private readonly List<Method> _parts = [];

    private Chunks(Method source, Builder target, Func<string, string> unique, int minOperations, int partOperations) : base(source, target)
    {
        (_unique, _minOperations, _partOperations) = (unique, minOperations, partOperations);
        foreach (Instr instruction in source.Body.All())
            foreach (Value result in instruction.Results()) _definitions[result] = instruction;
        _useCounts = ChunkPlan.CountUses(source.Body.Body);
        foreach (Value yield in source.Body.Yields) _useCounts[yield] = _useCounts.TryGetValue(yield, out int count) ? count + 1 : 1;
        Plan(source.Body);
    }

    /// <summary>The method with its long straight lines cut, and the parts; the same method if it has none. <paramref name="unique"/> makes names of parts unique.</summary>
    public static Vectorized Run(Method method, Func<string, string> unique) => Run(method, unique, MinOperations, PartOperations);

    internal static Vectorized Run(Method method, Func<string, string> unique, int minOperations, int partOperations)
    {
        if (method.Body.All().Count() < minOperations) return new Vectorized(method, [], []);
        Builder builder = new();
        Chunks pass = new(method, builder, unique, minOperations, partOperations);
        if (pass._plans.Count == 0) return new Vectorized(method, [], []);
        Value[] parameters = pass.Define(method.Body.Parameters);
        pass.CopyAll(method.Body);
        return new Vectorized(builder.Rebuild(method, parameters, [.. method.Body.Yields.Select(y => pass[y])]), pass._parts, []);
    }

    // ---- what is cut

    private void Plan(Region region)
    {
        int start = 0;
        for (int k = 0; k < region.Body.Count; k++)
        {
            Instr instruction = region.Body[k];
            if (MayBeMoved(instruction) && !instruction.Regions().Any(HoldsLine)) continue;
            Plan(region, start, k);
            start = k + 1;
            foreach (Region nested in instruction.Regions()) Plan(nested);
        }
        Plan(region, start, region.Body.Count);
    }

    private void Plan(Region region, int start, int end)
    {
        Instr[] line = [.. region.Body.Skip(start).Take(end - start)];
        if (line.Sum(ChunkPlan.Operations) < _minOperations || HasUnknownMemory(line)) return;
        ChunkPlan plan = new(Source, region, start, end, _definitions, _useCounts, _partOperations);
        if (!plan.IsPossible) return;
        if (!_plans.TryGetValue(region, out List<ChunkPlan>? plans)) _plans[region] = plans = [];
        plans.Add(plan);
    }

    /// <summary>A straight line of its own, in a loop or a branch.</summary>
    private bool HoldsLine(Region region)
    {
        int own = 0;
        foreach (Instr instruction in region.Body)
        {
            own = MayBeMoved(instruction) ? own + ChunkPlan.Operations(instruction) : 0;
            if (own >= _minOperations || instruction.Regions().Any(HoldsLine)) return true;
        }
        return false;
    }

    // What a method without the receiver, and without memory of its own, may do.
    private bool MayBeMoved(Instr instruction) => instruction switch
    {
        Let { Op: not Op.Opaque } or Load or Store or Accumulate or Fill or Slice or Row or Note or VectorLoad or VectorStore or Gather or Scatter or For or While or Record or Replay => true,
        If choice => !choice.IsTry,
        Call call => call.Args.All(a => Source.TypeOf(a).Shape != Shape.Opaque) && call.Results.All(r => Source.TypeOf(r).IsScalar),
        _ => false,
    } && instruction.Regions().All(r => r.Body.All(MayBeMoved));

    // A part takes its memory as parameters, which are different memory where one of them is written.
    private bool HasUnknownMemory(Instr[] line)
    {
        HashSet<Value> roots = [];
        bool writes = false;
        foreach (Instr instruction in line.SelectMany(Self))
        {
            writes |= instruction is Store or Accumulate or Fill or VectorStore or Scatter or Call;
            roots.UnionWith(instruction.Operands().Where(o => Source.TypeOf(o).IsMemory).Select(RootOf));
        }
        return writes && roots.Count > 1 && roots.Any(r => !Source.Body.Parameters.Contains(r) && !(_definitions.TryGetValue(r, out Instr definition) && definition is Allocate));
    }

    private Value RootOf(Value memory)
    {
        while (_definitions.TryGetValue(memory, out Instr definition) && definition is Slice or Row or Let { Op: not Op.Opaque }) memory = definition.Operands().First();
        return memory;
    }

    private static IEnumerable<Instr> Self(Instr instruction) => instruction.Regions().SelectMany(r => r.All()).Prepend(instruction);

    // ---- the method that is left

    public override Region CopyRegion(Region region)
    {
        Target.Begin(Define(region.Parameters));
        CopyAll(region);
        return Target.End(region.Yields.Select(v => this[v]).ToArray());
    }

    private void CopyAll(Region region)
    {
        _plans.TryGetValue(region, out List<ChunkPlan>? plans);
        for (int k = 0; k < region.Body.Count; k++)
        {
            ChunkPlan? plan = plans?.FirstOrDefault(p => p.Start == k);
            // Before the first line, at the top level: the lines of loops share the memory.
            if (_workspaces.Count == 0 && ReferenceEquals(region, Source.Body) && (plan is not null || Self(region.Body[k]).Any(i => i.Regions().Any(_plans.ContainsKey)))) MakeWorkspaces();
            if (plan is null)
            {
                Copy(region.Body[k]);
                continue;
            }
            for (int part = 0; part < plan.Parts.Count; part++) CallPart(plan, part);
            Read(plan);
            k = plan.End - 1;
        }
    }

    private void MakeWorkspaces()
    {
        foreach (IGrouping<IrType, KeyValuePair<IrType, int>> sizes in _plans.Values.SelectMany(p => p).SelectMany(p => p.Sizes).GroupBy(s => s.Key))
        {
            string name = sizes.Key.IsFloat ? "values" : sizes.Key.IsBool ? "conditions" : "integers";
            Value length = Target.Int(sizes.Max(s => s.Value)), memory = Target.NewValue(IrType.Span(sizes.Key.Element) with { Lanes = sizes.Key.Lanes }, name);
            Target.Add(new Allocate(memory, [length], IsUninitialized: true));
            _workspaces[sizes.Key] = memory;
        }
    }

    private void CallPart(ChunkPlan plan, int part)
    {
        Value[] passed = [.. plan.Needs[part].Passed.OrderBy(v => v.Id)];
        Builder builder = new();
        PartWriter writer = new(Source, builder, plan);
        List<Value> parameters = [];
        foreach (Value value in passed)
        {
            Value parameter = builder.NewValue(ParameterType(value), Source.Values[value.Id].Hint);
            writer.Substitute(value, parameter);
            parameters.Add(parameter);
        }
        IrType[] types = [.. plan.Parts[part].SelectMany(i => i.Results()).Where(v => plan.SlotOf(v) is not null).Concat(plan.Needs[part].Loaded).Select(Source.TypeOf).Distinct()];
        foreach (IrType type in types)
        {
            Value workspace = builder.NewValue(Target.TypeOf(_workspaces[type]), Target.HintOf(_workspaces[type]));
            writer.Workspaces[type] = workspace;
            parameters.Add(workspace);
        }
        writer.Write(plan.Parts[part]);

        string name = _unique($"{Source.Surface.Name.TrimStart('@')}Part{_parts.Count + 1}");
        Surface surface = Surfaces.Helper(name, v => new(builder.TypeOf(v), builder.HintOf(v)), parameters, []) with
        {
            Documentation = [$"<summary>Part {part + 1} of {plan.Parts.Count} of a long computation in <c>{Source.Surface.Name}</c>: the just-in-time compiler optimises shorter methods better.</summary>"],
        };
        // Parts of loops in vectors are compiled as these are.
        if (Source.Surface.Attributes.Contains(Vectorize.Attribute)) surface = surface with { Attributes = [Vectorize.Attribute] };
        Method method = builder.ToMethod($"{Source.Key}!{name}", [.. parameters], [], surface);
        _parts.Add(method);
        Target.Add(new Call([], method.Key, [.. passed.Select(v => this[v]), .. types.Select(t => _workspaces[t])]));
    }

    // A user's array stays one, so that null faults as it did.
    private IrType ParameterType(Value value)
    {
        IrType type = Source.TypeOf(value);
        return type.Shape == Shape.Array && _definitions.TryGetValue(value, out Instr definition) && definition is Allocate ? IrType.Span(type.Element) : type;
    }

    /// <summary>What is computed in the parts and read after them.</summary>
    private void Read(ChunkPlan plan)
    {
        PartWriter writer = new(Source, Target, plan);
        foreach (KeyValuePair<IrType, Value> space in _workspaces) writer.Workspaces[space.Key] = space.Value;
        foreach (Value value in plan.NeedsAfter.Passed) writer.Substitute(value, this[value]);
        foreach (Value value in plan.ReadAfter) writer.Fetch(value);
        // Also what slices and conditions were made of: later lines may make them again.
        foreach (Value value in writer.Fetched)
            if (!Has(value)) Substitute(value, writer[value]);
    }

    /// <summary>Copies instructions; what earlier parts computed is loaded, or made again, before the first instruction that reads it.</summary>
    private sealed class PartWriter(Method source, Builder target, ChunkPlan plan) : Rewriter(source, target)
    {
        public Dictionary<IrType, Value> Workspaces { get; } = [];
        public List<Value> Fetched { get; } = [];

        public void Write(IEnumerable<Instr> part)
        {
            foreach (Instr instruction in part)
            {
                foreach (Value value in ChunkPlan.FreeIn(instruction)) Fetch(value);
                Copy(instruction);
                foreach (Value result in instruction.Results())
                    if (plan.SlotOf(result) is int slot) Target.Store(Workspaces[Source.TypeOf(result)], this[result], Target.Int(slot));
            }
        }

        public void Fetch(Value value)
        {
            if (Has(value)) return;
            Fetched.Add(value);
            if (plan.MadeAgain(value) is { } definition)
            {
                foreach (Value operand in definition.Operands()) Fetch(operand);
                Copy(definition);
                return;
            }
            Value index = Target.Int(plan.SlotOf(value) ?? throw new InvalidOperationException($"{value} has no place in the workspace."));
            Value workspace = Workspaces[Source.TypeOf(value)];
            Target.Add(new Load(Define(value), workspace, [index]));
        }
    }
}

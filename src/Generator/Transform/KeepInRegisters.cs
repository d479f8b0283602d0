// KeepInRegisters: what an inner loop of a kernel reads at one place, or adds to one place, is read before the loop and added after it.
//
// The just-in-time compiler does not know that two spans have no elements in common, so it reads and writes memory in every trip; the analysis of roots knows.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>Rebuilds a kernel. Operands of accumulations that are among the products are multiplied and added in one operation.</summary>
internal sealed class KeepInRegisters : Rewriter
{
    private readonly Roots _roots;
    private readonly ISet<Value> _products;
    private readonly Dictionary<Value, Let> _definitions = [];

    private KeepInRegisters(Method source, ISet<Value> products) : base(source, new Builder())
    {
        (_roots, _products) = (new Roots(source), products);
        foreach (Let let in source.Body.All().OfType<Let>()) _definitions[let.Result] = let;
    }

    public static Method Run(Method kernel, ISet<Value> products)
    {
        KeepInRegisters pass = new(kernel, products);
        Value[] parameters = pass.Define(kernel.Body.Parameters);
        Value[] yields = pass.Inline(parameters);
        return pass.Target.Rebuild(kernel, parameters, yields);
    }

    public override void Copy(Instr instruction)
    {
        switch (instruction)
        {
            case For loop: Copy(loop); break;
            case Accumulate i when _products.Contains(i.Operand):
                Value[] at = [.. i.Indices.Select(k => this[k])];
                Value before = Target.Load(this[i.Memory], at);
                Target.Store(this[i.Memory], Sum(before, i.Operand), at);
                break;
            default: base.Copy(instruction); break;
        }
    }

    private Value Sum(Value before, Value operand)
    {
        if (!_products.Contains(operand)) return Target.Add(before, this[operand]);
        Let product = _definitions[operand];
        return Target.Let(Op.FusedMultiplyAdd, Target.TypeOf(before), this[product.Args[0]], this[product.Args[1]], before);
    }

    private void Copy(For loop)
    {
        HashSet<Value> inside = [.. loop.Body.Parameters];
        Dictionary<Value, List<Instr>> accesses = [];
        foreach (Instr instruction in loop.Body.All())
        {
            inside.UnionWith(instruction.Results());
            inside.UnionWith(instruction.Regions().SelectMany(r => r.Parameters));
            Value memory = instruction switch { Gather i => i.Memory, Scatter i => i.Memory, _ => Access.Of(instruction) is { } access ? access.Memory : Value.None };
            if (!memory.Exists) continue;
            Value root = _roots.Of(memory);
            if (!accesses.TryGetValue(root, out List<Instr> list)) accesses[root] = list = [];
            list.Add(instruction);
        }
        bool IsFixed(Value memory, EquatableArray<Value> indices) => !inside.Contains(memory) && !indices.Any(inside.Contains) && Source.TypeOf(memory).Lanes > 1;
        Load[] loads = [.. loop.Body.Body.OfType<Load>().Where(l => IsFixed(l.Memory, l.Indices) && accesses[_roots.Of(l.Memory)].All(a => a is Load or Gather))];
        Accumulate[] sums = [.. loop.Body.Body.OfType<Accumulate>().Where(a => IsFixed(a.Memory, a.Indices) && accesses[_roots.Of(a.Memory)].All(o => o is Accumulate))];
        if (loads.Length + sums.Length == 0)
        {
            base.Copy(loop);
            return;
        }
        // A loop without trips reads nothing.
        Value lower = this[loop.Lower], upper = this[loop.Upper];
        bool runs = Target.LiteralOf(lower) is { } a && Target.LiteralOf(upper) is { } b && (loop.Step > 0 ? a.AsInteger < b.AsInteger : a.AsInteger > b.AsInteger);
        Value some = runs ? Value.None : Target.Compare(loop.Step > 0 ? Op.Greater : Op.Less, upper, lower);
        if (!runs) Target.Begin();
        Value[] results = Write(loop, lower, upper, loads, sums);
        if (runs)
        {
            for (int k = 0; k < results.Length; k++) Substitute(loop.Results[k], results[k]);
            return;
        }
        Region then = Target.End(results);
        Target.Begin();
        Region otherwise = Target.End([.. loop.Inits.Select(i => this[i]), .. loop.HasTrips ? [Target.Int(0)] : System.Array.Empty<Value>()]);
        Target.Add(new If(new(Define(loop.Results)), some, then, otherwise));
    }

    private Value[] Write(For loop, Value lower, Value upper, Load[] loads, Accumulate[] sums)
    {
        foreach (Load load in loads) base.Copy(load);
        IrType[] types = [.. sums.Select(s => Source.TypeOf(s.Operand))];
        Value[] inits = [.. loop.Inits.Select(i => this[i]), .. types.Select(t => Target.Let(Op.Broadcast, t, Target.Constant(t with { Lanes = 1 }, 0.0)))];
        Value[] parameters = Define(loop.Body.Parameters), totals = [.. types.Select(t => Target.NewValue(t, "total"))];
        Target.Begin([.. parameters, .. totals]);
        Value[] next = [.. totals];
        foreach (Instr instruction in loop.Body.Body)
        {
            if (System.Array.IndexOf(sums, instruction) is >= 0 and int at && instruction is Accumulate sum) next[at] = Sum(next[at], sum.Operand);
            else if (instruction is not Load load || !loads.Any(l => ReferenceEquals(l, load))) Copy(instruction);
        }
        int carried = loop.Inits.Count;
        Value[] yields = [.. loop.Body.Yields.Select(y => this[y])];
        Region body = Target.End([.. yields.Take(carried), .. next, .. yields.Skip(carried)]);
        Value[] own = [.. loop.Results.Select(r => Target.NewValue(Source.TypeOf(r), Source.Values[r.Id].Hint))], added = [.. types.Select(t => Target.NewValue(t, "total"))];
        Target.Add(loop with { Lower = lower, Upper = upper, Inits = new(inits), Body = body, Results = new([.. own.Take(carried), .. added, .. own.Skip(carried)]) });
        for (int k = 0; k < sums.Length; k++) Target.Accumulate(this[sums[k].Memory], added[k], [.. sums[k].Indices.Select(i => this[i])]);
        return own;
    }
}

// Recognises maximum and minimum reductions and Euclidean norms before differentiation, for their conventions at ties and at 0.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// <c>m = Math.Max(m, e)</c> (or Min) as a loop's only use and write of m becomes <see cref="Op.MaxStep"/> with a running count of equal elements, through nests of loops that do
/// nothing else with m; <c>Math.Sqrt(s)</c> where s is a sum only of terms t * t becomes <see cref="Op.Norm"/>. Values do not change; every mode sees the same primitive.
/// </summary>
internal sealed class Recognize : Rewriter
{
    private readonly Structure _structure;
    private readonly Dictionary<Value, int> _uses = [];
    /// <summary>Carried parameters of recognised reductions, with the copy of their running count.</summary>
    private readonly Dictionary<Value, Value> _counts = [];
    private readonly HashSet<Value> _reductions = [];

    private Recognize(Method source, Builder target) : base(source, target)
    {
        _structure = new Structure(source);
        foreach (Value use in AllUses(source.Body)) _uses[use] = _uses.TryGetValue(use, out int count) ? count + 1 : 1;
    }

    public static Method Run(Method method)
    {
        if (!method.Body.All().Any(i => i is Let { Op: Op.Max or Op.Min or Op.Sqrt })) return method;
        Builder builder = new();
        Recognize pass = new(method, builder);
        Value[] parameters = [.. method.Body.Parameters.Select(pass.Define)];
        Value[] yields = pass.Inline(parameters);
        return builder.Rebuild(method, parameters, yields);
    }

    private static IEnumerable<Value> AllUses(Region region) =>
        region.Body.SelectMany(i => i.Operands().Concat(i.Regions().SelectMany(AllUses))).Concat(region.Yields);

    public override void Copy(Instr instruction)
    {
        switch (instruction)
        {
            case Let { Op: Op.Sqrt } i when IsSumOfSquares(i.Args[0], []):
                Target.Add(new Let(Define(i.Result), Op.Norm, Uses(i.Args)));
                break;
            case Let { Op: Op.Max or Op.Min } i when i.Args.FirstOrDefault(a => _counts.ContainsKey(a)) is var m && i.Args.Any(a => _counts.ContainsKey(a)):
                CopyStep(i, m);
                break;
            case For i: CopyFor(i); break;
            case While i: CopyWhile(i); break;
            default: base.Copy(instruction); break;
        }
    }

    private void CopyStep(Let i, Value m)
    {
        Value element = i.Args[0] == m ? i.Args[1] : i.Args[0];
        IrType type = Source.TypeOf(m);
        Value count = _counts[m], one = Target.Constant(type, 1.0);
        Value equal = Target.Compare(Op.Equal, this[element], this[m]);
        Value better = Target.Compare(i.Op == Op.Max ? Op.Greater : Op.Less, this[element], this[m]);
        Value more = Target.Let(Op.Select, type, equal, Target.Add(count, one), count);
        Value next = Target.Let(Op.Select, type, better, one, more);
        Target.SetHint(next, "ties");
        _counts[i.Result] = next;
        Target.Add(new Let(Define(i.Result), i.Op == Op.Max ? Op.MaxStep : Op.MinStep, [this[m], this[element], next]));
    }

    // ---- loops carry a count beside each recognised reduction

    private void CopyFor(For i)
    {
        int[] found = [.. Enumerable.Range(0, i.Inits.Count).Where(k => IsReduction(i.Body, i.Body.Parameters[k + 1], i.Body.Yields[k]))];
        if (found.Length == 0)
        {
            base.Copy(i);
            return;
        }
        Value lower = this[i.Lower], upper = this[i.Upper];
        EquatableArray<Value> inits = [.. Uses(i.Inits), .. found.Select(k => InitialCount(i.Inits[k]))];
        Region body = CopyBody(i.Body, 1, i.Inits.Count, found);
        Value[] results = Results(i.Results, i.Inits.Count, found);
        Target.Add(i with { Lower = lower, Upper = upper, Inits = inits, Body = body, Results = new(results) });
    }

    private void CopyWhile(While i)
    {
        int[] found =
        [
            .. Enumerable.Range(0, i.Inits.Count).Where(k =>
                IsReduction(i.Body, i.Body.Parameters[k], i.Body.Yields[k]) && !_uses.ContainsKey(i.Test.Parameters[k])),
        ];
        if (found.Length == 0)
        {
            base.Copy(i);
            return;
        }
        EquatableArray<Value> inits = [.. Uses(i.Inits), .. found.Select(k => InitialCount(i.Inits[k]))];
        Target.Begin([.. Define(i.Test.Parameters), .. found.Select(k => Target.NewValue(Source.TypeOf(i.Inits[k]), "ties"))]);
        foreach (Instr instruction in i.Test.Body) Copy(instruction);
        Region test = Target.End([.. Uses(i.Test.Yields)]);
        Region body = CopyBody(i.Body, 0, i.Inits.Count, found);
        Value[] results = Results(i.Results, i.Inits.Count, found);
        Target.Add(i with { Inits = inits, Test = test, Body = body, Results = new(results) });
    }

    private Value InitialCount(Value init) => _counts.TryGetValue(init, out Value outer) ? outer : Target.Constant(Source.TypeOf(init), 1.0);

    private Region CopyBody(Region body, int first, int carried, int[] found)
    {
        Value[] counts = [.. found.Select(k => Target.NewValue(Source.TypeOf(body.Parameters[first + k]), "ties"))];
        Target.Begin([.. Define(body.Parameters), .. counts]);
        for (int k = 0; k < found.Length; k++) _counts[body.Parameters[first + found[k]]] = counts[k];
        foreach (Instr instruction in body.Body) Copy(instruction);
        return Target.End(
            [.. body.Yields.Take(carried).Select(v => this[v]), .. found.Select(k => _counts[body.Yields[k]]), .. body.Yields.Skip(carried).Select(v => this[v])]);
    }

    private Value[] Results(EquatableArray<Value> results, int carried, int[] found)
    {
        List<Value> all = [.. results.Take(carried).Select(Define)];
        foreach (int k in found) all.Add(_counts[results[k]] = Target.NewValue(Source.TypeOf(results[k]), "ties"));
        all.AddRange(results.Skip(carried).Select(Define));
        return [.. all];
    }

    /// <summary>The parameter's only use is one Max (or Min) whose only use is the yield; or it only starts an inner loop of that kind whose result is the yield.</summary>
    private bool IsReduction(Region body, Value parameter, Value yield)
    {
        if (!Source.TypeOf(parameter).IsFloat || Count(parameter) != 1 || Count(yield) != 1) return false;
        if (!ReferenceEquals(_structure.RegionOf(yield).Region, body)) return false;
        switch (_structure.DefinitionOf(yield))
        {
            case Let { Op: Op.Max or Op.Min } let: return let.Args.Contains(parameter);
            case For loop:
            {
                int k = IndexOf(loop.Results, yield);
                return k < loop.Inits.Count && loop.Inits[k] == parameter && IsReduction(loop.Body, loop.Body.Parameters[k + 1], loop.Body.Yields[k]);
            }
            default: return false;
        }
    }

    private int Count(Value value) => _uses.TryGetValue(value, out int count) ? count : 0;

    private static int IndexOf(EquatableArray<Value> values, Value value)
    {
        int k = 0;
        while (values[k] != value) k++;
        return k;
    }

    // ---- norms

    /// <summary>0, t * t, sums of such, and what a loop accumulates of them from such.</summary>
    private bool IsSumOfSquares(Value root, HashSet<Value> assumed)
    {
        Stack<Value> pending = new([root]);
        while (pending.Count > 0)
        {
            Value value = pending.Pop();
            if (assumed.Contains(value)) continue;
            switch (_structure.DefinitionOf(value))
            {
                case Let { Op: Op.Constant } i when i.Literal.AsDouble == 0: break;
                case Let { Op: Op.Mul } i when i.Args[0] == i.Args[1]: break;
                case Let { Op: Op.Add } i:
                    pending.Push(i.Args[0]);
                    pending.Push(i.Args[1]);
                    break;
                case For i:
                {
                    int k = IndexOf(i.Results, value);
                    if (k >= i.Inits.Count || !IsSumOfSquares(i.Inits[k], assumed)) return false;
                    assumed.Add(i.Body.Parameters[k + 1]);
                    pending.Push(i.Body.Yields[k]);
                    break;
                }
                default: return false;
            }
        }
        return true;
    }
}

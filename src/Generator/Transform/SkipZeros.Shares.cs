// The loop that gives each element equal to a maximum its share of the maximum's adjoint is not run where that adjoint is zero.
//
//     max = …;  for (…) sum += Math.Exp(x[i] - max);  return max + Math.Log(sum);
//
// A maximum is subtracted to keep exponentials small, and its value does not matter: its adjoint is 1 - sum / sum. So that this is 0, and not what rounding 1 / sum has left, what a loop has added up
// is divided by the sum and not multiplied by its inverse. A loop that all of its trips leave as it is costs a pass over memory.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class SkipZeros
{
    /// <summary>Loops of the method's own level that only give shares, and what these are shares of.</summary>
    private readonly Dictionary<For, Value[]> _shares = new(ReferenceComparer<For>.Instance);
    private readonly HashSet<Value> _totals = [];

    private void FindShares()
    {
        foreach (For loop in Source.Body.Body.OfType<For>())
        {
            if (loop.Results.Count == 0) FindShares(loop);
            _totals.UnionWith(loop.Results);
        }
    }

    private void FindShares(For loop)
    {
        HashSet<Value> inside = [.. loop.Body.Parameters, .. loop.Body.All().SelectMany(i => i.Results())];
        HashSet<Value> shared = [];
        foreach (Instr instruction in loop.Body.Body)
        {
            if (instruction is not (Note or Load or Accumulate or Let)) return;
            if (instruction is Let { Op: Op.Select } choice && IsShare(choice, inside)) Sources(choice.Args[1], inside, shared);
            // A NaN has all.
            if (instruction is Let { Op: Op.Select } all && _definitions.TryGetValue(all.Args[0], out Let test) && test.Op == Op.IsNaN) Sources(all.Args[1], inside, shared);
        }
        if (shared.Count is > 0 and <= 4 && new Multiples(this, shared).Of(loop.Body)) _shares[loop] = [.. shared.OrderBy(v => v.Id)];
    }

    // An element is equal to something: a share, else 0.
    private bool IsShare(Let choice, HashSet<Value> inside) =>
        _definitions.TryGetValue(choice.Args[0], out Let test) && test.Op == Op.Equal && test.Args.Any(inside.Contains) && !test.Args.All(inside.Contains) && IsZero(choice.Args[2]);

    private void Sources(Value value, HashSet<Value> inside, HashSet<Value> sources)
    {
        if (!inside.Contains(value))
        {
            if (Source.TypeOf(value) is { IsFloat: true, IsScalar: true, Lanes: 1 } && !IsZero(value)) sources.Add(value);
        }
        else if (_definitions.TryGetValue(value, out Let let))
        {
            if (let.Op is Op.Div or Op.Neg or Op.Mul or Op.StrongZeroMul) Sources(let.Args[0], inside, sources);
            else if (let.Op is Op.Add or Op.Sub) foreach (Value arg in let.Args) Sources(arg, inside, sources);
            else if (let.Op == Op.Select) foreach (Value arg in let.Args.Skip(1)) Sources(arg, inside, sources);
        }
    }

    private bool CopyShares(Instr instruction)
    {
        switch (instruction)
        {
            case For loop when _shares.TryGetValue(loop, out Value[] adjoints):
                Value some = SomeOf(adjoints);
                Target.Begin();
                base.Copy(loop);
                Region then = Target.End();
                Target.Begin();
                Target.Add(new If([], some, then, Target.End(), IsGuard: true));
                return true;
            case Let { Op: Op.Mul } product when _shares.Count > 0 && product.Args.Any(_totals.Contains):
                return CopyQuotient(product, 0) || CopyQuotient(product, 1);
            default:
                return false;
        }
    }

    // total * (1 / sum), perhaps NaN instead, as total / sum.
    private bool CopyQuotient(Let product, int at)
    {
        Value total = product.Args[at];
        if (!_totals.Contains(total) || !_definitions.TryGetValue(product.Args[1 - at], out Let inverse)) return false;
        Let? choice = inverse.Op == Op.Select ? inverse : null;
        if (choice is not null && !(IsNaN(choice.Args[1]) && _definitions.TryGetValue(choice.Args[2], out inverse))) return false;
        if (inverse.Op != Op.Div || !IsOne(inverse.Args[0])) return false;
        Value quotient = Target.Div(this[total], this[inverse.Args[1]]);
        Substitute(product.Result, choice is null ? quotient : Target.Let(Op.Select, Source.TypeOf(product.Result), this[choice.Args[0]], this[choice.Args[1]], quotient));
        return true;
    }

    private bool IsOne(Value value) => _definitions.TryGetValue(value, out Let let) && let is { Op: Op.Constant, Literal: { IsFloat: true, AsDouble: 1 } };
    private bool IsNaN(Value value) => _definitions.TryGetValue(value, out Let let) && let is { Op: Op.Constant, Literal.IsFloat: true } && double.IsNaN(let.Literal.AsDouble);
}

// LaneArithmetic: the vector forms of operations on floats and conditions, with products and sums in one operation where that changes nothing but a rounding.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <param name="lane">The vector of a value of the loop.</param>
/// <param name="hasLanes">Whether a value of the loop differs from trip to trip.</param>
/// <param name="literal">The literal that defines a value.</param>
internal sealed class LaneArithmetic(Builder b, IrType vector, Method source, Func<Value, Value> lane, Func<Value, bool> hasLanes, Func<Value, Literal?> literal)
{
    private readonly IrType _mask = IrType.Bool with { Lanes = vector.Lanes };
    private readonly HashSet<Value> _exact = [];
    private readonly Dictionary<Value, int> _uses = [];
    private readonly Dictionary<Value, Let> _definitions = [];

    public IrType TypeOf(Value value) => source.TypeOf(value).IsBool ? _mask : vector;
    private string? Hint(Value value) => source.Values[value.Id].Hint;

    public Value Apply(Let let)
    {
        string? hint = Hint(let.Result);
        IrType type = TypeOf(let.Result);
        Value[] args = [.. let.Args.Select(lane)];
        switch (let.Op)
        {
            case Op.Detach or Op.Convert: return args[0];
            case Op.Norm: return b.Let(Op.Sqrt, type, hint, args);
            case Op.MaxStep: return b.Let(Op.Max, type, hint, [args[0], args[1]]);
            case Op.MinStep: return b.Let(Op.Min, type, hint, [args[0], args[1]]);
            case Op.Pow when literal(let.Args[1]) is { } exponent && VectorForms.PowerOf(exponent) is int power:
                Value square = b.Mul(args[0], args[0]);
                return Hinted(power == 2 ? square : b.Mul(square, power == 3 ? args[0] : square), hint);
            case Op.Add when Product(let.Args[1]) is { } product: return Fused(product, false, args[0], hint);
            case Op.Add when Product(let.Args[0]) is { } product: return Fused(product, false, args[1], hint);
            case Op.Sub when Product(let.Args[1]) is { } product: return Fused(product, true, args[0], hint);
            default: return b.Let(let.Op, type, hint, args);
        }
    }

    public Value Hinted(Value value, string? hint)
    {
        if (hint is not null && b.HintOf(value) is null) b.SetHint(value, hint);
        return value;
    }

    /// <summary>A sum and a term more, or several products, which are added one after the other.</summary>
    public Value Sum(Value before, Value operand)
    {
        if (Product(operand) is { } product) return Fused(product, false, before, null);
        bool isSum = _definitions.TryGetValue(operand, out Let? let) && let.Op == Op.Add && hasLanes(operand) && _uses[operand] == 1 && !_exact.Contains(operand);
        return isSum && hasLanes(let!.Args[0]) && Product(let.Args[1]) is not null ? Sum(Sum(before, let.Args[0]), let.Args[1]) : b.Add(before, lane(operand));
    }

    // Rounding once instead of twice is as good for a sum but may turn an exact 0 into a rest: not on the way to a comparison.
    public void FindExact(Region body)
    {
        Count(body);
        foreach (Instr instruction in body.All().Reverse()) Trace(instruction);
    }

    /// <summary>The same where inner loops and memory carry values back to instructions before. <paramref name="rootOf"/>: the memory that a handle reaches, if values get about in it.</summary>
    public void FindExact(Region body, Func<Value, Value> rootOf)
    {
        Count(body);
        Instr[] reversed = [.. body.All().Reverse()];
        HashSet<Value> exactMemory = [];
        for (int before = -1; before != _exact.Count + exactMemory.Count;)
        {
            before = _exact.Count + exactMemory.Count;
            foreach (Instr instruction in reversed)
            {
                Trace(instruction);
                switch (instruction)
                {
                    case Load i when _exact.Contains(i.Result) && rootOf(i.Memory) is { Exists: true } root: exactMemory.Add(root); break;
                    case Store i when exactMemory.Contains(rootOf(i.Memory)): _exact.Add(i.Operand); break;
                    case Accumulate i when exactMemory.Contains(rootOf(i.Memory)): _exact.Add(i.Operand); break;
                    case For i: Carried(i.Inits, i.Body, 1, i.Results); break;
                    case While i: Carried(i.Inits, i.Body, 0, i.Results); break;
                }
            }
        }
    }

    private void Trace(Instr instruction)
    {
        if (instruction is Let { Op: Op.MaxStep or Op.MinStep or Op.StrongZeroMul or Op.Sign or Op.Floor or Op.Ceiling or Op.Round or Op.Truncate or Op.Max or Op.Min or (>= Op.Equal and <= Op.GreaterOrEqual) } test)
            _exact.UnionWith(test.Args);
        else if (instruction is Let let && _exact.Contains(let.Result)) _exact.UnionWith(let.Args);
        else if (instruction is If i)
            for (int k = 0; k < i.Results.Count; k++)
                if (_exact.Contains(i.Results[k])) _exact.UnionWith([i.Then.Yields[k], i.Else.Yields[k]]);
    }

    private void Carried(EquatableArray<Value> inits, Region body, int first, EquatableArray<Value> results)
    {
        for (int k = 0; k < inits.Count; k++)
            if (_exact.Contains(results[k]) || _exact.Contains(body.Parameters[first + k])) _exact.UnionWith([inits[k], body.Yields[k], body.Parameters[first + k], results[k]]);
    }

    private void Count(Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            foreach (Value operand in instruction.Operands()) Use(operand);
            if (instruction is Let let) _definitions[let.Result] = let;
            foreach (Region nested in instruction.Regions()) Count(nested);
        }
        foreach (Value yield in region.Yields) Use(yield);

        void Use(Value value) => _uses[value] = _uses.TryGetValue(value, out int count) ? count + 1 : 1;
    }

    /// <summary>The product that defines the value, if nothing else reads it and no comparison depends on how it is rounded.</summary>
    public Let? Product(Value value) =>
        _definitions.TryGetValue(value, out Let? let) && let.Op == Op.Mul && hasLanes(value) && _uses[value] == 1 && !_exact.Contains(value) ? let : null;

    private Value Fused(Let product, bool isNegative, Value addend, string? hint)
    {
        Value left = lane(product.Args[0]), right = lane(product.Args[1]);
        return b.Let(Op.FusedMultiplyAdd, vector, hint, [isNegative ? b.Neg(left) : left, right, addend]);
    }
}

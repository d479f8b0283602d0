// Guards: a mirrored loop whose adjoints are zero because a branch was not taken is not run.
//
//     if (distance < nearest) nearest = distance;      distance is what a loop has added up; its adjoint is that of nearest in the trips that took the branch, and 0 in the others.
//
// The guard is the branch's own condition, not a comparison of the adjoint with zero: an adjoint may be zero by chance, and have a tangent all the same.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class ReverseSweep
{
    /// <summary>Adds a mirrored loop, in a guard if there is one. The first carried values are the adjoints of the loop's own, the others those of values from outside.</summary>
    private void Add(For mirrored, Region body, int own)
    {
        if (GuardOf(mirrored, body, own) is not { Exists: true } guard)
        {
            _builder.Add(mirrored);
            return;
        }
        Value[] inner = [.. mirrored.Results.Select(r => _builder.NewValue(_builder.TypeOf(r), _builder.HintOf(r)))];
        _builder.Begin();
        _builder.Add(mirrored with { Results = new(inner) });
        Region then = _builder.End(inner);
        _builder.Begin();
        Region otherwise = _builder.End([.. mirrored.Inits.Select((init, k) => k < own ? _builder.Zero(_builder.TypeOf(init)) : init)]);
        _builder.Add(new If(mirrored.Results, guard, then, otherwise, IsGuard: true));
    }

    private Value GuardOf(For mirrored, Region body, int own)
    {
        if (own == 0 || IsCollecting || !OnlyAdds(body)) return Value.None;
        List<Value> conditions = [];
        for (int k = 0; k < own; k++)
            if (!FindLive(mirrored.Inits[k], conditions)) return Value.None;
        Value guard = Value.None;
        foreach (Value condition in conditions.Distinct()) guard = guard.Exists ? _builder.Let(Op.Or, IrType.Bool, guard, condition) : condition;
        return guard;
    }

    /// <summary>Whether the reverse of a loop's body needs no adjoints but those of its carried values, and takes nothing from the tape.</summary>
    private bool OnlyAdds(Region body) =>
        _context.Recording.In(_context.Structure.NodeOf(body), Recovery.Tape).Count == 0
        && body.Body.All(i => i switch
        {
            Note or Let or Load => true,
            If { IsTry: false } or For or While => _context.Fused?.Of(i) is null && i.Regions().All(OnlyAdds),
            _ => !_context.Activity.Visits(i) && i is not (Call or Effect or Record or Replay or CreateTape),
        });

    /// <summary>Finds conditions without any of which an adjoint is zero whatever the numbers are; false if there may be none.</summary>
    private bool FindLive(Value adjoint, List<Value> conditions, int depth = 8)
    {
        if (_builder.LiteralOf(adjoint) is { Bits: 0 }) return true;
        if (depth == 0) return false;
        if (_builder.DefinitionOf(adjoint) is If { IsTry: false } choice)
        {
            int k = choice.Results.IndexOf(adjoint);
            return FindLive(choice.Condition, choice.Then.Yields[k], choice.Else.Yields[k], conditions, depth, isBranch: true);
        }
        if (_builder.DefinitionOf(adjoint) is not Let let) return false;
        switch (let.Op)
        {
            case Op.Neg or Op.Detach or Op.Convert: return FindLive(let.Args[0], conditions, depth - 1);
            case Op.Add or Op.Sub: return FindLive(let.Args[0], conditions, depth - 1) && FindLive(let.Args[1], conditions, depth - 1);
            case Op.StrongZeroMul or Op.Div: return FindLive(let.Args[0], conditions, depth - 1);
            case Op.Mul:
            {
                int found = conditions.Count;
                if (FindLive(let.Args[0], conditions, depth - 1)) return true;
                conditions.RemoveRange(found, conditions.Count - found);
                return FindLive(let.Args[1], conditions, depth - 1);
            }
            case Op.Select when _builder.TypeOf(let.Args[0]) == IrType.Bool: return FindLive(let.Args[0], let.Args[1], let.Args[2], conditions, depth, isBranch: false);
            default: return false;
        }
    }

    /// <summary>Of a choice: what a branch defines in it cannot be asked for outside, so one of its sides must be zero.</summary>
    private bool FindLive(Value condition, Value chosen, Value otherwise, List<Value> conditions, int depth, bool isBranch)
    {
        bool isZero = _builder.LiteralOf(otherwise) is { Bits: 0 };
        if (_builder.LiteralOf(chosen) is { Bits: 0 })
        {
            if (!isZero) conditions.Add(_builder.Let(Op.Not, IrType.Bool, condition));
            return true;
        }
        conditions.Add(condition);
        return isZero || (!isBranch && FindLive(otherwise, conditions, depth - 1));
    }
}

// SkipZeros: a guard of a reverse sweep is not entered either where the adjoints it guards are zero by their value.
//
//     if (taken) { … += adjoint * … }      where adjoint is taken ? … : 0      becomes      if (adjoint != 0) { … }
//
// Of many trips that took a branch (a new minimum), the adjoint reaches only the last. This is no step of differentiation: whatever the guard contributes is a multiple of the values that are
// compared, tangents included, and nothing is differentiated after it.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class SkipZeros : Rewriter
{
    private readonly Dictionary<Value, Let> _definitions = [];
    private readonly Dictionary<Value, If> _choices = [];

    private SkipZeros(Method source) : base(source, new Builder())
    {
        foreach (Let let in source.Body.All().OfType<Let>()) _definitions[let.Result] = let;
        foreach (If choice in source.Body.All().OfType<If>())
            foreach (Value result in choice.Results) _choices[result] = choice;
    }

    public static Method Run(Method method)
    {
        SkipZeros pass = new(method);
        pass.FindShares();
        if (pass._shares.Count == 0 && !method.Body.All().Any(i => i is If { IsGuard: true })) return method;
        Value[] parameters = pass.Define(method.Body.Parameters);
        Value[] yields = pass.Inline(parameters);
        return pass.Target.Rebuild(method, parameters, yields);
    }

    public override void Copy(Instr instruction)
    {
        if (CopyShares(instruction)) return;
        if (instruction is not If { IsGuard: true } guard || Guarded(guard) is not { Count: > 0 } adjoints)
        {
            base.Copy(instruction);
            return;
        }
        Value some = SomeOf(adjoints);
        Region then = CopyRegion(guard.Then), otherwise = CopyRegion(guard.Else);
        Target.Add(guard with { Condition = some, Then = then, Else = otherwise, Results = new(Define(guard.Results)) });
    }

    private Value SomeOf(IEnumerable<Value> adjoints)
    {
        Value some = Value.None;
        foreach (Value adjoint in adjoints)
        {
            Value isThere = Target.Compare(Op.NotEqual, this[adjoint], Target.Zero(Source.TypeOf(adjoint)));
            some = some.Exists ? Target.Let(Op.Or, IrType.Bool, some, isThere) : isThere;
        }
        return some;
    }

    /// <summary>The values that are zero where the condition is false and of which all that the guard contributes is a multiple; null if there is more to it.</summary>
    private List<Value>? Guarded(If guard)
    {
        HashSet<Value> inside = [.. guard.Then.All().SelectMany(i => i.Results().Concat(i.Regions().SelectMany(r => r.Parameters)))];
        List<Value> adjoints = [.. guard.Then.All().SelectMany(i => i.Operands()).Where(o => !inside.Contains(o) && IsGuardedBy(o, guard.Condition)).Distinct().OrderBy(v => v.Id)];
        Multiples multiples = new(this, adjoints);
        return multiples.Of(guard.Then) && guard.Results.Select((_, k) => multiples.IsMore(guard.Then.Yields[k], guard.Else.Yields[k])).All(ok => ok) ? adjoints : null;
    }

    private bool IsGuardedBy(Value value, Value condition)
    {
        if (Source.TypeOf(value) is not { IsFloat: true, IsScalar: true, Lanes: 1 }) return false;
        if (_choices.TryGetValue(value, out If choice)) return choice.Condition == condition && IsZero(choice.Else.Yields[choice.Results.IndexOf(value)]);
        return _definitions.TryGetValue(value, out Let let) && let.Op == Op.Select && let.Args[0] == condition && IsZero(let.Args[2]);
    }

    private bool IsZero(Value value) => _definitions.TryGetValue(value, out Let let) && let is { Op: Op.Constant, Literal.Bits: 0 };

    /// <summary>Values that are multiples of some of the adjoints, and sums of such; and values that are others with multiples added.</summary>
    private sealed class Multiples(SkipZeros pass, IEnumerable<Value> adjoints)
    {
        private readonly HashSet<Value> _multiples = [.. adjoints];
        /// <summary>Values with multiples added, and what these were added to.</summary>
        private readonly Dictionary<Value, Value> _more = [];

        private bool IsMultiple(Value value) => _multiples.Contains(value) || pass.IsZero(value);

        private Value BaseOf(Value value) => _more.TryGetValue(value, out Value own) ? own : value;
        public bool IsMore(Value value, Value than) => BaseOf(value) == BaseOf(than) || (IsMultiple(value) && IsMultiple(than));

        /// <summary>Whether all a region does is to add multiples to memory; false if that is not known.</summary>
        public bool Of(Region region)
        {
            foreach (Instr instruction in region.Body)
            {
                switch (instruction)
                {
                    case Note or Load: break;
                    case Let let: Visit(let); break;
                    case Accumulate sum:
                        if (!IsMultiple(sum.Operand)) return false;
                        break;
                    case For { HasExit: false, HasTrips: false } loop:
                        if (!Visit(loop)) return false;
                        break;
                    default: return false;
                }
            }
            return true;
        }

        private void Visit(Let let)
        {
            bool isMultiple = let.Op switch
            {
                Op.Mul or Op.StrongZeroMul => let.Args.Any(IsMultiple),
                Op.Div => IsMultiple(let.Args[0]),
                Op.Neg => IsMultiple(let.Args[0]),
                Op.Add or Op.Sub => let.Args.All(IsMultiple),
                Op.FusedMultiplyAdd => IsMultiple(let.Args[2]) && (IsMultiple(let.Args[0]) || IsMultiple(let.Args[1])),
                Op.Select => IsMultiple(let.Args[1]) && IsMultiple(let.Args[2]),
                _ => false,
            };
            if (isMultiple) _multiples.Add(let.Result);
            else if (let.Op == Op.Add && IsMultiple(let.Args[0])) _more[let.Result] = BaseOf(let.Args[1]);
            else if (let.Op is Op.Add or Op.Sub && IsMultiple(let.Args[1])) _more[let.Result] = BaseOf(let.Args[0]);
        }

        private bool Visit(For loop)
        {
            // What begins as a multiple, or as something that multiples are added to, must stay so.
            for (int k = 0; k < loop.Inits.Count; k++)
            {
                Value parameter = loop.Body.Parameters[k + 1];
                if (IsMultiple(loop.Inits[k])) _multiples.Add(parameter);
                else _more[parameter] = BaseOf(loop.Inits[k]);
            }
            if (!Of(loop.Body)) return false;
            for (int k = 0; k < loop.Inits.Count; k++)
            {
                if (!IsMore(loop.Body.Yields[k], loop.Body.Parameters[k + 1])) return false;
                if (IsMultiple(loop.Inits[k])) _multiples.Add(loop.Results[k]);
                else _more[loop.Results[k]] = BaseOf(loop.Inits[k]);
            }
            return true;
        }
    }
}

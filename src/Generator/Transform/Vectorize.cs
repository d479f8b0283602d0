// Vectorize: elementwise loops over doubles become loops over vectors of eight, with a masked tail, beside the scalar loop.
//
//     for (i = lower; i < upper; i++) body(i)
// becomes
//     if (hardware && count > 0)                      count = upper - lower, and the bounds are not negative
//         invariants, broadcasts, sums = zeros
//         for (k = 0; k < count - count % 8; k += 8) body on eight lanes at lower + k
//         if (count % 8 > 0) body on the first count % 8 lanes
//         result = initial value + sum over the lanes
//     else the loop as it was
// A loop that descends is run ascending: its trips are independent of each other.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed class Vectorize : Rewriter
{
    public const int Lanes = 8;

    /// <summary>When the vector loop is faster than the scalar one; constant for the just-in-time compiler.</summary>
    public const string Hardware =
        "global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated || "
        + "(global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated && global::System.Runtime.Intrinsics.X86.Fma.IsSupported)";

    private static readonly IrType Vector = IrType.F64 with { Lanes = Lanes };

    private readonly Aliasing _aliasing;
    private readonly Dictionary<For, LoopShape> _shapes = new(ReferenceComparer<For>.Instance);

    private Vectorize(Method source, Builder target, Aliasing aliasing) : base(source, target) => _aliasing = aliasing;

    /// <summary>The method with its elementwise loops vectorised; the same method if it has none.</summary>
    public static Method Run(Method method)
    {
        For[] loops = method.Body.All().OfType<For>().ToArray();
        if (loops.Length == 0) return method;
        Aliasing aliasing = new(method);
        Builder builder = new();
        Vectorize pass = new(method, builder, aliasing);
        foreach (For loop in loops)
        {
            LoopShape shape = LoopShape.Of(method, loop, aliasing);
            if (shape.Refusal is null) pass._shapes[loop] = shape;
        }
        if (pass._shapes.Count == 0) return method;
        Value[] parameters = pass.Define(method.Body.Parameters);
        foreach (Instr instruction in method.Body.Body) pass.Copy(instruction);
        return builder.Rebuild(method, parameters, method.Body.Yields.Select(v => pass[v]).ToArray());
    }

    public override void Copy(Instr instruction)
    {
        if (instruction is not For loop || !_shapes.TryGetValue(loop, out LoopShape? shape))
        {
            base.Copy(instruction);
            return;
        }
        (Value start, Value count, Value condition) = Range(loop);
        Target.Begin();
        Region vector = Target.End(new LaneLoop(this, shape).Write(start, count));
        Target.Begin();
        Region scalar = Target.End(ScalarLoop(loop));
        Target.Add(new If(new(Define(loop.Results)), condition, vector, scalar));
    }

    // ---- the range of the loop, ascending; no start is 0

    private (Value Start, Value Count, Value Condition) Range(For loop)
    {
        Value lower = this[loop.Lower], upper = this[loop.Upper];
        List<Value> conditions = [Target.Let(Op.Opaque, IrType.Bool, null, [], text: Hardware)];
        Value start, count;
        if (loop.Step > 0 && Constant(loop.Lower) == 0) (start, count) = (Value.None, upper);
        else if (loop.Step < 0 && Constant(loop.Upper) == -1) (start, count) = (Value.None, Target.Add(lower, Target.Int(1)));
        else
        {
            // Neither bound negative: then the difference does not wrap, but for 2^31 trips, where it is negative.
            start = loop.Step > 0 ? lower : Target.Add(upper, Target.Int(1));
            conditions.Add(Target.Compare(Op.GreaterOrEqual, start, Target.Int(0)));
            conditions.Add(Target.Compare(Op.GreaterOrEqual, loop.Step > 0 ? upper : lower, Target.Int(0)));
            count = loop.Step > 0 ? Target.Sub(upper, lower) : Target.Sub(lower, upper);
        }
        conditions.Add(Target.Compare(Op.Greater, count, Target.Int(0)));
        Value condition = conditions.Aggregate((a, b) => Target.Let(Op.And, IrType.Bool, a, b));
        Target.SetHint(condition, "vectors");
        return (start, count, condition);
    }

    private long? Constant(Value value)
    {
        Affine form = _aliasing.FormOf(value);
        return form.IsConstant ? form.Constant : null;
    }

    private Value[] ScalarLoop(For loop)
    {
        Value lower = this[loop.Lower], upper = this[loop.Upper];
        EquatableArray<Value> inits = Uses(loop.Inits);
        Region body = CopyRegion(loop.Body);
        Value[] results = loop.Results.Select(Fresh).ToArray();
        Target.Add(loop with { Lower = lower, Upper = upper, Inits = inits, Body = body, Results = new(results) });
        return results;
    }

    private Value Fresh(Value original) => Target.NewValue(Source.TypeOf(original), Source.Values[original.Id].Hint);

    /// <summary>Writes the vector version of one loop.</summary>
    private sealed class LaneLoop(Vectorize pass, LoopShape shape)
    {
        private readonly Builder _b = pass.Target;
        private readonly For _loop = shape.Loop;
        /// <summary>Positions of the carried values that are sums; the others are handed on unchanged.</summary>
        private readonly int[] _sums = [.. Enumerable.Range(0, shape.Loop.Inits.Count).Where(k => !shape.IsUnchanged(k))];
        private readonly Dictionary<Value, Value> _broadcasts = [];
        private readonly Dictionary<Value, Value> _lanes = [];

        public Value[] Write(Value start, Value count)
        {
            Invariants();
            Value tail = _b.Let(Op.And, IrType.I32, "tail", [count, _b.Int(Lanes - 1)]);
            Value main = _b.Let(Op.Sub, IrType.I32, "whole", [count, tail]);
            Value zero = _sums.Length == 0 ? Value.None : _b.Let(Op.Broadcast, Vector, "zeros", [_b.Constant(IrType.F64, 0.0)]);
            Value[] zeros = [.. _sums.Select(_ => zero)];

            Value index = _b.NewValue(IrType.I32, Hint(_loop.Body.Parameters[0]));
            Value[] partial = Carried();
            _b.Begin([index, .. partial]);
            Region body = _b.End(Body(At(start, index), partial, Value.None));
            Value[] sums = Carried();
            _b.Add(new For(new(sums), _b.Int(0), main, Lanes, new(zeros), body, false, false));
            Value[] totals = [.. _sums.Select((k, s) => _b.Add(pass[_loop.Inits[k]], _b.Let(Op.LaneSum, IrType.F64, sums[s])))];

            Value some = _b.Compare(Op.Greater, tail, _b.Int(0));
            _b.Begin();
            Value[] lastTerms = Body(At(start, main), [.. _sums.Select(_ => Value.None)], tail);
            Region then = _b.End([.. lastTerms.Select((t, s) => _b.Add(totals[s], _b.Let(Op.LaneSum, IrType.F64, t, tail)))]);
            _b.Begin();
            Region otherwise = _b.End(totals);
            Value[] results = [.. _sums.Select(k => pass.Fresh(_loop.Results[k]))];
            _b.Add(new If(new(results), some, then, otherwise));
            return [.. _loop.Inits.Select((init, k) => System.Array.IndexOf(_sums, k) is >= 0 and int s ? results[s] : pass[init])];
        }

        // The loop runs at least once here, so what is the same in all trips may be computed, and may fault, before it.
        private void Invariants()
        {
            List<Value> broadcast = [];
            for (int k = 0; k < _loop.Inits.Count; k++)
                if (shape.IsUnchanged(k)) pass.Substitute(_loop.Body.Parameters[k + 1], pass[_loop.Inits[k]]);
            foreach (Instr instruction in _loop.Body.Body)
            {
                if (instruction is Let or Load && shape.KindOf(instruction.Results().Single()) == TripKind.Invariant) pass.CopyScalar(instruction);
                else if (instruction is Let { Result: var result } let && shape.KindOf(result) == TripKind.Lane) broadcast.AddRange(let.Args);
                else if (instruction is Store store) broadcast.Add(store.Operand);
                else if (instruction is Accumulate accumulate) broadcast.Add(accumulate.Operand);
            }
            foreach (Value value in broadcast)
                if (shape.KindOf(value) == TripKind.Invariant && !_broadcasts.ContainsKey(value))
                    _broadcasts[value] = _b.Let(Op.Broadcast, Vector, Hint(value), [pass[value]]);
        }

        private string? Hint(Value value) => pass.Source.Values[value.Id].Hint;
        private Value[] Carried() => [.. _sums.Select(k => _b.NewValue(Vector, Hint(_loop.Body.Parameters[k + 1])))];
        private Value At(Value start, Value index) => start.Exists ? _b.Add(start, index) : index;
        private Value Lane(Value value) => _broadcasts.TryGetValue(value, out Value broadcast) ? broadcast : _lanes[value];

        /// <summary>The body on all lanes or on the first <paramref name="count"/>; a carried sum that does not exist is zero. The next carried values.</summary>
        private Value[] Body(Value index, Value[] carried, Value count)
        {
            pass.Substitute(_loop.Body.Parameters[0], index);
            for (int s = 0; s < carried.Length; s++) _lanes[_loop.Body.Parameters[_sums[s] + 1]] = carried[s];
            foreach (Instr instruction in _loop.Body.Body)
            {
                switch (instruction)
                {
                    case Note: _b.Add(instruction); break;
                    case Let i when shape.KindOf(i.Result) == TripKind.Index: pass.CopyScalar(i); break;
                    case Let { Op: Op.Detach } i when shape.KindOf(i.Result) == TripKind.Lane: _lanes[i.Result] = Lane(i.Args[0]); break;
                    case Let i when shape.KindOf(i.Result) == TripKind.Lane: _lanes[i.Result] = Apply(i); break;
                    case Load i when shape.KindOf(i.Result) == TripKind.Lane: _lanes[i.Result] = LoadLanes(i.Memory, i.Indices[0], count, Hint(i.Result)); break;
                    case Store i: _b.Add(new VectorStore(pass[i.Memory], pass[i.Indices[0]], Lane(i.Operand), count)); break;
                    case Accumulate i:
                        Value before = LoadLanes(i.Memory, i.Indices[0], count, null);
                        _b.Add(new VectorStore(pass[i.Memory], pass[i.Indices[0]], _b.Add(before, Lane(i.Operand)), count));
                        break;
                }
            }
            return [.. _sums.Select(k => Lane(_loop.Body.Yields[k]))];
        }

        private Value Apply(Let let)
        {
            Value[] args = [.. let.Args.Select(Lane)];
            int zero = System.Array.FindIndex(args, a => !a.Exists);
            if (zero < 0) return _b.Let(let.Op, Vector, Hint(let.Result), args);
            return let.Op == Op.Add ? args[1 - zero] : _b.Neg(args[1]);
        }

        private Value LoadLanes(Value memory, Value index, Value count, string? hint)
        {
            Value result = _b.NewValue(Vector, hint);
            _b.Add(new VectorLoad(result, pass[memory], pass[index], count));
            return result;
        }
    }

    private void CopyScalar(Instr instruction) => base.Copy(instruction);
}

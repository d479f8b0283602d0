// The reverse of branches and loops: mirrored regions that thread adjoints of captured and carried values.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Transform;

internal sealed partial class ReverseSweep
{
    private void ReverseIf(If i)
    {
        Value condition = Primal(i.Condition);
        (Region then, ReverseFrame thenFrame) = Branch(i.Then, i.Results);
        (Region otherwise, ReverseFrame elseFrame) = Branch(i.Else, i.Results);
        // Whatever a branch added to from outside is a result: the new adjoint in the branch that added, the old one in the other.
        List<Value> captured = [.. thenFrame.Adjoints.Keys.Concat(elseFrame.Adjoints.Keys).Distinct().Where(IsOutside).OrderBy(v => v.Id)];
        if (captured.Count == 0 && then.Body.Count + otherwise.Body.Count == 0) return;
        Value[] current = [.. captured.Select(AdjointOrZero)];
        Value[] YieldsOf(ReverseFrame frame) => [.. captured.Select((v, k) => frame.Adjoints.TryGetValue(v, out Value own) ? own : current[k])];
        Value[] results = [.. captured.Select(v => _builder.NewValue(Method.TypeOf(v), AdjointName(v)))];
        _builder.Add(new If(new(results), condition, then with { Yields = new(YieldsOf(thenFrame)) }, otherwise with { Yields = new(YieldsOf(elseFrame)) }));
        for (int k = 0; k < results.Length; k++) _frame.Adjoints[captured[k]] = results[k];

        bool IsOutside(Value value) => _context.Structure.RegionOf(value).Encloses(_frame.Node);
    }

    private (Region, ReverseFrame) Branch(Region region, EquatableArray<Value> results)
    {
        ReverseFrame outer = _frame;
        _builder.Begin();
        ReverseFrame frame = _frame = new ReverseFrame(_context.Structure.NodeOf(region), outer);
        EnterRegion();
        for (int k = 0; k < results.Count; k++)
        {
            Value adjoint = outer.Adjoint(results[k]);
            if (adjoint.Exists && IsActive(region.Yields[k])) AddAdjoint(region.Yields[k], adjoint);
        }
        Reverse(region);
        _frame = outer;
        return (_builder.End(), frame);
    }

    private void ReverseFor(For i)
    {
        IrType indexType = Method.TypeOf(i.Body.Parameters[0]);
        Value lower = Primal(i.Lower);
        Value one = _builder.Int(1, indexType.Element);
        // The mirrored loop starts at the index of the last trip that ran and ends at Lower.
        Value last, end;
        if (i.HasExit)
        {
            Value trips = Primal(i.Results[i.Results.Count - 1]);
            if (_builder.TypeOf(trips) != indexType) trips = _builder.Let(Op.Convert, indexType, trips);
            Value before = _builder.Sub(trips, one);
            last = _builder.Add(lower, i.Step == 1 ? before : _builder.Mul(before, _builder.Int(i.Step, indexType.Element)));
        }
        else
        {
            Value upper = Primal(i.Upper);
            long step = Math.Abs(i.Step);
            if (i.Step == 1) last = _builder.Sub(upper, one);
            else if (i.Step == -1) last = _builder.Add(upper, one);
            else
            {
                // lower + ((distance - 1) / step) * step; a loop without trips must not start at lower, and -1 / step would round to it.
                Value distance = i.Step > 0 ? _builder.Sub(upper, lower) : _builder.Sub(lower, upper);
                Value size = _builder.Int(step, indexType.Element);
                Value trips = _builder.Div(_builder.Add(distance, _builder.Int(step - 1, indexType.Element)), size);
                Value nonNegative = _builder.Let(Op.Max, indexType, trips, _builder.Int(0, indexType.Element));
                last = _builder.Add(lower, _builder.Mul(_builder.Sub(nonNegative, one), _builder.Int(i.Step, indexType.Element)));
            }
        }
        end = i.Step > 0 ? _builder.Sub(lower, one) : _builder.Add(lower, one);

        Value index = _builder.NewValue(indexType, Method.Values[i.Body.Parameters[0].Id].Hint ?? "i");
        int carried = i.Inits.Count;
        EnterExtrema(i);
        MirrorLoop(i.Body, [.. i.Body.Parameters.Skip(1)], i.Inits, [.. i.Results.Take(carried)], index, last, end, -i.Step,
            frame => frame.Primals[i.Body.Parameters[0]] = index);
    }

    private void ReverseWhile(While i)
    {
        Value trips = Primal(i.Results[i.Results.Count - 1]);
        Value index = _builder.NewValue(IrType.I32, "trip");
        Value last = _builder.Sub(trips, _builder.Int(1));
        int carried = i.Inits.Count;
        MirrorLoop(i.Body, [.. i.Body.Parameters], i.Inits, [.. i.Results.Take(carried)], index, last, _builder.Int(-1), -1, frame => frame.Trip = index);
    }

    /// <summary>
    /// A counted loop over the trips, last first. It carries the adjoint of each active carried value around, and the adjoints of values from outside that its body uses.
    /// </summary>
    private void MirrorLoop(
        Region body, Value[] parameters, EquatableArray<Value> inits, Value[] results, Value index, Value from, Value to, long step, Action<ReverseFrame> bind)
    {
        ReverseFrame outer = _frame;
        int[] active = [.. Enumerable.Range(0, parameters.Length).Where(k => IsActive(parameters[k]) || IsActive(results[k]) || IsActive(body.Yields[k]))];
        Value[] captured = [.. CapturedBy(body)];
        Value[] initial = [.. active.Select(k => AdjointOrZero(results[k])), .. captured.Select(AdjointOrZero)];

        IrType TypeOf(int k) => Method.TypeOf(parameters[k]);
        Value[] entering =
        [
            .. active.Select(k => _builder.NewValue(TypeOf(k), AdjointName(parameters[k]))),
            .. captured.Select(v => _builder.NewValue(Method.TypeOf(v), AdjointName(v))),
        ];
        _builder.Begin([index, .. entering]);
        ReverseFrame frame = _frame = new ReverseFrame(_context.Structure.NodeOf(body), outer);
        bind(frame);
        EnterRegion();
        for (int k = 0; k < captured.Length; k++) frame.Adjoints[captured[k]] = entering[active.Length + k];
        for (int k = 0; k < active.Length; k++)
        {
            Value yield = body.Yields[active[k]];
            if (IsActive(yield)) AddAdjoint(yield, entering[k]);
        }
        Reverse(body);
        Value[] leaving = [.. active.Select(k => OwnAdjoint(frame, parameters[k])), .. captured.Select(v => frame.Adjoints[v])];
        _frame = outer;
        Region mirrored = _builder.End(leaving);
        Value[] final = [.. entering.Select(v => _builder.NewValue(_builder.TypeOf(v), _builder.HintOf(v)))];
        Add(new For(new(final), from, to, step, new(initial), mirrored, HasExit: false, HasTrips: false), body, active.Length);

        for (int k = 0; k < captured.Length; k++) outer.Adjoints[captured[k]] = final[active.Length + k];
        for (int k = 0; k < active.Length; k++)
            if (IsActive(inits[active[k]])) AddAdjoint(inits[active[k]], InitialShare(parameters[active[k]], inits[active[k]], final[k]));
    }

    private Value OwnAdjoint(ReverseFrame frame, Value parameter) =>
        frame.Adjoints.TryGetValue(parameter, out Value adjoint) ? adjoint : _builder.Zero(Method.TypeOf(parameter));

    /// <summary>Active values from outside that the visited instructions of the body, or its yields, use: their adjoints are carried through the mirrored loop.</summary>
    private IEnumerable<Value> CapturedBy(Region body)
    {
        RegionNode node = _context.Structure.NodeOf(body);
        SortedSet<int> captured = [];
        Collect(body);
        return captured.Select(id => new Value(id));

        void Consider(Value value)
        {
            if (Method.TypeOf(value).IsFloat && IsActive(value) && !node.Encloses(_context.Structure.RegionOf(value))) captured.Add(value.Id);
        }

        void Collect(Region region)
        {
            foreach (Value value in region.Yields) Consider(value);
            foreach (Instr instruction in region.Body)
            {
                if (!_context.Activity.Visits(instruction)) continue;
                if (instruction is Let let)
                {
                    Rule? rule = RuleTable.Find(let.Op);
                    for (int k = 0; k < let.Args.Count; k++)
                        if (rule is not null && !rule.IsZero(k)) Consider(let.Args[k]);
                }
                else foreach (Value operand in instruction.Operands()) Consider(operand);
                foreach (Region nested in instruction.Regions()) Collect(nested);
            }
        }
    }

    /// <summary>Number of the trip of a mirrored loop, counted from 0 in the order of the primal.</summary>
    private Value Trip(RegionNode loop)
    {
        ReverseFrame frame = _frame.For(loop);
        if (frame.Trip.Exists) return frame.Trip;
        For owner = (For)loop.Owner!;
        Value i = Primal(owner.Body.Parameters[0]);
        Value distance = _builder.Sub(i, Primal(owner.Lower));
        return owner.Step == 1 ? distance : _builder.Div(distance, _builder.Int(owner.Step, _builder.TypeOf(i).Element));
    }
}

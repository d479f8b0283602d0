// The forward walk of Simplify through control flow: conditions that are known, and results and carried values that are copies.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class SimplifyForward
{
    // ---- If

    private void Visit(If branch)
    {
        Value condition = _values.Find(branch.Condition);
        bool? holds = _values.IsConstant(condition, out Literal literal) ? literal.AsBool : _known.TryGetValue(condition, out bool known) ? known : null;
        if (branch.IsTry ? branch.Else.Body.All(IsBare) : holds is not null)
        {
            bool decided = branch.IsTry || holds == true;
            Splice(decided ? branch.Then : branch.Else, branch.Results);
            return;
        }
        Region then = Visited(branch.Then, condition, true, !branch.IsTry), otherwise = Visited(branch.Else, condition, false, !branch.IsTry);
        if (!branch.IsTry && IsBare(then) && IsBare(otherwise) && branch.Results.All(r => !_values.TypeOf(r).IsMemory && _values.TypeOf(r).Shape != Shape.Tape))
        {
            _values.Changed = true;
            foreach (Instr instruction in then.Body.Concat(otherwise.Body))
                if (instruction is Let) Visit(instruction);
            for (int k = 0; k < branch.Results.Count; k++)
                Visit(new Let(branch.Results[k], Op.Select, [condition, _values.Find(then.Yields[k]), _values.Find(otherwise.Yields[k])]));
            return;
        }

        List<int> kept = [];
        List<(Value Result, Literal Literal)> constants = [];
        Dictionary<(Value, Value), Value> pairs = [];
        List<Value> negations = [];
        for (int k = 0; k < branch.Results.Count; k++)
        {
            Value result = branch.Results[k], a = then.Yields[k], b = otherwise.Yields[k];
            bool sameType = _values.TypeOf(a) == _values.TypeOf(result) && _values.TypeOf(b) == _values.TypeOf(result);
            if (!sameType) kept.Add(k);
            else if (a == b) _values.Replace(result, a);
            else if (_values.IsUndefined(a) && IsOutside(b)) _values.Replace(result, b);
            else if (_values.IsUndefined(b) && IsOutside(a)) _values.Replace(result, a);
            else if (_values.IsBool(a, true) && _values.IsBool(b, false)) _values.Replace(result, condition);
            else if (_values.IsBool(a, false) && _values.IsBool(b, true)) negations.Add(result);
            else if (_values.IsConstant(a, out Literal literalA) && (_values.IsUndefined(b) || _values.IsConstant(b, out Literal same) && same == literalA))
                constants.Add((result, literalA));
            else if (_values.IsUndefined(a) && _values.IsConstant(b, out Literal literalB)) constants.Add((result, literalB));
            else if (pairs.TryGetValue((a, b), out Value twin)) _values.Replace(result, twin);
            else
            {
                pairs[(a, b)] = result;
                kept.Add(k);
            }
        }
        if (kept.Count < branch.Results.Count) _values.Changed = true;
        if (kept.Count > 0 || then.Body.Count > 0 || otherwise.Body.Count > 0)
            Emit(new If(Pick(branch.Results, kept), condition, Yielding(then, kept), Yielding(otherwise, kept), branch.IsTry, branch.IsGuard));
        foreach ((Value result, Literal value) in constants) _values.Replace(result, Constant(_values.TypeOf(result), value));
        foreach (Value result in negations) Visit(new Let(result, Op.Not, [condition]));
    }

    /// <summary>Nothing but values that can be had anywhere.</summary>
    private static bool IsBare(Region region) => region.Body.All(IsBare);

    private static bool IsBare(Instr instruction) => instruction is Note or Let { Op: Op.Constant or Op.Undefined };

    /// <summary>The instructions of a region run here, once and for certain.</summary>
    private void Splice(Region region, EquatableArray<Value> results)
    {
        _values.Changed = true;
        foreach (Instr instruction in region.Body) Visit(instruction);
        for (int k = 0; k < results.Count; k++) _values.Replace(results[k], _values.Find(region.Yields[k]));
    }

    private static EquatableArray<Value> Pick(EquatableArray<Value> values, List<int> kept) =>
        kept.Count == values.Count ? values : kept.Select(k => values[k]).ToEquatableArray();

    private static Region Yielding(Region region, List<int> kept) => region with { Yields = Pick(region.Yields, kept) };

    // ---- loops

    private void Visit(For loop)
    {
        loop = loop with { Lower = _values.Find(loop.Lower), Upper = _values.Find(loop.Upper), Inits = _values.Find(loop.Inits) };
        int carried = loop.Inits.Count;
        if (Trips(loop) is { } trips and < 2)
        {
            Value count = loop.HasTrips ? Constant(IrType.I32, Literal.Of(Scalar.I32, trips)) : Value.None;
            if (trips == 0) Skip(loop.Inits, loop.Results);
            else
            {
                _values.Replace(loop.Body.Parameters[0], loop.Lower);
                for (int k = 0; k < carried; k++) _values.Replace(loop.Body.Parameters[k + 1], loop.Inits[k]);
                Splice(loop.Body, Take(loop.Results, carried));
            }
            if (loop.HasTrips) _values.Replace(loop.Results[carried], count);
            return;
        }
        _memory.Visit(loop.Body);
        Region body = Visited(loop.Body);
        bool hasExit = loop.HasExit && !_values.IsBool(body.Yields[carried], false);
        List<int> kept = Carried(loop.Inits, loop.Results, body, 1, null);
        if (hasExit != loop.HasExit) _values.Changed = true;
        EquatableArray<Value> parameters = kept.Select(k => body.Parameters[k + 1]).Prepend(body.Parameters[0]).ToEquatableArray();
        Emit(loop with
        {
            Inits = Pick(loop.Inits, kept), Results = Results(loop.Results, kept, carried), HasExit = hasExit,
            Body = new Region(parameters, body.Body, Yields(body, kept, carried, hasExit)),
        });
    }

    private void Visit(While loop)
    {
        loop = loop with { Inits = _values.Find(loop.Inits) };
        int carried = loop.Inits.Count;
        bool tested = _values.IsBool(_values.Find(loop.Test.Yields[0]), true);
        if (tested && loop.HasExit && !loop.HasTrips && _values.IsBool(_values.Find(loop.Body.Yields[carried]), true))
        {
            // A do-while whose condition is false: the body runs once.
            for (int k = 0; k < carried; k++) _values.Replace(loop.Body.Parameters[k], loop.Inits[k]);
            Splice(loop.Body, loop.Results);
            return;
        }
        _memory.Visit(loop.Test);
        _memory.Visit(loop.Body);
        Region test = Visited(loop.Test);
        if (_values.IsBool(test.Yields[0], false))
        {
            Value none = loop.HasTrips ? Constant(IrType.I32, Literal.Of(Scalar.I32, 0)) : Value.None;
            Skip(loop.Inits, loop.Results);
            if (loop.HasTrips) _values.Replace(loop.Results[carried], none);
            return;
        }
        Region body = Visited(loop.Body);
        bool hasExit = loop.HasExit && !_values.IsBool(body.Yields[carried], false);
        List<int> kept = Carried(loop.Inits, loop.Results, body, 0, test);
        if (hasExit != loop.HasExit || !tested && _values.IsBool(test.Yields[0], true)) _values.Changed = true;
        if (loop.HasExit && !loop.HasTrips && _values.IsBool(test.Yields[0], true) && _values.IsBool(body.Yields[carried], true)) _values.Changed = true;
        Emit(loop with
        {
            Inits = Pick(loop.Inits, kept), Results = Results(loop.Results, kept, carried), HasExit = hasExit,
            Test = test with { Parameters = Pick(test.Parameters, kept) },
            Body = new Region(Pick(body.Parameters, kept), body.Body, Yields(body, kept, carried, hasExit)),
        });
    }

    private void Skip(EquatableArray<Value> inits, EquatableArray<Value> results)
    {
        _values.Changed = true;
        for (int k = 0; k < inits.Count; k++) _values.Replace(results[k], inits[k]);
    }

    private static EquatableArray<Value> Take(EquatableArray<Value> values, int count) => values.Take(count).ToEquatableArray();

    /// <summary>The carried values, and the number of trips if the loop has it.</summary>
    private static EquatableArray<Value> Results(EquatableArray<Value> results, List<int> kept, int carried) =>
        kept.Count == carried ? results : kept.Select(k => results[k]).Concat(results.Skip(carried)).ToEquatableArray();

    private static EquatableArray<Value> Yields(Region body, List<int> kept, int carried, bool hasExit) =>
        kept.Select(k => body.Yields[k]).Concat(hasExit ? [body.Yields[carried]] : []).ToEquatableArray();

    /// <summary>
    /// Which carried values change from trip to trip. The others are replaced: by their initial value if no trip changes it, by another that
    /// goes on alike and begins alike (or they begin undefined), or by what every trip makes of them if they begin undefined.
    /// </summary>
    private List<int> Carried(EquatableArray<Value> inits, EquatableArray<Value> results, Region body, int first, Region? test)
    {
        List<int> kept = [];
        Dictionary<(Value Init, Value Yield), int> alike = [];
        Dictionary<Value, int> defined = [];
        for (int k = 0; k < inits.Count; k++)
            if (!_values.IsUndefined(inits[k]) && _values.TypeOf(results[k]) == _values.TypeOf(body.Yields[k])) defined[body.Yields[k]] = k;
        for (int k = 0; k < inits.Count; k++)
        {
            Value parameter = body.Parameters[k + first], yield = body.Yields[k], init = inits[k], by = Value.None;
            IrType type = _values.TypeOf(parameter);
            bool sameType = _values.TypeOf(init) == type && _values.TypeOf(results[k]) == type && _values.TypeOf(yield) == type;
            if (!sameType) { kept.Add(k); continue; }
            if (yield == parameter || yield == init) by = init;
            else if (_values.IsUndefined(init) && IsOutside(yield)) by = yield;
            else if (_values.IsUndefined(init) && _values.IsConstant(yield, out Literal literal)) by = Constant(type, literal);
            if (by.Exists)
            {
                _values.Replace(parameter, by);
                if (test is not null) _values.Replace(test.Parameters[k], by);
                _values.Replace(results[k], by);
            }
            else if (alike.TryGetValue((init, yield), out int other) || _values.IsUndefined(init) && defined.TryGetValue(yield, out other))
            {
                _values.Replace(parameter, body.Parameters[other + first]);
                if (test is not null) _values.Replace(test.Parameters[k], test.Parameters[other]);
                _values.Replace(results[k], results[other]);
            }
            else
            {
                alike[(init, yield)] = k;
                kept.Add(k);
            }
        }
        if (kept.Count < inits.Count) _values.Changed = LeftCopies = true;
        return kept;
    }

    /// <summary>The number of trips if it is known to be 0 or 1.</summary>
    private int? Trips(For loop)
    {
        if (!_values.IsConstant(loop.Lower, out Literal lower) || !_values.IsConstant(loop.Upper, out Literal upper)) return null;
        if (lower.Kind is not (Scalar.I32 or Scalar.I64)) return null;
        if (loop.Step > 0 ? lower.Bits >= upper.Bits : lower.Bits <= upper.Bits) return 0;
        decimal next = (decimal)lower.Bits + loop.Step;
        return (loop.Step > 0 ? next >= upper.Bits : next <= upper.Bits) ? 1 : null;
    }
}

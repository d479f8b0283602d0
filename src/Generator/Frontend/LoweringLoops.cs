// Tree to IR: loops, what they carry, and how they are left.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

internal sealed partial class Lowering
{
    private void Loop(ScannedLoop loop)
    {
        bool returns = (loop.Ways & Ways.Returns) != 0, completes = (loop.Ways & Ways.Completes) != 0;
        Value lower = Value.None, upper = Value.None;
        if (loop.Counted is { } counted)
        {
            lower = _environment[counted.Index];
            upper = Bound(counted);
            if (_dead) return;
        }
        bool carriesIndex = loop.Counted is not null && _scan.IsLive(loop.Counted.Index, loop.End, _loopStart);
        List<Variable> carried = loop.Assigned
            .Where(v => v == loop.Counted?.Index ? carriesIndex : !_scan.IsLocal(v, loop)).ToList();
        // A loop that can only be left by return needs no flag that says so.
        if (returns && _result is not null) carried.Add(_result);
        if (returns && completes) carried.Add(_returned);
        Value[] inits = carried
            .Select(v => v == _returned ? _builder.Bool(false) : Materialise(_environment[v], v.Type)).ToArray();

        Region test = loop.Counted is null ? Test(loop, carried) : new Region([], [], []);
        (Region body, bool hasExit) = Body(loop, carried, returns, carriesIndex);
        Value[] results = carried.Select(NewValue).ToArray();
        _builder.Add(loop.Counted is { Step: var step }
            ? new For(new(results), lower, upper, step, new(inits), body, hasExit, HasTrips: false)
            : new While(new(results), new(inits), test, body, hasExit, HasTrips: false));

        for (int i = 0; i < results.Length; i++) _environment[carried[i]] = results[i];
        if (returns)
        {
            Value returned = completes ? results[results.Length - 1] : LoweringEnvironment.True;
            _environment[_skip] = returned;
            if (_exit is not null) _environment[_exit] = _environment[_returned] = returned;
        }
        else if (!completes) _dead = true;
    }

    private Value Bound(CountedLoop counted)
    {
        long offset = counted.Comparison switch { Op.LessOrEqual => 1, Op.GreaterOrEqual => -1, _ => 0 };
        Scalar kind = counted.Index.Type.Element;
        if (offset != 0 && counted.Bound is ConstantExpr constant) return _builder.Int(constant.Literal.AsInteger + offset, kind);
        Value bound = Expression(counted.Bound);
        if (_dead || offset == 0) return bound;
        Value one = _builder.Int(1, kind);
        return offset > 0 ? _builder.Add(bound, one) : _builder.Sub(bound, one);
    }

    private Region Test(ScannedLoop loop, List<Variable> carried)
    {
        Value[] parameters = carried.Select(NewValue).ToArray();
        _builder.Begin(parameters);
        _environment.Enter();
        for (int i = 0; i < parameters.Length; i++) _environment[carried[i]] = parameters[i];
        Value test = loop.Test is null ? _builder.Bool(true) : Expression(loop.Test);
        _environment.Leave();
        return _builder.End(test);
    }

    private (Region Body, bool HasExit) Body(ScannedLoop loop, List<Variable> carried, bool returns, bool carriesIndex)
    {
        List<Value> parameters = [];
        Value index = Value.None;
        if (loop.Counted is not null) parameters.Add(index = NewValue(loop.Counted.Index));
        parameters.AddRange(carried.Select(NewValue));
        _builder.Begin(parameters.ToArray());
        _environment.Enter();
        (Variable? exit, bool needed, int start, int depth) = (_exit, _skipNeeded, _loopStart, _depth);
        _exit = new Variable("", IrType.Bool);
        _loopStart = loop.Start;
        _depth++;
        _environment[_exit] = _environment[_skip] = LoweringEnvironment.False;
        int first = parameters.Count - carried.Count;
        for (int i = 0; i < carried.Count; i++) _environment[carried[i]] = parameters[first + i];
        if (loop.Counted is not null) _environment[loop.Counted.Index] = index;
        if (returns)
        {
            // At the start of a trip nothing was returned yet, whatever the carried parameters hold.
            _environment[_returned] = LoweringEnvironment.False;
            if (_result is not null) _environment[_result] = Value.None;
        }

        // The step alone has no reader when the index ends with the loop.
        IReadOnlyList<Stmt> atEnd = loop.Counted is { StepOnly: true } && !carriesIndex ? [] : loop.AtEnd;
        bool continues = (_scan.WaysOf(loop.Body) & Ways.Continues) != 0;
        _skipNeeded = false;
        if (!continues || atEnd.Count == 0)
            Run(Rest.Of(loop.Guards, Rest.Of([loop.Body], Rest.Of(atEnd, null))), loop.End);
        else
        {
            _skipNeeded = true;
            // Positions in AtEnd lie behind the body, so what it reads counts as read after the body's end.
            Run(Rest.Of(loop.Guards, Rest.Of([loop.Body], null)), _scan.EndOf(loop.Body));
            _skipNeeded = false;
            _environment[_skip] = _environment[_exit];
            Run(Rest.Of(atEnd, null), loop.End);
        }

        bool hasExit = !_dead && _environment[_exit] != LoweringEnvironment.False;
        List<Value> yields = carried.Select(Current).ToList();
        if (hasExit) yields.Add(Current(_exit));
        _dead = false;
        (_exit, _skipNeeded, _loopStart, _depth) = (exit, needed, start, depth);
        _environment.Leave();
        return (_builder.End(yields.ToArray()), hasExit);
    }
}

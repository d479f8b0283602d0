// Tree to IR: statement lists, if, jumps, and the merging of variables where control flow joins.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Jumps become flags that are mostly known while lowering: <see cref="_skip"/> (a jump was taken: the rest of the list does not run), the exit of the innermost
/// loop, and <see cref="_returned"/>. Where one side of an if always jumps, what follows the if moves into the other side and no flag is left.
/// </summary>
internal sealed partial class Lowering
{
    /// <summary>Beyond this depth what follows a jump is guarded by a flag instead of nested, so that no pass runs out of stack.</summary>
    private const int MaxNesting = 40;

    private readonly Variable _skip = new("", IrType.Bool);
    private readonly Variable _returned = new("", IrType.Bool);
    private readonly HashSet<Variable> _left = [];
    private Variable? _exit;
    private bool _skipNeeded;
    private int _loopStart = -1;
    private int _depth;

    /// <summary>The statements still to lower in this region.</summary>
    private sealed class Rest
    {
        private readonly IReadOnlyList<Stmt> _list;
        private readonly int _index;
        private readonly Rest? _next;

        private Rest(IReadOnlyList<Stmt> list, int index, Rest? next) => (_list, _index, _next) = (list, index, next);

        public static Rest? Of(IReadOnlyList<Stmt> list, Rest? next, int index = 0) => index < list.Count ? new Rest(list, index, next) : next;

        public Stmt Head => _list[_index];
        public Rest? Tail => Of(_list, _next, _index + 1);
    }

    /// <summary>Lowers statements; <paramref name="end"/> is the position after which control goes on elsewhere.</summary>
    private void Run(Rest? rest, int end)
    {
        bool needed = _skipNeeded;
        while (rest is not null && !_dead && _environment[_skip] != LoweringEnvironment.True)
        {
            if (_environment[_skip] is { Exists: true } skip)
            {
                rest = Guarded(skip, rest, end, needed);
                continue;
            }
            Stmt statement = rest.Head;
            rest = rest.Tail;
            _skipNeeded = needed || rest is not null;
            if (statement is BlockStmt block) rest = Rest.Of(block.Body, rest);
            else if (statement is IfStmt branch) rest = If(branch, rest, end, needed);
            else Statement(statement);
        }
        _skipNeeded = needed;
    }

    private void Statement(Stmt statement)
    {
        if (statement.Note is not null) _builder.Note(statement.Note);
        switch (statement)
        {
            case AssignStmt s:
            {
                Value value = Expression(s.Value);
                if (!_dead) Assign(s.Variable, value, s.Value is ConstantExpr);
                break;
            }
            case StoreStmt s:
            {
                Value memory = Expression(s.Memory);
                Value[] indices = Expressions(s.Indices);
                Value value = Expression(s.Value);
                if (!_dead) _builder.Store(memory, value, indices);
                break;
            }
            case ExprStmt s: Expression(s.Value); break;
            case ReturnStmt s:
            {
                Value value = s.Value is null ? Value.None : Expression(s.Value);
                if (_dead) break;
                if (_result is not null) Assign(_result, value, s.Value is ConstantExpr);
                _environment[_skip] = LoweringEnvironment.True;
                if (_exit is null) break;
                _environment[_exit] = _environment[_returned] = LoweringEnvironment.True;
                break;
            }
            case BreakStmt: _environment[_exit!] = _environment[_skip] = LoweringEnvironment.True; break;
            case ContinueStmt: _environment[_skip] = LoweringEnvironment.True; break;
            case LeaveStmt s:
                if (_left.Contains(s.Left)) _environment[s.Left] = LoweringEnvironment.True;
                _environment[_skip] = LoweringEnvironment.True;
                break;
            case BreakableStmt s: Breakable(s); break;
            case TryStmt s: Try(s); break;
            case WhileStmt or DoStmt:
                _builder.Note("");
                Loop(_scan.Loop(statement));
                break;
            case ForStmt s:
                // The loop's own line says where it starts.
                Run(Rest.Of([.. s.Before.Select(b => b with { Note = null })], null), int.MaxValue);
                if (_dead) break;
                _builder.Note("");
                Loop(_scan.Loop(statement));
                break;
            default: throw new InvalidOperationException($"Unknown statement {statement.GetType().Name}.");
        }
    }

    /// <summary>At its end, what was skipped because of a leave goes on, and what was skipped because of another jump does not.</summary>
    private void Breakable(BreakableStmt breakable)
    {
        bool jumpsFurther = (_scan.WaysOf(breakable) & Ways.Jumps) != 0, needed = _skipNeeded;
        if (jumpsFurther)
        {
            _left.Add(breakable.Left);
            _environment[breakable.Left] = LoweringEnvironment.False;
        }
        _skipNeeded = jumpsFurther;
        Run(Rest.Of([breakable.Body], null), _scan[breakable].End);
        _skipNeeded = needed;
        if (_dead) return;
        Value left = jumpsFurther ? _environment[breakable.Left] : LoweringEnvironment.True, skip = _environment[_skip];
        if (skip == LoweringEnvironment.False || left == LoweringEnvironment.True) skip = LoweringEnvironment.False;
        else if (left != LoweringEnvironment.False) skip = _builder.Let(Op.And, IrType.Bool, Materialise(skip, IrType.Bool), _builder.Let(Op.Not, IrType.Bool, left));
        _environment[_skip] = skip;
        _environment[breakable.Left] = Value.None;
    }

    /// <summary>Lowers an if and, inside one of its sides, what follows it where the other side never goes on; returns what is left to lower.</summary>
    private Rest? If(IfStmt branch, Rest? rest, int end, bool needed)
    {
        _builder.Note("");
        Expr test = branch.Condition;
        Stmt? then = branch.Then, otherwise = branch.Else;
        while (test is OpExpr { Op: Op.Not } not)
        {
            test = not.Args[0];
            (then, otherwise) = (otherwise, then);
        }
        Value condition = Expression(test);
        if (_dead) return null;

        Ways thenWays = _scan.WaysOf(then), otherwiseWays = _scan.WaysOf(otherwise);
        bool jumps = ((thenWays | otherwiseWays) & Ways.Jumps) != 0;
        bool thenGoesOn = (thenWays & Ways.Completes) != 0, otherwiseGoesOn = (otherwiseWays & Ways.Completes) != 0;
        if (jumps && (!thenGoesOn || !otherwiseGoesOn) && (rest is null || _depth < MaxNesting))
        {
            Rest? afterThen = thenGoesOn ? rest : null, afterOtherwise = otherwiseGoesOn ? rest : null;
            _skipNeeded = needed;
            Branch(condition, () => Run(ListOf(then, afterThen), end), () => Run(ListOf(otherwise, afterOtherwise), end), end);
            return null;
        }
        int join = _scan[branch].End;
        Branch(condition, () => Run(ListOf(then, null), join), () => Run(ListOf(otherwise, null), join), join);
        return rest;
    }

    private static Rest? ListOf(Stmt? statement, Rest? next) => statement is null ? next : Rest.Of([statement], next);

    /// <summary>Lowers the rest, or at great depth the statements up to the next that can jump, for the case that no jump was taken.</summary>
    private Rest? Guarded(Value skip, Rest rest, int end, bool needed)
    {
        Rest? guarded = rest, left = null;
        if (_depth >= MaxNesting)
        {
            List<Stmt> group = [];
            left = rest;
            do
            {
                group.Add(left.Head);
                left = left.Tail;
            }
            while (left is not null && (_scan.WaysOf(group[group.Count - 1]) & Ways.Jumps) == 0);
            guarded = Rest.Of(group, null);
        }
        _skipNeeded = needed || left is not null;
        Branch(
            skip,
            () => _environment[_skip] = LoweringEnvironment.True,
            () =>
            {
                _environment[_skip] = LoweringEnvironment.False;
                Run(guarded, end);
            },
            // Statements that are left may read what the group assigns.
            left is null ? end : -1);
        return left;
    }

    /// <summary>
    /// Emits an If. Variables that the sides leave with different values and that are visible after position <paramref name="end"/> become results.
    /// </summary>
    private void Branch(Value condition, Action then, Action otherwise, int end)
    {
        int mark = _builder.Count;
        _depth++;
        (Region thenRegion, var thenAssigned, bool thenDead) = Side(then);
        (Region otherwiseRegion, var otherwiseAssigned, bool otherwiseDead) = Side(otherwise);
        _depth--;
        _dead = thenDead && otherwiseDead;

        Dictionary<Variable, Value> inThen = thenAssigned.ToDictionary(a => a.Variable, a => a.Value);
        Dictionary<Variable, Value> inOtherwise = otherwiseAssigned.ToDictionary(a => a.Variable, a => a.Value);
        Dictionary<(Value, Value), Value> known = [];
        List<(Value Then, Value Otherwise, Value Result)> merged = [];
        if (!_dead)
        {
            foreach (Variable variable in thenAssigned.Concat(otherwiseAssigned).Select(a => a.Variable).Distinct())
            {
                bool isFlag = variable == _skip || variable == _exit || variable == _returned || _left.Contains(variable);
                Value a = inThen.TryGetValue(variable, out Value inA) ? inA : _environment[variable];
                Value b = inOtherwise.TryGetValue(variable, out Value inB) ? inB : _environment[variable];
                if (thenDead) a = isFlag ? b : Value.None;
                if (otherwiseDead) b = isFlag ? a : Value.None;
                if (a == b) _environment[variable] = a;
                else if (variable == _skip && !_skipNeeded || !isFlag && !_scan.IsLive(variable, end, _loopStart)) continue;
                else if (isFlag && LoweringEnvironment.IsFlagConstant(a) && LoweringEnvironment.IsFlagConstant(b))
                    _environment[variable] = a == LoweringEnvironment.True ? condition : Negated(condition, known);
                // A side without a value never hands one on: the other's holds, if it can be seen from here.
                else if (!a.Exists && !isFlag && b.Id < mark) _environment[variable] = b;
                else if (!b.Exists && !isFlag && a.Id < mark) _environment[variable] = a;
                else
                {
                    if (!known.TryGetValue((a, b), out Value result))
                    {
                        result = known[(a, b)] = NewValue(variable);
                        merged.Add((a, b, result));
                    }
                    _environment[variable] = result;
                }
            }
        }
        if (merged.Count == 0 && thenRegion.Body.Count == 0 && otherwiseRegion.Body.Count == 0) return;
        IrType[] types = merged.Select(m => _builder.TypeOf(m.Result)).ToArray();
        _builder.Add(new If(
            merged.Select(m => m.Result).ToEquatableArray(), condition,
            WithYields(thenRegion, merged.Select(m => m.Then), types), WithYields(otherwiseRegion, merged.Select(m => m.Otherwise), types)));
    }

    private (Region Region, List<(Variable Variable, Value Value)> Assigned, bool Dead) Side(Action side)
    {
        _environment.Enter();
        _builder.Begin();
        side();
        (bool dead, _dead) = (_dead, false);
        return (_builder.End(), _environment.Leave(), dead);
    }

    private Value Negated(Value condition, Dictionary<(Value, Value), Value> known)
    {
        (Value, Value) key = (LoweringEnvironment.False, LoweringEnvironment.True);
        if (!known.TryGetValue(key, out Value negated)) known[key] = negated = _builder.Let(Op.Not, IrType.Bool, condition);
        return negated;
    }

    /// <summary>Appends the yields of a closed region, and the constants they need.</summary>
    private Region WithYields(Region region, IEnumerable<Value> yields, IrType[] types)
    {
        _builder.Begin();
        Value[] values = yields.Select((v, i) => Materialise(v, types[i])).ToArray();
        Region tail = _builder.End(values);
        return tail.Body.Count == 0 ? region with { Yields = tail.Yields } : new Region([], new([.. region.Body, .. tail.Body]), tail.Yields);
    }
}

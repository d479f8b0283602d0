// The look ahead of the lowering: where variables occur, what loops assign, how statements can be left, and the form of every loop.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>How control can leave a statement.</summary>
[Flags]
internal enum Ways : byte { None = 0, Completes = 1, Breaks = 2, Continues = 4, Returns = 8, Leaves = 16, Jumps = Breaks | Continues | Returns | Leaves }

/// <summary>
/// What is known of a statement or conditional expression. Start and End are positions in evaluation order; a node that occurs twice in the tree
/// has the empty interval, for which every variable counts as visible outside.
/// </summary>
internal class ScannedNode
{
    public int Start;
    public int End;
    public Ways Ways;
}

/// <summary>
/// A loop in the form it is lowered in: <c>while (Test) { Body; AtEnd }</c>, where Test has no effects (null: always true), <c>continue</c> goes to AtEnd and
/// conditions that Test cannot hold are guards with a break at the start or the end of the trip. Start lies after what runs before the first test.
/// </summary>
internal sealed class ScannedLoop(Stmt body) : ScannedNode
{
    public Expr? Test;
    public IReadOnlyList<Stmt> Guards = [];
    public readonly Stmt Body = body;
    public IReadOnlyList<Stmt> AtEnd = [];
    public CountedLoop? Counted;
    /// <summary>Variables assigned in the loop, in order of their first assignment, with the number of assignments.</summary>
    public readonly List<Variable> Assigned = [];
    public readonly Dictionary<Variable, int> Writes = [];
    /// <summary>Bit set of the element kinds of the memory that the loop may write.</summary>
    public uint Written;

    public void Count(Variable variable, int writes)
    {
        if (!Writes.TryGetValue(variable, out int count)) Assigned.Add(variable);
        Writes[variable] = count + writes;
    }
}

internal sealed class LoweringScan
{
    private sealed class ByReference : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object x, object y) => ReferenceEquals(x, y);
        int IEqualityComparer<object>.GetHashCode(object obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }

    private readonly Dictionary<Variable, (int First, int Last)> _occurrences = [];
    private readonly Dictionary<object, ScannedNode> _nodes = new(new ByReference());
    private ScannedLoop? _loop;
    private int _position;

    public LoweringScan(TreeMethod tree)
    {
        // Parameters exist before the first statement; what ref and out hold is read after the last one.
        foreach (TreeParameter parameter in tree.Parameters)
            _occurrences[parameter.Variable] = (-1, parameter.Passing is Passing.Ref or Passing.Out ? int.MaxValue : -1);
        Statement(tree.Body);
    }

    public ScannedNode this[object node] => _nodes[node];
    public ScannedLoop Loop(Stmt loop) => (ScannedLoop)_nodes[loop];

    /// <summary>Whether an assignment before <paramref name="end"/> can be read after it, seen from a place in the loop that starts at <paramref name="loopStart"/>.</summary>
    public bool IsLive(Variable variable, int end, int loopStart) =>
        !_occurrences.TryGetValue(variable, out var range) || range.Last > end || range.First < loopStart;

    /// <summary>Whether every occurrence lies in the loop, so that definite assignment makes each trip write the variable before it reads it.</summary>
    public bool IsLocal(Variable variable, ScannedLoop loop) =>
        _occurrences.TryGetValue(variable, out var range) && range.First >= loop.Start && range.Last <= loop.End;

    /// <summary>The last position of a statement, or one before all if it is not known.</summary>
    public int EndOf(Stmt statement) => _nodes.TryGetValue(statement, out ScannedNode node) ? node.End : -1;

    public Ways WaysOf(Stmt? statement) => statement switch
    {
        null => Ways.Completes,
        BreakStmt => Ways.Breaks,
        ContinueStmt => Ways.Continues,
        LeaveStmt => Ways.Leaves,
        _ => _nodes[statement].Ways,
    };

    // ---- statements

    private Ways Statement(Stmt statement)
    {
        if (statement is BreakStmt or ContinueStmt or LeaveStmt) return WaysOf(statement);
        if (statement is WhileStmt or DoStmt or ForStmt) return Loop(statement, statement as ForStmt);
        ScannedNode node = Enter(statement);
        Ways ways = Ways.Completes;
        switch (statement)
        {
            case AssignStmt s: Expression(s.Value); Occurrence(s.Variable); Write(s.Variable); break;
            case StoreStmt s: Expression(s.Memory); Expressions(s.Indices); Expression(s.Value); WriteMemory(s.Memory.Type); break;
            case ExprStmt s: Expression(s.Value); if (s.Value is EffectExpr { Throws: true }) ways = Ways.None; break;
            case ReturnStmt s:
                if (s.Value is not null) Expression(s.Value);
                ways = s.Value is EffectExpr { Throws: true } ? Ways.None : Ways.Returns;
                break;
            case BlockStmt s: ways = List(s.Body); break;
            case BreakableStmt s:
                ways = Statement(s.Body);
                if ((ways & Ways.Leaves) != 0) ways = ways & ~Ways.Leaves | Ways.Completes;
                break;
            case TryStmt s:
                ways = Statement(s.Body);
                // Where it does not end, nothing behind it runs either.
                if (Statement(s.Finally) == Ways.None) ways = Ways.None;
                break;
            case IfStmt s:
                Expression(s.Condition);
                ways = Statement(s.Then) | (s.Else is null ? Ways.Completes : Statement(s.Else));
                break;
            default: throw new InvalidOperationException($"Unknown statement {statement.GetType().Name}.");
        }
        node.Ways = ways;
        Leave(node);
        return ways;
    }

    private Ways List(IReadOnlyList<Stmt> statements)
    {
        Ways ways = Ways.Completes;
        foreach (Stmt statement in statements)
        {
            Ways next = Statement(statement);
            // What follows a jump is never reached, but its occurrences count all the same.
            if ((ways & Ways.Completes) != 0) ways = (ways & ~Ways.Completes) | next;
        }
        return ways;
    }

    private Ways Loop(Stmt statement, ForStmt? counted)
    {
        if (counted is not null) List(counted.Before);
        Stmt body = statement switch { WhileStmt s => s.Body, DoStmt s => s.Body, _ => counted!.Body };
        Expr condition = statement switch { WhileStmt s => s.Condition, DoStmt s => s.Condition, _ => counted!.Condition };
        bool endless = condition is ConstantExpr { Literal.AsBool: true };

        var loop = (ScannedLoop)Enter(statement, new ScannedLoop(body));
        ScannedLoop? outer = _loop;
        _loop = loop;
        Ways ways;
        if (statement is DoStmt)
        {
            ways = Statement(body);
            Expression(condition);
            if (!endless) loop.AtEnd = [Guard(condition)];
            if ((ways & (Ways.Completes | Ways.Continues)) == 0) endless = true;
        }
        else
        {
            Expression(condition);
            int afterCondition = _position;
            ways = Statement(body);
            if (counted is not null) { List(counted.AtEnd); loop.AtEnd = counted.AtEnd; }
            loop.Counted = counted is null ? null : CountedLoop.Match(counted, loop);
            if (loop.Counted is { } match)
                loop.Guards = match.Others.Select(other => Guard(other, afterCondition)).ToArray();
            else if (endless) loop.Test = null;
            else if (CountedLoop.All(condition).All(e => e is not (CallExpr or EffectExpr or SequenceExpr or AllocateExpr))) loop.Test = condition;
            else loop.Guards = [Guard(condition, afterCondition)];
        }
        _loop = outer;
        if (outer is not null)
        {
            foreach (Variable variable in loop.Assigned) outer.Count(variable, loop.Writes[variable]);
            outer.Written |= loop.Written;
        }
        loop.Ways = (ways & Ways.Returns) | (endless && (ways & Ways.Breaks) == 0 ? Ways.None : Ways.Completes);
        Leave(loop);
        return loop.Ways;
    }

    /// <summary><c>if (condition) { } else break;</c></summary>
    private IfStmt Guard(Expr condition, int? end = null)
    {
        IfStmt guard = new(condition, new BlockStmt([]), new BreakStmt());
        _nodes[guard] = new ScannedNode { Start = _position, End = end ?? _position, Ways = Ways.Completes | Ways.Breaks };
        _nodes[guard.Then] = new ScannedNode { Start = _position, End = _position, Ways = Ways.Completes };
        return guard;
    }

    private ScannedNode Enter(object node, ScannedNode? fresh = null)
    {
        bool shared = _nodes.ContainsKey(node);
        ScannedNode scanned = fresh ?? new ScannedNode();
        _nodes[node] = scanned;
        scanned.Start = shared ? int.MaxValue : _position;
        return scanned;
    }

    private void Leave(ScannedNode node) => node.End = node.Start == int.MaxValue ? -1 : _position - 1;

    // ---- expressions

    private void Expressions(IEnumerable<Expr> expressions)
    {
        foreach (Expr expression in expressions) Expression(expression);
    }

    private void Expression(Expr expression)
    {
        switch (expression)
        {
            case ConstantExpr: break;
            case VariableExpr e: Occurrence(e.Variable); break;
            case OpExpr:
                // A sum of ten thousand terms is as deep to the left as it is long.
                Stack<OpExpr> spine = new();
                Expr first = expression;
                while (first is OpExpr { Args.Count: > 0 } op) { spine.Push(op); first = op.Args[0]; }
                if (first is not OpExpr) Expression(first);
                while (spine.Count > 0) Expressions(spine.Pop().Args.Skip(1));
                break;
            case LoadExpr e: Expression(e.Memory); Expressions(e.Indices); break;
            case ConditionalExpr e:
                Expression(e.Condition);
                ScannedNode node = Enter(e);
                Expression(e.Then);
                Expression(e.Else);
                Leave(node);
                break;
            case AllocateExpr e: Expressions(e.Lengths); break;
            case RowExpr e: Expression(e.Memory); Expression(e.Index); break;
            case SliceExpr e: Expression(e.Memory); Expression(e.Start); Expression(e.Length); break;
            case CallExpr e:
                foreach (Argument argument in e.Args)
                {
                    if (argument.Value is not null) { Expression(argument.Value); WriteMemory(argument.Value.Type); }
                    if (argument.Variable is not { } variable) continue;
                    Occurrence(variable);
                    WriteMemory(variable.Type);
                    if (argument.Passing is Passing.Ref or Passing.Out) Write(variable);
                }
                break;
            case EffectExpr e:
                Expressions(e.Args);
                foreach (Expr arg in e.Args) WriteMemory(arg.Type);
                break;
            case SequenceExpr e: List(e.Before); Expression(e.Value); List(e.After); break;
            default: throw new InvalidOperationException($"Unknown expression {expression.GetType().Name}.");
        }
    }

    private void Occurrence(Variable variable)
    {
        int position = _position++;
        _occurrences[variable] = _occurrences.TryGetValue(variable, out var range)
            ? (Math.Min(range.First, position), Math.Max(range.Last, position)) : (position, position);
    }

    private void Write(Variable variable) => _loop?.Count(variable, 1);

    private void WriteMemory(IrType type)
    {
        if (_loop is null || type.IsScalar || type.Shape == Shape.ReadOnlySpan) return;
        // An object that the IR does not look into may hold any memory.
        _loop.Written |= type.IsMemory ? 1u << (int)type.Element : uint.MaxValue;
    }
}

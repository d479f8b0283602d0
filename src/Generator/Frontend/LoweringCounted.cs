// Finds out whether a for statement is a counted loop: one index, one literal step, a bound that the loop does not change.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// <c>Index Comparison Bound</c> with Index moved by Step at the end of each trip. <see cref="Others"/> are the further conjuncts of the condition,
/// tested at the start of a trip. <see cref="StepOnly"/>: nothing but the step happens at the end of a trip.
/// </summary>
internal sealed record CountedLoop(Variable Index, Op Comparison, Expr Bound, long Step, IReadOnlyList<Expr> Others, bool StepOnly)
{
    // So that the index and what is added to it do not wrap around.
    private const long MaxAhead = 1 << 20;

    public static CountedLoop? Match(ForStmt loop, ScannedLoop scanned)
    {
        List<Expr> others = [];
        Expr condition = loop.Condition;
        while (condition is ConditionalExpr { Else: ConstantExpr { Type.IsBool: true, Literal.AsBool: false } } and)
        {
            others.Add(and.Then);
            condition = and.Condition;
        }
        others.Reverse();
        if (condition is not OpExpr { Args.Count: 2 } comparison) return null;
        return Match(loop, scanned, comparison.Op, comparison.Args[0], comparison.Args[1], others)
            ?? Match(loop, scanned, Mirrored(comparison.Op), comparison.Args[1], comparison.Args[0], others);
    }

    private static CountedLoop? Match(ForStmt loop, ScannedLoop scanned, Op op, Expr left, Expr bound, IReadOnlyList<Expr> others)
    {
        if (op is Op.Less or Op.LessOrEqual && Ahead(loop, left) is var (variable, places)) (left, bound) = (variable, Less(bound, places));
        if (left is not VariableExpr { Variable: var index } || index.Type != IrType.I32 && index.Type != IrType.I64) return null;
        if (!scanned.Writes.TryGetValue(index, out int writes) || writes != 1) return null;
        if (!IsInvariant(bound, scanned)) return null;

        long step = 0;
        int statements = 0;
        foreach (Stmt statement in Flatten(loop.AtEnd))
        {
            statements++;
            if (statement is AssignStmt assignment && assignment.Variable == index) step = StepOf(assignment.Value, index);
        }
        bool fits = op switch
        {
            Op.Less or Op.LessOrEqual => step > 0,
            Op.Greater or Op.GreaterOrEqual => step < 0,
            // Only where the index cannot start beyond the bound; C# would run on and wrap around.
            Op.NotEqual => step == 1 && StartsAtZero(loop, index) && bound is (OpExpr { Op: Op.Length } or ConstantExpr { Literal.AsInteger: >= 0 }),
            _ => false,
        };
        // The bound beyond the last value of the type is a loop without end in C#; the place before the first trip must exist for the loop that runs backwards.
        long least = index.Type == IrType.I32 ? int.MinValue : long.MinValue, greatest = index.Type == IrType.I32 ? int.MaxValue : long.MaxValue;
        if (bound is ConstantExpr { Literal.AsInteger: var limit } && (op == Op.LessOrEqual && limit == greatest || op == Op.GreaterOrEqual && limit == least)) return null;
        if (Start(loop, index) is ConstantExpr { Literal.AsInteger: var first } && first == (step > 0 ? least : greatest)) return null;
        return fits ? new CountedLoop(index, op, bound, step, others, statements == 1) : null;
    }

    /// <summary>The index and k of `index + k`, of an index that starts at a constant from 0 on; null if it is something else.</summary>
    private static (Expr Index, long Places)? Ahead(ForStmt loop, Expr left)
    {
        if (left is not OpExpr { Op: Op.Add } sum) return null;
        Expr index = sum.Args[0] is VariableExpr ? sum.Args[0] : sum.Args[1], places = sum.Args[0] is VariableExpr ? sum.Args[1] : sum.Args[0];
        return index is VariableExpr { Variable: var v } && places is ConstantExpr { Literal.AsInteger: > 0 and <= MaxAhead and var k } && Start(loop, v) is ConstantExpr { Literal.AsInteger: >= 0 and <= MaxAhead }
            ? (index, k) : null;
    }

    /// <summary>bound - k; a bound below 0 stays one, whatever it is, as the index is none.</summary>
    private static Expr Less(Expr bound, long k)
    {
        Expr Number(long value) => new ConstantExpr(bound.Type, Literal.Of(bound.Type.Element, value));
        if (bound is ConstantExpr { Literal.AsInteger: >= 0 and var limit }) return Number(limit - k);
        Expr least = bound is OpExpr { Op: Op.Length } ? bound : new OpExpr(bound.Type, Op.Max, [bound, Number(0)]);
        return new OpExpr(bound.Type, Op.Sub, [least, Number(k)]);
    }

    private static Op Mirrored(Op op) => op switch
    {
        Op.Less => Op.Greater, Op.LessOrEqual => Op.GreaterOrEqual, Op.Greater => Op.Less, Op.GreaterOrEqual => Op.LessOrEqual, _ => op,
    };

    private static long StepOf(Expr value, Variable index) => value switch
    {
        OpExpr { Op: Op.Add } e when IsIndex(e.Args[0], index) && e.Args[1] is ConstantExpr c => c.Literal.AsInteger,
        OpExpr { Op: Op.Add } e when IsIndex(e.Args[1], index) && e.Args[0] is ConstantExpr c => c.Literal.AsInteger,
        OpExpr { Op: Op.Sub } e when IsIndex(e.Args[0], index) && e.Args[1] is ConstantExpr c => unchecked(-c.Literal.AsInteger),
        _ => 0,
    };

    private static bool IsIndex(Expr e, Variable index) => e is VariableExpr v && v.Variable == index;

    private static bool StartsAtZero(ForStmt loop, Variable index) =>
        Start(loop, index) is ConstantExpr { Literal.AsInteger: 0 };

    private static Expr? Start(ForStmt loop, Variable index) => Flatten(loop.Before).OfType<AssignStmt>().LastOrDefault(a => a.Variable == index)?.Value;

    /// <summary>The statements of a list with blocks and statement expressions taken apart.</summary>
    private static IEnumerable<Stmt> Flatten(IReadOnlyList<Stmt> statements)
    {
        foreach (Stmt statement in statements)
        {
            IReadOnlyList<Stmt>? inner = statement switch
            {
                BlockStmt b => b.Body,
                ExprStmt { Value: SequenceExpr { Value: VariableExpr or ConstantExpr } s } => [.. s.Before, .. s.After],
                _ => null,
            };
            if (inner is null) yield return statement;
            else foreach (Stmt nested in Flatten(inner)) yield return nested;
        }
    }

    /// <summary>Whether the expression gives the same value each time the loop evaluates it.</summary>
    private static bool IsInvariant(Expr expression, ScannedLoop loop) => All(expression).All(e => e switch
    {
        ConstantExpr or OpExpr or ConditionalExpr or SliceExpr or RowExpr => true,
        VariableExpr v => !loop.Writes.ContainsKey(v.Variable),
        LoadExpr l => (loop.Written & 1u << (int)l.Type.Element) == 0,
        _ => false,
    });

    /// <summary>The expression and its operands, in no particular order, without the statements of sequences and the operands of calls.</summary>
    public static IEnumerable<Expr> All(Expr root)
    {
        Stack<Expr> open = new();
        open.Push(root);
        while (open.Count > 0)
        {
            Expr expression = open.Pop();
            yield return expression;
            switch (expression)
            {
                case OpExpr e: foreach (Expr arg in e.Args) open.Push(arg); break;
                case LoadExpr e: open.Push(e.Memory); foreach (Expr index in e.Indices) open.Push(index); break;
                case ConditionalExpr e: open.Push(e.Condition); open.Push(e.Then); open.Push(e.Else); break;
                case RowExpr e: open.Push(e.Memory); open.Push(e.Index); break;
                case SliceExpr e: open.Push(e.Memory); open.Push(e.Start); open.Push(e.Length); break;
            }
        }
    }
}

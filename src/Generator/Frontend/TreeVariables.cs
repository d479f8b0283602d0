// Which variables a piece of a tree assigns and reads, and whether it may write memory.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

internal sealed class TreeVariables
{
    public TreeVariables(IReadOnlyList<Stmt> statements) => Visit(statements);

    public HashSet<Variable> Assigned { get; } = [];
    public HashSet<Variable> Read { get; } = [];

    /// <summary>An element is stored, or memory passed to a method of the project that could.</summary>
    public bool WritesMemory { get; private set; }

    private void Visit(Stmt? statement)
    {
        switch (statement)
        {
            case AssignStmt s: Visit(s.Value); Assigned.Add(s.Variable); break;
            case StoreStmt s: WritesMemory = true; Visit(s.Memory); Visit(s.Indices); Visit(s.Value); break;
            case ExprStmt s: Visit(s.Value); break;
            case BlockStmt s: Visit(s.Body); break;
            case IfStmt s: Visit(s.Condition); Visit(s.Then); Visit(s.Else); break;
            case WhileStmt s: Visit(s.Condition); Visit(s.Body); break;
            case DoStmt s: Visit(s.Body); Visit(s.Condition); break;
            case ForStmt s: Visit(s.Before); Visit(s.Condition); Visit(s.AtEnd); Visit(s.Body); break;
            case BreakableStmt s: Visit(s.Body); break;
            case TryStmt s: Visit(s.Body); Visit(s.Finally); break;
            case ReturnStmt { Value: { } value }: Visit(value); break;
        }
    }

    private void Visit(IReadOnlyList<Stmt> statements)
    {
        foreach (Stmt statement in statements) Visit(statement);
    }

    private void Visit(IReadOnlyList<Expr> expressions)
    {
        foreach (Expr expression in expressions) Visit(expression);
    }

    private void Visit(Expr expression)
    {
        // Sums are as deep to the left as they are long.
        while (expression is OpExpr { Args.Count: > 0 } op)
        {
            for (int i = 1; i < op.Args.Count; i++) Visit(op.Args[i]);
            expression = op.Args[0];
        }
        switch (expression)
        {
            case VariableExpr e: Read.Add(e.Variable); break;
            case LoadExpr e: Visit(e.Memory); Visit(e.Indices); break;
            case ConditionalExpr e: Visit(e.Condition); Visit(e.Then); Visit(e.Else); break;
            case AllocateExpr e: Visit(e.Lengths); break;
            case SliceExpr e: Visit(e.Memory); Visit(e.Start); Visit(e.Length); break;
            case CallExpr e:
                foreach (Argument argument in e.Args)
                {
                    if (argument.Value is { } value)
                    {
                        Visit(value);
                        WritesMemory |= value.Type is { IsMemory: true, Shape: not Shape.ReadOnlySpan };
                    }
                    if (argument.Variable is not { } variable) continue;
                    if (argument.Passing != Passing.Out) Read.Add(variable);
                    if (argument.Passing is Passing.Ref or Passing.Out) Assigned.Add(variable);
                }
                break;
            case EffectExpr e: Visit(e.Args); break;
            case SequenceExpr e: Visit(e.Before); Visit(e.Value); Visit(e.After); break;
        }
    }
}

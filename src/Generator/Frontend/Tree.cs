// The tree between Roslyn and the IR: C# reduced to mutable variables and structured statements, free of symbols and syntax.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>A local, parameter or temporary of the method being read; compared by identity.</summary>
internal sealed class Variable(string name, IrType type)
{
    public string Name { get; private set; } = name;
    public IrType Type { get; } = type;
    /// <summary>Parameters of helpers that come from several methods must not share a name.</summary>
    public void Rename(string name) => Name = name;
    public override string ToString() => Name;
}

// ---- expressions. Evaluated left to right, each once.

internal abstract record Expr(IrType Type);

internal sealed record ConstantExpr(IrType Type, Literal Literal) : Expr(Type);

internal sealed record VariableExpr(Variable Variable) : Expr(Variable.Type);

/// <summary>A pure primitive (also Length, Convert, Detach, Opaque with <paramref name="Text"/>).</summary>
internal sealed record OpExpr(IrType Type, Op Op, IReadOnlyList<Expr> Args, string? Text = null) : Expr(Type);

internal sealed record LoadExpr(Expr Memory, IReadOnlyList<Expr> Indices) : Expr(Memory.Type.ElementType);

/// <summary>Only the chosen side is evaluated; `a &amp;&amp; b` is `a ? b : false`, `a || b` is `a ? true : b`.</summary>
internal sealed record ConditionalExpr(Expr Condition, Expr Then, Expr Else) : Expr(Then.Type);

internal sealed record AllocateExpr(IrType Type, IReadOnlyList<Expr> Lengths) : Expr(Type);

internal sealed record SliceExpr(IrType Type, Expr Memory, Expr Start, Expr Length) : Expr(Type);

/// <summary>A row of an array of arrays.</summary>
internal sealed record RowExpr(IrType Type, Expr Memory, Expr Index) : Expr(Type);

/// <summary>An argument: a value, or the variable that a ref or out parameter reads and writes.</summary>
internal sealed record Argument(Expr? Value, Variable? Variable, Passing Passing);

/// <summary>Call of a method whose tree is read too, by key; a void call has type Opaque("void").</summary>
internal sealed record CallExpr(IrType Type, string Method, IReadOnlyList<Argument> Args, int Site = -1) : Expr(Type);

/// <summary>C# passed through; see <see cref="Effect"/>. As a statement its type is Opaque("void").</summary>
internal sealed record EffectExpr(IrType Type, string Text, IReadOnlyList<Expr> Args, int Site, bool Throws = false) : Expr(Type);

/// <summary>Statements that run before the value is taken: `a[i++]`, `ref a[i]` arguments, assignments inside expressions.</summary>
internal sealed record SequenceExpr(IReadOnlyList<Stmt> Before, Expr Value, IReadOnlyList<Stmt> After) : Expr(Value.Type);

// ---- statements

/// <summary><paramref name="Note"/> is the normalised source text shown beside the adjoint lines, or null.</summary>
internal abstract record Stmt(string? Note);

/// <summary>Declares or reassigns a variable.</summary>
internal sealed record AssignStmt(Variable Variable, Expr Value, string? Note = null) : Stmt(Note);

/// <summary>memory[indices] = value.</summary>
internal sealed record StoreStmt(Expr Memory, IReadOnlyList<Expr> Indices, Expr Value, string? Note = null) : Stmt(Note);

internal sealed record ExprStmt(Expr Value, string? Note = null) : Stmt(Note);

internal sealed record BlockStmt(IReadOnlyList<Stmt> Body) : Stmt((string?)null);

internal sealed record IfStmt(Expr Condition, Stmt Then, Stmt? Else) : Stmt((string?)null);

internal sealed record WhileStmt(Expr Condition, Stmt Body) : Stmt((string?)null);

internal sealed record DoStmt(Stmt Body, Expr Condition) : Stmt((string?)null);

/// <summary>A for statement as written (foreach arrives as one too); the lowering finds out whether it is counted.</summary>
internal sealed record ForStmt(IReadOnlyList<Stmt> Before, Expr Condition, IReadOnlyList<Stmt> AtEnd, Stmt Body) : Stmt((string?)null);

internal sealed record BreakStmt() : Stmt((string?)null);

internal sealed record ContinueStmt() : Stmt((string?)null);

/// <summary>A switch as if and else, with breaks that are not its last statements: <see cref="LeaveStmt"/> with its variable goes to its end.</summary>
internal sealed record BreakableStmt(Variable Left, Stmt Body) : Stmt((string?)null);

/// <summary>Leaves the innermost <see cref="BreakableStmt"/>, which has that variable and no loop in between.</summary>
internal sealed record LeaveStmt(Variable Left) : Stmt((string?)null);

/// <summary>A try statement without catch: <see cref="If.IsTry"/>. Finally assigns no variable from outside and reads none that the body assigns.</summary>
internal sealed record TryStmt(Stmt Body, Stmt Finally) : Stmt((string?)null);

internal sealed record ReturnStmt(Expr? Value, string? Note = null) : Stmt(Note);

// ---- methods

/// <summary><paramref name="Implied"/> and <paramref name="IsExtended"/>: as of <see cref="SurfaceParameter"/>.</summary>
internal sealed record TreeParameter(Variable Variable, string TypeText, Passing Passing, bool Scoped, string? Implied = null, bool IsExtended = false, Part? Part = null);

/// <summary>
/// A method as read. Lowered parameters: every parameter but out ones, in order. Lowered yields: the returned value if not void, then
/// the final values of scalar ref and out parameters, in order.
/// </summary>
internal sealed record TreeMethod(
    string Key, string Name, string Modifiers, IrType? ReturnType, string ReturnTypeText,
    IReadOnlyList<TreeParameter> Parameters, Stmt Body, string? CallText);

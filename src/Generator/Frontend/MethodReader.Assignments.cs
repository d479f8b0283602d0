// Reads assignments, compound assignments and increments, as statements and inside expressions.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>What can be assigned: a variable, or an element of memory whose indices are fixed. Neither: refused.</summary>
    private readonly struct Target
    {
        public Target(Variable variable) => Variable = variable;
        public Target(Expr memory, IReadOnlyList<Expr> indices) => (Memory, Indices) = (memory, indices);

        public Variable? Variable { get; }
        public Expr? Memory { get; }
        public IReadOnlyList<Expr>? Indices { get; }
        public bool Exists => Variable is not null || Memory is not null;
        public IrType Type => Variable?.Type ?? Memory!.Type.ElementType;
        public Expr Load => Variable is not null ? new VariableExpr(Variable) : new LoadExpr(Memory!, Indices!);
        public Stmt Assign(Expr value, string? note) =>
            Variable is not null ? new AssignStmt(Variable, value, note) : new StoreStmt(Memory!, Indices!, value, note);
    }

    /// <summary>Reads the left side. <paramref name="keep"/>: it is used twice, so memory and indices are evaluated into variables first.</summary>
    private Target ReadTarget(IOperation operation, List<Stmt> before, bool keep)
    {
        if (operation is IMemberReferenceOperation { Instance: { } owner } member && operation is IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } && LayoutOf(owner) is not null)
        {
            if (Storage(member, before) is { Length: 1 } leaf)
            {
                Store(member, leaf, [Nothing(leaf[0].Type)], null, []);
                return leaf[0].Type.IsMemory ? default : leaf[0];
            }
            RefuseTarget(member);
            return default;
        }
        switch (operation)
        {
            case ILocalReferenceOperation local when ReferenceOf(local) is { } referenced:
                if (referenced.Variable is { } named) _facts.Reassigned.Add(named);
                return referenced;
            case ILocalReferenceOperation local: return ReadVariableTarget(local.Local, local);
            case IParameterReferenceOperation parameter:
                if (parameter.Parameter.RefKind is RefKind.Ref or RefKind.Out) ReadBack?.Write(parameter.Parameter.Ordinal, (operation.Parent ?? operation).Syntax);
                return ReadVariableTarget(parameter.Parameter, parameter);
            case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared }:
                return new Target(Declare(declared.Local, declared.Local.Type));
            case IDiscardOperation discard: return new Target(Temporary(TypeOf(discard), "discarded"));
            case IArrayElementReferenceOperation { ArrayReference.Type: { } rows } when Types.Of(rows).IsJagged:
                RefuseMemory(operation.Syntax.ToString(), "another row", (operation.Parent ?? operation).Syntax);
                return default;
            case IArrayElementReferenceOperation or IPropertyReferenceOperation or IImplicitIndexerReferenceOperation:
                if (!TryReadElement(operation, before, keep, out Expr memory, out IReadOnlyList<Expr> indices)) break;
                Written(memory, (operation.Parent ?? operation).Syntax, operation.Syntax);
                return new Target(memory, indices);
            case IInvalidOperation:
                _context.SawInvalidCode = true;
                return default;
        }
        if (operation is IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation)
            _context.Report(Descriptors.WriteToConstant, operation.Syntax.GetLocation(), "'" + operation.Syntax + "'", "write to a local, and give it back by return, ref, out or a span");
        else
            _context.Report(Descriptors.Expression, operation.Syntax.GetLocation(), "The target '" + operation.Syntax + "' of this assignment", "assign to a variable or an element");
        return default;
    }

    private Target ReadVariableTarget(ISymbol symbol, IOperation operation)
    {
        if (symbol is ILocalSymbol { RefKind: not RefKind.None }) return new Target(Temporary(TypeOf(operation), symbol.Name));
        if (_captured.Contains(symbol))
        {
            _context.Report(Descriptors.CapturedVariable, (operation.Parent ?? operation).Syntax.GetLocation(), symbol.Name, _method.MethodKind == MethodKind.LocalFunction ? "local function" : "lambda");
            return default;
        }
        if (Find(symbol, operation.Syntax) is not { } variable) return default;
        _facts.Reassigned.Add(variable);
        if (!variable.Type.IsMemory) return new Target(variable);
        RefuseMemory(symbol.Name, "again", (operation.Parent ?? operation).Syntax);
        return default;
    }

    private void ReadAssignment(ISimpleAssignmentOperation assignment, string? note, List<Stmt> into)
    {
        if (assignment.Target is IDiscardOperation)
        {
            Run(Read(assignment.Value), note, into);
            return;
        }
        if (TryReadWholeAssignment(assignment, note, into) || TryReassign(assignment, note, into)) return;
        Target target = ReadTarget(assignment.Target, into, keep: false);
        Expr value = Read(assignment.Value);
        if (target.Exists) into.Add(target.Assign(value, note));
    }

    private Expr ReadAssignmentValue(ISimpleAssignmentOperation assignment)
    {
        var before = new List<Stmt>();
        Target target = ReadTarget(assignment.Target, before, keep: true);
        Expr value = Read(assignment.Value);
        if (!target.Exists) return value;
        if (target.Variable is not null && assignment.Target is not IDiscardOperation)
        {
            before.Add(target.Assign(value, SourceNote.Of(assignment.Syntax)));
            return Sequence(before, target.Load);
        }
        Expr kept = Keep(value, "assigned", before);
        before.Add(target.Assign(kept, SourceNote.Of(assignment.Syntax)));
        return Sequence(before, kept);
    }

    /// <summary>Adds `x op= e` and returns the target, so that an expression can go on with its value.</summary>
    private Target ReadCompound(ICompoundAssignmentOperation compound, string? note, List<Stmt> into)
    {
        if (LayoutOf(compound.Target) is not null)
        {
            ReadCompoundParts(compound, note, into);
            return default;
        }
        Target target = ReadTarget(compound.Target, into, keep: true);
        Expr right = Read(compound.Value);
        if (!target.Exists) return target;
        ITypeSymbol? operand = IsShift(compound.OperatorKind) ? Promoted(compound.Target.Type) : compound.Value.Type;
        if (operand is null || OperatorOf(compound) is not null || compound.IsLifted || !target.Type.IsScalar || Types.ScalarOf(operand) == Scalar.None)
        {
            Unsupported(compound, "This compound assignment", "write numbers and their built-in operators");
            return default;
        }
        NoteReadOf(compound.Target);
        IrType type = Types.Of(operand);
        Expr value = Arithmetic(compound, compound.OperatorKind, compound.IsChecked, Coerce(target.Load, type), right, type);
        into.Add(target.Assign(Coerce(value, target.Type), note));
        return target;
    }

    /// <summary>Adds `x++` and returns the target.</summary>
    private Target ReadIncrement(IIncrementOrDecrementOperation increment, string? note, List<Stmt> into)
    {
        Target target = ReadTarget(increment.Target, into, keep: true);
        if (!target.Exists) return target;
        if (OperatorOf(increment) is not null || increment.IsLifted || !target.Type.IsScalar || target.Type.IsBool)
        {
            Unsupported(increment, "This increment", "write numbers and their built-in operators");
            return default;
        }
        NoteReadOf(increment.Target);
        IrType type = Promoted(target.Type);
        Op op = increment.Kind == OperationKind.Increment ? Op.Add : Op.Sub;
        string cast = type == target.Type ? "" : "(" + target.Type.CSharp + ")";
        Expr? passed = TryOverflow(increment, increment.IsChecked, target.Type, cast + "({0} " + (op == Op.Add ? "+" : "-") + " 1)", target.Load);
        into.Add(target.Assign(passed ?? Coerce(Binary(op, Coerce(target.Load, type), One(type)), target.Type), note));
        return target;
    }

    private Expr ReadIncrementValue(IIncrementOrDecrementOperation increment)
    {
        var before = new List<Stmt>();
        string note = SourceNote.Of(increment.Syntax);
        if (!increment.IsPostfix)
        {
            Target changed = ReadIncrement(increment, note, before);
            return changed.Exists ? Sequence(before, changed.Load) : Nothing(TypeOf(increment));
        }
        // The old value is the value: read it between fixing the target and changing it.
        var change = new List<Stmt>();
        Target target = ReadIncrement(increment, note, change);
        if (!target.Exists) return Nothing(TypeOf(increment));
        Stmt last = change[change.Count - 1];
        before.AddRange(change.Take(change.Count - 1));
        Expr old = Keep(target.Load, "old", before);
        before.Add(last);
        return Sequence(before, old);
    }

    private Expr ReadCompoundValue(ICompoundAssignmentOperation compound)
    {
        var before = new List<Stmt>();
        Target target = ReadCompound(compound, SourceNote.Of(compound.Syntax), before);
        return target.Exists ? Sequence(before, target.Load) : Nothing(TypeOf(compound));
    }

    private void NoteReadOf(IOperation target)
    {
        if (target is IParameterReferenceOperation { Parameter: { RefKind: RefKind.Ref } parameter }) ReadBack?.Read(parameter.Ordinal, target.Syntax);
    }
}

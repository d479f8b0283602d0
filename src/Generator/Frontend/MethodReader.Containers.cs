// Reads parameter containers: what is reached from one is a variable for each of its leaves; the container itself is no value.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>How the value of an operation is taken apart. An object is only where it is reached from a parameter; others are constants.</summary>
    private Layout? LayoutOf(IOperation? operation)
    {
        if (operation?.Type is not { } type) return null;
        if (Layout.Of(type) is { } layout) return layout;
        return type.TypeKind == TypeKind.Class && Place(operation) is not null ? Layout.OfHeld(type) : null;
    }

    /// <summary>The place is in an object that others may hold too.</summary>
    private bool IsInObject(IOperation place) => place switch
    {
        IMemberReferenceOperation { Instance: { } owner } => LayoutOf(owner) is { IsObject: true } || IsInObject(owner),
        IParenthesizedOperation parenthesized => IsInObject(parenthesized.Operand),
        _ => false,
    };

    /// <summary>The leaves of a container: memory leaves are variables that never change.</summary>
    private Expr[] ReadContainerParts(IOperation operation, Layout layout, List<Stmt> into)
    {
        switch (operation)
        {
            case IParenthesizedOperation parenthesized: return ReadParts(parenthesized.Operand, into);
            case IConversionOperation { OperatorMethod: null, Operand: { } operand } when Place(operand) is { } place && place.Length >= layout.Leaves.Count: return Values(place.Take(layout.Leaves.Count));
            case IConversionOperation { OperatorMethod: null, Operand: ITupleOperation tuple } when !layout.IsObject: return ReadContainerTuple(tuple, layout, into);
            case ITupleOperation tuple: return ReadContainerTuple(tuple, layout, into);
            case IFieldReferenceOperation { Instance: { } owner } field when LayoutOf(owner) is { } outer && outer.TryFind(field.Field, out int first, out int count):
                return [.. ReadParts(owner, into).Skip(first).Take(count)];
            case IPropertyReferenceOperation { Instance: { } owner } property when LayoutOf(owner) is { } outer && outer.TryFind(property.Property, out int first, out int count):
                return [.. ReadParts(owner, into).Skip(first).Take(count)];
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation: return TakeApart(operation, layout, into);
            case IInvocationOperation invocation when !IsOwnCode(invocation.TargetMethod): return TakeApart(operation, layout, into);
            case IInvalidOperation:
                _context.SawInvalidCode = true;
                return NothingOf(layout);
        }
        Unsupported(operation, "A value of type '" + Types.Show(operation.Type!) + "', which holds arrays, made or chosen here", "use the fields of the parameter itself, and pass its arrays and numbers on");
        return NothingOf(layout);
    }

    private Expr[] ReadContainerTuple(ITupleOperation tuple, Layout layout, List<Stmt> into)
    {
        Expr[] parts = ReadTuple(tuple, into);
        if (parts.Length == layout.Leaves.Count && parts.Zip(layout.Leaves, (p, l) => p.Type.IsMemory == l.Type.IsMemory).All(same => same)) return parts;
        Unsupported(tuple, "A tuple of arrays made this way", "use a variable for each element");
        return NothingOf(layout);
    }

    /// <summary>A local that holds a container: its arrays are those of the container, and its numbers are its own unless it is an object.</summary>
    private void DeclareContainer(ILocalSymbol local, Layout layout, IOperation? value, SyntaxNode syntax, List<Stmt> into)
    {
        if (value is null)
        {
            _wholes[local] = LeafVariables(layout, local.Name);
            RefuseMemory(local.Name, "after its declaration", syntax);
            return;
        }
        Expr[] parts = ReadParts(value, into);
        Variable[] own = LeafVariables(layout, local.Name);
        for (int i = 0; i < own.Length; i++)
        {
            if (i < parts.Length && parts[i] is VariableExpr { Variable: var known } && (layout.IsObject || known.Type.IsMemory)) own[i] = known;
            else if (i < parts.Length && !own[i].Type.IsMemory) into.Add(new AssignStmt(own[i], Coerce(parts[i], own[i].Type)));
        }
        _wholes[local] = own;
    }

    /// <summary>What a parameter that is a container gets: the leaves of a container, or those of a constant.</summary>
    private IReadOnlyList<Argument>? ReadPassedContainer(PassedValue argument, Layout layout, List<Stmt> before, List<PassedRoot> passed)
    {
        IParameterSymbol parameter = argument.Parameter;
        IOperation value = Unconverted(argument.Value);
        Expr[] parts = layout.IsObject && LayoutOf(value) is null ? TakeApart(value, layout, before) : ReadParts(LayoutOf(value) is { IsObject: true } ? value : argument.Value, before);
        if (parts.Length < layout.Leaves.Count) return null;
        foreach (Expr leaf in parts.Take(layout.Leaves.Count))
        {
            if (!leaf.Type.IsMemory) continue;
            ReadFrom(leaf, argument.Syntax);
            if (ReadBack is not null && RootOf(leaf) is { Kind: RootKind.Parameter } root) ReadBack.Write(root.Parameter, argument.Syntax);
            passed.Add(new PassedRoot(parameter.Ordinal, RootOf(leaf), RangeOf(leaf), argument.Value.Syntax.ToString()));
        }
        bool detached = parameter.HasAttribute("NotDifferentiableAttribute");
        return [.. parts.Take(layout.Leaves.Count).Select(p => new Argument(detached && p.Type.IsDifferentiable ? new OpExpr(p.Type, Op.Detach, [p]) : p, null, Ir.Passing.ByValue))];
    }

    /// <summary>A call on an object that is taken apart: its body is read, with the leaves of the object.</summary>
    private IMethodSymbol? TargetInContainer(IInvocationOperation invocation)
    {
        (IMethodSymbol? target, string? why) = TargetOf(invocation);
        if (target is not null && IsOwnCode(target)) return target;
        RefuseCall(invocation, why ?? "it takes the whole container and cannot be looked into", "call a method of this project that is not virtual, or pass the arrays and numbers that it needs");
        return null;
    }

    /// <summary>`p is null`, `p == null`: the members check that containers are there.</summary>
    private Expr? TryNullTest(IOperation operation)
    {
        switch (operation)
        {
            case IIsPatternOperation { Pattern: { } pattern, Value: { } value } when NullTest(pattern) is { } text && LayoutOf(Unconverted(value)) is { IsObject: true }:
                return text == "null" ? False : True;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null } binary
                when Other(binary) is { } other && LayoutOf(Unconverted(other)) is { IsObject: true }:
                return binary.OperatorKind == BinaryOperatorKind.Equals ? False : True;
            default: return null;
        }

        static IOperation? Other(IBinaryOperation binary) =>
            IsNull(binary.LeftOperand) ? binary.RightOperand : IsNull(binary.RightOperand) ? binary.LeftOperand : null;

        static bool IsNull(IOperation operand) => operand.ConstantValue is { HasValue: true, Value: null };
    }
}

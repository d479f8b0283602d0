// Reads instance methods: the receiver as a constant, and calls of instance methods whose body is known at compile time.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>The receiver of an instance method: its first parameter, which C# does not write.</summary>
    private Variable? _receiver;

    private IEnumerable<TreeParameter> ReadReceiver()
    {
        if (_method.IsStatic || _method.MethodKind != MethodKind.Ordinary) yield break;
        string name = "self";
        while (_method.Parameters.Any(p => p.Name == name)) name += "_";
        string type = Types.Text(_method.ContainingType);
        _receiver = new Variable(name, IrType.Opaque(type));
        yield return new TreeParameter(_receiver, type, Passing.ByValue, Scoped: false, SurfaceParameter.This);
    }

    private Expr ReadThis(IInstanceReferenceOperation operation)
    {
        if (operation.ReferenceKind != InstanceReferenceKind.ContainingTypeInstance || _receiver is null) return RefuseExpression(operation);
        Expr self = new VariableExpr(_receiver);
        // What a derived type hides is reached through the base type.
        return operation.Syntax is BaseExpressionSyntax && operation.Type is { } type ? Pure(Types.Of(type), $"(({Types.Text(type)}){{0}})", self) : self;
    }

    /// <summary>`base.P` of a virtual member cannot be written through the receiver.</summary>
    private bool IsVirtualOfBase(IOperation? instance, ISymbol member) =>
        instance is IInstanceReferenceOperation { Syntax: BaseExpressionSyntax } && (member.IsVirtual || member.IsOverride || member.IsAbstract);

    /// <summary>
    /// The method of this project that a call on an object runs, if that is certain at compile time; else why it is not, or neither
    /// if it is no method of this project.
    /// </summary>
    private (IMethodSymbol? Target, string? Why) TargetOf(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke) return (null, "it is called through a delegate");
        if (method.IsStatic || invocation.Instance is not { Type: { } receiver }) return (null, null);
        if (method.ContainingType.TypeKind == TypeKind.Interface) return (null, "it is a method of an interface");
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _context.Compilation.Assembly) || method.MethodKind != MethodKind.Ordinary) return (null, null);
        if (!(method.IsVirtual || method.IsOverride || method.IsAbstract)) return (method, null);
        if (invocation.Instance is IInstanceReferenceOperation { Syntax: BaseExpressionSyntax }) return (method, null);
        if (receiver.IsSealed || receiver.IsValueType)
        {
            for (ITypeSymbol? type = receiver; type is not null; type = type.BaseType)
                foreach (IMethodSymbol candidate in type.GetMembers(method.Name).OfType<IMethodSymbol>())
                    if (SymbolEqualityComparer.Default.Equals(Slot(candidate), Slot(method))) return (candidate, null);
        }
        return method.IsSealed ? (method, null) : (null, "it is a virtual method");

        static IMethodSymbol Slot(IMethodSymbol method)
        {
            while (method.OverriddenMethod is { } overridden) method = overridden;
            return method.OriginalDefinition;
        }
    }

    /// <summary>
    /// A call on an object is looked into if a derivative may flow through it. Others run as they are: what they do with their object is their own affair.
    /// </summary>
    private Expr ReadInstanceCall(IInvocationOperation invocation)
    {
        (IMethodSymbol? target, string? why) = TargetOf(invocation);
        if (target is null) return PassThrough(invocation, why: why);
        bool takesNumbers = target.Parameters.Any(p => Types.Of(p.Type).IsDifferentiable || Types.IsAggregateOfFloats(p.Type));
        bool givesNumbers = Types.Of(target.ReturnType).IsDifferentiable && invocation.Instance is IInstanceReferenceOperation;
        return takesNumbers || givesNumbers ? ReadCall(invocation, target) : PassThrough(invocation);
    }
}

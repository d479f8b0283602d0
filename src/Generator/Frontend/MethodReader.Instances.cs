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

    /// <summary>The method is called on the receiver of the entry, whose differentiated fields are parameters.</summary>
    private bool IsOfReceiver => _reading.IsOfReceiver;

    private readonly Dictionary<ISymbol, Variable> _fields = new(SymbolEqualityComparer.Default);

    private string Unused(string name)
    {
        while (_method.Parameters.Any(p => p.Name == name)) name += "_";
        return name;
    }

    private IEnumerable<TreeParameter> ReadReceiver()
    {
        bool has = IsFunction(_method) ? _captures.UsesReceiver : !_method.IsStatic && _method.MethodKind is MethodKind.Ordinary or MethodKind.PropertyGet;
        if (!has) yield break;
        string name = Unused("self");
        string type = Types.Text(_method.ContainingType);
        _receiver = new Variable(name, IrType.Opaque(type));
        yield return new TreeParameter(_receiver, type, Passing.ByValue, Scoped: false, SurfaceParameter.This);
        if (!IsOfReceiver) yield break;
        if (_context.IsWholeReceiver && IsEntry)
        {
            Layout layout = Layout.Of(_method.ContainingType)!;
            _this = LeafVariables(layout, "this");
            var leaves = new List<TreeParameter>();
            AddLeaves(leaves, _this, layout, Passing.ByValue, WholeOf(layout, SurfaceParameter.This, Passing.ByValue, isReturned: false, scoped: false));
            foreach (TreeParameter leaf in leaves) yield return leaf with { Implied = "{0}" + leaf.Part!.Path };
            yield break;
        }
        foreach (ISymbol field in _context.Fields)
        {
            ITypeSymbol declared = ReceiverFields.TypeOf(field);
            string text = "{0}." + Escape(field.Name);
            var variable = new Variable(Unused(ReceiverFields.Stem(field)), Types.Of(declared));
            _fields[field] = variable;
            if (variable.Type.IsMemory) _roots[variable] = new Root(text, RootKind.Constant);
            yield return new TreeParameter(variable, Types.Text(declared), Passing.ByValue, Scoped: false, text);
        }
    }

    /// <summary>A read of a differentiated field; null if the member is none.</summary>
    private Expr? TryReadFieldInput(IMemberReferenceOperation operation)
    {
        ISymbol member = operation.Member.OriginalDefinition;
        if (!_context.Fields.Contains(member, SymbolEqualityComparer.Default)) return null;
        if (operation.Instance is IInstanceReferenceOperation && _fields.TryGetValue(member, out Variable? variable)) return new VariableExpr(variable);
        // A copy of another struct is other data; another reference may be the receiver.
        return member.ContainingType.IsValueType ? null
            : Unsupported(operation, "'" + operation.Syntax + "', which may be the differentiated field of 'this'", "read it through 'this', or pass its value as a parameter");
    }

    /// <summary>A property of the receiver whose body may read a differentiated field is a call.</summary>
    private Expr? TryReadGetter(IPropertyReferenceOperation operation)
    {
        IPropertySymbol property = operation.Property;
        if (_fields.Count == 0 || operation.Instance is not IInstanceReferenceOperation instance || property.IsIndexer || IsAuto(property) || property.GetMethod is not { } getter) return null;
        IrType type = TypeOf(operation);
        if (IsPlain(type)) return null;
        if (!type.IsScalar || property.IsVirtual || property.IsOverride || ReadContext.Declaration(getter, _context.Token) is null)
            return Unsupported(operation, "'" + operation.Syntax + "', which may depend on a differentiated field,", "compute it in a method that returns a number and is not virtual");
        return new CallExpr(type, _context.Require(getter), [.. ReceiverArguments(instance, getter)]);
    }

    /// <summary>Carries no derivative, whatever it is computed from.</summary>
    private static bool IsPlain(IrType type) => type.IsScalar && !type.IsFloat || type == Types.Void || type.Text is "string" or "string?";

    /// <summary>The object as the type that declares the method: C# converts it without a word.</summary>
    private Expr AsReceiverOf(IMethodSymbol method, Expr receiver) =>
        method.ContainingType.IsValueType || receiver.Type.Shape != Shape.Opaque || receiver.Type == Types.Of(method.ContainingType) ? receiver
            : Pure(Types.Of(method.ContainingType), $"(({Types.Text(method.ContainingType)}){{0}})", receiver);

    private IEnumerable<Argument> ReceiverArguments(IInstanceReferenceOperation instance, IMethodSymbol method) =>
        [new Argument(AsReceiverOf(method, ReadThis(instance)), null, Passing.ByValue), .. _context.Fields.Select(f => new Argument(new VariableExpr(_fields[f]), null, Passing.ByValue))];

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
        IMethodSymbol method = TargetMethodOf(invocation);
        if (method.MethodKind == MethodKind.DelegateInvoke) return (null, "it is called through a delegate");
        if (method.IsStatic || invocation.Instance is not { Type: { } declared }) return (null, null);
        ITypeSymbol receiver = TypeArguments.Close(declared);
        if (method.ContainingType.TypeKind == TypeKind.Interface) return (null, "it is a method of an interface");
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _context.Compilation.Assembly) || method.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation)) return (null, null);
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
        bool ofReceiver = _fields.Count > 0 && invocation.Instance is IInstanceReferenceOperation;
        if (ofReceiver && (target is null || IsPlain(Types.Of(target.ReturnType)) is false && !Types.Of(target.ReturnType).IsScalar))
            return RefuseCall(invocation, "it may depend on a differentiated field and " + (why ?? "cannot be looked into"), "call a method of this project that is not virtual and returns a number");
        if (target is null) return PassThrough(invocation, why: why);
        bool takesNumbers = target.Parameters.Any(p => p.Type.TypeKind == TypeKind.Delegate || Types.Of(p.Type).IsDifferentiable || Types.IsAggregateOfFloats(p.Type));
        bool givesNumbers = Types.Of(target.ReturnType).IsDifferentiable && invocation.Instance is IInstanceReferenceOperation;
        return takesNumbers || givesNumbers ? ReadCall(invocation, target) : PassThrough(invocation);
    }
}

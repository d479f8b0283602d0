// Reads what only generic code has: members of the type that a type parameter stands for, and tests of which type that is.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>
    /// The method that runs where generic code names a member of an interface: that of the type which the type parameter stands for. The interface's own stays
    /// for numbers, whose functions are primitives, and for a type parameter that stays open.
    /// </summary>
    private static IMethodSymbol Resolve(IMethodSymbol method, ITypeSymbol? through)
    {
        method = TypeArguments.Close(method);
        if (through is null || method.ContainingType?.TypeKind != TypeKind.Interface) return method;
        ITypeSymbol type = TypeArguments.Close(through);
        if (type is ITypeParameterSymbol || Types.Of(type).IsScalar) return method;
        return type.FindImplementationForInterfaceMember(method.ConstructedFrom) is IMethodSymbol found
            ? method.IsGenericMethod ? found.Construct([.. method.TypeArguments]) : found : method;
    }

    private static IMethodSymbol TargetMethodOf(IInvocationOperation invocation) =>
        Resolve(invocation.TargetMethod, invocation.ConstrainedToType ?? (invocation.Instance is { Type: ITypeParameterSymbol parameter } ? parameter : null));

    /// <summary>The user's operator; null for a built-in one, which those of the numeric interfaces are for numbers.</summary>
    private static IMethodSymbol? OperatorOf(IMethodSymbol? method, ITypeSymbol? through) =>
        method is null || (through is not null && Types.Of(through).IsScalar) ? null : Resolve(method, through);

    private static IMethodSymbol? OperatorOf(IOperation operation) => operation switch
    {
        IBinaryOperation o => OperatorOf(o.OperatorMethod, o.ConstrainedToType),
        IUnaryOperation o => OperatorOf(o.OperatorMethod, o.ConstrainedToType),
        ICompoundAssignmentOperation o => OperatorOf(o.OperatorMethod, o.ConstrainedToType),
        IIncrementOrDecrementOperation o => OperatorOf(o.OperatorMethod, o.ConstrainedToType),
        IConversionOperation o => OperatorOf(o.OperatorMethod, o.ConstrainedToType),
        _ => null,
    };

    /// <summary>`T.CreateChecked(x)` is a conversion.</summary>
    private Expr? TryReadCreated(IInvocationOperation invocation, IMethodSymbol method)
    {
        if (method is not { IsStatic: true, Name: "CreateChecked" or "CreateSaturating" or "CreateTruncating", Parameters.Length: 1 } || !MathFunctions.IsNumber(method.ContainingType)) return null;
        IrType to = TypeOf(invocation);
        if (!to.IsScalar || !Types.Of(method.Parameters[0].Type).IsScalar) return null;
        Expr value = Read(invocation.Arguments[0].Value);
        if (to.IsFloat || value.Type == to) return Cast(value, to, invocation.Syntax);
        string text = to.CSharp + "." + method.Name + "({0})";
        return method.Name != "CreateChecked" ? new OpExpr(to, Op.Opaque, [value], text)
            : new EffectExpr(to, text, [value], _context.AddSite(invocation.Syntax.GetLocation(), "a checked conversion", SiteTrust.Formatting));
    }

    /// <summary>`T.Pi`, or a static property of a user's interface.</summary>
    private Expr? TryReadStaticProperty(IPropertyReferenceOperation operation)
    {
        if (operation is not { Instance: null, ConstrainedToType: { } through, Property.GetMethod: { } getter }) return null;
        IrType type = TypeOf(operation);
        if (Types.Of(through) is { IsScalar: true } number && MathFunctions.IsNumber(operation.Property.ContainingType))
            return MathFunctions.ConstantOf(operation.Property.Name, number.Element) is { } literal ? new ConstantExpr(type, literal)
                : number.Element == Scalar.Generic ? Pure(type, Types.Text(through) + "." + operation.Property.Name)
                : Unsupported(operation, "The property '" + operation.Syntax + "'", "pass its value as a parameter");
        IMethodSymbol found = Resolve(getter, through);
        if (TypeArguments.Close(through) is ITypeParameterSymbol) return RefuseOpen(operation, through, operation.Property.Name);
        return IsOwnCode(found) && type.IsScalar ? ReadCallOf(found, null, System.Collections.Immutable.ImmutableArray<IArgumentOperation>.Empty, operation.Syntax)
            : found.AssociatedSymbol is IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: true } property && _context.RequireAccess(property, NameOf(operation.Syntax))
                ? State(type, Types.Text(property.ContainingType) + "." + Escape(property.Name), property.SetMethod is not null, operation.Syntax, property)
            : Unsupported(operation, "The property '" + operation.Syntax + "'", "give it a body, or pass its value as a parameter");
    }

    /// <summary>Which body runs is decided by a type argument that nobody knows here.</summary>
    private Expr RefuseOpen(IOperation operation, ITypeSymbol through, string member)
    {
        _context.Report(Descriptors.OpenMember, NameOf(operation.Syntax), through.Name + "." + member, through.Name);
        return Nothing(TypeOf(operation));
    }

    /// <summary>`typeof(T) == typeof(double)`, if it is certain.</summary>
    private static bool? TestOfTypes(IOperation operation)
    {
        if (operation is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, LeftOperand: ITypeOfOperation left, RightOperand: ITypeOfOperation right } test)
            return null;
        ITypeSymbol a = TypeArguments.Close(left.TypeOperand), b = TypeArguments.Close(right.TypeOperand);
        if (!Types.Of(a).IsScalar || !Types.Of(b).IsScalar || a is ITypeParameterSymbol || b is ITypeParameterSymbol) return null;
        return SymbolEqualityComparer.Default.Equals(a, b) == (test.OperatorKind == BinaryOperatorKind.Equals);
    }

    /// <summary>`(T)(object)x`, which generic code writes where it knows that x has type T.</summary>
    private Expr? TryReadUnboxed(IConversionOperation conversion, IrType to) =>
        to.IsScalar && conversion.Operand is IConversionOperation { Type.SpecialType: SpecialType.System_Object, Operand: { Type: { } boxed } value } && Types.Of(boxed) == to ? Read(value) : null;
}

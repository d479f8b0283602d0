// Reads calls of generated derivatives: PhiGradient(x, out var g) inside a method that is differentiated itself.
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    private Expr ReadDerivedCall(IInvocationOperation invocation)
    {
        IMethodSymbol member = invocation.TargetMethod.ReducedFrom ?? invocation.TargetMethod;
        Expr Refuse(string why, string remedy)
        {
            _context.Report(Descriptors.DerivativeCall, NameOf(invocation.Syntax), member.Name, why, remedy);
            return Nothing(TypeOf(invocation));
        }

        if (IsOverBatch(member)) return Refuse("it runs over a batch", "write a loop that calls the method itself");
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, _context.Compilation.Assembly) || MemberStubs.Resolve(member, _context.Compilation, _context.Token) is not { } found)
            return Refuse("the source of what it differentiates is not in this project", "call it outside and pass the result as a parameter");
        IMethodSymbol of = found.Of.Method.PartialImplementationPart ?? found.Of.Method;
        if (of.IsGenericMethod || of.Nest().Any(t => t.IsGenericType)) return Refuse("derivatives of generic code cannot be differentiated again yet", "write it for double or float");
        if (of.Parameters.Any(p => Layout.Of(p) is not null || Types.Of(p.Type).Shape == Shape.Jagged) || Layout.Of(member.ReturnType) is not null || (!of.IsStatic && Layout.Of(of.ContainingType) is not null))
            return Refuse("derivatives over structs, tuples and jagged arrays cannot be differentiated again yet", "give the numbers as parameters of their own");
        if (member.Parameters.Any(p => p.RefKind == RefKind.Out && Types.Of(p.Type).IsMemory)) return Refuse("it makes a second array, the tangent", "call the Vjp, which fills what is passed to it");
        if (_fields.Count > 0 && invocation.Instance is IInstanceReferenceOperation)
            return Refuse("it may depend on a differentiated field", "call a static method's derivative and pass it the field's value");
        IMethodSymbol[] circle = [.. _context.Circle(of)];
        if (circle.Length > 0)
        {
            _context.Report(Descriptors.DerivativeCycle, NameOf(invocation.Syntax), member.Name, ReadContext.Name(of), string.Join(" and of ", circle.Select(m => "'" + ReadContext.Name(m) + "'")));
            return Nothing(TypeOf(invocation));
        }
        if (!IsReadable(of, invocation.Syntax)) return Nothing(TypeOf(invocation));
        if (_context.RequireDerived(member, found.Of, found.Kind, NameOf(invocation.Syntax)) is not { } key) return Nothing(TypeOf(invocation));
        return ReadCall(invocation, member, derived: key);
    }

    private static bool IsOverBatch(IMethodSymbol member) => member.GetAttributes().Any(a =>
        Types.Is(a.AttributeClass, "Autodiff", "DerivativeMemberAttribute") && a.ConstructorArguments.Any(c => c.Value is (int)DerivativeKinds.Batch));

    /// <summary>Marked [NotDifferentiable]; a parameter of a derivative is if the method's own is.</summary>
    private bool IsConstant(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is IMethodSymbol member && ReadContext.IsGenerated(member) && MemberStubs.Resolve(member.ReducedFrom ?? member, _context.Compilation, _context.Token) is { } found)
            return parameter.Ordinal < found.Of.Method.Parameters.Length && Signature.IsConstant(found.Of.Method.Parameters[parameter.Ordinal]);
        return Signature.IsConstant(parameter);
    }
}

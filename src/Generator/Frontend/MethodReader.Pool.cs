// Reads arrays that are rented from a pool and given back: to the derivative they are memory of the method's own, and giving them back is nothing.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// A pool promises at least the length that is asked for and nothing of what is in it, so memory of exactly that length, cleared, is one of the answers it may give.
/// The variable that only remembers what is to be given back (`double[]? rented = null`) holds no numbers and is left out.
/// </summary>
internal sealed partial class MethodReader
{
    private readonly Dictionary<ILocalSymbol, bool> _handles = new(SymbolEqualityComparer.Default);

    /// <summary>The length of `ArrayPool&lt;double&gt;.Shared.Rent(n)` or `GC.AllocateUninitializedArray&lt;double&gt;(n)`; null if the operation is neither.</summary>
    private IOperation? LengthOfRented(IOperation operation)
    {
        operation = Bare(operation);
        if (operation is ISimpleAssignmentOperation { IsRef: false, Target: ILocalReferenceOperation { Local: var local }, Value: var assigned } && IsHandle(local)) operation = Bare(assigned);
        if (operation is not IInvocationOperation { Arguments: { Length: > 0 } arguments, TargetMethod: var method, Type: { } type } invocation || !Types.Of(type).IsMemory) return null;
        if (method.Name == "AsSpan" && Receiver(invocation) is { } whole && LengthOfRented(whole) is { } length)
            return arguments.Length == (method.IsStatic && method.ReducedFrom is null ? 3 : 2) && arguments[arguments.Length - 2].Value.ConstantValue is { HasValue: true, Value: 0 }
                && arguments[arguments.Length - 1].Value.Syntax.IsEquivalentTo(length.Syntax) ? length : null;
        return (method.Name == "Rent" && IsPool(method)) || (method.Name is "AllocateUninitializedArray" or "AllocateArray" && Types.Is(method.ContainingType, "System", "GC")) ? arguments[0].Value : null;
    }

    private static IOperation? Receiver(IInvocationOperation invocation) => invocation.Instance ?? (invocation.TargetMethod.IsExtensionMethod ? invocation.Arguments[0].Value : null);

    private static bool IsPool(IMethodSymbol method) => method.ContainingType is { Name: "ArrayPool", ContainingNamespace: var space } && space.ToDisplayString() == "System.Buffers";

    /// <summary>`ArrayPool&lt;double&gt;.Shared.Return(rented)` of a variable.</summary>
    private static ILocalSymbol? GivenBack(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Return" } method, Arguments: { Length: > 0 } arguments } && IsPool(method)
        && Types.Of(arguments[0].Parameter!.Type).IsMemory && Bare(arguments[0].Value) is ILocalReferenceOperation { Local: var local } ? local : null;

    /// <summary>`if (rented is not null) ArrayPool&lt;double&gt;.Shared.Return(rented);`</summary>
    private bool IsGivingBack(IConditionalOperation conditional) =>
        conditional is { WhenFalse: null, WhenTrue: var body } && NotNull(conditional.Condition) is { } tested && IsHandle(tested) && IsGivenBack(body, tested);

    private static bool IsGivenBack(IOperation body, ILocalSymbol local) => body switch
    {
        IBlockOperation { Operations: { Length: 1 } one } => IsGivenBack(one[0], local),
        IExpressionStatementOperation statement => IsGivenBack(statement.Operation, local),
        _ => GivenBack(body) is { } given && SymbolEqualityComparer.Default.Equals(given, local),
    };

    private static ILocalSymbol? NotNull(IOperation condition) => Bare(condition) switch
    {
        IIsPatternOperation { Value: var value, Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } } => LocalOf(value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test when Bare(test.RightOperand).ConstantValue is { HasValue: true, Value: null } => LocalOf(test.LeftOperand),
        _ => null,
    };

    private static ILocalSymbol? LocalOf(IOperation value) => (Bare(value) as ILocalReferenceOperation)?.Local;

    /// <summary>A local that starts as null, is assigned rented memory inside the expression that uses it, and is else only tested and given back.</summary>
    private bool IsHandle(ILocalSymbol local)
    {
        if (_handles.TryGetValue(local, out bool known)) return known;
        if (local.Type is not IArrayTypeSymbol || !Types.Of(local.Type).IsMemory || local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(_context.Token) is not { } syntax
            || _model.GetOperation(syntax, _context.Token) is not IVariableDeclaratorOperation declarator
            || declarator.GetVariableInitializer()?.Value is not { } initial || Bare(initial).ConstantValue is not { HasValue: true, Value: null }) return _handles[local] = false;
        IOperation body = declarator;
        while (body.Parent is { } parent) body = parent;
        // Asked again on the way, it is one.
        _handles[local] = true;
        ILocalReferenceOperation[] uses = [.. body.Descendants().OfType<ILocalReferenceOperation>().Where(r => SymbolEqualityComparer.Default.Equals(r.Local, local))];
        return _handles[local] = uses.Length > 0 && uses.All(IsBookkeeping);

        bool IsBookkeeping(ILocalReferenceOperation use)
        {
            IOperation at = use;
            while (at.Parent is IConversionOperation) at = at.Parent;
            return at.Parent switch
            {
                ISimpleAssignmentOperation { Parent: not IExpressionStatementOperation } assignment => ReferenceEquals(assignment.Target, use) && LengthOfRented(assignment) is not null,
                IArgumentOperation { Parent: IInvocationOperation given } => GivenBack(given) is not null,
                { } test => test is IIsPatternOperation or IBinaryOperation && test.Parent is IConditionalOperation conditional && IsGivingBack(conditional),
                _ => false,
            };
        }
    }
}

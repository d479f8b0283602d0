// Reads what is done only if an object is there: `Progress?.Invoke(y)`, `log?.Write(y)`; and events, as the delegates that they hold.
using System.Collections.Generic;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>The object of the innermost conditional access: what was written before the `?`, and its value.</summary>
    private (IOperation Written, Expr Value)? _accessed;

    /// <summary>A test for null around a statement; false if it is none of an object that is a constant.</summary>
    private bool TryReadConditionalAccess(IConditionalAccessOperation access, string note, List<Stmt> into)
    {
        // A function that is known is there.
        if (TryFunction(access.Operation) is not null)
        {
            Within((access.Operation, Nothing(Types.Void)), into);
            return true;
        }
        if (access.Operation.Type is not { IsReferenceType: true } type || Types.Of(type).Shape != Shape.Opaque || LayoutOf(access.Operation) is not null) return false;
        Expr value = Read(access.Operation);
        if (value is OpExpr { Op: Op.Undefined }) return true;
        value = Keep(value, "target", into);
        var body = new List<Stmt>();
        Within((access.Operation, value), body);
        into.Add(new IfStmt(Pure(IrType.Bool, "({0} is not null)", value), new BlockStmt(body), null));
        return true;

        void Within((IOperation, Expr) accessed, List<Stmt> body)
        {
            ((IOperation, Expr)? outer, _accessed) = (_accessed, accessed);
            ReadExpressionStatement(access.WhenNotNull, note, body);
            _accessed = outer;
        }
    }

    /// <summary>The delegate of an event, which C# gives to the type of the event only.</summary>
    private Expr ReadEvent(IEventReferenceOperation operation)
    {
        IEventSymbol raised = operation.Event;
        IrType type = TypeOf(operation);
        INamedTypeSymbol? home = _context.Home;
        while (home is not null && !SymbolEqualityComparer.Default.Equals(home.OriginalDefinition, raised.ContainingType.OriginalDefinition)) home = home.ContainingType;
        if (home is null)
            return Unsupported(operation, $"The event '{raised.Name}', which only '{Types.Show(raised.ContainingType)}' can raise,", "raise it in a method that is marked [NotDifferentiable], and call that");
        if (operation.Instance is null) return State(type, Types.Text(raised.ContainingType) + "." + Escape(raised.Name), true, operation.Syntax, raised);
        Expr receiver = ReadOwner(operation.Instance, raised);
        return receiver is OpExpr { Op: Op.Undefined } ? Nothing(type) : State(type, "{0}." + Escape(raised.Name), true, operation.Syntax, raised, receiver);
    }

    /// <summary>A member of an extension block is declared with its receiver in the head of the block, which is not read.</summary>
    private static bool IsInExtensionBlock(ISymbol member) => member.ContainingType is { TypeKind: TypeKind.Extension };

    private Expr RefuseExtension(IOperation operation, ISymbol member)
    {
        _context.Report(Diagnostics.Descriptors.Call, NameOf(operation.Syntax), member.Name, "it is a member of an extension block", "declare it as a static method whose first parameter is marked 'this'");
        return Nothing(TypeOf(operation));
    }
}

// Reads deconstructions: of tuples, of records and of structs with a Deconstruct method.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>`var (s, c) = Math.SinCos(x)`, `(a, b) = (b, a)`, `(x, (y, z)) = point`: targets left to right, then values, then assignments.</summary>
    private void ReadDeconstruction(IDeconstructionAssignmentOperation operation, string? note, List<Stmt> into)
    {
        if (TryRotate(operation, note, into)) return;
        var targets = new List<Target>();
        IOperation right = operation.Value;
        while (right is IConversionOperation { OperatorMethod: null } conversion && right.Type is not { IsTupleType: true }) right = conversion.Operand;
        while (right is IConversionOperation { OperatorMethod: null, Operand: ITupleOperation literal }) right = literal;
        bool known = ReadTargets(operation.Target);
        Expr[]? values = right is ITupleOperation tuple ? ReadTuple(tuple, into)
            : LayoutOf(right) is not { } layout ? null
            : layout.Type.IsTupleType ? ReadParts(right, into) : ReadDeconstructed(operation, right, layout, into);
        if (!known || values is null || values.Length != targets.Count)
        {
            Unsupported(operation, "This deconstruction", "assign one variable at a time");
            return;
        }
        for (int i = 0; i < values.Length; i++)
        {
            if (targets[i].Variable is { Type.IsMemory: true } memory) (_roots[memory], _) = (RootOf(values[i]), _partial.Add(memory));
            if (targets[i].Exists) into.Add(targets[i].Assign(Coerce(values[i], targets[i].Type), i == 0 ? note : null));
        }

        bool ReadTargets(IOperation target)
        {
            if (target is IDeclarationExpressionOperation { Expression: ITupleOperation declared }) target = declared;
            if (target is ITupleOperation elements) return elements.Elements.All(ReadTargets);
            if (LayoutOf(target) is { } layout && target is not IDiscardOperation { Type: null })
            {
                if (target is ILocalReferenceOperation { IsDeclaration: true } local) DeclareWhole(local.Local, layout);
                if (Storage(target, into) is not { } storage) return false;
                Store(target, storage, [.. storage.Select(t => Nothing(t.Type))], null, []);
                targets.AddRange(storage);
                return true;
            }
            targets.Add(target is ILocalReferenceOperation { IsDeclaration: true } fresh
                ? new Target(Declare(fresh.Local, fresh.Local.Type)) : ReadTarget(target, into, keep: true));
            return true;
        }
    }

    /// <summary>The Deconstruct method of a struct, that of records included, which has no source.</summary>
    private Expr[]? ReadDeconstructed(IDeconstructionAssignmentOperation operation, IOperation right, Layout layout, List<Stmt> into)
    {
        if (operation.Syntax is not Microsoft.CodeAnalysis.CSharp.Syntax.AssignmentExpressionSyntax syntax
            || Microsoft.CodeAnalysis.CSharp.CSharpExtensions.GetDeconstructionInfo(_model, syntax) is not { Method: { } method, Nested: var nested }
            || nested.Any(n => n.Method is not null)) return null;
        if (method.IsImplicitlyDeclared)
        {
            Expr[] parts = ReadParts(right, into);
            var chosen = new List<Expr>();
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                if (layout.Type.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault() is not { } property || !layout.TryFind(property, out int first, out int count)) return null;
                chosen.AddRange(parts.Skip(first).Take(count));
            }
            return [.. chosen];
        }
        if (!IsOwnCode(method) || method.IsStatic || method.Parameters.Any(p => p.RefKind != RefKind.Out)) return null;
        List<Variable> results = [];
        var arguments = new List<Argument>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            Variable[] outs = Layout.Of(parameter) is { } inner ? Temporaries(inner) : [new Variable("", Types.Of(parameter.Type))];
            results.AddRange(outs);
            arguments.AddRange(outs.Select(v => new Argument(null, v, Ir.Passing.Out)));
        }
        if (!IsReadable(method, operation.Syntax)) return null;
        string key = _context.Require(method);
        var after = new List<Stmt>();
        Argument[] receiver = ReceiverOf(method, right, [], into, after);
        _facts.Calls.Add(new PassedCall(key, ReadContext.Name(method), operation.Syntax.GetLocation(), []));
        into.Add(new ExprStmt(new CallExpr(Types.Void, key, [.. receiver, .. arguments])));
        into.AddRange(after);
        return Values(results);
    }
}

// Reads what cleans up on every way out: try and finally, using, lock.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// The forward sweep runs the finally where C# does, also when something throws; the reverse sweep knows nothing of it. So it must have no part in
/// what is differentiated: it assigns and writes nothing from outside, and reads no variable that the try block changes, because which of its values
/// that is depends on where the block was left.
/// </summary>
internal sealed partial class MethodReader
{
    private void ReadTry(ITryOperation @try, List<Stmt> into)
    {
        if (@try.Catches.Length > 0)
        {
            foreach (ICatchClauseOperation clause in @try.Catches)
                _context.Report(Descriptors.CatchClause, clause.Syntax.GetFirstToken().GetLocation());
            // What stands inside may be wrong too.
            ReadStatement(@try.Body, []);
            return;
        }
        var body = new List<Stmt>();
        ReadStatement(@try.Body, body);
        HashSet<Variable> outside = [.. _variables.Values, .. _wholes.Values.SelectMany(w => w), .. _this ?? [], .. _returned ?? []];
        var @finally = new List<Stmt>();
        ReadStatement(@try.Finally!, @finally);
        CheckFinally(new TreeVariables(body), new TreeVariables(@finally), outside, @try.Finally!.Syntax);
        if (@finally.Count == 0) into.Add(new BlockStmt(body));
        else into.Add(new TryStmt(new BlockStmt(body), new BlockStmt(@finally)));
    }

    private void CheckFinally(TreeVariables body, TreeVariables @finally, HashSet<Variable> outside, SyntaxNode syntax)
    {
        foreach (Variable variable in @finally.Assigned.Where(outside.Contains)) Refuse(variable.Name, "The assignment of '" + variable.Name + "'");
        foreach (Variable variable in @finally.Read.Where(v => body.Assigned.Contains(v) && !@finally.Assigned.Contains(v)))
            Refuse(variable.Name, "'" + variable.Name + "', which the try block changes,");
        if (@finally.WritesMemory) Refuse(null, "A write to a span or an array, or a method that gets one,");

        void Refuse(string? variable, string what)
        {
            SyntaxNode? place = syntax.DescendantNodes().FirstOrDefault(n => n is IdentifierNameSyntax name && name.Identifier.ValueText == variable);
            _context.Report(Descriptors.FinallyFlow, place?.GetLocation() ?? (syntax.Parent is FinallyClauseSyntax clause ? clause.FinallyKeyword : syntax.GetFirstToken()).GetLocation(), what);
        }
    }

    private static void AddTry(List<Stmt> body, Stmt @finally, List<Stmt> into) => into.Add(new TryStmt(new BlockStmt(body), @finally));

    // ---- using

    private void ReadUsing(IUsingOperation @using, List<Stmt> into)
    {
        if (@using.IsAsynchronous)
        {
            RefuseStatement(@using);
            return;
        }
        if (@using.Resources is IVariableDeclarationGroupOperation group)
        {
            ReadResources(group, 0, inner => ReadStatement(@using.Body, inner), into);
            return;
        }
        if (@using.Resources is not { Type: { } type } resource) return;
        Expr value = Read(resource);
        if (IsRefusedResource(value, type, resource.Syntax)) return;
        var body = new List<Stmt>();
        Expr held = Keep(value, "resource", into);
        ReadStatement(@using.Body, body);
        AddTry(body, Disposal(held, type, resource.Syntax), into);
    }

    /// <summary>What follows a using declaration in its block is its body.</summary>
    private void ReadUsingDeclaration(IUsingDeclarationOperation declaration, IEnumerable<IOperation> rest, List<Stmt> into)
    {
        if (declaration.IsAsynchronous)
        {
            RefuseStatement(declaration);
            ReadInto(into, rest);
            return;
        }
        ReadResources(declaration.DeclarationGroup, 0, inner => ReadInto(inner, rest), into);
    }

    private void ReadResources(IVariableDeclarationGroupOperation group, int index, System.Action<List<Stmt>> read, List<Stmt> into)
    {
        (IVariableDeclaratorOperation Declarator, IVariableInitializerOperation? Initializer)[] declared =
            [.. group.Declarations.SelectMany(d => d.Declarators.Select(one => (one, one.Initializer ?? d.Initializer)))];
        if (index == declared.Length)
        {
            read(into);
            return;
        }
        (IVariableDeclaratorOperation declarator, IVariableInitializerOperation? initializer) = declared[index];
        ReadDeclarator(declarator, initializer, into);
        var body = new List<Stmt>();
        ReadResources(group, index + 1, read, body);
        ILocalSymbol local = declarator.Symbol;
        if (!_variables.TryGetValue(local, out Variable? variable) || IsRefusedResource(new VariableExpr(variable), local.Type, declarator.Syntax))
        {
            if (variable is null) RefuseResource(local.Type, declarator.Syntax);
            into.AddRange(body);
            return;
        }
        AddTry(body, Disposal(new VariableExpr(variable), local.Type, declarator.Syntax), into);
    }

    private bool IsRefusedResource(Expr value, ITypeSymbol type, SyntaxNode syntax)
    {
        if (value is OpExpr { Op: Op.Undefined } || type.TypeKind == TypeKind.Error) return true;
        if (value.Type.Shape == Shape.Opaque && (!type.IsValueType || DisposeOf(type) is { IsReadOnly: true } or { ContainingType.IsReadOnly: true })) return false;
        RefuseResource(type, syntax);
        return true;
    }

    private void RefuseResource(ITypeSymbol type, SyntaxNode syntax) =>
        _context.Report(Descriptors.Statement, syntax.GetLocation(), "A using of a '" + Types.Show(type) + "', which Dispose may change,", "hold the resource in a class, or acquire it outside and pass it as a parameter");

    private static IMethodSymbol? DisposeOf(ITypeSymbol type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
            if (at.GetMembers("Dispose").OfType<IMethodSymbol>().FirstOrDefault(m => m.Parameters.IsEmpty && !m.IsStatic) is { } own) return own;
        return null;
    }

    private Stmt Disposal(Expr resource, ITypeSymbol type, SyntaxNode syntax)
    {
        IMethodSymbol? dispose = DisposeOf(type);
        bool named = dispose is not null && _context.CanName(dispose, type);
        string text = named ? "{0}" + (type.IsValueType ? "." : "?.") + "Dispose()" : "((global::System.IDisposable?){0})?.Dispose()";
        string name = dispose is null ? "IDisposable.Dispose" : ReadContext.Name(dispose);
        return new ExprStmt(Effect(Types.Void, text, [resource], syntax, name));
    }

    // ---- lock

    private void ReadLock(ILockOperation @lock, List<Stmt> into)
    {
        Expr gate = Read(@lock.LockedValue);
        if (gate is OpExpr { Op: Op.Undefined } || @lock.LockedValue.Type is not { } type) return;
        SyntaxNode syntax = @lock.LockedValue.Syntax;
        if (gate.Type.Shape != Shape.Opaque)
        {
            _context.Report(Descriptors.Statement, syntax.GetLocation(), "A lock on this value", "lock on an object that only the lock knows");
            return;
        }
        gate = Keep(gate, "gate", into);
        bool isLock = Types.Is(type, "System.Threading", "Lock");
        string Call(string method) => isLock ? "{0}." + method + "()" : "global::System.Threading.Monitor." + method + "({0})";
        into.Add(new ExprStmt(Effect(Types.Void, Call("Enter"), [gate], syntax, "lock")));
        var body = new List<Stmt>();
        ReadStatement(@lock.Body, body);
        AddTry(body, new ExprStmt(Effect(Types.Void, Call("Exit"), [gate], syntax, "lock")), into);
    }
}

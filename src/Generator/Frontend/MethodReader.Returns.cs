// Reads the return of an array: one that the method made itself.
using System.Collections.Generic;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>
    /// The caller gets an array of its own. One that it passed, or that a field holds, would be known by two names, of which one is written and the other read.
    /// </summary>
    private void ReadReturnedMemory(IOperation returned, string note, List<Stmt> into)
    {
        if (Bare(returned) is IConditionalOperation { WhenFalse: { } otherwise } conditional)
        {
            Expr condition = Read(conditional.Condition);
            List<Stmt> then = [], other = [];
            ReadReturnedMemory(conditional.WhenTrue, note, then);
            ReadReturnedMemory(otherwise, note, other);
            into.Add(new IfStmt(condition, new BlockStmt(then), new BlockStmt(other)));
            return;
        }
        if (Bare(returned) is IThrowOperation thrown)
        {
            into.Add(new ExprStmt(ReadThrow(thrown, Types.Void)));
            return;
        }
        Expr value = IsAllocation(returned) ? ReadAllocation(returned, "result") : Read(returned);
        _facts.Returned = returned.Syntax.GetLocation();
        if (!value.Type.IsMemory) return;
        if (RootOf(value).Kind != RootKind.Local)
        {
            string text = returned.Syntax.ToString();
            _context.Report(Descriptors.ReturnedMemory, returned.Syntax.GetLocation(), ReadContext.Name(_method), text, value.Type.Rank == 2 ? $"(({value.Type.CSharp}){text}.Clone())" : $"[.. {text}]");
        }
        ReadFrom(value, returned.Syntax);
        into.Add(new ReturnStmt(value is AllocateExpr made ? made with { Type = Types.Of(_method.ReturnType) } : value, note));
    }
}

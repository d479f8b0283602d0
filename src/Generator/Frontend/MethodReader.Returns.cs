// Reads the return of an array: one that the method made itself, at one place.
using System.Collections.Generic;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    private bool _returnsMemory;

    /// <summary>
    /// The caller gets an array of its own. One that it passed, or that a field holds, would be known by two names, of which one is written and the other read.
    /// </summary>
    private void ReadReturnedMemory(IOperation returned, string note, List<Stmt> into)
    {
        _facts.ReturnsMemory = true;
        Expr value = IsAllocation(returned) ? ReadAllocation(returned, "result") : Read(returned);
        if (!value.Type.IsMemory) return;
        if (_returnsMemory) _context.Report(Descriptors.SecondReturn, returned.Syntax.GetLocation(), ReadContext.Name(_method));
        _returnsMemory = true;
        if (RootOf(value).Kind != RootKind.Local)
        {
            string text = returned.Syntax.ToString();
            _context.Report(Descriptors.ReturnedMemory, returned.Syntax.GetLocation(), ReadContext.Name(_method), text, value.Type.Rank == 2 ? $"(({value.Type.CSharp}){text}.Clone())" : text + ".ToArray()");
        }
        ReadFrom(value, returned.Syntax);
        into.Add(new ReturnStmt(value is AllocateExpr made ? made with { Type = Types.Of(_method.ReturnType) } : value, note));
    }
}

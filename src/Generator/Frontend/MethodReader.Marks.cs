// Marks casts and equalities of floating-point values, so that warnings about them find their place after lowering.
using System.Globalization;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

internal sealed partial class MethodReader
{
    /// <summary>The comparison, with its place if it is an equality of floating-point values that says more than "is NaN" or "is infinite".</summary>
    private Expr Comparison(Op op, Expr left, Expr right, SyntaxNode syntax)
    {
        bool equality = op is Op.Equal or Op.NotEqual && left.Type.IsFloat;
        if (!equality || IsSelf(left, right) || IsLimit(left) || IsLimit(right) || OnlyLeaves(syntax)) return new OpExpr(IrType.Bool, op, [left, right]);
        return new OpExpr(IrType.Bool, op, [left, right], Mark(syntax, SiteTrust.Equality));
    }

    private static bool IsSelf(Expr left, Expr right) => left is VariableExpr a && right is VariableExpr b && a.Variable == b.Variable;

    private static bool IsLimit(Expr value) => value is ConstantExpr { Literal: { IsFloat: true } literal } && (double.IsInfinity(literal.AsDouble) || double.IsNaN(literal.AsDouble));

    /// <summary>The condition of a loop, or of an if that does nothing but leave: it chooses when to stop, not between formulas.</summary>
    private static bool OnlyLeaves(SyntaxNode syntax)
    {
        for (SyntaxNode? node = syntax; node is not null; node = node.Parent)
        {
            switch (node.Parent)
            {
                case WhileStatementSyntax loop: return loop.Condition == node;
                case DoStatementSyntax loop: return loop.Condition == node;
                case ForStatementSyntax loop: return loop.Condition == node;
                case IfStatementSyntax branch when branch.Condition == node:
                    StatementSyntax body = branch.Statement is BlockSyntax { Statements.Count: 1 } block ? block.Statements[0] : branch.Statement;
                    return branch.Else is null && body is BreakStatementSyntax or ContinueStatementSyntax or ThrowStatementSyntax;
                case StatementSyntax: return false;
            }
        }
        return false;
    }

    /// <summary>The cast, with its place if it makes an integer of a floating-point value.</summary>
    private Expr Cast(Expr value, IrType to, SyntaxNode syntax) =>
        value.Type.IsFloat && to.IsInteger ? new OpExpr(to, Op.Convert, [value], Mark(syntax, SiteTrust.Cast)) : Coerce(value, to);

    private string Mark(SyntaxNode syntax, SiteTrust trust) =>
        _context.AddSite(syntax.GetLocation(), syntax.ToString(), trust).ToString(CultureInfo.InvariantCulture);
}

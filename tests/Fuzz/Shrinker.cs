// Makes a failing program small: deletes statements, unwraps blocks, replaces expressions by their parts or by literals, while the same fault remains.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Fuzz;

public static class Shrinker
{
    private const int BatchSize = 16;

    public static Outcome Shrink(Outcome fault)
    {
        if (fault.Verdict == Verdict.Hung) return fault;
        // One point, if it shows the fault.
        int points = Batch.Run([fault.Source], points: 1)[0].Signature == fault.Signature ? 1 : 3;
        while (true)
        {
            SyntaxNode root = CSharpSyntaxTree.ParseText(fault.Source, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
            int length = root.NormalizeWhitespace().ToFullString().Length + 1;
            string[] candidates = [.. Edits(root).Select(r => r.NormalizeWhitespace().ToFullString() + "\n").Distinct().Where(c => c.Length < length).OrderBy(c => c.Length)];
            Outcome? smaller = null;
            for (int tried = 0; tried < candidates.Length && smaller is null; tried += BatchSize)
            {
                Outcome[] outcomes = Batch.Run([.. candidates.Skip(tried).Take(BatchSize)], points);
                int hit = Array.FindIndex(outcomes, o => o.Signature == fault.Signature);
                if (hit >= 0) smaller = outcomes[hit];
            }
            if (smaller is null) return fault;
            fault = smaller;
        }
    }

    private static IEnumerable<SyntaxNode> Edits(SyntaxNode root)
    {
        SyntaxNode[] nodes = [.. root.DescendantNodes()];
        foreach (SyntaxNode node in nodes)
        {
            switch (node)
            {
                case MethodDeclarationSyntax { AttributeLists.Count: 0 }: yield return Without(root, node); break;
                case StatementSyntax statement when statement.Parent is BlockSyntax && !Terminates(statement): yield return Without(root, statement); break;
                case ElseClauseSyntax: yield return Without(root, node); break;
            }
        }
        foreach (SyntaxNode node in nodes)
        {
            IEnumerable<SyntaxNode> simpler = node switch
            {
                IfStatementSyntax i when !Terminates(i) => [i.Statement, .. i.Else is null ? Array.Empty<SyntaxNode>() : [i.Else.Statement]],
                ForStatementSyntax i => [i.Statement],
                WhileStatementSyntax i => [i.Statement],
                DoStatementSyntax i => [i.Statement],
                ForEachStatementSyntax i => [i.Statement],
                AssignmentExpressionSyntax a when a.Kind() != SyntaxKind.SimpleAssignmentExpression => [SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, a.Left, a.Right)],
                ExpressionSyntax e and (BinaryExpressionSyntax or ConditionalExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or PrefixUnaryExpressionSyntax
                    or ParenthesizedExpressionSyntax or CastExpressionSyntax or IdentifierNameSyntax) when IsValue(e) => Simpler(e),
                _ => [],
            };
            foreach (SyntaxNode replacement in simpler)
                if (TryReplace(root, node, replacement) is { } edited) yield return edited;
        }
        foreach (BlockSyntax block in nodes.OfType<BlockSyntax>().Where(b => b.Parent is BlockSyntax))
            yield return root.ReplaceNode(block.Parent!, ((BlockSyntax)block.Parent!).WithStatements(((BlockSyntax)block.Parent!).Statements.ReplaceRange(block, block.Statements)));
    }

    private static bool IsHead(SyntaxNode loop, SyntaxNode part) =>
        loop is ForStatementSyntax { Statement: var f } ? !f.Contains(part) : loop is WhileStatementSyntax { Statement: var w } ? !w.Contains(part) : loop is DoStatementSyntax { Statement: var d } && !d.Contains(part);

    // The depth of a recursion is left alone: overflowing the stack ends everything.
    private static bool Terminates(SyntaxNode node) =>
        node is IfStatementSyntax i ? i.Condition.ToString().StartsWith("depth <=", StringComparison.Ordinal) : node is ExpressionSyntax && node.ToString().Contains("depth");

    // A place in the grammar may not take what replaces it.
    private static SyntaxNode? TryReplace(SyntaxNode root, SyntaxNode node, SyntaxNode replacement)
    {
        try
        {
            return root.ReplaceNode(node, replacement.WithTriviaFrom(node));
        }
        catch (InvalidCastException)
        {
            return null;
        }
    }

    // Names of types, members and attributes stay, and so do the heads of loops: a program that ends must end when it is smaller.
    private static bool IsValue(ExpressionSyntax e) =>
        e.Parent is not (MemberAccessExpressionSyntax or TypeArgumentListSyntax or ArrayTypeSyntax) && !e.Ancestors().Any(a => a is AttributeSyntax or ParameterSyntax || IsHead(a, e))
        && !e.AncestorsAndSelf().Any(a => a is ExpressionSyntax x && Terminates(x) && !x.DescendantNodes().OfType<InvocationExpressionSyntax>().Any())
        && !(e is IdentifierNameSyntax && e.Parent is InvocationExpressionSyntax or VariableDeclarationSyntax or MethodDeclarationSyntax or CastExpressionSyntax);

    private static SyntaxNode Without(SyntaxNode root, SyntaxNode node) => root.RemoveNode(node, SyntaxRemoveOptions.KeepNoTrivia)!;

    private static IEnumerable<SyntaxNode> Simpler(ExpressionSyntax expression)
    {
        foreach (ExpressionSyntax part in expression.DescendantNodes(n => ReferenceEquals(n, expression) || n is ArgumentListSyntax or ArgumentSyntax or BracketedArgumentListSyntax).OfType<ExpressionSyntax>())
            yield return SyntaxFactory.ParenthesizedExpression(part) is var wrapped && part is LiteralExpressionSyntax or IdentifierNameSyntax or ElementAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax ? part : wrapped;
        foreach (string literal in new[] { "0", "1", "2.0", "true", "false" })
            if (literal.Length < expression.ToString().Length) yield return SyntaxFactory.ParseExpression(literal);
    }
}

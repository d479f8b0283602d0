// What the code that a virtual, interface or delegate call may run can change: the fields and properties that candidates in this project assign.
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Candidates are functions written in place and methods named as values, for any dispatched call (an interface may hold a delegate), and, for a method, those that
/// implement or override one of its name. Methods of this project that candidates call are searched too.
/// </summary>
internal sealed class DispatchTargets(ReadContext context)
{
    private readonly Dictionary<string, HashSet<ISymbol>> _changed = [];

    /// <summary>Fields and properties that code behind the call may assign, or call a method on, with what it was given.</summary>
    public IReadOnlyCollection<ISymbol> ChangedBy(IMethodSymbol dispatched)
    {
        string name = dispatched.MethodKind == MethodKind.DelegateInvoke ? "" : dispatched.Name;
        if (_changed.TryGetValue(name, out HashSet<ISymbol>? known)) return known;
        var changed = _changed[name] = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var seen = new HashSet<SyntaxNode>();
        foreach (SyntaxTree tree in context.Compilation.SyntaxTrees)
            foreach (SyntaxNode candidate in Candidates(tree.GetRoot(context.Token), name))
                Search(candidate, changed, seen, 0);
        return changed;
    }

    private IEnumerable<SyntaxNode> Candidates(SyntaxNode root, string name)
    {
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            switch (node)
            {
                case AnonymousFunctionExpressionSyntax function: yield return function; break;
                case MethodDeclarationSyntax method when name.Length > 0 && method.Identifier.ValueText == name && method.ParameterList.Parameters.Count > 0: yield return method; break;
                case IdentifierNameSyntax { Parent: ArgumentSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or ExpressionElementSyntax } named:
                    if (context.Model(root.SyntaxTree).GetSymbolInfo(named, context.Token).Symbol is IMethodSymbol value && BodyOf(value) is { } body) yield return body;
                    break;
            }
        }
    }

    private SyntaxNode? BodyOf(IMethodSymbol method) => method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Token);

    private void Search(SyntaxNode body, HashSet<ISymbol> changed, HashSet<SyntaxNode> seen, int depth)
    {
        if (depth > 8 || !seen.Add(body)) return;
        SemanticModel model = context.Model(body.SyntaxTree);
        foreach (SyntaxNode node in body.DescendantNodes())
        {
            switch (node)
            {
                case AssignmentExpressionSyntax assignment: Add(assignment.Left); break;
                case PostfixUnaryExpressionSyntax postfix: Add(postfix.Operand); break;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } prefix: Add(prefix.Operand); break;
                case ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } argument: Add(argument.Expression); break;
                case InvocationExpressionSyntax invocation:
                    if (invocation is { ArgumentList.Arguments.Count: > 0, Expression: MemberAccessExpressionSyntax access }) Add(access.Expression);
                    if (model.GetSymbolInfo(invocation, context.Token).Symbol is IMethodSymbol called && BodyOf(called) is { } inner) Search(inner, changed, seen, depth + 1);
                    break;
            }
        }

        void Add(ExpressionSyntax target)
        {
            while (target is ElementAccessExpressionSyntax element) target = element.Expression;
            if (model.GetSymbolInfo(target, context.Token).Symbol is { Kind: SymbolKind.Field or SymbolKind.Property } symbol) changed.Add(symbol.OriginalDefinition);
        }
    }
}

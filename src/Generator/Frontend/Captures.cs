// What a local function or lambda uses of the method around it.
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// The variables in the order in which they are first used, and whether the receiver is. A local function that is called counts with what it uses itself. C# passes such
/// variables by reference; a callee that only reads them sees what they hold when it is called, so they become parameters.
/// </summary>
internal sealed record Captures(IReadOnlyList<ISymbol> Variables, bool UsesReceiver)
{
    public static readonly Captures None = new([], false);

    public static Captures Of(IMethodSymbol function, ReadContext context)
    {
        if (SyntaxOf(function, context) is not { } root) return None;
        var variables = new List<ISymbol>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var visited = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { function };
        var open = new Queue<SyntaxNode>([root]);
        bool usesReceiver = false;
        while (open.Count > 0)
        {
            SyntaxNode syntax = open.Dequeue();
            if (context.Model(syntax.SyntaxTree).GetOperation(syntax, context.Token) is not { } operation) continue;
            foreach (IOperation inner in operation.DescendantsAndSelf())
            {
                switch (inner)
                {
                    case ILocalReferenceOperation { Local: { IsConst: false } local }: Add(local); break;
                    case IParameterReferenceOperation { Parameter: var parameter }: Add(parameter); break;
                    case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }: usesReceiver = true; break;
                    case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } called }: Visit(called); break;
                    case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } named }: Visit(named); break;
                }
            }

            void Add(ISymbol symbol)
            {
                if (!IsInside(symbol, syntax) && !IsInside(symbol, root) && seen.Add(symbol)) variables.Add(symbol);
            }

            void Visit(IMethodSymbol called)
            {
                if (visited.Add(called.OriginalDefinition) && SyntaxOf(called, context) is { } other) open.Enqueue(other);
            }
        }
        return new Captures(variables, usesReceiver);
    }

    private static SyntaxNode? SyntaxOf(IMethodSymbol function, ReadContext context) => function.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Token);

    private static bool IsInside(ISymbol symbol, SyntaxNode syntax) =>
        symbol.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == syntax.SyntaxTree && syntax.Span.Contains(r.Span));
}

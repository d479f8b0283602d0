// What code of this project that is called without being looked into may read: the fields and properties it names, and those that its callees name.
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

internal static class CodeState
{
    private const int Depth = 8;

    public static HashSet<ISymbol> ReadBy(IMethodSymbol method, ReadContext context)
    {
        var read = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Search(method, 0);
        return read;

        void Search(IMethodSymbol called, int depth)
        {
            if (depth > Depth || !seen.Add(called) || ReadContext.Declaration(called, context.Token) is not { } body) return;
            SemanticModel model = context.Model(body.SyntaxTree);
            foreach (IdentifierNameSyntax name in body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
            {
                switch (model.GetSymbolInfo(name, context.Token).Symbol)
                {
                    case IFieldSymbol { IsConst: false } field: read.Add(field.OriginalDefinition); break;
                    case IPropertySymbol property:
                        read.Add(property.OriginalDefinition);
                        if (property.GetMethod is { } getter) Search(getter, depth + 1);
                        break;
                    case IMethodSymbol inner: Search(inner, depth + 1); break;
                }
            }
        }
    }
}

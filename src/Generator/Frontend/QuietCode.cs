// Getters of this project that only read: asked again, they say the same.
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

internal static class QuietCode
{
    private const int MaxDepth = 4;

    /// <summary>
    /// The getter is certain, and its body is an expression of fields, properties that are quiet too, lengths, operators and functions of System.Math. What it reads may still
    /// be changed by other code.
    /// </summary>
    public static bool IsQuiet(ReadContext context, IMethodSymbol? getter, int depth = 0)
    {
        if (getter is null || depth > MaxDepth || getter.IsVirtual || getter.IsOverride || getter.IsAbstract || getter.ContainingType.TypeKind == TypeKind.Interface) return false;
        if (ReadContext.Declaration(getter, context.Token) is not { } declaration) return false;
        ExpressionSyntax? body = declaration switch
        {
            ArrowExpressionClauseSyntax arrow => arrow.Expression,
            AccessorDeclarationSyntax { ExpressionBody: { } arrow } => arrow.Expression,
            AccessorDeclarationSyntax { Body.Statements: { Count: 1 } statements } => (statements[0] as ReturnStatementSyntax)?.Expression,
            MethodDeclarationSyntax { ExpressionBody: { } arrow } => arrow.Expression,
            _ => null,
        };
        return body is not null && body.DescendantNodesAndSelf().All(n => IsQuiet(context, n, depth));
    }

    private static bool IsQuiet(ReadContext context, SyntaxNode node, int depth)
    {
        switch (node)
        {
            case AssignmentExpressionSyntax or AnonymousFunctionExpressionSyntax or AwaitExpressionSyntax or ThrowExpressionSyntax or BaseObjectCreationExpressionSyntax
                or QueryExpressionSyntax or RefExpressionSyntax:
                return false;
            case PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax:
                return !node.IsKind(SyntaxKind.PreIncrementExpression) && !node.IsKind(SyntaxKind.PreDecrementExpression)
                    && !node.IsKind(SyntaxKind.PostIncrementExpression) && !node.IsKind(SyntaxKind.PostDecrementExpression);
            case InvocationExpressionSyntax:
                return context.Model(node.SyntaxTree).GetSymbolInfo(node, context.Token).Symbol is IMethodSymbol { ContainingType: { Name: "Math" or "MathF" } type } && Types.IsIn(type, "System");
            case BinaryExpressionSyntax when context.Model(node.SyntaxTree).GetSymbolInfo(node, context.Token).Symbol is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator }:
                return false;
            case IdentifierNameSyntax when context.Model(node.SyntaxTree).GetSymbolInfo(node, context.Token).Symbol is IPropertySymbol property:
                return IsQuiet(context, property, depth);
            case ElementAccessExpressionSyntax access:
                return context.Model(node.SyntaxTree).GetTypeInfo(access.Expression, context.Token).Type is IArrayTypeSymbol;
            default: return true;
        }
    }

    private static bool IsQuiet(ReadContext context, IPropertySymbol property, int depth) =>
        !SymbolEqualityComparer.Default.Equals(property.ContainingAssembly, context.Compilation.Assembly)
            ? property.Name is "Length" or "Count" && (property.ContainingType.SpecialType is SpecialType.System_Array or SpecialType.System_String || Types.IsIn(property.ContainingType, "System.Collections.Generic"))
            : property is { IsVirtual: false, IsOverride: false, IsAbstract: false } && (MethodReader.IsAuto(property) || IsQuiet(context, property.GetMethod, depth + 1));
}

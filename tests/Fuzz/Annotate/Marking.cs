// Marks every method of a file as a user would: an attribute before the method, partial before the types around it, and no line moves.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Fuzz.Annotate;

internal static class Marking
{
    private const string Mark = "[global::Autodiff.Differentiable] ";

    public static string Everything(SyntaxNode root)
    {
        SortedList<int, string> insertions = [];
        foreach (MethodDeclarationSyntax method in root.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            // Of a partial method, the part with the body speaks for both.
            if (!IsMarked(method) && !(method.Modifiers.Any(SyntaxKind.PartialKeyword) && method.Body is null && method.ExpressionBody is null))
                insertions[method.SpanStart] = Mark;
            foreach (TypeDeclarationSyntax type in method.Ancestors().OfType<TypeDeclarationSyntax>())
                if (!type.Modifiers.Any(SyntaxKind.PartialKeyword)) insertions[type.Keyword.SpanStart] = "partial ";
        }
        StringBuilder text = new(root.ToFullString());
        foreach ((int at, string inserted) in insertions.Reverse()) text.Insert(at, inserted);
        return text.ToString();
    }

    private static bool IsMarked(MethodDeclarationSyntax method) => method.AttributeLists.SelectMany(l => l.Attributes)
        .Any(a => a.Name is { } name && (name is QualifiedNameSyntax q ? q.Right : name).ToString() is "Differentiable" or "DifferentiableAttribute");
}

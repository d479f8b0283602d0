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
    public static string Everything(SyntaxNode root)
    {
        SortedList<int, string> insertions = [];
        foreach (MethodDeclarationSyntax method in root.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            // Of a partial method, the part with the body speaks for both.
            bool isPart = method.Modifiers.Any(SyntaxKind.PartialKeyword) && method.Body is null && method.ExpressionBody is null;
            AttributeSyntax[] marks = [.. Marks(method)];
            if (!isPart && marks.Length == 0) insertions[method.SpanStart] = "[global::Autodiff.Differentiable] ";
            // A mark that asks for other members gets one beside it that asks for the usual ones.
            if (!isPart && marks.Length > 0 && marks.All(a => a.ToString().Contains("Generate", StringComparison.Ordinal)))
                insertions[method.SpanStart] = $"[global::Autodiff.Differentiable(Name = \"{method.Identifier.ValueText}{Suffix}\")] ";
            foreach (TypeDeclarationSyntax type in method.Ancestors().OfType<TypeDeclarationSyntax>())
                if (!type.Modifiers.Any(SyntaxKind.PartialKeyword)) insertions[type.Keyword.SpanStart] = "partial ";
        }
        StringBuilder text = new(root.ToFullString());
        foreach ((int at, string inserted) in insertions.Reverse()) text.Insert(at, inserted);
        return text.ToString();
    }

    private const string Suffix = "AsUsual";

    private static IEnumerable<AttributeSyntax> Marks(MethodDeclarationSyntax method) => method.AttributeLists.SelectMany(l => l.Attributes)
        .Where(a => a.Name is { } name && (name is QualifiedNameSyntax q ? q.Right : name).ToString() is "Differentiable" or "DifferentiableAttribute");
}

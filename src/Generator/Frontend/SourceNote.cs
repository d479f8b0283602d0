// The source text of a statement on one line, spaced by rule, so that layout and comments do not change the model.
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

internal static class SourceNote
{
    private const int Limit = 100;

    /// <summary>The tokens of the node with one fixed spacing, cut after about a hundred characters.</summary>
    public static string Of(SyntaxNode node)
    {
        var text = new StringBuilder();
        SyntaxToken previous = default;
        // The walk keeps its own stack and stops early: a sum of ten thousand terms costs no more than one of thirty.
        foreach (SyntaxToken token in node.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.SemicolonToken)) continue;
            if (text.Length > 0 && IsSpaced(previous, token)) text.Append(' ');
            foreach (char c in token.Text)
                text.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
            if (text.Length > Limit)
            {
                // Never end in the middle of a surrogate pair.
                int length = char.IsHighSurrogate(text[Limit - 1]) ? Limit - 1 : Limit;
                text.Length = length;
                return text.Append('…').ToString();
            }
            previous = token;
        }
        return text.ToString();
    }

    private static bool IsSpaced(SyntaxToken left, SyntaxToken right)
    {
        if (IsWord(left) && IsWord(right)) return true;
        if (left.IsKind(SyntaxKind.CommaToken)) return true;
        return IsInfix(left) || IsInfix(right);
    }

    private static bool IsWord(SyntaxToken token) =>
        token.Text.Length > 0 && (char.IsLetterOrDigit(token.Text[0]) || token.Text[0] is '_' or '@' or '"' or '\'');

    private static bool IsInfix(SyntaxToken token) => token.Parent switch
    {
        BinaryExpressionSyntax binary => binary.OperatorToken == token,
        AssignmentExpressionSyntax assignment => assignment.OperatorToken == token,
        ConditionalExpressionSyntax conditional => conditional.QuestionToken == token || conditional.ColonToken == token,
        EqualsValueClauseSyntax or ArrowExpressionClauseSyntax => true,
        _ => false,
    };
}

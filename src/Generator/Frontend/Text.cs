// Literals of C# text that is passed through.
using System;
using System.Globalization;
using System.Text.RegularExpressions;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis.CSharp;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Passed-through text is fully qualified, and its only braces are the placeholders {0}, {1}… of its arguments; every text is a
/// primary expression (or in parentheses), so texts can be put into each other.
/// </summary>
internal static class Text
{
    private static readonly Regex Placeholder = new(@"\{(\d+)\}", RegexOptions.CultureInvariant);

    /// <summary>A string literal without braces.</summary>
    public static string Quote(string value) => SymbolDisplay.FormatLiteral(value, quote: true).Replace("{", "\\u007B").Replace("}", "\\u007D");

    public static string Integer(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    public static string Decimal(decimal value) => value < 0 ? "(" + value.ToString(CultureInfo.InvariantCulture) + "m)" : value.ToString(CultureInfo.InvariantCulture) + "m";

    /// <summary>Replaces each placeholder by what the function gives for its number.</summary>
    public static string Fill(string text, Func<int, string> replacement) =>
        Placeholder.Replace(text, m => replacement(int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)));

    /// <summary>The text of a constant that has one of exactly its type, or null.</summary>
    public static string? Of(IrType type, Literal literal) => type.Element switch
    {
        Scalar.Bool => literal.AsBool ? "true" : "false",
        Scalar.I32 => literal.AsInteger >= 0 ? literal.AsInteger.ToString(CultureInfo.InvariantCulture)
            : literal.AsInteger == int.MinValue ? "int.MinValue" : "(" + literal.AsInteger.ToString(CultureInfo.InvariantCulture) + ")",
        Scalar.Char => "((char)" + literal.AsInteger.ToString(CultureInfo.InvariantCulture) + ")",
        _ => null,
    };
}

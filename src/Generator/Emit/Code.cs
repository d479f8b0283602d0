// Statements of the emitted C# and how they are laid out in lines.
using System;
using System.Collections.Generic;
using System.Text;

namespace Autodiff.Generators.Emit;

/// <summary>
/// A line (<see cref="Body"/> null) or a block: header, statements in braces, and what follows the closing brace.
/// </summary>
internal sealed class Code(string text, List<Code>? body = null)
{
    public const int MaxLine = 110;

    public string Text => text;
    public List<Code>? Body => body;
    public string Tail { get; init; } = "";

    /// <summary>A declaration cannot be the only statement of an if without braces.</summary>
    public bool IsDeclaration { get; init; }

    /// <summary>The source statement that this one stands for, shown behind it.</summary>
    public string? Comment;

    /// <summary>The comment that stands behind the statement if it fits on a line: its own or that of its only inner statement.</summary>
    private string? Remark => Comment ?? (body is { Count: 1 } ? body[0].Comment : null);

    public bool IsComment => text.StartsWith("//", StringComparison.Ordinal);
    public bool IsElse => body is not null && text.StartsWith("else", StringComparison.Ordinal);

    public static void Write(IReadOnlyList<Code> statements, int indent, StringBuilder output)
    {
        // Comments of neighbouring lines are aligned.
        int at = 0;
        while (at < statements.Count)
        {
            int chain = at + 1;
            while (chain < statements.Count && statements[chain].IsElse) chain++;
            if (chain > at + 1)
            {
                WriteChain(statements, at, chain, indent, output);
                at = chain;
                continue;
            }
            int end = at, column = 0;
            while (end < statements.Count && Trailing(statements, end, indent) is string line)
            {
                column = Math.Max(column, line.Length);
                end++;
            }
            if (end == at) statements[at++].WriteAlone(indent, output);
            for (; at < end; at++)
            {
                string line = Trailing(statements, at, indent)!;
                Line(line.PadRight(column) + "   // " + statements[at].Remark, indent, output);
            }
        }
    }

    /// <summary>The statement on one line, if it has a comment that fits behind it.</summary>
    private static string? Trailing(IReadOnlyList<Code> statements, int at, int indent)
    {
        Code code = statements[at];
        if (code.Remark is not string remark || (at + 1 < statements.Count && statements[at + 1].IsElse)) return null;
        string? line = code.OnOneLine(indent);
        return line is not null && indent + line.Length + remark.Length + 6 <= MaxLine ? line : null;
    }

    // if, else if, else: all on one line each, or all in braces.
    private static void WriteChain(IReadOnlyList<Code> statements, int from, int to, int indent, StringBuilder output)
    {
        bool isShort = true;
        for (int k = from; k < to; k++) isShort &= statements[k].OnOneLine(indent) is not null && statements[k].Body!.Count == 1 && statements[k].Body![0].Comment is null;
        if (statements[from].Comment is string comment) Line("// " + comment, indent, output);
        for (int k = from; k < to; k++)
        {
            if (isShort) Line(statements[k].OnOneLine(indent)!, indent, output);
            else statements[k].WriteBraces(indent, output);
        }
    }

    private void WriteAlone(int indent, StringBuilder output)
    {
        if (Comment is not null) Line("// " + Comment, indent, output);
        if (OnOneLine(indent) is string line && (body is null || body.Count == 0 || body[0].Comment is null)) Line(line, indent, output);
        else WriteBraces(indent, output);
    }

    private void WriteBraces(int indent, StringBuilder output)
    {
        Line(text, indent, output);
        Line("{", indent, output);
        Write(body!, indent + 4, output);
        Line("}" + Tail, indent, output);
    }

    private string? OnOneLine(int indent)
    {
        if (body is null) return text;
        if (Tail != "" || text is "try" or "finally" || !(text.StartsWith("for", StringComparison.Ordinal) || text.StartsWith("while", StringComparison.Ordinal)
            || text.StartsWith("if", StringComparison.Ordinal) || IsElse)) return null;
        if (body.Count == 0) return text + " { }";
        if (body.Count > 2) return null;
        foreach (Code inner in body)
            if (inner.Body is not null || inner.IsComment || inner.IsDeclaration || (inner.Comment is not null && (body.Count > 1 || Comment is not null))) return null;
        string line = body.Count == 1 ? text + " " + body[0].Text : $"{text} {{ {body[0].Text} {body[1].Text} }}";
        bool isLoop = text[0] is 'f' or 'w';
        return indent + line.Length <= 100 && (body.Count == 1 || (isLoop && line.Length <= 80)) ? line : null;
    }

    private static void Line(string text, int indent, StringBuilder output) => output.Append(' ', text.Length == 0 ? 0 : indent).Append(text).Append('\n');
}

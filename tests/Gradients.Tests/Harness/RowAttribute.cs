// Makes a corpus function a row of docs/language.md, with its own source text.
using System;
using System.Runtime.CompilerServices;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>The attribute's place is where the function's text is found.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RowAttribute(string group, string construct, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Attribute
{
    public string Group { get; } = group;

    public string Construct { get; } = construct;

    public string File { get; } = file;

    public int Line { get; } = line;
}

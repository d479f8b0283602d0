// Puts printed lines into a document, between two marks that readers do not see.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Benchmarks.Reports;

internal static class Markers
{
    /// <summary>The document with the lines in place of whatever stood between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>, an empty line before and after them.</summary>
    /// <exception cref="ArgumentException">One of the marks is missing, is there twice, or they are in the wrong order.</exception>
    public static string Replace(string document, string name, IEnumerable<string> lines)
    {
        string open = $"<!-- {name} -->", close = $"<!-- /{name} -->";
        int start = Only(document, open) + open.Length, end = Only(document, close);
        if (end < start) throw new ArgumentException($"'{close}' stands before '{open}'.", nameof(document));
        return document[..start] + "\n\n" + string.Concat(lines.Select(l => l.TrimEnd() + "\n")) + "\n" + document[end..];
    }

    private static int Only(string document, string mark)
    {
        int at = document.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0) throw new ArgumentException($"The document has no '{mark}'.", nameof(document));
        if (document.IndexOf(mark, at + 1, StringComparison.Ordinal) >= 0) throw new ArgumentException($"The document has '{mark}' twice.", nameof(document));
        return at;
    }
}

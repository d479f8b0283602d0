// One row of the tour: what is computed, what must come out, and the code that does it.
using System;

namespace AutogradTour;

/// <summary><see cref="Run"/> returns what it found, and throws if it is not what is expected.</summary>
public sealed record Example(string Title, string Expected, Func<string> Run)
{
    /// <summary>The title: the row as a test shows it.</summary>
    public override string ToString() => Title;
}

// What a check of a derivative found: its worst entry with both numbers.
using System;
using System.Globalization;

namespace Autodiff;

/// <summary>The outcome of a <see cref="GradientCheck"/>: the entry where the two ways to the same number differ most.</summary>
/// <param name="Check">What was compared with what.</param>
/// <param name="Row">The row of the worst entry; of a vector, its index.</param>
/// <param name="Column">The column of the worst entry; -1 if there is none.</param>
/// <param name="Expected">The number it should be, found without the member that is checked.</param>
/// <param name="Actual">The number that the member gave.</param>
/// <param name="Error">Their difference, relative to the entry and to a hundredth of the largest entry.</param>
/// <param name="Tolerance">The largest error that passes.</param>
public sealed record CheckResult(string Check, int Row, int Column, double Expected, double Actual, double Error, double Tolerance)
{
    /// <summary>Whether the worst entry is within the tolerance; a NaN on one side never is.</summary>
    public bool Passed => Error <= Tolerance;

    /// <summary>Throws if the check failed, which fails a test in any framework.</summary>
    /// <exception cref="InvalidOperationException">The check failed; the message names the entry and both numbers.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed) throw new InvalidOperationException(ToString());
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string entry = Row < 0 ? "" : Column < 0 ? $" at entry {Row}" : $" at row {Row}, column {Column}";
        return string.Create(
            CultureInfo.InvariantCulture, $"{Check} {(Passed ? "agree" : "differ")}{entry}: expected {Expected:R}, got {Actual:R}, relative error {Error:G3}, tolerance {Tolerance:G3}.");
    }
}

// A place of passed-through code, and what is known of the objects that a value could leave and come back by.
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// A place of passed-through code: where it stands, what is called, and how far the checks after lowering trust it. <see cref="Why"/>: what keeps the compiler from
/// knowing which body a call runs, if that is the reason.
/// </summary>
internal sealed record Site(Location Location, string Name, SiteTrust Trust, string? Why = null)
{
    public SiteFlow Flow { get; init; } = SiteFlow.None;
    /// <summary>The type of what it makes, if that holds arrays and would be differentiated as a parameter.</summary>
    public string? Made { get; init; }
}

internal enum SiteTrust
{
    /// <summary>Nothing is known: no derivative may pass through it.</summary>
    Unknown,
    /// <summary>Writes text or checks; leaves memory alone.</summary>
    Formatting,
    /// <summary>Marked [NotDifferentiable]: its result is a constant by the user's intent.</summary>
    Constant,
    /// <summary>No passed-through code, but a cast to an integer or an equality, for warnings.</summary>
    Cast,
    Equality,
}

/// <summary>
/// Objects by their types: those the code is called on or given (<see cref="Given"/>), which it may change, and those it is reached through as well
/// (<see cref="Read"/>; <see cref="ReadAsText"/> where what is taken from them is a string). <see cref="TextArgs"/>: arguments that enter as text made of them.
/// <see cref="Dispatched"/>: the virtual, interface or delegate method that is called. <see cref="KeepsBits"/>: an integer result holds the number itself.
/// <see cref="MayRepeat"/>: it only reads, or locks, and may run once more where a sweep is run again.
/// </summary>
internal sealed record SiteFlow(
    IReadOnlyCollection<string> Given, IReadOnlyCollection<string> Read, IReadOnlyCollection<string> ReadAsText, IReadOnlyCollection<int> TextArgs,
    IMethodSymbol? Dispatched = null, bool IsQuery = false, bool KeepsBits = false, bool MayRepeat = false)
{
    public static readonly SiteFlow None = new([], [], [], []);
}

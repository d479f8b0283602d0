// The guard of members over batches, which have many spans, that what is written shares no memory with the others.
using System;
using System.Runtime.CompilerServices;

namespace Autodiff;

public static partial class Derivative
{
    /// <summary>Throws if a span that is written shares memory with one of the others.</summary>
    /// <exception cref="ArgumentException">It does; names both parameters and both lengths.</exception>
    public static void Apart<T>(
        ReadOnlySpan<T> written,
        ReadOnlySpan<T> a,
        ReadOnlySpan<T> b = default,
        ReadOnlySpan<T> c = default,
        ReadOnlySpan<T> d = default,
        ReadOnlySpan<T> e = default,
        ReadOnlySpan<T> f = default,
        ReadOnlySpan<T> g = default,
        ReadOnlySpan<T> h = default,
        [CallerArgumentExpression(nameof(written))] string writtenName = "",
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "",
        [CallerArgumentExpression(nameof(c))] string cName = "",
        [CallerArgumentExpression(nameof(d))] string dName = "",
        [CallerArgumentExpression(nameof(e))] string eName = "",
        [CallerArgumentExpression(nameof(f))] string fName = "",
        [CallerArgumentExpression(nameof(g))] string gName = "",
        [CallerArgumentExpression(nameof(h))] string hName = "")
    {
        NoOverlap(written, a, writtenName, aName);
        NoOverlap(written, b, writtenName, bName);
        NoOverlap(written, c, writtenName, cName);
        NoOverlap(written, d, writtenName, dName);
        NoOverlap(written, e, writtenName, eName);
        NoOverlap(written, f, writtenName, fName);
        NoOverlap(written, g, writtenName, gName);
        NoOverlap(written, h, writtenName, hName);
    }
}

// The checks of TensorPrimitives, for derivatives of code that calls it: lengths, and how destinations may share memory with inputs.
using System;
using System.ComponentModel;

namespace Autodiff.Numerics;

/// <summary>What a member of TensorPrimitives checks before it computes, in its words. Called by generated derivatives, where its loop is written out.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TensorShapes
{
    /// <summary>The destination is as long as the input or longer; it is the input itself, or shares no memory with it.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Elementwise<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> destination)
    {
        Fits(x.Length, destination.Length);
        Apart(x, destination);
    }

    /// <summary>The same for two inputs, which are of one length.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Elementwise<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> destination)
    {
        Same(x, y);
        Fits(x.Length, destination.Length);
        Apart(x, destination);
        Apart(y, destination);
    }

    /// <summary>The same for three inputs.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Elementwise<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, ReadOnlySpan<T> destination)
    {
        Same(x, y);
        Same(x, z);
        Fits(x.Length, destination.Length);
        Apart(x, destination);
        Apart(y, destination);
        Apart(z, destination);
    }

    /// <summary>Two destinations for one input, which share no memory with each other.</summary>
    /// <exception cref="ArgumentException">They do, or one is too short.</exception>
    public static void Two<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> first, ReadOnlySpan<T> second)
    {
        Fits(x.Length, first.Length);
        Fits(x.Length, second.Length);
        Apart(x, first);
        Apart(x, second);
        if (first[..x.Length].Overlaps(second[..x.Length])) throw new ArgumentException("Destination spans must not overlap with each other.");
    }

    /// <summary>A destination of another type is as long as the input or longer.</summary>
    /// <exception cref="ArgumentException">It is shorter.</exception>
    public static void Into<T, TResult>(ReadOnlySpan<T> x, ReadOnlySpan<TResult> destination) => Fits(x.Length, destination.Length);

    /// <summary>Two inputs are of one length.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void Same<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
    {
        if (x.Length != y.Length) throw new ArgumentException("Input span arguments must all have the same length.");
    }

    /// <summary>There is an element.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static void NotEmpty<T>(ReadOnlySpan<T> x)
    {
        if (x.IsEmpty) throw new ArgumentException("Input span arguments must not be empty.");
    }

    /// <summary>The destination of a SoftMax is as long as the input: a longer one the library divides by the sum of all that it holds, old elements among them.</summary>
    /// <exception cref="ArgumentException">It is longer.</exception>
    public static void Whole<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> destination)
    {
        if (destination.Length > x.Length)
            throw new ArgumentException($"The destination of SoftMax has the length {destination.Length} and its input {x.Length}. In a derivative, they have the same length: pass the part of the destination that is meant.", nameof(destination));
    }

    private static void Fits(int length, int destination)
    {
        if (destination < length) throw new ArgumentException("Destination is too short.", nameof(destination));
    }

    private static void Apart<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> destination)
    {
        if (x.Overlaps(destination[..x.Length], out int offset) && offset != 0)
            throw new ArgumentException("The destination span may only overlap with an input span if the two spans start at the same memory location.", nameof(destination));
    }
}

// What a recorded operation knows of its inputs and outputs.
using System.Numerics;

namespace Autodiff;

/// <summary>One input as it was when the operation ran: its numbers, their version, and where its gradient goes.</summary>
internal struct Slot<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public Storage<T> Storage;
    public Shape Shape;
    public int Version;
    /// <summary>The variable that holds the gradient, if it was attached when the operation ran.</summary>
    public Variable<T>? Leaf;
    /// <summary>The operation that made the input, its output and the generation of the node; null for leaves and constants.</summary>
    public Operation<T>? Source;
    public int SourceOutput;
    public int SourceGeneration;
    /// <summary>The method is differentiated with respect to it.</summary>
    public bool IsDifferentiated;

    public readonly bool RequiresGradient => IsDifferentiated && (Leaf is not null || Source is not null);
    /// <summary>The node was freed, and may record something else by now.</summary>
    public readonly bool IsStale => Source is not null && Source.Generation != SourceGeneration;
}

/// <summary>One output of a recorded operation, and in a backward pass the gradient that has arrived at it.</summary>
internal struct Result<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public Shape Shape;
    /// <summary>While the operation runs; not kept.</summary>
    public Variable<T>? Variable;
    /// <summary>The gradient so far, in rented memory; null: zero.</summary>
    public T[]? Seed;
    /// <summary>The gradient so far, in a backward pass that is recorded.</summary>
    public Variable<T>? RecordedSeed;
}

// Storage for a returned array and its tangent: of whatever shape the function gives it.
using System;
using System.Numerics;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>An array that a function makes.</summary>
public abstract class Returned : Slot
{
    public static bool Is(Type type) => type.IsArray && type.GetArrayRank() <= 2 && Leaves.IsFloat(type.GetElementType()!);

    public static Slot Of(Type array) => (Slot)Activator.CreateInstance(typeof(Returned<>).MakeGenericType(array.GetElementType()!))!;

    /// <summary>Storage of its shape for a seed.</summary>
    public abstract Slot Seed();
}

/// <summary>A vector or a matrix, or neither yet.</summary>
public sealed class Returned<T> : Returned
    where T : struct, INumber<T>
{
    public T[]? Row;

    public T[,]? Table;

    public override Type Element => typeof(T);

    public override int Count => Row?.Length ?? Table?.Length ?? 0;

    public override string Shape => Table is null ? base.Shape : $"{Table.GetLength(0)}x{Table.GetLength(1)}";

    public override double this[int index]
    {
        get => double.CreateTruncating(Place(index));
        set => Place(index) = T.CreateTruncating(value);
    }

    private ref T Place(int index)
    {
        if (Table is null) return ref Row![index];
        return ref Table[index / Table.GetLength(1), index % Table.GetLength(1)];
    }

    public override Slot Clone() => new Returned<T> { Row = (T[]?)Row?.Clone(), Table = (T[,]?)Table?.Clone() };

    public override Slot Zero() => new Returned<T>();

    public override Slot Seed() => Table is null ? Slot.Vector(typeof(T), Count) : Slot.Matrix(typeof(T), Table.GetLength(0), Table.GetLength(1));

    /// <summary>What comes back replaces it, so there is nothing to restore.</summary>
    public override void CopyFrom(Slot other)
    {
    }

    public override int FirstDifference(Slot other) => Shape == other.Shape && Row is null == (other is Returned<T> { Row: null }) ? base.FirstDifference(other) : 0;
}

// A tensor that takes part in recorded computation.
using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autodiff;

/// <summary>A tensor of <see cref="float"/> or <see cref="double"/> whose use is recorded, so that gradients can be taken.</summary>
/// <remarks>
/// The numbers lie densely, row by row. <see cref="Data"/> shows them as a <see cref="Tensor{T}"/> that shares them; what is written through it is not recorded
/// and changes no version. Create variables by <see cref="Variable"/>.
/// </remarks>
public sealed partial class Variable<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private Tensor<T>? _data;

    internal Variable(Storage<T> storage, Shape shape)
    {
        // Other types have these operations too, but no kernels.
        if (typeof(T) != typeof(double) && typeof(T) != typeof(float)) throw new NotSupportedException($"Variables hold float or double, not {typeof(T).Name}.");
        (Storage, Shape) = (storage, shape);
    }

    internal Storage<T> Storage { get; }
    internal Shape Shape { get; }

    /// <summary>The length of each dimension.</summary>
    public ReadOnlySpan<nint> Lengths => Shape.Lengths;

    /// <summary>Number of dimensions, at least one.</summary>
    public int Rank => Shape.Rank;

    /// <summary>Number of elements.</summary>
    public int Count => Shape.Count;

    /// <summary>The numbers as a tensor that shares them.</summary>
    public Tensor<T> Data => _data ??= Tensor.Create(Storage.Array, Shape.Lengths);

    /// <summary>The numbers, row by row.</summary>
    public ReadOnlySpan<T> Values => Storage.Array.AsSpan(0, Shape.Count);

    internal Span<T> Span => Storage.Array.AsSpan(0, Shape.Count);

    /// <summary>The number of a variable that has one element.</summary>
    /// <exception cref="RecordingException">It has more, or none.</exception>
    public T Value => Shape.Count == 1 ? Storage.Array[0] : throw new RecordingException($"A variable of shape {Shape} has {Shape.Count} values, not one. Use Values or Data.");

    /// <summary>A name for messages and pictures of the graph.</summary>
    public string? Name { get; set; }

    /// <summary>How often the numbers were updated in place.</summary>
    public int Version => Storage.Version;

    /// <summary>Shape and, where there are few, the numbers.</summary>
    public override string ToString()
    {
        const int shown = 8;
        string text = (Name is null ? "" : Name + " ") + Shape + " {";
        for (int k = 0; k < Math.Min(shown, Shape.Count); k++) text += (k > 0 ? ", " : "") + Values[k].ToString("G6", System.Globalization.CultureInfo.InvariantCulture);
        return text + (Shape.Count > shown ? ", …}" : "}");
    }
}

// Makes variables from numbers, arrays and tensors.
using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autodiff;

/// <summary>Makes variables, and holds the functions on them.</summary>
public static partial class Variable
{
    /// <summary>A variable that wants a gradient; one dimension. The numbers are copied.</summary>
    public static Variable<double> Create(params ReadOnlySpan<double> values) => Copy(values, Shape.Of(values.Length)).AttachGradient();

    /// <inheritdoc cref="Create(ReadOnlySpan{double})"/>
    public static Variable<float> Create(params ReadOnlySpan<float> values) => Copy(values, Shape.Of(values.Length)).AttachGradient();

    /// <summary>A variable of a shape that wants a gradient; the numbers, row by row, are copied.</summary>
    public static Variable<T> Create<T>(ReadOnlySpan<T> values, ReadOnlySpan<nint> lengths) where T : unmanaged, IFloatingPointIeee754<T> => Constant(values, lengths).AttachGradient();

    /// <summary>A variable that wants a gradient, of the shape and with a copy of the numbers of a tensor.</summary>
    public static Variable<T> Create<T>(Tensor<T> data) where T : unmanaged, IFloatingPointIeee754<T> => Constant(data).AttachGradient();

    /// <summary>A variable without gradient; one dimension. The numbers are copied.</summary>
    public static Variable<double> Constant(params ReadOnlySpan<double> values) => Copy(values, Shape.Of(values.Length));

    /// <inheritdoc cref="Constant(ReadOnlySpan{double})"/>
    public static Variable<float> Constant(params ReadOnlySpan<float> values) => Copy(values, Shape.Of(values.Length));

    /// <summary>A variable of a shape without gradient; the numbers, row by row, are copied.</summary>
    public static Variable<T> Constant<T>(ReadOnlySpan<T> values, ReadOnlySpan<nint> lengths) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape shape = Shape.Of(lengths);
        if (shape.Count != values.Length) throw new ArgumentException($"A variable of shape {shape} has {shape.Count} elements, but there are {values.Length} values.", nameof(values));
        return Copy(values, shape);
    }

    /// <summary>A variable without gradient, of the shape and with a copy of the numbers of a tensor.</summary>
    public static Variable<T> Constant<T>(Tensor<T> data) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        Variable<T> result = Empty<T>(Shape.Of(data.Lengths));
        data.FlattenTo(result.Span);
        return result;
    }

    /// <summary>A constant of one value everywhere.</summary>
    public static Variable<T> Filled<T>(T value, params ReadOnlySpan<nint> lengths) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Variable<T> result = Empty<T>(Shape.Of(lengths));
        result.Span.Fill(value);
        return result;
    }

    /// <summary>A constant of zeros.</summary>
    public static Variable<T> Zeros<T>(params ReadOnlySpan<nint> lengths) where T : unmanaged, IFloatingPointIeee754<T> => Filled(T.Zero, lengths);

    /// <summary>A constant of ones.</summary>
    public static Variable<T> Ones<T>(params ReadOnlySpan<nint> lengths) where T : unmanaged, IFloatingPointIeee754<T> => Filled(T.One, lengths);

    /// <summary>A constant with a copy of the numbers of a variable.</summary>
    public static Variable<T> Copy<T>(Variable<T> source) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(source);
        return Copy(source.Values, source.Shape);
    }

    private static Variable<T> Copy<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged, IFloatingPointIeee754<T>
    {
        // What the user makes is the user's to keep: never from a scope that takes its memory back.
        return new Variable<T>(new Storage<T>(values.ToArray()), shape);
    }

    /// <summary>A constant whose numbers are not set yet.</summary>
    internal static Variable<T> Empty<T>(Shape shape) where T : unmanaged, IFloatingPointIeee754<T> => new(new Storage<T>(new T[shape.Count]), shape);

    /// <summary>What an operation fills: all zeros; its memory may belong to the scope around.</summary>
    internal static Variable<T> Result<T>(Shape shape) where T : unmanaged, IFloatingPointIeee754<T> => new(Loans<T>.Lend(shape.Count), shape);
}

// The operators of variables.
using System;
using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autodiff;

public sealed partial class Variable<T>
{
    /// <summary>The sum, element by element; shapes are broadcast.</summary>
    public static Variable<T> operator +(Variable<T> a, Variable<T> b) => Broadcasting<T>.Apply("+", a, b, static (x, y) => Kernels<T>.Instance.Add(x, y));

    /// <summary>The difference, element by element; shapes are broadcast.</summary>
    public static Variable<T> operator -(Variable<T> a, Variable<T> b) => Broadcasting<T>.Apply("-", a, b, static (x, y) => Kernels<T>.Instance.Subtract(x, y));

    /// <summary>The product, element by element; shapes are broadcast.</summary>
    public static Variable<T> operator *(Variable<T> a, Variable<T> b) => Broadcasting<T>.Apply("*", a, b, static (x, y) => Kernels<T>.Instance.Multiply(x, y));

    /// <summary>The quotient, element by element; shapes are broadcast.</summary>
    public static Variable<T> operator /(Variable<T> a, Variable<T> b) => Broadcasting<T>.Apply("/", a, b, static (x, y) => Kernels<T>.Instance.Divide(x, y));

    /// <summary>Adds a number to every element.</summary>
    public static Variable<T> operator +(Variable<T> a, T b) => Kernels<T>.Instance.Add(a, b);

    /// <summary>Adds a number to every element.</summary>
    public static Variable<T> operator +(T a, Variable<T> b) => Kernels<T>.Instance.Add(b, a);

    /// <summary>Subtracts a number from every element.</summary>
    public static Variable<T> operator -(Variable<T> a, T b) => Kernels<T>.Instance.Add(a, -b);

    /// <summary>Subtracts every element from a number.</summary>
    public static Variable<T> operator -(T a, Variable<T> b) => Kernels<T>.Instance.SubtractFrom(a, b);

    /// <summary>Multiplies every element by a number.</summary>
    public static Variable<T> operator *(Variable<T> a, T b) => Kernels<T>.Instance.Multiply(a, b);

    /// <summary>Multiplies every element by a number.</summary>
    public static Variable<T> operator *(T a, Variable<T> b) => Kernels<T>.Instance.Multiply(b, a);

    /// <summary>Divides every element by a number.</summary>
    public static Variable<T> operator /(Variable<T> a, T b) => Kernels<T>.Instance.Multiply(a, T.One / b);

    /// <summary>Divides a number by every element.</summary>
    public static Variable<T> operator /(T a, Variable<T> b) => Kernels<T>.Instance.DivideInto(a, b);

    /// <summary>The negative.</summary>
    public static Variable<T> operator -(Variable<T> x) => Kernels<T>.Instance.Negate(x);

    /// <summary>Part of the variable: one element, as the shape [1], if there is an index for every dimension; else what lies at the leading indices.</summary>
    public Variable<T> this[params ReadOnlySpan<nint> indices]
    {
        get
        {
            if (indices.Length == 0 || indices.Length > Rank) throw new ArgumentException($"A variable of shape {Shape} has {Rank} dimensions, but there are {indices.Length} indices.", nameof(indices));
            nint at = 0;
            int block = Count;
            for (int k = 0; k < indices.Length; k++)
            {
                if ((nuint)indices[k] >= (nuint)Lengths[k]) throw new ArgumentOutOfRangeException(nameof(indices), $"Index {indices[k]} is outside of dimension {k} of a variable of shape {Shape}.");
                block /= (int)Lengths[k];
                at += indices[k] * block;
            }
            return Kernels<T>.Instance.Part(this, (int)at, indices.Length == Rank ? [1] : Lengths[indices.Length..]);
        }
    }

    /// <summary>Part of the variable: a range for each dimension.</summary>
    public Variable<T> this[params ReadOnlySpan<NRange> ranges]
    {
        get
        {
            if (ranges.Length != Rank) throw new ArgumentException($"A variable of shape {Shape} has {Rank} dimensions, but there are {ranges.Length} ranges.", nameof(ranges));
            int[] places = new int[Count];
            for (int k = 0; k < places.Length; k++) places[k] = k;
            Tensor<int> part = Tensor.Create(places, Lengths).Slice(ranges);
            int[] picked = new int[part.FlattenedLength];
            part.FlattenTo(picked);
            return Kernels<T>.Instance.Gather(this, picked, part.Lengths);
        }
    }
}

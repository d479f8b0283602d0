// Shapes of two operands made equal, as tensors do it.
using System;
using System.Numerics;

namespace Autodiff;

/// <summary>Dimensions are compared from the last one; a missing dimension, or one of length 1, is repeated. The repetition is an operation of its own, whose backward pass sums.</summary>
internal static class Broadcasting<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static Variable<T> Apply(string operation, Variable<T> a, Variable<T> b, Func<Variable<T>, Variable<T>, Variable<T>> apply)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Matches(b.Shape)) return apply(a, b);
        Shape shape = Common(operation, a.Shape, b.Shape);
        return apply(Expand(a, shape), Expand(b, shape));
    }

    public static Shape Common(string operation, Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        Span<nint> lengths = stackalloc nint[rank];
        for (int k = 1; k <= rank; k++)
        {
            nint left = k <= a.Rank ? a.Lengths[^k] : 1, right = k <= b.Rank ? b.Lengths[^k] : 1;
            if (left != right && left != 1 && right != 1) throw Mismatch(operation, a, b, $"dimensions of length {left} and {right} cannot be broadcast to each other");
            lengths[^k] = left == 1 ? right : left;
        }
        return Shape.Of(lengths);
    }

    public static ArgumentException Mismatch(string operation, Shape a, Shape b, string why) => new($"{operation}: the shapes {a} and {b} do not fit: {why}.");

    /// <summary>Repeats along every dimension that is missing or has length 1: neighbouring ones at once.</summary>
    public static Variable<T> Expand(Variable<T> x, Shape shape)
    {
        if (x.Shape.Matches(shape)) return x;
        Span<nint> lengths = stackalloc nint[shape.Rank];
        lengths.Fill(1);
        x.Lengths.CopyTo(lengths[(shape.Rank - x.Rank)..]);
        bool any = false;
        for (int k = 0; k < shape.Rank; k++)
        {
            if (lengths[k] == shape.Lengths[k]) continue;
            int outer = 1, repeat = 1, inner = 1, end = k;
            for (; end < shape.Rank && lengths[end] == 1; end++)
            {
                repeat *= shape[end];
                lengths[end] = shape.Lengths[end];
            }
            for (int d = 0; d < k; d++) outer *= (int)lengths[d];
            for (int d = end; d < shape.Rank; d++) inner *= (int)lengths[d];
            x = Kernels<T>.Instance.Expand(x, outer, repeat, inner, lengths);
            any = true;
        }
        return any ? x : Kernels<T>.Instance.Copy(x, shape.Lengths);
    }
}

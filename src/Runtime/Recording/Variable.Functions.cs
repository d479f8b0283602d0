// The functions of variables: elementwise, reductions, products.
using System;
using System.Numerics;

namespace Autodiff;

public static partial class Variable
{
    // ---- elementwise

    /// <summary>e to the power of every element.</summary>
    public static Variable<T> Exp<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Exp(x);

    /// <summary>The natural logarithm of every element.</summary>
    public static Variable<T> Log<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Log(x);

    /// <summary>The square root of every element.</summary>
    public static Variable<T> Sqrt<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Sqrt(x);

    /// <summary>The absolute value of every element; at 0 the derivative is 0.</summary>
    public static Variable<T> Abs<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Abs(x);

    /// <summary>The sine of every element.</summary>
    public static Variable<T> Sin<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Sin(x);

    /// <summary>The cosine of every element.</summary>
    public static Variable<T> Cos<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Cos(x);

    /// <summary>The hyperbolic tangent of every element.</summary>
    public static Variable<T> Tanh<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Tanh(x);

    /// <summary>1 / (1 + exp(-x)) of every element.</summary>
    public static Variable<T> Sigmoid<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Sigmoid(x);

    /// <summary>Every element that is positive, 0 for the others; at 0 the derivative is 0.</summary>
    public static Variable<T> Relu<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Relu(x);

    /// <summary>Every element to a power.</summary>
    public static Variable<T> Pow<T>(this Variable<T> x, T power) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Power(x, power);

    /// <summary>Every element to the power of the other's; shapes are broadcast.</summary>
    public static Variable<T> Pow<T>(this Variable<T> x, Variable<T> power) where T : unmanaged, IFloatingPointIeee754<T> =>
        Broadcasting<T>.Apply("Pow", x, power, static (a, b) => Kernels<T>.Instance.Power(a, b));

    /// <summary>The larger of two, element by element; shapes are broadcast. At a tie each side gets half of the derivative.</summary>
    public static Variable<T> Max<T>(Variable<T> a, Variable<T> b) where T : unmanaged, IFloatingPointIeee754<T> =>
        Broadcasting<T>.Apply("Max", a, b, static (x, y) => Kernels<T>.Instance.Max(x, y));

    /// <summary>The smaller of two, element by element; shapes are broadcast. At a tie each side gets half of the derivative.</summary>
    public static Variable<T> Min<T>(Variable<T> a, Variable<T> b) where T : unmanaged, IFloatingPointIeee754<T> =>
        Broadcasting<T>.Apply("Min", a, b, static (x, y) => Kernels<T>.Instance.Min(x, y));

    // ---- reductions

    /// <summary>The sum of all elements.</summary>
    public static Variable<T> Sum<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Sum(x, 1, x.Count, 1, [1]);

    /// <summary>The sums along a dimension, which goes, or stays with length 1.</summary>
    public static Variable<T> Sum<T>(this Variable<T> x, int dimension, bool keepDimension = false) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int at = Dimension("Sum", x, dimension), outer = 1, inner = 1;
        for (int k = 0; k < at; k++) outer *= x.Shape[k];
        for (int k = at + 1; k < x.Rank; k++) inner *= x.Shape[k];
        return Kernels<T>.Instance.Sum(x, outer, x.Shape[at], inner, Without(x.Shape, at, keepDimension).Lengths);
    }

    /// <summary>The mean of all elements.</summary>
    public static Variable<T> Mean<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Sum(x) * (T.One / T.CreateChecked(x.Count));

    /// <summary>The means along a dimension, which goes, or stays with length 1.</summary>
    public static Variable<T> Mean<T>(this Variable<T> x, int dimension, bool keepDimension = false) where T : unmanaged, IFloatingPointIeee754<T> =>
        Sum(x, dimension, keepDimension) * (T.One / T.CreateChecked(x.Shape[Dimension("Mean", x, dimension)]));

    /// <summary>The Euclidean norm of all elements; where all are 0 the gradient is 0.</summary>
    public static Variable<T> Norm<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Kernels<T>.Instance.Norm(x);

    /// <summary>The logarithm of the sum of exp along the last dimension, without overflow.</summary>
    public static Variable<T> LogSumExp<T>(this Variable<T> x, bool keepDimension = false) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columns = x.Shape[x.Rank - 1];
        if (columns == 0) throw new ArgumentException($"LogSumExp: the last dimension of a variable of shape {x.Shape} is empty.", nameof(x));
        return Kernels<T>.Instance.LogSumExp(x, x.Count / columns, columns, Without(x.Shape, x.Rank - 1, keepDimension).Lengths);
    }

    // ---- products

    /// <summary>The inner product of two variables of one dimension; of matrices, their product.</summary>
    public static Variable<T> Dot<T>(this Variable<T> a, Variable<T> b) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.Rank > 1 || b.Rank > 1) return MatMul(a, b);
        if (!a.Shape.Matches(b.Shape)) throw Broadcasting<T>.Mismatch("Dot", a.Shape, b.Shape, "the lengths differ");
        return Kernels<T>.Instance.Dot(a, b);
    }

    /// <summary>The product of two matrices, or of a matrix and a vector in either order.</summary>
    public static Variable<T> MatMul<T>(this Variable<T> a, Variable<T> b) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.Rank > 2 || b.Rank > 2 || (a.Rank == 1 && b.Rank == 1)) throw Broadcasting<T>.Mismatch("MatMul", a.Shape, b.Shape, "one must be a matrix, and the other a matrix or a vector");
        int rows = a.Rank == 2 ? a.Shape[0] : 1, inner = a.Shape[a.Rank - 1], columns = b.Rank == 2 ? b.Shape[1] : 1;
        if (b.Shape[0] != inner) throw Broadcasting<T>.Mismatch("MatMul", a.Shape, b.Shape, $"the inner lengths {inner} and {b.Shape[0]} differ");
        return Kernels<T>.Instance.MatMul(a, b, rows, inner, columns, a.Rank == 1 ? [columns] : b.Rank == 1 ? [rows] : [rows, columns]);
    }

    // ---- shapes

    /// <summary>The matrix with rows and columns exchanged.</summary>
    public static Variable<T> Transpose<T>(this Variable<T> x) where T : unmanaged, IFloatingPointIeee754<T> =>
        x.Rank == 2 ? Kernels<T>.Instance.Transpose(x, x.Shape[0], x.Shape[1]) : throw new ArgumentException($"Transpose: a matrix is wanted, but the shape is {x.Shape}.", nameof(x));

    /// <summary>The same numbers, row by row, in another shape.</summary>
    public static Variable<T> Reshape<T>(this Variable<T> x, params ReadOnlySpan<nint> lengths) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape shape = Shape.Of(lengths);
        return shape.Count == x.Count ? Kernels<T>.Instance.Copy(x, lengths)
            : throw new ArgumentException($"Reshape: a variable of shape {x.Shape} has {x.Count} elements, but the shape {shape} has {shape.Count}.", nameof(lengths));
    }

    /// <summary>The variable repeated to a shape, as the operators do it.</summary>
    public static Variable<T> BroadcastTo<T>(this Variable<T> x, params ReadOnlySpan<nint> lengths) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape shape = Shape.Of(lengths);
        if (!Broadcasting<T>.Common("BroadcastTo", x.Shape, shape).Matches(shape)) throw Broadcasting<T>.Mismatch("BroadcastTo", x.Shape, shape, "the second is smaller");
        return Broadcasting<T>.Expand(x, shape);
    }

    /// <summary>Variables one after the other along a dimension; the other lengths are equal.</summary>
    public static Variable<T> Concat<T>(int dimension, params ReadOnlySpan<Variable<T>> variables) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (variables.Length == 0) throw new ArgumentException("Concat: there are no variables.", nameof(variables));
        Variable<T> result = variables[0];
        int at = Dimension("Concat", result, dimension);
        foreach (Variable<T> next in variables[1..])
        {
            nint[] lengths = result.Lengths.ToArray();
            for (int k = 0; k < Math.Max(result.Rank, next.Rank); k++)
                if (result.Rank != next.Rank || (k != at && lengths[k] != next.Lengths[k])) throw Broadcasting<T>.Mismatch("Concat", result.Shape, next.Shape, $"they may differ in dimension {at} only");
            int outer = 1;
            for (int k = 0; k < at; k++) outer *= (int)lengths[k];
            lengths[at] += next.Lengths[at];
            result = Kernels<T>.Instance.Concat(result, next, outer, outer == 0 ? 0 : result.Count / outer, outer == 0 ? 0 : next.Count / outer, lengths);
        }
        return result;
    }

    private static int Dimension<T>(string operation, Variable<T> x, int dimension) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int at = dimension < 0 ? dimension + x.Rank : dimension;
        return at >= 0 && at < x.Rank ? at : throw new ArgumentOutOfRangeException(nameof(dimension), $"{operation}: a variable of shape {x.Shape} has no dimension {dimension}.");
    }

    private static Shape Without(Shape shape, int dimension, bool keep)
    {
        if (!keep && shape.Rank == 1) return Shape.One;
        nint[] lengths = shape.Lengths.ToArray();
        if (keep) lengths[dimension] = 1;
        else lengths = [.. lengths[..dimension], .. lengths[(dimension + 1)..]];
        return Shape.Of(lengths);
    }
}

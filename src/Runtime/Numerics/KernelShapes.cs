// Shape checks of the kernels: what does not fit is named with both shapes, before anything is written.
using System;
using System.Diagnostics.CodeAnalysis;

namespace Autodiff.Numerics;

internal static class KernelShapes
{
    /// <summary>Two vectors of one length.</summary>
    public static void Same<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, string name)
    {
        if (x.Length != y.Length) Wrong(name, $"has {y.Length} elements beside x of {x.Length}: both need the same number");
    }

    /// <summary>A matrix whose rows start <paramref name="stride"/> elements apart; all elements but the gaps after the last row exist.</summary>
    public static void Matrix<T>(ReadOnlySpan<T> matrix, int rows, int columns, int stride, string name)
    {
        if (rows < 0 || columns < 0) Wrong(name, $"cannot be {rows}×{columns}: a matrix has no negative number of rows or columns");
        if (stride < columns) Wrong(name, $"is {rows}×{columns} and its rows start {stride} elements apart: they would overlap");
        long needed = rows == 0 || columns == 0 ? 0 : (long)(rows - 1) * stride + columns;
        if (stride == columns ? matrix.Length != needed : matrix.Length < needed)
            Wrong(name, $"has {matrix.Length} elements, but {rows}×{columns} with rows {stride} apart are {needed}");
    }

    /// <summary>A vector that a matrix of the given shape is multiplied with or that receives the product.</summary>
    public static void Vector<T>(ReadOnlySpan<T> vector, int needed, int rows, int columns, string name)
    {
        if (vector.Length != needed) Wrong(name, $"has {vector.Length} elements, but the {rows}×{columns} matrix needs {needed}");
    }

    /// <summary>A matrix of a product, with the shape of the other factor for the message.</summary>
    public static void Factor<T>(ReadOnlySpan<T> matrix, int rows, int columns, int stride, string name, string other, int otherRows, int otherColumns)
    {
        if (rows >= 0 && columns >= 0 && stride == columns && matrix.Length != (long)rows * columns)
            Wrong(name, $"has {matrix.Length} elements, but beside {other} of {otherRows}×{otherColumns} it must be {rows}×{columns}, which are {(long)rows * columns}");
        Matrix(matrix, rows, columns, stride, name);
    }

    /// <summary>What is written shares no memory with what is read.</summary>
    public static void Apart<T>(ReadOnlySpan<T> output, ReadOnlySpan<T> input, string outputName, string inputName)
    {
        if (output.Overlaps(input)) Wrong(outputName, $"overlaps {inputName}: the result needs memory of its own");
    }

    [DoesNotReturn]
    private static void Wrong(string name, string what) => throw new ArgumentException(FormattableString.Invariant($"{name} {what}."), name);
}

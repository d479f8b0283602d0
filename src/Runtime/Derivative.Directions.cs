// What Jacobians and Hessians need beside their sweeps: scratch rows, and columns put into place.
using System;
using System.Runtime.CompilerServices;

namespace Autodiff;

public static partial class Derivative
{
    /// <summary>Number of all elements of an array of arrays.</summary>
    /// <exception cref="ArgumentNullException">The array is null.</exception>
    /// <exception cref="ArgumentException">A row is null; names it.</exception>
    public static int CountOf<T>(T[][]? rows, [CallerArgumentExpression(nameof(rows))] string rowsName = "")
    {
        if (rows is null)
            Fault.Null(rowsName);
        int count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is null)
                Fault.NullRow(rowsName, i);
            count = checked(count + rows[i].Length);
        }

        return count;
    }

    /// <summary>New rows of zeros, as long as those of the argument.</summary>
    public static TNew[][] RowsLike<TNew, T>(T[][] rows)
    {
        var made = new TNew[rows.Length][];
        for (int i = 0; i < made.Length; i++)
            made[i] = rows[i].Length == 0 ? [] : new TNew[rows[i].Length];
        return made;
    }

    /// <summary>Puts one column of a matrix of <paramref name="columns"/> columns into a row, if it is one of its columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<T>(T value, Span<T> matrix, int row, int columns, int column)
    {
        if ((uint)column < (uint)columns)
            matrix[(row * columns) + column] = value;
    }
}

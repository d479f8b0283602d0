// What Jacobians and Hessians need beside their sweeps: scratch rows, and columns put into place.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    /// <summary>One in a lane, zero in the others; zero in all if there is no such lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> UnitOf4(int lane) =>
        Vector256.ConditionalSelect(Vector256.Equals(Vector256<long>.Indices, Vector256.Create((long)lane)).AsDouble(), Vector256<double>.One, Vector256<double>.Zero);

    /// <summary>Puts columns from <paramref name="column"/> on, one in each lane, into a row of a matrix of <paramref name="columns"/> columns: those that it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Vector256<double> lanes, Span<double> matrix, int row, int columns, int column)
    {
        Span<double> target = matrix.Slice(row * columns, columns);
        if (column >= 0 && column <= columns - Vector256<double>.Count)
        {
            lanes.CopyTo(target[column..]);
            return;
        }

        for (int lane = Math.Max(0, -column); lane < Vector256<double>.Count && column + lane < columns; lane++)
            target[column + lane] = lanes[lane];
    }

    /// <summary>One in a lane, zero in the others; zero in all if there is no such lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> UnitOf8(int lane) =>
        Vector512.ConditionalSelect(Vector512.Equals(Vector512<long>.Indices, Vector512.Create((long)lane)).AsDouble(), Vector512<double>.One, Vector512<double>.Zero);

    /// <summary>Puts columns from <paramref name="column"/> on, one in each lane, into a row of a matrix of <paramref name="columns"/> columns: those that it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Vector512<double> lanes, Span<double> matrix, int row, int columns, int column)
    {
        Span<double> target = matrix.Slice(row * columns, columns);
        if (column >= 0 && column <= columns - Vector512<double>.Count)
        {
            lanes.CopyTo(target[column..]);
            return;
        }

        for (int lane = Math.Max(0, -column); lane < Vector512<double>.Count && column + lane < columns; lane++)
            target[column + lane] = lanes[lane];
    }
}

// The guards of arrays of arrays: every row is there, has the right length, and shares no memory.
using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Autodiff;

public static partial class Derivative
{
    /// <summary>Throws unless a derivative has as many rows as the argument, each as long as the argument's, and all of them different arrays.</summary>
    /// <exception cref="ArgumentNullException">One of the arrays is null.</exception>
    /// <exception cref="ArgumentException">A row is null, or a length differs; names the row.</exception>
    public static void SameRows<TDerivative, T>(
        [NotNull] TDerivative[][]? derivative,
        [NotNull] T[][]? argument,
        [CallerArgumentExpression(nameof(derivative))] string derivativeName = "",
        [CallerArgumentExpression(nameof(argument))] string argumentName = "")
    {
        if (argument is null)
            Fault.Null(argumentName);
        if (derivative is null)
            Fault.Null(derivativeName);
        if (derivative.Length != argument.Length)
            Fault.Length(derivativeName, derivative.Length, argumentName, argument.Length);
        for (int i = 0; i < argument.Length; i++)
        {
            if (argument[i] is null)
                Fault.NullRow(argumentName, i);
            if (derivative[i] is null)
                Fault.NullRow(derivativeName, i);
            if (derivative[i].Length != argument[i].Length)
                Fault.RowLength(derivativeName, i, derivative[i].Length, argumentName, argument[i].Length);
        }

        DistinctRows(derivative, derivativeName);
    }

    /// <summary>Throws if two rows that have elements are one array.</summary>
    /// <exception cref="ArgumentException">They are; names both.</exception>
    public static void DistinctRows<T>(T[][]? rows, [CallerArgumentExpression(nameof(rows))] string rowsName = "") => Apart(rows, null, rowsName, rowsName);

    /// <summary>Throws if a row shares memory with a span.</summary>
    /// <inheritdoc cref="NoOverlap{TA, TB}(ReadOnlySpan{TA}, ReadOnlySpan{TB}, string, string)"/>
    public static void NoOverlap<TA, TB>(
        TA[][]? a,
        ReadOnlySpan<TB> b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "")
    {
        for (int i = 0; i < a?.Length; i++)
            if (((ReadOnlySpan<TA>)a[i]) is { Length: > 0 } row && Overlap(in row[0], row.Length, in System.Runtime.InteropServices.MemoryMarshal.GetReference(b), b.Length))
                Fault.RowOverlap(aName, i, row.Length, bName, b.Length);
    }

    /// <inheritdoc cref="NoOverlap{TA, TB}(TA[][], ReadOnlySpan{TB}, string, string)"/>
    public static void NoOverlap<TA, TB>(
        ReadOnlySpan<TA> a,
        TB[][]? b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "") => NoOverlap(b, a, bName, aName);

    /// <summary>Throws if a row of one is a row of the other.</summary>
    /// <exception cref="ArgumentException">They are one array; names both.</exception>
    public static void NoOverlap<T>(
        T[][]? a,
        T[][]? b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "")
    {
        if (b is not null)
            Apart(a, b, aName, bName);
    }

    /// <inheritdoc cref="NotInside{T, TMemory}(ref readonly T, ReadOnlySpan{TMemory}, string, string)"/>
    public static void NotInside<T, TMemory>(
        ref readonly T variable,
        TMemory[][]? memory,
        [CallerArgumentExpression(nameof(variable))] string variableName = "",
        [CallerArgumentExpression(nameof(memory))] string memoryName = "")
    {
        for (int i = 0; i < memory?.Length; i++)
            if (memory[i] is { Length: > 0 } row && Overlap(in variable, 1, in row[0], row.Length))
                Fault.InsideRow(variableName, memoryName, i, row.Length);
    }

    // The rows of a are different, or, given b, none is a row of b. They are compared with those found before, in a table by identity: open addressing, at most half full, zero is free.
    private static void Apart<T>(T[][]? a, T[][]? b, string aName, string bName)
    {
        if (a is null)
            return;
        int size = 4;
        while (size < 2L * a.Length)
            size *= 2;
        int[] table = ArrayPool<int>.Shared.Rent(size);
        try
        {
            Array.Clear(table, 0, size);
            for (int i = 0; i < a.Length; i++)
            {
                if (a[i] is not { Length: > 0 } row)
                    continue;
                int slot = Find(table, size, a, row, out int found);
                if (found >= 0 && b is null)
                    Fault.SameRow(aName, found, aName, i);
                table[slot] = i + 1;
            }

            for (int i = 0; i < b?.Length; i++)
            {
                if (b[i] is not { Length: > 0 } row)
                    continue;
                Find(table, size, a, row, out int found);
                if (found >= 0)
                    Fault.SameRow(aName, found, bName, i);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(table);
        }
    }

    private static int Find<T>(int[] table, int size, T[][] rows, T[] row, out int found)
    {
        int slot = RuntimeHelpers.GetHashCode(row) & (size - 1);
        for (; table[slot] != 0; slot = (slot + 1) & (size - 1))
        {
            found = table[slot] - 1;
            if (ReferenceEquals(rows[found], row))
                return slot;
        }

        found = -1;
        return slot;
    }
}

// The guards that no two buffers or variables of one call share memory.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autodiff;

public static partial class Derivative
{
    /// <summary>Throws if two spans or arrays share any memory, whatever their element types.</summary>
    /// <remarks>An empty span or a null array shares memory with nothing.</remarks>
    /// <exception cref="ArgumentException">They overlap; names both parameters and both lengths.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NoOverlap<TA, TB>(
        ReadOnlySpan<TA> a,
        ReadOnlySpan<TB> b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "")
    {
        if (Overlap(ref MemoryMarshal.GetReference(a), a.Length, ref MemoryMarshal.GetReference(b), b.Length))
            Fault.Overlap(aName, a.Length, bName, b.Length);
    }

    /// <inheritdoc cref="NoOverlap{TA, TB}(ReadOnlySpan{TA}, ReadOnlySpan{TB}, string, string)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NoOverlap<TA, TB>(
        TA[,]? a,
        ReadOnlySpan<TB> b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "")
    {
        if (a is not null && Overlap(ref Start(a), a.Length, ref MemoryMarshal.GetReference(b), b.Length))
            Fault.Overlap(aName, a, bName, b.Length);
    }

    /// <inheritdoc cref="NoOverlap{TA, TB}(ReadOnlySpan{TA}, ReadOnlySpan{TB}, string, string)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NoOverlap<TA, TB>(
        ReadOnlySpan<TA> a,
        TB[,]? b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "")
    {
        if (b is not null && Overlap(ref MemoryMarshal.GetReference(a), a.Length, ref Start(b), b.Length))
            Fault.Overlap(aName, a.Length, bName, b);
    }

    /// <inheritdoc cref="NoOverlap{TA, TB}(ReadOnlySpan{TA}, ReadOnlySpan{TB}, string, string)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NoOverlap<TA, TB>(
        TA[,]? a,
        TB[,]? b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "")
    {
        // Two whole arrays share memory only if they are one array.
        if (a is not null && a.Length != 0 && ReferenceEquals(a, b))
            Fault.Overlap(aName, a, bName, a);
    }

    /// <summary>Throws if two parameters, or objects in them, are one object.</summary>
    /// <exception cref="ArgumentException">They are; names both.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NotSameObject(
        object? a,
        object? b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "")
    {
        if (a is not null && ReferenceEquals(a, b))
            Fault.SameObject(aName, bName);
    }

    /// <summary>Throws if two <see langword="ref"/> parameters name the same variable, or parts of one.</summary>
    /// <exception cref="ArgumentException">They do; names both parameters.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NotSame<TA, TB>(
        ref readonly TA a,
        ref readonly TB b,
        [CallerArgumentExpression(nameof(a))] string aName = "",
        [CallerArgumentExpression(nameof(b))] string bName = "")
    {
        if (Overlap(in a, 1, in b, 1))
            Fault.Same(aName, bName);
    }

    /// <summary>Throws if a <see langword="ref"/> parameter names an element of a span or array.</summary>
    /// <exception cref="ArgumentException">It does; names both parameters and the length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NotInside<T, TMemory>(
        ref readonly T variable,
        ReadOnlySpan<TMemory> memory,
        [CallerArgumentExpression(nameof(variable))] string variableName = "",
        [CallerArgumentExpression(nameof(memory))] string memoryName = "")
    {
        if (Overlap(in variable, 1, ref MemoryMarshal.GetReference(memory), memory.Length))
            Fault.Inside(variableName, memoryName, memory.Length);
    }

    /// <inheritdoc cref="NotInside{T, TMemory}(ref readonly T, ReadOnlySpan{TMemory}, string, string)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NotInside<T, TMemory>(
        ref readonly T variable,
        TMemory[,]? memory,
        [CallerArgumentExpression(nameof(variable))] string variableName = "",
        [CallerArgumentExpression(nameof(memory))] string memoryName = "")
    {
        if (memory is not null && Overlap(in variable, 1, ref Start(memory), memory.Length))
            Fault.Inside(variableName, memoryName, memory);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T Start<T>(T[,] array) =>
        ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array));

    // One subtraction decides both orders: modulo 2^64, b − a is below a's size if b starts in a, and above −(b's size) if a starts in b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Overlap<TA, TB>(ref readonly TA a, int aLength, ref readonly TB b, int bLength)
    {
        if (aLength == 0 || bLength == 0)
            return false;
        nuint distance = (nuint)Unsafe.ByteOffset(
            ref Unsafe.AsRef(in a),
            ref Unsafe.As<TB, TA>(ref Unsafe.AsRef(in b)));
        nuint aSize = (nuint)(uint)aLength * (nuint)Unsafe.SizeOf<TA>();
        nuint bSize = (nuint)(uint)bLength * (nuint)Unsafe.SizeOf<TB>();
        return distance < aSize || distance > unchecked(0 - bSize);
    }
}

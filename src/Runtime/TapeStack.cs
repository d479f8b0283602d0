// One growable stack over a pooled array: the tape keeps one for each kind of value.
using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autodiff;

internal ref struct TapeStack<T>
    where T : unmanaged
{
    private const int FirstCapacity = 256;

    // What stands in the middle of an array until the tape gets there: no number that anything computes.
    private const byte MarkByte = 0xFE;

    // The span is empty until the first push, so one comparison covers "not rented yet" and "full".
    private Span<T> _slots;
    private T[]? _rented;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T value)
    {
        Span<T> slots = _slots;
        int count = _count;
        if ((uint)count < (uint)slots.Length)
        {
            slots[count] = value;
            _count = count + 1;
        }
        else
        {
            GrowAndPush(value);
        }
    }

    // One check, and one change of the count that the next push waits for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T first, T second)
    {
        Span<T> slots = _slots;
        int count = _count;
        if ((uint)(count + 1) < (uint)slots.Length)
        {
            ref T top = ref Unsafe.Add(ref MemoryMarshal.GetReference(slots), count);
            top = first;
            Unsafe.Add(ref top, 1) = second;
            _count = count + 2;
        }
        else
        {
            PushEach(first, second);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pop(out T first, out T second)
    {
        Span<T> slots = _slots;
        int top = _count - 2;
        // The count is at most the length.
        if (top < 0)
            Fault.EmptyTape();
        _count = top;
        ref T at = ref Unsafe.Add(ref MemoryMarshal.GetReference(slots), top);
        first = Unsafe.Add(ref at, 1);
        second = at;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushEach(T first, T second)
    {
        Push(first);
        Push(second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Pop()
    {
        Span<T> slots = _slots;
        int top = _count - 1;
        if ((uint)top >= (uint)slots.Length)
            Fault.EmptyTape();
        _count = top;
        return slots[top];
    }

    public void Dispose()
    {
        T[]? rented = _rented;
        this = default;
        if (rented is null)
            return;
        // Of an array that was not half filled the next tape gets the smaller half.
        TapeCapacity<T>.Next = IsMark(rented[rented.Length / 2]) ? rented.Length / 2 : rented.Length;
        ArrayPool<T>.Shared.Return(rented);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowAndPush(T value)
    {
        int count = _count;
        // Past the longest array the pool is asked for one slot too many, and throws what `new` throws.
        int capacity = count == 0 ? Math.Max(FirstCapacity, TapeCapacity<T>.Next) : (int)Math.Max(count + 1L, Math.Clamp(2L * count, FirstCapacity, Array.MaxLength));
        T[] larger = ArrayPool<T>.Shared.Rent(capacity);
        _slots[..count].CopyTo(larger);
        if (_rented is not null)
            ArrayPool<T>.Shared.Return(_rented);
        _rented = larger;
        _slots = larger;
        MemoryMarshal.AsBytes(_slots.Slice(larger.Length / 2, 1)).Fill(MarkByte);
        _slots[count] = value;
        _count = count + 1;
    }

    private static bool IsMark(T value) => !MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref value, 1)).ContainsAnyExcept(MarkByte);
}

/// <summary>How much the last tape of this thread took: the next one begins with that, instead of growing to it.</summary>
internal static class TapeCapacity<T>
{
    [ThreadStatic]
    internal static int Next;
}

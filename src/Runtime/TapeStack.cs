// One growable stack over a pooled array: the tape keeps one for each kind of value.
using System;
using System.Buffers;
using System.Runtime.CompilerServices;

namespace Autodiff;

internal ref struct TapeStack<T>
    where T : unmanaged
{
    private const int FirstCapacity = 256;

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
        if (rented is not null)
            ArrayPool<T>.Shared.Return(rented);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowAndPush(T value)
    {
        int count = _count;
        // Past the longest array the pool is asked for one slot too many, and throws what `new` throws.
        int capacity = (int)Math.Max(count + 1L, Math.Clamp(2L * count, FirstCapacity, Array.MaxLength));
        T[] larger = ArrayPool<T>.Shared.Rent(capacity);
        _slots[..count].CopyTo(larger);
        if (_rented is not null)
            ArrayPool<T>.Shared.Return(_rented);
        _rented = larger;
        _slots = larger;
        _slots[count] = value;
        _count = count + 1;
    }
}

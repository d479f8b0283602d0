// The record that a reverse sweep consumes where the number of recorded values is not known beforehand.
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autodiff;

/// <summary>A record of values that the reverse sweep takes back in the opposite order.</summary>
/// <remarks>
/// <para>
/// There is one stack for each type, and each is strictly last in, first out; the order between types does not matter.
/// <c>default</c> is an empty tape. It rents nothing from the array pool until something is pushed, grows by doubling, and
/// allocates nothing once the pool is warm.
/// </para>
/// <para>
/// Pass it by <see langword="ref"/>: a copy would return the same memory twice. Call <see cref="Dispose"/> in a
/// <see langword="finally"/> block; a <see langword="using"/> variable cannot be passed by <see langword="ref"/>.
/// </para>
/// </remarks>
public ref struct Tape
{
    private TapeStack<double> _doubles;
    private TapeStack<float> _floats;
    private TapeStack<int> _ints;
    private TapeStack<long> _longs;
    private TapeStack<ulong> _words;
    private TapeStack<Vector256<double>> _vectors;

    // Numbers of any other type, boxed: generic code is compiled for double and float without them.
    private Stack<object>? _others;

    // The youngest bits, the last one lowest; whole words go to the stack, so 64 bits cost one push.
    private ulong _bits;
    private int _bitCount;

    /// <summary>Records a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value) => _doubles.Push(value);

    /// <summary>Records two numbers, the first one first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double first, double second) => _doubles.Push(first, second);

    /// <inheritdoc cref="Push(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(float value) => _floats.Push(value);

    /// <summary>Records a number of a type that generic code does not know.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push<T>(T value)
        where T : INumberBase<T>
    {
        if (typeof(T) == typeof(double))
            _doubles.Push((double)(object)value);
        else if (typeof(T) == typeof(float))
            _floats.Push((float)(object)value);
        else
            (_others ??= new Stack<object>()).Push(value);
    }

    /// <summary>Records several numbers at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(Vector256<double> value) => _vectors.Push(value);

    /// <inheritdoc cref="Push(Vector256{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(Vector512<double> value)
    {
        _vectors.Push(value.GetLower());
        _vectors.Push(value.GetUpper());
    }

    /// <summary>Records an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(int value) => _ints.Push(value);

    /// <inheritdoc cref="Push(int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(long value) => _longs.Push(value);

    /// <summary>Records a decision, in one bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(bool value)
    {
        if (_bitCount == 64)
        {
            _words.Push(_bits);
            _bitCount = 0;
        }

        _bits = (_bits << 1) | (value ? 1UL : 0UL);
        _bitCount++;
    }

    /// <summary>Takes back the <see langword="double"/> recorded last.</summary>
    /// <exception cref="System.InvalidOperationException">None is left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double PopDouble() => _doubles.Pop();

    /// <summary>Takes back the two <see langword="double"/>s recorded last: <paramref name="first"/> is what <see cref="PopDouble"/> would give first.</summary>
    /// <exception cref="System.InvalidOperationException">Fewer are left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pop(out double first, out double second) => _doubles.Pop(out first, out second);

    /// <summary>Takes back the numbers that were recorded at once last.</summary>
    /// <exception cref="System.InvalidOperationException">None are left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> PopVector256() => _vectors.Pop();

    /// <inheritdoc cref="PopVector256"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> PopVector512()
    {
        Vector256<double> upper = _vectors.Pop();
        return Vector512.Create(_vectors.Pop(), upper);
    }

    /// <summary>Takes back the <see langword="float"/> recorded last.</summary>
    /// <exception cref="System.InvalidOperationException">None is left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float PopFloat() => _floats.Pop();

    /// <summary>Takes back the number of that type recorded last.</summary>
    /// <exception cref="System.InvalidOperationException">None is left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Pop<T>()
        where T : INumberBase<T>
    {
        if (typeof(T) == typeof(double))
            return (T)(object)_doubles.Pop();
        if (typeof(T) == typeof(float))
            return (T)(object)_floats.Pop();
        if (_others is not { Count: > 0 })
            Fault.EmptyTape();
        return (T)_others!.Pop();
    }

    /// <summary>Takes back the <see langword="int"/> recorded last.</summary>
    /// <exception cref="System.InvalidOperationException">None is left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PopInt() => _ints.Pop();

    /// <summary>Takes back the <see langword="long"/> recorded last.</summary>
    /// <exception cref="System.InvalidOperationException">None is left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long PopLong() => _longs.Pop();

    /// <summary>Takes back the <see langword="bool"/> recorded last.</summary>
    /// <exception cref="System.InvalidOperationException">None is left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool PopBool()
    {
        if (_bitCount == 0)
        {
            _bits = _words.Pop();
            _bitCount = 64;
        }

        bool value = (_bits & 1) != 0;
        _bits >>= 1;
        _bitCount--;
        return value;
    }

    /// <summary>Returns what was rented and leaves an empty tape, which may be used again. Calling it twice is harmless.</summary>
    public void Dispose()
    {
        _doubles.Dispose();
        _floats.Dispose();
        _ints.Dispose();
        _longs.Dispose();
        _words.Dispose();
        _vectors.Dispose();
        _others = null;
        _bits = 0;
        _bitCount = 0;
    }
}

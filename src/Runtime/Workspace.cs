// The arena that temporary spans of a derivative are taken from.
using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autodiff;

/// <summary>An arena of pooled memory for temporary spans.</summary>
/// <remarks>
/// <para>
/// Memory is rented in chunks, so a span that was handed out never moves. What was allocated after a <see cref="Mark"/> is given
/// back by <see cref="Release"/>, and everything by <see cref="Dispose"/>. <c>default</c> is an empty arena that rents
/// nothing until something is allocated; it allocates no managed memory once the pool is warm.
/// </para>
/// <para>
/// Pass it by <see langword="ref"/>: a copy would return the same memory twice. Call <see cref="Dispose"/> in a
/// <see langword="finally"/> block; a <see langword="using"/> variable cannot be passed by <see langword="ref"/>.
/// </para>
/// </remarks>
public ref struct Workspace
{
    private const int FirstChunk = 512;
    private const int LargestDefaultChunk = 1 << 17;
    private const int FirstChunkCapacity = 16;

    // Sizes and positions are counted in units of eight bytes: every span starts aligned for the scalar types.
    private const int UnitSize = sizeof(ulong);
    private const int VectorSize = 64;

    // Chunks up to the current one hold live spans; those after it are kept for the next trip until Dispose.
    private ulong[][]? _chunks;
    private int _chunkCount;
    private int _current;

    // The position at which the current chunk starts, the position reached, and what is left of the current chunk.
    private int _start;
    private int _position;
    private Span<ulong> _free;

    /// <summary>Takes a zero-filled span.</summary>
    /// <exception cref="OverflowException">The length is negative, as for <c>new T[length]</c>.</exception>
    public Span<T> Allocate<T>(int length)
    {
        // Rented memory is dirty.
        Span<T> span = AllocateUninitialized<T>(length);
        span.Clear();
        return span;
    }

    /// <summary>Takes a span whose contents are whatever was there before: for what is written before it is read.</summary>
    /// <exception cref="OverflowException">The length is negative, as for <c>new T[length]</c>.</exception>
    public Span<T> AllocateUninitialized<T>(int length)
    {
        if (length < 0)
            Fault.NegativeLength();
        if (length == 0)
            return default;

        // Numbers of a user's own that hold references: the collector must see them.
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return new T[length];
        // A vector that is not aligned lies in two lines of the cache. The collector may move what is aligned here, which costs time only.
        int slack = Unsafe.SizeOf<T>() == VectorSize ? VectorSize / UnitSize - 1 : 0;
        long units = ((long)length * Unsafe.SizeOf<T>() + (UnitSize - 1)) / UnitSize + slack;
        if (units > _free.Length)
            NextChunk(units);
        ref ulong first = ref MemoryMarshal.GetReference(_free);
        _free = _free[(int)units..];
        if (slack > 0)
        {
            nuint address = (nuint)Unsafe.ByteOffset(ref Unsafe.NullRef<ulong>(), ref first);
            first = ref Unsafe.Add(ref first, (VectorSize - address % VectorSize) % VectorSize / UnitSize);
        }
        _position += (int)units;
        return MemoryMarshal.CreateSpan(ref Unsafe.As<ulong, T>(ref first), length);
    }

    /// <summary>The present position, for <see cref="Release"/>.</summary>
    public readonly int Mark() => _position;

    /// <summary>Gives back every span that was taken since <paramref name="mark"/>; they must not be used any more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mark lies ahead of the present position.</exception>
    public void Release(int mark)
    {
        if ((uint)mark > (uint)_position)
            Fault.MarkAhead(mark, _position);
        if (mark == _position)
            return;
        while (mark < _start)
            _start -= _chunks![--_current].Length;
        _position = mark;
        _free = _chunks![_current].AsSpan(mark - _start);
    }

    /// <summary>Returns what was rented and leaves an empty arena, which may be used again. Calling it twice is harmless.</summary>
    public void Dispose()
    {
        ulong[][]? chunks = _chunks;
        int count = _chunkCount;
        this = default;
        if (chunks is null)
            return;
        foreach (ulong[] chunk in chunks.AsSpan(0, count))
            ArrayPool<ulong>.Shared.Return(chunk);
        ReturnList(chunks, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NextChunk(long units)
    {
        int next = _chunkCount == 0 ? 0 : _current + 1;
        long start = next == 0 ? 0 : (long)_start + _chunks![_current].Length;
        if (start + units > Array.MaxLength)
            throw new OutOfMemoryException();

        // A kept chunk that is too small holds nothing live: a larger one takes its place.
        if (next < _chunkCount && _chunks![next].Length < units)
        {
            ulong[] small = _chunks[next];
            _chunks[next] = ArrayPool<ulong>.Shared.Rent((int)units);
            ArrayPool<ulong>.Shared.Return(small);
        }
        else if (next == _chunkCount)
        {
            int usual = next == 0 ? FirstChunk : (int)Math.Min(2L * _chunks![_current].Length, LargestDefaultChunk);
            EnsureListCapacity();
            _chunks[next] = ArrayPool<ulong>.Shared.Rent((int)Math.Max(units, usual));
            _chunkCount++;
        }

        _current = next;
        _start = (int)start;
        _position = _start;
        _free = _chunks![next];
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_chunks))]
    private void EnsureListCapacity()
    {
        if (_chunks is null)
        {
            _chunks = ArrayPool<ulong[]>.Shared.Rent(FirstChunkCapacity);
        }
        else if (_chunkCount == _chunks.Length)
        {
            ulong[][] larger = ArrayPool<ulong[]>.Shared.Rent(2 * _chunkCount);
            _chunks.CopyTo(larger.AsSpan());
            ReturnList(_chunks, _chunkCount);
            _chunks = larger;
        }
    }

    // The pool must not keep the chunks alive.
    private static void ReturnList(ulong[][] chunks, int count)
    {
        Array.Clear(chunks, 0, count);
        ArrayPool<ulong[]>.Shared.Return(chunks);
    }
}

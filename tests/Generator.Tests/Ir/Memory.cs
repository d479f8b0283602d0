// What the interpreter computes with besides scalars: memory handles, tapes, and the counts that tests state costs with.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generator.Tests.Ir;

/// <summary>A handle to elements of a C# array, as a span is: the same array may be behind many handles.</summary>
internal sealed class Memory(Array data, int offset, int length, MemoryState? state = null)
{
    public Array Data => data;
    public int Offset => offset;
    public int Length => length;
    public MemoryState? State => state;

    public static Memory Of(Array data) => new(data, 0, data.Length);

    public int LengthOf(int dimension) => data.Rank == 1 ? length : data.GetLength(dimension);

    public object Read(int[] indices)
    {
        int at = Locate(indices);
        state?.Read(at);
        return data.Rank == 1 ? data is double[] doubles ? doubles[at] : data.GetValue(at)! : data.GetValue(indices[0], indices[1])!;
    }

    public void Write(int[] indices, object value)
    {
        int at = Locate(indices);
        state?.Write(at);
        if (data.Rank == 2) data.SetValue(value, indices[0], indices[1]);
        else if (data is double[] doubles) doubles[at] = (double)value;
        else data.SetValue(value, at);
    }

    public void Fill(object value)
    {
        for (int i = 0; i < (data.Rank == 1 ? length : data.GetLength(0)); i++)
        {
            if (data.Rank == 1) Write([i], value);
            else for (int j = 0; j < data.GetLength(1); j++) Write([i, j], value);
        }
    }

    public Memory Slice(int start, int count)
    {
        if (data.Rank != 1) throw new InterpreterException("A two-dimensional array is sliced.");
        if (start < 0 || count < 0 || start + count > length) throw new ArgumentOutOfRangeException(nameof(start), $"{start}, {count} of {length}");
        return new Memory(data, offset + start, count, state);
    }

    private int Locate(int[] indices)
    {
        if (indices.Length != data.Rank) throw new InterpreterException($"{indices.Length} indices for memory of rank {data.Rank}.");
        for (int d = 0; d < indices.Length; d++)
            if (indices[d] < 0 || indices[d] >= LengthOf(d)) throw new IndexOutOfRangeException($"{indices[d]} of {LengthOf(d)}");
        return data.Rank == 1 ? offset + indices[0] : indices[0] * data.GetLength(1) + indices[1];
    }
}

/// <summary>Watches allocated memory: its lifetime, and for write-once memory that every element is stored once and before it is loaded.</summary>
internal sealed class MemoryState(int length, bool writeOnce)
{
    private readonly bool[]? _written = writeOnce ? new bool[length] : null;
    public bool IsDead { get; set; }

    public void Read(int at)
    {
        if (IsDead) throw new InterpreterException("Memory is read after its region ended.");
        if (_written is not null && !_written[at]) throw new InterpreterException($"Element {at} of write-once memory is read before it is written.");
    }

    public void Write(int at)
    {
        if (IsDead) throw new InterpreterException("Memory is written after its region ended.");
        if (_written is null) return;
        if (_written[at]) throw new InterpreterException($"Element {at} of write-once memory is written twice.");
        _written[at] = true;
    }
}

/// <summary>One stack per element type, as the runtime's tape.</summary>
internal sealed class Tape(Costs costs)
{
    private readonly Dictionary<Scalar, Stack<object>> _stacks = [];

    public int Count => _stacks.Values.Sum(s => s.Count);

    public void Push(Scalar kind, object value)
    {
        if (!_stacks.TryGetValue(kind, out Stack<object>? stack)) _stacks[kind] = stack = new Stack<object>();
        stack.Push(value);
        costs.Taped(Numbers.SizeOf(kind));
    }

    public object Pop(Scalar kind)
    {
        if (!_stacks.TryGetValue(kind, out Stack<object>? stack) || stack.Count == 0) throw new InterpreterException($"The tape has no {kind} left to replay.");
        costs.Taped(-Numbers.SizeOf(kind));
        return stack.Pop();
    }
}

/// <summary>What a run cost: tests state "records b bytes per trip" and "work linear in call depth" with these.</summary>
internal sealed class Costs
{
    private long _tapeBytes;
    public long Instructions { get; set; }
    public long Calls { get; set; }
    /// <summary>Most bytes on all tapes at one time.</summary>
    public long TapeHighWater { get; private set; }
    /// <summary>Bytes of all memory allocated by the program, and of the write-once part of it: the records of counted loops.</summary>
    public long AllocatedBytes { get; set; }
    public long WriteOnceBytes { get; set; }
    /// <summary>All that was kept for the reverse sweep, wherever it was put.</summary>
    public long RecordedBytes => TapeHighWater + WriteOnceBytes;

    public void Taped(int bytes)
    {
        _tapeBytes += bytes;
        TapeHighWater = Math.Max(TapeHighWater, _tapeBytes);
    }
}

/// <summary>The program broke a rule that the verifier cannot see (tape balance, lifetimes), or met an unknown opaque text.</summary>
internal sealed class InterpreterException(string message) : Exception(message);

/// <summary>The program's own throw: an effect that throws.</summary>
internal sealed class ThrownByProgramException(string text) : Exception(text);

/// <summary>What <see cref="Op.Undefined"/> gives: it may be handed on, but nothing may compute with it.</summary>
internal sealed class Undefined
{
    public static readonly Undefined Instance = new();
}

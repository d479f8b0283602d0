// Counts the pooled memory that a call holds, from the events of the array pools.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics.Tracing;
using System.Runtime.Intrinsics;

namespace Autodiff.Benchmarks;

/// <summary>
/// Derivatives take what they record, adjoints and temporaries from <c>ArrayPool&lt;T&gt;.Shared</c>, and nowhere else but from the stack; so the most memory that is rented at a
/// time is an upper bound of what is recorded. The pool rounds up to powers of two.
/// </summary>
internal sealed class PoolMeter : EventListener
{
    private static readonly Dictionary<int, int> ElementSizes = new()
    {
        [ArrayPool<double>.Shared.GetHashCode()] = sizeof(double), [ArrayPool<float>.Shared.GetHashCode()] = sizeof(float), [ArrayPool<int>.Shared.GetHashCode()] = sizeof(int),
        [ArrayPool<long>.Shared.GetHashCode()] = sizeof(long), [ArrayPool<ulong>.Shared.GetHashCode()] = sizeof(ulong), [ArrayPool<bool>.Shared.GetHashCode()] = sizeof(bool),
        [ArrayPool<byte>.Shared.GetHashCode()] = sizeof(byte), [ArrayPool<ulong[]>.Shared.GetHashCode()] = sizeof(ulong),
        [ArrayPool<Vector256<double>>.Shared.GetHashCode()] = 32, [ArrayPool<Vector512<double>>.Shared.GetHashCode()] = 64,
    };

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _held;
    private long _most;

    private PoolMeter()
    {
    }

    /// <summary>The most bytes held at a time during a call, on this thread.</summary>
    public static long MostHeld(Action action)
    {
        using var meter = new PoolMeter();
        meter._held = meter._most = 0;
        action();
        return meter._most;
    }

    protected override void OnEventSourceCreated(EventSource source)
    {
        if (source.Name == "System.Buffers.ArrayPoolEventSource") EnableEvents(source, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs data)
    {
        if (Environment.CurrentManagedThreadId != _thread || data.Payload is not [_, int length, int pool, ..]) return;
        if (data.EventName is not ("BufferRented" or "BufferReturned")) return;
        long bytes = (long)length * ElementSizes[pool];
        _held += data.EventName == "BufferRented" ? bytes : -bytes;
        _most = Math.Max(_most, _held);
    }
}

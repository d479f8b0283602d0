// Counts what the current thread rents from and returns to the shared array pools, by the pool's own events.
using System;
using System.Collections.Generic;
using System.Diagnostics.Tracing;
using System.Linq;

namespace Autodiff.Runtime.Tests;

internal sealed class PoolWatch : EventListener
{
    private const int BufferRented = 1;
    private const int BufferReturned = 3;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<(bool Rented, int Buffer, int Pool)> _events = [];

    public int Rented => _events.Count(e => e.Rented);

    public int Returned => _events.Count(e => !e.Rented);

    /// <summary>Buffers that are out, by (buffer, pool); a buffer returned twice counts negative.</summary>
    public int[] Outstanding => _events
        .GroupBy(e => (e.Buffer, e.Pool))
        .Select(buffer => buffer.Sum(e => e.Rented ? 1 : -1))
        .Where(balance => balance != 0)
        .ToArray();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
            EnableEvents(eventSource, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (Environment.CurrentManagedThreadId != _thread || eventData.EventId is not (BufferRented or BufferReturned))
            return;
        int Field(string name) => (int)eventData.Payload![eventData.PayloadNames!.IndexOf(name)]!;
        _events.Add((eventData.EventId == BufferRented, Field("bufferId"), Field("poolId")));
    }
}

// Gradients of sums over a batch, computed on several cores with the same bits for the same number of workers.
using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace Autodiff;

/// <summary>The value of a range of a batch and its gradient: what a generated <c>FVjp</c> with seed 1 or <c>FGradient</c> computes for one part of the data.</summary>
/// <param name="start">The first item of the range.</param>
/// <param name="count">Number of items.</param>
/// <param name="gradient">The gradient of the range; zero when called.</param>
/// <returns>The value of the range.</returns>
public delegate double RangeGradient(int start, int count, Span<double> gradient);

/// <summary>Runs a gradient over ranges of a batch on several cores.</summary>
/// <remarks>
/// <para>
/// Each worker has its own range and its own gradient buffer; the values and gradients are added pairwise in an order that depends on the number
/// of workers only. So the same batch and the same number of workers give the same bits, whatever the machine does meanwhile.
/// </para>
/// <para>
/// An instance keeps its buffers. One call runs at a time; several instances may run at once. A call takes a few microseconds: below some 200 µs
/// of work one worker is faster. Starting the workers allocates a few hundred bytes a call.
/// </para>
/// </remarks>
public sealed class ParallelGradient
{
    // Adjacent workers must not write to one cache line: buffers start this many doubles apart, at least.
    private const int Line = 16;

    private readonly double[] _values;
    private readonly Exception?[] _faults;
    private double[][] _buffers = [];
    private int _running;

    /// <summary>A runner with as many workers as the machine has processors.</summary>
    public ParallelGradient()
        : this(Environment.ProcessorCount)
    {
    }

    /// <summary>A runner with a fixed number of workers.</summary>
    /// <param name="workers">At least one.</param>
    public ParallelGradient(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Workers = workers;
        _values = new double[workers];
        _faults = new Exception?[workers];
    }

    /// <summary>Number of workers, and of ranges that a batch is divided into.</summary>
    public int Workers { get; }

    /// <summary>Runs <paramref name="range"/> over all items; the value, and in <paramref name="gradient"/> the gradient, of the whole batch.</summary>
    /// <param name="items">Number of items of the batch.</param>
    /// <param name="gradient">Set to the sum of the gradients of the ranges.</param>
    /// <param name="range">Called once for each range, on any thread, several at a time; it must not write to what another range reads or writes.</param>
    /// <param name="cancellation">Seen before each range starts; ranges that run are not interrupted.</param>
    /// <returns>The sum of the values of the ranges.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before all ranges had run; <paramref name="gradient"/> is untouched.</exception>
    /// <remarks>
    /// If ranges throw, the exception of the first of them in the order of the items is rethrown as it is, once, when no range runs any more;
    /// <paramref name="gradient"/> is untouched then.
    /// </remarks>
    public double Run(int items, Span<double> gradient, RangeGradient range, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(range);
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("This ParallelGradient is running: use one for each of the calls that run at once.");
        try
        {
            return RunRanges(items, gradient, range, cancellation);
        }
        finally
        {
            Array.Clear(_faults);
            Volatile.Write(ref _running, 0);
        }
    }

    private double RunRanges(int items, Span<double> gradient, RangeGradient range, CancellationToken cancellation)
    {
        int workers = Math.Min(Workers, Math.Max(items, 1)), length = gradient.Length;
        Reserve(workers, length);

        void Work(int worker)
        {
            try
            {
                // The same cut whatever the order in which workers start.
                int start = (int)((long)items * worker / workers), end = (int)((long)items * (worker + 1) / workers);
                cancellation.ThrowIfCancellationRequested();
                Span<double> buffer = _buffers[worker].AsSpan(Line, length);
                buffer.Clear();
                _values[worker] = range(start, end - start, buffer);
            }
            catch (Exception fault)
            {
                _faults[worker] = fault;
            }
        }

        if (workers == 1) Work(0);
        else
        {
            // The calling thread is one of the workers.
            Task[] tasks = new Task[workers - 1];
            for (int w = 1; w < workers; w++)
            {
                int worker = w;
                tasks[w - 1] = Task.Run(() => Work(worker), CancellationToken.None);
            }
            Work(0);
            Task.WaitAll(tasks);
        }
        Rethrow(workers);

        // Pairs, pairs of pairs, and so on: the order depends on the number of workers alone.
        for (int step = 1; step < workers; step *= 2)
            for (int w = 0; w + step < workers; w += 2 * step)
            {
                _values[w] += _values[w + step];
                Numerics.Kernels.Axpy(1, _buffers[w + step].AsSpan(Line, length), _buffers[w].AsSpan(Line, length));
            }
        _buffers[0].AsSpan(Line, length).CopyTo(gradient);
        return _values[0];
    }

    /// <summary>What a range threw comes before the cancellation of others, which it may have asked for.</summary>
    private void Rethrow(int workers)
    {
        Exception? cancelled = null;
        for (int w = 0; w < workers; w++)
        {
            if (_faults[w] is OperationCanceledException) cancelled ??= _faults[w];
            else if (_faults[w] is { } fault) ExceptionDispatchInfo.Throw(fault);
        }
        if (cancelled is not null) ExceptionDispatchInfo.Throw(cancelled);
    }

    private void Reserve(int workers, int length)
    {
        if (_buffers.Length >= workers && _buffers[0].Length >= length + 2 * Line) return;
        double[][] buffers = new double[Workers][];
        for (int w = 0; w < Workers; w++) buffers[w] = new double[length + 2 * Line];
        _buffers = buffers;
    }
}

// One call of a differentiable method on variables: runs it, and is the node of the graph that remembers it.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.ComponentModel;
using System.Numerics;

namespace Autodiff;

/// <summary>The base of what the generator writes for <see cref="Derivatives.Variable"/>; there is no reason to write one by hand.</summary>
/// <remarks>
/// Generated code begins an operation, gives it its inputs and outputs in order, and runs it. If something is recorded, the operation stays as a node until a backward pass
/// frees it; then, or at once, it goes back to the pool of its kind.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class Operation<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private Slot<T>[] _inputs = new Slot<T>[2];
    private Result<T>[] _outputs = new Result<T>[1];
    private int _inputCount, _outputCount;
    private Stack<Operation<T>>? _pool;

    /// <summary>The name of the method.</summary>
    public abstract string Name { get; }

    internal int Generation { get; private set; }
    internal Span<Slot<T>> Inputs => _inputs.AsSpan(0, _inputCount);
    internal Span<Result<T>> Outputs => _outputs.AsSpan(0, _outputCount);

    // ---- what generated code overrides

    /// <summary>Calls the method on the inputs and outputs.</summary>
    protected abstract void Forward();

    /// <summary>Adds to <see cref="Adjoint"/> of each input the product of the seeds with the Jacobian; may overwrite the seeds.</summary>
    protected abstract void Backward();

    /// <summary>Which values of inputs, as bits, the adjoint of an input depends on.</summary>
    protected virtual ulong ValuesFor(int input) => ulong.MaxValue;

    /// <summary>The operation that computes <see cref="Backward"/> from the inputs and the seeds, or null if it was not compiled.</summary>
    protected virtual Operation<T>? Derivative() => null;

    /// <summary>The backward step of its one output is written by hand in operations on variables: <see cref="BackwardOnVariables"/>.</summary>
    internal virtual bool HasOwnRule => false;

    /// <summary>The adjoints of the inputs, null where none is wanted, for a backward pass that is recorded.</summary>
    internal virtual Variable<T>?[] BackwardOnVariables(Variable<T>[] inputs, Variable<T> seed) => [];

    /// <summary>Lets go of constants that are objects.</summary>
    protected virtual void Clear()
    {
    }

    // ---- what generated code calls

    /// <summary>An operation of a kind, from the pool.</summary>
    public static TOperation Begin<TOperation>() where TOperation : Operation<T>, new()
    {
        Stack<Operation<T>> pool = Pools<TOperation>.Free ??= new Stack<Operation<T>>();
        return pool.TryPop(out Operation<T>? operation) ? (TOperation)operation : new TOperation { _pool = pool };
    }

    /// <summary>The next input, with respect to which the method is differentiated.</summary>
    public void Input(Variable<T> variable, string parameter) => Add(variable, parameter).IsDifferentiated = true;

    /// <summary>The next input, which the method takes as a constant.</summary>
    public void Constant(Variable<T> variable, string parameter)
    {
        ref Slot<T> slot = ref Add(variable, parameter);
        if (slot.Leaf is not null || slot.Source is not null)
        {
            string shape = variable.Shape.ToString();
            Abandon();
            throw new ArgumentException(
                $"{Name}: '{parameter}', of shape {shape}, wants a gradient, but the method is not differentiated with respect to it. Name it in [Differentiable], or pass {parameter}.Detach().", parameter);
        }
    }

    /// <summary>The next input, a number.</summary>
    public void Scalar(Variable<T> variable, string parameter, bool isDifferentiated = true)
    {
        if (isDifferentiated) Input(variable, parameter);
        else Constant(variable, parameter);
        if (variable.Count == 1) return;
        Abandon();
        throw new ArgumentException($"{Name}: '{parameter}' is one number, but a variable of shape {variable.Shape} was passed.", parameter);
    }

    /// <summary>The next output: zeros of a shape, for the method to fill.</summary>
    public Variable<T> Output(ReadOnlySpan<nint> lengths) => Output(Shape.Of(lengths));

    /// <summary>The next output: a copy of an input, for the method to update.</summary>
    public Variable<T> Update(int input)
    {
        Variable<T> result = Output(_inputs[input].Shape);
        In(input).CopyTo(result.Span);
        return result;
    }

    internal Variable<T> Output(Shape shape)
    {
        if (_outputCount == _outputs.Length) Array.Resize(ref _outputs, 2 * _outputs.Length);
        Variable<T> result = Variable.Result<T>(shape);
        _outputs[_outputCount++] = new Result<T> { Shape = shape, Variable = result };
        return result;
    }

    /// <summary>Runs the method and records it, if that is wanted.</summary>
    public void Run()
    {
        try
        {
            Forward();
        }
        catch
        {
            Abandon();
            throw;
        }
        finally
        {
            if (_copies is { Count: > 0 } copies)
            {
                foreach (T[] copy in copies) ArrayPool<T>.Shared.Return(copy);
                copies.Clear();
            }
        }
        if (!Autograd.IsRecording || !RequiresGradient())
        {
            Release();
            return;
        }
        for (int k = 0; k < _outputCount; k++)
        {
            _outputs[k].Variable!.SetSource(this, k);
            _outputs[k].Variable = null;
        }
    }

    /// <summary>The numbers of an input.</summary>
    protected ReadOnlySpan<T> In(int input) => _inputs[input].Storage.Array.AsSpan(0, _inputs[input].Shape.Count);

    /// <summary>The numbers of an output, while the method runs.</summary>
    protected Span<T> Out(int output) => _outputs[output].Variable!.Span;

    /// <summary>A copy of an input that may be overwritten, while the method runs.</summary>
    protected Span<T> CopyOf(int input)
    {
        ReadOnlySpan<T> original = In(input);
        T[] copy = ArrayPool<T>.Shared.Rent(original.Length);
        (_copies ??= []).Add(copy);
        original.CopyTo(copy);
        return copy.AsSpan(0, original.Length);
    }

    private List<T[]>? _copies;

    // ---- inside

    internal void Add(in Slot<T> slot)
    {
        if (_inputCount == _inputs.Length) Array.Resize(ref _inputs, 2 * _inputs.Length);
        _inputs[_inputCount++] = slot;
    }

    private ref Slot<T> Add(Variable<T> variable, string parameter)
    {
        if (variable is null)
        {
            Abandon();
            throw new ArgumentNullException(parameter);
        }
        Add(new Slot<T> { Storage = variable.Storage, Shape = variable.Shape, Version = variable.Storage.Version });
        ref Slot<T> slot = ref _inputs[_inputCount - 1];
        if (Autograd.IsRecording) variable.Link(ref slot);
        return ref slot;
    }

    private bool RequiresGradient()
    {
        for (int k = 0; k < _inputCount; k++)
            if (_inputs[k].RequiresGradient) return true;
        return false;
    }

    private void Abandon()
    {
        ClearSeeds();
        Release();
    }

    /// <summary>Frees the node; variables that remember it see that by its generation.</summary>
    internal void Release()
    {
        Generation++;
        Clear();
        Array.Clear(_inputs, 0, _inputCount);
        Array.Clear(_outputs, 0, _outputCount);
        (_inputCount, _outputCount, _pass, _pending) = (0, 0, null, 0);
        Stack<Operation<T>>? pool = Pool;
        if (pool is not null && pool.Count < MostPooled) pool.Push(this);
    }

    /// <summary>More nodes of one kind than this are left to the garbage collector.</summary>
    private const int MostPooled = 1 << 16;

    // A node that was made on one thread and is freed on another must not touch that one's pool.
    private Stack<Operation<T>>? Pool => _thread == Environment.CurrentManagedThreadId ? _pool : null;
    private readonly int _thread = Environment.CurrentManagedThreadId;

    private static class Pools<TOperation>
    {
        [ThreadStatic]
        public static Stack<Operation<T>>? Free;
    }
}

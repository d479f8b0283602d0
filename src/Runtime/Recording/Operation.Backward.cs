// The operation as a node in a backward pass: seeds that arrive, adjoints that leave.
using System;
using System.Buffers;
using System.Numerics.Tensors;
using System.Threading;

namespace Autodiff;

public abstract partial class Operation<T>
{
    private object? _pass;
    private int _pending;
    private T[]?[] _adjoints = new T[]?[2], _targets = new T[]?[2];

    /// <summary>The gradient of an output; may be overwritten.</summary>
    protected Span<T> Seed(int output) => _outputs[output].Seed.AsSpan(0, _outputs[output].Shape.Count);

    /// <summary>Where the gradient of an input is added.</summary>
    protected Span<T> Adjoint(int input) => _adjoints[input].AsSpan(0, _inputs[input].Shape.Count);

    /// <summary>The pass that has claimed the node.</summary>
    internal bool IsIn(object pass) => ReferenceEquals(Volatile.Read(ref _pass), pass);

    /// <summary>Takes the node for a pass; false if it has it already.</summary>
    internal bool Claim(object pass)
    {
        object? other = Interlocked.CompareExchange(ref _pass, pass, null);
        if (other is not null && other != pass)
            throw new RecordingException($"Another backward pass is running through {this}. Two threads cannot go backward through one graph at once: wait for the first, or record once on each thread.");
        return other is null;
    }

    internal void Unclaim()
    {
        ClearSeeds();
        _pending = 0;
        Volatile.Write(ref _pass, null);
    }

    internal bool IsAwaitingNothing => _pending == 0;

    internal void Await() => _pending++;

    /// <summary>One consumer is done; true if it was the last.</summary>
    internal bool Arrive() => --_pending == 0;

    private void ClearSeeds()
    {
        foreach (ref Result<T> output in Outputs)
        {
            if (output.Seed is { } seed) ArrayPool<T>.Shared.Return(seed);
            (output.Seed, output.RecordedSeed) = (null, null);
        }
    }

    internal bool HasSeed
    {
        get
        {
            foreach (ref readonly Result<T> output in Outputs)
                if (output.Seed is not null || output.RecordedSeed is not null) return true;
            return false;
        }
    }

    /// <summary>The gradient buffer of an output: zeros at first.</summary>
    internal T[] SeedArray(int output)
    {
        ref Result<T> result = ref _outputs[output];
        return result.Seed ??= RentZeros(result.Shape.Count);
    }

    internal void SeedOnes(int output)
    {
        foreach (ref T value in SeedArray(output).AsSpan(0, _outputs[output].Shape.Count)) value += T.One;
    }

    internal static T[] RentZeros(int length)
    {
        T[] array = ArrayPool<T>.Shared.Rent(length);
        Array.Clear(array, 0, length);
        return array;
    }

    /// <summary>Goes backward through the operation: adds to the buffer that the pass has for each input.</summary>
    internal void Pull(NumericPass<T> pass)
    {
        CheckVersions();
        if (_adjoints.Length < _inputCount) (_adjoints, _targets) = (new T[]?[_inputs.Length], new T[]?[_inputs.Length]);
        for (int k = 0; k < _outputCount; k++) SeedArray(k);
        try
        {
            for (int k = 0; k < _inputCount; k++)
            {
                if (!_inputs[k].IsDifferentiated) continue;
                T[]? target = _targets[k] = _inputs[k].RequiresGradient ? pass.TargetOf(_inputs[k]) : null;
                // What nobody asks for goes to memory that nobody reads; what goes where another input of this call goes too is added afterwards.
                _adjoints[k] = target is null || Array.IndexOf(_adjoints, target, 0, k) >= 0 ? RentZeros(_inputs[k].Shape.Count) : target;
            }
            Backward();
            if (Autograd.IsDetectingAnomalies) CheckFinite();
            for (int k = 0; k < _inputCount; k++)
                if (_targets[k] is { } target && target != _adjoints[k]) TensorPrimitives.Add(target.AsSpan(0, _inputs[k].Shape.Count), Adjoint(k), target);
        }
        finally
        {
            for (int k = 0; k < _inputCount; k++)
            {
                if (_adjoints[k] is { } adjoint && adjoint != _targets[k]) ArrayPool<T>.Shared.Return(adjoint);
                (_adjoints[k], _targets[k]) = (null, null);
            }
        }
    }

    private void CheckFinite()
    {
        for (int k = 0; k < _inputCount; k++)
            if (_inputs[k].RequiresGradient) CheckFinite(k, Adjoint(k));
    }

    private void CheckFinite(int input, ReadOnlySpan<T> adjoint)
    {
        foreach (T value in adjoint)
            if (!T.IsFinite(value))
                throw new RecordingException($"The gradient of input {input} of {this} is not finite ({value}): this is the first operation of the backward pass that made such a value.");
    }

    /// <summary>Records the backward step: an operation from the inputs and seeds to the adjoints of the differentiated inputs.</summary>
    internal void PullRecorded(RecordedPass<T> pass)
    {
        CheckVersions();
        if (HasOwnRule && BackwardOnVariables(InputVariables(), _outputs[0].RecordedSeed!) is var adjoints)
        {
            for (int k = 0; k < adjoints.Length; k++)
            {
                if (adjoints[k] is not { } adjoint) continue;
                if (Autograd.IsDetectingAnomalies) CheckFinite(k, adjoint.Values);
                pass.Accumulate(_inputs[k], adjoint);
            }
            return;
        }
        Operation<T> derivative = Derivative() ?? throw new RecordingException(
            $"{this} was recorded in a backward pass already, and its next derivative is not compiled. Gradients of gradients go to third order.");
        for (int k = 0; k < _inputCount; k++) derivative.Add(_inputs[k]);
        for (int k = 0; k < _outputCount; k++) derivative.Input(_outputs[k].RecordedSeed ?? Variable.Result<T>(_outputs[k].Shape), "seed");
        int first = pass.Count;
        for (int k = 0; k < _inputCount; k++)
            if (_inputs[k].IsDifferentiated) pass.Add(derivative.Output(_inputs[k].Shape));
        derivative.Run();
        for (int k = 0, at = first; k < _inputCount; k++)
        {
            if (!_inputs[k].IsDifferentiated) continue;
            Variable<T> adjoint = pass.Take(at++);
            if (!_inputs[k].RequiresGradient) continue;
            if (Autograd.IsDetectingAnomalies) CheckFinite(k, adjoint.Values);
            pass.Accumulate(_inputs[k], adjoint);
        }
        pass.Drop(first);
    }

    internal void AddSeed(int output, ReadOnlySpan<T> head)
    {
        Span<T> seed = SeedArray(output).AsSpan(0, head.Length);
        TensorPrimitives.Add(seed, head, seed);
    }

    /// <summary>The inputs as they were when the operation ran, with the histories that they had.</summary>
    private Variable<T>[] InputVariables()
    {
        Variable<T>[] variables = new Variable<T>[_inputCount];
        for (int k = 0; k < _inputCount; k++)
        {
            ref readonly Slot<T> input = ref _inputs[k];
            variables[k] = input.Leaf ?? new Variable<T>(input.Storage, input.Shape);
            if (input.Leaf is null && input.Source is { } source) variables[k].SetSource(source, input.SourceOutput);
        }
        return variables;
    }

    internal void AddSeed(int output, Variable<T> seed)
    {
        ref Result<T> result = ref _outputs[output];
        result.RecordedSeed = result.RecordedSeed is null ? seed : result.RecordedSeed + seed;
    }

    /// <summary>Fails if a value that the adjoints depend on was overwritten.</summary>
    internal void CheckVersions()
    {
        ulong needed = 0;
        for (int k = 0; k < _inputCount; k++)
            if (_inputs[k].RequiresGradient) needed |= ValuesFor(k);
        for (int k = 0; k < _inputCount; k++)
        {
            ref readonly Slot<T> input = ref _inputs[k];
            if (input.Storage.Version == input.Version || (needed >> Math.Min(k, 63) & 1) == 0) continue;
            throw new RecordingException(
                $"The backward pass through {this} needs its input {k}, of shape {input.Shape}, as it was at version {input.Version}, but an update in place has made it version {input.Storage.Version}. "
                + "Use an operation that returns a new variable, or update a copy.");
        }
    }

    /// <summary>The node in words: the method and the shapes.</summary>
    public override string ToString()
    {
        string text = Name + "(";
        for (int k = 0; k < _inputCount; k++) text += (k > 0 ? ", " : "") + _inputs[k].Shape;
        text += ")";
        for (int k = 0; k < _outputCount; k++) text += (k > 0 ? ", " : " -> ") + _outputs[k].Shape;
        return text;
    }
}

// History of a variable, its gradient, and the backward pass from it.
using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;

namespace Autodiff;

public sealed partial class Variable<T>
{
    private int _sourceGeneration;

    /// <summary>The operation that made it, if that was recorded.</summary>
    internal Operation<T>? Source { get; private set; }
    internal int SourceOutput { get; private set; }
    internal bool IsFreed => Source is not null && Source.Generation != _sourceGeneration;
    internal bool IsAttached => Mode != GradientMode.None;

    /// <summary>What a backward pass does with the gradient; <see cref="GradientMode.None"/>: the variable holds none.</summary>
    public GradientMode Mode { get; private set; }

    /// <summary>The gradient of an attached variable: zeros until a backward pass has reached it.</summary>
    public Variable<T>? Gradient { get; private set; }

    /// <summary>Whether what is computed from it is recorded: it is attached, or was computed from such a variable.</summary>
    public bool RequiresGradient => IsAttached || Source is not null;

    internal void SetSource(Operation<T> source, int output) => (Source, SourceOutput, _sourceGeneration) = (source, output, source.Generation);

    /// <summary>Tells a recorded operation where the gradient of this input goes: to an attached variable itself, and no further.</summary>
    internal void Link(ref Slot<T> slot)
    {
        if (IsAttached) slot.Leaf = this;
        else (slot.Source, slot.SourceOutput, slot.SourceGeneration) = (Source, SourceOutput, _sourceGeneration);
    }

    /// <summary>
    /// Gives the variable a gradient. On the result of an operation it also cuts: what uses the variable from now on treats it as a leaf, so that
    /// a backward pass from there fills its gradient and goes no further; <see cref="Backward(Variable{T}, bool, bool)"/> on the variable itself still runs its own history.
    /// </summary>
    public Variable<T> AttachGradient(GradientMode mode = GradientMode.Set)
    {
        if (!Enum.IsDefined(mode)) throw new ArgumentOutOfRangeException(nameof(mode));
        if (mode == GradientMode.None) Gradient = null;
        else Gradient = new Variable<T>(new Storage<T>(new T[Shape.Count]), Shape);
        Mode = mode;
        return this;
    }

    /// <summary>A variable that shares the numbers and has no history; this one keeps its own.</summary>
    public Variable<T> Detach() => new(Storage, Shape) { Name = Name };

    /// <summary>Sets the gradient to zero.</summary>
    public void ZeroGradient()
    {
        if (Gradient is null) throw new RecordingException($"This variable of shape {Shape} holds no gradient: create it by Variable.Create or call AttachGradient() first.");
        Gradient = new Variable<T>(Gradient.Source is null ? Gradient.Storage : new Storage<T>(new T[Shape.Count]), Shape);
        Gradient.Span.Clear();
        Gradient.Storage.Version++;
    }

    /// <summary>Fills the gradients of the attached variables that this one was computed from; of several numbers it is the gradient of their sum.</summary>
    /// <param name="retainGraph">Keeps the recorded operations for another pass; without it they are freed.</param>
    /// <param name="createGraph">Records the pass itself, so that the gradients can be differentiated; keeps the operations too.</param>
    public void Backward(bool retainGraph = false, bool createGraph = false) => Autograd.Backward(this, null, retainGraph || createGraph, createGraph);

    /// <summary>The same with a head gradient: the gradient of whatever comes after, with respect to this variable.</summary>
    /// <param name="headGradient">Of this variable's shape.</param>
    /// <param name="retainGraph">Keeps the recorded operations for another pass; without it they are freed.</param>
    /// <param name="createGraph">Records the pass itself, so that the gradients can be differentiated; keeps the operations too.</param>
    public void Backward(Variable<T> headGradient, bool retainGraph = false, bool createGraph = false)
    {
        ArgumentNullException.ThrowIfNull(headGradient);
        Autograd.Backward(this, headGradient, retainGraph || createGraph, createGraph);
    }

    /// <summary>Sets or adds what a pass has found. Passes on several threads may end in one variable.</summary>
    internal void Take(ReadOnlySpan<T> gradient)
    {
        lock (Storage)
        {
            // The variable may have been given another mode, or none, since it was used.
            if (Gradient is not { } own) return;
            if (own.Source is not null) own = Gradient = Variable.Copy(own);
            if (Mode == GradientMode.Add) TensorPrimitives.Add(own.Values, gradient, own.Span);
            else gradient.CopyTo(own.Span);
            own.Storage.Version++;
        }
    }

    /// <summary>The same for a gradient with a history of its own.</summary>
    internal void Take(Variable<T> gradient)
    {
        lock (Storage)
        {
            if (Gradient is not { } own) return;
            Gradient = Mode == GradientMode.Add ? own + gradient : gradient;
        }
    }
}

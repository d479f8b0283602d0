// The backward pass that only computes: gradients in rented memory.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autodiff;

internal sealed class NumericPass<T> : BackwardPass<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    [ThreadStatic]
    private static NumericPass<T>? _free;

    private readonly Dictionary<Variable<T>, T[]> _leaves = [];
    private List<GradientTarget<T>>? _targets;

    /// <summary>A pass that collects the gradients of all leaves, or of some targets only.</summary>
    public static NumericPass<T> Open(List<GradientTarget<T>>? targets)
    {
        NumericPass<T> pass = _free ?? new NumericPass<T>();
        _free = null;
        pass._targets = targets;
        if (targets is not null)
            foreach (GradientTarget<T> target in targets)
                if (target.IsLeaf) pass._leaves.TryAdd(target.Variable, Operation<T>.RentZeros(target.Variable.Count));
        return pass;
    }

    /// <summary>Where the gradient of an input is added; null: nowhere.</summary>
    public T[]? TargetOf(in Slot<T> input)
    {
        if (input.Leaf is not { } leaf) return input.Source!.SeedArray(input.SourceOutput);
        if (_leaves.TryGetValue(leaf, out T[]? buffer)) return buffer;
        if (_targets is not null) return null;
        _leaves.Add(leaf, buffer = Operation<T>.RentZeros(leaf.Count));
        return buffer;
    }

    protected override void Visit(Operation<T> node)
    {
        if (_targets is not null)
            foreach (GradientTarget<T> target in _targets)
                if (target.Source == node && node.Outputs[target.Output].Seed is { } seed) target.Found(seed);
        node.Pull(this);
    }

    public override void Deliver()
    {
        if (_targets is null)
        {
            foreach ((Variable<T> leaf, T[] gradient) in _leaves) leaf.Take(gradient.AsSpan(0, leaf.Count));
            return;
        }
        foreach (GradientTarget<T> target in _targets)
            if (target.IsLeaf) target.Found(_leaves[target.Variable]);
    }

    public override void Close(bool free)
    {
        base.Close(free);
        foreach (T[] buffer in _leaves.Values) ArrayPool<T>.Shared.Return(buffer);
        _leaves.Clear();
        _targets = null;
        _free = this;
    }
}

/// <summary>An input whose gradient <see cref="Autograd"/> was asked for.</summary>
internal sealed class GradientTarget<T>(Variable<T> variable) where T : unmanaged, IFloatingPointIeee754<T>
{
    private Variable<T>? _gradient;

    public Variable<T> Variable => variable;
    public bool IsLeaf => variable.IsAttached;
    /// <summary>The operation that made it, of which it is an output.</summary>
    public Operation<T>? Source => variable.IsFreed ? null : variable.Source;
    public int Output => variable.SourceOutput;

    public void Found(ReadOnlySpan<T> gradient)
    {
        _gradient ??= Autodiff.Variable.Empty<T>(variable.Shape);
        TensorPrimitives.Add(_gradient.Values, gradient[.._gradient.Count], _gradient.Span);
    }

    public void Found(Variable<T> gradient) => _gradient = _gradient is null ? gradient : _gradient + gradient;

    public Variable<T> Gradient => _gradient ?? Autodiff.Variable.Empty<T>(variable.Shape);
}

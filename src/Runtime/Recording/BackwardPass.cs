// The walk backward over the graph: each node once, after everything that used its outputs.
using System;
using System.Collections.Generic;
using System.Numerics;

namespace Autodiff;

/// <summary>
/// Claims every node that the outputs depend on, counts how many of their users are to come, and visits them as these counts reach zero: reverse topological order, in time linear
/// in the number of nodes and edges, on a stack of its own. A node that is claimed belongs to this pass until the end, so a second thread gets an exception and no wrong numbers.
/// </summary>
internal abstract class BackwardPass<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Operation<T>> _nodes = [];
    private readonly Stack<Operation<T>> _pending = new();

    /// <summary>Claims a node and everything it depends on.</summary>
    public void Reach(Operation<T> root)
    {
        Take(root);
        while (_pending.TryPop(out Operation<T>? node))
        {
            foreach (ref readonly Slot<T> input in node.Inputs)
            {
                if (input.Source is not { } source || !input.IsDifferentiated) continue;
                if (input.IsStale) throw Freed($"an input of {node}, of shape {input.Shape},");
                Take(source);
                source.Await();
            }
        }
    }

    public static RecordingException Freed(string what) => new(
        $"What recorded {what} has been used by a backward pass and freed. Pass retainGraph: true to the earlier pass if you need a second one, or Detach() what is carried from one step to the next.");

    /// <summary>Whether some node that was reached uses a target, or made it.</summary>
    public bool Reaches(GradientTarget<T> target)
    {
        if (target.Source?.IsIn(this) ?? false) return true;
        foreach (Operation<T> node in _nodes)
            foreach (ref readonly Slot<T> input in node.Inputs)
                if (input.Leaf == target.Variable && input.IsDifferentiated) return true;
        return false;
    }

    private void Take(Operation<T> node)
    {
        if (!node.Claim(this)) return;
        _nodes.Add(node);
        _pending.Push(node);
    }

    /// <summary>Visits the nodes in order. Roots must have their seeds.</summary>
    public void Run()
    {
        int reached = _nodes.Count;
        for (int k = 0; k < reached; k++)
            if (_nodes[k].IsAwaitingNothing) _pending.Push(_nodes[k]);
        while (_pending.TryPop(out Operation<T>? node))
        {
            if (node.HasSeed) Visit(node);
            foreach (ref readonly Slot<T> input in node.Inputs)
                if (input.Source is { } source && input.IsDifferentiated && source.Arrive()) _pending.Push(source);
        }
    }

    protected abstract void Visit(Operation<T> node);

    /// <summary>Hands the gradients to the leaves or targets, after everything went well.</summary>
    public abstract void Deliver();

    /// <summary>Gives the nodes back: to the pool, or to later passes.</summary>
    public virtual void Close(bool free)
    {
        foreach (Operation<T> node in _nodes)
        {
            node.Unclaim();
            if (free) node.Release();
        }
        _nodes.Clear();
        _pending.Clear();
    }
}

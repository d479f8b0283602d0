// The backward pass that is recorded itself, so that gradients of gradients can be taken.
using System.Collections.Generic;
using System.Numerics;

namespace Autodiff;

/// <summary>Every step is an operation on variables: the compiled derivative of the node, whose own derivative is compiled too.</summary>
internal sealed class RecordedPass<T>(List<GradientTarget<T>>? targets) : BackwardPass<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<Variable<T>, Variable<T>> _leaves = [];
    private readonly List<Variable<T>> _adjoints = [];

    public int Count => _adjoints.Count;
    public void Add(Variable<T> adjoint) => _adjoints.Add(adjoint);
    public Variable<T> Take(int at) => _adjoints[at];
    public void Drop(int first) => _adjoints.RemoveRange(first, _adjoints.Count - first);

    public void Accumulate(in Slot<T> input, Variable<T> adjoint)
    {
        if (input.Leaf is not { } leaf) input.Source!.AddSeed(input.SourceOutput, adjoint);
        else _leaves[leaf] = _leaves.TryGetValue(leaf, out Variable<T>? sum) ? sum + adjoint : adjoint;
    }

    protected override void Visit(Operation<T> node)
    {
        if (targets is not null)
            foreach (GradientTarget<T> target in targets)
                if (target.Source == node && node.Outputs[target.Output].RecordedSeed is { } seed) target.Found(seed);
        node.PullRecorded(this);
    }

    public override void Deliver()
    {
        if (targets is null)
            foreach ((Variable<T> leaf, Variable<T> gradient) in _leaves) leaf.Take(gradient);
        else
            foreach (GradientTarget<T> target in targets)
                if (target.IsLeaf && _leaves.TryGetValue(target.Variable, out Variable<T>? gradient)) target.Found(gradient);
    }
}

// Backward passes: into the gradients of variables, or returned.
using System;
using System.Collections.Generic;
using System.Numerics;

namespace Autodiff;

public static partial class Autograd
{
    internal static void Backward<T>(Variable<T> output, Variable<T>? head, bool retainGraph, bool createGraph) where T : unmanaged, IFloatingPointIeee754<T> =>
        Run([output], head is null ? null : [head], null, retainGraph, createGraph);

    /// <summary>The gradient of one variable with respect to another; the gradients that variables hold are not touched.</summary>
    /// <inheritdoc cref="Gradient{T}(IReadOnlyList{Variable{T}}, IReadOnlyList{Variable{T}}, IReadOnlyList{Variable{T}?}?, bool, bool, Unreached)"/>
    public static Variable<T> Gradient<T>(Variable<T> output, Variable<T> input, Variable<T>? headGradient = null, bool retainGraph = false, bool createGraph = false, Unreached unreached = Unreached.Zero)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Gradient([output], [input], headGradient is null ? null : [headGradient], retainGraph, createGraph, unreached)[0];

    /// <summary>The gradients of one variable with respect to several; the gradients that variables hold are not touched.</summary>
    /// <inheritdoc cref="Gradient{T}(IReadOnlyList{Variable{T}}, IReadOnlyList{Variable{T}}, IReadOnlyList{Variable{T}?}?, bool, bool, Unreached)"/>
    public static Variable<T>[] Gradient<T>(Variable<T> output, IReadOnlyList<Variable<T>> inputs, Variable<T>? headGradient = null, bool retainGraph = false, bool createGraph = false, Unreached unreached = Unreached.Zero)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Gradient([output], inputs, headGradient is null ? null : [headGradient], retainGraph, createGraph, unreached);

    /// <summary>The gradients of the sum of the outputs, weighted by head gradients, with respect to each input; the gradients that variables hold are not touched.</summary>
    /// <param name="outputs">Variables that were computed while recording.</param>
    /// <param name="inputs">Attached variables, or results on the way.</param>
    /// <param name="headGradients">One for each output, of its shape; null is ones.</param>
    /// <param name="retainGraph">Keeps the recorded operations for another pass.</param>
    /// <param name="createGraph">Records the pass itself, so that the gradients can be differentiated; keeps the operations too.</param>
    /// <param name="unreached">What an input gets that no output depends on.</param>
    public static Variable<T>[] Gradient<T>(
        IReadOnlyList<Variable<T>> outputs, IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>?>? headGradients = null, bool retainGraph = false, bool createGraph = false,
        Unreached unreached = Unreached.Zero) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(inputs);
        if (headGradients is not null && headGradients.Count != outputs.Count)
            throw new ArgumentException($"There are {outputs.Count} outputs, but {headGradients.Count} head gradients.", nameof(headGradients));
        List<GradientTarget<T>> targets = [];
        for (int k = 0; k < inputs.Count; k++)
        {
            Variable<T> input = inputs[k];
            if (!input.RequiresGradient) throw new RecordingException($"Input {k}, of shape {input.Shape}, is a constant: create it by Variable.Create or call AttachGradient() before it is used.");
            if (!input.IsAttached && input.IsFreed) throw BackwardPass<T>.Freed($"input {k}, of shape {input.Shape},");
            targets.Add(new GradientTarget<T>(input));
        }
        Run(outputs, headGradients, targets, retainGraph || createGraph, createGraph, unreached);
        Variable<T>[] gradients = new Variable<T>[targets.Count];
        for (int k = 0; k < gradients.Length; k++) gradients[k] = targets[k].Gradient;
        return gradients;
    }

    private static void Run<T>(
        IReadOnlyList<Variable<T>> outputs, IReadOnlyList<Variable<T>?>? heads, List<GradientTarget<T>>? targets, bool retainGraph, bool createGraph, Unreached unreached = Unreached.Zero)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = 0; k < outputs.Count; k++) Check(outputs[k], heads?[k], targets);
        bool done = false;
        BackwardPass<T> pass = createGraph ? new RecordedPass<T>(targets) : NumericPass<T>.Open(targets);
        try
        {
            // All nodes first: what fails here has changed nothing.
            foreach (Variable<T> output in outputs)
                if (output.Source is { } source) pass.Reach(source);
            if (unreached == Unreached.Error)
                for (int k = 0; k < targets!.Count; k++)
                    if (!pass.Reaches(targets[k]) && !Contains(outputs, targets[k].Variable)) throw new RecordingException($"No output depends on input {k}, of shape {targets[k].Variable.Shape}.");
            using AutogradScope scope = createGraph ? Recording() : Pause();
            for (int k = 0; k < outputs.Count; k++)
            {
                Variable<T> output = outputs[k];
                if (output.Source is null) Identity(output, heads?[k], targets!);
                else if (pass is RecordedPass<T>) output.Source.AddSeed(output.SourceOutput, heads?[k] ?? Variable.Ones<T>(output.Lengths));
                else if (heads?[k] is { } head) output.Source.AddSeed(output.SourceOutput, head.Values);
                else output.Source.SeedOnes(output.SourceOutput);
            }
            pass.Run();
            pass.Deliver();
            done = true;
        }
        finally
        {
            pass.Close(free: done && !retainGraph);
        }
    }

    private static bool Contains<T>(IReadOnlyList<Variable<T>> variables, Variable<T> variable) where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (Variable<T> v in variables)
            if (v == variable) return true;
        return false;
    }

    // An output that is one of the inputs and was not computed: its gradient is the head gradient.
    private static void Identity<T>(Variable<T> output, Variable<T>? head, List<GradientTarget<T>> targets) where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (GradientTarget<T> target in targets)
            if (target.Variable == output) target.Found((head ?? Variable.Ones<T>(output.Lengths)).Values);
    }

    private static void Check<T>(Variable<T> output, Variable<T>? head, List<GradientTarget<T>>? targets) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        string what = $"this variable of shape {output.Shape}";
        if (output.Source is null && !(targets?.Exists(t => t.Variable == output) ?? false))
        {
            throw new RecordingException(output.IsAttached
                ? $"Nothing was recorded that leads to {what}: it was not computed, so there is nothing to go backward through."
                : $"There is no history to go backward through: {what} is a constant, or was computed outside of 'using (Autograd.Record())', or depends on no variable with a gradient (Variable.Create, AttachGradient).");
        }
        if (output.IsFreed) throw BackwardPass<T>.Freed(what);
        if (head is not null && !head.Shape.Matches(output.Shape))
            throw new ArgumentException($"The head gradient has shape {head.Shape}, but the variable has shape {output.Shape}.", "headGradient");
    }
}

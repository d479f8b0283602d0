// The recorded operations that a variable depends on, as a picture.
using System.Collections.Generic;
using System.Numerics;
using System.Text;

namespace Autodiff;

/// <summary>The graph behind a variable: operations with the shapes of their results, attached variables and constants.</summary>
public sealed class RecordedGraph<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Operation<T>> _operations = [];
    private readonly List<(string Label, bool IsAttached)> _leaves = [];
    private readonly List<(string From, string To)> _edges = [];

    internal RecordedGraph(Variable<T> result)
    {
        Dictionary<Operation<T>, string> names = [];
        Dictionary<object, string> leaves = [];
        Stack<Operation<T>> pending = new();
        string NameOf(Operation<T> operation)
        {
            if (names.TryGetValue(operation, out string? name)) return name;
            names.Add(operation, name = "op" + _operations.Count);
            _operations.Add(operation);
            pending.Push(operation);
            return name;
        }

        string NameOfLeaf(object identity, Shape shape, Variable<T>? attached)
        {
            if (leaves.TryGetValue(identity, out string? name)) return name;
            leaves.Add(identity, name = "leaf" + _leaves.Count);
            _leaves.Add(((attached?.Name is { } given ? given + " " : "") + shape, attached is not null));
            return name;
        }

        if (result.IsFreed) throw BackwardPass<T>.Freed($"this variable of shape {result.Shape}");
        string root = result.Source is { } source ? NameOf(source) : NameOfLeaf(result.Storage, result.Shape, result.IsAttached ? result : null);
        while (pending.TryPop(out Operation<T>? operation))
        {
            foreach (ref readonly Slot<T> input in operation.Inputs)
            {
                if (input.IsStale) throw BackwardPass<T>.Freed($"an input of {operation}");
                _edges.Add((input.Source is { } from ? NameOf(from) : NameOfLeaf((object?)input.Leaf ?? input.Storage, input.Shape, input.Leaf), names[operation]));
            }
        }
        _edges.Add((root, "result"));
        ResultLabel = (result.Name is { } own ? own + " " : "") + result.Shape;
    }

    /// <summary>Number of recorded operations.</summary>
    public int OperationCount => _operations.Count;

    private string ResultLabel { get; }

    /// <summary>The graph in the language of Graphviz.</summary>
    public string ToDot()
    {
        StringBuilder text = new("digraph {\n    rankdir=BT\n    node [fontname=\"sans-serif\"]\n");
        for (int k = 0; k < _leaves.Count; k++)
            text.Append($"    leaf{k} [shape=box, style=\"rounded{(_leaves[k].IsAttached ? ",filled\", fillcolor=\"#dbe9d5" : "")}\", label=\"{Escape(_leaves[k].Label)}\"]\n");
        for (int k = 0; k < _operations.Count; k++) text.Append($"    op{k} [shape=ellipse, label=\"{Escape(LabelOf(_operations[k]))}\"]\n");
        text.Append($"    result [shape=box, label=\"{Escape(ResultLabel)}\"]\n");
        foreach ((string from, string to) in _edges) text.Append($"    {from} -> {to}\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>The graph in the language of Mermaid.</summary>
    public string ToMermaid()
    {
        StringBuilder text = new("flowchart BT\n");
        for (int k = 0; k < _leaves.Count; k++) text.Append($"    leaf{k}({(_leaves[k].IsAttached ? "" : "constant ")}\"{Escape(_leaves[k].Label)}\")\n".Replace("(constant \"", "(\"constant "));
        for (int k = 0; k < _operations.Count; k++) text.Append($"    op{k}([\"{Escape(LabelOf(_operations[k]))}\"])\n");
        text.Append($"    result[\"{Escape(ResultLabel)}\"]\n");
        foreach ((string from, string to) in _edges) text.Append($"    {from} --> {to}\n");
        return text.ToString();
    }

    private static string LabelOf(Operation<T> operation)
    {
        string text = operation.Name;
        foreach (ref readonly Result<T> output in operation.Outputs) text += " " + output.Shape;
        return text;
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("\"", "'");
}

public sealed partial class Variable<T>
{
    /// <summary>The recorded operations that this variable depends on.</summary>
    public RecordedGraph<T> Graph() => new(this);
}

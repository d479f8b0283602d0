// Maps values to C# variables: a loop's carried value, its start, its next value and its result share one where they can.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

/// <summary>
/// Going out of SSA. Every live range starts in a variable of its own; then pairs that a copy would connect are merged, innermost
/// loops first, unless both are needed at once or the source calls them by different names. What is not merged is copied
/// (<see cref="ParallelCopy"/>).
/// </summary>
internal sealed class Coalescing
{
    // Merging is optional: two variables of very many versions are not worth comparing.
    private const int MaxComparisons = 20_000;

    private readonly BodyTree _tree;
    private readonly Inlining _inlining;
    private readonly LiveRanges _ranges;
    private readonly Dictionary<LiveRange, Variable> _variables = [];

    public Coalescing(BodyTree tree, Inlining inlining, LiveRanges ranges)
    {
        (_tree, _inlining, _ranges) = (tree, inlining, ranges);
        foreach (LiveRange range in ranges.All) _variables[range] = new Variable(range);
        foreach (SurfaceParameter parameter in tree.Method.Surface.Parameters)
            if (parameter.Parameter >= 0) Of(tree.Root.Region.Parameters[parameter.Parameter])!.Parameter = parameter;
        MergeStructure(tree.Root);
        MergeOutputs();
        MergeVersions();
    }

    public IEnumerable<Variable> Variables => _ranges.All.Select(r => Find(_variables[r])).Distinct();

    /// <summary>The variable of a value; null if it is inline or dead.</summary>
    public Variable? Of(Value value) => _ranges[value] is LiveRange range ? Find(_variables[range]) : null;

    private static Variable Find(Variable variable)
    {
        while (variable.MergedInto is not null) variable = variable.MergedInto;
        return variable;
    }

    // ---- merging

    private void Merge(Value result, Value given, Block block)
    {
        // What has no name and comes from further out is something else that happens to be equal.
        if (_tree.HintOf(given) is null && !ReferenceEquals(_tree.Home[given.Id], block)) return;
        Merge(result, given);
    }

    private void Merge(Value a, Value b)
    {
        if (Of(a) is Variable x && Of(b) is Variable y) Merge(x, y, false);
    }

    private static bool Merge(Variable a, Variable b, bool renames)
    {
        if (ReferenceEquals(a, b) || !CanShare(a, b, renames)) return ReferenceEquals(a, b);
        if (a.Last >= b.First && b.Last >= a.First)
        {
            if ((long)a.Ranges.Count * b.Ranges.Count > MaxComparisons) return false;
            foreach (LiveRange x in a.Ranges)
                foreach (LiveRange y in b.Ranges)
                    if (LiveRange.Interfere(x, y)) return false;
        }
        if (a.Ranges.Count < b.Ranges.Count) (a, b) = (b, a);
        a.Ranges.AddRange(b.Ranges);
        a.Hint = a.Parameter is not null ? a.Hint : b.Parameter is not null ? b.Hint : a.Hint ?? b.Hint;
        a.Parameter ??= b.Parameter;
        if (b.First < a.First) a.First = b.First;
        if (b.Last > a.Last) a.Last = b.Last;
        b.MergedInto = a;
        return true;
    }

    private static bool CanShare(Variable a, Variable b, bool renames)
    {
        if (a.Type != b.Type || (a.Parameter is not null && b.Parameter is not null)) return false;
        // What is never read is never assigned, so it cannot declare a variable for others.
        if (a.Ranges[0].Reads.Count == 0 || b.Ranges[0].Reads.Count == 0) return false;
        if (a.Type.Shape is Shape.Tape or Shape.Workspace) return false;
        if (!renames && a.Hint is not null && b.Hint is not null && a.Hint != b.Hint) return false;
        if (b.Parameter is not null) (a, b) = (b, a);
        if (a.Parameter is not SurfaceParameter parameter) return true;
        // Spans that a method made itself must not go into a parameter; a parameter is only reused as the source does it.
        if (!a.Type.IsScalar || (!renames && a.Hint != b.Hint)) return false;
        return parameter.Passing switch
        {
            Passing.ByValue => true,
            Passing.Ref or Passing.Out => !IsWrittenInLoop(b),
            _ => false,
        };
    }

    // A loop that accumulates in a ref or out parameter goes through memory on every trip.
    private static bool IsWrittenInLoop(Variable variable) => variable.Ranges.Any(r => r.IsCarried || r.Writes.Any(w => w.Block.InLoop));

    private void MergeStructure(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (!_inlining.IsStatement(node) || node.IsExpression) continue;
            if (node.First is not null) MergeStructure(node.First);
            if (node.Second is not null) MergeStructure(node.Second);
            switch (node.Instr)
            {
                case If i:
                    for (int k = 0; k < i.Results.Count; k++)
                    {
                        Merge(i.Results[k], i.Then.Yields[k], node.First!);
                        if (!i.IsTry) Merge(i.Results[k], i.Else.Yields[k], node.Second!);
                    }
                    break;
                case For i: MergeLoop(node, i.Results, i.Inits); break;
                case While i: MergeLoop(node, i.Results, i.Inits); break;
            }
        }
    }

    private void MergeLoop(Node node, EquatableArray<Value> results, EquatableArray<Value> inits)
    {
        for (int k = 0; k < inits.Count; k++) Merge(results[k], node.Second!.Region.Yields[k], node.Second);
        for (int k = 0; k < inits.Count; k++) Merge(results[k], inits[k], node.Parent);
    }

    /// <summary>The final value of a ref or out parameter is computed in the parameter itself.</summary>
    private void MergeOutputs()
    {
        Surface surface = _tree.Method.Surface;
        // The caller may pass one variable as in and as out: then nothing is written before everything is read.
        if (surface.Parameters.Any(p => p.Passing is Passing.In or Passing.RefReadonly)) return;
        foreach (SurfaceParameter parameter in surface.Parameters)
        {
            if (parameter.Result < 0 || Of(_tree.Root.Region.Yields[parameter.Result]) is not Variable final) continue;
            if (parameter.Passing == Passing.Ref)
                Merge(Of(_tree.Root.Region.Parameters[parameter.Parameter])!, final, renames: final.Ranges.Count == 1);
            else if (final.Parameter is null && final.Type.IsScalar && !IsWrittenInLoop(final) && !final.Ranges.Any(MayBeUndefined))
                (final.Parameter, final.Hint) = (parameter, parameter.Name);
        }
    }

    private bool MayBeUndefined(LiveRange range) =>
        _tree.Definition[range.Value.Id]?.Instr is If i
        && Enumerable.Range(0, i.Results.Count).Any(k => i.Results[k] == range.Value && (_tree.IsUndefined(i.Then.Yields[k]) || _tree.IsUndefined(i.Else.Yields[k])));

    /// <summary>Later versions of a source variable whose earlier ones are not needed any more: <c>x = x * 2</c>.</summary>
    private void MergeVersions()
    {
        Dictionary<string, Value> latest = [];
        foreach (Value parameter in _tree.Root.Region.Parameters) Version(parameter, latest, []);
        Versions(_tree.Root, latest);
    }

    private void Versions(Block block, Dictionary<string, Value> latest)
    {
        List<(string Hint, Value Previous)> undo = [];
        foreach (Node node in block.Nodes)
        {
            if (!_inlining.IsStatement(node)) continue;
            bool isLoop = node.Instr is For or While;
            if (isLoop)
                foreach (Value result in node.Instr.Results()) Version(result, latest, undo);
            if (!node.IsExpression && node.First is not null) Versions(node.First, latest);
            if (!node.IsExpression && node.Second is not null) Versions(node.Second, latest);
            if (!isLoop)
                foreach (Value result in node.Instr.Results()) Version(result, latest, undo);
        }
        for (int k = undo.Count - 1; k >= 0; k--)
        {
            if (undo[k].Previous.Exists) latest[undo[k].Hint] = undo[k].Previous;
            else latest.Remove(undo[k].Hint);
        }
    }

    private void Version(Value value, Dictionary<string, Value> latest, List<(string, Value)> undo)
    {
        if (_ranges[value] is not { Hint: string hint } || !_tree.TypeOf(value).IsScalar) return;
        bool hasPrevious = latest.TryGetValue(hint, out Value previous);
        if (hasPrevious) Merge(previous, value);
        undo.Add((hint, hasPrevious ? previous : Value.None));
        latest[hint] = value;
    }
}

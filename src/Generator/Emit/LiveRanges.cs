// Finds the live range of every value that is not inline.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal sealed class LiveRanges
{
    private readonly BodyTree _tree;
    private readonly Uses _uses;
    private readonly Inlining _inlining;
    private readonly Func<Call, Method> _methodOf;
    private readonly LiveRange?[] _ranges;
    private readonly List<Value> _leaves = [];

    public LiveRanges(BodyTree tree, Uses uses, Inlining inlining, Func<Call, Method> methodOf)
    {
        (_tree, _uses, _inlining, _methodOf) = (tree, uses, inlining, methodOf);
        _ranges = new LiveRange?[tree.Method.Values.Count];
        foreach (Value parameter in tree.Root.Region.Parameters) Add(parameter, tree.Root).Writes.Add((tree.Root.Start + 1, tree.Root));
        Define(tree.Root);
        Read(tree.Root);
        ReadOutputs();
        foreach (LiveRange range in All) range.Seal();
    }

    public List<LiveRange> All { get; } = [];
    public LiveRange? this[Value value] => _ranges[value.Id];

    private LiveRange Add(Value value, Block home)
    {
        LiveRange range = new(_tree.TypeOf(value), home) { Hint = _tree.HintOf(value), Value = value };
        _ranges[value.Id] = range;
        All.Add(range);
        return range;
    }

    // ---- writes

    private void Define(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (!_inlining.IsStatement(node)) continue;
            switch (node.Instr)
            {
                case If i when !node.IsExpression:
                    foreach (Value result in i.Results)
                    {
                        LiveRange range = Add(result, block);
                        range.Writes.Add((node.First!.End + 1, node.First));
                        if (!i.IsTry) range.Writes.Add((node.Second!.End + 1, node.Second));
                    }
                    Define(node.First!);
                    Define(node.Second!);
                    break;
                case For i: DefineLoop(node, i.Results, 1, i.HasTrips); break;
                case While i: DefineLoop(node, i.Results, 0, i.HasTrips); break;
                case Call i: DefineCall(node, i); break;
                default:
                    foreach (Value result in node.Instr.Results()) Add(result, block).Writes.Add((node.Defines, block));
                    break;
            }
        }
    }

    private void DefineLoop(Node node, EquatableArray<Value> results, int firstCarried, bool hasTrips)
    {
        Block body = node.Second!;
        EquatableArray<Value> parameters = body.Region.Parameters;
        if (firstCarried == 1)
        {
            LiveRange index = Add(parameters[0], body);
            index.Writes.Add((node.Starts + 1, node.Parent));
            index.Writes.Add((body.End + 5, body));
            index.Reads.Add(body.End + 4);
        }
        for (int k = firstCarried; k < parameters.Count; k++)
        {
            LiveRange carried = Add(results[k - firstCarried], node.Parent);
            carried.Hint ??= _tree.HintOf(parameters[k]);
            carried.IsCarried = true;
            carried.Writes.Add((node.Defines, node.Parent));
            carried.Writes.Add((body.End + 1, body));
            _ranges[parameters[k].Id] = carried;
            if (node.First is not Block test) continue;
            _ranges[test.Region.Parameters[k].Id] = carried;
            // What the test reads is still there in the body, or after the loop.
            carried.Reads.Add(body.Start);
        }
        if (hasTrips)
        {
            LiveRange trips = Add(results[results.Count - 1], node.Parent);
            trips.IsCarried = true;
            trips.Writes.Add((node.Defines, node.Parent));
            if (_uses.Count[trips.Value.Id] > 0) trips.Reads.Add(body.End + 4);
        }
        if (node.First is not null) Define(node.First);
        Define(body);
    }

    private void DefineCall(Node node, Call call)
    {
        for (int k = 0; k < call.Results.Count; k++)
        {
            LiveRange range = Add(call.Results[k], node.Parent);
            if (_methodOf(call).Surface.Parameters.Any(p => p.Result == k && p.Passing == Passing.Ref))
            {
                // The variable passed by reference holds the argument before the other arguments are read.
                range.Writes.Add((node.Position + 1, node.Parent));
                range.Reads.Add(node.Reads);
            }
            range.Writes.Add((node.Defines, node.Parent));
        }
    }

    // ---- reads

    private void Read(Block block)
    {
        foreach (Node node in block.Nodes)
        {
            if (!_inlining.IsStatement(node)) continue;
            _leaves.Clear();
            _inlining.LeavesOf(node, _leaves);
            foreach (Value leaf in _leaves) At(node.Reads, leaf, block);
            switch (node.Instr)
            {
                case If i when !node.IsExpression:
                    for (int k = 0; k < i.Results.Count; k++)
                    {
                        if (_uses.Count[i.Results[k].Id] == 0) continue;
                        Read(i.Then.Yields[k], node.First!, node.First!.End);
                        if (!i.IsTry) Read(i.Else.Yields[k], node.Second!, node.Second!.End);
                    }
                    break;
                case For i:
                    Read(i.Lower, block, node.Starts);
                    Read(i.Upper, block, node.End);
                    ReadYields(node.Second!, 1, i.HasExit);
                    break;
                case While i:
                    Read(i.Test.Yields[0], node.First!, node.First!.End);
                    ReadYields(node.Second!, 0, i.HasExit);
                    break;
                case Call i:
                    foreach (Value arg in i.Args) Read(arg, block, node.Position);
                    break;
            }
            if (node.IsExpression) continue;
            if (node.First is not null) Read(node.First);
            if (node.Second is not null) Read(node.Second);
        }
    }

    private void ReadYields(Block body, int firstCarried, bool hasExit)
    {
        Region region = body.Region;
        int carried = region.Parameters.Count - firstCarried;
        for (int k = 0; k < carried; k++) Read(region.Yields[k], body, body.End);
        if (!hasExit) return;
        // The flag is read after the carried variables got their next values; what they lose then must be read before. A next value itself
        // is then in its carried variable.
        _leaves.Clear();
        _inlining.Leaves(region.Yields[carried], _leaves);
        foreach (Value leaf in _leaves)
        {
            bool isChanged = false;
            for (int k = 0; k < carried; k++) isChanged |= leaf == region.Yields[k] || leaf == region.Parameters[k + firstCarried];
            At(isChanged ? body.End : body.End + 2, leaf, body);
        }
    }

    private void ReadOutputs()
    {
        Surface surface = _tree.Method.Surface;
        Region body = _tree.Root.Region;
        HashSet<Value> changed = [];
        foreach (SurfaceParameter parameter in surface.Parameters)
        {
            if (parameter.Result < 0) continue;
            Read(body.Yields[parameter.Result], _tree.Root, _tree.Root.End);
            if (parameter.Parameter >= 0 && body.Parameters[parameter.Parameter] != body.Yields[parameter.Result])
                changed.Add(body.Parameters[parameter.Parameter]);
        }
        if (surface.ReturnResult < 0) return;
        _leaves.Clear();
        _inlining.Leaves(body.Yields[surface.ReturnResult], _leaves);
        foreach (Value leaf in _leaves) At(changed.Contains(leaf) ? _tree.Root.End : _tree.Root.End + 2, leaf, _tree.Root);
    }

    private void Read(Value value, Block block, int position)
    {
        _leaves.Clear();
        _inlining.Leaves(value, _leaves);
        foreach (Value leaf in _leaves) At(position, leaf, block);
    }

    private void At(int position, Value leaf, Block block)
    {
        LiveRange range = _ranges[leaf.Id] ?? throw new InvalidOperationException($"{leaf} is read but never written.");
        range.Reads.Add(position);
        if (BodyTree.OutermostLoop(block, _tree.Home[leaf.Id]!) is Node loop) range.Reads.Add(loop.End);
    }
}

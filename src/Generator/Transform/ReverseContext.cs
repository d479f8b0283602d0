// What the two sweeps of one method share: the method, its analyses, the plan of what is recorded, and the places it is recorded in.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed class ReverseContext
{
    private readonly Dictionary<Call, SplitPair?> _pairs = new(ReferenceComparer<Call>.Instance);

    public ReverseContext(Derivation derivation, Method method, Pattern pattern, bool joined)
    {
        (Derivation, Method, Pattern, Joined) = (derivation, method, pattern, joined);
        Activity = Activity.Analyze(method, pattern, derivation.Summaries);
        Structure = new Structure(method);
        Overwrites = new Overwrites(Structure, Activity.Roots, derivation.Effects);
    }

    public Derivation Derivation { get; }
    public Method Method { get; }
    public Pattern Pattern { get; }
    public bool Joined { get; }
    public Activity Activity { get; }
    public Structure Structure { get; }
    public Overwrites Overwrites { get; }
    /// <summary>Set once the needs are known.</summary>
    public Recording Recording { get; set; } = null!;
    /// <summary>The loops that run each trip forward and backward at once; null: none.</summary>
    public FusedSweeps? Fused { get; set; }
    public bool IsFused(Instr instruction) => Fused?.Of(instruction) is not null;

    /// <summary>The split pair that replaces an active call, null for a call that carries no derivative.</summary>
    public SplitPair? PairOf(Call call)
    {
        if (_pairs.TryGetValue(call, out SplitPair? pair)) return pair;
        Pattern pattern = Activity.PatternOf(call);
        if (!pattern.HasActive) return _pairs[call] = null;
        bool[] stable = new bool[call.Args.Count];
        RegionNode node = Locate(call, out int position);
        for (int k = 0; k < stable.Length; k++)
        {
            Value arg = call.Args[k];
            stable[k] = Method.TypeOf(arg).IsMemory
                && Recording.IsRecoverableHandle(arg, Structure, Joined, Pattern)
                && !Overwrites.After(Activity.Roots.Of(arg), node, position);
        }
        return _pairs[call] = ReverseMode.Pair(Derivation, call.Method, pattern with { Stable = new(stable) });
    }

    /// <summary>True if anything in the method goes to the tape.</summary>
    public bool UsesTape => Recording.UsesTape || Method.Body.Body.Where(i => !IsFused(i)).Any(HasTapedCall);

    /// <summary>True if the instruction, or one in it, is a call that records on the tape.</summary>
    public bool HasTapedCall(Instr instruction) => instruction is Call call ? PairOf(call) is { UsesTape: true } : instruction.Regions().Any(r => r.Body.Any(HasTapedCall));

    /// <summary>True if a nested region or a call inside this region records on the tape; then the region's own records come at its end.</summary>
    public bool HasNestedRecords(RegionNode node)
    {
        foreach (Instr instruction in node.Region.Body)
        {
            if (instruction is Call call && PairOf(call) is { UsesTape: true }) return true;
            if (IsFused(instruction)) continue;
            foreach (Region region in instruction.Regions())
            {
                RegionNode nested = Structure.NodeOf(region);
                if (Recording.In(nested, Recovery.Tape).Any() || HasNestedRecords(nested)) return true;
            }
        }
        return false;
    }

    private RegionNode Locate(Call call, out int position)
    {
        RegionNode? found = Find(Structure.Root, call, out position);
        return found ?? throw new InvalidOperationException("The call is not in this method.");
    }

    private static RegionNode? Find(RegionNode node, Call call, out int position)
    {
        for (int at = 0; at < node.Region.Body.Count; at++)
        {
            if (!ReferenceEquals(node.Region.Body[at], call)) continue;
            position = at;
            return node;
        }
        foreach (RegionNode child in node.Children)
            if (Find(child, call, out position) is { } found) return found;
        position = -1;
        return null;
    }
}

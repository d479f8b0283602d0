// Where values are defined: the tree of regions of a method, with positions.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal enum RegionKind : byte { Root, Then, Else, ForBody, WhileTest, WhileBody }

/// <summary>A region in its place: its parent, the instruction that owns it, and that instruction's position in the parent.</summary>
internal sealed class RegionNode(Region region, RegionKind kind, RegionNode? parent, Instr? owner, int position)
{
    public Region Region => region;
    public RegionKind Kind => kind;
    public RegionNode? Parent => parent;
    public Instr? Owner => owner;
    public int Position => position;
    public bool IsLoop => kind is RegionKind.ForBody or RegionKind.WhileBody or RegionKind.WhileTest;
    /// <summary>Number of enclosing regions.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;
    public List<RegionNode> Children { get; } = [];

    /// <summary>True if this region is <paramref name="other"/> or encloses it.</summary>
    public bool Encloses(RegionNode other)
    {
        RegionNode? node = other;
        while (node is not null && node.Depth > Depth) node = node.Parent;
        return ReferenceEquals(node, this);
    }
}

/// <summary>Definition sites of all values of a method.</summary>
internal sealed class Structure
{
    private readonly Dictionary<Value, (RegionNode Region, Instr? Instruction, int Position)> _sites = [];
    private readonly Dictionary<Region, RegionNode> _nodes = new(ReferenceComparer<Region>.Instance);

    public Structure(Method method)
    {
        Method = method;
        Root = Enter(method.Body, RegionKind.Root, null, null, -1);
    }

    public Method Method { get; }
    public RegionNode Root { get; }
    public RegionNode NodeOf(Region region) => _nodes[region];
    public RegionNode RegionOf(Value value) => _sites[value].Region;
    /// <summary>The defining instruction, or null for a parameter of a region.</summary>
    public Instr? DefinitionOf(Value value) => _sites[value].Instruction;
    /// <summary>Position of the defining instruction in its region, -1 for a parameter.</summary>
    public int PositionOf(Value value) => _sites[value].Position;

    private RegionNode Enter(Region region, RegionKind kind, RegionNode? parent, Instr? owner, int position)
    {
        RegionNode node = new(region, kind, parent, owner, position);
        parent?.Children.Add(node);
        _nodes[region] = node;
        foreach (Value parameter in region.Parameters) _sites[parameter] = (node, null, -1);
        for (int at = 0; at < region.Body.Count; at++)
        {
            Instr instruction = region.Body[at];
            foreach (Value result in instruction.Results()) _sites[result] = (node, instruction, at);
            switch (instruction)
            {
                case If i: Enter(i.Then, RegionKind.Then, node, i, at); Enter(i.Else, RegionKind.Else, node, i, at); break;
                case For i: Enter(i.Body, RegionKind.ForBody, node, i, at); break;
                case While i: Enter(i.Test, RegionKind.WhileTest, node, i, at); Enter(i.Body, RegionKind.WhileBody, node, i, at); break;
            }
        }
        return node;
    }
}

/// <summary>Compares by identity: instructions and regions are records, equal texts at two places are different nodes.</summary>
internal sealed class ReferenceComparer<T> : IEqualityComparer<T> where T : class
{
    public static readonly ReferenceComparer<T> Instance = new();
    public bool Equals(T x, T y) => ReferenceEquals(x, y);
    public int GetHashCode(T value) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value);
}

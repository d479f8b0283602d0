// The instructions of a method as a tree with positions: what the emitter's decisions are made on.
using System;
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

internal enum BlockKind { Method, Then, Else, Try, Finally, Test, Loop }

/// <summary>
/// A region at its place. Positions: parameters are defined at <see cref="Start"/> + 1, yields are read at <see cref="End"/> and their
/// targets written at End + 1, the exit flag of a loop (or the returned value of the method) is read at End + 2, the index advances at End + 4.
/// </summary>
internal sealed class Block(Region region, Node? owner, BlockKind kind)
{
    public Region Region => region;
    public Node? Owner => owner;
    public BlockKind Kind => kind;
    public Block? Parent => owner?.Parent;
    /// <summary>The innermost block, this one included, that an else follows.</summary>
    public Block? Then => kind == BlockKind.Then ? this : _outerThen;
    public Block? OuterThen => _outerThen;
    private readonly Block? _outerThen = owner?.Parent.Then;
    public List<Node> Nodes { get; } = [];
    public int Start, End;
    public bool InLoop => kind is BlockKind.Loop or BlockKind.Test || (Parent?.InLoop ?? false);

    /// <summary>Control does not get beyond it.</summary>
    public bool EndsInThrow;

    /// <summary>The block whose C# scope this one shares: a test that is emitted into its loop, an else after a throw.</summary>
    public Block? SharesScopeOf;

    public int ScopeStart => SharesScopeOf?.ScopeStart ?? (kind is BlockKind.Loop or BlockKind.Test ? owner!.Position : Start);
    public int ScopeEnd => SharesScopeOf?.ScopeEnd ?? (kind is BlockKind.Loop or BlockKind.Test ? owner!.End : End + 6);

    public bool Contains(Block? inner)
    {
        for (; inner is not null; inner = inner.Parent)
            if (ReferenceEquals(inner, this)) return true;
        return false;
    }
}

/// <summary>
/// An instruction at its place. It reads at <see cref="Position"/> + 2 and defines at + 3; arguments passed by reference are copied at
/// Position and + 1. The index of a counted loop starts, at + 4 and + 5, when the carried variables are set. <see cref="First"/> and <see cref="Second"/>: then and else, or test and loop body (a For has only Second).
/// </summary>
internal sealed class Node(Instr instr, Block parent)
{
    public Instr Instr => instr;
    public Block Parent => parent;

    /// <summary>Its place among the nodes of its block.</summary>
    public int Index { get; } = parent.Nodes.Count;
    public Block? First, Second;
    public int Position, End;
    public bool HasEffect, HasNotes;

    /// <summary>Nothing reads what it defines and it has no effect.</summary>
    public bool Dead;

    /// <summary>An If whose branches are expressions: emitted as <c>c ? a : b</c>.</summary>
    public bool IsExpression;

    public int Reads => Position + 2;
    public int Defines => Position + 3;
    public int Starts => Position + 4;
}

internal sealed class BodyTree
{
    public BodyTree(Method method)
    {
        Method = method;
        Definition = new Node?[method.Values.Count];
        Home = new Block?[method.Values.Count];
        Root = Build(method.Body, null, BlockKind.Method);
        int position = 0;
        Number(Root, ref position);
    }

    public Method Method { get; }
    public Block Root { get; }

    /// <summary>By value: the node that defines it, null for parameters of regions.</summary>
    public Node?[] Definition { get; }

    /// <summary>By value: the block it is defined in.</summary>
    public Block?[] Home { get; }

    public IrType TypeOf(Value value) => Method.Values[value.Id].Type;
    public string? HintOf(Value value) => Method.Values[value.Id].Hint;
    public Let? LetOf(Value value) => Definition[value.Id]?.Instr as Let;
    public bool IsConstant(Value value) => LetOf(value)?.Op == Op.Constant;
    public bool IsUndefined(Value value) => LetOf(value)?.Op == Op.Undefined;

    private Block Build(Region region, Node? owner, BlockKind kind)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        Block block = new(region, owner, kind);
        foreach (Value parameter in region.Parameters) Home[parameter.Id] = block;
        foreach (Instr instr in region.Body)
        {
            Node node = new(instr, block);
            block.Nodes.Add(node);
            (node.First, node.Second) = instr switch
            {
                If { IsTry: true } i => (Build(i.Then, node, BlockKind.Try), Build(i.Else, node, BlockKind.Finally)),
                If i => (Build(i.Then, node, BlockKind.Then), Build(i.Else, node, BlockKind.Else)),
                For i => (null, Build(i.Body, node, BlockKind.Loop)),
                While i => (Build(i.Test, node, BlockKind.Test), Build(i.Body, node, BlockKind.Loop)),
                _ => ((Block?)null, (Block?)null),
            };
            // A while may run for ever, which is an effect.
            node.HasEffect = instr is Store or Accumulate or Fill or Effect or Record or Replay or Call or VectorStore or Scatter or While
                || Any(node.First, n => n.HasEffect) || Any(node.Second, n => n.HasEffect);
            block.EndsInThrow |= IsThrow(instr);
            node.HasNotes = instr is Note || Any(node.First, n => n.HasNotes) || Any(node.Second, n => n.HasNotes);
            foreach (Value result in instr.Results())
            {
                Definition[result.Id] = node;
                Home[result.Id] = block;
            }
        }
        return block;
    }

    public static bool IsThrow(Instr instr) => instr is Effect { Throws: true } effect && effect.Text.StartsWith("throw", StringComparison.Ordinal);

    private static bool Any(Block? block, Predicate<Node> condition) => block is not null && block.Nodes.Exists(condition);

    private static void Number(Block block, ref int position)
    {
        block.Start = position;
        position += 8;
        foreach (Node node in block.Nodes)
        {
            node.Position = position;
            position += 8;
            if (node.First is not null) Number(node.First, ref position);
            if (node.Second is not null) Number(node.Second, ref position);
            node.End = position;
            if (node.Second is not null) position += 8;
        }
        block.End = position;
        position += 8;
    }

    /// <summary>The outermost loop that contains the block but not the definition of the value used in it; null if there is none.</summary>
    public static Node? OutermostLoop(Block use, Block home)
    {
        Node? loop = null;
        for (Block block = use; !ReferenceEquals(block, home); block = block.Parent!)
        {
            if (block.Kind is BlockKind.Loop or BlockKind.Test) loop = block.Owner;
            if (block.Parent is null) throw new InvalidOperationException("A value is used outside of the region that defines it.");
        }
        return loop;
    }
}

// How often and where each value is read, and which instructions nothing needs.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

/// <summary>Counts reads, last instruction first, so that what only dead instructions read is not counted.</summary>
internal sealed class Uses
{
    private readonly BodyTree _tree;

    public Uses(BodyTree tree)
    {
        _tree = tree;
        int values = tree.Method.Values.Count;
        Count = new int[values];
        In = new Block?[values];
        IsRepeated = new bool[values];
        Reader = new Node?[values];
        FedBack = new Value[values];
        Chosen = new Value[values];
        for (int i = 0; i < values; i++) FedBack[i] = Chosen[i] = Value.None;
        Yields(tree.Root);
        Visit(tree.Root);
    }

    public int[] Count { get; }

    /// <summary>The block of the last counted read: where the only read is, if there is only one.</summary>
    public Block?[] In { get; }

    /// <summary>Read on every trip of a loop's header.</summary>
    public bool[] IsRepeated { get; }

    /// <summary>The instruction of the last counted read; null for the end of a block.</summary>
    public Node?[] Reader { get; }

    /// <summary>The result of an If that the value is yielded to.</summary>
    public Value[] Chosen { get; }

    /// <summary>The loop parameter that gets the value on the next trip.</summary>
    public Value[] FedBack { get; }

    private void Read(Value value, Block block, Node? reader = null)
    {
        if (!value.Exists) return;
        Count[value.Id]++;
        In[value.Id] = block;
        Reader[value.Id] = reader;
    }

    private void Yields(Block block)
    {
        foreach (Value value in block.Region.Yields) Read(value, block);
    }

    private void Visit(Block block)
    {
        for (int i = block.Nodes.Count - 1; i >= 0; i--)
        {
            Node node = block.Nodes[i];
            if (node.Instr is Note) continue;
            node.Dead = !node.HasEffect && !IsRead(node) && node.Instr is not Replay;
            if (node.Dead) continue;
            switch (node.Instr)
            {
                case If instr:
                    for (int k = 0; k < instr.Results.Count; k++)
                    {
                        if (Count[instr.Results[k].Id] == 0) continue;
                        Read(instr.Then.Yields[k], node.First!);
                        Read(instr.Else.Yields[k], node.Second!);
                        Chosen[instr.Then.Yields[k].Id] = Chosen[instr.Else.Yields[k].Id] = instr.Results[k];
                    }
                    break;
                case For or While:
                    Yields(node.Second!);
                    if (node.First is not null) Yields(node.First);
                    Region body = node.Second!.Region;
                    int first = node.Instr is For ? 1 : 0;
                    for (int k = first; k < body.Parameters.Count; k++) FedBack[body.Yields[k - first].Id] = body.Parameters[k];
                    break;
            }
            if (node.Second is not null) Visit(node.Second);
            if (node.First is not null) Visit(node.First);
            foreach (Value operand in node.Instr.Operands()) Read(operand, block, node);
            if (node.Instr is For loop) IsRepeated[loop.Upper.Id] = true;
        }
    }

    private bool IsRead(Node node)
    {
        foreach (Value result in node.Instr.Results())
            if (Count[result.Id] > 0) return true;
        return false;
    }
}

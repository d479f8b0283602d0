// Where a variable is written and read, and whether two variables are ever needed at the same time.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Emit;

/// <summary>
/// The writes and reads of one candidate variable: a value, or a carried value of a loop with its parameters and its result, or the
/// result of an If. Reads inside a loop of something written before the loop are also reads at the loop's end.
/// </summary>
internal sealed class LiveRange(IrType type, Block home)
{
    public IrType Type => type;

    /// <summary>The block in whose scope the variable must be declared.</summary>
    public Block Home = home;
    public string? Hint;

    /// <summary>A value of the range, for names.</summary>
    public Value Value = Value.None;

    /// <summary>Where it is written, in order; positions are odd.</summary>
    public List<(int Position, Block Block)> Writes { get; } = [];

    /// <summary>Where it is read; positions are even. Sorted by <see cref="Seal"/>.</summary>
    public List<int> Reads { get; } = [];
    public bool IsCarried;

    public int First { get; private set; }
    public int Last { get; private set; }

    public void Seal()
    {
        Reads.Sort();
        First = Writes.Min(w => w.Position);
        Last = Writes.Max(w => w.Position);
        if (Reads.Count > 0 && Reads[Reads.Count - 1] > Last) Last = Reads[Reads.Count - 1];
    }

    public static bool Interfere(LiveRange a, LiveRange b)
    {
        if (a.Last < b.First || b.Last < a.First) return false;
        foreach ((int position, Block block) in a.Writes)
            if (b.IsLive(position, block)) return true;
        foreach ((int position, Block block) in b.Writes)
            if (a.IsLive(position, block)) return true;
        return false;
    }

    /// <summary>Whether the value held just after a position is read later.</summary>
    private bool IsLive(int position, Block block)
    {
        if (position < First) return false;
        int low = 0, high = Reads.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Reads[middle] > position) high = middle;
            else low = middle + 1;
        }
        for (; low < Reads.Count; low++)
        {
            int read = Reads[low];
            if (IsOtherBranch(block, read)) continue;
            return !Writes.Any(w => w.Position > position && w.Position < read && !IsOtherBranch(block, w.Position));
        }
        return false;
    }

    /// <summary>Whether a position after the block's writes lies in the else of an If whose then the block is in: control does not get from one to the other.</summary>
    private static bool IsOtherBranch(Block block, int position)
    {
        for (Block? then = block.Then; then is not null && position > then.End + 1; then = then.OuterThen)
            if (then.Owner!.Second is Block other && position >= other.Start && position <= other.End + 1) return true;
        return false;
    }
}

/// <summary>One C# variable: live ranges that share it.</summary>
internal sealed class Variable(LiveRange range)
{
    public List<LiveRange> Ranges { get; } = [range];
    public string? Hint = range.Hint;
    public IrType Type => range.Type;

    /// <summary>The C# parameter that the variable is.</summary>
    public SurfaceParameter? Parameter;
    public int First = range.First, Last = range.Last;
    public string Name = "";
    public bool IsDeclared;

    /// <summary>Declared before the outermost loop around it.</summary>
    public bool IsHoisted;
    public Variable? MergedInto;
}

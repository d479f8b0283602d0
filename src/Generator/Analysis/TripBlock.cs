// TripBlock: which loops are worth running four trips together, because their trips read, or add to, the same matrix.
//
//     for (n …) { … for (i …) for (j …) sum += w[i * columns + j] * x[n * columns + j]; … }
// With four trips together, an element of the matrix is loaded once for four of them, and what they add to an element of its adjoint is added up before it is: a sum of outer products is then no longer one
// pass over a matrix for each of them. Legal where trips are independent (LaneShape.OfTrips); worth it where an innermost loop, inside another one of the trip, runs over elements that are the
// same in all trips, has vectors (LoopShape), the bounds of both are the same in all trips, and its rows are long.
//
// A value of the body varies if it may differ from trip to trip. Loops with bounds that do not vary, and branches whose condition does not, are written once, with what varies in them four times.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal sealed class TripBlock
{
    // Four copies of a longer body are too much text.
    private const int MaxInstructions = 200;
    // A matrix of 32 kB stays in the fastest cache from trip to trip: then nothing is gained.
    private const int FewElements = 4096;
    // What a tile of two rows has in registers all the time: sums of its inner loop, and elements that are added to.
    private const int MaxSums = 4;

    private readonly Method _method;
    private readonly Aliasing _aliasing;
    private readonly HashSet<Value> _varying = [];
    private bool _changed, _isSingle;

    private TripBlock(Method method, Aliasing aliasing, LaneShape shape) => (_method, _aliasing, Shape) = (method, aliasing, shape);

    /// <summary>That trips are independent, whose memory is whose, and what they carry.</summary>
    public LaneShape Shape { get; }
    public For Loop => Shape.Loop;
    public string? Refusal { get; private set; }

    /// <summary>The bounds, one for each loop over rows of a matrix, that say how long these are.</summary>
    public List<Value> RowLengths { get; } = [];

    /// <summary>How long rows must be: two vectors.</summary>
    public int LongRow => 2 * (_isSingle ? 16 : 8);

    public bool Varies(Value value) => _varying.Contains(value);

    public static TripBlock Of(Method method, For loop, Aliasing aliasing, LengthFacts lengths, Coverage coverage, MemoryEffects effects)
    {
        // Cheaper than the question whether trips are independent.
        bool hasNest = loop.Body.All().OfType<For>().Any(f => f.Body.Body.Any(i => i is For));
        TripBlock block = new(method, aliasing, LaneShape.OfTrips(method, loop, aliasing, lengths, coverage, effects));
        block.Refusal = !hasNest ? "no loop in it has another one" : block.Shape.Refusal;
        if (block.Refusal is null && loop.Body.All().Count(i => i is not Note) > MaxInstructions) block.Refusal = "four trips are too much text";
        if (block.Refusal is not null) return block;
        block.FindVarying();
        block.FindMatrices(loop.Body, null);
        if (block.RowLengths.Count == 0) block.Refusal = "no inner loop runs over elements that are the same in all trips";
        else if (block.RowLengths.All(r => aliasing.LiteralOf(r) is { } length && length.AsInteger < block.LongRow - 1)) block.Refusal = "the rows are short";
        return block;
    }

    /// <summary>
    /// Of a loop in a block: whether two trips (rows of a matrix) together use what an inner loop loads (elements of the block's vectors) twice.
    /// </summary>
    public static TripBlock OfRows(Method method, For loop, Aliasing aliasing, LengthFacts lengths, Coverage coverage, MemoryEffects effects)
    {
        bool hasInnermost = loop.Body.Body.OfType<For>().Any() && !loop.Body.Body.OfType<For>().Any(f => f.Body.All().Any(i => i is For or While));
        TripBlock block = new(method, aliasing, LaneShape.OfTrips(method, loop, aliasing, lengths, coverage, effects));
        block.Refusal = !hasInnermost ? "no innermost loop is in it" : block.Shape.Refusal;
        if (block.Refusal is null && loop.Body.All().Count(i => i is not Note) > MaxInstructions) block.Refusal = "two trips are too much text";
        if (block.Refusal is not null) return block;
        block.FindVarying();
        if (!loop.Body.Body.OfType<For>().All(block.IsOverVectors)) block.Refusal = "nothing that an inner loop reads is the same in all trips";
        return block;
    }

    private bool IsOverVectors(For loop) =>
        IsTogether(loop) && LoopShape.Of(_method, loop, _aliasing).Refusal is null
        && loop.Body.Body.Count(i => i is Accumulate) + loop.Inits.Count(i => _method.TypeOf(i).IsFloat) <= MaxSums
        && loop.Body.Body.OfType<Load>().Count(l => !Varies(l.Result) && DependsOn(l.Indices[0], loop.Body.Parameters[0])) >= 2;

    // ---- what varies

    private void FindVarying()
    {
        _varying.Add(Shape.Index);
        for (int k = 0; k < Loop.Inits.Count; k++)
            if (Shape.CarriedAt(k) != LaneCarried.Unchanged) _varying.Add(Loop.Body.Parameters[k + 1]);
        _varying.UnionWith(Shape.OwnFromOutside);
        do
        {
            _changed = false;
            Visit(Loop.Body);
        } while (_changed);
    }

    private void Vary(IEnumerable<Value> values)
    {
        foreach (Value value in values) _changed |= _varying.Add(value);
    }

    private void Visit(Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case Let { Op: Op.Length } i: if (!IsEquallyLong(i.Args[0])) Vary([i.Result]); break;
                case Allocate or Call: Vary(instruction.Results()); break;
                case Load i when Shape.MemoryOf(i.Memory) != LaneMemory.Input || i.Operands().Any(Varies): Vary([i.Result]); break;
                case If i when IsTogether(i): Visit(i); break;
                case For i when IsTogether(i): Visit(i); break;
                case If or For or While: Vary(instruction.Results().Concat(instruction.Regions().SelectMany(Defined))); break;
                default: if (instruction.Operands().Any(Varies)) Vary(instruction.Results()); break;
            }
        }
    }

    private static IEnumerable<Value> Defined(Region region) => region.Parameters.Concat(region.All().SelectMany(i => i.Results().Concat(i.Regions().SelectMany(r => r.Parameters))));

    private void Visit(If choice)
    {
        Visit(choice.Then);
        Visit(choice.Else);
        for (int k = 0; k < choice.Results.Count; k++)
            if (Varies(choice.Condition) || Varies(choice.Then.Yields[k]) || Varies(choice.Else.Yields[k])) Vary([choice.Results[k]]);
    }

    private void Visit(For loop)
    {
        for (int k = 0; k < loop.Inits.Count; k++)
            if (Varies(loop.Inits[k]) || Varies(loop.Body.Parameters[k + 1]) || Varies(loop.Body.Yields[k])) Vary([loop.Body.Parameters[k + 1], loop.Results[k]]);
        Visit(loop.Body);
    }

    /// <summary>Whether a loop runs equally often in all trips.</summary>
    public bool IsTogether(For loop) => !Varies(loop.Lower) && !Varies(loop.Upper) && !loop.HasExit;

    /// <summary>Whether all trips take the same side; of a guard, one trip may as well do what another must.</summary>
    public bool IsTogether(If choice) => !Varies(choice.Condition) || choice.IsGuard;

    // Memory of a trip has the length of that of another one if the integer that it is made with is the same.
    private bool IsEquallyLong(Value memory)
    {
        if (!Varies(memory)) return true;
        switch (_aliasing.DefinitionOf(memory))
        {
            case Allocate i: return i.Lengths.Count == 1 && !i.Lengths.Any(Varies);
            case Slice i: return !Varies(i.Length);
            case Let { Op: Op.Detach or Op.Convert } i: return IsEquallyLong(i.Args[0]);
            default: return false;
        }
    }

    // ---- what is gained

    private void FindMatrices(Region region, For? around)
    {
        foreach (Instr instruction in region.Body)
        {
            switch (instruction)
            {
                case For i when IsTogether(i):
                    if (around is not null && !IsSmall(i, around) && IsOverMatrix(i, around) && LoopShape.Of(_method, i, _aliasing) is { Refusal: null } shape)
                    {
                        _isSingle |= shape.Element == Scalar.F32;
                        RowLengths.Add(i.Step > 0 ? i.Upper : i.Lower);
                    }
                    FindMatrices(i.Body, i);
                    break;
                case If i when IsTogether(i):
                    FindMatrices(i.Then, around);
                    FindMatrices(i.Else, around);
                    break;
            }
        }
    }

    private bool IsSmall(For loop, For around) => CountOf(loop) * CountOf(around) < FewElements;

    private long CountOf(For loop) =>
        _aliasing.LiteralOf(loop.Lower) is { } lower && _aliasing.LiteralOf(loop.Upper) is { } upper ? Math.Abs(upper.AsInteger - lower.AsInteger) : int.MaxValue;

    private bool IsOverMatrix(For loop, For around) => loop.Body.Body.Any(i => i switch
    {
        Load load => Shape.MemoryOf(load.Memory) == LaneMemory.Input && IsOfBoth(load.Memory, load.Indices, loop, around),
        Accumulate sum => Shape.MemoryOf(sum.Memory) == LaneMemory.Sum && IsOfBoth(sum.Memory, sum.Indices, loop, around),
        _ => false,
    });

    private bool IsOfBoth(Value memory, EquatableArray<Value> indices, For loop, For around) =>
        !Varies(memory) && !indices.Any(Varies) && _method.TypeOf(memory).Element is Scalar.F64 or Scalar.F32
        && indices.Append(memory).Any(i => DependsOn(i, loop.Body.Parameters[0])) && indices.Append(memory).Any(i => DependsOn(i, around.Body.Parameters[0]));

    private bool DependsOn(Value value, Value index) =>
        value == index || (_aliasing.DefinitionOf(value) is Let { Op: not Op.Length } or Slice && _aliasing.DefinitionOf(value)!.Operands().Any(o => DependsOn(o, index)));
}

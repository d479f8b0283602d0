// What a loop in lanes carries from trip to trip: nothing new, sums, and integers that grow by the same amount in every trip.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

internal enum LaneCarried : byte { Unchanged, Sum, Steps }

internal sealed partial class LaneShape
{
    private LaneCarried[] _carried = [];
    private Value[] _steps = [];

    public LaneCarried CarriedAt(int k) => _carried[k];
    /// <summary>What an integer grows by in each trip, a value from outside the loop.</summary>
    public (Value Step, bool IsSubtracted) StepAt(int k) => (_steps[k], IsSubtracted(k));

    private bool IsSubtracted(int k) => _sites[Loop.Body.Yields[k]] is Let { Op: Op.Sub };

    private void FindCarried()
    {
        _carried = new LaneCarried[Loop.Inits.Count];
        _steps = new Value[Loop.Inits.Count];
        for (int k = 0; k < _carried.Length; k++)
        {
            Value carried = Loop.Body.Parameters[k + 1], next = Loop.Body.Yields[k];
            IrType type = _method.TypeOf(carried);
            if (next == carried) continue;
            if (type.IsFloat)
            {
                _carried[k] = LaneCarried.Sum;
                Raise(carried, LaneKind.Lanes);
                HashSet<Value> sums = [carried];
                if (!InSum(Loop.Body, sums) || !Loop.Body.Yields.Select((y, n) => sums.Contains(y) == (n == k)).All(ok => ok)) Refuse($"{Name(carried)} is carried from trip to trip and no sum");
            }
            else if (type == IrType.I32 && _sites.TryGetValue(next, out Instr site) && site is Let { Op: Op.Add or Op.Sub } step && step.Args[0] == carried && IsOutside(step.Args[1]))
            {
                _carried[k] = LaneCarried.Steps;
                _steps[k] = step.Args[1];
                Raise(carried, LaneKind.Affine);
            }
            else Refuse($"{Name(carried)} is carried from trip to trip");
        }
    }

    private bool IsOutside(Value value) => !_inside.Contains(value) || _sites.TryGetValue(value, out Instr site) && site is Let { Op: Op.Constant };

    private void CheckCarried()
    {
        for (int k = 0; k < _carried.Length; k++)
            if (_carried[k] == LaneCarried.Unchanged && KindOf(Loop.Body.Parameters[k + 1]) != LaneKind.Uniform) Refuse("a carried value changes");
    }

    /// <summary>Finds the values that are the carried one with terms added, in inner loops too; false if one of them is used otherwise.</summary>
    private static bool InSum(Region region, HashSet<Value> sums)
    {
        foreach (Instr instruction in region.Body)
        {
            bool Is(int arg) => sums.Contains(((Let)instruction).Args[arg]);
            switch (instruction)
            {
                case Let { Op: Op.Add } i when Is(0) != Is(1): sums.Add(i.Result); break;
                case Let { Op: Op.Sub } i when Is(0) && !Is(1): sums.Add(i.Result); break;
                case Let { Op: Op.FusedMultiplyAdd or Op.MultiplyAddEstimate } i when Is(2) && !Is(0) && !Is(1): sums.Add(i.Result); break;
                case If i:
                    if (!InSum(i.Then, sums) || !InSum(i.Else, sums)) return false;
                    for (int k = 0; k < i.Results.Count; k++)
                    {
                        bool isSum = sums.Contains(i.Then.Yields[k]);
                        if (isSum != sums.Contains(i.Else.Yields[k])) return false;
                        if (isSum) sums.Add(i.Results[k]);
                    }
                    break;
                case For i:
                    if (!InLoop(i.Inits, i.Body, 1, i.Results, sums)) return false;
                    break;
                case While i:
                    if (i.Inits.Any(sums.Contains) || !InSum(i.Test, sums) || !InSum(i.Body, sums) || i.Body.Yields.Any(sums.Contains)) return false;
                    break;
                default:
                    if (instruction.Operands().Any(sums.Contains)) return false;
                    break;
            }
        }
        return true;
    }

    private static bool InLoop(EquatableArray<Value> inits, Region body, int first, EquatableArray<Value> results, HashSet<Value> sums)
    {
        bool[] isSum = [.. inits.Select(sums.Contains)];
        for (int k = 0; k < isSum.Length; k++)
            if (isSum[k]) sums.Add(body.Parameters[first + k]);
        if (!InSum(body, sums)) return false;
        for (int k = 0; k < body.Yields.Count; k++)
        {
            if (sums.Contains(body.Yields[k]) != (k < isSum.Length && isSum[k])) return false;
            if (k < isSum.Length && isSum[k]) sums.Add(results[k]);
        }
        return true;
    }
}

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
                if (!new Sums(_ => false, throughWhile: false).IsSum(Loop.Body, 1, k)) Refuse($"{Name(carried)} is carried from trip to trip and no sum");
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
}

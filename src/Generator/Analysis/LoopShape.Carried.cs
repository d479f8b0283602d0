// The carried values of a loop whose trips run in lanes: unchanged ones, sums, and recognised maxima and minima.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>
/// What a carried value does from trip to trip. Unchanged: it is its initial value. Sum: terms are added to it, in some trips perhaps none, and only its final value is used.
/// Max, Min: a recognised reduction (MaxStep); Ties: its count of equal elements.
/// </summary>
internal enum CarriedKind : byte { Unchanged, Sum, Max, Min, Ties }

internal sealed partial class LoopShape
{
    private CarriedKind[] _carried = [];

    public CarriedKind CarriedAt(int k) => _carried[k];
    /// <summary>Of a maximum or minimum: the position of its count of ties among the carried values, -1 if there is none.</summary>
    public int TiesOf(int k) => System.Array.IndexOf([.. Loop.Body.Yields], Step(k)!.Args[2]);

    private string? FindCarried()
    {
        _carried = new CarriedKind[Loop.Inits.Count];
        for (int k = 0; k < _carried.Length; k++)
        {
            Value carried = Loop.Body.Parameters[k + 1];
            if (Loop.Body.Yields[k] == carried) continue;
            if (!_method.TypeOf(carried).IsFloat) return $"{Name(carried)} is carried and no float";
            if (Float(_method.TypeOf(carried)) is { } refusal) return refusal;
            _kinds[carried] = TripKind.Lane;
            if (_carried[k] == CarriedKind.Ties) continue;
            if (Step(k) is { } step)
            {
                _carried[k] = step.Op == Op.MaxStep ? CarriedKind.Max : CarriedKind.Min;
                if (FindTies(k, step) is { } problem) return problem;
            }
            else
            {
                _carried[k] = CarriedKind.Sum;
                if (FindSum(k) is { } problem) return problem;
            }
        }
        return null;
    }

    // ---- sums

    private string? FindSum(int k) =>
        new Sums(_ => false, throughWhile: false).IsSum(Loop.Body, 1, k) ? null : $"{Name(Loop.Body.Parameters[k + 1])} is carried and no sum";

    // ---- maxima and minima

    private Let? Step(int k) =>
        Loop.Body.Body.OfType<Let>().FirstOrDefault(i => i.Op is Op.MaxStep or Op.MinStep && i.Args[0] == Loop.Body.Parameters[k + 1] && i.Result == Loop.Body.Yields[k]);

    // Recognize has seen to it that the maximum is used for its own next value and for the count only.
    private string? FindTies(int k, Let step)
    {
        int ties = TiesOf(k);
        string problem = $"{Name(Loop.Body.Parameters[k + 1])} is a maximum or minimum whose course is needed";
        if (ties < 0) return problem;
        _carried[ties] = CarriedKind.Ties;
        HashSet<Value> course = [Loop.Body.Parameters[k + 1], Loop.Body.Parameters[ties + 1]];
        foreach (Instr instruction in Loop.Body.Body)
        {
            if (ReferenceEquals(instruction, step) || !instruction.Operands().Any(course.Contains)) continue;
            if (instruction is not Let { Op: Op.Equal or Op.Greater or Op.Less or Op.Select or Op.Add } let) return problem;
            course.Add(let.Result);
        }
        return Loop.Body.Yields.Select((y, n) => course.Contains(y) && n != ties).Any(bad => bad) ? problem : null;
    }
}

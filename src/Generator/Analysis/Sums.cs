// Follows a value that a loop carries through a trip: which values are that one with terms added.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary><paramref name="isHarmless"/>: an instruction may make something else of a sum. <paramref name="throughWhile"/>: while loops may carry sums.</summary>
internal sealed class Sums(Func<Instr, bool> isHarmless, bool throughWhile)
{
    private readonly HashSet<Value> _sums = [];

    /// <summary>The carried value number <paramref name="k"/> of a loop, behind <paramref name="first"/> parameters of its body, is a sum and no part of what else is carried.</summary>
    public bool IsSum(Region body, int first, int k)
    {
        _sums.Clear();
        _sums.Add(body.Parameters[first + k]);
        return Follow(body) && body.Yields.Select((y, n) => _sums.Contains(y) == (n == k)).All(ok => ok);
    }

    private bool Follow(Region region)
    {
        foreach (Instr instruction in region.Body)
        {
            bool Is(int arg) => _sums.Contains(((Let)instruction).Args[arg]);
            switch (instruction)
            {
                case Let { Op: Op.Add } i when Is(0) != Is(1): _sums.Add(i.Result); break;
                case Let { Op: Op.Sub } i when Is(0) && !Is(1): _sums.Add(i.Result); break;
                case Let { Op: Op.FusedMultiplyAdd or Op.MultiplyAddEstimate } i when Is(2) && !Is(0) && !Is(1): _sums.Add(i.Result); break;
                case Let { Op: Op.Select } i when Is(1) && Is(2): _sums.Add(i.Result); break;
                case If i:
                    if (!Follow(i.Then) || !Follow(i.Else)) return false;
                    for (int k = 0; k < i.Results.Count; k++)
                    {
                        bool isSum = _sums.Contains(i.Then.Yields[k]);
                        if (isSum != _sums.Contains(i.Else.Yields[k])) return false;
                        if (isSum) _sums.Add(i.Results[k]);
                    }
                    break;
                case For i:
                    if (!FollowLoop(i.Body, 1, i.Inits, i.Results)) return false;
                    break;
                case While i:
                    if (!throughWhile && i.Inits.Any(_sums.Contains)) return false;
                    for (int k = 0; k < i.Inits.Count; k++)
                        if (_sums.Contains(i.Inits[k])) _sums.Add(i.Test.Parameters[k]);
                    if (!Follow(i.Test) || !FollowLoop(i.Body, 0, i.Inits, i.Results)) return false;
                    break;
                default:
                    if (instruction.Operands().Any(_sums.Contains) && !isHarmless(instruction)) return false;
                    break;
            }
        }
        return true;
    }

    private bool FollowLoop(Region body, int first, EquatableArray<Value> inits, EquatableArray<Value> results)
    {
        for (int k = 0; k < inits.Count; k++)
            if (_sums.Contains(inits[k])) _sums.UnionWith([body.Parameters[first + k], results[k]]);
        return Follow(body) && body.Yields.Select((y, k) => _sums.Contains(y) == (k < inits.Count && _sums.Contains(inits[k]))).All(ok => ok);
    }
}

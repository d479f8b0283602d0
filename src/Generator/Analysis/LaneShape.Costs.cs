// Whether lanes across trips are worth it: what one trip costs as it is, its innermost loops perhaps in vectors, and what it costs in a lane.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Analysis;

internal sealed partial class LaneShape
{
    // In additions, for eight lanes. Elements apart are loaded one by one, and stored one by one, under a mask bit by bit; a branch that some lanes take is computed for all.
    private const double PerGather = 12, PerScatter = 12, PerMasked = 32, PerTrip = 4, AssumedTrips = 12;
    // A trip alone takes one side of a branch.
    private const double ShareTaken = 0.5;
    // A vector loop over few trips has a tail, an epilogue over its lanes, and a beginning.
    private const double InnerGain = 3;

    /// <summary>Cost of a trip alone and in lanes, in additions; innermost loops of the set run in vectors by themselves.</summary>
    public (double Alone, double InLanes) Cost(ISet<For> vectorised)
    {
        double alone = 0, inLanes = PerTrip;
        // Sixteen floats cost as much as eight doubles, unless each is for itself.
        int lanes = Element == Scalar.F32 ? 16 : 8;
        Weigh(Loop.Body, 1, 1, false, false, null, null);
        return (alone, inLanes / lanes);

        // How often a trip alone comes here, and how often the vectors do.
        void Weigh(Region region, double times, double inVectors, bool isVector, bool isMasked, For? around, For? inner)
        {
            foreach (Instr instruction in region.Body)
            {
                switch (instruction)
                {
                    case Let i when i.Op is not (Op.Constant or Op.Length):
                        double cost = Math.Max(RuleTable.Cost(i.Op), 1);
                        alone += times * cost / (isVector ? InnerGain : 1);
                        inLanes += inVectors * (HasLanes(i.Result) || KindOf(i.Result) == LaneKind.Uniform && _method.TypeOf(i.Result).IsInteger ? Math.Max(1, VectorCost(i.Op, cost)) : cost);
                        break;
                    // Collected in the first trip of the loop around.
                    case Load i when around is not null && inner is not null && IsTile(i, around, inner):
                        alone += times / (isVector ? InnerGain : 1);
                        inLanes += inVectors * (1 + (PerGather * lanes / 8 / Math.Max(TripsOf(around), 1)));
                        break;
                    case Load i: Touch(i.Memory, i.Indices, PerGather); break;
                    case Store i: Touch(i.Memory, i.Indices, PerScatter); break;
                    case Accumulate i: Touch(i.Memory, i.Indices, PerScatter); break;
                    case If i:
                        bool isOfLanes = HasLanes(i.Condition);
                        // A loop in vectors computes both sides.
                        double taken = times * (isOfLanes && !isVector ? ShareTaken : 1);
                        Weigh(i.Then, taken, inVectors, isVector, isMasked || isOfLanes, i.IsGuard ? around : null, i.IsGuard ? inner : null);
                        Weigh(i.Else, taken, inVectors, isVector, isMasked || isOfLanes, null, null);
                        break;
                    case For i: Weigh(i.Body, times * TripsOf(i), inVectors * TripsOf(i), isVector || vectorised.Contains(i), isMasked, inner, i); break;
                    case While i: Weigh(i.Body, times * AssumedTrips, inVectors * AssumedTrips, false, isMasked, null, null); break;
                }
            }

            void Touch(Value memory, EquatableArray<Value> indices, double apart)
            {
                alone += times / (isVector ? InnerGain : 1);
                bool isApart = KindOf(memory, indices) == LaneKind.Affine && !(indices.Count == 1 && KindOf(memory) == LaneKind.Uniform && StrideForm(indices[0]) is { IsConstant: true, Constant: 1 });
                inLanes += inVectors * (!isApart ? 1 : (isMasked ? PerMasked : apart) * lanes / 8);
            }
        }
    }

    // Vector functions take a fifth to a tenth of the time of Math's for an element, hence about as long for eight.
    private static double VectorCost(Op op, double cost) => op is Op.Add or Op.Sub or Op.Mul || cost <= 2 ? 1 : cost;

    private double TripsOf(For inner)
    {
        Affine count = _aliasing.FormOf(inner.Upper).Minus(_aliasing.FormOf(inner.Lower)).Times(inner.Step);
        return count.IsConstant ? Math.Max(0, Math.Min(count.Constant, 1000)) : AssumedTrips;
    }
}

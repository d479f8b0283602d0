// Gives every loop whose number of trips is not known from its bounds a trip count as a result, for the loop that runs it backwards.
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal static class TripCounts
{
    public static Method Run(Method method)
    {
        if (!method.Body.All().Any(NeedsCount)) return method;
        Builder builder = new();
        Counter counter = new(method, builder);
        Value[] parameters = method.Body.Parameters.Select(counter.Define).ToArray();
        Value[] yields = counter.Inline(parameters);
        return builder.Rebuild(method, parameters, yields);
    }

    private static bool NeedsCount(Instr instruction) => instruction is While { HasTrips: false } or For { HasTrips: false, HasExit: true };

    private sealed class Counter(Method source, Builder target) : Rewriter(source, target)
    {
        public override void Copy(Instr instruction)
        {
            switch (instruction)
            {
                case While { HasTrips: false } i:
                {
                    EquatableArray<Value> inits = Uses(i.Inits);
                    Region test = CopyRegion(i.Test), body = CopyRegion(i.Body);
                    Target.Add(i with { Inits = inits, Test = test, Body = body, HasTrips = true, Results = WithTrips(i.Results) });
                    break;
                }
                case For { HasTrips: false, HasExit: true } i:
                {
                    Value lower = this[i.Lower], upper = this[i.Upper];
                    EquatableArray<Value> inits = Uses(i.Inits);
                    Region body = CopyRegion(i.Body);
                    Target.Add(i with { Lower = lower, Upper = upper, Inits = inits, Body = body, HasTrips = true, Results = WithTrips(i.Results) });
                    break;
                }
                default: base.Copy(instruction); break;
            }
        }

        private EquatableArray<Value> WithTrips(EquatableArray<Value> results) =>
            Define(results).Append(Target.NewValue(IrType.I32, "trips")).ToEquatableArray();
    }
}

// Rows of functions that are constant between their jumps, comparisons, predicates and integer operations: no derivative.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Rules;

internal static partial class RuleTable
{
    private static IEnumerable<Rule> Steps()
    {
        foreach (Op op in new[] { Op.Sign, Op.Floor, Op.Ceiling, Op.Round, Op.Truncate, Op.ILogB })
            yield return Flat(op, op + "(x)", 1, op == Op.ILogB ? 5 : 1, "0 everywhere, also at the jumps");
        for (Op op = Op.Equal; op <= Op.GreaterOrEqual; op++) yield return Flat(op, op + "(x, y)", 2);
        for (Op op = Op.IsNaN; op <= Op.IsRealNumber; op++) yield return Flat(op, op + "(x)", 1);
        for (Op op = Op.And; op <= Op.ShiftRightUnsigned; op++) yield return Flat(op, op + (op == Op.Not ? "(x)" : "(x, y)"), op == Op.Not ? 1 : 2);
    }
}

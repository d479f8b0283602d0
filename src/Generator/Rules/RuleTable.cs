// Placeholder of the rule table's interface until the table lands.
using System;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Rules;

[Flags]
internal enum Mention { None = 0, Arg0 = 1, Arg1 = 2, Arg2 = 4, Result = 8 }

internal abstract class Rule
{
    public abstract bool IsZero(int argument);
    public abstract Mention Mentions(int argument);
    public abstract Value? Contribute(Builder b, int argument, Value factor, IrType type, Func<int, Value> arg, Func<Value> result);
}

internal static class RuleTable
{
    public static Rule? Find(Op op) => null;
    public static int Cost(Op op) => 1;
}

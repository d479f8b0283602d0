// Derivatives of straight-line methods of one parameter in both modes, directly from the rows.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generator.Tests.Rules;

internal static class StraightLine
{
    /// <summary>f(x) as a method.</summary>
    public static Method Method(Func<IrTest, Value, Value> f)
    {
        IrTest test = new();
        return test.Done(f(test, test.F64("x")));
    }

    public static double Forward(Method method, double x) => (double)Row.Run(Row.Jvp(method, 0), x, 1.0)[1];

    /// <summary>The reverse sweep in its plainest form: each row scatters, last instruction first.</summary>
    public static double Reverse(Method method, double x)
    {
        Builder b = new();
        Rewriter copy = new(method, b);
        Value parameter = b.NewValue(IrType.F64, "x");
        copy.Inline([parameter]);
        Dictionary<Value, Value> adjoints = new() { [method.Body.Yields[0]] = b.Constant(IrType.F64, 1) };
        foreach (Let i in method.Body.Body.OfType<Let>().Reverse())
        {
            if (!adjoints.TryGetValue(i.Result, out Value adjoint) || RuleTable.Find(i.Op) is not { } rule) continue;
            for (int k = 0; k < i.Args.Count; k++)
            {
                if (!method.TypeOf(i.Args[k]).IsFloat) continue;
                if (rule.Contribute(b, k, adjoint, IrType.F64, a => copy[i.Args[a]], () => copy[i.Result]) is not { } term) continue;
                adjoints[i.Args[k]] = adjoints.TryGetValue(i.Args[k], out Value sum) ? b.Add(sum, term) : term;
            }
        }
        Value gradient = adjoints.TryGetValue(method.Body.Parameters[0], out Value g) ? g : b.Constant(IrType.F64, 0);
        return (double)Row.Run(b.ToMethod(method.Key, [parameter], [gradient], method.Surface), x)[0];
    }
}

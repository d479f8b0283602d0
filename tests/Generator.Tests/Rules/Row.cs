// Runs a row of the derivative table: the primitive, what each argument contributes, and the primitive's tangent in forward mode.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;
using Autodiff.Generators.Transform;

namespace Autodiff.Generator.Tests.Rules;

/// <summary>Arguments are boxed: double or float, int for integer arguments, bool for the condition of Select.</summary>
internal static class Row
{
    public static IEnumerable<Rule> Differentiable => RuleTable.All.Where(r => !r.IsConstant && r.Op is not (Op.Broadcast or Op.LaneSum));

    public static IrType TypeOf(object arg) => arg switch
    {
        double => IrType.F64, float => IrType.F32, int => IrType.I32, bool => IrType.Bool, _ => throw new ArgumentException("Unknown argument."),
    };

    /// <summary>The type of the result and of what is differentiated: that of the last float argument.</summary>
    private static IrType Float(object[] args) => TypeOf(args.Last(a => a is double or float));

    /// <summary>result = op(args) as a method.</summary>
    public static Method Primal(Op op, params object[] args)
    {
        IrTest f = new();
        return f.Done(f.B.Let(op, Float(args), args.Select((a, k) => f.Parameter(TypeOf(a), "x" + k)).ToArray()));
    }

    /// <summary>The contribution of each argument to a factor, as the reverse sweep computes them; 0 where there is none.</summary>
    public static double[] Contributions(Op op, double factor, object[] args, bool literals = false)
    {
        IrTest f = new();
        Value seed = f.Parameter(Float(args), "factor");
        Value[] x = args.Select((a, k) => f.Parameter(TypeOf(a), "x" + k)).ToArray();
        if (literals)
            for (int k = 1; k < x.Length; k++)
                if (args[k] is double literal) x[k] = f.Const(literal);
        Value result = f.B.Let(op, Float(args), x);
        List<Value> yields = [];
        for (int k = 0; k < x.Length; k++)
            yields.Add(f.B.TypeOf(x[k]).IsFloat ? RuleTable.Find(op)!.Contribute(f.B, k, seed, f.B.TypeOf(x[k]), a => x[a], () => result)
                ?? f.B.Zero(f.B.TypeOf(x[k])) : f.Const(0));
        object[] results = Run(f.Done([.. yields]), [Cast(factor, Float(args)), .. args]);
        return results.Select(r => Convert.ToDouble(r)).ToArray();
    }

    /// <summary>The result's tangent in forward mode when the argument's tangent is the factor.</summary>
    public static double Tangent(Op op, int argument, double factor, object[] args)
    {
        Method primal = Primal(op, args);
        Method derivative = Jvp(primal, argument);
        return Convert.ToDouble(Run(derivative, [.. args, Cast(factor, Float(args))])[1]);
    }

    /// <summary>Derivative of the second yield (or the first, if it is the only one) with respect to one parameter, by forward mode.</summary>
    public static Method Jvp(Method method, int argument)
    {
        bool[] parameters = new bool[method.Body.Parameters.Count], yields = new bool[method.Body.Yields.Count];
        parameters[argument] = yields[^1] = true;
        Method derivative = ForwardMode.Differentiate(new Derivation(new(new([method]))), method.Key, new Pattern(new(parameters), new(yields)));
        Verifier.Require(new(new([derivative])), "ForwardMode");
        return derivative;
    }

    public static object[] Run(Method method, params object[] args)
    {
        Generators.Ir.Program program = new(new([method]));
        Verifier.Require(program, "the row");
        return new Interpreter(program).Run(args);
    }

    public static object Cast(double value, IrType type) => type.Element == Scalar.F32 ? (object)(float)value : value;

    /// <summary>Value of the function that the row differentiates: the exact one where the primitive is an estimate.</summary>
    public static double Value(Op op, object[] args) => op switch
    {
        Op.ReciprocalEstimate => 1 / (double)args[0],
        Op.ReciprocalSqrtEstimate => 1 / Math.Sqrt((double)args[0]),
        Op.Select => (bool)args[0] ? (double)args[1] : (double)args[2],
        Op.Convert => (double)args[0],
        _ => Convert.ToDouble(Numbers.Apply(op, args)),
    };

    /// <summary>Central difference extrapolated to step zero (Ridders), from a first step that stays inside the domain.</summary>
    public static double Difference(Func<double, double> f, double x, double step)
    {
        const int Levels = 10;
        const double Shrink = 1.6;
        double[,] table = new double[Levels, Levels];
        double best = double.NaN, error = double.MaxValue, h = step;
        for (int i = 0; i < Levels; i++, h /= Shrink)
        {
            double up = x + h, down = x - h;
            table[0, i] = (f(up) - f(down)) / (up - down);
            double power = Shrink * Shrink;
            for (int j = 1; j <= i; j++, power *= Shrink * Shrink)
            {
                table[j, i] = (table[j - 1, i] * power - table[j - 1, i - 1]) / (power - 1);
                double estimate = Math.Max(Math.Abs(table[j, i] - table[j - 1, i]), Math.Abs(table[j, i] - table[j - 1, i - 1]));
                if (estimate > error) continue;
                (error, best) = (estimate, table[j, i]);
            }
        }
        return best;
    }
}

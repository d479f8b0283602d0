// The sweep of Taylor mode over primitives: recurrences of the runtime, or the rows of the rule table applied to series.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Transform;

internal sealed partial class TaylorSweep
{
    private void FollowLet(Let i)
    {
        if (RuleTable.Find(i.Op) is not { } rule) return;
        bool Varies(int k) => _series.ContainsKey(i.Args[k]);
        if (!Enumerable.Range(0, i.Args.Count).Any(k => !rule.IsZero(k) && Varies(k))) return;
        // A conversion between memory handles was met already; between numbers the coefficients stay what they are.
        switch (SeriesRule.KindOf(i.Op))
        {
            case SeriesKind.Recurrence: Apply(SeriesRule.Kernel(i.Op, Varies)!, i); break;
            case SeriesKind.Linear: FollowRow(i, rule, isLinear: true); break;
            case SeriesKind.Integral: FollowRow(i, rule, isLinear: false); break;
            default: throw new NotSupportedException($"{i.Op} has no Taylor series.");
        }
    }

    private string NameOf(Let i) => NameOf(i.Result) ?? i.Op switch
    {
        Op.Add => "sumSeries", Op.Sub => "differenceSeries", Op.Mul or Op.StrongZeroMul => "productSeries", Op.Div => "quotientSeries", Op.Pow => "powerSeries",
        _ => char.ToLowerInvariant(i.Op.ToString()[0]) + i.Op.ToString().Substring(1) + "Series",
    };

    private void Apply(SeriesKernel kernel, Let i)
    {
        List<Value> args = [.. i.Args.Select(a => _series.TryGetValue(a, out Value series) ? series : kernel.Materialized ? SeriesOf(a) : this[a])];
        Value result = space.New(NameOf(i));
        Target.Effect($"{Library}{kernel.Method}({kernel.Arguments}, {{{args.Count}}}, {{{args.Count + 1}}})", [.. args, this[i.Result], result]);
        _series[i.Result] = result;
    }

    /// <summary>
    /// The contributions of the row, each a small method over the arguments, the result and the factor, are followed as any method is. If the primitive is linear near the point
    /// the factor is the argument's series and everything else a number; otherwise the factor is the derivative of the argument's series, and the sum is integrated.
    /// </summary>
    private void FollowRow(Let i, Rule rule, bool isLinear)
    {
        Value sum = Value.None;
        for (int k = 0; k < i.Args.Count; k++)
        {
            if (rule.IsZero(k) || !_series.TryGetValue(i.Args[k], out Value own) || Contribution(i, rule, k) is not { } row) continue;
            Value factor = own;
            if (!isLinear)
            {
                factor = space.New("slopeSeries");
                Target.Effect(Library + "Differentiate({0}, {1})", own, factor);
            }
            TaylorSweep sweep = new(derivation, row, null, Target, space);
            int count = i.Args.Count;
            for (int a = 0; a <= count; a++)
            {
                Value original = a < count ? i.Args[a] : i.Result;
                sweep.Substitute(row.Body.Parameters[a], AsDouble(this[original]));
                if (!isLinear && a < count && _series.TryGetValue(original, out Value series)) sweep.SetSeries(row.Body.Parameters[a], series);
            }
            Value ofFactor = row.Body.Parameters[count + 1];
            sweep.Substitute(ofFactor, Target.Load(factor, Target.Int(0)));
            sweep.SetSeries(ofFactor, factor);
            foreach (Instr instruction in row.Body.Body) sweep.Copy(instruction);
            Value term = sweep.SeriesOf(row.Body.Yields[0]);
            if (!sum.Exists) sum = term;
            else
            {
                Value both = space.New("sumSeries"), first = Target.Add(Target.Load(sum, Target.Int(0)), Target.Load(term, Target.Int(0)));
                Target.Effect(Library + "Add({0}, {1}, {2}, {3})", sum, term, first, both);
                sum = both;
            }
        }
        if (!sum.Exists) return;
        Value result = space.New(NameOf(i));
        Target.Effect(Library + (isLinear ? "Copy" : "Integrate") + "({0}, {1}, {2})", sum, this[i.Result], result);
        _series[i.Result] = result;
    }

    /// <summary>What an argument contributes, as a method of the arguments, the result and the factor, in double precision.</summary>
    private Method? Contribution(Let i, Rule rule, int argument)
    {
        Builder b = new();
        Value[] parameters = [.. i.Args.Append(i.Result).Select(v => b.NewValue(Widened(Source.TypeOf(v)))), b.NewValue(IrType.F64)];
        // Literals stay literals: some rows have a better form for them.
        Value[] args = [.. i.Args.Select((a, k) => Target.LiteralOf(this[a]) is { } literal ? b.Constant(Widened(Source.TypeOf(a)), Widened(literal)) : parameters[k])];
        if (rule.Contribute(b, argument, parameters[parameters.Length - 1], IrType.F64, a => args[a], () => parameters[i.Args.Count]) is not { } contribution) return null;
        return b.ToMethod(rule.Signature, parameters, [contribution], Surfaces.Helper("Row", v => new ValueInfo(b.TypeOf(v), null), parameters, [contribution]));
    }

    private static IrType Widened(IrType type) => type.IsFloat ? IrType.F64 : type;
    private static Literal Widened(Literal literal) => literal.Kind == Scalar.F32 ? Literal.Of(literal.AsDouble) : literal;

    private Value AsDouble(Value value) => Target.TypeOf(value) is { IsFloat: true, Element: Scalar.F32 } ? Target.Let(Op.Convert, IrType.F64, value) : value;
}

// One row of the derivative table and how it is put into a method under construction.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Rules;

/// <summary>
/// The derivative of one primitive. <see cref="Signature"/> names it and its arguments for the reader ("Atan2(y, x)"); <see cref="Cost"/> is what
/// evaluating the primitive costs, in additions. Forward mode sums the contributions of the arguments scaled by their tangents, reverse mode
/// adds to each argument's adjoint its contribution scaled by the adjoint of the result.
/// </summary>
internal sealed class Rule(Op op, string signature, int cost, Contribution[] arguments, string convention = "", LiteralCase? literalCase = null)
{
    public Op Op => op;
    public string Signature => signature;
    public int Arity => arguments.Length;
    public int Cost => cost;
    /// <summary>What holds at special points, for docs/rules.md.</summary>
    public string Convention => convention;

    /// <summary>Some argument's contribution is under strong zero.</summary>
    public bool Strong => arguments.Any(a => a.Strong);
    /// <summary>No argument contributes: the derivative is zero wherever it exists.</summary>
    public bool IsConstant => arguments.All(a => a.Formula is null);
    public bool IsZero(int argument) => Of(argument).Formula is null;
    /// <summary>The contribution of an argument; options beyond the row's arguments (digits of Round) have none.</summary>
    public Contribution Of(int argument) => argument < arguments.Length ? arguments[argument] : Contribution.None;

    /// <summary>What the contribution of an argument mentions; evaluating it fetches nothing else.</summary>
    public Mention Mentions(int argument) =>
        Of(argument).Formula is { } formula ? Rules.Mentions.Of(formula) : Mention.None;

    /// <summary>
    /// Emits the contribution of <paramref name="argument"/> scaled by <paramref name="factor"/>, null where it is zero by definition.
    /// <paramref name="type"/> is the type of the contribution: the argument's in reverse mode, the result's in forward mode (they differ for
    /// conversions only). Only what is mentioned is fetched, each once. <paramref name="scalesLanes"/>: the factor is a vector of several tangents, everything else one number.
    /// <paramref name="known"/>: a value at hand that is a primitive of an argument, null if there is none.
    /// </summary>
    public Value? Contribute(Builder b, int argument, Value factor, IrType type, Func<int, Value> arg, Func<Value> result, bool scalesLanes = false, Func<Op, int, Value?>? known = null)
    {
        Contribution contribution = Of(argument);
        if (contribution.Formula is null) return null;
        Emission emission = new(b, factor, type, arg, result, scalesLanes, known);
        if (literalCase is { } special && Mentions(argument).Has(special.Argument)
            && b.LiteralOf(emission[new ArgumentNode(special.Argument)]) is { IsFloat: true } literal)
            contribution = special.Make(argument, literal.AsDouble) ?? contribution;
        return contribution.Formula is null ? null : emission.InLanes(emission[contribution.Formula]);
    }

    /// <summary>Emits formulas; each distinct one once.</summary>
    private sealed class Emission(Builder b, Value factor, IrType type, Func<int, Value> arg, Func<Value> result, bool scalesLanes, Func<Op, int, Value?>? known)
    {
        private readonly Dictionary<Expression, Value> _emitted = [];

        public Value this[Expression formula]
        {
            get
            {
                if (formula is NamedNode named) formula = named.Value;
                if (!_emitted.TryGetValue(formula, out Value value)) _emitted[formula] = value = Emit(formula);
                return value;
            }
        }

        private Value Emit(Expression formula) => formula switch
        {
            NumberNode n => Constant(n.Value),
            ArgumentNode a => arg(a.Index),
            ResultNode => result(),
            FactorNode => factor,
            WholeNode n => b.Int(n.Value),
            ApplyNode { Args.Count: 1 } a when a.Args[0] is ArgumentNode x && known?.Invoke(a.Op, x.Index) is { } value => value,
            ApplyNode { Op: Op.Add } a when this[a.Args[0]] is var whole && b.TypeOf(whole).IsInteger => b.Add(whole, this[a.Args[1]]),
            ApplyNode a => Apply(a.Op, a.Args.Select(x => this[x]).ToArray()),
            _ => throw new InvalidOperationException($"Unknown formula {formula}."),
        };

        private Value Apply(Op op, Value[] args)
        {
            if (!scalesLanes) return b.Let(op, TypeOf(op, type.Lanes), args);
            // What does not mention the factor is computed once for all its lanes.
            if (args.All(a => b.TypeOf(a).Lanes == 1)) return b.Let(op, TypeOf(op, 1), args);
            bool scales = op is Op.Mul or Op.StrongZeroMul || (op == Op.Div && b.TypeOf(args[0]).Lanes > 1);
            if (!scales) args = [.. args.Select(a => b.TypeOf(a).IsBool ? a : InLanes(a))];
            return b.Let(op, TypeOf(op, type.Lanes), args);
        }

        public Value InLanes(Value value) => !scalesLanes || b.TypeOf(value).Lanes > 1 ? value : b.Let(Op.Broadcast, b.TypeOf(value) with { Lanes = type.Lanes }, value);

        private IrType TypeOf(Op op, byte lanes) => (IsTruth(op) ? IrType.Bool : type) with { Lanes = lanes };

        private static bool IsTruth(Op op) =>
            op is (>= Op.Equal and <= Op.GreaterOrEqual) or (>= Op.IsNaN and <= Op.IsRealNumber) or Op.And or Op.Or;

        private Value Constant(double value)
        {
            Value scalar = b.Constant(type with { Lanes = 1 }, value);
            return type.Lanes == 1 || scalesLanes ? scalar : b.Let(Op.Broadcast, type, scalar);
        }
    }
}

/// <summary>
/// A better contribution where <see cref="Argument"/> is a literal: given the argument that is asked for and the literal; null: the row as it
/// stands. It mentions nothing that the row does not mention.
/// </summary>
internal sealed record LiteralCase(int Argument, Func<int, double, Contribution?> Make);

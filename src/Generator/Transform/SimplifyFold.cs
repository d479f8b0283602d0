// Constants and exact identities of single operations.
using System;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// Rewrites one Let. Every identity holds for all operands, signed zeros, infinities and NaN included (the payload of a NaN aside): so x*1 and x-0 go, x*0
/// and x+0 of floats stay. <paramref name="constant"/> emits a literal in front of the Let; <paramref name="known"/> tells a condition that holds here.
/// </summary>
internal sealed class SimplifyFold(SimplifyValues values, Func<IrType, Literal, Value> constant, Func<Value, bool?> known)
{
    /// <summary>Rewrites until no rule applies; returns the value that stands for the result, or <see cref="Value.None"/> and the Let to keep.</summary>
    public Value Run(ref Let let)
    {
        if (values.TypeOf(let.Result).Lanes > 1) return Value.None;
        for (; ; )
        {
            Let before = let;
            Value existing = Step(ref let);
            if (existing.Exists) return existing;
            if (ReferenceEquals(before, let)) return Value.None;
            values.Changed = true;
        }
    }

    private Value Step(ref Let let)
    {
        EquatableArray<Value> args = let.Args;
        IrType type = values.TypeOf(let.Result);
        switch (let.Op)
        {
            case Op.Add: return Folded(ref let) ? Value.None : type.IsFloat ? AddReals(ref let) : AddWholes(ref let, type);
            case Op.Sub: return Folded(ref let) ? Value.None : type.IsFloat ? SubReals(ref let) : SubWholes(ref let, type);
            case Op.Mul: return Folded(ref let) ? Value.None : Mul(ref let, type);
            case Op.Div: return Folded(ref let) ? Value.None : Div(ref let, type);
            case Op.Rem: if (!Folded(ref let) && type.IsInteger && Is(args[1], 1)) let = Constant(let, Literal.Of(type.Element, 0)); break;
            case Op.Neg: return Folded(ref let) ? Value.None : Neg(ref let, type);
            case Op.And or Op.Or or Op.Xor: return Folded(ref let) ? Value.None : Bits(ref let, type);
            case Op.Not: return Folded(ref let) ? Value.None : Not(ref let);
            case Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightUnsigned: return Folded(ref let) ? Value.None : Is(args[1], 0) ? args[0] : Value.None;
            case >= Op.Equal and <= Op.GreaterOrEqual: return Folded(ref let) ? Value.None : Compare(ref let);
            case Op.Convert: return Convert(ref let, type);
            case Op.Select: return Select(ref let, type);
            case Op.StrongZeroMul: StrongZeroMul(ref let, type); break;
            case Op.Detach:
                if (Definition(args[0]) is { Op: Op.Detach }) return args[0];
                if (values.IsConstant(args[0], out _)) return args[0];
                break;
            case Op.Length: return Length(ref let);
        }
        return Value.None;
    }

    // ---- patterns

    private Let? Definition(Value value) => values.DefinitionOf(value) as Let;

    private bool Is(Value value, double wanted) =>
        values.IsConstant(value, out Literal literal) && literal.Kind != Scalar.Bool
        && (literal.IsFloat ? literal.AsDouble.Equals(wanted) && IsNegativeZero(literal) == IsNegativeZero(Literal.Of(wanted)) : literal.Bits == wanted);

    /// <summary>Whether a bool is this constant, or is known to have its value here.</summary>
    private bool Holds(Value value, bool wanted) => values.IsBool(value, wanted) || known(value) == wanted;

    private static bool IsNegativeZero(Literal literal) => literal.IsFloat && literal.Bits == BitConverter.DoubleToInt64Bits(-0.0);

    private bool IsNeg(Value value, out Value operand)
    {
        bool neg = Definition(value) is { Op: Op.Neg };
        operand = neg ? values.Find(Definition(value)!.Args[0]) : Value.None;
        return neg;
    }

    private static Let Constant(Let let, Literal literal) => new(let.Result, Op.Constant, [], literal);
    private static Let With(Let let, Op op, params Value[] args) => new(let.Result, op, new(args));

    /// <summary>Evaluates an operation of constants.</summary>
    private bool Folded(ref Let let)
    {
        Literal? folded = null;
        if (values.IsConstant(let.Args[0], out Literal a))
        {
            if (let.Args.Count == 1) folded = SimplifyLiterals.Unary(let.Op, a);
            else if (values.IsConstant(let.Args[1], out Literal b)) folded = SimplifyLiterals.Binary(let.Op, a, b);
        }
        if (folded is not { } literal) return false;
        let = Constant(let, literal);
        return true;
    }

    // ---- arithmetic

    private Value AddReals(ref Let let)
    {
        (Value a, Value b) = (let.Args[0], let.Args[1]);
        // x + -0 is x, x + 0 is not: -0 + 0 is 0.
        if (Is(b, -0.0)) return a;
        if (Is(a, -0.0)) return b;
        if (IsNeg(b, out Value inner)) let = With(let, Op.Sub, a, inner);
        else if (IsNeg(a, out inner)) let = With(let, Op.Sub, b, inner);
        return Value.None;
    }

    private Value SubReals(ref Let let)
    {
        if (Is(let.Args[1], 0.0)) return let.Args[0];
        if (IsNeg(let.Args[1], out Value inner)) let = With(let, Op.Add, let.Args[0], inner);
        return Value.None;
    }

    private Value AddWholes(ref Let let, IrType type)
    {
        (Value a, Value b) = (let.Args[0], let.Args[1]);
        if (Is(b, 0)) return a;
        if (Is(a, 0)) return b;
        if (IsNeg(b, out Value inner)) let = With(let, Op.Sub, a, inner);
        else if (values.IsConstant(b, out Literal c)) Offset(ref let, a, c.Bits, type);
        else if (values.IsConstant(a, out c)) Offset(ref let, b, c.Bits, type);
        return Value.None;
    }

    private Value SubWholes(ref Let let, IrType type)
    {
        (Value a, Value b) = (let.Args[0], let.Args[1]);
        if (Is(b, 0)) return a;
        if (a == b) let = Constant(let, Literal.Of(type.Element, 0));
        else if (Is(a, 0)) let = With(let, Op.Neg, b);
        else if (IsNeg(b, out Value inner)) let = With(let, Op.Add, a, inner);
        else if (values.IsConstant(b, out Literal c)) Offset(ref let, a, unchecked(-c.Bits), type);
        return Value.None;
    }

    /// <summary>x ± c1 + c2 with one constant; integers wrap, so the order does not matter.</summary>
    private void Offset(ref Let let, Value from, long offset, IrType type)
    {
        if (type != IrType.I32 && type != IrType.I64 || Definition(from) is not { Op: Op.Add or Op.Sub } inner) return;
        Value left = values.Find(inner.Args[0]), right = values.Find(inner.Args[1]), rest;
        long total;
        if (values.IsConstant(right, out Literal c)) (rest, total) = (left, inner.Op == Op.Add ? c.Bits : unchecked(-c.Bits));
        else if (inner.Op == Op.Add && values.IsConstant(left, out c)) (rest, total) = (right, c.Bits);
        else return;
        total = unchecked(total + offset);
        if (type == IrType.I32) total = unchecked((int)total);
        bool subtracts = total < 0 && total != (type == IrType.I32 ? int.MinValue : long.MinValue);
        let = With(let, subtracts ? Op.Sub : Op.Add, rest, constant(type, Literal.Of(type.Element, subtracts ? -total : total)));
    }

    private Value Mul(ref Let let, IrType type)
    {
        (Value a, Value b) = (let.Args[0], let.Args[1]);
        if (Is(b, 1)) return a;
        if (Is(a, 1)) return b;
        if (type.IsInteger && (Is(a, 0) || Is(b, 0))) let = Constant(let, Literal.Of(type.Element, 0));
        else if (IsSigned(type) && Is(b, -1)) let = With(let, Op.Neg, a);
        else if (IsSigned(type) && Is(a, -1)) let = With(let, Op.Neg, b);
        else if (IsNeg(a, out Value x) && IsNeg(b, out Value y)) let = With(let, Op.Mul, x, y);
        else if (type.IsFloat && IsNeg(a, out x) && values.IsConstant(b, out Literal c)) let = With(let, Op.Mul, x, Negated(type, c));
        else if (type.IsFloat && IsNeg(b, out x) && values.IsConstant(a, out c)) let = With(let, Op.Mul, Negated(type, c), x);
        return Value.None;
    }

    private Value Div(ref Let let, IrType type)
    {
        (Value a, Value b) = (let.Args[0], let.Args[1]);
        if (Is(b, 1)) return a;
        if (!type.IsFloat) return Value.None;
        if (Is(b, -1)) let = With(let, Op.Neg, a);
        else if (IsNeg(a, out Value x) && IsNeg(b, out Value y)) let = With(let, Op.Div, x, y);
        else if (IsNeg(a, out x) && values.IsConstant(b, out Literal c)) let = With(let, Op.Div, x, Negated(type, c));
        else if (IsNeg(b, out x) && values.IsConstant(a, out c)) let = With(let, Op.Div, Negated(type, c), x);
        return Value.None;
    }

    private Value Neg(ref Let let, IrType type)
    {
        if (IsNeg(let.Args[0], out Value inner)) return inner;
        if (Definition(let.Args[0]) is not { } operand) return Value.None;
        if (operand.Op == Op.Sub && type.IsInteger) let = With(let, Op.Sub, values.Find(operand.Args[1]), values.Find(operand.Args[0]));
        else if (operand.Op is Op.Mul or Op.Div && type.IsFloat)
        {
            Value a = values.Find(operand.Args[0]), b = values.Find(operand.Args[1]);
            if (values.IsConstant(b, out Literal c)) let = With(let, operand.Op, a, Negated(type, c));
            else if (values.IsConstant(a, out c)) let = With(let, operand.Op, Negated(type, c), b);
        }
        return Value.None;
    }

    private static bool IsSigned(IrType type) => type.IsFloat || type.Element is Scalar.I32 or Scalar.I64;
    private Value Negated(IrType type, Literal literal) => constant(type, SimplifyLiterals.Unary(Op.Neg, literal)!.Value);

    private void StrongZeroMul(ref Let let, IrType type)
    {
        (Value factor, Value partial) = (let.Args[0], let.Args[1]);
        if (values.IsConstant(factor, out Literal f))
            let = f.AsDouble == 0 ? Constant(let, Literal.Of(type.Element, 0.0)) : With(let, Op.Mul, factor, partial);
        else if (values.IsConstant(partial, out Literal p) && !double.IsNaN(p.AsDouble) && !double.IsInfinity(p.AsDouble) && (p.Kind != Scalar.Generic || SimplifyLiterals.IsInEveryType(p.AsDouble)))
            let = With(let, Op.Mul, factor, partial);
    }

    // ---- bits, booleans, comparisons

    private Value Bits(ref Let let, IrType type)
    {
        (Value a, Value b) = (let.Args[0], let.Args[1]);
        bool isBool = type.IsBool;
        if (a == b)
        {
            if (let.Op != Op.Xor) return a;
            let = Constant(let, isBool ? Literal.Of(false) : Literal.Of(type.Element, 0));
            return Value.None;
        }
        bool zeroA = isBool ? Holds(a, false) : Is(a, 0), zeroB = isBool ? Holds(b, false) : Is(b, 0);
        if (let.Op == Op.And && zeroA) return a;
        if (let.Op == Op.And && zeroB) return b;
        if (let.Op != Op.And && zeroA) return b;
        if (let.Op != Op.And && zeroB) return a;
        if (!isBool) return Value.None;
        bool oneA = Holds(a, true), oneB = Holds(b, true);
        if (let.Op == Op.And && oneA) return b;
        if (let.Op == Op.And && oneB) return a;
        if (let.Op == Op.Or && oneA) return a;
        if (let.Op == Op.Or && oneB) return b;
        if (let.Op == Op.Xor && (oneA || oneB)) let = With(let, Op.Not, oneA ? b : a);
        return Value.None;
    }

    private Value Not(ref Let let)
    {
        if (known(let.Args[0]) is { } holds)
        {
            let = Constant(let, Literal.Of(!holds));
            return Value.None;
        }
        if (Definition(let.Args[0]) is not { } operand) return Value.None;
        if (operand.Op == Op.Not) return values.Find(operand.Args[0]);
        if (operand.Op is < Op.Equal or > Op.GreaterOrEqual) return Value.None;
        // Of floats only == and != are each other's negation: NaN is neither less nor greater or equal.
        if (!values.TypeOf(operand.Args[0]).IsInteger && operand.Op is not (Op.Equal or Op.NotEqual)) return Value.None;
        Op negated = operand.Op switch
        {
            Op.Equal => Op.NotEqual, Op.NotEqual => Op.Equal, Op.Less => Op.GreaterOrEqual, Op.LessOrEqual => Op.Greater,
            Op.Greater => Op.LessOrEqual, _ => Op.Less,
        };
        let = With(let, negated, [.. operand.Args.Select(values.Find)]);
        return Value.None;
    }

    private Value Compare(ref Let let)
    {
        (Value a, Value b) = (let.Args[0], let.Args[1]);
        IrType type = values.TypeOf(a);
        if (type.Lanes > 1 || type.IsFloat) return Value.None;
        if (a == b) let = Constant(let, Literal.Of(let.Op is Op.Equal or Op.LessOrEqual or Op.GreaterOrEqual));
        else if (type.IsBool)
        {
            Value other = values.IsConstant(a, out Literal c) ? b : values.IsConstant(b, out c) ? a : Value.None;
            if (!other.Exists) return Value.None;
            if (c.AsBool == (let.Op == Op.Equal)) return other;
            let = With(let, Op.Not, other);
        }
        return Value.None;
    }

    private Value Convert(ref Let let, IrType type)
    {
        Value from = let.Args[0];
        if (values.TypeOf(from) == type) return from;
        if (values.IsConstant(from, out Literal literal))
        {
            if (SimplifyLiterals.Convert(literal, type.Element) is { } converted) let = Constant(let, converted);
            return Value.None;
        }
        if (Definition(from) is not { Op: Op.Convert } inner) return Value.None;
        Value source = values.Find(inner.Args[0]);
        // There and back through a type that holds every value.
        bool holds = (type.Element, values.TypeOf(from).Element) is (Scalar.F32, Scalar.F64) or (Scalar.I32, Scalar.I64) or (Scalar.I32, Scalar.F64);
        return holds && values.TypeOf(source) == type ? source : Value.None;
    }

    private Value Select(ref Let let, IrType type)
    {
        (Value condition, Value a, Value b) = (let.Args[0], let.Args[1], let.Args[2]);
        if (a == b) return a;
        if (values.IsConstant(condition, out Literal c)) return c.AsBool ? a : b;
        if (known(condition) is { } holds) return holds ? a : b;
        // A side without a value is never asked for.
        if (values.IsUndefined(a) && values.TypeOf(b) == type) return b;
        if (values.IsUndefined(b) && values.TypeOf(a) == type) return a;
        if (Definition(condition) is { Op: Op.Not } not) let = With(let, Op.Select, values.Find(not.Args[0]), b, a);
        else if (Definition(a) is { Op: Op.Select } inA && values.Find(inA.Args[0]) == condition) let = With(let, Op.Select, condition, values.Find(inA.Args[1]), b);
        else if (Definition(b) is { Op: Op.Select } inB && values.Find(inB.Args[0]) == condition) let = With(let, Op.Select, condition, a, values.Find(inB.Args[2]));
        else if (type.IsBool)
        {
            bool trueA = values.IsBool(a, true), falseA = values.IsBool(a, false), trueB = values.IsBool(b, true), falseB = values.IsBool(b, false);
            if (trueA && falseB) return condition;
            if (falseA && trueB) let = With(let, Op.Not, condition);
            else if (trueA) let = With(let, Op.Or, condition, b);
            else if (falseB) let = With(let, Op.And, condition, a);
        }
        return Value.None;
    }

    private Value Length(ref Let let)
    {
        int dimension = let.Args.Count > 1 && values.IsConstant(let.Args[1], out Literal d) ? (int)d.Bits : 0;
        Value length = Value.None;
        switch (values.DefinitionOf(let.Args[0]))
        {
            case Allocate i: length = values.Find(i.Lengths[dimension]); break;
            case Slice i: length = values.Find(i.Length); break;
            case Let { Op: Op.Detach } i: let = let with { Args = new([values.Find(i.Args[0]), .. let.Args.Skip(1)]) }; break;
        }
        return length.Exists && values.TypeOf(length) == IrType.I32 ? length : Value.None;
    }
}

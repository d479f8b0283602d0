// Tree to IR: mutable variables become single-assignment values; the entry point and the expressions.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Lowers one method in evaluation order. The environment holds the current value of each variable; If and loops merge it where control flow joins
/// (LoweringStatements.cs, LoweringLoops.cs). After a throw nothing is emitted any more: <see cref="_dead"/>.
/// </summary>
internal sealed partial class Lowering
{
    private static readonly IrType Void = IrType.Opaque("void");

    private readonly Builder _builder = new();
    private readonly LoweringEnvironment _environment = new();
    private readonly LoweringScan _scan;
    private readonly Variable? _result;
    private bool _dead;

    private Lowering(TreeMethod tree)
    {
        _scan = new LoweringScan(tree);
        if (tree.ReturnType is { } type) _result = new Variable("result", type);
    }

    public static Method Lower(TreeMethod tree) => new Lowering(tree).Method(tree);

    private Method Method(TreeMethod tree)
    {
        List<Value> parameters = [];
        List<SurfaceParameter> surface = [];
        List<Variable> finals = [];
        int results = _result is null ? 0 : 1;
        foreach (TreeParameter p in tree.Parameters)
        {
            int parameter = -1, result = -1;
            if (p.Passing != Passing.Out)
            {
                parameter = parameters.Count;
                Value value = _builder.NewValue(p.Variable.Type, p.Variable.Name);
                parameters.Add(value);
                _environment[p.Variable] = value;
            }
            if (IsFinal(p.Passing, p.Variable.Type))
            {
                result = results++;
                finals.Add(p.Variable);
            }
            surface.Add(new SurfaceParameter(p.Variable.Name, p.TypeText, p.Passing, parameter, result, p.Scoped, p.Implied, p.IsExtended, p.Part));
        }

        _environment[_skip] = LoweringEnvironment.False;
        // Final values of ref and out parameters are read after every position in the body.
        Run(Rest.Of([tree.Body], null), int.MaxValue - 1);

        IEnumerable<Variable> yields = _result is null ? finals : finals.Prepend(_result);
        Surface shown = new(tree.Name, tree.Modifiers, tree.ReturnTypeText, _result is null ? -1 : 0, surface.ToEquatableArray());
        return _builder.ToMethod(tree.Key, parameters.ToArray(), yields.Select(Current).ToArray(), shown, tree.CallText);
    }

    /// <summary>Whether the final value of a parameter is a yield; memory is written through its handle.</summary>
    private static bool IsFinal(Passing passing, IrType type) => passing is Passing.Ref or Passing.Out && !type.IsMemory;

    // ---- values of variables

    private Value Current(Variable variable) => Materialise(_dead ? Value.None : _environment[variable], variable.Type);

    /// <summary>Makes a value of what the environment holds: a flag that is known, or nothing at all.</summary>
    private Value Materialise(Value value, IrType type) =>
        value == LoweringEnvironment.True ? _builder.Bool(true)
        : value == LoweringEnvironment.False ? _builder.Bool(false)
        : value.Exists ? value : _builder.Undefined(type);

    private void Assign(Variable variable, Value value, bool isLiteral = false)
    {
        // Equal literals become one value, which has no name of its own.
        if (!isLiteral && variable.Name.Length > 0 && _builder.HintOf(value) is null) _builder.SetHint(value, variable.Name);
        _environment[variable] = value;
    }

    private Value NewValue(Variable variable) => _builder.NewValue(variable.Type, variable.Name.Length > 0 ? variable.Name : null);

    // ---- expressions

    private Value[] Expressions(IReadOnlyList<Expr> expressions)
    {
        Value[] values = new Value[expressions.Count];
        for (int i = 0; i < values.Length; i++) values[i] = Expression(expressions[i]);
        return values;
    }

    /// <summary>The value of an expression; <see cref="Value.None"/> for void and after a throw.</summary>
    private Value Expression(Expr expression)
    {
        if (_dead) return Value.None;
        switch (expression)
        {
            case ConstantExpr e: return _builder.Constant(e.Type, e.Literal);
            case VariableExpr e: return Current(e.Variable);
            case OpExpr e: return Operation(e);
            case LoadExpr e:
            {
                Value memory = Expression(e.Memory);
                Value[] indices = Expressions(e.Indices);
                return _dead ? Value.None : _builder.Load(memory, indices);
            }
            case ConditionalExpr e: return Conditional(e);
            case AllocateExpr e:
            {
                Value[] lengths = Expressions(e.Lengths);
                return _dead ? Value.None : _builder.Allocate(e.Type, null, false, lengths);
            }
            case RowExpr e:
            {
                Value memory = Expression(e.Memory), index = Expression(e.Index);
                return _dead ? Value.None : _builder.Row(memory, index);
            }
            case SliceExpr e:
            {
                Value memory = Expression(e.Memory), start = Expression(e.Start), length = Expression(e.Length);
                if (_dead) return Value.None;
                Value result = _builder.NewValue(e.Type);
                _builder.Add(new Slice(result, memory, start, length));
                return result;
            }
            case CallExpr e: return Call(e);
            case EffectExpr e:
            {
                Value[] args = Expressions(e.Args);
                if (_dead) return Value.None;
                Value result = e.Throws || e.Type == Void ? Value.None : _builder.NewValue(e.Type);
                _builder.Add(new Effect(result, e.Text, new(args), e.Site, e.Throws));
                if (e.Throws) _dead = true;
                return result;
            }
            case SequenceExpr e:
            {
                Run(Rest.Of(e.Before, null), int.MaxValue);
                Value value = Expression(e.Value);
                if (!_dead) Run(Rest.Of(e.After, null), int.MaxValue);
                return value;
            }
            default: throw new InvalidOperationException($"Unknown expression {expression.GetType().Name}.");
        }
    }

    /// <summary>Left operands are walked without recursion: a sum of ten thousand terms is that deep.</summary>
    private Value Operation(OpExpr expression)
    {
        Stack<OpExpr> spine = new();
        Expr first = expression;
        while (first is OpExpr { Args.Count: > 0 } op) { spine.Push(op); first = op.Args[0]; }
        Value value = first is OpExpr e ? _builder.Let(e.Op, e.Type, null, [], default, e.Text) : Expression(first);
        while (spine.Count > 0)
        {
            OpExpr op = spine.Pop();
            Value[] args = new Value[op.Args.Count];
            args[0] = value;
            for (int i = 1; i < args.Length; i++) args[i] = Expression(op.Args[i]);
            if (_dead) return Value.None;
            value = _builder.Let(op.Op, op.Type, null, args, default, op.Text);
        }
        return value;
    }

    private Value Conditional(ConditionalExpr e)
    {
        Value condition = Expression(e.Condition);
        if (_dead) return Value.None;
        if (e.Type.IsScalar && IsAtHand(e.Then) && IsAtHand(e.Else))
            return _builder.Let(Op.Select, e.Type, condition, Expression(e.Then), Expression(e.Else));

        Variable value = new("", e.Type);
        bool isVoid = e.Type == Void;
        void Side(Expr side)
        {
            Value result = Expression(side);
            if (!_dead && !isVoid) _environment[value] = result;
        }
        Branch(condition, () => Side(e.Then), () => Side(e.Else), _scan[e].End);
        return _dead || isVoid ? Value.None : _environment[value];
    }

    private bool IsAtHand(Expr e) => e is ConstantExpr || e is VariableExpr v && _environment[v.Variable].Exists;

    private Value Call(CallExpr call)
    {
        Value[] values = call.Args.Select(a => a.Value is null ? Value.None : Expression(a.Value)).ToArray();
        if (_dead) return Value.None;
        List<Value> args = [];
        List<Value> results = [];
        List<(Variable, Value)> finals = [];
        Value returned = call.Type == Void ? Value.None : _builder.NewValue(call.Type);
        if (returned.Exists) results.Add(returned);
        for (int i = 0; i < values.Length; i++)
        {
            Argument argument = call.Args[i];
            // What a ref parameter reads is the variable when the call begins, after all arguments.
            if (argument.Passing != Passing.Out) args.Add(values[i].Exists ? values[i] : Current(argument.Variable!));
            if (argument.Variable is not { } variable || !IsFinal(argument.Passing, variable.Type)) continue;
            Value final = NewValue(variable);
            results.Add(final);
            finals.Add((variable, final));
        }
        _builder.Add(new Call(results.ToEquatableArray(), call.Method, args.ToEquatableArray(), call.Site));
        foreach ((Variable variable, Value final) in finals) _environment[variable] = final;
        return returned;
    }
}

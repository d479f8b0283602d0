// Walks trees directly, as C# would run the method: what lowered and simplified methods are compared with.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using TreeVariable = Autodiff.Generators.Frontend.Variable;

namespace Autodiff.Generator.Tests.Trees;

/// <summary>Texts of the effects that run are added to <paramref name="effects"/>.</summary>
internal sealed class TreeEvaluator(List<string> effects, params TreeMethod[] methods)
{
    private enum Way { Completes, Breaks, Continues, Leaves, Returns }

    private readonly Dictionary<string, TreeMethod> _methods = methods.ToDictionary(m => m.Key);
    private readonly List<string> _effects = effects;
    private long _steps;


    /// <summary>Arguments as of the lowered method (every parameter but out ones); results as its yields.</summary>
    public object[] Run(string key, params object[] args) => new Frame(this).Run(_methods[key], args);

    private sealed class Frame(TreeEvaluator owner)
    {
        private readonly Dictionary<TreeVariable, object> _variables = [];
        private object? _returned;

        public object[] Run(TreeMethod method, object[] args)
        {
            int next = 0;
            foreach (TreeParameter p in method.Parameters.Where(p => p.Passing != Passing.Out))
                _variables[p.Variable] = args[next++] is var arg && arg is Array data ? Memory.Of(data) : arg;
            Execute(method.Body);
            IEnumerable<object> finals = method.Parameters
                .Where(p => p.Passing is Passing.Ref or Passing.Out && !p.Variable.Type.IsMemory).Select(p => _variables[p.Variable]);
            return method.ReturnType is null ? [.. finals] : [_returned!, .. finals];
        }

        private Way Execute(IEnumerable<Stmt> statements)
        {
            foreach (Stmt statement in statements)
                if (Execute(statement) is var way and not Way.Completes) return way;
            return Way.Completes;
        }

        private Way Execute(Stmt statement)
        {
            if (++owner._steps > 1_000_000) throw new TimeoutException("The tree runs for too long.");
            switch (statement)
            {
                case AssignStmt s: _variables[s.Variable] = Evaluate(s.Value); break;
                case StoreStmt s:
                {
                    Memory memory = (Memory)Evaluate(s.Memory);
                    int[] indices = s.Indices.Select(Evaluate).Cast<int>().ToArray();
                    memory.Write(indices, Evaluate(s.Value));
                    break;
                }
                case ExprStmt s: EvaluateOrVoid(s.Value); break;
                case BlockStmt s: return Execute(s.Body);
                case IfStmt s: return (bool)Evaluate(s.Condition) ? Execute(s.Then) : s.Else is null ? Way.Completes : Execute(s.Else);
                case WhileStmt s:
                    while ((bool)Evaluate(s.Condition))
                        if (Execute(s.Body) is var way && Leaves(way)) return After(way);
                    break;
                case DoStmt s:
                    do
                        if (Execute(s.Body) is var way && Leaves(way)) return After(way);
                    while ((bool)Evaluate(s.Condition));
                    break;
                case ForStmt s:
                    for (Execute(s.Before); (bool)Evaluate(s.Condition); Execute(s.AtEnd))
                        if (Execute(s.Body) is var way && Leaves(way)) return After(way);
                    break;
                case BreakStmt: return Way.Breaks;
                case ContinueStmt: return Way.Continues;
                case LeaveStmt: return Way.Leaves;
                case TryStmt s:
                    try { return Execute(s.Body); }
                    finally { Execute(s.Finally); }
                case BreakableStmt s: return Execute(s.Body) is var left and not Way.Leaves ? left : Way.Completes;
                case ReturnStmt s: _returned = s.Value is null ? null : Evaluate(s.Value); return Way.Returns;
                default: throw new InvalidOperationException(statement.GetType().Name);
            }
            return Way.Completes;
        }

        private static bool Leaves(Way way) => way is Way.Breaks or Way.Returns;
        private static Way After(Way way) => way == Way.Returns ? way : Way.Completes;

        private object Evaluate(Expr expression) => EvaluateOrVoid(expression) ?? throw new InvalidOperationException("A value is missing.");

        private object? EvaluateOrVoid(Expr expression)
        {
            switch (expression)
            {
                case ConstantExpr e: return Numbers.FromLiteral(e.Literal);
                case VariableExpr e: return _variables[e.Variable];
                case OpExpr { Op: Op.Length } e: return ((Memory)Evaluate(e.Args[0])).LengthOf(e.Args.Count > 1 ? (int)Evaluate(e.Args[1]) : 0);
                case OpExpr { Op: Op.Convert } e: return Numbers.Convert(Evaluate(e.Args[0]), e.Type.Element);
                case OpExpr e:
                {
                    Stack<OpExpr> spine = new();
                    Expr first = e;
                    while (first is OpExpr { Op: not (Op.Length or Op.Convert) } op) { spine.Push(op); first = op.Args[0]; }
                    object value = Evaluate(first);
                    while (spine.Count > 0)
                    {
                        OpExpr op = spine.Pop();
                        value = Numbers.Apply(op.Op, [value, .. op.Args.Skip(1).Select(Evaluate)]);
                    }
                    return value;
                }
                case LoadExpr e:
                {
                    Memory memory = (Memory)Evaluate(e.Memory);
                    return memory.Read(e.Indices.Select(Evaluate).Cast<int>().ToArray());
                }
                case ConditionalExpr e: return EvaluateOrVoid((bool)Evaluate(e.Condition) ? e.Then : e.Else);
                case AllocateExpr e:
                    return Memory.Of(Array.CreateInstance(Numbers.TypeOf(e.Type.Element), e.Lengths.Select(Evaluate).Cast<int>().ToArray()));
                case SliceExpr e: return ((Memory)Evaluate(e.Memory)).Slice((int)Evaluate(e.Start), (int)Evaluate(e.Length));
                case CallExpr e: return Call(e);
                case EffectExpr e:
                    foreach (Expr arg in e.Args) Evaluate(arg);
                    owner._effects.Add(e.Text);
                    if (e.Throws) throw new ThrownByProgramException(e.Text);
                    return e.Type == Tree.Void ? null : 0.0;
                case SequenceExpr e:
                {
                    Execute(e.Before);
                    object? value = EvaluateOrVoid(e.Value);
                    Execute(e.After);
                    return value;
                }
                default: throw new InvalidOperationException(expression.GetType().Name);
            }
        }

        private object? Call(CallExpr call)
        {
            object?[] values = call.Args.Select(a => a.Value is null ? null : Evaluate(a.Value)).ToArray();
            TreeMethod callee = owner._methods[call.Method];
            List<object> args = [];
            for (int k = 0; k < values.Length; k++)
                if (call.Args[k].Passing != Passing.Out) args.Add(values[k] ?? _variables[call.Args[k].Variable!]);
            object[] results = new Frame(owner).Run(callee, [.. args]);
            int next = callee.ReturnType is null ? 0 : 1;
            foreach (Argument argument in call.Args)
                if (argument is { Variable: { } variable, Passing: Passing.Ref or Passing.Out } && !variable.Type.IsMemory) _variables[variable] = results[next++];
            return callee.ReturnType is null ? null : results[0];
        }
    }
}

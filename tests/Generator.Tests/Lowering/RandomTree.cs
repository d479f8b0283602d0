// Random methods that always end: nested ifs and loops of every kind with jumps, assignments inside expressions, stores and calls.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using static Autodiff.Generator.Tests.Trees.Tree;
using TreeVariable = Autodiff.Generators.Frontend.Variable;

namespace Autodiff.Generator.Tests.Trees;

/// <summary>F(double a, double b, int n, ref double r, ReadOnlySpan x, Span y) with spans of four elements, and a helper H(double, ref double, Span).</summary>
internal sealed class RandomTree
{
    private readonly Random _random;
    private readonly List<TreeVariable> _reals = [];
    private readonly List<TreeVariable> _integers = [];
    private readonly TreeVariable _x = ReadOnly("x");
    private readonly TreeVariable _y = Span("y");
    /// <summary>Variables that keep loops finite: they may be read, not written.</summary>
    private readonly HashSet<TreeVariable> _frozen = [];
    private int _names;
    private int _budget = 60;

    private RandomTree(int seed) => _random = new Random(seed);

    public static TreeMethod[] Methods(int seed)
    {
        RandomTree main = new(seed), helper = new(seed + 1_000_000) { _budget = 12 };
        return [main.Main(), helper.Helper()];
    }

    public static object[] Arguments(int seed)
    {
        Random random = new(seed);
        double Real() => Math.Round(random.NextDouble() * 8 - 4, 2);
        return [Real(), Real(), random.Next(-1, 5), Real(), new double[4].Select(_ => Real()).ToArray(), new double[4].Select(_ => Real()).ToArray()];
    }

    private TreeMethod Main()
    {
        TreeVariable a = F64("a"), b = F64("b"), n = I32("n"), r = F64("r");
        _reals.AddRange([a, b, r]);
        _integers.Add(n);
        List<Stmt> body = [.. Many(5), Return(Real(2))];
        return Passed("F", IrType.F64, [(a, Passing.ByValue), (b, Passing.ByValue), (n, Passing.ByValue), (r, Passing.Ref), (_x, Passing.ByValue), (_y, Passing.ByValue)], [.. body]);
    }

    private TreeMethod Helper()
    {
        TreeVariable a = F64("a"), r = F64("r");
        _reals.AddRange([a, r]);
        _integers.Add(I32("unused"));
        List<Stmt> body = [Set(_integers[0], I(2)), Set(r, Real(1)), .. Many(3, calls: false), Return(Real(2))];
        return Passed("H", IrType.F64, [(a, Passing.ByValue), (r, Passing.Ref), (_x, Passing.ByValue), (_y, Passing.ByValue)], [.. body]);
    }

    // ---- statements

    private List<Stmt> Many(int count, bool inLoop = false, bool calls = true)
    {
        int reals = _reals.Count, integers = _integers.Count;
        List<Stmt> statements = [];
        for (int k = 0; k < count && _budget > 0; k++) statements.Add(One(inLoop, calls));
        _reals.RemoveRange(reals, _reals.Count - reals);
        _integers.RemoveRange(integers, _integers.Count - integers);
        return statements;
    }

    private Stmt Body(bool inLoop, bool calls) => Block([.. Many(1 + _random.Next(4), inLoop, calls)]);

    private Stmt One(bool inLoop, bool calls)
    {
        _budget--;
        switch (_random.Next(inLoop ? 22 : 19))
        {
            case 0 or 1 or 2: return Set(Pick(_reals), Real(3), "note");
            case 3: return Declared(_reals, F64("d" + _names++), Real(2));
            case 4: return Set(Integer(), Whole(2));
            case 5: return Declared(_integers, I32("j" + _names++), Whole(2));
            case 6: return Store(_y, Index(), Real(2), "y");
            case 7: return Store(_y, I(1), Add(Load(_y, I(1)), Real(1)));
            case 8 or 9 or 10: return If(Condition(2), Body(inLoop, calls), _random.Next(2) == 0 ? null : Body(inLoop, calls));
            case 11: return Counted(calls);
            case 12: return Fueled(calls);
            case 13: return Uncounted(calls);
            case 14: return calls ? Set(Pick(_reals), Call()) : Set(Pick(_reals), Real(2));
            case 15: return _random.Next(3) == 0 ? Return(Real(1)) : If(Condition(1), Return(Real(2)));
            case 16: return Log(calls);
            case 17: return Breakable(inLoop, calls);
            case 18: return Try(inLoop, calls);
            case 19: return _random.Next(3) == 0 ? Break : If(Condition(1), Break);
            case 20: return _random.Next(3) == 0 ? Continue : If(Condition(1), Continue);
            default: return If(Condition(1), Block([.. Many(2, true, calls), _random.Next(2) == 0 ? Break : Continue]), _random.Next(2) == 0 ? null : Body(true, calls));
        }
    }

    /// <summary>A chain of ifs that a leave ends; loops inside have no part in it.</summary>
    private Stmt Breakable(bool inLoop, bool calls)
    {
        var left = new TreeVariable("", IrType.Bool);
        Stmt Section(int depth) => Block(
            [.. Many(2, inLoop, calls), depth < 2 && _random.Next(3) == 0 ? If(Condition(1), Section(depth + 1), Section(depth + 1)) : If(Condition(1), new LeaveStmt(left)),
            .. Many(2, inLoop, calls), .. _random.Next(2) == 0 ? (Stmt[])[new LeaveStmt(left)] : []]);
        return new BreakableStmt(left, If(Condition(1), Section(0), _random.Next(3) == 0 ? Body(inLoop, calls) : Section(0)));
    }

    /// <summary>A finally that logs what the body leaves alone, and elements that it may write; it has a loop, which jumps do not leave.</summary>
    private Stmt Try(bool inLoop, bool calls)
    {
        Stmt body = Body(inLoop, calls);
        HashSet<TreeVariable> assigned = new TreeVariables([body]).Assigned;
        Expr[] seen = [.. _reals.Where(r => !assigned.Contains(r)).Take(2).Select(V), Load(_y, I(_random.Next(4)))];
        TreeVariable k = I32("k" + _names++);
        Stmt log = Do(new EffectExpr(Tree.Void, "finally " + _names++, seen, 0));
        return new TryStmt(body, _random.Next(3) == 0 ? For(k, I(0), Less(V(k), I(2)), 1, log, If(Greater(V(k), I(0)), Break)) : Block(log));
    }

    /// <summary>Something that must run once and in order, or end the run.</summary>
    private Stmt Log(bool calls) => calls && _random.Next(3) == 0
        ? If(Condition(1), Do(Throw("throw " + _names++)))
        : Do(new EffectExpr(Tree.Void, "log " + _names++, [Real(1)], 0));

    private Stmt Declared(List<TreeVariable> scope, TreeVariable variable, Expr value)
    {
        scope.Add(variable);
        return Set(variable, value);
    }

    private Stmt Counted(bool calls)
    {
        TreeVariable i = _random.Next(4) == 0 ? Integer() : I32("i" + _names++);
        if (_frozen.Contains(i)) i = I32("i" + _names++);
        (Expr lower, Expr condition, int step) = _random.Next(7) switch
        {
            0 => (I(0), Less(V(i), Length(_x)), 1),
            6 => (I(_random.Next(2)), Less(Add(V(i), I(_random.Next(1, 3))), Length(_x)), _random.Next(1, 3)),
            1 => (I(_random.Next(3)), AtMost(V(i), I(3)), _random.Next(1, 3)),
            2 => (Sub(Length(_y), I(1)), Greater(V(i), I(-1)), -1),
            3 => (I(3), Op(Generators.Ir.Op.GreaterOrEqual, V(i), I(0)), -2),
            4 => (I(0), And(Less(V(i), I(4)), Condition(1)), 1),
            _ => (I(0), Op(Generators.Ir.Op.NotEqual, V(i), Length(_x)), 1),
        };
        bool fresh = _frozen.Add(i);
        bool mine = !_integers.Contains(i);
        if (mine) _integers.Add(i);
        Stmt loop = For(i, lower, condition, step, [.. Many(1 + _random.Next(4), true, calls)]);
        if (mine) _integers.Remove(i);
        if (fresh) _frozen.Remove(i);
        return loop;
    }

    private Stmt Fueled(bool calls)
    {
        TreeVariable fuel = I32("k" + _names++);
        _integers.Add(fuel);
        _frozen.Add(fuel);
        Stmt burn = Set(fuel, Sub(V(fuel), I(1)));
        Expr left = Greater(V(fuel), I(0));
        Expr condition = _random.Next(3) switch { 0 => left, 1 => And(left, Condition(1)), _ => And(Condition(1), left) };
        List<Stmt> body = Many(1 + _random.Next(4), true, calls);
        // A jump back before the fuel burns would never end.
        body.Insert(0, burn);
        Stmt loop = _random.Next(4) switch
        {
            0 => DoWhile(condition, [.. body]),
            1 => While(Greater(Sequence([burn], V(fuel)), I(0)), [.. body]),
            2 => While(B(true), [burn, If(Not(left), Break), .. body]),
            _ => While(condition, [.. body]),
        };
        _integers.Remove(fuel);
        return Block(Set(fuel, I(_random.Next(1, 5))), loop);
    }

    private Stmt Uncounted(bool calls)
    {
        TreeVariable i = I32("w" + _names++), t = F64("t" + _names++);
        Expr start = Real(1);
        _integers.Add(i);
        _frozen.Add(i);
        _reals.Add(t);
        List<Stmt> body = Many(1 + _random.Next(3), true, calls);
        body.Insert(_random.Next(2) == 0 ? 0 : body.Count, Set(t, Real(1)));
        Stmt loop = new ForStmt(
            [Set(i, I(1)), Set(t, start)], Less(V(i), I(12)), [Set(i, Add(V(i), V(i))), Set(t, Mul(V(t), N(0.5)))], Block([.. body]));
        _integers.Remove(i);
        _reals.Remove(t);
        return loop;
    }

    private Expr Call()
    {
        TreeVariable r = Pick(_reals);
        return new CallExpr(IrType.F64, "H", [
            new Argument(Real(1), null, Passing.ByValue), new Argument(null, r, Passing.Ref),
            new Argument(V(_x), null, Passing.ByValue), new Argument(V(_y), null, Passing.ByValue)]);
    }

    // ---- expressions

    private Expr Real(int depth)
    {
        if (depth == 0 || _random.Next(5) == 0)
            return _random.Next(4) switch { 0 => N(_random.Next(-2, 3)), 1 => Load(_x, Index()), 2 => Load(_y, Index()), _ => V(Pick(_reals)) };
        switch (_random.Next(9))
        {
            case 0 or 1: return Add(Real(depth - 1), Real(depth - 1));
            case 2: return Sub(Real(depth - 1), Real(depth - 1));
            case 3 or 4: return Mul(Real(depth - 1), Real(depth - 1));
            case 5: return Op(Generators.Ir.Op.Neg, Real(depth - 1));
            case 6: return Choose(Condition(1), Real(depth - 1), Real(depth - 1));
            case 7: return new OpExpr(IrType.F64, Generators.Ir.Op.Convert, [Whole(1)]);
            default:
                TreeVariable set = Pick(_reals);
                return Sequence([Set(set, Real(depth - 1))], V(set));
        }
    }

    private Expr Whole(int depth) => depth == 0 || _random.Next(3) == 0
        ? _random.Next(2) == 0 ? I(_random.Next(-2, 5)) : V(Pick(_integers))
        : _random.Next(4) switch
        {
            0 => Add(Whole(depth - 1), Whole(depth - 1)),
            1 => Sub(Whole(depth - 1), Whole(depth - 1)),
            2 => Mul(Whole(depth - 1), Whole(depth - 1)),
            _ => Choose(Condition(1), Whole(depth - 1), Whole(depth - 1)),
        };

    private Expr Index() => Op(Generators.Ir.Op.And, Whole(1), I(3));

    private Expr Condition(int depth) => depth > 0 && _random.Next(3) == 0
        ? _random.Next(3) switch
        {
            0 => And(Condition(depth - 1), Condition(depth - 1)),
            1 => Or(Condition(depth - 1), Condition(depth - 1)),
            _ => Not(Condition(depth - 1)),
        }
        : _random.Next(3) == 0 ? Less(Whole(1), Whole(1)) : Less(Real(1), Real(1));

    private T Pick<T>(List<T> from) => from[_random.Next(from.Count)];

    private TreeVariable Integer()
    {
        TreeVariable[] free = _integers.Where(v => !_frozen.Contains(v)).ToArray();
        return free.Length == 0 ? I32("f" + _names++) : free[_random.Next(free.Length)];
    }
}

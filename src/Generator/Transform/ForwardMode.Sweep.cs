// The sweep of forward mode: copies a method and computes beside each active value its tangent.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Transform;

/// <summary>
/// An active scalar has a tangent value, active memory a shadow of the same shape in which every store is mirrored; what has neither has the
/// tangent zero. Carried values and results of regions are followed by the tangents of the active ones.
/// </summary>
internal sealed class ForwardSweep : Rewriter
{
    private readonly Derivation _derivation;
    private readonly Activity _activity;
    private readonly byte _lanes;
    /// <summary>Tangents of scalars and shadows of memory handles, by the original value.</summary>
    private readonly Dictionary<Value, Value> _tangents = [];
    /// <summary>Memory that the method returns: its tangent is returned too, as what it is.</summary>
    private readonly HashSet<Value> _returned;

    public ForwardSweep(Derivation derivation, Method source, Pattern pattern, Builder target, byte lanes) : base(source, target)
    {
        (_derivation, _lanes) = (derivation, lanes);
        _activity = Activity.Analyze(source, pattern, derivation.Summaries);
        _returned = [.. source.Body.Yields.Where(y => source.TypeOf(y).IsMemory).Select(_activity.Roots.Of)];
    }

    /// <summary>The tangent of a scalar or of memory that is returned, zero if it has none.</summary>
    public Value Tangent(Value original)
    {
        if (_tangents.TryGetValue(original, out Value tangent)) return tangent;
        IrType type = InLanes(Source.TypeOf(original));
        if (type.IsMemory) return Target.Allocate(type, Hint(original), writeOnce: false, [.. Enumerable.Range(0, type.Rank).Select(d => Target.Length(this[original], d))]);
        Value zero = Target.Zero(type with { Lanes = 1 });
        return type.Lanes == 1 ? zero : Target.Let(Op.Broadcast, type, zero);
    }

    /// <summary>Tangents of several directions are the lanes of a vector.</summary>
    private IrType InLanes(IrType type) => _lanes > 1 ? type with { Lanes = _lanes } : type;

    private IrType ShadowOf(IrType memory, bool adjoint = false) => InLanes(Surfaces.Shadow(memory, adjoint));

    /// <summary>A fresh tangent (or shadow) for a value that is defined by a parameter, a carried value or a result.</summary>
    public Value DefineTangent(Value original, IrType type)
    {
        Value tangent = Target.NewValue(type.IsMemory ? ShadowOf(type) : InLanes(type), Hint(original));
        _tangents[original] = tangent;
        return tangent;
    }

    /// <summary>Memory that carries derivatives inside the method only (scratch space): the caller has no shadow for it.</summary>
    public void DefineOwnShadows()
    {
        foreach (Value parameter in Source.Body.Parameters)
        {
            IrType type = Source.TypeOf(parameter);
            if (!type.IsMemory || !_activity.IsActive(parameter) || _tangents.ContainsKey(parameter)) continue;
            Value[] lengths = [.. Enumerable.Range(0, type.Rank).Select(d => Target.Length(this[parameter], d))];
            _tangents[parameter] = Target.Allocate(ShadowOf(type, adjoint: true), Hint(parameter), writeOnce: false, lengths);
        }
    }

    private string? Hint(Value original) => Source.Values[original.Id].Hint is { } hint ? hint + "Tangent" : null;

    /// <summary>Makes a computed value the tangent of a scalar.</summary>
    private void SetTangent(Value original, Value tangent)
    {
        _tangents[original] = tangent;
        if (Target.HintOf(tangent) is null && Hint(original) is { } hint) Target.SetHint(tangent, hint);
    }

    private Value Shadow(Value memory) =>
        _tangents.TryGetValue(memory, out Value shadow) ? shadow
        : throw new InvalidOperationException($"Active values are stored in {memory} of {Source.Key}, which has no tangent.");

    public override void Copy(Instr instruction)
    {
        switch (instruction)
        {
            case If i: CopyIf(i); break;
            case For i: CopyFor(i); break;
            case While i: CopyWhile(i); break;
            case Call i: CopyCall(i); break;
            case Replay i when IsActiveTape(i.Tape) && Source.TypeOf(i.Result).IsFloat:
            {
                Value tangent = Target.Replay(this[i.Tape], InLanes(Source.TypeOf(i.Result)));
                base.Copy(i);
                SetTangent(i.Result, tangent);
                break;
            }
            default:
                base.Copy(instruction);
                Follow(instruction);
                break;
        }
    }

    /// <summary>The tangent of an instruction without regions, after its copy.</summary>
    private void Follow(Instr instruction)
    {
        switch (instruction)
        {
            case Let i when Source.TypeOf(i.Result).IsMemory: FollowHandle(i); break;
            case Let i when Source.TypeOf(i.Result).IsFloat && _activity.IsActive(i.Result): FollowLet(i); break;
            case Load i when _activity.IsActive(i.Memory) && _activity.IsActive(i.Result):
                SetTangent(i.Result, Target.Load(Shadow(i.Memory), [.. Uses(i.Indices)]));
                break;
            case Store i when _activity.IsActive(i.Memory):
                Target.Store(Shadow(i.Memory), Tangent(i.Operand), [.. Uses(i.Indices)]);
                break;
            case Accumulate i when _activity.IsActive(i.Memory):
                if (_tangents.TryGetValue(i.Operand, out Value added)) Target.Accumulate(Shadow(i.Memory), added, [.. Uses(i.Indices)]);
                break;
            case Fill i when _activity.IsActive(i.Memory): Target.Fill(Shadow(i.Memory), Tangent(i.Operand)); break;
            case Allocate i when _activity.IsActive(i.Result):
                _tangents[i.Result] = Target.Allocate(
                    _returned.Contains(i.Result) ? InLanes(Source.TypeOf(i.Result)) : ShadowOf(Source.TypeOf(i.Result)), Hint(i.Result), i.WriteOnce, [.. Uses(i.Lengths)]);
                break;
            case Row i when _activity.IsActive(i.Result):
                _tangents[i.Result] = Target.Row(Shadow(i.Memory), this[i.Index], Hint(i.Result));
                break;
            case Slice i when _activity.IsActive(i.Result):
                _tangents[i.Result] = Target.Slice(Shadow(i.Memory), this[i.Start], this[i.Length], Hint(i.Result));
                break;
            case Record i when IsActiveTape(i.Tape) && Source.TypeOf(i.Operand).IsFloat:
                Target.Record(this[i.Tape], Tangent(i.Operand));
                break;
            case VectorLoad i when _activity.IsActive(i.Memory):
            {
                Value tangent = Target.NewValue(Source.TypeOf(i.Result), Hint(i.Result));
                Target.Add(new VectorLoad(tangent, Shadow(i.Memory), this[i.Index]));
                _tangents[i.Result] = tangent;
                break;
            }
            case VectorStore i when _activity.IsActive(i.Memory):
                Target.Add(new VectorStore(Shadow(i.Memory), this[i.Index], Tangent(i.Operand), this[i.Skip]));
                break;
            case Effect { ReadsOnly: false } i:
                foreach (Value memory in _derivation.Effects.WrittenBy(i, Source))
                    if (_activity.IsActive(memory))
                        throw new InvalidOperationException($"'{i.Text}' in {Source.Key} may write {memory}, which has a tangent.");
                break;
        }
    }

    private bool IsActiveTape(Value tape) => _activity.IsActive(tape);

    /// <summary>A converted handle (array to span, span to read-only span) has the converted shadow; a detached one has none.</summary>
    private void FollowHandle(Let i)
    {
        if (!_activity.IsActive(i.Result)) return;
        Value shadow = i.Op == Op.Convert
            ? Shadow(i.Args[0])
            : throw new InvalidOperationException($"{i.Op} gives memory without a tangent in {Source.Key}, and active values are stored there.");
        IrType type = ShadowOf(Source.TypeOf(i.Result));
        _tangents[i.Result] = Target.TypeOf(shadow) == type ? shadow : Target.Let(Op.Convert, type, shadow);
    }

    /// <summary>Sum over the arguments of their contributions.</summary>
    private void FollowLet(Let i)
    {
        if (RuleTable.Find(i.Op) is not { } rule) return;
        Value sum = Value.None;
        for (int k = 0; k < i.Args.Count; k++)
        {
            if (rule.IsZero(k) || !_tangents.TryGetValue(i.Args[k], out Value factor)) continue;
            // Rows are written for adjoints, so the two lane operations, alone not their own transpose, would be swapped.
            if (i.Op is Op.Broadcast or Op.LaneSum) { sum = Target.Let(i.Op, Source.TypeOf(i.Result), factor); continue; }
            if (rule.Contribute(Target, k, factor, InLanes(Source.TypeOf(i.Result)), a => this[i.Args[a]], () => this[i.Result], _lanes > 1) is not { } term) continue;
            sum = sum.Exists ? Target.Add(sum, term) : term;
        }
        if (sum.Exists) SetTangent(i.Result, sum);
    }

    private void CopyIf(If i)
    {
        Value condition = this[i.Condition];
        int[] active = ActiveAmong(i.Results);
        Region then = CopyBranch(i.Then), otherwise = CopyBranch(i.Else);
        Target.Add(new If([.. Define(i.Results), .. DefineTangents(i.Results, active)], condition, then, otherwise, i.IsTry, i.IsGuard));

        Region CopyBranch(Region branch)
        {
            Target.Begin();
            foreach (Instr instruction in branch.Body) Copy(instruction);
            return Target.End([.. Uses(branch.Yields), .. active.Select(k => Tangent(branch.Yields[k]))]);
        }
    }

    private void CopyFor(For i)
    {
        Value lower = this[i.Lower], upper = this[i.Upper];
        int[] active = ActiveLanes(i.Inits.Count, i.Body.Parameters, 1, i.Results);
        EquatableArray<Value> inits = [.. Uses(i.Inits), .. active.Select(k => Tangent(i.Inits[k]))];
        Region body = CopyBody(i.Body, 1, i.Inits.Count, active);
        Target.Add(i with { Lower = lower, Upper = upper, Inits = inits, Body = body, Results = LoopResults(i.Results, i.Inits.Count, active) });
    }

    private void CopyWhile(While i)
    {
        int[] active = ActiveLanes(i.Inits.Count, i.Body.Parameters, 0, i.Results);
        EquatableArray<Value> inits = [.. Uses(i.Inits), .. active.Select(k => Tangent(i.Inits[k]))];
        // The test computes no tangents; it only has to accept those that are carried.
        Target.Begin([.. Define(i.Test.Parameters), .. active.Select(k => Target.NewValue(InLanes(Source.TypeOf(i.Inits[k])), Hint(i.Test.Parameters[k])))]);
        foreach (Instr instruction in i.Test.Body) base.Copy(instruction);
        Region test = Target.End([.. Uses(i.Test.Yields)]);
        Region body = CopyBody(i.Body, 0, i.Inits.Count, active);
        Target.Add(i with { Inits = inits, Test = test, Body = body, Results = LoopResults(i.Results, i.Inits.Count, active) });
    }

    /// <summary>A loop body: tangents follow the carried values, the exit flag stays last.</summary>
    private Region CopyBody(Region body, int first, int carried, int[] active)
    {
        Target.Begin([.. Define(body.Parameters), .. active.Select(k => DefineTangent(body.Parameters[first + k], Source.TypeOf(body.Parameters[first + k])))]);
        foreach (Instr instruction in body.Body) Copy(instruction);
        return Target.End(
            [.. body.Yields.Take(carried).Select(v => this[v]), .. active.Select(k => Tangent(body.Yields[k])), .. body.Yields.Skip(carried).Select(v => this[v])]);
    }

    private EquatableArray<Value> LoopResults(EquatableArray<Value> results, int carried, int[] active) =>
        [.. results.Take(carried).Select(Define), .. DefineTangents(results, active), .. results.Skip(carried).Select(Define)];

    private int[] ActiveAmong(EquatableArray<Value> results) =>
        [.. Enumerable.Range(0, results.Count).Where(k => Source.TypeOf(results[k]).IsFloat && _activity.IsActive(results[k]))];

    /// <summary>The carried values that need a tangent: active in the body or after the loop.</summary>
    private int[] ActiveLanes(int carried, EquatableArray<Value> parameters, int first, EquatableArray<Value> results) =>
        [.. Enumerable.Range(0, carried).Where(k =>
            Source.TypeOf(results[k]).IsFloat && (_activity.IsActive(parameters[first + k]) || _activity.IsActive(results[k])))];

    private IEnumerable<Value> DefineTangents(EquatableArray<Value> results, int[] active) =>
        active.Select(k => DefineTangent(results[k], Source.TypeOf(results[k])));

    private void CopyCall(Call i)
    {
        Pattern pattern = _activity.PatternOf(i);
        if (!pattern.HasActive)
        {
            base.Copy(i);
            return;
        }
        List<Value> args = [.. Uses(i.Args)];
        for (int k = 0; k < i.Args.Count; k++)
        {
            if (!pattern.Parameters[k] || Source.TypeOf(i.Args[k]) is not { IsDifferentiable: true } type) continue;
            args.Add(type.IsMemory ? Shadow(i.Args[k]) : Tangent(i.Args[k]));
        }
        string derivative = ForwardMode.Helper(_derivation, i.Method, pattern, _lanes);
        if (_derivation.TryInline(i.Method, derivative, Target, args) is { } values)
        {
            for (int k = 0; k < i.Results.Count; k++) Substitute(i.Results[k], values[k]);
            int next = i.Results.Count;
            foreach (int k in ActiveAmong(i.Results)) SetTangent(i.Results[k], values[next++]);
            return;
        }
        Target.Add(new Call([.. Define(i.Results), .. DefineTangents(i.Results, ActiveAmong(i.Results))], derivative, new(args.ToArray())));
    }
}

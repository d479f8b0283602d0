// The sweep of Taylor mode over memory, choices, loops and calls: beside each active value goes its series.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// An active scalar has a series, a span that does not change once it is filled; a carried value has one that each trip fills anew. Active memory has a shadow with a series per
/// element, whose constant terms are not kept. What has no series is constant. Without an <see cref="Activity"/> whatever comes from a series is active.
/// </summary>
internal sealed partial class TaylorSweep(Derivation derivation, Method source, Activity? activity, Builder target, SeriesSpace space) : Rewriter(source, target)
{
    private const string Library = "global::Autodiff.TaylorSeries.";

    /// <summary>Series of scalars and shadows of memory, by the original value.</summary>
    private readonly Dictionary<Value, Value> _series = [];

    public static string? NameOf(Method method, Value value) => method.Values[value.Id].Hint is { } hint ? hint + "Series" : null;

    private string? NameOf(Value original) => NameOf(Source, original);

    /// <summary>A parameter that is the series (or the shadow) of a parameter of the method.</summary>
    public Value DefineSeries(Value original) => _series[original] = Target.NewValue(SeriesSpace.Type, NameOf(original));

    public void SetSeries(Value original, Value series) => _series[original] = series;

    /// <summary>Memory that holds active values inside the method only.</summary>
    public void DefineOwnShadows()
    {
        foreach (Value parameter in Source.Body.Parameters)
        {
            if (!Source.TypeOf(parameter).IsMemory || activity?.IsActive(parameter) != true || _series.ContainsKey(parameter)) continue;
            _series[parameter] = Allocate(parameter, Count(parameter));
        }
    }

    private Value Allocate(Value original, Value count) =>
        Target.Allocate(SeriesSpace.Type, NameOf(original), writeOnce: false, Target.Mul(count, space.Length));

    private Value Count(Value memory) =>
        Source.TypeOf(memory).Rank == 1 ? Target.Length(this[memory]) : Target.Mul(Target.Length(this[memory]), Target.Length(this[memory], 1));

    /// <summary>Puts the series of a value, of a constant too, into <paramref name="series"/>.</summary>
    public void CopySeries(Value original, Value series)
    {
        if (_series.TryGetValue(original, out Value own)) Target.Effect(Library + "Copy({0}, {1}, {2})", own, this[original], series);
        else Target.Effect(Library + "Constant({0}, {1})", this[original], series);
    }

    private Value Shadow(Value memory) =>
        _series.TryGetValue(memory, out Value shadow) ? shadow : throw new InvalidOperationException($"Active values are stored in {memory} of {Source.Key}, which has no series.");

    private Value Element(Value memory, EquatableArray<Value> indices)
    {
        Value index = this[indices[0]];
        if (indices.Count == 2) index = Target.Add(Target.Mul(index, Target.Length(this[memory], 1)), this[indices[1]]);
        if (Target.TypeOf(index) != IrType.I32) index = Target.Let(Op.Convert, IrType.I32, index);
        return Target.Slice(Shadow(memory), Target.Mul(index, space.Length), space.Length);
    }

    public override void Copy(Instr instruction)
    {
        switch (instruction)
        {
            case If i: CopyIf(i); break;
            case For i: CopyFor(i); break;
            case While i: CopyWhile(i); break;
            case Call i: CopyCall(i); break;
            default:
                base.Copy(instruction);
                Follow(instruction);
                break;
        }
    }

    private bool IsActive(Value value) => activity?.IsActive(value) ?? true;

    private void Follow(Instr instruction)
    {
        switch (instruction)
        {
            case Let i when Source.TypeOf(i.Result).IsMemory:
                if (i.Op == Op.Convert && _series.TryGetValue(i.Args[0], out Value converted)) _series[i.Result] = converted;
                break;
            case Let i when Source.TypeOf(i.Result).IsFloat && IsActive(i.Result): FollowLet(i); break;
            case Load i when IsActive(i.Memory) && IsActive(i.Result):
            {
                Value series = space.New(NameOf(i.Result) ?? "elementSeries");
                Target.Effect(Library + "Copy({0}, {1}, {2})", Element(i.Memory, i.Indices), this[i.Result], series);
                _series[i.Result] = series;
                break;
            }
            case Store i when IsActive(i.Memory): CopySeries(i.Operand, Element(i.Memory, i.Indices)); break;
            case Accumulate i when IsActive(i.Memory):
                if (_series.TryGetValue(i.Operand, out Value added)) Target.Effect(Library + "Accumulate({0}, {1})", added, Element(i.Memory, i.Indices));
                break;
            case Fill i when IsActive(i.Memory):
                if (_series.TryGetValue(i.Operand, out Value repeated)) Target.Effect(Library + "Fill({0}, {1})", repeated, Shadow(i.Memory));
                else Target.Fill(Shadow(i.Memory), Target.Zero(IrType.F64));
                break;
            case Allocate i when IsActive(i.Result): _series[i.Result] = Allocate(i.Result, Count(i.Result)); break;
            case Slice i when IsActive(i.Result):
                _series[i.Result] = Target.Slice(Shadow(i.Memory), Target.Mul(this[i.Start], space.Length), Target.Mul(this[i.Length], space.Length), NameOf(i.Result));
                break;
            case Record or Replay or VectorLoad or VectorStore: throw new InvalidOperationException($"Taylor mode follows methods as they are written, and {Source.Key} is derived.");
        }
    }

    private void CopyIf(If i)
    {
        Value condition = this[i.Condition];
        Dictionary<int, Value> filled = ActiveAmong(i.Results).ToDictionary(k => k, k => space.New(NameOf(i.Results[k])));
        Region then = CopyBranch(i.Then, filled.Keys), otherwise = CopyBranch(i.Else, i.IsTry ? [] : filled.Keys);
        Target.Add(i with { Results = new(Define(i.Results)), Condition = condition, Then = then, Else = otherwise });
        foreach (int k in filled.Keys) _series[i.Results[k]] = filled[k];

        Region CopyBranch(Region branch, IEnumerable<int> given)
        {
            space.Begin();
            foreach (Instr instruction in branch.Body) Copy(instruction);
            foreach (int k in given) CopySeries(branch.Yields[k], filled[k]);
            return space.End([.. Uses(branch.Yields)]);
        }
    }

    private void CopyFor(For i)
    {
        Value lower = this[i.Lower], upper = this[i.Upper];
        Dictionary<int, Value> carried = Carry(i.Inits, i.Body.Parameters, 1, i.Results);
        EquatableArray<Value> inits = Uses(i.Inits);
        Region body = CopyBody(i.Body, carried, 1);
        Target.Add(i with { Lower = lower, Upper = upper, Inits = inits, Body = body, Results = new(Define(i.Results)) });
        foreach (int k in carried.Keys) _series[i.Results[k]] = carried[k];
    }

    private void CopyWhile(While i)
    {
        Dictionary<int, Value> carried = Carry(i.Inits, i.Body.Parameters, 0, i.Results);
        EquatableArray<Value> inits = Uses(i.Inits);
        Target.Begin(Define(i.Test.Parameters));
        foreach (Instr instruction in i.Test.Body) base.Copy(instruction);
        Region test = Target.End([.. Uses(i.Test.Yields)]);
        Region body = CopyBody(i.Body, carried, 0);
        Target.Add(i with { Inits = inits, Test = test, Body = body, Results = new(Define(i.Results)) });
        foreach (int k in carried.Keys) _series[i.Results[k]] = carried[k];
    }

    /// <summary>Series of the carried values that are active in the body or after the loop, filled with those they start from.</summary>
    private Dictionary<int, Value> Carry(EquatableArray<Value> inits, EquatableArray<Value> parameters, int first, EquatableArray<Value> results)
    {
        Dictionary<int, Value> carried = [];
        for (int k = 0; k < inits.Count; k++)
        {
            if (!Source.TypeOf(results[k]).IsFloat || !(IsActive(parameters[first + k]) || IsActive(results[k]))) continue;
            carried[k] = space.New(NameOf(results[k]) ?? NameOf(parameters[first + k]));
            CopySeries(inits[k], carried[k]);
        }
        return carried;
    }

    private Region CopyBody(Region body, Dictionary<int, Value> carried, int first)
    {
        space.Begin(Define(body.Parameters));
        foreach (int k in carried.Keys) _series[body.Parameters[first + k]] = carried[k];
        foreach (Instr instruction in body.Body) Copy(instruction);
        // A carried series that another takes over must not be filled before that.
        Dictionary<int, Value> kept = [];
        foreach (int k in carried.Keys)
        {
            if (!_series.TryGetValue(body.Yields[k], out Value next) || next == carried[k] || !carried.ContainsValue(next)) continue;
            CopySeries(body.Yields[k], kept[k] = space.New("oldSeries"));
        }
        foreach (int k in carried.Keys)
        {
            if (kept.TryGetValue(k, out Value copy)) Target.Effect(Library + "Copy({0}, {1}, {2})", copy, this[body.Yields[k]], carried[k]);
            else if (!_series.TryGetValue(body.Yields[k], out Value next) || next != carried[k]) CopySeries(body.Yields[k], carried[k]);
        }
        return space.End([.. Uses(body.Yields)]);
    }

    private IEnumerable<int> ActiveAmong(EquatableArray<Value> results) =>
        Enumerable.Range(0, results.Count).Where(k => Source.TypeOf(results[k]).IsFloat && IsActive(results[k]));

    private void CopyCall(Call i)
    {
        Pattern pattern = activity?.PatternOf(i) ?? throw new InvalidOperationException("A row of the rule table calls nothing.");
        if (!pattern.HasActive)
        {
            base.Copy(i);
            return;
        }
        List<Value> args = [.. Uses(i.Args), space.Length];
        for (int k = 0; k < i.Args.Count; k++)
            if (pattern.Parameters[k] && Source.TypeOf(i.Args[k]) is { IsDifferentiable: true } type)
                args.Add(type.IsMemory ? Shadow(i.Args[k]) : SeriesOf(i.Args[k]));
        foreach (int k in ActiveAmong(i.Results)) args.Add(_series[i.Results[k]] = space.New(NameOf(i.Results[k])));
        Target.Add(new Call(new(Define(i.Results)), TaylorMode.Helper(derivation, i.Method, pattern), new(args.ToArray())));
    }

    /// <summary>The series of a value, made for a constant.</summary>
    private Value SeriesOf(Value original)
    {
        if (_series.TryGetValue(original, out Value known)) return known;
        Value series = space.New(NameOf(original) ?? "constantSeries");
        Target.Effect(Library + "Constant({0}, {1})", this[original], series);
        return series;
    }
}

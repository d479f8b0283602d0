// Activity: which values vary with the active parameters and reach an active result, so that only they get tangents and adjoints.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;

namespace Autodiff.Generators.Analysis;

/// <summary>
/// A scalar varies if it is computed from something that varies through a partial that is not zero; memory and tapes vary, by root and
/// whatever the order, if anything varying is stored. A value is useful if an active yield or the final contents of active memory depend on it. Active is
/// both. The result of Ad.Detach, comparisons, integers and opaque C# never vary.
/// </summary>
internal sealed class Activity
{
    private readonly Method _method;
    private readonly HashSet<Value> _varied;
    private readonly HashSet<Value> _useful;
    private readonly ActivitySummaries _summaries;

    private Activity(Method method, Roots roots, HashSet<Value> varied, HashSet<Value> useful, ActivitySummaries summaries)
    {
        (_method, Roots, _varied, _useful, _summaries) = (method, roots, varied, useful, summaries);
    }

    public Roots Roots { get; }

    public static Activity Analyze(Method method, Pattern pattern, ActivitySummaries summaries)
    {
        Roots roots = new(method);
        HashSet<Value> varied = [], useful = [];
        summaries.Solve(() =>
        {
            varied = ActivityFlow.Varied(method, roots, pattern.Parameters, summaries);
            useful = ActivityFlow.Useful(method, roots, pattern.Yields, pattern.Parameters, summaries);
        });
        return new Activity(method, roots, varied, useful, summaries);
    }

    /// <summary>True for a scalar that has a tangent or adjoint, for memory whose root has a shadow (not through a detached handle), for an active tape.</summary>
    public bool IsActive(Value value)
    {
        IrType type = _method.TypeOf(value);
        if (type.IsMemory)
        {
            if (Roots.IsDetached(value)) return false;
            value = Roots.Of(value);
        }
        return _varied.Contains(value) && _useful.Contains(value);
    }

    public bool IsVaried(Value value) =>
        _method.TypeOf(value).IsMemory ? !Roots.IsDetached(value) && _varied.Contains(Roots.Of(value)) : _varied.Contains(value);

    /// <summary>The pattern of a call in this method; stability is left open.</summary>
    public Pattern PatternOf(Call call) => new(call.Args.Select(IsActive).ToEquatableArray(), call.Results.Select(IsActive).ToEquatableArray());

    /// <summary>True if the instruction itself, or one nested in it, moves an active value: then the derivative sweeps have to visit it.</summary>
    public bool Visits(Instr instruction) => instruction switch
    {
        Let i => IsActive(i.Result) && _method.TypeOf(i.Result).IsFloat,
        Load i => IsActive(i.Result),
        Store i => IsActive(i.Memory),
        Accumulate i => IsActive(i.Memory),
        Fill i => IsActive(i.Memory),
        Record i => IsActive(i.Tape) && _method.TypeOf(i.Operand).IsFloat,
        Replay i => IsActive(i.Tape) && _method.TypeOf(i.Result).IsFloat,
        Call i => PatternOf(i).HasActive,
        If or For or While => instruction.Results().Any(IsActive) || instruction.Regions().Any(r => r.Body.Any(Visits)),
        _ => false,
    };
}

/// <summary>What callees do with activity, per method and argument flags, solved to one fixed point over recursion.</summary>
internal sealed class ActivitySummaries(Func<string, Method> find)
{
    private readonly Dictionary<(string, EquatableArray<bool>), EquatableArray<bool>> _varied = [];
    private readonly Dictionary<(string, EquatableArray<bool>, EquatableArray<bool>), EquatableArray<bool>> _useful = [];
    private bool _changed;
    private bool _solving;

    /// <summary>Repeats <paramref name="analysis"/>, and every summary it asked for, until nothing changes.</summary>
    public void Solve(Action analysis)
    {
        if (_solving) throw new InvalidOperationException("Nested activity analysis.");
        _solving = true;
        do
        {
            _changed = false;
            analysis();
            foreach (var key in _varied.Keys.ToArray()) Refresh(_varied, key, VariedOf(key.Item1, key.Item2));
            foreach (var key in _useful.Keys.ToArray()) Refresh(_useful, key, UsefulOf(key.Item1, key.Item2, key.Item3));
        } while (_changed);
        _solving = false;
    }

    /// <summary>Flags of yields, then of parameters (memory and tapes: contents after the call), that vary when the flagged parameters do.</summary>
    public EquatableArray<bool> Varied(string method, EquatableArray<bool> parameters) => Ask(_varied, (method, parameters), method);

    /// <summary>Flags of yields (ignored), then of parameters whose entry value is useful when the flagged yields and memory parameters are.</summary>
    public EquatableArray<bool> Useful(string method, EquatableArray<bool> yields, EquatableArray<bool> memory) => Ask(_useful, (method, yields, memory), method);

    private EquatableArray<bool> Ask<TKey>(Dictionary<TKey, EquatableArray<bool>> table, TKey key, string method)
    {
        if (table.TryGetValue(key, out EquatableArray<bool> known)) return known;
        Method callee = find(method);
        _changed = true;
        return table[key] = new(new bool[callee.Body.Yields.Count + callee.Body.Parameters.Count]);
    }

    private void Refresh<TKey>(Dictionary<TKey, EquatableArray<bool>> table, TKey key, EquatableArray<bool> now)
    {
        if (table[key] == now) return;
        table[key] = now;
        _changed = true;
    }

    private EquatableArray<bool> VariedOf(string key, EquatableArray<bool> parameters)
    {
        Method method = find(key);
        if (method.IsOpaque) return OpaqueFlow.Varied(method, parameters);
        Roots roots = new(method);
        HashSet<Value> varied = ActivityFlow.Varied(method, roots, parameters, this);
        return method.Body.Yields.Concat(method.Body.Parameters).Select(varied.Contains).ToEquatableArray();
    }

    private EquatableArray<bool> UsefulOf(string key, EquatableArray<bool> yields, EquatableArray<bool> memory)
    {
        Method method = find(key);
        if (method.IsOpaque) return OpaqueFlow.Useful(method, yields, memory);
        Roots roots = new(method);
        HashSet<Value> useful = ActivityFlow.Useful(method, roots, yields, memory, this);
        return method.Body.Yields.Select(_ => false).Concat(method.Body.Parameters.Select(useful.Contains)).ToEquatableArray();
    }
}

// Derivative methods of a method whose derivatives the user wrote: they hand on to the user's, which has the signature of the contract.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// The body parameters of the user's Vjp are those of the method, the seed of its returned number, and one for each carrying parameter; its yields are those of the
/// method and the final values of the scalar adjoints. The Jvp's likewise. A pattern may leave some of them out: they get zeros, or zeroed scratch memory.
/// The Vjp cannot be split: the method itself runs in the forward sweep, the Vjp in the reverse sweep on copies of the memory that has changed since.
/// </summary>
internal sealed class CustomDerivative
{
    private readonly Derivation _derivation;
    private readonly Method _method;
    private readonly Pattern _pattern;
    private readonly Builder _builder = new();
    private readonly Value[] _parameters;

    private CustomDerivative(Derivation derivation, Method method, Pattern pattern)
    {
        (_derivation, _method, _pattern) = (derivation, method, pattern);
        _parameters = [.. method.Body.Parameters.Select(p => _builder.NewValue(method.TypeOf(p), method.Values[p.Id].Hint))];
    }

    private int Count => _parameters.Length;
    private IrType TypeOf(int parameter) => _method.TypeOf(_method.Body.Parameters[parameter]);
    private string Name(int parameter) => _method.Values[_method.Body.Parameters[parameter].Id].Hint ?? "p" + parameter;
    private IEnumerable<SurfaceParameter> Carrying => _method.Custom!.Carrying.Select(s => _method.Surface.Parameters[s]);
    private bool IsActive(int parameter) => _pattern.Parameters[parameter] && TypeOf(parameter).IsDifferentiable;

    /// <summary>What the method writes is passed empty in the reverse sweep, which does not ask for it a second time.</summary>
    private bool IsLeftOut(int parameter) => _method.Custom!.SkipsEmpty && TypeOf(parameter).Shape == Shape.Span;

    // ---- forward mode

    /// <summary>As <see cref="ForwardMode"/> makes them: tangents of the active parameters behind the parameters, of the active yields behind the yields.</summary>
    public static Method Jvp(Derivation derivation, Method method, Pattern pattern, string key, string name) =>
        new CustomDerivative(derivation, method, pattern).Jvp(key, name);

    private Method Jvp(string key, string name)
    {
        Value[] tangents = [.. Enumerable.Range(0, Count).Select(k => IsActive(k) ? NewShadow(k, "Tangent", adjoint: false) : Value.None)];
        List<Value> args = [.. _parameters];
        foreach (SurfaceParameter p in Carrying)
            if (p.Parameter >= 0) args.Add(tangents[p.Parameter].Exists ? tangents[p.Parameter] : Nothing(p.Parameter, adjoint: false));
        Method own = _derivation.Find(_method.Custom!.Jvp!);
        Queue<Value> results = new(CallOf(own, args));
        Value[] yields = [.. _method.Body.Yields.Select(_ => results.Dequeue())];
        Value[] outputs = new Value[yields.Length];
        for (int k = 0; k < outputs.Length; k++) outputs[k] = Value.None;
        foreach (SurfaceParameter p in Carrying)
            if (p.Result >= 0) outputs[p.Result] = results.Dequeue();
        if (results.Count > 0) outputs[_method.Surface.ReturnResult] = results.Dequeue();
        Value[] active = [.. Enumerable.Range(0, yields.Length).Where(k => _pattern.Yields[k]).Select(k => outputs[k].Exists ? outputs[k] : ZeroOf(yields[k]))];
        return Finish(key, name, [.. _parameters, .. tangents.Where(t => t.Exists)], [.. yields, .. active]);
    }

    // ---- reverse mode

    /// <summary>As <see cref="ReverseMode.Joined"/> makes it.</summary>
    public static Method Joined(Derivation derivation, Method method, Pattern pattern, string key, string name)
    {
        CustomDerivative d = new(derivation, method, pattern);
        (Value[] seeds, Value[] shadows) = d.Seeds();
        Value[] results = d.Vjp(d._parameters, seeds, shadows, out Value[] adjoints);
        return d.Finish(key, name, [.. d._parameters, .. d.Existing(seeds), .. d.Existing(shadows)], [.. results, .. adjoints]);
    }

    /// <summary>As <see cref="ReverseMode.Pair"/> makes it.</summary>
    public static SplitPair Pair(Derivation derivation, Method method, Pattern pattern)
    {
        CustomDerivative d = new(derivation, method, pattern);
        (string reverseKey, string reverseName) = derivation.Reserve(method.Key, "Reverse", pattern);
        int[] copied = [.. Enumerable.Range(0, d.Count).Where(d.IsCopied)];
        SplitPair pair = new(method.Key, reverseKey)
        {
            UsesTape = copied.Length > 0,
            Needed = Enumerable.Range(0, d.Count).Where(k => !copied.Contains(k) && !d.IsLeftOut(k)).ToEquatableArray(),
            IsComplete = true,
        };
        derivation.Pairs[(method.Key, pattern)] = pair;
        if (pair.UsesTape)
        {
            (pair.Forward, string forwardName) = derivation.Reserve(method.Key, "Forward", pattern);
            derivation.Define(pair.Forward, new CustomDerivative(derivation, method, pattern).Forward(copied, pair.Forward, forwardName));
        }
        derivation.Define(reverseKey, d.Reverse(copied, reverseKey, reverseName));
        return pair;
    }

    /// <summary>The user's Vjp must find the contents that the method found: memory that it or others write is copied.</summary>
    private bool IsCopied(int parameter) =>
        TypeOf(parameter).IsMemory && !IsLeftOut(parameter)
        && (!_pattern.IsStable(parameter) || (TypeOf(parameter).Shape != Shape.ReadOnlySpan && _derivation.Effects.Writes(_method.Key, parameter)));

    private Method Forward(int[] copied, string key, string name)
    {
        Value tape = _builder.NewValue(IrType.Tape, "tape");
        foreach (int k in copied)
        {
            Value memory = _parameters[k];
            Loops(_builder, TypeOf(k).Rank, d => _builder.Length(memory, d), false, [], at => _builder.Record(tape, _builder.Load(memory, at)));
            for (int d = 0; d < TypeOf(k).Rank; d++) _builder.Record(tape, _builder.Length(_parameters[k], d));
        }
        return Finish(key, name, [.. _parameters, tape], CallOf(_method, _parameters));
    }

    private Method Reverse(int[] copied, string key, string name)
    {
        Value tape = _builder.NewValue(IrType.Tape, "tape");
        (Value[] seeds, Value[] shadows) = Seeds();
        Value[] arguments = [.. _parameters];
        foreach (int k in copied.OrderByDescending(k => k))
        {
            Value[] lengths = new Value[TypeOf(k).Rank];
            for (int d = lengths.Length - 1; d >= 0; d--) lengths[d] = _builder.Replay(tape, IrType.I32, "length");
            IrType type = TypeOf(k).Shape is Shape.Array or Shape.Array2D ? TypeOf(k) : IrType.Span(TypeOf(k).Element);
            Value copy = arguments[k] = _builder.Allocate(type, Name(k), writeOnce: false, lengths);
            Loops(_builder, lengths.Length, d => lengths[d], true, [], at => _builder.Store(copy, _builder.Replay(tape, type.ElementType), at));
        }
        for (int k = 0; k < Count; k++)
            if (IsLeftOut(k)) arguments[k] = Empty(k);
        Vjp(arguments, seeds, shadows, out Value[] adjoints);
        Value[] needed = [.. Enumerable.Range(0, Count).Where(k => !copied.Contains(k) && !IsLeftOut(k)).Select(k => _parameters[k])];
        return Finish(key, name, [.. needed, .. copied.Length > 0 ? [tape] : Array.Empty<Value>(), .. Existing(seeds), .. Existing(shadows)], adjoints);
    }

    /// <summary>Calls the user's Vjp: the method's results, and the adjoint of each active scalar parameter.</summary>
    private Value[] Vjp(Value[] arguments, Value[] seeds, Value[] shadows, out Value[] adjoints)
    {
        Value SeedOf(int yield) => seeds[yield].Exists ? seeds[yield] : ZeroOf(_method.TypeOf(_method.Body.Yields[yield]));
        List<Value> args = [.. arguments];
        if (_method.Surface.ReturnResult is >= 0 and var returned && _method.TypeOf(_method.Body.Yields[returned]).IsFloat) args.Add(SeedOf(returned));
        foreach (SurfaceParameter p in Carrying)
        {
            // A scalar written by reference comes in with the adjoint of its final value.
            if (p.Result >= 0) args.Add(SeedOf(p.Result));
            else args.Add(shadows[p.Parameter].Exists ? shadows[p.Parameter] : Nothing(p.Parameter, adjoint: true, arguments));
        }
        Queue<Value> results = new(CallOf(_derivation.Find(_method.Custom!.Vjp!), args));
        Value[] yields = [.. _method.Body.Yields.Select(_ => results.Dequeue())];
        Value[] entering = new Value[Count];
        for (int k = 0; k < Count; k++) entering[k] = Value.None;
        foreach (SurfaceParameter p in Carrying)
            if (p.Parameter >= 0 && TypeOf(p.Parameter).IsScalar) entering[p.Parameter] = results.Dequeue();
        adjoints = [.. Enumerable.Range(0, Count).Where(k => _pattern.Parameters[k] && TypeOf(k).IsScalar).Select(k => entering[k].Exists ? entering[k] : ZeroOf(TypeOf(k)))];
        return yields;
    }

    /// <summary>A seed by active yield, a shadow by active memory parameter.</summary>
    private (Value[] Seeds, Value[] Shadows) Seeds()
    {
        EquatableArray<Value> yields = _method.Body.Yields;
        return (
            [.. yields.Select((y, k) => _pattern.Yields[k]
                ? _builder.NewValue(_method.TypeOf(y), _method.Values[y.Id].Hint is { } hint && yields.Count > 1 ? hint + "Seed" : "seed") : Value.None)],
            [.. Enumerable.Range(0, Count).Select(k => _pattern.Parameters[k] && TypeOf(k).IsMemory ? NewShadow(k, "Adjoint", adjoint: true) : Value.None)]);
    }

    // ---- parts

    private Value NewShadow(int parameter, string suffix, bool adjoint) =>
        _builder.NewValue(TypeOf(parameter).IsMemory ? Surfaces.Shadow(TypeOf(parameter), adjoint) : TypeOf(parameter), Name(parameter) + suffix);

    /// <summary>Stands for a tangent or adjoint that nobody asked for.</summary>
    private Value Nothing(int parameter, bool adjoint, Value[]? arguments = null)
    {
        IrType type = TypeOf(parameter);
        if (!type.IsMemory) return _builder.Zero(type);
        if (adjoint && _method.Custom!.SkipsEmpty && type.Shape == Shape.ReadOnlySpan) return Empty(parameter);
        Value[] lengths = [.. Enumerable.Range(0, type.Rank).Select(d => _builder.Length((arguments ?? _parameters)[parameter], d))];
        IrType shadow = Surfaces.Shadow(type, adjoint);
        if (shadow.Shape == Shape.ReadOnlySpan) shadow = IrType.Span(type.Element);
        return _builder.Allocate(shadow, Name(parameter) + (adjoint ? "Adjoint" : "Tangent"), writeOnce: false, lengths);
    }

    private Value Empty(int parameter) => _builder.Allocate(IrType.Span(TypeOf(parameter).Element), null, writeOnce: false, _builder.Int(0));

    private Value ZeroOf(Value value) => ZeroOf(_builder.TypeOf(value));
    private Value ZeroOf(IrType type) => _builder.Zero(type);
    private IEnumerable<Value> Existing(Value[] values) => values.Where(v => v.Exists);

    private Value[] CallOf(Method target, IReadOnlyList<Value> args)
    {
        Value[] results = [.. target.Body.Yields.Select(y => _builder.NewValue(target.TypeOf(y), target.Values[y.Id].Hint))];
        _builder.Add(new Call(new(results), target.Key, args.ToEquatableArray()));
        return results;
    }

    /// <summary>Nested loops over all elements of memory.</summary>
    public static void Loops(Builder builder, int rank, Func<int, Value> length, bool backwards, Value[] outer, Action<Value[]> visit)
    {
        if (outer.Length == rank)
        {
            visit(outer);
            return;
        }
        Value count = length(outer.Length), index = builder.NewValue(IrType.I32, outer.Length == 0 ? "i" : "j");
        Value lower = backwards ? builder.Sub(count, builder.Int(1)) : builder.Int(0), upper = backwards ? builder.Int(-1) : count;
        builder.Begin(index);
        Loops(builder, rank, length, backwards, [.. outer, index], visit);
        builder.Add(new For([], lower, upper, backwards ? -1 : 1, [], builder.End(), HasExit: false, HasTrips: false));
    }

    private Method Finish(string key, string name, Value[] parameters, Value[] yields)
    {
        string?[] names = [.. yields.Select(y => _builder.HintOf(y))];
        Surface surface = Surfaces.Helper(name, v => new(_builder.TypeOf(v), _builder.HintOf(v)), parameters, yields, names);
        return _builder.ToMethod(key, parameters, yields, surface);
    }
}

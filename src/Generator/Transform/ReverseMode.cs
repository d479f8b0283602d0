// Reverse mode: the two sweeps joined in one method for an entry, or split into a pair of methods for a callee.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// A callee in reverse: <see cref="Forward"/> computes it and records (it is the callee itself when there is nothing to record), <see cref="Reverse"/> consumes the
/// record and never runs it again. <see cref="Needed"/>: which of the callee's arguments Reverse takes again.
/// </summary>
internal sealed class SplitPair(string forward, string reverse)
{
    public string Forward { get; set; } = forward;
    public string Reverse { get; } = reverse;
    public bool UsesTape { get; set; } = true;
    public EquatableArray<int> Needed { get; set; }
    /// <summary>A recursive call has relied on the signature: all arguments and the tape.</summary>
    public bool IsPinned { get; set; }
    public bool IsComplete { get; set; }
}

internal static class ReverseMode
{
    /// <summary>
    /// The joined method: parameters of the primal, a seed per active scalar yield, a shadow per active memory or tape parameter; yields of the primal, then the adjoint of
    /// each active scalar parameter. Values of the top level stay in scope from one sweep to the other.
    /// </summary>
    public static Method Joined(Derivation derivation, string primal, Pattern pattern, string key, string name)
    {
        Method original = derivation.Find(primal);
        if (original.Custom?.Vjp is not null) return CustomDerivative.Joined(derivation, original, pattern, key, name);
        Method method = TripCounts.Run(original);
        ReverseContext context = new(derivation, method, pattern, joined: true);
        ReverseSweep collected = Plan(context);

        Builder builder = new();
        Value[] parameters = Parameters(method, builder);
        (Value[] seeds, Value[] shadows) = Seeds(context, builder);
        Value tape = context.UsesTape ? builder.CreateTape() : Value.None;
        Slots slots = new(context, builder);
        RecordingSweep forward = new(context, builder, slots, tape);
        builder.Heading("forward");
        Value[] yields = forward.Run(parameters);
        GuardSeeds(context, builder, yields, seeds);
        builder.Heading("reverse");
        Value[] adjoints = new ReverseSweep(context, builder, v => forward[v], slots, () => tape) { Ahead = collected.Ahead }.Run(seeds, shadows);

        Value[] allParameters = [.. parameters, .. seeds, .. shadows], allYields = [.. yields, .. adjoints];
        return builder.ToMethod(key, allParameters, allYields, Surface(builder, name, context, allParameters, allYields));
    }

    /// <summary>The pair for a callee and pattern, made once; a recursive request gets the pair that is being made, with everything passed.</summary>
    public static SplitPair Pair(Derivation derivation, string callee, Pattern pattern)
    {
        if (derivation.Pairs.TryGetValue((callee, pattern), out SplitPair? pair))
        {
            if (!pair.IsComplete) pair.IsPinned = true;
            return pair;
        }
        Method original = derivation.Find(callee);
        if (original.Custom?.Vjp is not null) return CustomDerivative.Pair(derivation, original, pattern);
        if (original.IsExternal) throw new System.InvalidOperationException($"{callee} has neither a body nor a Vjp.");
        (string forwardKey, string forwardName) = derivation.Reserve(callee, "Forward", pattern);
        (string reverseKey, string reverseName) = derivation.Reserve(callee, "Reverse", pattern);
        pair = new SplitPair(forwardKey, reverseKey);
        derivation.Pairs[(callee, pattern)] = pair;
        Method method = TripCounts.Run(original);
        pair.Needed = Enumerable.Range(0, method.Body.Parameters.Count).Where(k => IsPassable(method, pattern, k)).ToEquatableArray();
        ReverseContext context = new(derivation, method, pattern, joined: false);
        ReverseSweep collected = Plan(context);

        // A recursive call asked for during planning has pinned the signature; otherwise only what is used is passed.
        if (!pair.IsPinned)
        {
            pair.UsesTape = context.UsesTape;
            pair.Needed = pair.Needed.Where(k => IsNeeded(context, collected.Needs, k)).ToEquatableArray();
        }
        if (pair.UsesTape) derivation.Define(forwardKey, Forward(context, forwardKey, forwardName));
        else pair.Forward = callee;
        derivation.Define(reverseKey, Reverse(context, pair, collected, reverseKey, reverseName));
        pair.IsComplete = true;
        return pair;
    }

    /// <summary>Each loop of the joined method in source order ("for i", "while") with the bytes that one of its trips records.</summary>
    public static IEnumerable<(string Loop, int Bytes)> Records(Derivation derivation, string primal, Pattern pattern)
    {
        ReverseContext context = new(derivation, TripCounts.Run(derivation.Find(primal)), pattern, joined: true);
        Plan(context);
        foreach (Instr instruction in context.Method.Body.All())
        {
            if (instruction is For loop)
                yield return ("for " + (context.Method.Values[loop.Body.Parameters[0].Id].Hint ?? "i"), context.Recording.BytesPerTrip(context.Structure.NodeOf(loop.Body)));
            else if (instruction is While other) yield return ("while", context.Recording.BytesPerTrip(context.Structure.NodeOf(other.Body)));
        }
    }

    // Memory is passed again only if its contents are still those that were read.
    private static bool IsPassable(Method method, Pattern pattern, int parameter)
    {
        IrType type = method.TypeOf(method.Body.Parameters[parameter]);
        return type.Shape != Shape.Tape && (!type.IsMemory || pattern.IsStable(parameter));
    }

    private static bool IsNeeded(ReverseContext context, HashSet<Value> needs, int parameter)
    {
        Value value = context.Method.Body.Parameters[parameter];
        return needs.Contains(value) || needs.Any(n => DependsOn(context, n, value, []));
    }

    // Over-approximation: everything that recomputing a needed value may touch.
    private static bool DependsOn(ReverseContext context, Value value, Value parameter, HashSet<Value> seen)
    {
        if (value == parameter) return true;
        if (!seen.Add(value) || context.Recording.Of(value) != Recovery.Recompute) return false;
        Instr? definition = context.Structure.DefinitionOf(value);
        if (definition is null) return Induction.Find(value, context.Structure) is { } induction && DependsOn(context, induction.Init, parameter, seen);
        return definition.Operands().Any(o => DependsOn(context, o, parameter, seen));
    }

    private static ReverseSweep Plan(ReverseContext context)
    {
        Builder scratch = new();
        Parameters(context.Method, scratch);
        (Value[] seeds, Value[] shadows) = Seeds(context, scratch);
        ReverseSweep collect = new(context, scratch, null, null, null);
        collect.Run(seeds, shadows);
        context.Recording = new Recording(
            context.Structure, context.Activity, context.Overwrites, context.Joined, context.Pattern, collect.Needs);
        return collect;
    }

    private static Method Forward(ReverseContext context, string key, string name)
    {
        Builder builder = new();
        Value[] parameters = Parameters(context.Method, builder);
        Value tape = builder.NewValue(IrType.Tape, "tape");
        Value[] yields = new RecordingSweep(context, builder, new Slots(context, builder), tape).Run(parameters);
        Value[] all = [.. parameters, tape];
        return builder.ToMethod(key, all, yields, Surfaces.Helper(name, v => new(builder.TypeOf(v), builder.HintOf(v)), all, yields));
    }

    private static Method Reverse(ReverseContext context, SplitPair pair, ReverseSweep collected, string key, string name)
    {
        Builder builder = new();
        Value[] parameters = Parameters(context.Method, builder);
        Dictionary<Value, Value> passed = [];
        foreach (int k in pair.Needed) passed[context.Method.Body.Parameters[k]] = parameters[k];
        Value tape = builder.NewValue(IrType.Tape, "tape");
        (Value[] seeds, Value[] shadows) = Seeds(context, builder);
        Value[] adjoints = new ReverseSweep(context, builder, v => passed[v], null, () => tape) { Ahead = collected.Ahead, IsPassed = passed.ContainsKey }.Run(seeds, shadows);
        Value[] all = [.. pair.Needed.Select(k => parameters[k]), .. pair.UsesTape ? [tape] : System.Array.Empty<Value>(), .. seeds, .. shadows];
        return builder.ToMethod(key, all, adjoints, Surface(builder, name, context, all, adjoints));
    }

    private static Value[] Parameters(Method method, Builder builder) =>
        [.. method.Body.Parameters.Select(p => builder.NewValue(method.Values[p.Id].Type, method.Values[p.Id].Hint))];

    private static (Value[] Seeds, Value[] Shadows) Seeds(ReverseContext context, Builder builder)
    {
        Method method = context.Method;
        Value[] seeds =
        [
            .. method.Body.Yields.Where((_, k) => context.Pattern.Yields[k])
                .Select(y => builder.NewValue(Surfaces.Seed(method.TypeOf(y)), method.Values[y.Id].Hint is { } hint && method.Body.Yields.Count > 1 ? hint + "Seed" : "seed")),
        ];
        Value[] shadows =
        [
            .. method.Body.Parameters.Where((p, k) => context.Pattern.Parameters[k] && !method.TypeOf(p).IsScalar)
                .Select(p => builder.NewValue(
                    method.TypeOf(p).IsMemory ? Surfaces.Shadow(method.TypeOf(p), adjoint: true) : method.TypeOf(p), (method.Values[p.Id].Hint ?? "memory") + "Adjoint")),
        ];
        return (seeds, shadows);
    }

    /// <summary>How long a returned array is the caller learns from the call, so its seed is checked between the sweeps.</summary>
    private static void GuardSeeds(ReverseContext context, Builder builder, Value[] yields, Value[] seeds)
    {
        int next = 0;
        for (int k = 0; k < yields.Length; k++)
        {
            if (!context.Pattern.Yields[k]) continue;
            Value seed = seeds[next++];
            if (builder.TypeOf(seed) is { IsMemory: true, Rank: var rank }) builder.Guard($"global::Autodiff.Derivative.Same{(rank == 2 ? "Shape" : "Length")}({{0}}, {{1}})", seed, yields[k]);
        }
    }

    private static Surface Surface(Builder builder, string name, ReverseContext context, Value[] parameters, Value[] yields)
    {
        int primal = context.Joined ? context.Method.Body.Yields.Count : 0;
        string?[] names =
        [
            .. Enumerable.Repeat<string?>(null, primal),
            .. context.Method.Body.Parameters.Where((p, k) => context.Pattern.Parameters[k] && context.Method.TypeOf(p).IsScalar)
                .Select(p => (context.Method.Values[p.Id].Hint ?? "x") + "Adjoint"),
        ];
        return Surfaces.Helper(name, v => new(builder.TypeOf(v), builder.HintOf(v)), parameters, yields, names);
    }
}

// Taylor mode: a method of the IR that computes the value and, along with it, the coefficients of its Taylor series in one variable.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// The derivative method has the parameters of the method, then the length of every series (the order + 1), then for each active parameter its series (for active memory one series
/// per element), then for each active yield the series to be filled; it yields what the method yields. Everything the method does it does too, once and in order.
/// </summary>
internal static class TaylorMode
{
    public static Method Differentiate(Derivation derivation, string key, Pattern pattern)
    {
        Method method = derivation.Find(key);
        return Derive(derivation, method, pattern, key + "!Taylor", method.Surface.Name + "Taylor");
    }

    public static string Helper(Derivation derivation, string key, Pattern pattern) =>
        derivation.Derive(key, "Taylor", pattern, (derived, name) => Derive(derivation, derivation.Find(key), pattern, derived, name));

    private static Method Derive(Derivation derivation, Method method, Pattern pattern, string key, string name)
    {
        if (method.IsOpaque) throw new InvalidOperationException($"{method.Key} has no body that can be followed.");
        Builder b = new();
        Value length = b.NewValue(IrType.I32, "length");
        SeriesSpace space = new(b, length);
        Activity activity = Activity.Analyze(method, pattern, derivation.Summaries);
        TaylorSweep sweep = new(derivation, method, activity, b, space);

        List<Value> parameters = [.. method.Body.Parameters.Select(sweep.Define), length];
        foreach ((Value original, int k) in method.Body.Parameters.Select((p, k) => (p, k)))
            if (pattern.Parameters[k] && method.TypeOf(original).IsDifferentiable) parameters.Add(sweep.DefineSeries(original));
        Value[] outputs = [.. method.Body.Yields.Where((_, k) => pattern.Yields[k]).Select(v => b.NewValue(SeriesSpace.Type, TaylorSweep.NameOf(method, v)))];
        parameters.AddRange(outputs);

        space.Begin();
        sweep.DefineOwnShadows();
        foreach (Instr instruction in method.Body.Body) sweep.Copy(instruction);
        Queue<Value> open = new(outputs);
        for (int k = 0; k < method.Body.Yields.Count; k++)
            if (pattern.Yields[k]) sweep.CopySeries(method.Body.Yields[k], open.Dequeue());
        foreach (Instr instruction in space.End().Body) b.Add(instruction);

        List<Value> yields = [.. method.Body.Yields.Select(v => sweep[v])];
        Surface surface = Surfaces.Helper(name, v => new ValueInfo(b.TypeOf(v), b.HintOf(v)), parameters, yields);
        return b.ToMethod(key, [.. parameters], [.. yields], surface);
    }
}

/// <summary>Memory for the series of a region: one block at its beginning, from which each series is a slice.</summary>
internal sealed class SeriesSpace(Builder b, Value length)
{
    public static readonly IrType Type = IrType.Span(Scalar.F64);

    private readonly Stack<(Value Block, int Count)> _open = new();

    public Value Length => length;

    public void Begin(params Value[] parameters)
    {
        b.Begin(parameters);
        _open.Push((b.NewValue(Type, "series"), 0));
    }

    public Value New(string? name)
    {
        (Value block, int count) = _open.Pop();
        _open.Push((block, count + 1));
        return b.Slice(block, b.Mul(b.Int(count), length), length, name);
    }

    /// <summary>Closes the region and puts the block before everything in it.</summary>
    public Region End(params Value[] yields)
    {
        (Value block, int count) = _open.Pop();
        Region region = b.End(yields);
        if (count == 0) return region;
        b.Begin();
        Value size = count == 1 ? length : b.Mul(b.Int(count), length);
        if (count > 1) b.SetHint(size, "size");
        b.Add(new Allocate(block, [size]));
        Region first = b.End();
        return region with { Body = [.. first.Body, .. region.Body] };
    }
}

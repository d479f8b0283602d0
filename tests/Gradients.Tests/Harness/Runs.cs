// Runs a function and its members on copies of a point's values.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>What a run left behind: arguments, returned value, and derivatives by parameter position.</summary>
public sealed record Outcome(Slot[] Arguments, Slot? Returned, Slot?[] Derivatives, Slot? ReturnedDerivative)
{
    /// <summary>All outputs of the function: the returned value, then the mutable parameters' final values.</summary>
    public List<double> Outputs(Function function)
    {
        var all = new List<double>();
        if (Returned is not (null or Constant)) all.AddRange(Returned.ToArray());
        foreach (Parameter p in function.Outputs) all.AddRange(Arguments[p.Index].ToArray());
        return all;
    }

    /// <summary>Their tangents, in the same order.</summary>
    public List<double> OutputTangents(Function function)
    {
        var all = new List<double>();
        if (ReturnedDerivative is not null) all.AddRange(ReturnedDerivative.ToArray());
        foreach (Parameter p in function.Outputs) all.AddRange(Derivatives[p.Index]!.ToArray());
        return all;
    }
}

/// <summary>A value per carried parameter, and one for the returned value: a direction, or seeds.</summary>
public sealed record Weights(Slot?[] Of, Slot? Returned);

/// <summary>Arguments laid out for one call of a member.</summary>
public sealed record Call(Member Member, Slot[] Slots, int ArgumentCount)
{
    public void Invoke() => Member.Call!(Slots);

    public Slot Derivative(int index) => Slots[ArgumentCount + index];

    public Outcome Outcome(Function function)
    {
        var derivatives = new Slot?[ArgumentCount];
        Slot? returned = null;
        for (int i = 0; i < Member.Layout.Count; i++)
        {
            if (Member.Layout[i].Of is { } p) derivatives[p.Index] = Derivative(i);
            else returned = Derivative(i);
        }

        return new Outcome(Slots[..ArgumentCount], function.ReturnsFloat ? Slots[^1] : null, derivatives, returned);
    }
}

/// <summary>Runs a function and its members.</summary>
public static class Runs
{
    public static Outcome Primal(Function f, Slot[] values)
    {
        Slot[] arguments = [.. values.Select(v => v.Clone())];
        Slot? returned = Result(f);
        f.Primal(returned is null ? arguments : [.. arguments, returned]);
        return new Outcome(arguments, returned, new Slot?[arguments.Length], null);
    }

    /// <summary>The gradient, its buffers holding <paramref name="garbage"/> before the call.</summary>
    public static Outcome Gradient(Function f, Slot[] values, double garbage = double.NaN) =>
        Run(f, Lay(f, f[Mode.Gradient], values, (d, zero) => zero.Filled(garbage)));

    public static Outcome Jvp(Function f, Slot[] values, Weights direction) => Run(f, LayJvp(f, values, direction));

    public static Outcome Vjp(Function f, Slot[] values, Weights seeds, Weights? prefill = null) => Run(f, LayVjp(f, values, seeds, prefill));

    public static Call LayJvp(Function f, Slot[] values, Weights direction) =>
        Lay(f, f[Mode.Jvp], values, (d, zero) => d.Of is null || d.IsOut ? zero.Filled(double.NaN) : direction.Of[d.Of.Index]!.Clone());

    /// <summary>Adjoints of mutable parameters enter as seeds, of the others as <paramref name="prefill"/> or zero.</summary>
    public static Call LayVjp(Function f, Slot[] values, Weights seeds, Weights? prefill = null) =>
        Lay(f, f[Mode.Vjp], values, (d, zero) => d.Of is null ? seeds.Returned!.Clone()
            : d.Of.IsMutable ? seeds.Of[d.Of.Index]!.Clone()
            : prefill?.Of[d.Of.Index]!.Clone() ?? zero);

    public static Call Lay(Function f, Member member, Slot[] values, Func<DerivativeParameter, Slot, Slot> derivative)
    {
        Check.That(member.Call is not null, $"{f.Id}: {member.Problem}");
        var slots = new List<Slot>(values.Select(v => v.Clone()));
        foreach (DerivativeParameter d in member.Layout) slots.Add(derivative(d, d.Of is null ? Result(f)! : values[d.Of.Index].Zero()));
        if (Result(f) is { } result) slots.Add(result);
        return new Call(member, [.. slots], values.Length);
    }

    public static Outcome Run(Function f, Call call)
    {
        call.Invoke();
        return call.Outcome(f);
    }

    /// <summary>Random numbers for every carried parameter and the returned value.</summary>
    public static Weights Random(Function f, Slot[] values, int seed)
    {
        var random = new Random(seed);
        return Weigh(f, values, slot =>
        {
            for (int i = 0; i < slot.Count; i++) slot[i] = (random.NextDouble() * 2) - 1;
        });
    }

    public static Weights Zero(Function f, Slot[] values) => Weigh(f, values, _ => { });

    private static Weights Weigh(Function f, Slot[] values, Action<Slot> fill)
    {
        var of = new Slot?[values.Length];
        foreach (Parameter p in f.Parameters.Where(p => p.IsCarried))
        {
            of[p.Index] = values[p.Index].Zero();
            fill(of[p.Index]!);
        }

        // How large a seed for an array is, the function itself says.
        Slot? returned = f.ReturnsArray ? ((Returned)Primal(f, values).Returned!).Seed() : f.ReturnsFloat ? Result(f) : null;
        if (returned is not null) fill(returned);
        return new Weights(of, returned);
    }

    private static Slot? Result(Function f) =>
        f.Method.ReturnType == typeof(void) ? null : f.ReturnsArray ? Returned.Of(f.Method.ReturnType) : f.ReturnsFloat ? Slot.Vector(f.Method.ReturnType, 1) : new Constant(0);
}

// A corpus function with its members of second order and its Jacobian: the signatures that the contract asks for, and their calls.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.SecondOrder.Tests;

public enum Role
{
    Direction,
    Gradient,
    Hvp,
    HessianDiagonal,
    Jacobian,
    Hessian,
}

/// <summary>One derivative parameter; <paramref name="Of"/> is null for the whole Hessian.</summary>
public sealed record SecondParameter(string Name, Type Type, bool IsOut, Role Role, Parameter? Of);

public sealed class SecondMember
{
    public required string Kind { get; init; }

    public required IReadOnlyList<SecondParameter> Layout { get; init; }

    /// <summary>Null when there is no member of the expected signature.</summary>
    public Adapter? Call { get; init; }

    public MethodInfo? Method { get; init; }

    public string Problem { get; init; } = "";
}

/// <summary>What a call left behind: the function's arguments, its result, and the derivative parameters in order of the layout.</summary>
public sealed record SecondOutcome(SecondMember Member, Slot[] Arguments, Slot[] Derivatives, Slot? Returned)
{
    /// <summary>All entries of a role, in order.</summary>
    public double[] Of(Role role) => [.. Member.Layout.Zip(Derivatives).Where(p => p.First.Role == role).SelectMany(p => p.Second.ToArray())];
}

public sealed class SecondFunction
{
    private readonly Dictionary<string, SecondMember> _members = [];

    public SecondFunction(Function function, string stem)
    {
        (F, Stem) = (function, stem);
        string[] kinds = Leaves.IsFloat(function.Method.ReturnType) ? ["Jacobian", "Hvp", "Hessian", "HessianDiagonal"] : ["Jacobian"];
        foreach (string kind in kinds) _members[kind] = Find(kind, stem);
    }

    public Function F { get; }

    public string Stem { get; }

    public bool ReturnsNumber => Leaves.IsFloat(F.Method.ReturnType);

    public IEnumerable<SecondMember> Members => _members.Values;

    public SecondMember this[string kind] => _members[kind];

    public override string ToString() => F.Id;

    private SecondMember Find(string kind, string stem)
    {
        Parameter[] inputs = [.. F.Differentiated];
        List<SecondParameter> layout = [];
        if (kind == "Hvp") layout.AddRange(inputs.Select(p => new SecondParameter(Unique(p.Name + "Direction"), Direction(p), false, Role.Direction, p)));
        if (kind == "Jacobian") layout.AddRange(inputs.Select(p => new SecondParameter(Unique(p.Name + "Jacobian"), Span(NumberOf(p)), false, Role.Jacobian, p)));
        else layout.AddRange(inputs.Select(p => Set(p, "Gradient", Role.Gradient)));
        if (kind == "Hvp") layout.AddRange(inputs.Select(p => Set(p, "Hvp", Role.Hvp)));
        if (kind == "HessianDiagonal") layout.AddRange(inputs.Select(p => Set(p, "HessianDiagonal", Role.HessianDiagonal)));
        if (kind == "Hessian") layout.Add(new SecondParameter(Unique("hessian"), Span(ElementOfHessian), false, Role.Hessian, null));

        (string Name, Type Type, bool IsOut)[] expected =
            [.. F.Parameters.Select(p => (p.Name, p.Info.ParameterType, p.Passing == Passing.Out)), .. layout.Select(d => (d.Name, d.Type, d.IsOut))];
        const BindingFlags all = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        MethodInfo[] candidates = [.. F.Method.DeclaringType!.GetMethods(all).Where(m => m.Name == stem + kind).Select(m => Closings.Like(m, F.Method)).OfType<MethodInfo>()];
        MethodInfo? found = candidates.FirstOrDefault(m => m.ReturnType == F.Method.ReturnType && m.GetParameters() is var actual && actual.Length == expected.Length
            && actual.Zip(expected).All(p => p.First.ParameterType == p.Second.Type && p.First.Name == p.Second.Name && p.First.IsOut == p.Second.IsOut));
        return new SecondMember
        {
            Kind = kind, Layout = layout, Method = found, Call = found is null ? null : Adapters.For(found),
            Problem = $"{F.Id}: expected {kind}({string.Join(", ", expected)}), found {string.Join(" ", candidates.Select(c => c.ToString()))}",
        };

        string Unique(string name) => F.Parameters.Any(p => p.Name == name) ? name + "_" : name;
        SecondParameter Set(Parameter p, string suffix, Role role) => p.Form switch
        {
            Form.Scalar => new(Unique(p.Name + suffix), p.Element.MakeByRefType(), true, role, p),
            Form.Matrix => new(Unique(p.Name + suffix), p.Element.MakeArrayType(2), false, role, p),
            Form.Container => new(Unique(p.Name + suffix), p.IsFilledByReference ? p.Element.MakeByRefType() : p.Element, false, role, p),
            _ => new(Unique(p.Name + suffix), Span(p.Element), false, role, p),
        };
        static Type Direction(Parameter p) => p.Form switch
        {
            Form.Scalar => p.Passing == Passing.Ref ? p.Element.MakeByRefType() : p.Element,
            Form.Matrix => p.Element.MakeArrayType(2),
            Form.Container => p.Element,
            Form.ReadOnlySpan => typeof(ReadOnlySpan<>).MakeGenericType(p.Element),
            _ => Span(p.Element),
        };
        static Type Span(Type element) => typeof(Span<>).MakeGenericType(element);
    }

    private Type ElementOfHessian => F.Differentiated.Any(p => NumberOf(p) == typeof(double)) ? typeof(double) : typeof(float);

    /// <summary>The widest number in a parameter.</summary>
    private static Type NumberOf(Parameter p) => Leaves.IsFloat(p.Element) ? p.Element
        : p.Form == Form.Container ? Containers.UsesDouble(p.Element) ? typeof(double) : typeof(float)
        : Leaves.Of(p.Element).Any(path => path[^1].FieldType == typeof(double)) ? typeof(double) : typeof(float);

    public int Inputs(Slot[] values) => F.Differentiated.Sum(p => values[p.Index].Count);

    public int Outputs(Slot[] values) => (F.ReturnsArray ? Runs.Primal(F, values).Returned!.Count : F.ReturnsFloat ? Slot.Vector(F.Method.ReturnType, 1).Count : 0) + F.Outputs.Sum(p => Rows(p, values).Count());

    /// <summary>The entries of an output that are outputs: of a container its arrays.</summary>
    public IEnumerable<int> Rows(Parameter p, Slot[] values)
    {
        bool[]? inArrays = p.Form == Form.Container ? Containers.InArrays(((IHeld)values[p.Index]).Object) : null;
        return Enumerable.Range(0, values[p.Index].Count).Where(i => inArrays is null || inArrays[i]);
    }

    /// <summary>Slots of a call: arguments, derivative parameters (garbage but for the directions), result.</summary>
    public Slot[] Lay(SecondMember member, Slot[] values, Weights? direction = null, int excess = 0)
    {
        Check.That(member.Call is not null, member.Problem);
        int n = Inputs(values), m = Outputs(values);
        return
        [
            .. values.Select(v => v.Clone()),
            .. member.Layout.Select(d => d.Role switch
            {
                Role.Direction => direction!.Of[d.Of!.Index]!.Clone(),
                Role.Jacobian => Slot.Vector(NumberOf(d.Of!), (m * values[d.Of!.Index].Count) + excess).Filled(double.NaN),
                Role.Hessian => Slot.Vector(ElementOfHessian, (n * n) + excess).Filled(double.NaN),
                _ => values[d.Of!.Index].Zero().Filled(double.NaN),
            }),
            .. F.Method.ReturnType == typeof(void) ? Array.Empty<Slot>() : [F.ReturnsArray ? Returned.Of(F.Method.ReturnType) : F.ReturnsFloat ? Slot.Vector(F.Method.ReturnType, 1) : new Constant(0)],
        ];
    }

    public SecondOutcome Run(string kind, Slot[] values, Weights? direction = null)
    {
        SecondMember member = this[kind];
        Slot[] slots = Lay(member, values, direction);
        member.Call!(slots);
        return new SecondOutcome(member, slots[..values.Length], slots[values.Length..(values.Length + member.Layout.Count)], F.Method.ReturnType == typeof(void) ? null : slots[^1]);
    }
}

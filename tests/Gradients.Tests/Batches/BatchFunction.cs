// A method with its members over batches, found by reflection, and calls of them laid out span by span.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Autodiff.Gradients.Tests.Harness;
using Xunit;

namespace Autodiff.Gradients.Tests.Batches;

/// <summary>A parameter of the method, or what it returns, as the members over batches have it.</summary>
internal sealed record BatchParameter(string Name, Type Type, bool IsBatched, bool IsDifferentiated, bool IsIn, bool IsOut)
{
    /// <summary>The way to each number; one empty way for a number itself.</summary>
    public FieldInfo[][] Paths { get; } = Type.IsPrimitive || Type.IsByRefLike ? [[]] : [.. Leaves.Of(Type)];

    public Type Leaf(int k) => Paths[k].Length == 0 ? Type : Paths[k][^1].FieldType;

    public bool IsDifferentiable(int k) => Leaves.IsFloat(Leaf(k)) && !Paths[k].Any(f => f.IsDefined(typeof(NotDifferentiableAttribute), false));

    public object Box(Func<int, double> leaf)
    {
        object whole = Type.IsPrimitive ? Convert.ChangeType(leaf(0), Type, null) : Activator.CreateInstance(Type)!;
        for (int k = 0; k < Paths.Length && !Type.IsPrimitive; k++) whole = With(whole, Paths[k], Convert.ChangeType(leaf(k), Leaf(k), null));
        return whole;
    }

    public double Read(object whole, int k) => Convert.ToDouble(Paths[k].Aggregate(whole, (at, field) => field.GetValue(at)!), null);

    private static object With(object whole, ReadOnlySpan<FieldInfo> path, object value)
    {
        path[0].SetValue(whole, path.Length == 1 ? value : With(path[0].GetValue(whole)!, path[1..], value));
        return whole;
    }
}

internal sealed class BatchFunction
{
    private readonly MethodInfo _method;
    private readonly MethodInfo _jvp;
    private readonly object? _receiver;

    private BatchFunction(MethodInfo method, CustomAttributeData attribute)
    {
        if (method.IsGenericMethodDefinition) method = method.MakeGenericMethod(typeof(double));
        _method = method;
        string stem = Given(attribute, "Name").FirstOrDefault() ?? method.Name;
        string[] names = [.. ((IReadOnlyCollection<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Select(a => (string)a.Value!)], batch = Given(attribute, "Batch");
        Parameters =
        [
            .. method.GetParameters().Select(p =>
            {
                Type type = p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType;
                bool differentiated = names.Length == 0 ? !type.IsByRefLike && Leaves.HasFloats(type) && !p.IsOut : names.Contains(p.Name);
                bool isReference = p.ParameterType.IsByRef && !p.IsIn;
                return new BatchParameter(p.Name!, type, differentiated || isReference || batch.Contains(p.Name), differentiated, !p.IsOut, isReference);
            }),
        ];
        Returned = method.ReturnType == typeof(void) ? null : new BatchParameter("result", method.ReturnType, true, false, false, true);
        MethodInfo Find(string name)
        {
            MethodInfo found = method.DeclaringType!.GetMethod(name, BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance)!;
            return found.IsGenericMethodDefinition ? found.MakeGenericMethod(typeof(double)) : found;
        }

        _jvp = Find(stem + "Jvp");
        bool hasGradient = method.ReturnType.IsPrimitive;
        Members = [Find(stem + "Batch"), .. hasGradient ? new[] { Find(stem + "GradientBatch") } : [], Find(stem + "JacobianBatch")];
        _receiver = method.IsStatic ? null : Activator.CreateInstance(method.DeclaringType!);
    }

    public BatchParameter[] Parameters { get; }

    public BatchParameter? Returned { get; }

    public MethodInfo[] Members { get; }

    /// <summary>What is given back, in the order of a Jacobian's rows.</summary>
    public IEnumerable<BatchParameter> Outputs => (Returned is null ? [] : new[] { Returned }).Concat(Parameters.Where(p => p.IsOut));

    public static Dictionary<string, BatchFunction> All() =>
        new[] { typeof(BatchFunctions), typeof(BatchModel) }.SelectMany(t => t.GetMethods()).SelectMany(m => m.GetCustomAttributesData().Where(a => a.AttributeType == typeof(DifferentiableAttribute)).Select(a => (m, a)))
            .ToDictionary(p => p.m.Name, p => new BatchFunction(p.m, p.a));

    private static string[] Given(CustomAttributeData attribute, string name) => attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value switch
    {
        string text => [text],
        IReadOnlyCollection<CustomAttributeTypedArgument> many => [.. many.Select(a => (string)a.Value!)],
        _ => [],
    };

    /// <summary>Numbers for every item and for what all items share.</summary>
    public BatchRun Draw(int count, Random random)
    {
        var run = new BatchRun(this, count);
        foreach (BatchParameter p in Parameters)
        {
            if (!p.IsBatched) run.Shared[p] = p.Type.IsByRefLike ? Filled(Slot.Vector(typeof(double), 8), random) : p.Type == typeof(bool) ? new Constant(true)
                : p.Type == typeof(int) ? new Constant(2) : Filled(Slot.Vector(p.Type, 1), random);
            else run.Items[p] = [.. p.Paths.Select((_, k) => p.IsIn ? Filled(Slot.Vector(p.Leaf(k), count), random) : Slot.Vector(p.Leaf(k), count))];
        }
        return run;
    }

    private static Slot Filled(Slot slot, Random random)
    {
        for (int i = 0; i < slot.Count; i++) slot[i] = slot.Element == typeof(int) ? random.Next(1, 7) : 0.4 + 1.2 * random.NextDouble();
        return slot;
    }

    public void CheckAgainstSingleCalls(BatchRun run, int count)
    {
        BatchCall[] calls = [.. Members.Select(m => run.Clone().Of(m))];
        foreach (BatchCall call in calls) call.Invoke(_receiver);
        bool single = Parameters.Any(p => p.Type == typeof(float) || p.Paths.Any(path => path.Length > 0 && path[^1].FieldType == typeof(float)));
        double tolerance = single ? 2e-5 : 1e-12;
        for (int i = 0; i < count; i++)
        {
            double[] values = Single(run, i, null, 0).Values;
            foreach (BatchCall call in calls) Same(values, call.Results(i), $"{call.Member.Name}: values");
            int input = 0;
            foreach (BatchParameter p in Parameters.Where(p => p.IsDifferentiated))
            {
                for (int k = 0; k < p.Paths.Length; k++)
                {
                    if (!p.IsDifferentiable(k)) continue;
                    double[] column = Single(run, i, p, k).Tangents;
                    foreach (BatchCall call in calls)
                    {
                        if (call.Member.Name.EndsWith("GradientBatch", StringComparison.Ordinal)) Same([column[0]], [call.Derivatives[input][i]], $"{call.Member.Name}: {p.Name} {k}");
                        else if (call.Derivatives.Count > 0) Same(column, [.. Enumerable.Range(0, column.Length).Select(r => call.Derivatives[input][r * count + i])], $"{call.Member.Name}: {p.Name} {k}");
                    }
                    input++;
                }
            }

            void Same(double[] expected, double[] actual, string what)
            {
                Assert.Equal(expected.Length, actual.Length);
                for (int k = 0; k < expected.Length; k++)
                    Assert.True(expected[k].Equals(actual[k]) || Math.Abs(expected[k] - actual[k]) <= tolerance * (1 + Math.Abs(expected[k])), $"{what}, item {i} of {count}, entry {k}: {actual[k]:R}, not {expected[k]:R}");
            }
        }
    }

    /// <summary>The method at one item, and what its outputs do along one of its numbers.</summary>
    private (double[] Values, double[] Tangents) Single(BatchRun run, int item, BatchParameter? along, int leaf)
    {
        object?[] own = [.. Parameters.Select(p => p.IsBatched ? p.IsIn ? p.Box(k => run.Items[p][k][item]) : p.Box(_ => 0) : null)];
        List<Slot> slots = [.. Parameters.Select((p, k) => own[k] is { } value ? Boxed(p, value) : run.Shared[p].Clone())];
        var tangents = new Dictionary<BatchParameter, Slot>();
        foreach (BatchParameter p in Parameters.Where(p => p.IsDifferentiated || (p.IsOut && Leaves.HasFloats(p.Type))))
        {
            slots.Add(tangents[p] = Slot.Vector(p.Type, 1));
            int at = 0;
            for (int k = 0; k < p.Paths.Length; k++)
            {
                if (!Leaves.IsFloat(p.Leaf(k))) continue;
                tangents[p][at++] = p == along && k == leaf ? 1 : 0;
            }
        }
        if (Returned is not null) slots.Add(tangents[Returned] = Slot.Vector(Returned.Type, 1));
        Slot returned = Returned is null ? new Constant(0) : Slot.Vector(Returned.Type, 1);
        slots.Add(returned);
        Adapters.For(_jvp)([.. slots]);
        double[] values = [.. Outputs.SelectMany(o => o == Returned ? returned.ToArray() : Numbers(slots[Array.IndexOf(Parameters, o)]))];
        return (values, [.. Outputs.Where(o => Leaves.HasFloats(o.Type)).SelectMany(o => tangents[o].ToArray())]);
    }

    private static double[] Numbers(Slot slot) => slot is Constant constant ? [Convert.ToDouble(constant.Value, null)] : slot.ToArray();

    private static Slot Boxed(BatchParameter p, object value)
    {
        if (!Leaves.HasFloats(p.Type)) return p.IsOut ? Slot.Vector(p.Type, 1) : new Constant(value);
        var array = Array.CreateInstance(p.Type, 1);
        array.SetValue(value, 0);
        Type slot = (p.Type.IsPrimitive ? typeof(Vector<>) : typeof(Structures<>)).MakeGenericType(p.Type);
        return (Slot)Activator.CreateInstance(slot, array, 0, 1)!;
    }
}

/// <summary>What a batch is called with.</summary>
internal sealed class BatchRun(BatchFunction function, int count)
{
    public Dictionary<BatchParameter, Slot[]> Items { get; private init; } = [];

    public Dictionary<BatchParameter, Slot> Shared { get; private init; } = [];

    public BatchRun Clone() => new(function, count) { Items = Items.ToDictionary(i => i.Key, i => i.Value.Select(s => s.Clone()).ToArray()), Shared = Shared.ToDictionary(s => s.Key, s => s.Value.Clone()) };

    /// <summary>The parameters of a member: the method's in order, results, derivatives.</summary>
    public BatchCall Of(MethodInfo member)
    {
        BatchCall call = new(member);
        foreach (BatchParameter p in function.Parameters)
        {
            if (!p.IsBatched) call.Slots.Add(Shared[p]);
            else
                foreach (Slot span in Items[p]) call.Add(span, p.IsOut, p.IsOut);
        }
        if (function.Returned is { } returned)
            for (int k = 0; k < returned.Paths.Length; k++) call.Add(Slot.Vector(returned.Leaf(k), count), true, false);
        if (member.Name.EndsWith("GradientBatch", StringComparison.Ordinal) || member.Name.EndsWith("JacobianBatch", StringComparison.Ordinal))
        {
            int rows = member.Name.EndsWith("GradientBatch", StringComparison.Ordinal) ? 1 : function.Outputs.Where(o => Leaves.HasFloats(o.Type)).Sum(o => Enumerable.Range(0, o.Paths.Length).Count(o.IsDifferentiable));
            foreach (BatchParameter p in function.Parameters.Where(p => p.IsDifferentiated))
                for (int k = 0; k < p.Paths.Length; k++)
                    if (p.IsDifferentiable(k)) call.AddDerivative(Slot.Vector(p.Leaf(k), rows * count).Filled(double.NaN));
        }
        return call;
    }
}

/// <summary>The arguments of one call of a member.</summary>
internal sealed class BatchCall(MethodInfo member)
{
    private readonly HashSet<Slot> _written = [];
    private readonly List<Slot> _references = [], _returned = [];

    public MethodInfo Member { get; } = member;

    public List<Slot> Slots { get; } = [];

    public List<Slot> Spans { get; } = [];

    public List<Slot> Derivatives { get; } = [];

    public void Add(Slot span, bool isWritten, bool isReference)
    {
        Slots.Add(span);
        Spans.Add(span);
        if (isWritten) (isReference ? _references : _returned).Add(span);
        if (isWritten) _written.Add(span);
    }

    public void AddDerivative(Slot span)
    {
        Slots.Add(span);
        Spans.Add(span);
        Derivatives.Add(span);
        _written.Add(span);
    }

    public bool IsWritten(int span) => _written.Contains(Spans[span]);

    public int PositionOf(int span) => Slots.IndexOf(Spans[span]);

    public void Replace(Slot span, Slot other)
    {
        if (_written.Remove(span)) _written.Add(other);
        foreach (List<Slot> list in new[] { Slots, Spans, Derivatives, _references, _returned })
            if (list.IndexOf(span) is >= 0 and int at) list[at] = other;
    }

    public double[] Results(int item) => [.. _returned.Concat(_references).Select(s => s[item])];

    public void Invoke(object? receiver)
    {
        Assert.True(receiver is null == Member.IsStatic);
        Assert.Equal(Member.GetParameters().Length, Slots.Count);
        Adapters.For(Member)([.. Slots, new Constant(0)]);
    }

    public void AssertRefused(string parameter)
    {
        double[][] before = [.. _written.Select(s => s.ToArray())];
        var refused = Assert.Throws<ArgumentException>(() => Adapters.For(Member)([.. Slots, new Constant(0)]));
        Assert.Equal(parameter, refused.ParamName);
        Assert.Equal(before, _written.Select(s => s.ToArray()));
    }
}

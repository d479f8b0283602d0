// A generated member: what the contract expects of its signature, and how to call what was found.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Autodiff.Gradients.Tests.Harness;

public enum Mode
{
    Gradient,
    Jvp,
    Vjp,
}

/// <summary>One derivative parameter, by contract; <paramref name="Of"/> is null for the returned value's seed or tangent.</summary>
public sealed record DerivativeParameter(string Name, Type Type, bool IsOut, Parameter? Of)
{
    public bool IsSpan => Type.IsGenericType && Type.Name is "Span`1" or "ReadOnlySpan`1";

    public bool IsMatrix => Type.IsArray && !IsContainer;

    public bool IsContainer => Of is { Form: Form.Container };

    public bool IsReference => Type.IsByRef && !IsOut && !IsContainer;

    public bool IsWrittenSpan => IsSpan && Type.GetGenericTypeDefinition() == typeof(Span<>);
}

/// <summary>A generated member.</summary>
public sealed class Member
{
    private Member(Mode mode, IReadOnlyList<DerivativeParameter> layout, MethodInfo? method, string problem)
    {
        Mode = mode;
        Layout = layout;
        Problem = problem;
        Method = method;
        if (method is not null) Call = Adapters.For(method);
    }

    public Mode Mode { get; }

    public IReadOnlyList<DerivativeParameter> Layout { get; }

    public MethodInfo? Method { get; }

    /// <summary>Null when the member is missing or its signature differs; <see cref="Problem"/> then says how.</summary>
    public Adapter? Call { get; }

    public string Problem { get; }

    public static Member Find(Mode mode, MethodInfo function, string stem, IReadOnlyList<Parameter> parameters)
    {
        IReadOnlyList<DerivativeParameter> layout = Expected(mode, function, parameters);
        (string Name, Type Type, bool IsOut)[] expected =
        [
            .. parameters.Select(p => (p.Name, p.Info.ParameterType, p.Passing == Passing.Out)),
            .. layout.Select(d => (d.Name, d.Type, d.IsOut)),
        ];
        string name = stem + mode;
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        MethodInfo[] candidates = function.DeclaringType!.GetMethods(All).Where(m => m.Name == name).Select(m => Closings.Like(m, function)).OfType<MethodInfo>().ToArray();
        MethodInfo? found = candidates.FirstOrDefault(m => Matches(m, function, expected));
        if (found is not null) return new Member(mode, layout, found, "");
        string found_ = candidates.Length == 0 ? "nothing of that name" : string.Join("\n          ", candidates.Select(Describe));
        string wanted = $"{function.ReturnType.Name} {name}({string.Join(", ", expected.Select(e => Describe(e.Name, e.Type, e.IsOut)))})";
        return new Member(mode, layout, null, $"expected {wanted}\n    found {found_}");
    }

    private static bool Matches(MethodInfo method, MethodInfo function, (string Name, Type Type, bool IsOut)[] expected)
    {
        ParameterInfo[] actual = method.GetParameters();
        return method.ReturnType == function.ReturnType && actual.Length == expected.Length
            && method.IsStatic == function.IsStatic
            && (method.Attributes & MethodAttributes.MemberAccessMask) == (function.Attributes & MethodAttributes.MemberAccessMask)
            && actual.Zip(expected).All(p => p.First.ParameterType == p.Second.Type && p.First.Name == p.Second.Name && p.First.IsOut == p.Second.IsOut);
    }

    private static List<DerivativeParameter> Expected(Mode mode, MethodInfo function, IReadOnlyList<Parameter> parameters)
    {
        var layout = new List<DerivativeParameter>();
        bool returns = function.ReturnType != typeof(void);
        if (mode == Mode.Vjp && returns) layout.Add(new DerivativeParameter(Unique("seed"), function.ReturnType.IsSZArray ? typeof(ReadOnlySpan<>).MakeGenericType(function.ReturnType.GetElementType()!) : function.ReturnType, false, null));
        foreach (Parameter p in parameters.Where(p => mode == Mode.Gradient ? p.IsDifferentiated : p.IsCarried))
        {
            string suffix = mode switch { Mode.Gradient => "Gradient", Mode.Jvp => "Tangent", _ => "Adjoint" };
            (Type type, bool isOut) = p.Form switch
            {
                Form.Scalar => Scalar(mode, p),
                Form.Container => (mode != Mode.Jvp && p.IsFilledByReference ? p.Element.MakeByRefType() : p.Element, false),
                Form.Matrix => (p.Element.MakeArrayType(2), false),
                Form.ReadOnlySpan when mode == Mode.Jvp => (typeof(ReadOnlySpan<>).MakeGenericType(p.Element), false),
                _ => (typeof(Span<>).MakeGenericType(p.Element), false),
            };
            layout.Add(new DerivativeParameter(Unique(p.Name + suffix), type, isOut, p));
        }

        if (mode == Mode.Jvp && returns) layout.Add(new DerivativeParameter(Unique("tangent"), function.ReturnType.MakeByRefType(), true, null));
        return layout;

        string Unique(string name) => parameters.Any(p => p.Name == name) ? name + "_" : name;
    }

    private static (Type Type, bool IsOut) Scalar(Mode mode, Parameter p) => (mode, p.Passing) switch
    {
        (Mode.Gradient, _) => (p.Element.MakeByRefType(), true),
        (Mode.Jvp, Passing.Value or Passing.In) => (p.Element, false),
        (Mode.Jvp, Passing.Out) => (p.Element.MakeByRefType(), true),
        (Mode.Vjp, Passing.Out) => (p.Element, false),
        _ => (p.Element.MakeByRefType(), false),
    };

    private static string Describe(MethodInfo m) =>
        $"{m.ReturnType.Name} {m.Name}({string.Join(", ", m.GetParameters().Select(p => Describe(p.Name!, p.ParameterType, p.IsOut)))})";

    private static string Describe(string name, Type type, bool isOut)
    {
        string prefix = isOut ? "out " : type.IsByRef ? "ref " : "";
        if (type.IsByRef) type = type.GetElementType()!;
        string text = type.IsGenericType ? $"{type.Name.Split('`')[0]}<{type.GetGenericArguments()[0].Name}>" : type.Name;
        return $"{prefix}{text} {name}";
    }
}

// A function under test: its parameters, its generated members and its points; and the discovery of all of them.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Autodiff.Gradients.Tests.Harness;

/// <summary>A function under test.</summary>
public sealed class Function
{
    private static readonly Lazy<Dictionary<string, Function>> s_corpus = new(Discover);

    private readonly Dictionary<Mode, Member> _members = [];
    private readonly Lazy<IReadOnlyList<Point>> _points;

    public Function(MethodInfo method, string id, string stem, string[] withRespectTo, bool gradientAsked)
    {
        Method = method;
        Id = id;
        Parameters = [.. method.GetParameters().Select(p => new Parameter(p, withRespectTo))];
        ReturnsArray = Returned.Is(method.ReturnType);
        ReturnsFloat = ReturnsArray || Leaves.HasFloats(method.ReturnType);
        Primal = Adapters.For(method);
        IsVectorised = method.DeclaringType!.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(t => t.Name.StartsWith(stem + "Derivatives", StringComparison.Ordinal))
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Any(m => m.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization));
        Mode[] modes = Leaves.IsFloat(method.ReturnType) && gradientAsked ? [Mode.Gradient, Mode.Jvp, Mode.Vjp] : [Mode.Jvp, Mode.Vjp];
        foreach (Mode mode in modes) _members[mode] = Member.Find(mode, method, stem, Parameters);
        UsesFloat = UsesSingle(ReturnsArray ? method.ReturnType.GetElementType()! : method.ReturnType) || Parameters.Any(p => p.IsFloat && UsesSingle(p.Element))
            || method.GetCustomAttribute<ComputesInFloatAttribute>() is not null;
        _points = new Lazy<IReadOnlyList<Point>>(() => PointPlan.For(this));
    }

    private static bool UsesSingle(Type type) => type == typeof(float) || Containers.UsesSingle(type) || (!Leaves.IsFloat(type) && !Containers.Holds(type) && Leaves.HasFloats(type) && Leaves.Of(type).Any(p => p[^1].FieldType == typeof(float)));

    public static IReadOnlyDictionary<string, Function> Corpus => s_corpus.Value;

    public MethodInfo Method { get; }

    public string Id { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>A number, a struct or tuple with numbers, or an array.</summary>
    public bool ReturnsFloat { get; }

    public bool ReturnsArray { get; }

    /// <summary>Single precision takes part, so its tolerances apply.</summary>
    public bool UsesFloat { get; }

    /// <summary>Some loop of the members runs in vectors: the helpers have a kernel.</summary>
    public bool IsVectorised { get; }

    /// <summary>The last digits of its values are not those of the members.</summary>
    public bool RoundsOtherwise => Method.DeclaringType!.IsDefined(typeof(RoundsOtherwiseAttribute), false);

    public Adapter Primal { get; }

    public IReadOnlyCollection<Member> Members => _members.Values;

    public IReadOnlyList<Point> Points => _points.Value;

    public IEnumerable<Parameter> Differentiated => Parameters.Where(p => p.IsDifferentiated);

    public IEnumerable<Parameter> Outputs => Parameters.Where(p => p.IsOutput);

    public bool Has(Mode mode) => _members.ContainsKey(mode);

    public Member this[Mode mode] => _members[mode];

    public override string ToString() => Id;

    private static Dictionary<string, Function> Discover()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var found = new Dictionary<string, Function>();
        foreach (Type type in typeof(Function).Assembly.GetTypes().Where(t => t.Namespace == "Autodiff.Gradients.Tests.Corpus").SelectMany(Closings.Of))
        {
            foreach (MethodInfo method in type.GetMethods(All).OrderBy(m => m.MetadataToken).SelectMany(m => m.IsDefined(typeof(DifferentiableAttribute)) ? Closings.Of(m) : [m]))
            {
                foreach (CustomAttributeData attribute in method.GetCustomAttributesData().Where(a => a.AttributeType == typeof(DifferentiableAttribute)))
                {
                    string[] names = attribute.ConstructorArguments.Count == 0 ? []
                        : [.. ((IReadOnlyCollection<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Select(a => (string)a.Value!)];
                    object? name = attribute.NamedArguments.FirstOrDefault(a => a.MemberName == "Name").TypedValue.Value;
                    object? generate = attribute.NamedArguments.FirstOrDefault(a => a.MemberName == "Generate").TypedValue.Value;
                    string stem = name as string ?? method.Name;
                    string id = Closings.Id(type, method, stem);
                    if (found.ContainsKey(id)) id += $"({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})";
                    bool gradient = generate is null || ((Derivatives)generate).HasFlag(Derivatives.Gradient);
                    found.Add(id, new Function(method, id, stem, names, gradient));
                }
            }
        }

        return found;
    }
}

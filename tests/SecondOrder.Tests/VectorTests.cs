// The corpus with vectors and without: the same numbers at every length, and wherever the spans start.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Autodiff.Gradients.Tests.Harness;
using Autodiff.Numerics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Autodiff.SecondOrder.Tests;

/// <summary>
/// AUTODIFF_VECTORS=all runs every length from 0 to 67 at every start; otherwise each length around multiples of the width is met with one start after the other.
/// </summary>
public sealed class VectorTests
{
    private static readonly Lazy<Dictionary<string, (Function[] Vectors, Function Plain)>> s_functions = new(Build);

    /// <summary>With vectors as the cost model has it, and with lanes across the trips of every outer loop that allows it.</summary>
    private static readonly string[] s_choices = ["Lanes = Lanes.Auto", "Lanes = Lanes.Outer"];

    public static TheoryData<string> All
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (string id in s_functions.Value.Keys) data.Add(id);
            return data;
        }
    }

    // It takes the sine of numbers that grow by orders of magnitude from trip to trip: from fifteen elements on the last digit decides about the first.
    private const string Chaotic = "LocalArrays.NewArrayInsideLoop";

    private static bool IsFull => Environment.GetEnvironmentVariable("AUTODIFF_VECTORS") == "all";

    // Beside all lengths for the one choice, a few for the other.
    private static IEnumerable<(int Length, int Start)> Settings(int choice) => choice == 0 || IsFull ? Settings() : Settings().Where((_, k) => k % 3 == 2 || k == 0);

    private static IEnumerable<(int Length, int Start)> Settings()
    {
        if (IsFull) return Enumerable.Range(0, 68).SelectMany(length => Enumerable.Range(0, 8).Select(start => (length, start)));
        int[] lengths = [0, 1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 41, 64, 67];
        return lengths.Select((length, k) => (length, k % 8));
    }

    private static Dictionary<string, (Function[], Function)> Build()
    {
        string[] sources = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), SecondCorpus.Pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Where(text => !text.Contains("MathNet", StringComparison.Ordinal))];
        Dictionary<string, Function>[] all = [.. s_choices.Append("Vectorize = false").AsParallel().AsOrdered()
            .Select((choice, k) => Discover(SecondCorpus.Load(sources, new WithVectors(choice), "CorpusWithVectors" + k)))];
        (Dictionary<string, Function>[] vectors, Dictionary<string, Function> plain) = (all[..^1], all[^1]);
        // Structs are other types in the other assembly; functions over them are vectorised field by field like those over spans of numbers.
        return plain.Where(v => v.Key != Chaotic && v.Value.Parameters.All(p => p.Element.Namespace == "System") && PointPlan.At(v.Value, 1) is not null)
            .ToDictionary(v => v.Key, v => (vectors.Select(x => x[v.Key]).ToArray(), v.Value));
    }

    private static Dictionary<string, Function> Discover(Assembly assembly)
    {
        const BindingFlags all = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var found = new Dictionary<string, Function>();
        foreach (Type type in assembly.GetTypes().Where(t => t.Namespace == "Autodiff.Gradients.Tests.Corpus"))
        {
            foreach (MethodInfo method in type.GetMethods(all).Where(m => !m.ContainsGenericParameters).OrderBy(m => m.MetadataToken))
            {
                foreach (CustomAttributeData attribute in method.GetCustomAttributesData().Where(a => a.AttributeType == typeof(DifferentiableAttribute)))
                {
                    string[] names = attribute.ConstructorArguments.Count == 0 ? []
                        : [.. ((IReadOnlyCollection<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Select(a => (string)a.Value!)];
                    object? generate = attribute.NamedArguments.FirstOrDefault(a => a.MemberName == "Generate").TypedValue.Value;
                    string stem = attribute.NamedArguments.FirstOrDefault(a => a.MemberName == "Name").TypedValue.Value as string ?? method.Name;
                    string id = $"{type.FullName!.Split('.')[^1].Replace('+', '.')}.{stem}";
                    if (found.ContainsKey(id)) id += $"({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})";
                    found.Add(id, new Function(method, id, stem, names, generate is null || ((Derivatives)generate).HasFlag(Derivatives.Gradient)));
                }
            }
        }
        return found;
    }

    [Fact]
    public void The_machine_has_what_the_caller_says()
    {
        string expected = Environment.GetEnvironmentVariable("AUTODIFF_VECTORS_EXPECTED") ?? Wide.IsAccelerated.ToString();
        Assert.Equal(expected, Wide.IsAccelerated.ToString());
        Assert.NotEmpty(s_functions.Value);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Without_vectors_every_member_leaves_the_functions_own_results_bit_for_bit(string function)
    {
        Function plain = s_functions.Value[function].Plain;
        foreach ((int length, _) in Settings())
        {
            Point point = PointPlan.At(plain, length)!;
            Outcome? own = null;
            if (Record.Exception(() => own = Runs.Primal(plain, point.Values)) is not null) continue;
            foreach (Mode mode in plain.Members.Select(m => m.Mode))
            {
                Slot[] slots = Run(plain, mode, point, 0).Slots;
                if (own!.Returned is not null) Check.SameButForOrder(plain, own.Returned, slots[^1], $"{function} {mode} at {point}: returned value");
                for (int k = 0; k < plain.Parameters.Count; k++) Check.SameButForOrder(plain, own.Arguments[k], slots[k], $"{function} {mode} at {point}: final {plain.Parameters[k].Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Vectors_change_nothing_but_the_last_digits(string function)
    {
        (Function[] choices, Function plain) = s_functions.Value[function];
        for (int choice = 0; choice < choices.Length; choice++)
            foreach ((int length, int start) in Settings(choice)) Compare(choices[choice], plain, length, start, $"{function} with {s_choices[choice]}");
    }

    private static void Compare(Function vectors, Function plain, int length, int start, string what)
    {
        Point point = PointPlan.At(plain, length)!;
        foreach (Mode mode in plain.Members.Select(m => m.Mode))
        {
            (Exception? expectedFault, Slot[] expected) = Run(plain, mode, point, 0);
            (Exception? actualFault, Slot[] actual) = Run(vectors, mode, point, start);
            Check.That(expectedFault?.GetType() == actualFault?.GetType(), $"{what} {mode} at {point}: threw {actualFault?.ToString() ?? "nothing"}, expected {expectedFault?.ToString() ?? "nothing"}");
            if (expectedFault is not null) continue;
            double scale = expected.Where(s => s is not Constant).SelectMany(s => s.ToArray()).Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
            double tolerance = (plain.UsesFloat ? 3e-5 : 1e-12) * (4 + length) * scale;
            for (int k = 0; k < expected.Length; k++)
            {
                for (int i = 0; i < expected[k].Count; i++)
                {
                    double e = expected[k][i], a = actual[k][i];
                    Check.That(e.Equals(a) || Math.Abs(e - a) <= tolerance, $"{what} {mode} at {point} from {start} on: entry {i} of argument {k} is {a:R}, not {e:R}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Results_do_not_depend_on_where_spans_start(string function)
    {
        foreach (Function vectors in s_functions.Value[function].Vectors)
        {
            foreach (int length in new[] { 5, 13, 41 })
            {
                Point point = PointPlan.At(vectors, length)!;
                foreach (Mode mode in vectors.Members.Select(m => m.Mode))
                {
                    (Exception? fault, Slot[] expected) = Run(vectors, mode, point, 0);
                    if (fault is not null) continue;
                    foreach (int start in new[] { 1, 3, 7 })
                    {
                        Slot[] actual = Run(vectors, mode, point, start).Slots;
                        for (int k = 0; k < expected.Length; k++) Check.SameBits(expected[k], actual[k], $"{function} {mode} at {point} from {start} on: argument {k}");
                    }
                }
            }
        }
    }

    /// <summary>One call with all spans beginning at an element of their arrays: what it threw, and all slots after it.</summary>
    private static (Exception? Fault, Slot[] Slots) Run(Function f, Mode mode, Point point, int start)
    {
        Weights weights = Runs.Random(f, point.Values, point.Seed);
        Call call = mode switch
        {
            Mode.Gradient => Runs.Lay(f, f[Mode.Gradient], point.Values, (_, zero) => zero),
            Mode.Jvp => Runs.LayJvp(f, point.Values, weights),
            _ => Runs.LayVjp(f, point.Values, weights),
        };
        Slot[] slots = [.. call.Slots.Select((s, k) => IsArray(f, call, k) ? s : Shifted(s, start + (k % 3)))];
        Exception? fault = Record.Exception(() => call.Member.Call!(slots));
        return (fault, slots);
    }

    private static bool IsArray(Function f, Call call, int k) => k < f.Parameters.Count && f.Parameters[k].Form is not (Form.Span or Form.ReadOnlySpan);

    private static Slot Shifted(Slot slot, int start) =>
        slot is Constant || slot.GetType().Name.StartsWith("Matrix", StringComparison.Ordinal) || slot.Length == 0 ? slot
        : Slot.Vector(slot.Element, start).Beside(slot, start, start + slot.Length).Other;

    /// <summary>Says of every [Differentiable] how it is vectorised.</summary>
    private sealed class WithVectors(string choice) : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitAttribute(AttributeSyntax node)
        {
            if (node.Name.ToString() != "Differentiable") return node;
            AttributeArgumentSyntax argument = SyntaxFactory.ParseAttributeArgumentList($"({choice})")!.Arguments[0];
            var kept = (node.ArgumentList?.Arguments ?? default).Where(a => a.NameEquals?.Name.ToString() is not ("Vectorize" or "Lanes"));
            return node.WithArgumentList(SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList(kept.Append(argument))));
        }
    }
}

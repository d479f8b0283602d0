// docs/tensor-primitives.md is what the reader says of every public member of TensorPrimitives.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Autodiff.Generators.Frontend;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class TensorDocumentTests
{
    private static string Docs([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs"));

    private sealed record Overload(string Member, string Parameters, string Verdict);

    /// <summary>When stale, the new text is left in docs/tensor-primitives.received.md, or, with ACCEPT_DOCS=1 in the environment, accepted.</summary>
    [Fact]
    public void Tensor_primitives_md_is_printed_from_the_library_and_the_reader()
    {
        string verified = Path.Combine(Docs(), "tensor-primitives.md"), received = Path.Combine(Docs(), "tensor-primitives.received.md");
        string expected = Print([.. Overloads()]);
        if (Environment.GetEnvironmentVariable("ACCEPT_DOCS") == "1") File.WriteAllText(verified, expected);
        bool fresh = File.Exists(verified) && File.ReadAllText(verified).ReplaceLineEndings("\n") == expected;
        if (fresh) File.Delete(received);
        else File.WriteAllText(received, expected);
        Assert.True(fresh, $"docs/tensor-primitives.md is stale: compare it with {received} and accept with ACCEPT_DOCS=1.");
    }

    [Fact]
    public void Every_member_of_the_table_is_one_of_the_library()
    {
        HashSet<string> known = [.. typeof(TensorPrimitives).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(m => m.Name)];
        Assert.All(TensorMembers.All, m => Assert.Contains(m.Name, known));
    }

    [Fact]
    public void Only_bits_and_integers_of_floating_point_numbers_are_refused()
    {
        Overload[] refused = [.. Overloads().Where(o => o.Verdict.StartsWith("refused", StringComparison.Ordinal))];
        Assert.Empty(refused.Select(o => o.Member).Except(["BitwiseAnd", "BitwiseOr", "ConvertToHalf", "ConvertToInteger", "ConvertToIntegerNative", "ConvertToSingle", "OnesComplement", "Xor"]));
    }

    private static IEnumerable<Overload> Overloads()
    {
        foreach (MethodInfo member in typeof(TensorPrimitives).GetMethods(BindingFlags.Public | BindingFlags.Static).OrderBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.GetParameters().Length))
        {
            MethodInfo? closed = Closed(member);
            string parameters = string.Join(", ", member.GetParameters().Select(p => Show(p.ParameterType) + " " + p.Name));
            yield return new Overload(member.Name, parameters, closed is null ? "not for floating-point numbers" : Read(closed));
        }
    }

    /// <summary>The member on doubles; null if its numbers are no floats.</summary>
    private static MethodInfo? Closed(MethodInfo member)
    {
        if (!member.IsGenericMethodDefinition) return member;
        Type[] arguments = [.. member.GetGenericArguments().Select((a, k) => k == 0 ? typeof(double) : a.Name.Contains("Integer", StringComparison.Ordinal) ? typeof(int) : typeof(float))];
        try
        {
            return member.MakeGenericMethod(arguments);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Read(MethodInfo member)
    {
        string generic = member.IsGenericMethod ? "<" + string.Join(", ", member.GetGenericArguments().Select(Show)) + ">" : "";
        string parameters = string.Join(", ", member.GetParameters().Select(p => Show(p.ParameterType) + " " + p.Name));
        string call = $"System.Numerics.Tensors.TensorPrimitives.{member.Name}{generic}({string.Join(", ", member.GetParameters().Select(p => p.ParameterType.IsEnum ? "MidpointRounding.ToEven" : p.Name))})";
        string body = member.ReturnType == typeof(void) ? $"{{ {call}; return 0; }}" : member.ReturnType == typeof(bool) ? $"=> {call} ? 1 : 2;" : $"=> (double){call};";
        string source = $"[Differentiable] public static double F({parameters}) {body}";
        if (parameters.Contains("Half", StringComparison.Ordinal)) return "refused: Half is no number that is differentiated";
        ReadResult read = Assert.Single(Snippet.Of(source).MustCompile().ReadAll());
        string[] errors = [.. read.Diagnostics.Where(d => d.DefaultSeverity == DiagnosticSeverity.Error).Select(d => d.Id).Distinct()];
        if (errors.Length > 0) return "refused: it is not looked into (" + string.Join(", ", errors) + ")";
        TensorMember row = TensorMembers.Find(member.Name, member.ReturnType == typeof(void))!;
        return row.IsConstant ? "constant" : "differentiated";
    }

    private static string Show(Type type) =>
        type.IsGenericType ? type.Name[..type.Name.IndexOf('`')] + "<" + string.Join(", ", type.GetGenericArguments().Select(Show)) + ">"
        : type == typeof(double) ? "double" : type == typeof(float) ? "float" : type == typeof(int) ? "int" : type == typeof(bool) ? "bool" : type.Name;

    private static string Print(Overload[] overloads)
    {
        StringBuilder text = new();
        void Line(string line = "") => text.Append(line).Append('\n');

        Line("# TensorPrimitives");
        Line();
        Line("Printed by a test from the members of `System.Numerics.Tensors.TensorPrimitives` and what the generator says of a call of each on `double`; it is the same on `float`.");
        Line();
        Line("A call is read as its checks and a loop over the elements, so that it is vectorised like any loop, and nothing is copied. The checks are those of the library: inputs of one length, a destination that is long enough, that is an");
        Line("input itself or shares no memory with it; `ArgumentException` otherwise, before anything is written. Functions have the accuracy of `Ad` and `Math` (`docs/numerics.md`), so their last digits may differ from the library's.");
        Line("Points without a derivative: `docs/rules.md`; a maximum or minimum of all elements gives equal shares to equal elements, `Norm`, `Distance` and `StdDev` have derivative 0 at 0. *Constant* is what has derivative zero: it is");
        Line("computed and carries nothing on. What is refused is an error at its place; on values that do not depend on the inputs it is called as it is.");
        Line();
        Line("| member | parameters | |");
        Line("|---|---|---|");
        foreach (var group in overloads.GroupBy(o => (o.Member, o.Verdict)))
            Line($"| `{group.Key.Member}` | {string.Join("<br>", group.Select(o => "`" + o.Parameters + "`"))} | {group.Key.Verdict} |");
        return text.ToString();
    }
}

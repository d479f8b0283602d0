// docs/rules.md is what the table prints, and the table knows every function of floats that .NET has.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Rules;
using Xunit;

namespace Autodiff.Generator.Tests.Rules;

public class RulesDocumentTests
{
    private static string Docs([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs"));

    /// <summary>When stale, the new text is left in docs/rules.received.md, or, with ACCEPT_DOCS=1 in the environment, accepted.</summary>
    [Fact]
    public void Rules_md_is_printed_from_the_table()
    {
        string verified = Path.Combine(Docs(), "rules.md"), received = Path.Combine(Docs(), "rules.received.md");
        string expected = RulesDocument.Print();
        if (Environment.GetEnvironmentVariable("ACCEPT_DOCS") == "1") File.WriteAllText(verified, expected);
        bool fresh = File.Exists(verified) && File.ReadAllText(verified).ReplaceLineEndings("\n") == expected;
        if (fresh) File.Delete(received);
        else File.WriteAllText(received, expected);
        Assert.True(fresh, $"docs/rules.md is stale: compare it with {received} and accept with ACCEPT_DOCS=1.");
    }

    [Fact]
    public void The_modes_agree_where_an_infinite_and_a_zero_partial_do_not_meet()
    {
        foreach ((string text, double at, var f) in RulesDocument.Meetings)
        {
            Method method = StraightLine.Method(f);
            double forward = StraightLine.Forward(method, at + 0.5), reverse = StraightLine.Reverse(method, at + 0.5);
            Assert.True(Math.Abs(forward - reverse) < 1e-14, $"{text}: {forward}, {reverse}");
        }
    }

    [Fact]
    public void Each_listed_point_is_one_where_a_mode_gives_zero_NaN_or_an_infinity()
    {
        foreach ((string _, double at, var f) in RulesDocument.Meetings)
        {
            double[] both = [StraightLine.Forward(StraightLine.Method(f), at), StraightLine.Reverse(StraightLine.Method(f), at)];
            Assert.Contains(both, d => !double.IsFinite(d) || d == 0);
        }
    }

    [Fact]
    public void Max_of_x_and_zero_is_half_at_zero_and_the_conditional_is_zero_in_both_modes()
    {
        Assert.Equal(0.5, StraightLine.Forward(RulesDocument.Maximum, 0));
        Assert.Equal(0.5, StraightLine.Reverse(RulesDocument.Maximum, 0));
        Assert.Equal(0, StraightLine.Forward(RulesDocument.Conditional, 0));
        Assert.Equal(1, StraightLine.Forward(RulesDocument.Conditional, 1e-300));
    }

    [Fact]
    public void The_square_root_on_the_side_not_chosen_contributes_zero_in_both_modes()
    {
        Method method = StraightLine.Method((f, x) => f.Let(Op.Max, f.Let(Op.Sqrt, x), f.Const(1)));
        Assert.Equal(0, StraightLine.Forward(method, 0));
        Assert.Equal(0, StraightLine.Reverse(method, 0));
    }

    [Fact]
    public void Strong_zero_survives_a_second_derivative()
    {
        Method method = StraightLine.Method((f, x) => f.Let(Op.Max, f.Let(Op.Sqrt, x), f.Const(1)));
        Method second = Row.Jvp(Row.Jvp(method, 0), 0);
        Assert.Equal(0.0, Row.Run(second, 0.0, 1.0, 1.0)[2]);
    }

    /// <summary>Methods with a float parameter that are no functions of floats to floats or truth values.</summary>
    private static readonly string[] NoFunctions = ["ConvertToInteger", "ConvertToIntegerNative", "TryParse"];

    private static IEnumerable<Op> OpsOf(MethodInfo method) => (method.Name, method.GetParameters().Length) switch
    {
        ("SinCos", _) => [Op.Sin, Op.Cos],
        ("SinCosPi", _) => [Op.SinPi, Op.CosPi],
        ("Log", 2) => [Op.LogBase],
        ("IEEERemainder", _) => [Op.Ieee754Remainder],
        ("op_Equality", _) => [Op.Equal],
        ("op_Inequality", _) => [Op.NotEqual],
        ("op_LessThan", _) => [Op.Less],
        ("op_LessThanOrEqual", _) => [Op.LessOrEqual],
        ("op_GreaterThan", _) => [Op.Greater],
        ("op_GreaterThanOrEqual", _) => [Op.GreaterOrEqual],
        var (name, _) => Enum.TryParse(name, out Op op) ? [op] : [],
    };

    [Theory, InlineData(typeof(Math)), InlineData(typeof(MathF)), InlineData(typeof(double)), InlineData(typeof(float))]
    public void Every_function_of_floats_that_dotnet_has_is_in_the_table(Type type)
    {
        static bool IsFloat(ParameterInfo p) => Nullable.GetUnderlyingType(p.ParameterType) is null
            && (p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType) is var t && (t == typeof(double) || t == typeof(float));

        MethodInfo[] methods = [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.GetParameters().Any(IsFloat))];
        Assert.True(methods.Length > 35);
        foreach (MethodInfo method in methods.Where(m => !NoFunctions.Contains(m.Name)))
        {
            Op[] ops = [.. OpsOf(method)];
            Assert.True(ops.Length > 0, $"{method} has no primitive.");
            foreach (Op op in ops)
            {
                Rule? rule = RuleTable.Find(op);
                Assert.True(rule is not null, $"{method} has no row.");
                int floats = method.GetParameters().Count(IsFloat);
                Assert.True(floats <= rule.Arity, $"{method} has more arguments than {rule.Signature}.");
            }
        }
    }
}

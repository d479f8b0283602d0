// Runs a tree and what was made of it on the same arguments and compares results, memory and effects bit by bit.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Xunit;

namespace Autodiff.Generator.Tests.Trees;

internal static class Equivalence
{
    public static Generators.Ir.Program Lowered(params TreeMethod[] methods)
    {
        Generators.Ir.Program program = new(methods.Select(Lowering.Lower).ToEquatableArray());
        Verifier.Require(program, "lowering");
        return program;
    }

    /// <summary>What a run gives: results and final memory, or the exception's name, and the effects in order.</summary>
    private static string Outcome(Func<List<string>, Func<object[], object[]>> make, object[] args)
    {
        object[] copies = args.Select(a => a is Array data ? data.Clone() : a).ToArray();
        List<string> effects = [];
        string results;
        try
        {
            results = string.Join(" ", make(effects)(copies).Select(Text)) + " | "
                + string.Join(" ", copies.OfType<double[]>().Select(d => string.Join(",", d.Select(v => Text(v)))));
        }
        catch (Exception e) when (e is InterpreterException or ThrownByProgramException or IndexOutOfRangeException or ArithmeticException)
        {
            results = e is InterpreterException ? e.Message : e.GetType().Name;
        }
        return results + " | " + string.Join(", ", effects);
    }

    public static string OfTree(TreeMethod[] methods, params object[] args) => Outcome(
        effects => a => new TreeEvaluator(effects, methods).Run(methods[0].Key, a), args);

    public static string OfProgram(Generators.Ir.Program program, params object[] args) => Outcome(
        effects => new Interpreter(program)
        {
            OnEffect = (effect, _) => { effects.Add(effect.Text); return effect.Result.Exists ? 0.0 : null; },
        }.Run, args);

    /// <summary>Lowers, verifies, and compares with the tree on the arguments.</summary>
    public static Generators.Ir.Program Check(TreeMethod method, params object[] args) => Check([method], args);

    public static Generators.Ir.Program Check(TreeMethod[] methods, params object[] args)
    {
        Generators.Ir.Program program = Lowered(methods);
        string expected = OfTree(methods, args), actual = OfProgram(program, args);
        Assert.True(expected == actual, $"expected {expected}\nactual   {actual}\n{Printer.Print(program)}");
        return program;
    }

    /// <summary>The body's lines without indentation and empty notes, joined by semicolons.</summary>
    public static string Body(Method method) => string.Join("; ", Printer.Print(method)
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith("method ", StringComparison.Ordinal) && !line.StartsWith("surface ", StringComparison.Ordinal) && line != "//")
        .Skip(1).SkipLast(1));

    /// <summary>Inlines and compares before and after on the arguments.</summary>
    public static Generators.Ir.Program CheckInlined(Generators.Ir.Program program, params object[] args)
    {
        Generators.Ir.Program inlined = Inline.Run(program);
        Verifier.Require(inlined, "inlining");
        string expected = OfProgram(program, args), actual = OfProgram(inlined, args);
        Assert.True(expected == actual, $"expected {expected}\nactual   {actual}\n{Printer.Print(program)}\n{Printer.Print(inlined)}");
        return inlined;
    }

    /// <summary>Simplifies a program and compares before and after on the arguments.</summary>
    public static Generators.Ir.Program CheckSimplified(Generators.Ir.Program program, params object[] args)
    {
        Generators.Ir.Program simplified = program.With(program.Methods.Select(m => Simplify.Run(m)));
        Verifier.Require(simplified, "simplification");
        string expected = OfProgram(program, args), actual = OfProgram(simplified, args);
        Assert.True(expected == actual, $"expected {expected}\nactual   {actual}\n{Printer.Print(program)}\n{Printer.Print(simplified)}");
        return simplified;
    }

    private static string Text(object value) => value is double d
        ? double.IsNaN(d) ? "NaN" : BitConverter.DoubleToInt64Bits(d) == BitConverter.DoubleToInt64Bits(-0.0) ? "-0" : d.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
        : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
}

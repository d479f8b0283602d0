// Runs a marked method twice, as C# and as the IR that was read from it, and compares everything that comes out.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

/// <summary>
/// Passed-through texts are compiled into the user's type in a file of their own without usings, as generated code is, and the
/// interpreter calls them; so every text is also shown to compile there.
/// </summary>
internal static class Execution
{
    public static DerivativeRequest Agree(string source, params object[][] inputs) => Agree(Snippet.Of(source), inputs);

    public static DerivativeRequest Agree(Snippet snippet, params object[][] inputs)
    {
        DerivativeRequest request = snippet.Request();
        IMethodSymbol method = snippet.Marked().First().Method;
        (Assembly assembly, Dictionary<string, int> texts) = Build(snippet, method, request.Program);
        MethodInfo run = assembly.GetType("Runner")!.GetMethod("Run")!;
        Type home = assembly.GetType(method.ContainingType.ToDisplayString().Replace(".C.", ".C+"))!;
        object? Text(string text, IrType result, EquatableArray<IrType> types, object[] args)
        {
            MethodInfo function = home.GetMethod("Text" + texts[KeyOf(text, result, types)], BindingFlags.Static | BindingFlags.NonPublic)!;
            try
            {
                object? value = function.Invoke(null, [args.Select(a => a is Memory m ? Copy(m) : a).ToArray()]);
                return value is Array array && result.IsMemory ? Memory.Of(array) : value;
            }
            catch (TargetInvocationException e) { throw e.InnerException!; }
        }

        foreach (object[] input in inputs)
        {
            object[] forCSharp = [.. input.Select(Clone)], forIr = [.. input.Select(Clone)];
            (object[]? expected, Exception? expectedFailure) = Try(() => (object[])run.Invoke(null, [forCSharp])!);
            var interpreter = new Interpreter(request.Program)
            {
                OnOpaque = (let, args) => Text(let.Text!, TypeOf(request.Program, let.Result, let), TypesOf(request.Program, let.Args, let), args)!,
                OnEffect = (effect, args) => Text(effect.Text, TypeOf(request.Program, effect.Result, effect), TypesOf(request.Program, effect.Args, effect), args),
            };
            (object[]? actual, Exception? actualFailure) = Try(() => interpreter.Run(forIr));
            string where = "for " + string.Join(", ", input.Select(Show));
            Assert.True((expectedFailure is null) == (actualFailure is null), $"{where}: C# {expectedFailure?.ToString() ?? "returns"}, the IR {actualFailure?.ToString() ?? "returns"}\n{Printer.Print(request.Program)}");
            if (expectedFailure is not null)
            {
                Assert.NotEqual(typeof(InterpreterException), actualFailure!.GetType());
                continue;
            }
            Assert.Equal(expected!.Select(Show), actual!.Select(Show));
            Assert.Equal(forCSharp.Select(Show), forIr.Select(Show));
        }
        return request;
    }

    private static (object[]?, Exception?) Try(Func<object[]> run)
    {
        try { return (run(), null); }
        catch (TargetInvocationException e) { return (null, e.InnerException); }
        catch (Exception e) { return (null, e); }
    }

    private static object Clone(object value) => value is Array array ? array.Clone() : value;

    private static Array Copy(Memory memory)
    {
        if (memory.Data.Rank == 2) return memory.Data;
        Array copy = Array.CreateInstance(memory.Data.GetType().GetElementType()!, memory.Length);
        Array.Copy(memory.Data, memory.Offset, copy, 0, memory.Length);
        return copy;
    }

    private static string Show(object? value) => value switch
    {
        Array array => "[" + string.Join(" ", array.Cast<object>().Select(Show)) + "]",
        double d => d.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        float f => f.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };

    // ---- the runner and the texts

    private static (Assembly, Dictionary<string, int>) Build(Snippet snippet, IMethodSymbol method, Generators.Ir.Program program)
    {
        var runner = new StringBuilder("public static class Runner { public static object[] Run(object[] a) {\n");
        var call = new List<string>();
        var yields = new List<string>();
        int next = 0;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            string type = parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
            string plain = Regex.Replace(type, @"^global::System\.(ReadOnly)?Span<(\w+)>$", "$2[]");
            string name = "p" + parameter.Ordinal;
            runner.AppendLine($"var {name} = " + (parameter.RefKind == RefKind.Out ? $"default({plain});" : $"({plain})a[{next++}];"));
            call.Add(parameter.RefKind switch { RefKind.Ref => "ref ", RefKind.Out => "out ", _ => "" } + name);
            if (parameter.RefKind is RefKind.Ref or RefKind.Out) yields.Add(name);
        }
        string invoke = method.ContainingType.ToDisplayString() + "." + method.Name + "(" + string.Join(", ", call) + ")";
        runner.AppendLine(method.ReturnsVoid ? invoke + ";" : "var r = " + invoke + ";");
        if (!method.ReturnsVoid) yields.Insert(0, "r");
        runner.AppendLine("return new object[] { " + string.Join(", ", yields) + " }; } }");

        var texts = new Dictionary<string, int>();
        var functions = new StringBuilder();
        foreach (Method m in program.Methods)
        {
            foreach (Instr instruction in m.Body.All())
            {
                (string? text, Value result, EquatableArray<Value> args) = instruction switch
                {
                    Let { Op: Op.Opaque } let => (let.Text, let.Result, let.Args),
                    Effect effect => (effect.Text, effect.Result, effect.Args),
                    _ => (null, Value.None, default),
                };
                if (text is null) continue;
                IrType type = result.Exists ? m.TypeOf(result) : default;
                IrType[] types = [.. args.Select(m.TypeOf)];
                if (!texts.TryAdd(KeyOf(text, type, new(types)), texts.Count)) continue;
                string body = Regex.Replace(text, @"\{(\d+)\}", match => "t" + match.Groups[1].Value);
                string locals = string.Concat(types.Select((t, i) => $"{Spell(t)} t{i} = ({Spell(t)})a[{i}]; "));
                functions.AppendLine($"private static object Text{texts.Count - 1}(object[] a) {{ {locals}{(result.Exists ? "return " + body + ";" : body + (body.StartsWith("throw", StringComparison.Ordinal) ? ";" : "; return null!;"))} }}");
            }
        }
        string headers = "", ends = "";
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            headers = $"partial {(type.TypeKind == TypeKind.Struct ? "struct" : "class")} {type.Name} {{ " + headers;
            ends += " }";
        }
        INamespaceSymbol space = method.ContainingNamespace;
        if (!space.IsGlobalNamespace) (headers, ends) = ($"namespace {space.ToDisplayString()} {{ " + headers, ends + " }");
        var parse = (CSharpParseOptions)snippet.Compilation.SyntaxTrees[0].Options;
        CSharpCompilation whole = snippet.Compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText("#nullable disable\n" + runner, parse, encoding: Encoding.UTF8),
            CSharpSyntaxTree.ParseText("#nullable disable\n" + headers + functions + ends, parse, encoding: Encoding.UTF8));
        using var stream = new System.IO.MemoryStream();
        var emitted = whole.Emit(stream);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) + "\n" + runner + functions);
        return (Assembly.Load(stream.ToArray()), texts);
    }

    private static string KeyOf(string text, IrType result, EquatableArray<IrType> types) => text + " : " + result + " : " + string.Join(", ", types);

    private static IrType TypeOf(Generators.Ir.Program program, Value value, Instr instruction) => value.Exists ? Owner(program, instruction).TypeOf(value) : default;

    private static EquatableArray<IrType> TypesOf(Generators.Ir.Program program, EquatableArray<Value> values, Instr instruction)
    {
        Method owner = Owner(program, instruction);
        return values.Select(owner.TypeOf).ToEquatableArray();
    }

    private static Method Owner(Generators.Ir.Program program, Instr instruction) => program.Methods.First(m => m.Body.All().Any(i => ReferenceEquals(i, instruction)));

    private static string Spell(IrType type)
    {
        string element = type.Element switch
        {
            Scalar.F64 => "double", Scalar.F32 => "float", Scalar.I32 => "int", Scalar.Bool => "bool", Scalar.I64 => "long", Scalar.U8 => "byte",
            Scalar.U32 => "uint", Scalar.U64 => "ulong", Scalar.I16 => "short", Scalar.U16 => "ushort", Scalar.I8 => "sbyte", Scalar.NInt => "nint",
            Scalar.NUInt => "nuint", Scalar.Char => "char", _ => "",
        };
        return type.Shape switch { Shape.Scalar => element, Shape.Array2D => element + "[,]", Shape.Opaque => type.Text!, _ => element + "[]" };
    }
}

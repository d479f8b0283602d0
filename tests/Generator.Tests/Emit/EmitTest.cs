// Emits methods, compares their text, and compiles and runs them with the strictest settings a consumer may have.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using Autodiff.Generator.Tests.Ir;
using Autodiff.Generators.Emit;
using Autodiff.Generators.Ir;
using Autodiff.Generators.Transform;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Autodiff.Generator.Tests.Emit;

internal static class EmitTest
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Append(typeof(Tape).Assembly.Location).Distinct()
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToArray());

    public static DerivativeRequest Request(params Method[] program) => new(
        "N", [new TypeHeader("public static partial class", "C", "")], "public static", "F", "N.C.F", "Helpers", DerivativeKinds.Gradient, LaneChoice.Auto,
        new Generators.Ir.Program(new(program)), [], []);

    public static string File(params Method[] members) => File(members, []);

    public static string File(Method[] members, Method[] helpers) =>
        Emitter.Emit(Request(members), members.Select(Qualified).ToArray(), helpers.Select(Qualified).ToArray());

    /// <summary>The types of a test's surface written as the front end writes them.</summary>
    private static Method Qualified(Method method) => method with
    {
        Surface = method.Surface with
        {
            ReturnTypeText = method.Surface.ReturnResult < 0 ? "void" : Surfaces.TypeText(method.TypeOf(method.Body.Yields[method.Surface.ReturnResult])),
            Parameters = method.Surface.Parameters.Select(p => p with
            {
                TypeText = Surfaces.TypeText(method.TypeOf(p.Parameter >= 0 ? method.Body.Parameters[p.Parameter] : method.Body.Yields[p.Result])),
            }).ToEquatableArray(),
        },
    };

    /// <summary>The emitted method without its surroundings.</summary>
    public static string Text(Method method)
    {
        string[] lines = File(method).Split('\n');
        int first = Array.FindIndex(lines, l => l.StartsWith('{')) + 1, last = Array.FindLastIndex(lines, l => l.StartsWith('}'));
        return string.Join('\n', lines[first..last].Select(l => l.Length > 4 ? l[4..] : ""));
    }

    /// <summary>The statements of the emitted method.</summary>
    public static string Body(Method method)
    {
        string[] lines = Text(method).Split('\n');
        int first = Array.FindIndex(lines, l => l.StartsWith('{')) + 1;
        return string.Join('\n', lines[first..^1].Select(l => l.Length > 4 ? l[4..] : ""));
    }

    public static void HasBody(string expected, Method method)
    {
        string body = Body(method);
        Assert.True(expected.ReplaceLineEndings("\n") == body, "The body is\n" + body);
    }

    /// <summary>The text of the body, and that it computes what the interpreter computes, also in the arrays it is given.</summary>
    public static void Check(string expected, Method method, params object[][] points)
    {
        HasBody(expected, method);
        Agrees(method, points);
    }

    public static void Agrees(Method method, params object[][] points)
    {
        Verifier.Require(IrTest.Program(method), "the test");
        Func<object?[], object?[]> compiled = Compile(File(method), method);
        foreach (object[] point in points)
        {
            object[] Copy() => point.Select(a => a is Array data ? data.Clone() : a).ToArray();
            object[] interpreted = Copy(), emitted = Copy();
            Assert.Equal(new Interpreter(IrTest.Program(method)).Run(interpreted), compiled(emitted));
            Assert.Equal(interpreted, emitted);
        }
    }

    // ---- running

    /// <summary>Emits, compiles and runs the first method; the values of its yields in order.</summary>
    public static object?[] Run(Method method, params object?[] args) => Run([method], [], args);

    public static object?[] Run(Method[] members, Method[] helpers, params object?[] args) =>
        Compile(File(members, helpers), members[0])(args);

    public static Func<object?[], object?[]> Compile(string file, Method method, string userCode = "") => Compile(file, [method], userCode)[0];

    public static Func<object?[], object?[]>[] Compile(string file, Method[] methods, string userCode = "")
    {
        methods = methods.Select(Qualified).ToArray();
        string driver = $$"""
            #nullable enable
            using System;
            using Autodiff;
            public static class Driver
            {
            {{string.Concat(methods.Select(Driver))}}
            }
            """;
        CSharpCompilation compilation = CSharpCompilation.Create("Emitted" + Guid.NewGuid().ToString("N"),
            new[] { file, driver, userCode }.Select((text, k) => CSharpSyntaxTree.ParseText(text, Parsing, $"File{k}.cs")),
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error, warningLevel: 9999,
                specificDiagnosticOptions: [new("CS8019", ReportDiagnostic.Suppress), new("CS1591", ReportDiagnostic.Suppress)]));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) + "\n" + file + driver);
        Type compiled = Assembly.Load(image.ToArray()).GetType("Driver")!;
        return methods.Select(m => Invoker(compiled.GetMethod(m.Surface.Name)!)).ToArray();
    }

    private static Func<object?[], object?[]> Invoker(MethodInfo run) => args =>
    {
        try { return (object?[])run.Invoke(null, [args])!; }
        catch (TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    };

    /// <summary>C# that unpacks arguments, calls the method, and returns its yields; arrays stand for spans.</summary>
    private static string Driver(Method method)
    {
        Surface surface = method.Surface;
        StringBuilder before = new(), after = new();
        List<string> args = [];
        for (int k = 0; k < surface.Parameters.Count; k++)
        {
            SurfaceParameter p = surface.Parameters[k];
            if (p.Passing == Passing.Out)
            {
                args.Add($"out {p.TypeText} a{k}");
            }
            else
            {
                IrType type = method.TypeOf(method.Body.Parameters[p.Parameter]);
                string source = type.Shape switch
                {
                    Shape.Tape => "default",
                    Shape.Span or Shape.ReadOnlySpan => $"({new TypeNames([]).Element(type.Element)}[])args[{p.Parameter}]!",
                    _ => $"({p.TypeText})args[{p.Parameter}]!",
                };
                before.AppendLine($"        {p.TypeText} a{k} = {source};");
                args.Add((p.Passing switch { Passing.Ref => "ref ", Passing.RefReadonly or Passing.In => "in ", _ => "" }) + $"a{k}");
            }
            if (p.Result >= 0) after.AppendLine($"        results[{p.Result}] = a{k};");
        }
        string call = $"N.C.{surface.Name}({string.Join(", ", args)});";
        return $$"""
                public static object?[] {{surface.Name}}(object?[] args)
                {
                    object?[] results = new object?[{{method.Body.Yields.Count}}];
            {{before}}        {{(surface.ReturnResult >= 0 ? $"results[{surface.ReturnResult}] = {call}" : call)}}
            {{after}}        return results;
                }

            """;
    }
}

// The corpus of the gradient tests once more, with every kind of derivative asked for: compiled in memory, because an attribute's argument cannot be given from outside.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Autodiff.Generators;
using Autodiff.Gradients.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit.Sdk;

namespace Autodiff.SecondOrder.Tests;

public static class SecondCorpus
{
    private static readonly Lazy<Dictionary<string, SecondFunction>> s_functions = new(Build);

    /// <summary>The corpus files of this run: all, or the one that AUTODIFF_VECTORS_FILE names, in the processes that run a part of the tests again on lesser hardware.</summary>
    public static string Pattern => Environment.GetEnvironmentVariable("AUTODIFF_VECTORS_FILE") ?? "*.cs";

    public static IReadOnlyDictionary<string, SecondFunction> Functions => s_functions.Value;

    private static Dictionary<string, SecondFunction> Build()
    {
        // Derivatives written by hand that have none of their own are refused (ADG0024, ADG0056): those that call a library, those of kernels and of structs, and some of generic methods.
        string[] refused = ["CustomSpecialFunctions.cs", "CustomStructRules.cs", "GenericCustomRules.cs", "KernelCalls.cs"];
        string[] files = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), Pattern, SearchOption.AllDirectories).Where(f => !refused.Contains(Path.GetFileName(f)))];
        Array.Sort(files, StringComparer.Ordinal);
        return Discover(Load(files.Select(File.ReadAllText)));
    }

    /// <summary>Sources compiled with their derivatives.</summary>
    public static Assembly Load(IEnumerable<string> sources) => Load(sources, new EveryKind(withSeries: true), new EveryKind(withSeries: false), "SecondOrderCorpus");

    // Where derivatives are written by hand there is no Taylor series (ADG0056).
    private static bool IsByHand(string text) => text.Contains("[VjpOf(", StringComparison.Ordinal) || text.Contains("[JvpOf(", StringComparison.Ordinal);

    /// <summary>Sources compiled with their derivatives after a rewriter has changed their attributes.</summary>
    public static Assembly Load(IEnumerable<string> sources, CSharpSyntaxRewriter all, string name) => Load(sources, all, all, name);

    private static Assembly Load(IEnumerable<string> sources, CSharpSyntaxRewriter all, CSharpSyntaxRewriter byHand, string name)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        SyntaxTree[] trees = [.. sources.Select((text, k) => CSharpSyntaxTree.Create((CSharpSyntaxNode)(IsByHand(text) ? byHand : all).Visit(CSharpSyntaxTree.ParseText(text, options).GetRoot()), options, $"Corpus{k}.cs"))];
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(DifferentiableAttribute).Assembly.Location).Append(typeof(System.Numerics.Tensors.TensorPrimitives).Assembly.Location).Append(typeof(SecondCorpus).Assembly.Location);
        var compilation = CSharpCompilation.Create(
            name, trees, paths.Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
        DerivativeCompiler.AfterPass ??= Autodiff.Generators.Ir.Verifier.Require;
        CSharpGeneratorDriver.Create([new DifferentiableGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        using var stream = new MemoryStream();
        var emitted = output.Emit(stream);
        Diagnostic[] errors = [.. diagnostics, .. emitted.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true)];
        if (!emitted.Success || errors.Length > 0)
            throw new XunitException(string.Join("\n", errors.Concat(emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)).Take(20)) + "\n" + errors.FirstOrDefault()?.Location.SourceTree);
        stream.Position = 0;
        if (Environment.GetEnvironmentVariable("AUTODIFF_DUMP") is { Length: > 0 } dump)
            foreach (SyntaxTree tree in output.SyntaxTrees.Except(trees)) File.WriteAllText(Path.Combine(dump, Path.GetFileName(tree.FilePath)), tree.ToString());
        return AssemblyLoadContext.Default.LoadFromStream(stream);
    }

    private static Dictionary<string, SecondFunction> Discover(Assembly assembly)
    {
        const BindingFlags all = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var found = new Dictionary<string, SecondFunction>();
        foreach (Type type in assembly.GetTypes().Where(t => t.Namespace == "Autodiff.Gradients.Tests.Corpus").SelectMany(Closings.Of))
        {
            foreach (MethodInfo method in type.GetMethods(all).SelectMany(m => m.IsDefined(typeof(DifferentiableAttribute)) ? Closings.Of(m) : [m]))
            {
                foreach (CustomAttributeData attribute in method.GetCustomAttributesData().Where(a => a.AttributeType == typeof(DifferentiableAttribute)))
                {
                    string[] names = attribute.ConstructorArguments.Count == 0 ? []
                        : [.. ((IReadOnlyCollection<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Select(a => (string)a.Value!)];
                    string stem = attribute.NamedArguments.FirstOrDefault(a => a.MemberName == "Name").TypedValue.Value as string ?? method.Name;
                    string id = Closings.Id(type, method, stem);
                    if (found.ContainsKey(id)) id += $"({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})";
                    found.Add(id, new SecondFunction(new Function(method, id, stem, names, gradientAsked: true), stem));
                }
            }
        }
        return found;
    }

    /// <summary>Gives every [Differentiable] all kinds that its method can have.</summary>
    private sealed class EveryKind(bool withSeries) : CSharpSyntaxRewriter
    {
        private const Derivatives Vector = Derivatives.Jvp | Derivatives.Vjp | Derivatives.Jacobian;
        private const Derivatives Scalar = Vector | Derivatives.Gradient | Derivatives.Hvp | Derivatives.Hessian | Derivatives.HessianDiagonal;

        public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
        {
            Derivatives kinds = node.ReturnType.ToString() is "double" or "float" or "T" ? Scalar : Vector;
            AttributeSyntax[] attributes = [.. node.AttributeLists.SelectMany(l => l.Attributes).Where(a => a.Name.ToString() == "Differentiable")];
            return node.ReplaceNodes(attributes, (_, a) => a.WithArgumentList(With(a.ArgumentList, kinds | (withSeries && HasOneNumber(node, a) && !UsesDerivatives(node) ? Derivatives.Taylor : 0))));
        }

        /// <summary>As far as syntax tells: one parameter is differentiated, a number, and a number is returned.</summary>
        private static bool HasOneNumber(MethodDeclarationSyntax node, AttributeSyntax attribute)
        {
            ParameterSyntax[] parameters = [.. node.ParameterList.Parameters];
            string[] named = [.. (attribute.ArgumentList?.Arguments ?? default).Where(a => a.NameEquals is null).Select(a => a.Expression.ToString().Replace("nameof(", "").Trim(')', '"'))];
            ParameterSyntax[] inputs = named.Length > 0 ? [.. parameters.Where(p => named.Contains(p.Identifier.Text))]
                : [.. parameters.Where(p => p.Type!.ToString() is not ("int" or "long" or "bool" or "string") && p.Modifiers.All(m => m.Text != "out"))];
            return node.ReturnType.ToString() is "double" or "float" && named.Length <= 1 && inputs is [{ AttributeLists.Count: 0 } input] && input.Type!.ToString() is "double" or "float";
        }

        /// <summary>Taylor mode is refused where derivatives are called (ADG0014) or written by hand (ADG0056).</summary>
        private static bool UsesDerivatives(MethodDeclarationSyntax node) =>
            node.Ancestors().OfType<TypeDeclarationSyntax>().Any(t => t.Identifier.ValueText.StartsWith("Derived", StringComparison.Ordinal) || t.Identifier.ValueText.StartsWith("Custom", StringComparison.Ordinal));

        private static AttributeArgumentListSyntax With(AttributeArgumentListSyntax? list, Derivatives kinds)
        {
            AttributeArgumentSyntax generate = SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression($"(Autodiff.Derivatives){(int)kinds}"))
                .WithNameEquals(SyntaxFactory.NameEquals("Generate"));
            var kept = (list?.Arguments ?? default).Where(a => a.NameEquals?.Name.ToString() != "Generate");
            return SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList(kept.Append(generate)));
        }
    }
}

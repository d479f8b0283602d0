// What must hold for every run of an incremental generator: nothing of a compilation in its values, and nothing computed twice.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Autodiff.Generators.Tests.Infrastructure;

public static class PipelineGuard
{
    /// <summary>
    /// What keeps a compilation alive or changes with every edit. Tested with <c>is</c>: the compiler's own symbols and nodes are internal classes, so
    /// that comparing exact types would let all of them through.
    /// </summary>
    private static bool IsOfCompilation(object value) => value is
        ISymbol or SyntaxNode or SyntaxTree or SyntaxToken or SyntaxTrivia or SyntaxNodeOrToken or SyntaxReference or Compilation or SemanticModel or Location
        or Diagnostic or IOperation or AttributeData or TypedConstant or SourceText or AnalyzerConfigOptions or MetadataReference or Exception or Delegate;

    /// <summary>Every step that the pipeline itself defines, found from the outputs backwards.</summary>
    public static IReadOnlyCollection<IncrementalGeneratorRunStep> OwnSteps(GeneratorRunResult run)
    {
        var found = new HashSet<IncrementalGeneratorRunStep>();
        var open = new Stack<IncrementalGeneratorRunStep>(run.TrackedOutputSteps.Values.SelectMany(steps => steps));
        foreach (var steps in run.TrackedSteps.Where(s => !IsBuiltIn(s.Key))) foreach (IncrementalGeneratorRunStep step in steps.Value) open.Push(step);
        while (open.TryPop(out IncrementalGeneratorRunStep? step))
        {
            if (step.Name is not null && IsBuiltIn(step.Name) || !found.Add(step)) continue;
            foreach ((IncrementalGeneratorRunStep source, _) in step.Inputs) open.Push(source);
        }
        found.RemoveWhere(step => run.TrackedOutputSteps.Values.Any(steps => steps.Contains(step)));
        return found;
    }

    /// <summary>The inputs, and the steps inside ForAttributeWithMetadataName but the last, which has what the transform returned.</summary>
    private static bool IsBuiltIn(string name) =>
        name is "Compilation" or "CompilationOptions" or "ParseOptions" or "AdditionalTexts" or "AnalyzerConfigOptions" or "MetadataReferences"
        || name.Contains("ForAttribute", StringComparison.Ordinal) && name != "result_ForAttributeWithMetadataName" || name.Contains("GlobalAliases", StringComparison.Ordinal);

    public static void RequireFreeOfCompilation(GeneratorRunResult run)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (IncrementalGeneratorRunStep step in OwnSteps(run))
            foreach ((object value, _) in step.Outputs)
                if (PathToCompilation(value, seen) is { } path)
                    Assert.Fail($"Step {step.Name ?? "(without a name)"} hands on something of the compilation: {path}");
    }

    public static void RequireCached(GeneratorRunResult run)
    {
        foreach (IncrementalGeneratorRunStep step in OwnSteps(run))
            foreach ((object value, IncrementalStepRunReason reason) in step.Outputs)
                Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged,
                    $"Step {step.Name ?? "(without a name)"} was {reason} by an edit that is no business of it: {value}");
        foreach (IncrementalGeneratorRunStep step in run.TrackedOutputSteps.Values.SelectMany(steps => steps))
            Assert.All(step.Outputs, output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    /// <summary>How something of a compilation can be reached from a value by fields, or null.</summary>
    public static string? PathToCompilation(object? root) => PathToCompilation(root, new HashSet<object>(ReferenceEqualityComparer.Instance));

    private static string? PathToCompilation(object? root, HashSet<object> seen)
    {
        var open = new Stack<(object? Value, string Path)>([(root, root?.GetType().Name ?? "null")]);
        while (open.TryPop(out var item))
        {
            if (item.Value is not { } value) continue;
            if (IsOfCompilation(value)) return $"{item.Path} is a {value.GetType().Name}";
            Type type = value.GetType();
            if (IsPlain(type) || !type.IsValueType && !seen.Add(value)) continue;
            if (value is Array array)
            {
                if (IsPlain(type.GetElementType()!)) continue;
                for (int i = 0; i < array.Length; i++) open.Push((array.GetValue(i), $"{item.Path}[{i}]"));
                continue;
            }
            foreach (FieldInfo field in Fields(type)) open.Push((field.GetValue(value), $"{item.Path}.{field.Name}"));
        }
        return null;
    }

    private static readonly ConditionalWeakTable<Type, FieldInfo[]> KnownFields = new();

    private static FieldInfo[] Fields(Type type) => KnownFields.GetValue(type, static t =>
    {
        var fields = new List<FieldInfo>();
        for (Type? level = t; level is not null; level = level.BaseType)
            fields.AddRange(level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => !IsPlain(f.FieldType) && !f.FieldType.IsPointer));
        return [.. fields];
    });

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || typeof(Type).IsAssignableFrom(type);
}

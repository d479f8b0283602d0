// The incremental pipeline, and only that: attributed methods are read, cross the equality wall as a model, and leave as C# text.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Autodiff.Generators;

/// <summary>Generates the derivative members of methods marked <c>[Differentiable]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class DifferentiableGenerator : IIncrementalGenerator
{
    internal const string AttributeName = "Autodiff.DifferentiableAttribute";

    /// <summary>Names of the pipeline's steps, by which tests see what ran again.</summary>
    internal static class Steps
    {
        public const string Read = "Read", Requests = "Requests", Compiled = "Compiled";
        public const string Names = "Names", AllNames = "AllNames", Clashes = "Clashes", Succeeded = "Succeeded", Files = "Files", Sources = "Sources";
        public const string Failed = "Failed", AllFailed = "AllFailed", Places = "Places", AllPlaces = "AllPlaces", Located = "Located", Failures = "Failures";
        public const string Remarked = "Remarked", AllRemarked = "AllRemarked", LocatedRemarks = "LocatedRemarks", Remarks = "Remarks";
    }

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Runs for every attributed method on every edit anywhere: it only reads, and mostly finds the read in the cache.
        IncrementalValuesProvider<MethodRead> read = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeName, static (node, _) => node is MethodDeclarationSyntax, static (c, token) => Read(c, token))
            .WithTrackingName(Steps.Read);

        // The wall: what follows runs again only for a method whose model has changed.
        IncrementalValuesProvider<DerivativeRequest> requests = read
            .SelectMany(static (method, _) => method.Requests)
            .WithTrackingName(Steps.Requests);
        IncrementalValuesProvider<Derived> compiled = requests
            .Select(static (request, token) => Compile(request, token))
            .WithTrackingName(Steps.Compiled);

        IncrementalValueProvider<EquatableArray<string>> clashes = requests
            .Select(static (request, _) => request.HintName).WithTrackingName(Steps.Names)
            .Collect().WithTrackingName(Steps.AllNames)
            .Select(static (names, _) => FileNames.Clashes(names)).WithTrackingName(Steps.Clashes);
        IncrementalValuesProvider<SourceFile> sources = compiled
            .Where(static derived => derived.Source is not null).WithTrackingName(Steps.Succeeded)
            .Combine(clashes).WithTrackingName(Steps.Files)
            .Select(static (pair, _) => new SourceFile(FileNames.For(pair.Left, pair.Right), pair.Left.Source!))
            .WithTrackingName(Steps.Sources);
        context.RegisterSourceOutput(sources, static (output, file) => output.AddSource(file.Name, SourceText.From(file.Text, Encoding.UTF8)));

        // What is found behind the wall. Places move with every edit above a method, so they are joined here, away from the sources.
        IncrementalValuesProvider<MethodPlace> places = read
            .SelectMany(static (method, _) => method.Requests.Select(request => new MethodPlace(request.Id(), method.Place)))
            .WithTrackingName(Steps.Places);
        IncrementalValuesProvider<LocatedFailure> failures = compiled
            .Where(static derived => derived.Failure is not null).WithTrackingName(Steps.Failed)
            .Collect().WithTrackingName(Steps.AllFailed)
            .Combine(places.Collect().WithTrackingName(Steps.AllPlaces)).WithTrackingName(Steps.Located)
            .SelectMany(static (pair, _) => Locate(pair.Left, pair.Right))
            .WithTrackingName(Steps.Failures);
        context.RegisterSourceOutput(failures, static (output, located) => output.ReportDiagnostic(Diagnostic.Create(
            Descriptors.InternalError, located.Place.ToLocation(), located.Failure.Method, located.Failure.Pass, located.Failure.Exception)));

        // Not enabled by default: whoever asks why a loop is not faster turns them on.
        IncrementalValuesProvider<LocatedRemark> remarks = compiled
            .Where(static derived => derived.Remarks.Count > 0).WithTrackingName(Steps.Remarked)
            .Collect().WithTrackingName(Steps.AllRemarked)
            .Combine(places.Collect()).WithTrackingName(Steps.LocatedRemarks)
            .SelectMany(static (pair, _) => LocateRemarks(pair.Left, pair.Right))
            .WithTrackingName(Steps.Remarks);
        context.RegisterSourceOutput(remarks, static (output, located) =>
            output.ReportDiagnostic(Diagnostic.Create(located.Remark.IsOuter ? Descriptors.OuterLoop : Descriptors.ScalarLoop, located.Place.ToLocation(), located.Remark.Text)));
    }

    private static IEnumerable<LocatedRemark> LocateRemarks(ImmutableArray<Derived> derived, ImmutableArray<MethodPlace> places)
    {
        foreach (Derived one in derived)
            foreach (Remark remark in one.Remarks)
                yield return new LocatedRemark(remark, places.First(p => p.Id == one.Id).Place);
    }

    private static MethodRead Read(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        var declaration = (MethodDeclarationSyntax)context.TargetNode;
        var requests = ReadCache.Read(declaration, (IMethodSymbol)context.TargetSymbol, context.Attributes, context.SemanticModel.Compilation, token);
        FileLinePositionSpan lines = declaration.SyntaxTree.GetLineSpan(declaration.Identifier.Span, token);
        return new MethodRead(requests, new Place(lines.Path, declaration.Identifier.Span, lines.Span));
    }

    private static Derived Compile(DerivativeRequest request, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        string? source = null, pass;
        Exception? exception;
        EquatableArray<Remark> remarks = [];
        try
        {
            CompileResult result = DerivativeCompiler.Compile(request);
            (source, pass, exception) = result;
            remarks = result.Remarks.ToEquatableArray();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            (pass, exception) = (nameof(DerivativeCompiler), e);
        }
        // Exceptions reference what they were thrown over; only their text goes on.
        bool failed = source is null || exception is not null;
        return new Derived(request.Id(), request.HintName, failed ? null : source, failed ? Failure.Of(request, pass, exception) : null, remarks);
    }

    private static IEnumerable<LocatedFailure> Locate(ImmutableArray<Derived> failed, ImmutableArray<MethodPlace> places)
    {
        foreach (Derived derived in failed)
            yield return new LocatedFailure(derived.Failure!, places.First(p => p.Id == derived.Id).Place);
    }
}

/// <summary>Which request: the method's key and the stem of its members.</summary>
internal readonly record struct RequestId(string Method, string Stem);

/// <summary>Where a method's name stands, without the syntax tree.</summary>
internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public Location ToLocation() => Location.Create(Path, Span, Lines);
}

internal sealed record MethodPlace(RequestId Id, Place Place);

/// <summary>One attributed method as read: a request for each attribute that could be read.</summary>
internal sealed record MethodRead(EquatableArray<DerivativeRequest> Requests, Place Place);

/// <summary>What the compiler made of a request: the text, or why there is none.</summary>
internal sealed record Derived(RequestId Id, string HintName, string? Source, Failure? Failure, EquatableArray<Remark> Remarks = default);

internal sealed record SourceFile(string Name, string Text);

internal sealed record Failure(string Method, string Pass, string Exception)
{
    public static Failure Of(DerivativeRequest request, string? pass, Exception? exception) => new(
        request.Stem, pass ?? nameof(DerivativeCompiler),
        exception is null ? "no text was generated" : Describe(exception));

    /// <summary>Type and message on one line, as a diagnostic shows it.</summary>
    public static string Describe(Exception exception) =>
        exception.GetType().Name + ": " + exception.Message.Replace("\r", "").Replace('\n', ' ');
}

internal sealed record LocatedFailure(Failure Failure, Place Place);

internal sealed record LocatedRemark(Remark Remark, Place Place);

/// <summary>
/// Names of the generated files. The compiler compares them without case and fails the whole generator over two equal ones, so a name
/// that another request shares (overloads, <c>Loss</c> and <c>loss</c>) is made unique by a hash of what tells the methods apart.
/// </summary>
internal static class FileNames
{
    public static EquatableArray<string> Clashes(ImmutableArray<string> names) => names
        .GroupBy(Clean, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Skip(1).Any())
        .Select(group => group.Key.ToUpperInvariant())
        .OrderBy(name => name, StringComparer.Ordinal)
        .ToEquatableArray();

    public static string For(Derived derived, EquatableArray<string> clashes)
    {
        string name = Clean(derived.HintName);
        if (clashes.Contains(name.ToUpperInvariant()))
            name += "-" + StableHash.Of(derived.HintName + "\n" + derived.Id.Method + "\n" + derived.Id.Stem).ToString("x16", CultureInfo.InvariantCulture);
        return name + ".g.cs";
    }

    /// <summary>Keeps the characters that every version of the compiler allows in a file's name.</summary>
    private static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (char c in name) clean.Append(c < 128 && char.IsLetterOrDigit(c) || "._-+,`() []{}".IndexOf(c) >= 0 ? c : '_');
        // Very long names of files break editors and tools.
        return clean.Length <= 120 ? clean.ToString()
            : clean.ToString(0, 100) + "-" + StableHash.Of(name).ToString("x16", CultureInfo.InvariantCulture);
    }
}

internal static class RequestExtensions
{
    public static RequestId Id(this DerivativeRequest request) => new(request.Program.Entry.Key, request.Stem);
}

// Reports, in editors and builds and where it stands in the source, what reading the attributed methods finds.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Frontend;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Autodiff.Generators;

/// <summary>
/// Runs the reader that the generator runs, over the finished compilation, and reports its findings at real source locations, so that
/// <c>#pragma warning disable</c> and configured severities apply. It decides nothing itself.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DifferentiabilityAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.All;

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(DifferentiableGenerator.AttributeName) is not { } attribute) return;
            var used = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
            start.RegisterSymbolAction(
                c => Analyze((IMethodSymbol)c.Symbol, attribute, c.Compilation, used, c.ReportDiagnostic, c.CancellationToken), SymbolKind.Method);
            start.RegisterCompilationEndAction(c => ReportUnused(c.Compilation, used, c.ReportDiagnostic, c.CancellationToken));
            // Neither local functions nor lambdas are announced as symbols; the attribute can stand on both.
            start.RegisterSyntaxNodeAction(
                c =>
                {
                    if (c.SemanticModel.GetSymbolInfo(c.Node, c.CancellationToken).Symbol is IMethodSymbol lambda)
                        Analyze(lambda, attribute, c.Compilation, used, c.ReportDiagnostic, c.CancellationToken);
                },
                SyntaxKind.ParenthesizedLambdaExpression);
            start.RegisterSyntaxNodeAction(
                c =>
                {
                    if (c.SemanticModel.GetDeclaredSymbol(c.Node, c.CancellationToken) is IMethodSymbol local)
                        Analyze(local, attribute, c.Compilation, used, c.ReportDiagnostic, c.CancellationToken);
                },
                SyntaxKind.LocalFunctionStatement);
        });
    }

    private static void Analyze(
        IMethodSymbol method, INamedTypeSymbol attributeType, Compilation compilation, ConcurrentDictionary<ISymbol, bool> used, Action<Diagnostic> report, CancellationToken token)
    {
        // Both parts of a partial method list the attributes of both.
        if (method.PartialDefinitionPart is not null) return;
        foreach (Diagnostic diagnostic in CustomDerivatives.Of(compilation, token).DiagnosticsOf(method)) report(diagnostic);
        var reported = new HashSet<(string Id, Location Location, string Message)>();
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (!SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, attributeType)) continue;
            try
            {
                ReadResult read = ReadCache.ReadAnew(method, attribute, compilation, token);
                if (!read.UsedCustom.IsDefault)
                    foreach (IMethodSymbol custom in read.UsedCustom) used[custom] = true;
                ImmutableArray<Diagnostic> found = read.Diagnostics;
                if (found.IsDefault) continue;
                foreach (Diagnostic diagnostic in found)
                {
                    // Two attributes on one method find the same things in its body.
                    if (reported.Add((diagnostic.Id, diagnostic.Location, diagnostic.GetMessage(CultureInfo.InvariantCulture)))) report(diagnostic);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Location location = method.Locations.FirstOrDefault() ?? Location.None;
                report(Diagnostic.Create(Descriptors.InternalError, location, method.Name, nameof(Reader), Failure.Describe(e)));
            }
        }
    }

    /// <summary>Only when every marked method was read is it known which custom derivatives none of them reaches.</summary>
    private static void ReportUnused(Compilation compilation, ConcurrentDictionary<ISymbol, bool> used, Action<Diagnostic> report, CancellationToken token)
    {
        foreach ((IMethodSymbol method, Ir.DerivativeKinds kind, IMethodSymbol of, Location place) in CustomDerivatives.Of(compilation, token).All)
            if (!used.ContainsKey(method) && !of.HasAttribute("DifferentiableAttribute") && !IsForOthers(compilation, method, of))
                report(Diagnostic.Create(Descriptors.CustomUnused, place, ReadContext.Name(method), kind, ReadContext.Name(of)));
    }

    /// <summary>What a library shows of its own methods and their derivatives is there for the projects that refer to it.</summary>
    private static bool IsForOthers(Compilation compilation, IMethodSymbol method, IMethodSymbol of) =>
        compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary && SymbolEqualityComparer.Default.Equals(of.ContainingAssembly, compilation.Assembly) && IsShown(method) && IsShown(of);

    private static bool IsShown(ISymbol symbol) => symbol.DeclaredAccessibility == Accessibility.Public && (symbol.ContainingType is not { } type || IsShown(type));
}

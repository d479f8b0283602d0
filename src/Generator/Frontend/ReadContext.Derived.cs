// Derivatives that the code being read calls: each is read as the request that it would be generated from.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// A read for the sake of a caller: the type that its derivatives are generated into, the methods that are being read around it, the outermost first, and whether code
/// around it may change what members of constants read.
/// </summary>
internal sealed record Nesting(INamedTypeSymbol Home, ImmutableArray<IMethodSymbol> Around, bool StateChanges);

internal sealed partial class ReadContext
{
    private readonly Dictionary<string, DerivedMember?> _derived = [];

    /// <summary>Set if this read is of a derivative that other code calls.</summary>
    public Nesting? Nesting { get; set; }

    /// <summary>The bodies that were looked into.</summary>
    public List<SyntaxNode> Bodies { get; } = [];

    /// <summary>The derivatives that are called, in the order of their keys.</summary>
    public EquatableArray<DerivedMember> Derived => _derived.Values.OfType<DerivedMember>().OrderBy(d => d.Key, System.StringComparer.Ordinal).ToEquatableArray();

    public bool IsDerived(string key) => _derived.ContainsKey(key);

    /// <summary>The methods whose derivative would need itself if that of <paramref name="method"/> were called here, the outermost first; empty if there is no circle.</summary>
    public IEnumerable<IMethodSymbol> Circle(IMethodSymbol method)
    {
        IMethodSymbol[] around = [.. Nesting?.Around ?? [], .. _entry is null ? [] : new[] { _entry }];
        return around.SkipWhile(m => !SymbolEqualityComparer.Default.Equals(m, method));
    }

    /// <summary>Key of a derivative in the program, which is read when it is first asked for; null if it cannot be generated, for reasons that are reported.</summary>
    public string? RequireDerived(IMethodSymbol member, Marked of, DerivativeKinds kind, Location location)
    {
        string key = KeyOf(member) + "!" + kind;
        if (_derived.TryGetValue(key, out DerivedMember? known)) return known?.Key;
        IMethodSymbol method = of.Method.PartialImplementationPart ?? of.Method;
        ReadResult read = Reader.Read(method, of.Attribute, compilation, token, new Nesting(home, [.. Nesting?.Around ?? [], _entry!], stateChanges));
        Trees.UnionWith(read.Trees);
        UsedCustom.UnionWith(read.UsedCustom);
        SawStateChange |= read.ChangesState;
        SawStateRead |= read.ReadsState;
        if (read.Request is { } request)
        {
            _derived[key] = new DerivedMember(key, kind, Anonymous(request));
            MethodFacts facts = Facts[key] = External.FactsOf(member);
            facts.SeparateParameters.UnionWith(member.Parameters.Skip(method.Parameters.Length).Select(p => p.Ordinal));
            _externals.Add(External.Of(member, key));
            return key;
        }
        _derived[key] = null;
        // What is wrong with the method itself is reported where it is read for itself.
        Diagnostic[] found = [.. read.Diagnostics.Where(d => d.DefaultSeverity == DiagnosticSeverity.Error)];
        Diagnostic[] circles = [.. found.Where(d => d.Id == Descriptors.DerivativeCycle.Id)];
        ReadResult? alone = circles.Length > 0 ? null : Reader.Read(method, of.Attribute, compilation, token);
        foreach (Diagnostic diagnostic in circles.Length > 0 ? circles : found.Where(d => !alone!.Diagnostics.Any(a => a.Id == d.Id && a.Location == d.Location)))
            if (_reported.Add((diagnostic.Id, diagnostic.Location))) _diagnostics.Add(diagnostic);
        if (alone is { Request: null }) Report(Descriptors.DerivativeUnavailable, location, member.Name, Name(method));
        return null;
    }

    // What only says where the members of the request would go does not count.
    private static DerivativeRequest Anonymous(DerivativeRequest request) =>
        request with { Namespace = "", Types = default, Modifiers = "", HintName = "", HelperClass = "", HiddenNames = default, Generate = DerivativeKinds.None };
}

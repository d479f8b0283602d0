// Keeps what was read from a method for as long as nothing it was read from has changed.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Requests by method. The compiler asks for every attributed method again on every edit anywhere, and reading is the expensive part of answering.
/// A read depends on the method's own tree, on the trees its callees were read from, and on what those bind to: declarations anywhere,
/// references and options. It is kept by its tree, and is valid while the callees' trees are in the compilation and the
/// <see cref="Surroundings"/> are the same. Trees, references and options are immutable, so identity is equality.
/// </summary>
internal static class ReadCache
{
    private sealed record Entry(Surroundings Surroundings, ImmutableArray<SyntaxTree> Trees, EquatableArray<DerivativeRequest> Requests);

    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<TextSpan, Entry>> Entries = new();

    /// <summary>Called before an attribute is really read, not found in the cache. Set by tests only, which count reads and let them fail.</summary>
    internal static Action<IMethodSymbol>? BeforeRead { get; set; }

    /// <summary>
    /// One request for each attribute of <paramref name="declaration"/> that can be read. Why others cannot be is for the analyzer to
    /// say, which reads them too and knows where everything stands; so exceptions end here.
    /// </summary>
    public static EquatableArray<DerivativeRequest> Read(
        SyntaxNode declaration, IMethodSymbol method, ImmutableArray<AttributeData> attributes, Compilation compilation, CancellationToken token)
    {
        var entries = Entries.GetValue(declaration.SyntaxTree, static _ => new());
        Surroundings surroundings = Surroundings.Of(compilation, token);
        if (entries.TryGetValue(declaration.Span, out Entry? entry)
            && entry.Surroundings.Equals(surroundings) && entry.Trees.All(compilation.ContainsSyntaxTree))
            return entry.Requests;

        var requests = new List<DerivativeRequest>();
        var trees = new HashSet<SyntaxTree>();
        bool complete = true;
        foreach (AttributeData attribute in attributes.Where(a => Belongs(a, declaration)))
        {
            token.ThrowIfCancellationRequested();
            try
            {
                ReadResult result = ReadAnew(method, attribute, compilation, token);
                if (result.Request is not null) requests.Add(result.Request);
                if (!result.Trees.IsDefault) trees.UnionWith(result.Trees);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                complete = false;
            }
        }

        EquatableArray<DerivativeRequest> read = requests.ToEquatableArray();
        // What an unfinished read looked at is unknown, so it cannot be kept.
        if (complete) entries[declaration.Span] = new Entry(surroundings, [.. trees], read);
        return read;
    }

    /// <summary>Reads one attribute of a method without looking for an earlier read. Of a partial method the part that has the body is read.</summary>
    public static ReadResult ReadAnew(IMethodSymbol method, AttributeData attribute, Compilation compilation, CancellationToken token)
    {
        BeforeRead?.Invoke(method);
        return Reader.Read(method.PartialImplementationPart ?? method, attribute, compilation, token);
    }

    /// <summary>The attributes of both parts of a partial method are listed at both; each is read at its own.</summary>
    private static bool Belongs(AttributeData attribute, SyntaxNode declaration) =>
        attribute.ApplicationSyntaxReference is not { } syntax
        || syntax.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(syntax.Span);
}

/// <summary>What bodies bind to besides each other: all declarations of the compilation, its references and options.</summary>
internal sealed class Surroundings : IEquatable<Surroundings>
{
    private static readonly ConditionalWeakTable<Compilation, Surroundings> Known = new();

    private readonly ulong _declarations;
    private readonly ImmutableArray<MetadataReference> _references;
    private readonly CompilationOptions _options;
    private readonly string? _assembly;

    private Surroundings(Compilation compilation, CancellationToken token)
    {
        ulong hash = StableHash.Start;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            token.ThrowIfCancellationRequested();
            hash = StableHash.Add(hash, Declarations.HashOf(tree, token));
        }
        _declarations = hash;
        _references = [.. compilation.References];
        _options = compilation.Options;
        _assembly = compilation.AssemblyName;
    }

    public static Surroundings Of(Compilation compilation, CancellationToken token)
    {
        if (Known.TryGetValue(compilation, out Surroundings? surroundings)) return surroundings;
        surroundings = new Surroundings(compilation, token);
        return Known.GetValue(compilation, _ => surroundings);
    }

    public bool Equals(Surroundings? other) =>
        ReferenceEquals(this, other)
        || other is not null && _declarations == other._declarations && _assembly == other._assembly
        && SameReferences(other) && _options.Equals(other._options);

    private bool SameReferences(Surroundings other)
    {
        if (_references.Length != other._references.Length) return false;
        for (int i = 0; i < _references.Length; i++)
            if (!ReferenceEquals(_references[i], other._references[i])) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Surroundings);
    public override int GetHashCode() => unchecked((int)_declarations);
}

/// <summary>
/// Hash of a tree without the bodies of its members: types, signatures, attributes, constants and initialisers, usings. Whitespace
/// and comments do not count; directives do, since <c>#nullable</c> changes what signatures mean. Bodies do not change what other
/// bodies bind to; those that a read looks into are among its trees.
/// </summary>
internal static class Declarations
{
    private static readonly ConditionalWeakTable<SyntaxTree, object> Hashes = new();

    public static ulong HashOf(SyntaxTree tree, CancellationToken token)
    {
        if (Hashes.TryGetValue(tree, out object? known)) return (ulong)known;
        object computed = Compute(tree.GetRoot(token), token);
        return (ulong)Hashes.GetValue(tree, _ => computed);
    }

    private static ulong Compute(SyntaxNode root, CancellationToken token)
    {
        ulong hash = StableHash.Start;
        foreach (SyntaxNodeOrToken item in root.DescendantNodesAndTokens(static node => !IsBody(node)))
        {
            if (item.AsNode() is { } node)
            {
                // Where a body stands and of which kind still counts: `;` and `{ }` differ.
                if (IsBody(node)) hash = StableHash.Add(hash, (ulong)node.RawKind);
                continue;
            }
            token.ThrowIfCancellationRequested();
            hash = StableHash.Add(hash, item.AsToken().Text);
        }
        if (root.ContainsDirectives)
            for (DirectiveTriviaSyntax? directive = root.GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
                hash = StableHash.Add(hash, directive.ToString());
        return hash;
    }

    private static bool IsBody(SyntaxNode node) => node.Kind() switch
    {
        SyntaxKind.Block => true,
        // C# infers no member's type from an arrow, so every arrow is a body.
        SyntaxKind.ArrowExpressionClause => true,
        _ => false,
    };
}

/// <summary>A 64-bit FNV hash of text: the same on every machine and in every run.</summary>
internal static class StableHash
{
    public const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(string text) => Add(Start, text);

    public static ulong Add(ulong hash, string text)
    {
        unchecked
        {
            foreach (char c in text) hash = (hash ^ c) * Prime;
            return (hash ^ 0xFFFF) * Prime;
        }
    }

    public static ulong Add(ulong hash, ulong value)
    {
        unchecked
        {
            for (int i = 0; i < 64; i += 16) hash = (hash ^ (value >> i & 0xFFFF)) * Prime;
            return hash;
        }
    }
}

// What all methods of one read share: diagnostics, the queue of callees, sites of passed-through code, accessibility.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Autodiff.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

/// <summary>An argument of a call that passes memory, or (IsReference) a variable or element by reference.</summary>
internal sealed record PassedRoot(int Parameter, Root Root, SliceRange? Range, string Text, bool IsReference = false);

/// <summary>A call between two read methods.</summary>
internal sealed record PassedCall(string Callee, string CalleeName, Location Location, IReadOnlyList<PassedRoot> Roots);

/// <summary>What the checks after reading know of a method.</summary>
internal sealed class MethodFacts
{
    public readonly HashSet<int> WrittenParameters = [];
    /// <summary>Of a derivative: the parameters that share memory with no other, written or not.</summary>
    public readonly HashSet<int> SeparateParameters = [];
    /// <summary>Variables that are assigned after their declaration.</summary>
    public readonly HashSet<Variable> Reassigned = [];
    public readonly List<PassedCall> Calls = [];
    /// <summary>It returns an array, so it is copied into its callers: where it does, for the last time.</summary>
    public Location? Returned { get; set; }
    public bool ReturnsMemory => Returned is not null;
}

internal sealed partial class ReadContext(Compilation compilation, INamedTypeSymbol home, bool stateChanges, CancellationToken token)
{
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly Dictionary<ISymbol, Dictionary<string, string>> _keys = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _usedKeys = [];
    private readonly Queue<Reading> _queue = new();
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly HashSet<(string, Location)> _reported = [];

    public Compilation Compilation => compilation;
    /// <summary>The type that the derivatives are generated into.</summary>
    public INamedTypeSymbol Home => home;
    public CancellationToken Token => token;
    public HashSet<SyntaxTree> Trees { get; } = [];
    public List<Site> Sites { get; } = [];
    /// <summary>The types of the objects that were read, by the text that the IR has of them.</summary>
    public Dictionary<string, ITypeSymbol> ObjectTypes { get; } = [];
    /// <summary>Fields and properties that hold state and were read, and static or instance memory.</summary>
    public HashSet<ISymbol> StateRead { get; } = new(SymbolEqualityComparer.Default);
    public Dictionary<string, MethodFacts> Facts { get; } = [];
    /// <summary>Methods of structs, and whether they may change what they are called on.</summary>
    public Dictionary<IMethodSymbol, bool> ChangesThis { get; } = new(SymbolEqualityComparer.Default);
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;
    /// <summary>Warnings stop nothing.</summary>
    public bool HasErrors => _diagnostics.Any(d => d.DefaultSeverity == DiagnosticSeverity.Error);

    /// <summary>
    /// Some code that is passed through may change what members of constants read. Then such reads are effects, in order; otherwise they
    /// are pure. It is known only when everything is read, so the reader reads twice where both occur.
    /// </summary>
    public bool StateChanges => stateChanges;
    public bool SawStateChange { get; set; }
    public bool SawStateRead { get; set; }

    /// <summary>C# itself reports an error in the text that was read: no derivative, and nothing to add to what C# says.</summary>
    public bool SawInvalidCode { get; set; }

    public void Report(DiagnosticDescriptor descriptor, Location location, params object[] args)
    {
        if (_reported.Add((descriptor.Id, location))) _diagnostics.Add(Diagnostic.Create(descriptor, location, args));
    }

    public SemanticModel Model(SyntaxTree tree)
    {
        if (_models.TryGetValue(tree, out SemanticModel? model)) return model;
        Trees.Add(tree);
        return _models[tree] = compilation.GetSemanticModel(tree);
    }

    // ---- callees

    /// <summary>Fields and properties of the entry's receiver that are differentiated.</summary>
    public ImmutableArray<ISymbol> Fields { get; set; } = [];
    /// <summary>The entry's receiver, a struct, is differentiated as a whole.</summary>
    public bool IsWholeReceiver { get; set; }

    /// <summary>
    /// The key of a method that is read too; queues it when it is first asked for. Where fields are differentiated, methods of the entry's receiver
    /// (<paramref name="ofReceiver"/>) take them as parameters, and methods of other objects do not.
    /// </summary>
    public string Require(IMethodSymbol method, bool ofReceiver = true, IReadOnlyList<FunctionBinding>? functions = null, bool takesObjectApart = false)
    {
        method = TypeArguments.Close(method);
        TypeArguments arguments = TypeArguments.Of(method, compilation);
        ofReceiver |= method.IsStatic || Fields.IsEmpty;
        if (!_keys.TryGetValue(method, out Dictionary<string, string>? keys)) _keys[method] = keys = [];
        string variant = string.Join(", ", (functions ?? []).Select(f => f.Function.Key));
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction && arguments.Text is { Length: > 0 } around) variant = "<" + around + ">" + variant;
        string known = (ofReceiver ? "" : "other ") + (takesObjectApart ? "apart " : "") + variant;
        if (keys.TryGetValue(known, out string? key)) return key;
        string wanted = KeyOf(method) + (variant.Length > 0 ? "[" + variant + "]" : "");
        key = wanted;
        // Local functions, lambdas and file-local types can share a text.
        for (int k = 2; !_usedKeys.Add(key); k++) key = wanted + "@" + k;
        keys.Add(known, key);
        _queue.Enqueue(new Reading(method, key, ofReceiver, functions ?? [], arguments, takesObjectApart));
        return key;
    }

    /// <summary>Functions that wrap functions without end would be read without end.</summary>
    public string? TryRequire(IMethodSymbol method, bool ofReceiver, IReadOnlyList<FunctionBinding> functions) =>
        functions.Sum(f => f.Function.Key.Length) > 1000 ? null : Require(method, ofReceiver, functions);

    public Reading? TakeNext() => _queue.Count > 0 ? _queue.Dequeue() : null;

    private static readonly SymbolDisplayFormat KeyFormat = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters,
        SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeParameters,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeModifiers,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public static string KeyOf(IMethodSymbol method)
    {
        string key = method.ToDisplayString(KeyFormat);
        return method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction && method.ContainingSymbol is IMethodSymbol around ? KeyOf(around) + "/" + key : key;
    }

    /// <summary>The declaration with a body, or null.</summary>
    public static SyntaxNode? Declaration(IMethodSymbol method, CancellationToken token)
    {
        foreach (SyntaxReference reference in (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax(token))
            {
                case BaseMethodDeclarationSyntax m when m.Body is not null || m.ExpressionBody is not null: return m;
                case AccessorDeclarationSyntax a when a.Body is not null || a.ExpressionBody is not null: return a;
                case ArrowExpressionClauseSyntax a: return a;
                case AnonymousFunctionExpressionSyntax lambda: return lambda;
                case TypeDeclarationSyntax { ParameterList: not null } primary when method.MethodKind == MethodKind.Constructor: return primary;
                case LocalFunctionStatementSyntax f when f.Body is not null || f.ExpressionBody is not null: return f;
            }
        }
        return null;
    }

    /// <summary>Members that this generator made: they carry [DerivativeMember].</summary>
    public static bool IsGenerated(ISymbol symbol) => symbol.HasAttribute("DerivativeMemberAttribute");

    // ---- passed-through code

    public int AddSite(Location location, string name, SiteTrust trust = SiteTrust.Unknown, string? why = null, SiteFlow? flow = null)
    {
        Sites.Add(new Site(location, name, trust, why) { Flow = flow ?? SiteFlow.None });
        return Sites.Count - 1;
    }

    /// <summary>Whether generated code, which stands in the home type but in another file, can name the symbol.</summary>
    public bool CanName(ISymbol symbol, ITypeSymbol? through = null)
    {
        if (symbol is ITypeSymbol open) symbol = TypeArguments.Close(open);
        if (symbol is IMethodSymbol { IsGenericMethod: true } generic && !generic.TypeArguments.All(a => CanName(a))) return false;
        switch (symbol)
        {
            case IArrayTypeSymbol array: return CanName(array.ElementType);
            case IPointerTypeSymbol or IFunctionPointerTypeSymbol: return false;
            // Closed, only those of the marked method and its types are left, and its members repeat them.
            case ITypeParameterSymbol: return true;
            case IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction }: return false;
            case INamedTypeSymbol type when type.TypeArguments.Any(a => !CanName(a)): return false;
        }
        for (INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType; type is not null; type = type.ContainingType)
            if (type.IsFileLocal || type.IsAnonymousType) return false;
        return compilation.IsSymbolAccessibleWithin(symbol, home, symbol.IsStatic ? null : through);
    }

    /// <summary>Reports a symbol that generated code would have to name and cannot.</summary>
    public bool RequireAccess(ISymbol symbol, Location location, ITypeSymbol? through = null)
    {
        if (CanName(symbol, through)) return true;
        Report(Descriptors.Inaccessible, location, Name(symbol), Types.Show(home));
        return false;
    }

    public static string Name(ISymbol symbol) =>
        symbol is ITypeSymbol type ? Types.Show(type)
        : symbol.ContainingType is { } container && symbol is not IMethodSymbol { MethodKind: MethodKind.LocalFunction } ? container.Name + "." + symbol.Name
        : symbol.Name;

    /// <summary>A conditional method whose symbol is not defined where it is called: C# drops the call with its arguments.</summary>
    public static bool IsDropped(IMethodSymbol method, SyntaxTree tree)
    {
        string[] conditions = [.. method.GetAttributes()
            .Where(a => Types.Is(a.AttributeClass, "System.Diagnostics", "ConditionalAttribute"))
            .Select(a => a.ConstructorArguments.FirstOrDefault().Value as string ?? "")];
        if (conditions.Length == 0) return false;
        // Symbols can also be defined by #define at the top of the file.
        var defined = new HashSet<string>(tree.Options.PreprocessorSymbolNames);
        for (DirectiveTriviaSyntax? directive = (tree.GetRoot() as CSharpSyntaxNode)?.GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
        {
            if (directive is DefineDirectiveTriviaSyntax { IsActive: true } define) defined.Add(define.Name.ValueText);
            if (directive is UndefDirectiveTriviaSyntax { IsActive: true } undef) defined.Remove(undef.Name.ValueText);
        }
        return !conditions.Any(defined.Contains);
    }
}

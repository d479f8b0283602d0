// The user's own derivatives: methods marked [VjpOf] and [JvpOf], each matched with the method that it is a derivative of.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// The derivatives that the user wrote for a method, as seen by one of its attributes (<see cref="Stem"/>; the method's name if it is not marked).
/// <see cref="Carrying"/>: which of its parameters have an adjoint and a tangent. <see cref="SkipsEmpty"/>: the Vjp leaves out what belongs to empty spans.
/// </summary>
internal sealed record CustomTarget(IMethodSymbol Method, string Stem, ImmutableArray<int> Carrying, IMethodSymbol? Vjp, IMethodSymbol? Jvp, bool SkipsEmpty = false);

/// <summary>All custom derivatives of a compilation. Found by their attributes' syntax, tree by tree, so that a project without any pays nothing.</summary>
internal sealed class CustomDerivatives
{
    private static readonly ConditionalWeakTable<Compilation, CustomDerivatives> Known = new();
    private static readonly string[] AttributeNames = ["VjpOf", "JvpOf", "VjpOfAttribute", "JvpOfAttribute"];

    private readonly Dictionary<ISymbol, List<CustomTarget>> _targets = new(SymbolEqualityComparer.Default);
    private readonly HashSet<(ISymbol? Type, string Name)> _spoiled = [];
    private readonly Dictionary<ISymbol, List<Diagnostic>> _diagnostics = new(SymbolEqualityComparer.Default);

    private CustomDerivatives(Compilation compilation, CancellationToken token)
    {
        foreach (IMethodSymbol method in Marked(compilation, token))
            foreach (AttributeData attribute in method.GetAttributes())
                if (KindOf(attribute) is not DerivativeKinds.None) Add(compilation, method, attribute, token);
    }

    /// <summary>The derivatives of the runtime's kernels: they come with the runtime, as the methods of one type.</summary>
    private CustomDerivatives(Compilation compilation, INamedTypeSymbol derivatives, CancellationToken token)
    {
        foreach (IMethodSymbol method in derivatives.GetMembers().OfType<IMethodSymbol>())
            foreach (AttributeData attribute in method.GetAttributes())
                if (KindOf(attribute) is not DerivativeKinds.None) Add(compilation, method, attribute, token);
    }

    private static readonly ConditionalWeakTable<IAssemblySymbol, CustomDerivatives> OfKernels = new();

    private static CustomDerivatives? Library(Compilation compilation, IMethodSymbol method, CancellationToken token)
    {
        if (!Types.Is(method.ContainingType, "Autodiff.Numerics", "Kernels")) return null;
        if (method.ContainingAssembly.GetTypeByMetadataName("Autodiff.Numerics.KernelDerivatives") is not { } derivatives) return null;
        return OfKernels.TryGetValue(method.ContainingAssembly, out CustomDerivatives? known) ? known
            : OfKernels.GetValue(method.ContainingAssembly, _ => new CustomDerivatives(compilation, derivatives, token));
    }

    public static CustomDerivatives Of(Compilation compilation, CancellationToken token)
    {
        if (Known.TryGetValue(compilation, out CustomDerivatives? known)) return known;
        known = new CustomDerivatives(compilation, token);
        return Known.GetValue(compilation, _ => known);
    }

    /// <summary>What is wrong with the attributes of a method: reported at the attribute by the analyzer, once, whoever reaches it.</summary>
    public IEnumerable<Diagnostic> DiagnosticsOf(IMethodSymbol method) =>
        method.MethodKind != MethodKind.Ordinary ? Misplaced(method)
        : _diagnostics.TryGetValue(method.PartialDefinitionPart ?? method, out List<Diagnostic>? found) ? found : [];

    // Local functions, lambdas and accessors can bear the attribute too.
    private static IEnumerable<Diagnostic> Misplaced(IMethodSymbol method) =>
        from attribute in method.GetAttributes()
        where KindOf(attribute) is not DerivativeKinds.None
        let place = attribute.ApplicationSyntaxReference is { } syntax ? Location.Create(syntax.SyntaxTree, syntax.Span) : method.Locations.FirstOrDefault()
        select Diagnostic.Create(
            Descriptors.CustomMismatch, place, method.Name.Length > 0 ? method.Name : "A lambda", KindOf(attribute), attribute.ConstructorArguments.LastOrDefault().Value, "it is no ordinary method");

    /// <summary>Every custom derivative that fits, with its place: whether it is used is known when everything was read.</summary>
    public List<(IMethodSymbol Method, DerivativeKinds Kind, IMethodSymbol Of, Location Place)> All { get; } = [];

    /// <summary>The custom derivatives of a method; of several attributes' the ones of this stem, or else those for most parameters.</summary>
    public CustomTarget? For(Compilation compilation, IMethodSymbol method, string? stem, CancellationToken token)
    {
        if (!_targets.TryGetValue(Definition(method), out List<CustomTarget>? targets)
            && Library(compilation, method, token)?._targets.TryGetValue(Definition(method), out targets) is not true) return null;
        return stem is not null ? targets.FirstOrDefault(t => t.Stem == stem) : targets.OrderByDescending(t => t.Carrying.Length).First();
    }

    /// <summary>A derivative was meant for this method and does not fit: nothing else may take its place.</summary>
    public bool IsSpoiled(IMethodSymbol method) => _spoiled.Count > 0 && _spoiled.Contains((method.ContainingType?.OriginalDefinition, method.Name));

    private static IMethodSymbol Definition(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        return method.PartialDefinitionPart ?? method;
    }

    // ---- the marked methods

    private static DerivativeKinds KindOf(AttributeData attribute) =>
        Types.Is(attribute.AttributeClass, "Autodiff", "VjpOfAttribute") ? DerivativeKinds.Vjp
        : Types.Is(attribute.AttributeClass, "Autodiff", "JvpOfAttribute") ? DerivativeKinds.Jvp : DerivativeKinds.None;

    private sealed record Written(ImmutableArray<AttributeSyntax> Attributes, ImmutableArray<string> Aliases);

    private static readonly ConditionalWeakTable<SyntaxTree, Written> WrittenIn = new();

    private static IEnumerable<IMethodSymbol> Marked(Compilation compilation, CancellationToken token)
    {
        var trees = compilation.SyntaxTrees.Select(tree => (tree, written: WrittenIn.GetValue(tree, t => Scan(t, token)))).ToList();
        HashSet<string> aliases = [.. trees.SelectMany(t => t.written.Aliases)];
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach ((SyntaxTree tree, Written written) in trees)
        {
            IEnumerable<AttributeSyntax> attributes = aliases.Count == 0 ? written.Attributes
                : tree.GetRoot(token).DescendantNodes().OfType<AttributeSyntax>().Where(a => AttributeNames.Contains(Simple(a.Name)) || aliases.Contains(Simple(a.Name)));
            SemanticModel? model = null;
            foreach (AttributeSyntax attribute in attributes)
            {
                if (attribute.Parent?.Parent is not MethodDeclarationSyntax declaration) continue;
                model ??= compilation.GetSemanticModel(tree);
                if (model.GetDeclaredSymbol(declaration, token) is IMethodSymbol method && seen.Add(method.PartialDefinitionPart ?? method)) yield return method.PartialDefinitionPart ?? method;
            }
        }
    }

    private static Written Scan(SyntaxTree tree, CancellationToken token)
    {
        var attributes = ImmutableArray.CreateBuilder<AttributeSyntax>();
        var aliases = ImmutableArray.CreateBuilder<string>();
        foreach (SyntaxNode node in tree.GetRoot(token).DescendantNodes(static n => n is not (BlockSyntax or ArrowExpressionClauseSyntax)))
        {
            if (node is AttributeSyntax attribute && AttributeNames.Contains(Simple(attribute.Name))) attributes.Add(attribute);
            else if (node is UsingDirectiveSyntax { Alias: { } alias, NamespaceOrType: NameSyntax name } && AttributeNames.Contains(Simple(name)))
                aliases.Add(alias.Name.Identifier.ValueText);
        }
        return new Written(attributes.ToImmutable(), aliases.ToImmutable());
    }

    private static string Simple(NameSyntax name) => name switch
    {
        QualifiedNameSyntax q => q.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax a => a.Name.Identifier.ValueText,
        SimpleNameSyntax s => s.Identifier.ValueText,
        _ => "",
    };

    // ---- matching

    private void Add(Compilation compilation, IMethodSymbol own, AttributeData attribute, CancellationToken token)
    {
        DerivativeKinds kind = KindOf(attribute);
        Location place = attribute.ApplicationSyntaxReference?.GetSyntax(token).GetLocation() ?? own.Locations.FirstOrDefault() ?? Location.None;
        TypedConstant[] arguments = [.. attribute.ConstructorArguments];
        // C# says what is wrong with the attribute itself.
        if (attribute.AttributeConstructor is null || arguments.Length == 0 || arguments[arguments.Length - 1].Value is not string name) return;
        INamedTypeSymbol? type = arguments.Length == 2 ? arguments[0].Value as INamedTypeSymbol : own.ContainingType;
        if (type is null || type.TypeKind == TypeKind.Error) return;
        type = type.OriginalDefinition;
        string? stem = attribute.NamedArguments.FirstOrDefault(a => a.Key == "Name").Value.Value as string;

        string shown = type.Name + "." + name;
        void NoTarget(string why)
        {
            Report(own, Descriptors.CustomTarget, place, ReadContext.Name(own), kind, shown, why);
            _spoiled.Add((type.OriginalDefinition, name));
        }

        IMethodSymbol[] methods = [.. type.GetMembers(name).OfType<IMethodSymbol>().Where(m => m.MethodKind == MethodKind.Ordinary && !ReadContext.IsGenerated(m))];
        if (methods.Length == 0) { NoTarget("which does not exist: name a method of that type"); return; }
        IMethodSymbol[] usable = [.. methods.Where(m => WhyNot(m, own) is null)];
        if (usable.Length == 0) { NoTarget("which is " + WhyNot(methods[0], own)); return; }

        var misses = new List<string>();
        bool anyNamed = false;
        foreach (IMethodSymbol candidate in usable)
        {
            // Compared in the type parameters of the user's method.
            IMethodSymbol closed = candidate.Arity > 0 && candidate.Arity == own.Arity ? candidate.Construct([.. own.TypeParameters]) : candidate;
            foreach (CustomSignature expected in CustomSignature.Of(compilation, closed, kind, own.ContainingType, token))
            {
                if (stem is not null && !(expected.IsMarked && expected.Stem == stem)) continue;
                anyNamed = true;
                if (expected.Mismatch(own) is { } mismatch) misses.Add("expected '" + expected.Text(own.Name) + "', but " + mismatch);
                else
                {
                    bool skipsEmpty = attribute.NamedArguments.Any(a => a.Key == "SkipsEmpty" && a.Value.Value is true);
                    Fit(own, candidate, expected, kind, place, skipsEmpty);
                    return;
                }
            }
        }
        if (!anyNamed) NoTarget($"which has no attribute [Differentiable(Name = \"{stem}\")]: name one that it has");
        else
        {
            Report(own, Descriptors.CustomMismatch, place, ReadContext.Name(own), kind, shown, string.Join("; or ", misses));
            _spoiled.Add((type.OriginalDefinition, name));
        }
    }

    /// <summary>Why a method cannot have derivatives by hand, or null.</summary>
    private static string? WhyNot(IMethodSymbol method, IMethodSymbol own) =>
        method.Nest().Any(t => t.TypeParameters.Length > 0) && !SymbolEqualityComparer.Default.Equals(method.ContainingType, own.ContainingType)
            ? "a member of another generic type: write them in that type, or for a generic method of a type that is not generic"
        : method.IsStatic ? null
        : method.IsVirtual || method.IsOverride || method.IsAbstract ? "virtual, so which body runs is known only at run time: write them for a method that is not virtual, and call that"
        : null;

    private void Report(IMethodSymbol own, DiagnosticDescriptor descriptor, Location place, params object[] args)
    {
        if (!_diagnostics.TryGetValue(own, out List<Diagnostic>? list)) _diagnostics[own] = list = [];
        list.Add(Diagnostic.Create(descriptor, place, args));
    }

    private void Fit(IMethodSymbol own, IMethodSymbol method, CustomSignature signature, DerivativeKinds kind, Location place, bool skipsEmpty)
    {
        method = Definition(method);
        if (!_targets.TryGetValue(method, out List<CustomTarget>? targets)) _targets[method] = targets = [];
        int at = targets.FindIndex(t => t.Stem == signature.Stem);
        CustomTarget target = at >= 0 ? targets[at] : new CustomTarget(method, signature.Stem, signature.Carrying, null, null);
        if ((kind == DerivativeKinds.Vjp ? target.Vjp : target.Jvp) is { } other)
        {
            Report(own, Descriptors.CustomTwice, place, ReadContext.Name(other), ReadContext.Name(own), kind, ReadContext.Name(method));
            _spoiled.Add((method.ContainingType, method.Name));
            return;
        }
        target = kind == DerivativeKinds.Vjp ? target with { Vjp = own, SkipsEmpty = skipsEmpty } : target with { Jvp = own };
        if (at >= 0) targets[at] = target;
        else targets.Add(target);
        All.Add((own, kind, method, place));
    }
}

// Signatures of the members that are about to be generated, so that calls of them in the user's code can be bound before they exist.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Autodiff.Generators.Frontend;

/// <summary>
/// Signatures follow declarations only, never bodies, so one tree of them beside the user's trees makes a compilation in which `PhiGradient(x, out var g)` has a type.
/// It is made only where such a call is written. A member that was generated already, as the analyzer sees it, needs none.
/// </summary>
internal sealed class MemberStubs
{
    private static readonly ConditionalWeakTable<Compilation, MemberStubs> Known = new();

    private static readonly DerivativeKinds[] Kinds =
    [
        DerivativeKinds.Gradient, DerivativeKinds.Jvp, DerivativeKinds.Vjp, DerivativeKinds.Jacobian, DerivativeKinds.Hvp, DerivativeKinds.Hessian, DerivativeKinds.HessianDiagonal,
        DerivativeKinds.Taylor,
    ];

    private static readonly string[] Suffixes = [.. Kinds.Select(k => k.ToString())];

    private readonly Compilation _original;
    private readonly HashSet<string> _names = [];
    private readonly string _text;
    private Compilation? _extended;

    private MemberStubs(Compilation compilation, CancellationToken token)
    {
        _original = compilation;
        var text = new StringBuilder("#nullable enable\n");
        foreach (INamedTypeSymbol type in MarkedMethods.Types(compilation, token))
        {
            token.ThrowIfCancellationRequested();
            string members = string.Concat(Collisions.MarkedIn(type).SelectMany(m => MembersOf(compilation, m, token)));
            if (members.Length > 0) Write(text, type, members);
        }
        _text = text.ToString();
    }

    public static MemberStubs Of(Compilation compilation, CancellationToken token)
    {
        if (Known.TryGetValue(compilation, out MemberStubs? known)) return known;
        known = new MemberStubs(compilation, token);
        return Known.GetValue(compilation, _ => known);
    }

    /// <summary>The compilation with the stubs, if the code calls members that do not exist yet.</summary>
    public static Compilation? For(Compilation compilation, IEnumerable<SyntaxNode> bodies, CancellationToken token)
    {
        HashSet<string> called = [.. bodies.SelectMany(CalledIn)];
        if (called.Count == 0) return null;
        MemberStubs stubs = Of(compilation, token);
        return stubs._names.Overlaps(called) ? stubs.Extended() : null;
    }

    private static IEnumerable<string> CalledIn(SyntaxNode body)
    {
        foreach (InvocationExpressionSyntax invocation in body.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            SimpleNameSyntax? name = invocation.Expression switch
            {
                SimpleNameSyntax simple => simple, MemberAccessExpressionSyntax access => access.Name, MemberBindingExpressionSyntax binding => binding.Name, _ => null,
            };
            if (name?.Identifier.ValueText is { } text && Suffixes.Any(s => text.Length > s.Length && text.EndsWith(s, System.StringComparison.Ordinal))) yield return text;
        }
    }

    private Compilation Extended()
    {
        if (_extended is { } known) return known;
        ParseOptions? options = _original.SyntaxTrees.FirstOrDefault()?.Options;
        Compilation extended = _original.AddSyntaxTrees(CSharpSyntaxTree.ParseText(_text, options as CSharpParseOptions));
        return Interlocked.CompareExchange(ref _extended, extended, null) ?? extended;
    }

    /// <summary>The same method, or the same attribute of it, in a compilation that shares its trees.</summary>
    public static (IMethodSymbol Method, AttributeData Attribute)? Same(Compilation compilation, IMethodSymbol method, AttributeData attribute, CancellationToken token)
    {
        if (In(compilation, method, token) is not { } same || attribute.ApplicationSyntaxReference is not { } place) return null;
        AttributeData? own = same.GetAttributes().Concat(same.PartialDefinitionPart?.GetAttributes() ?? []).FirstOrDefault(a =>
            a.ApplicationSyntaxReference is { } other && other.SyntaxTree == place.SyntaxTree && other.Span == place.Span);
        return own is null ? null : (same, own);
    }

    public static IMethodSymbol? In(Compilation compilation, IMethodSymbol method, CancellationToken token) =>
        method.DeclaringSyntaxReferences.FirstOrDefault() is { } reference && compilation.ContainsSyntaxTree(reference.SyntaxTree)
            ? compilation.GetSemanticModel(reference.SyntaxTree).GetDeclaredSymbol(reference.GetSyntax(token), token) as IMethodSymbol : null;

    // ---- which member a method is

    /// <summary>The method and attribute that a generated member, or its stub, belongs to.</summary>
    public static (Marked Of, DerivativeKinds Kind)? Resolve(IMethodSymbol member, Compilation compilation, CancellationToken token)
    {
        string[] own = [.. member.Parameters.Select(p => Collisions.Passing(p) + Types.Text(p.Type))];
        foreach (DerivativeKinds kind in Kinds)
        {
            foreach (Marked marked in Collisions.MarkedIn(member.ContainingType))
            {
                if (marked.Stem + kind != member.Name) continue;
                Signature signature = SignatureOf(compilation, marked, token);
                if ((signature.Generate & kind) != 0 && own.SequenceEqual(TypesOf(marked.Method, kind, signature))) return (marked, kind);
            }
        }
        return null;
    }

    private static Signature SignatureOf(Compilation compilation, Marked marked, CancellationToken token)
    {
        var signature = new Signature(new ReadContext(compilation, marked.Method.ContainingType, stateChanges: false, token), marked.Method.PartialImplementationPart ?? marked.Method, marked.Attribute);
        signature.Read();
        return signature;
    }

    private static ImmutableArray<string> TypesOf(IMethodSymbol method, DerivativeKinds kind, Signature signature) =>
        Collisions.ParametersOf(method, kind, signature.Fields, signature.Differentiated, signature.Constant, signature.Receiver, Types.Text, "global::System.");

    // ---- the text

    private IEnumerable<string> MembersOf(Compilation compilation, Marked marked, CancellationToken token)
    {
        IMethodSymbol method = marked.Method;
        if (method.MethodKind != MethodKind.Ordinary || method.IsGenericMethod || method.Nest().Any(t => t.IsGenericType)) yield break;
        Signature signature = SignatureOf(compilation, marked, token);
        foreach (DerivativeKinds kind in Kinds)
        {
            if ((signature.Generate & kind) == 0) continue;
            string name = marked.Stem + kind;
            ImmutableArray<string> types = TypesOf(method, kind, signature);
            if (method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().Any(m => m.Parameters.Select(p => Collisions.Passing(p) + Types.Text(p.Type)).SequenceEqual(types))) continue;
            _names.Add(name);
            IReadOnlyList<string> names = NamesOf(method, kind, signature, types.Length);
            string parameters = string.Join(", ", types.Select((type, k) =>
                (k == 0 && method.IsExtensionMethod ? "this " : "") + (k < method.Parameters.Length && MethodReader.IsScoped(method.Parameters[k]) ? "scoped " : "") + type + " " + names[k]));
            yield return $"[global::Autodiff.DerivativeMember(\"{method.Name}\", global::Autodiff.Derivatives.{kind})]\n"
                + $"{MethodReader.Modifiers(method)} {Types.Text(method.ReturnType)} {name}({parameters}) => throw null!;\n";
        }
    }

    /// <summary>F's names, then those of the derivative parameters, as <c>MemberBuilder</c> gives them.</summary>
    private static IReadOnlyList<string> NamesOf(IMethodSymbol method, DerivativeKinds kind, Signature signature, int count)
    {
        List<string> names = [.. method.Parameters.Select(p => MethodReader.Escape(p.Name))];
        HashSet<string> taken = [.. method.Parameters.Select(p => p.Name)];
        string[] inputs = [.. signature.Fields.Select(ReceiverFields.Stem), .. method.Parameters.Where(p => signature.Differentiated.Contains(p.Ordinal)).Select(p => p.Name)];
        string[] carrying =
        [
            .. signature.Fields.Select(ReceiverFields.Stem),
            .. method.Parameters.Where(p => Layout.IsDifferentiable(p.Type) && !signature.Constant.Contains(p.Ordinal) && (signature.Differentiated.Contains(p.Ordinal) || CarriesAnyway(p))).Select(p => p.Name),
        ];
        bool returnsNumber = Layout.IsDifferentiable(method.ReturnType);
        IEnumerable<string> wanted = kind switch
        {
            DerivativeKinds.Jvp => [.. carrying.Select(n => n + "Tangent"), .. returnsNumber ? ["tangent"] : System.Array.Empty<string>()],
            DerivativeKinds.Vjp => [.. returnsNumber ? ["seed"] : System.Array.Empty<string>(), .. carrying.Select(n => n + "Adjoint")],
            DerivativeKinds.Jacobian => inputs.Select(n => n + "Jacobian"),
            DerivativeKinds.Gradient => inputs.Select(n => n + "Gradient"),
            DerivativeKinds.Hvp => [.. inputs.Select(n => n + "Direction"), .. inputs.Select(n => n + "Gradient"), .. inputs.Select(n => n + "Hvp")],
            DerivativeKinds.HessianDiagonal => [.. inputs.Select(n => n + "Gradient"), .. inputs.Select(n => n + "HessianDiagonal")],
            DerivativeKinds.Hessian => [.. inputs.Select(n => n + "Gradient"), "hessian"],
            DerivativeKinds.Taylor => ["order", "coefficients"],
            _ => [],
        };
        foreach (string derivative in wanted)
        {
            string name = derivative;
            while (!taken.Add(name)) name += "_";
            names.Add(name);
        }
        while (names.Count < count) names.Add("derivative" + names.Count);
        return names;
    }

    private static bool CarriesAnyway(IParameterSymbol parameter) =>
        (Layout.Of(parameter.Type)?.Shape ?? Types.Of(parameter.Type).Shape) == Shape.Span || parameter.RefKind is RefKind.Ref or RefKind.Out;

    private static void Write(StringBuilder text, INamedTypeSymbol type, string members)
    {
        if (!type.ContainingNamespace.IsGlobalNamespace) text.Append("namespace ").Append(type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat).Replace("global::", "")).Append(" {\n");
        int depth = type.ContainingNamespace.IsGlobalNamespace ? 0 : 1;
        foreach (INamedTypeSymbol level in type.Nest().Reverse().Append(type))
        {
            string parameters = level.TypeParameters.Length == 0 ? "" : "<" + string.Join(", ", level.TypeParameters.Select(p => p.Name)) + ">";
            text.Append("partial ").Append(Signature.Keyword(level)).Append(' ').Append(MethodReader.Escape(level.Name)).Append(parameters).Append(" {\n");
            depth++;
        }
        text.Append(members).Append('}', depth).Append('\n');
    }
}

// Which of the methods that a read reaches have custom derivatives, and what of them crosses into the program.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal sealed partial class ReadContext
{
    private IMethodSymbol? _entry;
    private string _stem = "";
    private DerivativeKinds _generate;
    private readonly Dictionary<string, CustomTarget> _custom = [];
    private readonly List<Method> _externals = [];

    /// <summary>Custom derivatives that this read asks for: they are in use.</summary>
    public HashSet<IMethodSymbol> UsedCustom { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>What is derived will be differentiated again, and with it the derivatives that the user wrote.</summary>
    public bool IsSecondOrder => Nesting is not null || (_generate & Signature.SecondOrder) != 0;

    private bool NeedsForward => IsSecondOrder || (_generate & (DerivativeKinds.Jvp | DerivativeKinds.Jacobian | DerivativeKinds.Taylor | DerivativeKinds.Batch)) != 0;
    private bool NeedsReverse => IsSecondOrder || (_generate & (DerivativeKinds.Gradient | DerivativeKinds.Vjp | DerivativeKinds.Jacobian | DerivativeKinds.Taylor | DerivativeKinds.Batch | DerivativeKinds.Variable)) != 0;

    /// <summary>Says what is asked of which entry; before that no method has custom derivatives.</summary>
    public void Ask(IMethodSymbol entry, Signature signature) => (_entry, _stem, _generate) = (entry, signature.Stem, signature.Generate);

    private CustomDerivatives Custom => CustomDerivatives.Of(compilation, token);

    /// <summary>The custom derivatives of a method that take part in what is generated, or null.</summary>
    public CustomTarget? CustomOf(IMethodSymbol method)
    {
        if (_entry is null) return null;
        method = TypeArguments.Close(method);
        if (Custom.IsSpoiled(method)) SawInvalidCode = true;
        CustomTarget? target = Custom.For(compilation, method, SymbolEqualityComparer.Default.Equals(method, _entry) ? _stem : null, token);
        return target is not null && ((NeedsForward && target.Jvp is not null) || (NeedsReverse && target.Vjp is not null)) 
            ? target with { Vjp = Like(target.Vjp, method), Jvp = Like(target.Jvp, method) } : null;
    }

    /// <summary>The derivative at the type arguments of the method: it has as many, and stands in the same type or in one that is not generic.</summary>
    private static IMethodSymbol? Like(IMethodSymbol? own, IMethodSymbol method)
    {
        if (own is null) return null;
        if (SymbolEqualityComparer.Default.Equals(own.ContainingType.OriginalDefinition, method.ContainingType.OriginalDefinition))
            own = method.ContainingType.GetMembers(own.Name).OfType<IMethodSymbol>().First(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, own.OriginalDefinition));
        return own.Arity > 0 ? own.Construct([.. method.TypeArguments]) : own;
    }

    /// <summary>A mode that is asked for and not given by hand is derived from the body, if there is one.</summary>
    public bool IsReadFor(IMethodSymbol method, CustomTarget? custom) =>
        custom is null || (Missing(custom) != DerivativeKinds.None && Declaration(method, token) is not null
            && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly));

    private DerivativeKinds Missing(CustomTarget custom) =>
        (NeedsForward && custom.Jvp is null ? DerivativeKinds.Jvp : 0) | (NeedsReverse && custom.Vjp is null ? DerivativeKinds.Vjp : 0);

    /// <summary>The modes that a call of the method cannot have: neither given by hand nor derivable.</summary>
    public DerivativeKinds MissingModes(string key) => _custom.TryGetValue(key, out CustomTarget? custom) && !IsReadFor(custom.Method, custom) ? Missing(custom) : DerivativeKinds.None;

    public CustomTarget? CustomOf(string key) => _custom.TryGetValue(key, out CustomTarget? custom) ? custom : null;

    /// <summary>Notes the custom derivatives of a method that is reached; generated code has to call the method and them.</summary>
    public void UseCustom(IMethodSymbol method, string key, CustomTarget custom, Location location)
    {
        if (!_custom.ContainsKey(key))
        {
            _custom[key] = custom;
            if (NeedsForward && custom.Jvp is not null) Use(custom.Jvp, isVjp: false);
            if (NeedsReverse && custom.Vjp is not null) Use(custom.Vjp, isVjp: true);
        }
        if (!IsReadFor(method, custom)) RequireAccess(method, location);
        foreach (IMethodSymbol own in new[] { custom.Vjp, custom.Jvp }.OfType<IMethodSymbol>()) RequireAccess(own, location);

        void Use(IMethodSymbol own, bool isVjp)
        {
            UsedCustom.Add(own.OriginalDefinition);
            // With its source at hand it has derivatives of its own.
            if (IsSecondOrder && Declaration(own, token) is not null && SymbolEqualityComparer.Default.Equals(own.ContainingAssembly, compilation.Assembly)) _ownKeys[own] = Require(own);
            else if (ExternalParts.IsNeeded(method) && ExternalParts.WhyNot(method, this) is null) _externals.AddRange(ExternalParts.Of(own, method, isVjp, KeyOfCustom(own), this));
            else _externals.Add(External.Of(own, KeyOfCustom(own)));
        }
    }

    /// <summary>The method itself, when nothing needs its body.</summary>
    public void AddExternal(IMethodSymbol method, string key)
    {
        Facts[key] = External.FactsOf(method);
        if (ExternalParts.IsNeeded(method) && ExternalParts.WhyNot(method, this) is null) _externals.AddRange(ExternalParts.Of(method, key, this, SymbolEqualityComparer.Default.Equals(method, _entry)));
        else _externals.Add(External.Of(method, key));
        SawStateChange = true;
    }

    // The user may call the derivative too, as any other method.
    private string KeyOfCustom(IMethodSymbol own) => _ownKeys.TryGetValue(own, out string? read) ? read : KeyOf(own) + "!custom";

    private readonly Dictionary<IMethodSymbol, string> _ownKeys = new(SymbolEqualityComparer.Default);

    /// <summary>The lowered methods and those that are not read, with their custom derivatives, the entry first.</summary>
    public Program Complete(IEnumerable<Method> lowered, string entry)
    {
        Method[] all = [.. lowered.Concat(_externals).Select(m => _custom.TryGetValue(m.Key, out CustomTarget? custom) ? m with { Custom = RuleOf(custom) } : m)];
        return new Program([.. all.Where(m => m.Key == entry), .. all.Where(m => m.Key != entry)]);
    }

    private CustomRule RuleOf(CustomTarget custom) => new(
        new([.. Carrying(custom)]),
        NeedsReverse && custom.Vjp is not null ? KeyOfCustom(custom.Vjp) : null,
        NeedsForward && custom.Jvp is not null ? KeyOfCustom(custom.Jvp) : null,
        custom.SkipsEmpty);

    /// <summary>The parameters of the method as the IR knows it: leaf by leaf, the leaves of what is returned last. The receiver is the first parameter.</summary>
    private static IEnumerable<int> Carrying(CustomTarget custom)
    {
        int at = custom.Method.IsStatic ? 0 : 1;
        foreach (IParameterSymbol parameter in custom.Method.Parameters)
        {
            IReadOnlyList<Leaf>? leaves = Layout.Of(parameter)?.Leaves;
            bool carries = custom.Carrying.Contains(parameter.Ordinal);
            for (int i = 0; i < (leaves?.Count ?? 1); i++, at++)
                if (carries && leaves?[i].IsDifferentiable != false) yield return at;
        }
        foreach (Leaf leaf in Layout.Of(custom.Method.ReturnType)?.Leaves ?? [])
        {
            if (leaf.IsDifferentiable) yield return at;
            at++;
        }
    }
}

// The signature that a custom derivative must have: the one that the generated member would have.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>Vjp or Jvp of a method by one of its attributes, or of a method that is not marked: then every floating-point input is differentiated.</summary>
internal sealed class CustomSignature
{
    private readonly Compilation _compilation;
    private readonly IMethodSymbol _method;
    private readonly ImmutableArray<string> _types;
    private readonly ImmutableArray<string> _names;
    private readonly bool _hasFields;

    /// <summary>An instance method of another type, whose receiver its derivatives take first.</summary>
    private readonly bool _takesReceiver;

    private CustomSignature(Compilation compilation, IMethodSymbol method, string stem, bool isMarked, DerivativeKinds kind, ImmutableArray<int> differentiated, ImmutableArray<int> constant, bool takesReceiver, bool hasFields = false)
    {
        (_compilation, _method, Stem, IsMarked, _takesReceiver, _hasFields) = (compilation, method, stem, isMarked, takesReceiver, hasFields);
        _types = Collisions.ParametersOf(method, kind, [], differentiated, constant);
        if (takesReceiver) _types = _types.Insert(0, Types.Show(method.ContainingType));
        bool IsOutput(IParameterSymbol p) => (Layout.Of(p)?.Shape ?? Types.Of(p.Type).Shape) == Shape.Span || p.RefKind is RefKind.Ref or RefKind.Out;
        Carrying =
        [
            .. method.Parameters.Where(p => Layout.IsDifferentiable(p.Type) && !constant.Contains(p.Ordinal) && (differentiated.Contains(p.Ordinal) || IsOutput(p)))
                .Select(p => p.Ordinal),
        ];
        bool returnsNumber = Layout.IsDifferentiable(method.ReturnType);
        _names =
        [
            .. takesReceiver ? ["self"] : System.Array.Empty<string>(),
            .. method.Parameters.Select(p => MethodReader.Escape(p.Name)),
            .. kind == DerivativeKinds.Vjp && returnsNumber ? ["seed"] : System.Array.Empty<string>(),
            .. Carrying.Select(k => method.Parameters[k].Name + (kind == DerivativeKinds.Vjp ? "Adjoint" : "Tangent")),
            .. kind == DerivativeKinds.Jvp && returnsNumber ? ["tangent"] : System.Array.Empty<string>(),
        ];
    }

    public string Stem { get; }
    public bool IsMarked { get; }
    /// <summary>Which of the method's parameters have an adjoint or a tangent.</summary>
    public ImmutableArray<int> Carrying { get; }

    /// <summary>One for each attribute; the attribute without a name of its own first.</summary>
    public static IEnumerable<CustomSignature> Of(Compilation compilation, IMethodSymbol method, DerivativeKinds kind, INamedTypeSymbol home, CancellationToken token)
    {
        bool takesReceiver = !method.IsStatic && !SymbolEqualityComparer.Default.Equals(method.ContainingType, home);
        AttributeData[] attributes = [.. method.GetAttributes().Where(a => Types.Is(a.AttributeClass, "Autodiff", "DifferentiableAttribute"))];
        if (attributes.Length == 0)
        {
            ImmutableArray<int> constant = [.. method.Parameters.Where(Signature.IsConstant).Select(p => p.Ordinal)];
            ImmutableArray<int> all = [.. method.Parameters.Where(p => Signature.IsInput(p) && !Signature.IsConstant(p)).Select(p => p.Ordinal)];
            yield return new CustomSignature(compilation, method, method.Name, isMarked: false, kind, all, constant, takesReceiver);
        }
        foreach (AttributeData attribute in attributes)
        {
            // What is wrong with the attribute is reported where the method itself is read.
            var signature = new Signature(new ReadContext(compilation, method.ContainingType, stateChanges: false, token), method, attribute);
            signature.Read();
            yield return new CustomSignature(compilation, method, signature.Stem, isMarked: true, kind, signature.Differentiated, signature.Constant, takesReceiver, !signature.Fields.IsEmpty || signature.Receiver is not null);
        }
    }

    /// <summary>What keeps a method from being this derivative, or null.</summary>
    public string? Mismatch(IMethodSymbol own)
    {
        if (own.MethodKind != MethodKind.Ordinary) return "it is no ordinary method";
        if (own.IsStatic != IsStatic) return own.IsStatic ? "it is static" : "it is an instance method";
        if (own.IsVirtual || own.IsOverride || own.IsAbstract) return "it is virtual";
        if (_hasFields) return "derivatives with respect to fields cannot be written by hand yet";
        if (own.Arity != _method.Arity) return $"it has {own.Arity} type parameters, not {_method.Arity}";
        if (StrongerConstraint(own, _method, _compilation) is { } constrained) return $"its type parameter '{constrained}' has a constraint that '{_method.Name}' does not have";
        if (own.IsAsync) return "it is asynchronous";
        if (own.ReturnsByRef || own.ReturnsByRefReadonly || !SymbolEqualityComparer.Default.Equals(own.ReturnType, _method.ReturnType))
            return "it returns '" + (own.ReturnsByRef || own.ReturnsByRefReadonly ? "ref " : "") + Types.Show(own.ReturnType) + "', not '" + Types.Show(_method.ReturnType) + "'";
        for (int k = 0; k < own.Parameters.Length && k < _types.Length; k++)
        {
            IParameterSymbol parameter = own.Parameters[k];
            string theirs = Collisions.Passing(parameter) + Types.Show(parameter.Type);
            // Two types may be shown alike; the method's own parameters are compared themselves.
            bool same = PrimalParameter(k) is { } primal ? parameter.RefKind == primal.RefKind && SymbolEqualityComparer.Default.Equals(parameter.Type, primal.Type)
                : _takesReceiver && k == 0 ? parameter.RefKind == RefKind.None && SymbolEqualityComparer.Default.Equals(parameter.Type, _method.ContainingType)
                : theirs == _types[k];
            if (!same) return $"parameter {k + 1} ('{parameter.Name}') is '{theirs}', not '{_types[k]}'";
        }
        return own.Parameters.Length == _types.Length ? null : $"it has {own.Parameters.Length} parameters, not {_types.Length}";
    }

    private bool IsStatic => _method.IsStatic || _takesReceiver;

    /// <summary>The method's own parameter that a parameter of the derivative stands for, or null.</summary>
    private IParameterSymbol? PrimalParameter(int k) => (_takesReceiver ? k - 1 : k) is >= 0 and var at && at < _method.Parameters.Length ? _method.Parameters[at] : null;

    private static string? StrongerConstraint(IMethodSymbol own, IMethodSymbol method, Compilation compilation)
    {
        for (int k = 0; k < own.Arity; k++)
        {
            (ITypeParameterSymbol mine, ITypeParameterSymbol theirs) = (own.TypeParameters[k], method.OriginalDefinition.TypeParameters[k]);
            ITypeSymbol[] given = TypeArguments.Of(method, compilation).Within(() => theirs.ConstraintTypes.Select(TypeArguments.Close).ToArray());
            bool implied = (!mine.HasUnmanagedTypeConstraint || theirs.HasUnmanagedTypeConstraint) && (!mine.HasValueTypeConstraint || theirs.HasValueTypeConstraint)
                && (!mine.HasReferenceTypeConstraint || theirs.HasReferenceTypeConstraint) && (!mine.HasConstructorConstraint || theirs.HasConstructorConstraint || theirs.HasValueTypeConstraint)
                && mine.ConstraintTypes.All(c => given.Any(g => g.AllInterfaces.Append(g).Contains(c, SymbolEqualityComparer.Default)));
            if (!implied) return mine.Name;
        }
        return null;
    }

    /// <summary>As <see cref="Text"/>, with every type named in full.</summary>
    public string QualifiedText(string name)
    {
        IEnumerable<string> types = _types.Select((type, k) => PrimalParameter(k) is { } primal ? Collisions.Passing(primal) + Types.Text(primal.Type)
            : _takesReceiver && k == 0 ? Types.Text(_method.ContainingType)
            : (type.Contains("Span<") ? "global::System." : "") + type);
        return $"{(IsStatic ? "static " : "")}{Types.Text(_method.ReturnType)} {name}{TypeParameters}({string.Join(", ", types.Select((type, k) => type + " " + _names[k]))})";
    }

    private string TypeParameters => _method.TypeArguments.IsEmpty ? "" : "<" + string.Join(", ", _method.TypeArguments.Select(a => a.Name)) + ">";

    public string Text(string name) =>
        $"{(IsStatic ? "static " : "")}{Types.Show(_method.ReturnType)} {name}{TypeParameters}({string.Join(", ", _types.Select((type, k) => type + " " + (k < _names.Length ? _names[k] : "p" + k)))})";
}

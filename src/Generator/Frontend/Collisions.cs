// Names and signatures of the members that will be generated, and what they collide with.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

/// <summary>One attribute in a type, as far as names go.</summary>
internal sealed record Marked(IMethodSymbol Method, AttributeData Attribute, string Stem);

internal static partial class Collisions
{
    private static readonly ConditionalWeakTable<INamedTypeSymbol, Marked[]> Known = new();

    private static readonly DerivativeKinds[] Kinds =
    [
        DerivativeKinds.Gradient, DerivativeKinds.Jvp, DerivativeKinds.Vjp,
        DerivativeKinds.Jacobian, DerivativeKinds.Hvp, DerivativeKinds.Hessian, DerivativeKinds.HessianDiagonal,
        DerivativeKinds.Taylor, DerivativeKinds.Batch, DerivativeKinds.Variable,
    ];

    /// <summary>Every [Differentiable] attribute in the type, in order of declaration.</summary>
    public static IReadOnlyList<Marked> MarkedIn(INamedTypeSymbol type) => Known.GetValue(type, static t =>
        [.. from method in t.GetMembers().OfType<IMethodSymbol>()
            from attribute in method.GetAttributes()
            where Types.Is(attribute.AttributeClass, "Autodiff", "DifferentiableAttribute")
            select new Marked(method, attribute, StemOf(method, attribute))]);

    private static string StemOf(IMethodSymbol method, AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(a => a.Key == "Name").Value.Value as string ?? method.Name;

    private static bool IsSame(Marked marked, IMethodSymbol method, AttributeData attribute) =>
        SymbolEqualityComparer.Default.Equals(marked.Method, method)
        && marked.Attribute.ApplicationSyntaxReference?.Span == attribute.ApplicationSyntaxReference?.Span
        && marked.Attribute.ApplicationSyntaxReference?.SyntaxTree == attribute.ApplicationSyntaxReference?.SyntaxTree;

    /// <summary>The number that tells attributes with one stem apart, in file names and helper classes: 0 if there is but one.</summary>
    public static int Ordinal(IMethodSymbol method, AttributeData attribute, string stem)
    {
        Marked[] alike = [.. MarkedIn(method.ContainingType).Where(m => string.Equals(m.Stem, stem, StringComparison.OrdinalIgnoreCase))];
        return alike.Length < 2 ? 0 : Array.FindIndex(alike, m => IsSame(m, method.PartialDefinitionPart ?? method, attribute) || IsSame(m, method, attribute)) + 1;
    }

    public static void Check(ReadContext context, Signature signature, IMethodSymbol method, AttributeData attribute)
    {
        INamedTypeSymbol type = method.ContainingType;
        Marked[] others = [.. MarkedIn(type).Where(m => m.Stem == signature.Stem && !IsSame(m, method, attribute) && !IsSame(m, method.PartialDefinitionPart ?? method, attribute))];
        foreach (DerivativeKinds kind in Kinds)
        {
            if ((signature.Generate & kind) == 0) continue;
            foreach ((string name, ImmutableArray<string> parameters) in MembersOf(method, kind, signature))
            {
                // The user's own method is the member.
                if (type.GetMembers(name).Any(m => IsOwnDerivative(context, signature, method, m, kind)))
                {
                    signature.Leave(kind);
                    continue;
                }
                string shown = name + "(" + string.Join(", ", parameters) + ")";
                string? collision = type.GetMembers(name).Where(m => !ReadContext.IsGenerated(m)).Select(m => Clash(m, method.Arity, parameters)).Select(c => c is null ? null : "'" + c + "'").FirstOrDefault(c => c is not null);
                if (collision is null && type.Name == name) collision = "the type '" + Types.Show(type) + "'";
                foreach (Marked other in others)
                {
                    if (collision is not null) break;
                    var quiet = new Signature(new ReadContext(context.Compilation, type, stateChanges: false, context.Token), other.Method, other.Attribute);
                    quiet.Read();
                    if ((quiet.Generate & kind) == 0) continue;
                    foreach ((string theirName, ImmutableArray<string> theirs) in MembersOf(other.Method, kind, quiet))
                        if (theirName == name && other.Method.Arity == method.Arity && AreAlike(theirs, parameters)) collision = "'" + name + "(" + string.Join(", ", theirs) + ")', which is generated too";
                }
                if (collision is not null) context.Report(Descriptors.Collision, signature.CollisionLocation, shown, collision, Suggestion(type, signature.Stem));
            }
        }
    }

    private static bool IsOwnDerivative(ReadContext context, Signature signature, IMethodSymbol method, ISymbol member, DerivativeKinds kind) =>
        CustomDerivatives.Of(context.Compilation, context.Token).For(context.Compilation, method, signature.Stem, context.Token) is { } custom
        && SymbolEqualityComparer.Default.Equals(member, kind == DerivativeKinds.Vjp ? custom.Vjp : kind == DerivativeKinds.Jvp ? custom.Jvp : null);

    /// <summary>The member's signature if C# would not let it stand beside the generated one.</summary>
    private static string? Clash(ISymbol member, int arity, ImmutableArray<string> parameters)
    {
        if (member is not IMethodSymbol method) return member.Name;
        if (method.Arity != arity) return null;
        string[] theirs = [.. method.Parameters.Select(p => Passing(p) + Types.Show(p.Type))];
        return AreAlike(theirs, parameters) ? method.Name + "(" + string.Join(", ", theirs) + ")" : null;
    }

    private static string Suggestion(INamedTypeSymbol type, string stem)
    {
        string name = stem + "Of" + type.Name;
        for (int i = 2; MarkedIn(type).Any(m => m.Stem == name); i++) name = stem + "Of" + type.Name + i;
        return name;
    }

    // ref, in and out do not make signatures differ from each other, only from passing by value; nor do nullable annotations.
    private static string Bare(string parameter)
    {
        string bare = parameter.Replace("?", "");
        foreach (string passing in new[] { "out ", "in ", "ref readonly " })
            if (bare.StartsWith(passing, StringComparison.Ordinal)) return "ref " + bare.Substring(passing.Length);
        return bare;
    }

    public static string Passing(IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.Ref => "ref ", RefKind.Out => "out ", RefKind.In => "in ", RefKind.RefReadOnlyParameter => "ref readonly ", _ => "",
    };

    /// <summary>The parameters of a generated member, by the contract: those of the method, then the derivative parameters.</summary>
    public static ImmutableArray<string> ParametersOf(IMethodSymbol method, DerivativeKinds kind, Signature signature) =>
        kind == DerivativeKinds.Variable ? OnVariables(method, signature)
            : ParametersOf(method, kind, signature.Fields, signature.Differentiated, signature.Constant, signature.Receiver);

    public static ImmutableArray<string> ParametersOf(
        IMethodSymbol method, DerivativeKinds kind, ImmutableArray<ISymbol> fields, ImmutableArray<int> differentiated, ImmutableArray<int> constant, Layout? receiver = null) =>
        ParametersOf(method, kind, fields, differentiated, constant, receiver, Types.Show, "");

    /// <summary>The same with types as <paramref name="show"/> gives them, and spans of that namespace.</summary>
    public static ImmutableArray<string> ParametersOf(
        IMethodSymbol method, DerivativeKinds kind, ImmutableArray<ISymbol> fields, ImmutableArray<int> differentiated, ImmutableArray<int> constant, Layout? receiver,
        Func<ITypeSymbol, string> show, string space)
    {
        var list = ImmutableArray.CreateBuilder<string>();
        foreach (IParameterSymbol parameter in method.Parameters) list.Add(Passing(parameter) + show(parameter.Type));
        string returned = show(method.ReturnType);
        bool returnsNumber = Layout.IsDifferentiable(method.ReturnType);
        if (kind == DerivativeKinds.Vjp && returnsNumber) list.Add(Types.Of(method.ReturnType).Shape == Shape.Array ? space + "ReadOnlySpan<" + ElementOf(Types.Of(method.ReturnType), method) + ">" : returned);
        Carried[] inputs = [.. Carrying(outputs: false)];
        switch (kind)
        {
            case DerivativeKinds.Jvp: list.AddRange(Carrying(outputs: true).Select(Tangent)); break;
            case DerivativeKinds.Vjp: list.AddRange(Carrying(outputs: true).Select(p => p.Passing == RefKind.Out ? p.Element : Filled(p, "ref "))); break;
            case DerivativeKinds.Taylor: list.AddRange(new[] { "int", space + "Span<double>" }); break;
            case DerivativeKinds.Jacobian: list.AddRange(inputs.Select(p => space + "Span<" + p.Element + ">")); break;
            default:
                if (kind == DerivativeKinds.Hvp) list.AddRange(inputs.Select(Tangent));
                list.AddRange(inputs.Select(p => Filled(p, "out ")));
                if (kind is DerivativeKinds.Hvp or DerivativeKinds.HessianDiagonal) list.AddRange(inputs.Select(p => Filled(p, "out ")));
                if (kind == DerivativeKinds.Hessian) list.Add(space + "Span<" + (inputs.Any(p => p.Element == "double") ? "double" : inputs.Any(p => p.Element == Signature.NumberOf(method)?.Name) ? Signature.NumberOf(method)!.Name : "float") + ">");
                break;
        }
        if (kind == DerivativeKinds.Jvp && returnsNumber) list.Add("out " + returned);
        return list.ToImmutable();

        IEnumerable<Carried> Carrying(bool outputs)
        {
            if (receiver is not null) yield return new Carried(show(receiver.Type), Shape.Opaque, false, RefKind.None);
            foreach (ISymbol field in fields)
            {
                IrType type = Types.Of(ReceiverFields.TypeOf(field));
                yield return new Carried(ElementOf(type, method), type.Shape, type.IsMemory, RefKind.None);
            }
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                if (!Layout.IsDifferentiable(parameter.Type) || constant.Contains(parameter.Ordinal)) continue;
                IrType type = Types.Of(parameter.Type);
                Layout? layout = Layout.Of(parameter);
                if (layout is { IsContainer: true })
                {
                    if (differentiated.Contains(parameter.Ordinal)) yield return new Carried(show(parameter.Type), Shape.Opaque, false, RefKind.None, layout);
                    continue;
                }
                Carried carried = new(
                    layout is null ? ElementOf(type, method) : show((layout.Element ?? layout).Type), layout?.Shape ?? type.Shape,
                    type.IsMemory || layout is { IsMemory: true }, parameter.RefKind);
                bool output = carried.IsMemory ? carried.Shape == Shape.Span : parameter.RefKind is RefKind.Ref or RefKind.Out;
                if (differentiated.Contains(parameter.Ordinal) || (output && outputs)) yield return carried;
            }
        }

        string Tangent(Carried p) =>
            p.Shape == Shape.ReadOnlySpan ? space + "ReadOnlySpan<" + p.Element + ">"
            : p.IsMemory ? Filled(p, "")
            : p.Passing == RefKind.Ref ? "ref " + p.Element : p.Passing == RefKind.Out ? "out " + p.Element : p.Element;

        string Filled(Carried p, string passing) =>
            p.Container is { } container ? (container.PassesByReference ? "ref " : "") + p.Element
            : p.Shape == Shape.Jagged ? p.Element + "[][]"
            : p.Shape == Shape.Array2D ? p.Element + "[,]" : p.IsMemory ? space + "Span<" + p.Element + ">" : passing + p.Element;
    }

    /// <summary>An input or output as its derivative parameters see it: the text of the scalar, struct or element.</summary>
    private sealed record Carried(string Element, Shape Shape, bool IsMemory, RefKind Passing, Layout? Container = null);

    private static string ElementOf(IrType type, IMethodSymbol method) =>
        type.Element == Scalar.F64 ? "double" : type.Element == Scalar.Generic && Signature.NumberOf(method) is { } number ? number.Name : "float";
}

// Names and signatures of the members over batches, as far as declarations tell them.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static partial class Collisions
{
    /// <summary>The members that a kind stands for, each with the types of its parameters.</summary>
    private static IEnumerable<(string Name, ImmutableArray<string> Parameters)> MembersOf(IMethodSymbol method, DerivativeKinds kind, Signature signature)
    {
        string stem = signature.Stem;
        if (kind != DerivativeKinds.Batch)
        {
            yield return (kind == DerivativeKinds.Variable ? stem : stem + kind, ParametersOf(method, kind, signature));
            yield break;
        }
        string[] own = [.. method.Parameters.SelectMany(OfParameter)];
        string[] results = Layout.Of(method.ReturnType) is { } layout ? [.. layout.Leaves.Select(l => Spanned(l.Type, isWritten: true))]
            : Types.Of(method.ReturnType).IsFloat ? [Spanned(Types.Of(method.ReturnType), isWritten: true)] : [];
        string[] derivatives = [.. method.Parameters.Where(p => signature.Differentiated.Contains(p.Ordinal)).SelectMany(OfDerivative)];
        yield return (stem + "Batch", [.. own, .. results]);
        if (Types.Of(method.ReturnType).IsFloat) yield return (stem + "GradientBatch", [.. own, .. results, .. derivatives]);
        yield return (stem + "JacobianBatch", [.. own, .. results, .. derivatives]);

        IEnumerable<string> OfParameter(IParameterSymbol parameter)
        {
            if (!signature.Batched.Contains(parameter.Ordinal)) return [Passing(parameter) + Types.Show(parameter.Type)];
            bool isWritten = parameter.RefKind is RefKind.Ref or RefKind.Out;
            return Layout.Of(parameter) is { } leaves ? leaves.Leaves.Select(l => Spanned(l.Type, isWritten)) : [Spanned(Types.Of(parameter.Type), isWritten)];
        }

        IEnumerable<string> OfDerivative(IParameterSymbol parameter) =>
            Layout.Of(parameter) is { } leaves ? leaves.Leaves.Where(l => l.IsDifferentiable).Select(l => Spanned(l.Type, isWritten: true)) : [Spanned(Types.Of(parameter.Type), isWritten: true)];

        string Spanned(IrType type, bool isWritten) =>
            (isWritten ? "Span<" : "ReadOnlySpan<") + (type.Element == Scalar.Generic && Signature.NumberOf(method) is { } number ? number.Name : type.CSharp) + ">";
    }
}

// The signature of the overload over variables, as far as declarations tell it.
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static partial class Collisions
{
    /// <summary>A differentiated span: a variable if its entry value counts, the shape of a result if it is only filled. The body decides, so it may be either.</summary>
    private const string Either = "Variable or shape";

    private static ImmutableArray<string> OnVariables(IMethodSymbol method, Signature signature)
    {
        var list = ImmutableArray.CreateBuilder<string>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            IrType type = Types.Of(parameter.Type);
            string variable = type.IsDifferentiable ? "Variable<" + ElementOf(type, method) + ">" : "";
            bool differentiated = signature.Differentiated.Contains(parameter.Ordinal);
            if (parameter.RefKind == RefKind.Out) continue;
            if (type.IsDifferentiable && type.Shape == Shape.Span) list.Add(differentiated ? Either : "ReadOnlySpan<nint>");
            else if (type.IsDifferentiable && (type.IsMemory || differentiated || parameter.RefKind == RefKind.Ref)) list.Add(variable);
            else list.Add(type.Shape == Shape.ReadOnlySpan ? Types.Show(parameter.Type).Replace("ReadOnlySpan<", "ReadOnlyMemory<") : Types.Show(parameter.Type));
        }
        return list.ToImmutable();
    }

    private static bool AreAlike(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Count == right.Count && left.Zip(right, IsAlike).All(same => same);

    private static bool IsAlike(string left, string right)
    {
        (left, right) = (Bare(left), Bare(right));
        return left == right || (left == Either && IsVariableOrShape(right)) || (right == Either && IsVariableOrShape(left));
    }

    private static bool IsVariableOrShape(string type) => type is "Variable<double>" or "Variable<float>" or "ReadOnlySpan<nint>";
}

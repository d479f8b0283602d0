// Whether a method can have an overload over variables: what its parameters and its result would have to be.
using System.Linq;
using Autodiff.Generators.Diagnostics;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static class VariableCheck
{
    public static void Run(ReadContext context, Signature signature, IMethodSymbol method)
    {
        if ((signature.Generate & DerivativeKinds.Variable) == 0) return;
        void Refuse(string why, string remedy, Location? location = null) =>
            context.Report(Descriptors.NotRecordable, location ?? signature.GenerateLocation, method.Name, why, remedy);

        if (!method.IsStatic) Refuse("it is an instance method", "mark a static method that takes what it needs as parameters");
        if (method.IsGenericMethod || method.Nest().Any(t => t.TypeParameters.Length > 0)) Refuse("it is generic", "write it for double or float");
        if (!method.ReturnsVoid && !Types.Of(method.ReturnType).IsFloat) Refuse("it returns '" + Types.Show(method.ReturnType) + "'", "return a double or float, or fill spans");
        Scalar? element = Types.Of(method.ReturnType).IsFloat ? Types.Of(method.ReturnType).Element : null;
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            Location location = parameter.Locations.FirstOrDefault() ?? signature.GenerateLocation;
            IrType type = Types.Of(parameter.Type);
            string name = "'" + parameter.Name + "'";
            bool isVariable = type.IsDifferentiable && (type.IsMemory || signature.Differentiated.Contains(parameter.Ordinal) || parameter.RefKind is RefKind.Ref or RefKind.Out);
            if (!type.IsDifferentiable && signature.Differentiated.Contains(parameter.Ordinal))
                Refuse(name + " is of type '" + Types.Show(parameter.Type) + "' and is differentiated", "pass its numbers as spans and numbers of their own", location);
            else if (type.IsDifferentiable && type.Shape is Shape.Array or Shape.Array2D or Shape.Jagged) Refuse(name + " is an array", "make it a ReadOnlySpan or Span", location);
            else if (type.Shape == Shape.Span && !type.IsDifferentiable) Refuse(name + " is a span of constants that can be written", "make it a ReadOnlySpan", location);
            else if (type.Shape == Shape.Span && Signature.IsConstant(parameter)) Refuse(name + " can be written and is marked [NotDifferentiable]", "allocate it inside, or take the mark away", location);
            else if (parameter.RefKind is RefKind.Ref or RefKind.Out && (!type.IsFloat || Signature.IsConstant(parameter))) Refuse(name + " is a constant that is written", "pass it by value", location);
            else if (parameter.Type.IsRefLikeType && !type.IsMemory) Refuse(name + " is a ref struct, which a recorded operation cannot keep", "pass what it holds", location);
            else if (isVariable && element is not null && element != type.Element) Refuse("it mixes double and float", "use one of them for everything that is a variable", location);
            if (isVariable) element ??= type.Element;
        }
    }
}

// Methods of the IR that stand for C# methods whose bodies are not read.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace Autodiff.Generators.Frontend;

internal static class External
{
    /// <summary>Parameters and yields are those that the lowering gives a method; the body says that all memory may be read and written.</summary>
    public static Method Of(IMethodSymbol method, string key)
    {
        Builder builder = new();
        List<Value> parameters = [];
        List<SurfaceParameter> surface = [];
        List<IrType> yields = [];
        if (!method.ReturnsVoid) yields.Add(Types.Of(method.ReturnType));
        if (!method.IsStatic)
        {
            string name = "self", type = Types.Text(method.ContainingType);
            while (method.Parameters.Any(p => p.Name == name)) name += "_";
            parameters.Add(builder.NewValue(IrType.Opaque(type), name));
            surface.Add(new SurfaceParameter(name, type, Passing.ByValue, 0, -1, Implied: SurfaceParameter.This));
        }
        foreach (IParameterSymbol p in method.Parameters)
        {
            IrType type = Types.Of(p.Type);
            (int parameter, int result) = (-1, -1);
            if (p.RefKind != RefKind.Out)
            {
                parameter = parameters.Count;
                parameters.Add(builder.NewValue(type, p.Name));
            }
            if (p.RefKind is RefKind.Ref or RefKind.Out && !type.IsMemory)
            {
                result = yields.Count;
                yields.Add(type);
            }
            surface.Add(new SurfaceParameter(p.Name, Types.Text(p.Type), MethodReader.PassingOf(p), parameter, result, MethodReader.IsScoped(p)));
        }
        builder.Effect("external", [.. parameters.Where(p => builder.TypeOf(p).IsMemory)]);
        Value[] results = [.. yields.Select(builder.Undefined)];
        Surface shown = new(method.Name, MethodReader.Modifiers(method), Types.Text(method.ReturnType), method.ReturnsVoid ? -1 : 0, surface.ToEquatableArray());
        return builder.ToMethod(key, [.. parameters], results, shown, MethodReader.CallTextOf(method)) with { IsExternal = true };
    }

    /// <summary>What the checks of calls know of such a method.</summary>
    public static MethodFacts FactsOf(IMethodSymbol method)
    {
        var facts = new MethodFacts();
        foreach (IParameterSymbol p in method.Parameters)
            if (p.RefKind is RefKind.Ref or RefKind.Out || Types.Of(p.Type) is { IsMemory: true, Shape: not Shape.ReadOnlySpan }) facts.WrittenParameters.Add(p.Ordinal);
        return facts;
    }
}

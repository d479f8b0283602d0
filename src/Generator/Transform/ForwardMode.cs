// Forward mode: a method of the IR that computes the value and pushes one tangent direction along.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// The derivative method has the parameters of the method, then one tangent per active parameter (a scalar, or shadow memory; tapes carry their
/// tangents themselves); it yields what the method yields, then the tangents of the active yields. Everything the method does it does too,
/// once and in order; tangents follow their values.
/// </summary>
internal static partial class ForwardMode
{
    /// <summary>
    /// The derivative of the entry method <paramref name="key"/>; those of its callees are left in the derivation. With lanes, every tangent is a vector of as many directions;
    /// <see cref="LanesFor"/> says where that can be.
    /// </summary>
    internal static Method Differentiate(Derivation derivation, string key, Pattern pattern, byte lanes = 1)
    {
        Method method = derivation.Find(key);
        return Derive(derivation, method, pattern, key + "!" + Mode(lanes), method.Surface.Name + "Jvp", lanes);
    }

    /// <summary>Key of the derivative of a callee, made once per pattern.</summary>
    internal static string Helper(Derivation derivation, string key, Pattern pattern, byte lanes = 1) =>
        derivation.Derive(key, Mode(lanes), pattern, (derived, name) => Derive(derivation, derivation.Find(key), pattern, derived, name, lanes));

    private static string Mode(byte lanes) => lanes == 1 ? "Jvp" : "Jvp" + lanes;

    private static Method Derive(Derivation derivation, Method method, Pattern pattern, string key, string name, byte lanes)
    {
        if (method.Custom?.Jvp is not null) return CustomDerivative.Jvp(derivation, method, pattern, key, name);
        if (method.IsExternal) throw new InvalidOperationException($"{method.Key} has neither a body nor a Jvp.");
        Builder b = new();
        ForwardSweep sweep = new(derivation, method, pattern, b, lanes);

        EquatableArray<Value> originals = method.Body.Parameters;
        List<Value> parameters = [.. originals.Select(sweep.Define)];
        for (int k = 0; k < originals.Count; k++)
            if (pattern.Parameters[k] && method.TypeOf(originals[k]) is { IsDifferentiable: true } type)
                parameters.Add(sweep.DefineTangent(originals[k], type));
        sweep.DefineOwnShadows();

        foreach (Instr instruction in method.Body.Body) sweep.Copy(instruction);

        List<Value> yields = [.. method.Body.Yields.Select(v => sweep[v])];
        List<string> names = [.. Enumerable.Range(0, yields.Count).Select(k => NameOfYield(method.Surface, k, "result"))];
        for (int k = 0; k < method.Body.Yields.Count; k++)
        {
            if (!pattern.Yields[k]) continue;
            yields.Add(sweep.Tangent(method.Body.Yields[k]));
            names.Add(NameOfYield(method.Surface, k, "") is { Length: > 0 } own ? own + "Tangent" : "tangent");
        }
        Surface surface = Surfaces.Helper(name, v => new ValueInfo(b.TypeOf(v), b.HintOf(v)), parameters, yields, names);
        return b.ToMethod(key, [.. parameters], [.. yields], surface);
    }

    /// <summary>Name of the ref or out parameter whose final value is the yield.</summary>
    private static string NameOfYield(Surface surface, int yield, string otherwise) =>
        surface.Parameters.FirstOrDefault(p => p.Result == yield)?.Name ?? otherwise;
}

// The gradient of a method as a method of its own, differentiated once more: forward over reverse.
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

/// <summary>
/// The gradient has the parameters of the method, then one buffer per differentiated memory parameter, which it sets; it yields what the method yields, then the gradient of
/// each differentiated scalar. Its <see cref="Derivation"/> is over a program that contains it, simplified, with the helpers of the first differentiation.
/// </summary>
internal sealed class GradientMethod
{
    private readonly Derivation _composed;
    private readonly Method _gradient;
    private readonly Pattern _pattern;

    private GradientMethod(Derivation composed, Method gradient, Pattern pattern) => (_composed, _gradient, _pattern) = (composed, gradient, pattern);

    /// <summary>Made once per derivation; <paramref name="m"/> says what is differentiated.</summary>
    public static GradientMethod Of(Derivation derivation, MemberBuilder m)
    {
        if (derivation.Gradient is { } known) return known;
        Method entry = derivation.Program.Entry;
        Pattern pattern = m.Pattern(p => p.IsDifferentiated, returned: true, mutable: false);
        Method joined = ReverseMode.Joined(derivation, entry.Key, pattern, entry.Key + "!Gradient", m.Stem + "Gradient", fresh: pattern.Parameters);

        Builder b = new();
        Value[] primal = [.. entry.Body.Parameters.Select(p => b.NewValue(entry.TypeOf(p), entry.Values[p.Id].Hint))];
        Value[] buffers = [.. m.Inputs.Where(p => p.IsMemory).Select(p => b.NewValue(Surfaces.Shadow(p.Type, adjoint: true), p.Name + "Gradient"))];
        foreach (Value buffer in buffers) b.Fill(buffer, b.Zero(b.TypeOf(buffer).ElementType));
        Value[] parameters = [.. primal, .. buffers];
        Value[] yields = new Rewriter(joined, b).Inline([.. primal, b.Constant(m.ReturnType, 1.0), .. buffers]);
        string?[] names =
        [
            .. Enumerable.Range(0, m.PrimalYields).Select(k => entry.Surface.Parameters.FirstOrDefault(p => p.Result == k)?.Name ?? "result"),
            .. m.Inputs.Where(p => !p.IsMemory).Select(p => p.Name + "Gradient"),
        ];
        Surface surface = Surfaces.Helper(m.Stem + "Gradient", v => new(b.TypeOf(v), b.HintOf(v)), parameters, yields, names);
        Method gradient = Simplify.Run(b.ToMethod(entry.Key + "!GradientMethod", parameters, yields, surface));

        Derivation composed = derivation.Compose(new Program([gradient, .. derivation.Derived.Select(d => Simplify.Run(d)), .. derivation.Program.Methods]));
        return derivation.Gradient = new GradientMethod(composed, gradient, PatternOf(m, yields.Length, buffers.Length));
    }

    // Active: what carries a derivative into the gradient, the buffers, the final values of differentiated refs, and the gradients of scalars.
    private static Pattern PatternOf(MemberBuilder m, int yields, int buffers)
    {
        Pattern own = m.Pattern(p => p.IsMemory ? p.CarriesDerivative : p.IsDifferentiated, returned: false, mutable: false);
        bool[] active = [.. own.Yields, .. Enumerable.Repeat(true, yields - m.PrimalYields)];
        foreach (EntryParameter p in m.Inputs.Where(p => p.IsRef && !p.IsMemory)) active[p.Result] = true;
        return new Pattern(new([.. own.Parameters, .. Enumerable.Repeat(true, buffers)]), new(active), new([.. own.Stable, .. Enumerable.Repeat(true, buffers)]));
    }

    /// <summary>
    /// The directional derivative of the gradient: its parameters, then a direction per active parameter of the method, then one buffer per gradient buffer; its yields, then the
    /// direction of each differentiated ref's final value, then the derivative of each differentiated scalar's gradient.
    /// </summary>
    public Method Pushed(byte lanes = 1) => ForwardMode.Differentiate(_composed, _gradient.Key, _pattern, lanes);

    /// <summary>The same as a helper that members call.</summary>
    public Method PushedHelper(byte lanes) => _composed.Find(ForwardMode.Helper(_composed, _gradient.Key, _pattern, lanes));
}

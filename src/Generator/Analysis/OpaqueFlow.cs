// How activity passes a method whose derivative the user wrote: by its signature, whatever its body does.
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Analysis;

/// <summary>
/// A rounding with a custom derivative has one although its body has none. So every float result and all memory that can be written depend on
/// every parameter that carries a derivative.
/// </summary>
internal static class OpaqueFlow
{
    /// <summary>As <see cref="ActivitySummaries.Varied"/>.</summary>
    public static EquatableArray<bool> Varied(Method method, EquatableArray<bool> parameters)
    {
        bool any = parameters.Where((varies, k) => varies && Carries(method, k)).Any();
        return
        [
            .. method.Body.Yields.Select(y => any && method.TypeOf(y).IsFloat),
            .. method.Body.Parameters.Select((_, k) => parameters[k] || (any && IsMutable(method, k))),
        ];
    }

    /// <summary>As <see cref="ActivitySummaries.Useful"/>.</summary>
    public static EquatableArray<bool> Useful(Method method, EquatableArray<bool> yields, EquatableArray<bool> memory)
    {
        bool any = yields.Where((useful, k) => useful && method.TypeOf(method.Body.Yields[k]).IsFloat).Any()
            || memory.Where((useful, k) => useful && IsMutable(method, k)).Any();
        return
        [
            .. method.Body.Yields.Select(_ => false),
            .. method.Body.Parameters.Select((_, k) => (memory[k] && !method.TypeOf(method.Body.Parameters[k]).IsScalar) || (any && Carries(method, k))),
        ];
    }

    /// <summary>The body parameter is differentiable and the rule, if there is one, has an adjoint and a tangent for it.</summary>
    public static bool Carries(Method method, int parameter) =>
        method.TypeOf(method.Body.Parameters[parameter]).IsDifferentiable
        && (method.Custom is not { } rule || rule.Carrying.Any(s => method.Surface.Parameters[s].Parameter == parameter));

    private static bool IsMutable(Method method, int parameter) =>
        Carries(method, parameter) && method.TypeOf(method.Body.Parameters[parameter]) is { IsMemory: true, Shape: not Shape.ReadOnlySpan };
}

// What crosses the equality wall: one attributed method, read, with everything its derivatives are made from.
using System;

namespace Autodiff.Generators.Ir;

/// <summary>Mirror of the runtime's Autodiff.Derivatives, same values.</summary>
[Flags]
internal enum DerivativeKinds
{
    None = 0, Gradient = 1, Jvp = 2, Vjp = 4, Jacobian = 8, Hvp = 16, Hessian = 32, HessianDiagonal = 64, Taylor = 128, Batch = 256, Variable = 512,
}

/// <summary>Mirror of the runtime's Autodiff.Lanes, same values.</summary>
internal enum LaneChoice { Auto, Inner, Outer, None }

/// <summary>One level of the type nest the members go into: "public static partial class", "Regression", type parameters or "".</summary>
internal sealed record TypeHeader(string Declaration, string Name, string TypeParameters);

/// <summary>
/// Type parameters of a generic method as its members repeat them ("&lt;T&gt;", "where T : IFloatingPointIeee754&lt;T&gt;"); <see cref="Number"/> is the one that stands for
/// a floating-point type (<see cref="Scalar.Generic"/>), be it the method's or its type's; empty if there is none.
/// </summary>
internal sealed record GenericHeader(string Parameters, EquatableArray<string> Constraints, string Number);

/// <summary>
/// One [Differentiable] attribute on one method. <see cref="Program"/> holds the method (entry) and every helper it reaches.
/// <see cref="Differentiated"/> and <see cref="Constant"/> index the entry's surface parameters: those differentiated, and those marked [NotDifferentiable].
/// <see cref="HiddenNames"/>: simple names of library types (<see cref="LibraryNames"/>) that mean something else in the type.
/// <see cref="HelperClass"/>: name of the nested class for helpers' derivatives, unique in the type. <see cref="HintName"/>: unique file hint ("N.C.Loss#1").
/// <see cref="Nested"/>: the derivatives of other methods that the program calls; until they are made, an external method stands for each. <see cref="IsNested"/>: this is such a
/// derivative, whose callers have been checked where they are read. <see cref="Batched"/>: the surface parameters that members over batches have a span for.
/// </summary>
internal sealed record DerivativeRequest(
    string Namespace,
    EquatableArray<TypeHeader> Types,
    string Modifiers,
    string Stem,
    string HintName,
    string HelperClass,
    DerivativeKinds Generate,
    LaneChoice Lanes,
    Program Program,
    EquatableArray<int> Differentiated,
    EquatableArray<int> Constant,
    EquatableArray<string> HiddenNames = default,
    GenericHeader? Generics = null,
    EquatableArray<DerivedMember> Nested = default,
    bool IsNested = false,
    EquatableArray<int> Batched = default);

/// <summary>A derivative that the user's code calls: key of the method in the caller's program, which kind, and the request that it would be generated from.</summary>
internal sealed record DerivedMember(string Key, DerivativeKinds Kind, DerivativeRequest Request);

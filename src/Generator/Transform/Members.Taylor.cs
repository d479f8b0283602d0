// The member of Taylor mode: the coefficients of F's series in its one differentiated scalar.
using System.Linq;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal static partial class Members
{
    public static Method Taylor(Derivation derivation, DerivativeRequest request)
    {
        MemberBuilder m = new(request, derivation, "Taylor");
        Builder b = m.Builder;
        EntryParameter input = m.Inputs.Single();
        Value order = m.AddValue("order", IrType.I32);
        Value coefficients = m.AddBuffer("coefficients", Scalar.F64, () => (b.Add(b.Let(Op.Convert, IrType.I64, order), b.Int(1, Scalar.I64)), b.Int(1)));
        b.Guard("global::System.ArgumentOutOfRangeException.ThrowIfNegative({0})", order);
        m.Guards();

        Value length = b.Length(coefficients), x = m.PrimalValues[input.Index];
        Value variable = b.Allocate(SeriesSpace.Type, input.Name + "Series", writeOnce: false, length);
        b.Effect("global::Autodiff.TaylorSeries.Variable({0}, {1})", x, variable);
        Method derived = TaylorMode.Differentiate(derivation, m.Entry.Key, m.Pattern(p => p == input, returned: true, mutable: false));
        Value[] results = m.Inline(derived, [.. m.PrimalValues, length, variable, coefficients]);
        return m.Finish(results, $"Value of <c>{request.Stem}</c> and the coefficients of its Taylor series in {m.Named}: <c>coefficients[k]</c> is the k-th derivative over k!; sets them.");
    }
}

// Rows of the functions of Ad: error functions, gamma functions, logistic functions, accurate expm1 and log1p.
using System.Collections.Generic;
using Autodiff.Generators.Ir;
using static Autodiff.Generators.Rules.Contribution;
using static Autodiff.Generators.Rules.Formula;

namespace Autodiff.Generators.Rules;

internal static partial class RuleTable
{
    private static IEnumerable<Rule> Special()
    {
        Expression x = X0;
        yield return new(Op.Erf, "Ad.Erf(x)", 25, [Times(TwoOverSqrtPi * Exp(-(x * x)))]);
        yield return new(Op.Erfc, "Ad.Erfc(x)", 25, [Times(-(TwoOverSqrtPi * Exp(-(x * x))))]);
        yield return new(Op.NormalCdf, "Ad.NormalCdf(x)", 25, [Times(InverseSqrtTwoPi * Exp(-0.5 * (x * x)))]);

        const string Poles = "NaN at 0, −1, −2, …";
        yield return new(Op.LogGamma, "Ad.LogGamma(x)", 40, [StrongTimes(Apply(Op.Digamma, x))], "the logarithm of |Γ(x)|; ∓∞ at ±0; NaN at −1, −2, …");
        yield return new(Op.Digamma, "Ad.Digamma(x)", 40, [StrongTimes(Apply(Op.Trigamma, x))], "+∞ at 0, −1, −2, …");
        yield return new(Op.Trigamma, "Ad.Trigamma(x)", 40, [StrongTimes(Apply(Op.Polygamma, x, Whole(2)))], Poles);
        yield return new(Op.Polygamma, "Ad.Polygamma(x, n)", 150, [StrongTimes(Apply(Op.Polygamma, x, X1 + Whole(1))), None],
            "at 0, −1, −2, …: NaN for odd n, +∞ for even n; n is an integer");

        yield return new(Op.Sigmoid, "Ad.Sigmoid(x)", 15, [Times(Result * (1 - Result))]);
        yield return new(Op.Softplus, "Ad.Softplus(x)", 25, [Times(Apply(Op.Sigmoid, x))]);
        yield return new(Op.LogSigmoid, "Ad.LogSigmoid(x)", 25, [Times(Apply(Op.Sigmoid, -x))]);
        yield return new(Op.Expm1, "Ad.Expm1(x)", 12, [StrongTimes(Exp(x))], "+∞ where the value overflows");
        yield return new(Op.Log1p, "Ad.Log1p(x)", 12, [StrongTimes(Select(x < -1, NaN, 1 / (1 + x)))], "+∞ at −1; NaN for x < −1");
    }
}

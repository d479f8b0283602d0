// The primitives that VectorMath has as functions of vectors.
namespace Autodiff.Generators.Ir;

internal static class VectorFunctions
{
    public static bool Has(Op op) => NameOf(op) is not null;

    /// <summary>The function's name in VectorMath, or null.</summary>
    public static string? NameOf(Op op) => op switch
    {
        Op.ExpM1 or Op.ExpMinusOne => "Expm1",
        Op.LogP1 or Op.LogOnePlus => "Log1p",
        Op.Exp or Op.Exp2 or Op.Log or Op.Log2 or Op.Log10 or Op.Pow or Op.Cbrt or Op.Hypot
            or Op.Tanh or Op.Sinh or Op.Cosh or Op.Asinh or Op.Acosh or Op.Atanh
            or Op.Sin or Op.Cos or Op.Tan or Op.Asin or Op.Acos or Op.Atan or Op.Atan2
            or Op.Erf or Op.Erfc or Op.NormalCdf or Op.LogGamma or Op.Digamma or Op.Trigamma or Op.Sigmoid or Op.Softplus or Op.LogSigmoid => op.ToString(),
        _ => null,
    };
}

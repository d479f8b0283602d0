// Points inside the domain of each primitive, away from kinks, with the distance that difference quotients may step.
using System.Collections.Generic;
using Autodiff.Generators.Ir;

namespace Autodiff.Generator.Tests.Rules;

internal static class Points
{
    /// <summary>A point and how far every float argument may be moved.</summary>
    public readonly record struct Point(double Step, object[] Args)
    {
        public override string ToString() => $"({string.Join(", ", Args)})";
    }

    private static Point At(double step, params object[] args) => new(step, args);

    public static IEnumerable<Point> Of(Op op) => op switch
    {
        Op.Neg or Op.Exp or Op.Exp2 or Op.ExpM1 or Op.Exp2M1 or Op.Exp10 or Op.Exp10M1 or Op.Sin or Op.Cos or Op.SinPi or Op.CosPi
            or Op.Sinh or Op.Cosh or Op.Tanh or Op.Asinh or Op.Atan or Op.AtanPi or Op.DegreesToRadians or Op.RadiansToDegrees =>
            [At(0.1, -1.3), At(0.1, -0.2), At(0.1, 0.0), At(0.1, 0.45), At(0.1, 2.1)],
        Op.Erf or Op.Erfc or Op.NormalCdf or Op.Sigmoid or Op.Softplus or Op.LogSigmoid or Op.Expm1 =>
            [At(0.1, -1.3), At(0.1, -0.2), At(0.1, 0.0), At(0.1, 0.45), At(0.1, 2.1)],
        Op.LogGamma or Op.Digamma or Op.Trigamma => [At(0.03, 0.7), At(0.1, 1.9), At(0.2, 4.6), At(0.5, 12.0), At(0.01, -1.5)],
        Op.Polygamma => [At(0.02, 0.9, 2), At(0.05, 2.5, 3), At(0.5, 12.0, 1), At(0.005, -0.4, 2)],
        Op.Log1p => [At(0.02, -0.8), At(0.1, 0.0), At(0.2, 2.7)],
        Op.Tan => [At(0.1, -1.1), At(0.1, 0.0), At(0.1, 0.7), At(0.1, 2.5)],
        Op.TanPi => [At(0.03, -0.3), At(0.03, 0.0), At(0.03, 0.2), At(0.03, 0.8)],
        Op.Asin or Op.Acos or Op.AsinPi or Op.AcosPi or Op.Atanh => [At(0.02, -0.9), At(0.05, -0.3), At(0.05, 0.0), At(0.05, 0.6)],
        Op.Acosh => [At(0.05, 1.4), At(0.1, 2.5), At(1, 30.0)],
        Op.Log or Op.Log2 or Op.Log10 or Op.Sqrt or Op.Norm or Op.ReciprocalSqrtEstimate => [At(0.02, 0.2), At(0.1, 1.0), At(0.2, 3.7), At(5, 90.0)],
        Op.LogP1 or Op.Log2P1 or Op.Log10P1 => [At(0.02, -0.8), At(0.1, 0.0), At(0.2, 2.7)],
        Op.Cbrt or Op.ReciprocalEstimate or Op.Abs => [At(0.05, -2.0), At(0.02, -0.3), At(0.05, 0.5), At(0.2, 4.0)],
        Op.RootN => [At(0.05, 2.0, 3), At(0.05, 0.7, 2), At(0.05, -2.5, 5), At(0.05, 1.7, 1), At(0.05, 1.7, -2), At(0.05, -1.7, -3), At(0.05, 3.0, 40)],
        Op.ScaleB => [At(0.1, 1.5, 3), At(0.1, -0.4, -2), At(0.1, 0.0, 0)],
        Op.Add or Op.Sub or Op.Mul => [At(0.1, 1.5, -2.0), At(0.1, 0.0, 0.3), At(0.1, -1.2, -0.4)],
        Op.Div => [At(0.1, 1.5, -2.0), At(0.05, 0.0, 0.6), At(0.1, -1.2, 7.0)],
        Op.Rem or Op.Ieee754Remainder => [At(0.02, 7.3, 2.1), At(0.02, -7.3, 2.1), At(0.02, 0.3, -1.1), At(0.02, 17.9, 3.0)],
        Op.Hypot => [At(0.1, 3.0, 4.0), At(0.1, -1.0, 0.3), At(0.02, 0.1, -0.1)],
        Op.Atan2 or Op.Atan2Pi => [At(0.05, 1.0, 2.0), At(0.05, -1.0, 0.3), At(0.05, 0.4, -0.7), At(0.05, 0.0, 0.5)],
        Op.Pow => [At(0.05, 2.0, 3.5), At(0.05, 0.6, -1.3), At(0.05, 1.0, 0.4), At(0.05, 3.0, 0.0), At(0.05, 2.0, 2.0), At(0.05, 2.0, 1.0)],
        Op.LogBase => [At(0.05, 2.0, 3.0), At(0.03, 0.6, 0.4), At(0.05, 5.0, 0.7)],
        Op.CopySign => [At(0.1, 2.0, 3.0), At(0.1, -2.0, 3.0), At(0.1, 2.0, -0.5), At(0.1, -2.0, -0.5)],
        Op.Min or Op.Max or Op.MinNumber or Op.MaxNumber or Op.MinNative or Op.MaxNative or Op.MinMagnitude or Op.MaxMagnitude
            or Op.MinMagnitudeNumber or Op.MaxMagnitudeNumber => [At(0.1, 1.0, 2.0), At(0.1, 2.0, 1.0), At(0.1, -3.0, 1.0), At(0.1, 0.5, -1.5)],
        Op.Clamp or Op.ClampNative or Op.ClampNumber or Op.ClampUnordered => [At(0.1, 0.5, -1.0, 1.0), At(0.1, -3.0, -1.0, 1.0), At(0.1, 2.0, -1.0, 1.0)],
        // Away from ties the count has no say.
        Op.MaxStep or Op.MinStep => [At(0.1, 1.0, 2.0, 1.0), At(0.1, 2.0, 1.0, 3.0)],
        Op.FusedMultiplyAdd or Op.MultiplyAddEstimate or Op.Lerp => [At(0.1, 1.5, -2.0, 0.3), At(0.1, -0.7, 0.4, 1.2)],
        Op.Select => [At(0.1, true, 1.5, -2.0), At(0.1, false, 1.5, -2.0)],
        Op.Convert => [At(0.1, 1.5)],
        Op.StrongZeroMul => [At(0.1, 1.5, -2.0), At(0.1, -0.4, 0.3)],
        // The increment is one unit in the last place: invisible in a difference.
        Op.BitIncrement or Op.BitDecrement => [At(0.1, 1.5), At(0.1, -0.3)],
        _ => [],
    };
}

// The primitives of Let: constants, arithmetic, comparisons, and every elementary function that has a rule.
namespace Autodiff.Generators.Ir;

/// <summary>
/// Pure operations. The type of the result (double, float, integer) is that of the defined value; operands of arithmetic have
/// the result's type, so C#'s implicit conversions appear as explicit <see cref="Convert"/>.
/// </summary>
internal enum Op
{
    // ---- structure
    /// <summary>A literal, in <c>Let.Literal</c>.</summary>
    Constant,
    /// <summary>No value: what a region yields where control never arrives (after a throw) or where nothing reads it. Emits nothing or <c>default</c>.</summary>
    Undefined,
    /// <summary>A pure C# expression that the IR does not look into; <c>Let.Text</c> with {0}, {1}… for the arguments. Zero derivative.</summary>
    Opaque,
    /// <summary>The argument itself, with zero derivative (Ad.Detach). Scalars only; a detached span is <c>Detach</c> of memory type.</summary>
    Detach,
    /// <summary>Length of a memory value (arg 0); for two-dimensional arrays arg 1 is a constant dimension 0 or 1. Result i32.</summary>
    Length,
    /// <summary>Numeric conversion to the result's type.</summary>
    Convert,
    /// <summary>arg0 ? arg1 : arg2, all evaluated; never faults; derivative never multiplies.</summary>
    Select,

    // ---- arithmetic (floats and integers)
    Add, Sub, Mul, Div, Rem, Neg,
    // ---- integers and booleans only
    And, Or, Xor, Not, ShiftLeft, ShiftRight, ShiftRightUnsigned,
    // ---- comparisons: operands of one type, result bool
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,

    // ---- functions of floats (also Abs, Min, Max, Clamp, Sign of integers, where no derivative exists)
    Abs, Sign, Floor, Ceiling, Round, Truncate, ILogB,
    Min, Max, MinNumber, MaxNumber, MinMagnitude, MaxMagnitude, MinMagnitudeNumber, MaxMagnitudeNumber, MinNative, MaxNative,
    Clamp, ClampNative,
    /// <summary>The Clamp of the numeric types themselves: unlike Math's it gives NaN if a bound is NaN, and the bound if both are zeros.</summary>
    ClampNumber,
    /// <summary>The lesser of the upper bound and the greater of the lower bound and the number, whatever the order of the bounds: the Clamp of TensorPrimitives.</summary>
    ClampUnordered,
    CopySign, BitIncrement, BitDecrement, ScaleB, Ieee754Remainder, FusedMultiplyAdd, MultiplyAddEstimate,
    ReciprocalEstimate, ReciprocalSqrtEstimate, Lerp, DegreesToRadians, RadiansToDegrees,
    Sqrt, Cbrt, RootN, Hypot, Pow,
    Exp, Exp2, Exp10, ExpM1, Exp2M1, Exp10M1,
    /// <summary>Natural logarithm.</summary>
    Log,
    /// <summary>Logarithm of arg 0 to the base arg 1.</summary>
    LogBase,
    Log2, Log10, LogP1, Log2P1, Log10P1,
    Sin, Cos, Tan, Asin, Acos, Atan, Atan2,
    SinPi, CosPi, TanPi, AsinPi, AcosPi, AtanPi, Atan2Pi,
    Sinh, Cosh, Tanh, Asinh, Acosh, Atanh,
    // ---- functions of floats that .NET has not, or not accurately near 0: those of Ad
    Erf, Erfc, NormalCdf, LogGamma, Digamma, Trigamma,
    /// <summary>Derivative of order arg 1 (i32) of the digamma function at arg 0.</summary>
    Polygamma,
    Sigmoid, Softplus, LogSigmoid,
    /// <summary>Ad's functions of these names; .NET's, <see cref="ExpM1"/> and <see cref="LogP1"/>, lose all digits near 0.</summary>
    Expm1, Log1p,
    // ---- predicates of floats, result bool
    IsNaN, IsFinite, IsInfinity, IsPositiveInfinity, IsNegativeInfinity, IsNegative, IsPositive, IsNormal, IsSubnormal, IsInteger, IsEvenInteger, IsOddInteger, IsPow2, IsRealNumber,

    // ---- recognised before differentiation, because their convention at special points is not that of their parts
    /// <summary>Square root of a sum of squares: a Euclidean norm. Value of <see cref="Sqrt"/>; derivative 0 at 0.</summary>
    Norm,
    /// <summary>One step m = Max(m, e) of a loop that only takes a maximum; arg 2: how many elements equal to the new m were seen, this one included.</summary>
    MaxStep,
    /// <summary>One step m = Min(m, e), likewise.</summary>
    MinStep,

    // ---- what rules need and C# has no name for
    /// <summary>adjoint (or tangent) times partial, 0 where the first is 0 even if the partial is infinite or NaN.</summary>
    StrongZeroMul,

    // ---- vectors (results with Lanes &gt; 1)
    /// <summary>A scalar repeated in all lanes.</summary>
    Broadcast,
    /// <summary>Sum over the lanes (scalar result).</summary>
    LaneSum,
    /// <summary>Greatest and least lane, as by Max and Min (scalar result).</summary>
    LaneMax, LaneMin,
    /// <summary>Whether a mask is true in some lane (scalar result).</summary>
    AnyLane,
    /// <summary>The lanes in the opposite order.</summary>
    ReverseLanes,
    /// <summary>The integers arg 0, arg 0 + arg 1, arg 0 + 2 · arg 1, … (i32, wrapping) converted to the element type, one per lane.</summary>
    Ramp,
    /// <summary>A mask: true in lane arg 0 (i32) and in those after it.</summary>
    LanesFrom,
}

// The interpreter's arithmetic: every Op on boxed numbers of their exact type, through the same library functions that emitted C# calls.
using System;
using System.Linq;
using System.Numerics;
using Autodiff.Generators.Ir;

namespace Autodiff.Generator.Tests.Ir;

internal static class Numbers
{
    public static int SizeOf(Scalar kind) => kind switch
    {
        Scalar.F64 or Scalar.I64 or Scalar.U64 or Scalar.NInt or Scalar.NUInt => 8,
        Scalar.F32 or Scalar.I32 or Scalar.U32 => 4,
        Scalar.I16 or Scalar.U16 or Scalar.Char => 2,
        _ => 1,
    };

    public static Type TypeOf(Scalar kind) => kind switch
    {
        Scalar.F64 => typeof(double), Scalar.F32 => typeof(float), Scalar.Bool => typeof(bool),
        Scalar.I8 => typeof(sbyte), Scalar.U8 => typeof(byte), Scalar.I16 => typeof(short), Scalar.U16 => typeof(ushort),
        Scalar.I32 => typeof(int), Scalar.U32 => typeof(uint), Scalar.I64 => typeof(long), Scalar.U64 => typeof(ulong),
        Scalar.NInt => typeof(nint), Scalar.NUInt => typeof(nuint), Scalar.Char => typeof(char),
        _ => throw new InterpreterException($"No C# type for {kind}."),
    };

    public static object FromLiteral(Literal literal) => literal.Kind switch
    {
        Scalar.F64 => literal.AsDouble,
        Scalar.F32 => (float)literal.AsDouble,
        Scalar.Bool => literal.AsBool,
        _ => FromInteger(literal.Kind, literal.Kind is Scalar.U64 or Scalar.NUInt ? (ulong)literal.Bits : (Int128)literal.Bits),
    };

    /// <summary>The integer wrapped to the width of its type.</summary>
    public static object FromInteger(Scalar kind, Int128 value)
    {
        long bits = unchecked((long)value);
        return unchecked(kind switch
        {
            Scalar.I8 => (object)(sbyte)bits, Scalar.U8 => (byte)bits, Scalar.I16 => (short)bits, Scalar.U16 => (ushort)bits,
            Scalar.I32 => (int)bits, Scalar.U32 => (uint)bits, Scalar.I64 => bits, Scalar.U64 => (ulong)bits,
            Scalar.NInt => (nint)bits, Scalar.NUInt => (nuint)bits, Scalar.Char => (char)bits,
            _ => throw new InterpreterException($"{kind} is no integer."),
        });
    }

    public static Int128 ToInteger(object value) => value switch
    {
        int v => v, long v => v, byte v => v, sbyte v => v, short v => v, ushort v => v, uint v => v, ulong v => v,
        nint v => v, nuint v => v, char v => v,
        _ => throw new InterpreterException($"{value} is no integer."),
    };

    public static object Zero(Scalar kind) => kind switch
    {
        Scalar.F64 => 0.0, Scalar.F32 => 0f, Scalar.Bool => false, _ => FromInteger(kind, 0),
    };

    public static object Convert(object value, Scalar to)
    {
        if (value is double or float)
        {
            double real = value is float single ? single : (double)value;
            return unchecked(to switch
            {
                Scalar.F64 => real, Scalar.F32 => (float)real,
                Scalar.I8 => (object)(sbyte)real, Scalar.U8 => (byte)real, Scalar.I16 => (short)real, Scalar.U16 => (ushort)real,
                Scalar.I32 => (int)real, Scalar.U32 => (uint)real, Scalar.I64 => (long)real, Scalar.U64 => (ulong)real,
                Scalar.NInt => (nint)real, Scalar.NUInt => (nuint)real, Scalar.Char => (char)real,
                _ => throw new InterpreterException($"No conversion to {to}."),
            });
        }
        Int128 integer = ToInteger(value);
        return to switch
        {
            Scalar.F64 => value is ulong or nuint ? (double)(ulong)integer : (double)(long)integer,
            Scalar.F32 => value is ulong or nuint ? (float)(ulong)integer : (float)(long)integer,
            _ => FromInteger(to, integer),
        };
    }

    /// <summary>Applies the operation; the kind of the result is that of the first operand unless the operation says otherwise.</summary>
    public static object Apply(Op op, object[] args) => args[0] switch
    {
        double => Real(op, args.Select((a, k) => a is double v ? v : k == 0 ? throw Bad(op) : double.NaN).ToArray(), args),
        float => Real(op, args.Select((a, k) => a is float v ? v : k == 0 ? throw Bad(op) : float.NaN).ToArray(), args),
        bool => Logic(op, args),
        int a => Shift(op, a, args) ?? Whole(op, args.Cast<int>().ToArray()),
        long a => Shift(op, a, args) ?? Whole(op, args.Cast<long>().ToArray()),
        uint a => Shift(op, a, args) ?? Whole(op, args.Cast<uint>().ToArray()),
        ulong a => Shift(op, a, args) ?? Whole(op, args.Cast<ulong>().ToArray()),
        byte a => Shift(op, a, args) ?? Whole(op, args.Cast<byte>().ToArray()),
        sbyte a => Shift(op, a, args) ?? Whole(op, args.Cast<sbyte>().ToArray()),
        short a => Shift(op, a, args) ?? Whole(op, args.Cast<short>().ToArray()),
        ushort a => Shift(op, a, args) ?? Whole(op, args.Cast<ushort>().ToArray()),
        nint a => Shift(op, a, args) ?? Whole(op, args.Cast<nint>().ToArray()),
        nuint a => Shift(op, a, args) ?? Whole(op, args.Cast<nuint>().ToArray()),
        char a => Shift(op, a, args) ?? Whole(op, args.Cast<char>().ToArray()),
        _ => throw Bad(op),
    };

    private static InterpreterException Bad(Op op) => new($"{op} of these operands is not defined.");

    private static object? Shift<T>(Op op, T value, object[] args) where T : IShiftOperators<T, int, T> => op switch
    {
        Op.ShiftLeft => value << (int)args[1],
        Op.ShiftRight => value >> (int)args[1],
        Op.ShiftRightUnsigned => value >>> (int)args[1],
        _ => null,
    };

    private static object Logic(Op op, object[] args)
    {
        bool a = (bool)args[0], b = args.Length > 1 && (bool)args[1];
        return op switch
        {
            Op.And => a & b, Op.Or => a | b, Op.Xor => a ^ b, Op.Not => !a, Op.Equal => a == b, Op.NotEqual => a != b,
            _ => throw Bad(op),
        };
    }

    private static object Whole<T>(Op op, T[] v) where T : IBinaryInteger<T>
    {
        T a = v[0], b = v.Length > 1 ? v[1] : T.Zero, c = v.Length > 2 ? v[2] : T.Zero;
        return op switch
        {
            Op.Add => unchecked(a + b), Op.Sub => unchecked(a - b), Op.Mul => unchecked(a * b), Op.Div => a / b, Op.Rem => a % b, Op.Neg => unchecked(-a),
            Op.And => a & b, Op.Or => a | b, Op.Xor => a ^ b, Op.Not => ~a,
            Op.Equal => a == b, Op.NotEqual => a != b, Op.Less => a < b, Op.LessOrEqual => a <= b, Op.Greater => a > b, Op.GreaterOrEqual => a >= b,
            Op.Abs => T.Abs(a), Op.Sign => T.Sign(a), Op.Min => T.Min(a, b), Op.Max => T.Max(a, b), Op.Clamp => T.Clamp(a, b, c),
            _ => throw Bad(op),
        };
    }

    private static object Real<T>(Op op, T[] v, object[] args) where T : IBinaryFloatingPointIeee754<T>
    {
        T a = v[0], b = v.Length > 1 ? v[1] : T.Zero, c = v.Length > 2 ? v[2] : T.Zero;
        return op switch
        {
            Op.Add => a + b, Op.Sub => a - b, Op.Mul => a * b, Op.Div => a / b, Op.Rem => a % b, Op.Neg => -a,
            Op.Equal => a == b, Op.NotEqual => a != b, Op.Less => a < b, Op.LessOrEqual => a <= b, Op.Greater => a > b, Op.GreaterOrEqual => a >= b,
            Op.Abs => T.Abs(a), Op.Sign => Math.Sign(double.CreateTruncating(a)), Op.Floor => T.Floor(a), Op.Ceiling => T.Ceiling(a),
            Op.Truncate => T.Truncate(a), Op.ILogB => T.ILogB(a), Op.Round => Round(a, args),
            Op.Min => T.Min(a, b), Op.Max => T.Max(a, b), Op.MinNumber => T.MinNumber(a, b), Op.MaxNumber => T.MaxNumber(a, b),
            Op.MinMagnitude => T.MinMagnitude(a, b), Op.MaxMagnitude => T.MaxMagnitude(a, b),
            Op.MinMagnitudeNumber => T.MinMagnitudeNumber(a, b), Op.MaxMagnitudeNumber => T.MaxMagnitudeNumber(a, b),
            Op.MinNative => T.MinNative(a, b), Op.MaxNative => T.MaxNative(a, b),
            Op.Norm => T.Sqrt(a), Op.MaxStep => T.Max(a, b), Op.MinStep => T.Min(a, b),
            Op.Clamp or Op.ClampNumber => T.Clamp(a, b, c), Op.ClampNative => T.ClampNative(a, b, c), Op.ClampUnordered => T.Min(T.Max(a, b), c), Op.CopySign => T.CopySign(a, b),
            Op.BitIncrement => T.BitIncrement(a), Op.BitDecrement => T.BitDecrement(a), Op.ScaleB => T.ScaleB(a, (int)args[1]),
            Op.Ieee754Remainder => T.Ieee754Remainder(a, b),
            Op.FusedMultiplyAdd => T.FusedMultiplyAdd(a, b, c), Op.MultiplyAddEstimate => T.MultiplyAddEstimate(a, b, c),
            Op.ReciprocalEstimate => T.ReciprocalEstimate(a), Op.ReciprocalSqrtEstimate => T.ReciprocalSqrtEstimate(a), Op.Lerp => T.Lerp(a, b, c),
            Op.DegreesToRadians => T.DegreesToRadians(a), Op.RadiansToDegrees => T.RadiansToDegrees(a),
            Op.Sqrt => T.Sqrt(a), Op.Cbrt => T.Cbrt(a), Op.RootN => T.RootN(a, (int)args[1]), Op.Hypot => T.Hypot(a, b), Op.Pow => T.Pow(a, b),
            Op.Exp => T.Exp(a), Op.Exp2 => T.Exp2(a), Op.Exp10 => T.Exp10(a), Op.ExpM1 => T.ExpM1(a), Op.Exp2M1 => T.Exp2M1(a), Op.Exp10M1 => T.Exp10M1(a),
            Op.Log => T.Log(a), Op.LogBase => T.Log(a, b), Op.Log2 => Log2(a), Op.Log10 => T.Log10(a),
            Op.LogP1 => T.LogP1(a), Op.Log2P1 => T.Log2P1(a), Op.Log10P1 => T.Log10P1(a),
            Op.Sin => T.Sin(a), Op.Cos => T.Cos(a), Op.Tan => T.Tan(a), Op.Asin => T.Asin(a), Op.Acos => T.Acos(a), Op.Atan => T.Atan(a), Op.Atan2 => T.Atan2(a, b),
            Op.SinPi => T.SinPi(a), Op.CosPi => T.CosPi(a), Op.TanPi => T.TanPi(a), Op.AsinPi => T.AsinPi(a), Op.AcosPi => T.AcosPi(a),
            Op.AtanPi => T.AtanPi(a), Op.Atan2Pi => T.Atan2Pi(a, b),
            Op.Sinh => T.Sinh(a), Op.Cosh => T.Cosh(a), Op.Tanh => T.Tanh(a), Op.Asinh => T.Asinh(a), Op.Acosh => T.Acosh(a), Op.Atanh => T.Atanh(a),
            >= Op.Erf and <= Op.Log1p => T.CreateTruncating(Special(op, double.CreateTruncating(a), args)),
            Op.IsNaN => T.IsNaN(a), Op.IsFinite => T.IsFinite(a), Op.IsInfinity => T.IsInfinity(a),
            Op.IsPositiveInfinity => T.IsPositiveInfinity(a), Op.IsNegativeInfinity => T.IsNegativeInfinity(a),
            Op.IsNegative => T.IsNegative(a), Op.IsPositive => T.IsPositive(a), Op.IsNormal => T.IsNormal(a), Op.IsSubnormal => T.IsSubnormal(a),
            Op.IsInteger => T.IsInteger(a), Op.IsEvenInteger => T.IsEvenInteger(a), Op.IsOddInteger => T.IsOddInteger(a),
            Op.IsPow2 => T.IsPow2(a), Op.IsRealNumber => T.IsRealNumber(a),
            Op.StrongZeroMul => T.IsZero(a) ? T.Zero : a * b,
            _ => throw Bad(op),
        };
    }

    private static double Special(Op op, double a, object[] args) => op switch
    {
        Op.Erf => Ad.Erf(a), Op.Erfc => Ad.Erfc(a), Op.NormalCdf => Ad.NormalCdf(a), Op.LogGamma => Ad.LogGamma(a), Op.Digamma => Ad.Digamma(a),
        Op.Trigamma => Ad.Trigamma(a), Op.Polygamma => Ad.Polygamma(a, (int)args[1]), Op.Sigmoid => Ad.Sigmoid(a), Op.Softplus => Ad.Softplus(a),
        Op.LogSigmoid => Ad.LogSigmoid(a), Op.Expm1 => Ad.Expm1(a), Op.Log1p => Ad.Log1p(a),
        _ => throw Bad(op),
    };

    // Two of the generic interfaces declare Log2.
    private static T Log2<T>(T value) where T : ILogarithmicFunctions<T> => T.Log2(value);

    private static T Round<T>(T value, object[] args) where T : IBinaryFloatingPointIeee754<T>
    {
        if (args.Length == 1) return T.Round(value);
        MidpointRounding mode = MidpointRounding.ToEven;
        int digits = 0;
        foreach (object arg in args.Skip(1))
        {
            if (arg is MidpointRounding m) mode = m;
            else if (args.Length == 3 && ReferenceEquals(arg, args[2])) mode = (MidpointRounding)arg;
            else digits = (int)arg;
        }
        return T.Round(value, digits, mode);
    }
}

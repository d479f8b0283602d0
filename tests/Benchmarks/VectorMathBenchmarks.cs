// Speed of VectorMath beside System.Math, its own scalar forms and TensorPrimitives.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Autodiff.Numerics;

namespace Autodiff.Benchmarks;

internal static class VectorMathBenchmarks
{
    private const int Length = 1024;

    private interface IUnary
    {
        static abstract Vector512<double> Eight(Vector512<double> x);
        static abstract Vector512<float> Sixteen(Vector512<float> x);
        static abstract double One(double x);
    }

    private interface IBinary
    {
        static abstract Vector512<double> Eight(Vector512<double> x, Vector512<double> y);
        static abstract Vector512<float> Sixteen(Vector512<float> x, Vector512<float> y);
        static abstract double One(double x, double y);
    }

    private delegate void Spans(ReadOnlySpan<double> x, Span<double> destination);
    private delegate void Spans2(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> destination);

    /// <summary>A function over 1024 numbers in every form that there is of it: vectors of double, of float, one by one, System.Math, TensorPrimitives.</summary>
    public static IReadOnlyList<MicroCase> Cases { get; } =
    [
        Of<Exp>("Exp", -10, 10, Math.Exp, TensorPrimitives.Exp),
        Of<Expm1>("Expm1", -2, 2, double.ExpM1, TensorPrimitives.ExpM1),
        Of<Exp2>("Exp2", -10, 10, double.Exp2, TensorPrimitives.Exp2),
        Of<Log>("Log", 0.001, 10, Math.Log, TensorPrimitives.Log),
        Of<Log1p>("Log1p", -0.9, 10, double.LogP1, TensorPrimitives.LogP1),
        Of<Log2>("Log2", 0.001, 10, Math.Log2, TensorPrimitives.Log2),
        Of<Log10>("Log10", 0.001, 10, Math.Log10, TensorPrimitives.Log10),
        Of<Tanh>("Tanh", -5, 5, Math.Tanh, TensorPrimitives.Tanh),
        Of<Sinh>("Sinh", -5, 5, Math.Sinh, TensorPrimitives.Sinh),
        Of<Cosh>("Cosh", -5, 5, Math.Cosh, TensorPrimitives.Cosh),
        Of<Sigmoid>("Sigmoid", -10, 10, null, TensorPrimitives.Sigmoid),
        Of<Softplus>("Softplus", -10, 10, null, null),
        Of<LogSigmoid>("LogSigmoid", -10, 10, null, null),
        Of<Erf>("Erf", -5, 5, null, null),
        Of<Erfc>("Erfc", -5, 5, null, null),
        Of<NormalCdf>("NormalCdf", -5, 5, null, null),
        Of<Sin>("Sin", -10, 10, Math.Sin, TensorPrimitives.Sin),
        Of<Cos>("Cos", -10, 10, Math.Cos, TensorPrimitives.Cos),
        Of<Tan>("Tan", -10, 10, Math.Tan, TensorPrimitives.Tan),
        Of<Asin>("Asin", -1, 1, Math.Asin, TensorPrimitives.Asin),
        Of<Acos>("Acos", -1, 1, Math.Acos, TensorPrimitives.Acos),
        Of<Atan>("Atan", -5, 5, Math.Atan, TensorPrimitives.Atan),
        Of<Asinh>("Asinh", -5, 5, Math.Asinh, TensorPrimitives.Asinh),
        Of<Acosh>("Acosh", 1, 5, Math.Acosh, TensorPrimitives.Acosh),
        Of<Atanh>("Atanh", -0.99, 0.99, Math.Atanh, TensorPrimitives.Atanh),
        Of<Cbrt>("Cbrt", -8, 8, Math.Cbrt, TensorPrimitives.Cbrt),
        Of<LogGamma>("LogGamma", 0.1, 30, null, null),
        Of<Digamma>("Digamma", 0.1, 30, null, null),
        Of<Trigamma>("Trigamma", 0.1, 30, null, null),
        Of2<Pow>("Pow", 0.1, 10, -3, 3, Math.Pow, TensorPrimitives.Pow),
        Of2<Atan2>("Atan2", -2, 2, -2, 2, Math.Atan2, TensorPrimitives.Atan2),
        Of2<Hypot>("Hypot", -2, 2, -2, 2, double.Hypot, TensorPrimitives.Hypot),
    ];

    public static void Run(Func<string, bool> isWanted)
    {
        Console.WriteLine($"{"ns/element",-12}{"vector",9}{"float",9}{"scalar",9}{"Math",9}{"Tensor",9}");
        foreach (MicroCase line in Cases.Where(c => isWanted(c.Name)))
        {
            Console.Write($"{line.Name,-12}");
            foreach ((_, Action? action) in line.Forms) Console.Write(action is null ? $"{"-",9}" : $"{Stopwatching.Nanoseconds(action) / Length,9:0.00}");
            Console.WriteLine();
        }
    }

    private static double[] Points(double from, double to)
    {
        Random random = new(1);
        double[] points = new double[Length];
        for (int i = 0; i < Length; i++) points[i] = from + (to - from) * random.NextDouble();
        return points;
    }

    private static MicroCase Of<T>(string name, double from, double to, Func<double, double>? math, Spans? tensor)
        where T : struct, IUnary
    {
        double[] x = Points(from, to), y = new double[Length];
        float[] a = Array.ConvertAll(x, v => (float)v), b = new float[Length];
        return new MicroCase(name,
        [
            ("vector", () => Map<T>(x, y)), ("float", () => MapSingle<T>(a, b)), ("scalar", () => MapOne<T>(x, y)), ("Math", math is null ? null : () => MapFunction(math, x, y)),
            ("Tensor", tensor is null ? null : () => tensor(x, y)),
        ]);
    }

    private static MicroCase Of2<T>(string name, double from, double to, double from2, double to2, Func<double, double, double> math, Spans2 tensor)
        where T : struct, IBinary
    {
        double[] x = Points(from, to), z = Points(from2, to2), y = new double[Length];
        float[] a = Array.ConvertAll(x, v => (float)v), c = Array.ConvertAll(z, v => (float)v), b = new float[Length];
        return new MicroCase(name,
        [
            ("vector", () => Map2<T>(x, z, y)), ("float", () => MapSingle2<T>(a, c, b)), ("scalar", () => MapOne2<T>(x, z, y)), ("Math", () => MapFunction2(math, x, z, y)), ("Tensor", () => tensor(x, z, y)),
        ]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<T>(double[] x, double[] y) where T : struct, IUnary
    {
        for (int i = 0; i < Length; i += 8) T.Eight(Vector512.LoadUnsafe(ref x[0], (nuint)i)).StoreUnsafe(ref y[0], (nuint)i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MapSingle<T>(float[] x, float[] y) where T : struct, IUnary
    {
        for (int i = 0; i < Length; i += 16) T.Sixteen(Vector512.LoadUnsafe(ref x[0], (nuint)i)).StoreUnsafe(ref y[0], (nuint)i);
    }

    private static void MapOne<T>(double[] x, double[] y) where T : struct, IUnary
    {
        for (int i = 0; i < x.Length; i++) y[i] = T.One(x[i]);
    }

    private static void MapFunction(Func<double, double> function, double[] x, double[] y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = function(x[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map2<T>(double[] x, double[] z, double[] y) where T : struct, IBinary
    {
        for (int i = 0; i < Length; i += 8)
            T.Eight(Vector512.LoadUnsafe(ref x[0], (nuint)i), Vector512.LoadUnsafe(ref z[0], (nuint)i)).StoreUnsafe(ref y[0], (nuint)i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MapSingle2<T>(float[] x, float[] z, float[] y) where T : struct, IBinary
    {
        for (int i = 0; i < Length; i += 16)
            T.Sixteen(Vector512.LoadUnsafe(ref x[0], (nuint)i), Vector512.LoadUnsafe(ref z[0], (nuint)i)).StoreUnsafe(ref y[0], (nuint)i);
    }

    private static void MapOne2<T>(double[] x, double[] z, double[] y) where T : struct, IBinary
    {
        for (int i = 0; i < x.Length; i++) y[i] = T.One(x[i], z[i]);
    }

    private static void MapFunction2(Func<double, double, double> function, double[] x, double[] z, double[] y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = function(x[i], z[i]);
    }

    private struct Exp : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Exp(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Exp(x);
        public static double One(double x) => VectorMath.Exp(x);
    }

    private struct Expm1 : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Expm1(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Expm1(x);
        public static double One(double x) => VectorMath.Expm1(x);
    }

    private struct Exp2 : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Exp2(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Exp2(x);
        public static double One(double x) => VectorMath.Exp2(x);
    }

    private struct Log : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Log(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Log(x);
        public static double One(double x) => VectorMath.Log(x);
    }

    private struct Log1p : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Log1p(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Log1p(x);
        public static double One(double x) => VectorMath.Log1p(x);
    }

    private struct Log2 : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Log2(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Log2(x);
        public static double One(double x) => VectorMath.Log2(x);
    }

    private struct Log10 : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Log10(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Log10(x);
        public static double One(double x) => VectorMath.Log10(x);
    }

    private struct Tanh : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Tanh(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Tanh(x);
        public static double One(double x) => VectorMath.Tanh(x);
    }

    private struct Sinh : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Sinh(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Sinh(x);
        public static double One(double x) => VectorMath.Sinh(x);
    }

    private struct Cosh : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Cosh(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Cosh(x);
        public static double One(double x) => VectorMath.Cosh(x);
    }

    private struct Sigmoid : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Sigmoid(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Sigmoid(x);
        public static double One(double x) => VectorMath.Sigmoid(x);
    }

    private struct Softplus : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Softplus(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Softplus(x);
        public static double One(double x) => VectorMath.Softplus(x);
    }

    private struct LogSigmoid : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.LogSigmoid(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.LogSigmoid(x);
        public static double One(double x) => VectorMath.LogSigmoid(x);
    }

    private struct Erf : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Erf(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Erf(x);
        public static double One(double x) => VectorMath.Erf(x);
    }

    private struct Erfc : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Erfc(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Erfc(x);
        public static double One(double x) => VectorMath.Erfc(x);
    }

    private struct NormalCdf : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.NormalCdf(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.NormalCdf(x);
        public static double One(double x) => VectorMath.NormalCdf(x);
    }

    private struct Sin : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Sin(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Sin(x);
        public static double One(double x) => VectorMath.Sin(x);
    }

    private struct Cos : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Cos(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Cos(x);
        public static double One(double x) => VectorMath.Cos(x);
    }

    private struct Tan : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Tan(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Tan(x);
        public static double One(double x) => VectorMath.Tan(x);
    }

    private struct Asin : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Asin(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Asin(x);
        public static double One(double x) => VectorMath.Asin(x);
    }

    private struct Acos : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Acos(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Acos(x);
        public static double One(double x) => VectorMath.Acos(x);
    }

    private struct Atan : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Atan(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Atan(x);
        public static double One(double x) => VectorMath.Atan(x);
    }

    private struct Asinh : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Asinh(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Asinh(x);
        public static double One(double x) => VectorMath.Asinh(x);
    }

    private struct Acosh : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Acosh(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Acosh(x);
        public static double One(double x) => VectorMath.Acosh(x);
    }

    private struct Atanh : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Atanh(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Atanh(x);
        public static double One(double x) => VectorMath.Atanh(x);
    }

    private struct Cbrt : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Cbrt(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Cbrt(x);
        public static double One(double x) => VectorMath.Cbrt(x);
    }

    private struct LogGamma : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.LogGamma(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.LogGamma(x);
        public static double One(double x) => VectorMath.LogGamma(x);
    }

    private struct Digamma : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Digamma(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Digamma(x);
        public static double One(double x) => VectorMath.Digamma(x);
    }

    private struct Trigamma : IUnary
    {
        public static Vector512<double> Eight(Vector512<double> x) => VectorMath.Trigamma(x);
        public static Vector512<float> Sixteen(Vector512<float> x) => VectorMath.Trigamma(x);
        public static double One(double x) => VectorMath.Trigamma(x);
    }

    private struct Pow : IBinary
    {
        public static Vector512<double> Eight(Vector512<double> x, Vector512<double> y) => VectorMath.Pow(x, y);
        public static Vector512<float> Sixteen(Vector512<float> x, Vector512<float> y) => VectorMath.Pow(x, y);
        public static double One(double x, double y) => VectorMath.Pow(x, y);
    }

    private struct Atan2 : IBinary
    {
        public static Vector512<double> Eight(Vector512<double> x, Vector512<double> y) => VectorMath.Atan2(x, y);
        public static Vector512<float> Sixteen(Vector512<float> x, Vector512<float> y) => VectorMath.Atan2(x, y);
        public static double One(double x, double y) => VectorMath.Atan2(x, y);
    }

    private struct Hypot : IBinary
    {
        public static Vector512<double> Eight(Vector512<double> x, Vector512<double> y) => VectorMath.Hypot(x, y);
        public static Vector512<float> Sixteen(Vector512<float> x, Vector512<float> y) => VectorMath.Hypot(x, y);
        public static double One(double x, double y) => VectorMath.Hypot(x, y);
    }
}

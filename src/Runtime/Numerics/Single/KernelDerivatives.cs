// Printed from KernelDerivatives.cs by a test: the same kernels on floats.
using System;
using System.Buffers;
using S = float;

namespace Autodiff.Numerics;

public static partial class KernelDerivatives
{
    /// <summary>Reverse mode of <see cref="Kernels.Dot(ReadOnlySpan{S}, ReadOnlySpan{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.Dot))]
    public static S DotVjp(ReadOnlySpan<S> x, ReadOnlySpan<S> y, S seed, Span<S> xAdjoint, Span<S> yAdjoint)
    {
        Kernels.Axpy(seed, y, xAdjoint);
        Kernels.Axpy(seed, x, yAdjoint);
        return Kernels.Dot(x, y);
    }

    /// <summary>Forward mode of <see cref="Kernels.Dot(ReadOnlySpan{S}, ReadOnlySpan{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.Dot))]
    public static S DotJvp(ReadOnlySpan<S> x, ReadOnlySpan<S> y, ReadOnlySpan<S> xTangent, ReadOnlySpan<S> yTangent, out S tangent)
    {
        tangent = Kernels.Dot(xTangent, y) + Kernels.Dot(x, yTangent);
        return Kernels.Dot(x, y);
    }

    /// <summary>Reverse mode of <see cref="Kernels.Sum(ReadOnlySpan{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.Sum))]
    public static S SumVjp(ReadOnlySpan<S> x, S seed, Span<S> xAdjoint)
    {
        for (int i = 0; i < xAdjoint.Length; i++) xAdjoint[i] += seed;
        return Kernels.Sum(x);
    }

    /// <summary>Forward mode of <see cref="Kernels.Sum(ReadOnlySpan{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.Sum))]
    public static S SumJvp(ReadOnlySpan<S> x, ReadOnlySpan<S> xTangent, out S tangent)
    {
        tangent = Kernels.Sum(xTangent);
        return Kernels.Sum(x);
    }

    /// <summary>Reverse mode of <see cref="Kernels.SumOfSquares(ReadOnlySpan{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.SumOfSquares))]
    public static S SumOfSquaresVjp(ReadOnlySpan<S> x, S seed, Span<S> xAdjoint)
    {
        Kernels.Axpy(2 * seed, x, xAdjoint);
        return Kernels.SumOfSquares(x);
    }

    /// <summary>Forward mode of <see cref="Kernels.SumOfSquares(ReadOnlySpan{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.SumOfSquares))]
    public static S SumOfSquaresJvp(ReadOnlySpan<S> x, ReadOnlySpan<S> xTangent, out S tangent)
    {
        tangent = 2 * Kernels.Dot(x, xTangent);
        return Kernels.SumOfSquares(x);
    }

    /// <summary>Reverse mode of <see cref="Kernels.Norm(ReadOnlySpan{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.Norm))]
    public static S NormVjp(ReadOnlySpan<S> x, S seed, Span<S> xAdjoint)
    {
        S norm = Kernels.Norm(x);
        // By convention 0 at 0, as for every recognised norm.
        if (norm != 0) Kernels.Axpy(seed / norm, x, xAdjoint);
        return Kernels.Norm(x);
    }

    /// <summary>Forward mode of <see cref="Kernels.Norm(ReadOnlySpan{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.Norm))]
    public static S NormJvp(ReadOnlySpan<S> x, ReadOnlySpan<S> xTangent, out S tangent)
    {
        tangent = Kernels.Norm(x) is var norm && norm != 0 ? Kernels.Dot(x, xTangent) / norm : 0;
        return Kernels.Norm(x);
    }

    /// <summary>Reverse mode of <see cref="Kernels.LogSumExp(ReadOnlySpan{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.LogSumExp))]
    public static S LogSumExpVjp(ReadOnlySpan<S> x, S seed, Span<S> xAdjoint)
    {
        AddSoftmax(seed, x, Kernels.LogSumExp(x), xAdjoint);
        return Kernels.LogSumExp(x);
    }

    /// <summary>Forward mode of <see cref="Kernels.LogSumExp(ReadOnlySpan{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.LogSumExp))]
    public static S LogSumExpJvp(ReadOnlySpan<S> x, ReadOnlySpan<S> xTangent, out S tangent)
    {
        tangent = WeightedBySoftmax(x, Kernels.LogSumExp(x), xTangent);
        return Kernels.LogSumExp(x);
    }

    /// <summary>Reverse mode of <see cref="Kernels.Axpy(S, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.Axpy))]
    public static void AxpyVjp(S alpha, ReadOnlySpan<S> x, Span<S> y, ref S alphaAdjoint, Span<S> xAdjoint, Span<S> yAdjoint)
    {
        Kernels.Axpy(alpha, x, y);
        alphaAdjoint += Kernels.Dot(x, yAdjoint);
        Kernels.Axpy(alpha, yAdjoint, xAdjoint);
    }

    /// <summary>Forward mode of <see cref="Kernels.Axpy(S, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.Axpy))]
    public static void AxpyJvp(S alpha, ReadOnlySpan<S> x, Span<S> y, S alphaTangent, ReadOnlySpan<S> xTangent, Span<S> yTangent)
    {
        Kernels.Axpy(alpha, x, y);
        Kernels.Axpy(alpha, xTangent, yTangent);
        Kernels.Axpy(alphaTangent, x, yTangent);
    }

    /// <summary>Reverse mode of <see cref="Kernels.MatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.MatVec))]
    public static void MatVecVjp(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y, Span<S> aAdjoint, Span<S> xAdjoint, Span<S> yAdjoint)
    {
        Kernels.MatVec(a, rows, columns, x, y);
        Kernels.AddOuter(1, yAdjoint, x, aAdjoint);
        Kernels.AddTransposedMatVec(a, rows, columns, yAdjoint, xAdjoint);
        yAdjoint.Clear();
    }

    /// <summary>Forward mode of <see cref="Kernels.MatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.MatVec))]
    public static void MatVecJvp(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> xTangent, Span<S> yTangent)
    {
        Kernels.MatVec(a, rows, columns, x, y);
        Kernels.MatVec(a, rows, columns, xTangent, yTangent);
        Kernels.AddMatVec(aTangent, rows, columns, x, yTangent);
    }

    /// <summary>Reverse mode of <see cref="Kernels.TransposedMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.TransposedMatVec))]
    public static void TransposedMatVecVjp(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y, Span<S> aAdjoint, Span<S> xAdjoint, Span<S> yAdjoint)
    {
        Kernels.TransposedMatVec(a, rows, columns, x, y);
        Kernels.AddOuter(1, x, yAdjoint, aAdjoint);
        Kernels.AddMatVec(a, rows, columns, yAdjoint, xAdjoint);
        yAdjoint.Clear();
    }

    /// <summary>Forward mode of <see cref="Kernels.TransposedMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.TransposedMatVec))]
    public static void TransposedMatVecJvp(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> xTangent, Span<S> yTangent)
    {
        Kernels.TransposedMatVec(a, rows, columns, x, y);
        Kernels.TransposedMatVec(a, rows, columns, xTangent, yTangent);
        Kernels.AddTransposedMatVec(aTangent, rows, columns, x, yTangent);
    }

    /// <summary>Reverse mode of <see cref="Kernels.AddMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.AddMatVec))]
    public static void AddMatVecVjp(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y, Span<S> aAdjoint, Span<S> xAdjoint, Span<S> yAdjoint)
    {
        Kernels.AddMatVec(a, rows, columns, x, y);
        Kernels.AddOuter(1, yAdjoint, x, aAdjoint);
        Kernels.AddTransposedMatVec(a, rows, columns, yAdjoint, xAdjoint);
    }

    /// <summary>Forward mode of <see cref="Kernels.AddMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.AddMatVec))]
    public static void AddMatVecJvp(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> xTangent, Span<S> yTangent)
    {
        Kernels.AddMatVec(a, rows, columns, x, y);
        Kernels.AddMatVec(a, rows, columns, xTangent, yTangent);
        Kernels.AddMatVec(aTangent, rows, columns, x, yTangent);
    }

    /// <summary>Reverse mode of <see cref="Kernels.AddTransposedMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.AddTransposedMatVec))]
    public static void AddTransposedMatVecVjp(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y, Span<S> aAdjoint, Span<S> xAdjoint, Span<S> yAdjoint)
    {
        Kernels.AddTransposedMatVec(a, rows, columns, x, y);
        Kernels.AddOuter(1, x, yAdjoint, aAdjoint);
        Kernels.AddMatVec(a, rows, columns, yAdjoint, xAdjoint);
    }

    /// <summary>Forward mode of <see cref="Kernels.AddTransposedMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.AddTransposedMatVec))]
    public static void AddTransposedMatVecJvp(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> xTangent, Span<S> yTangent)
    {
        Kernels.AddTransposedMatVec(a, rows, columns, x, y);
        Kernels.AddTransposedMatVec(a, rows, columns, xTangent, yTangent);
        Kernels.AddTransposedMatVec(aTangent, rows, columns, x, yTangent);
    }

    /// <summary>Reverse mode of <see cref="Kernels.AddOuter(S, ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.AddOuter))]
    public static void AddOuterVjp(S alpha, ReadOnlySpan<S> x, ReadOnlySpan<S> y, Span<S> a, ref S alphaAdjoint, Span<S> xAdjoint, Span<S> yAdjoint, Span<S> aAdjoint)
    {
        Kernels.AddOuter(alpha, x, y, a);
        S[] product = ArrayPool<S>.Shared.Rent(x.Length);
        try
        {
            Span<S> rows = product.AsSpan(0, x.Length);
            Kernels.MatVec(aAdjoint, x.Length, y.Length, y, rows);
            alphaAdjoint += Kernels.Dot(x, rows);
            Kernels.Axpy(alpha, rows, xAdjoint);
        }
        finally
        {
            ArrayPool<S>.Shared.Return(product);
        }
        AddScaledTransposed(alpha, aAdjoint, x, y.Length, yAdjoint);
    }

    /// <summary>Forward mode of <see cref="Kernels.AddOuter(S, ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.AddOuter))]
    public static void AddOuterJvp(S alpha, ReadOnlySpan<S> x, ReadOnlySpan<S> y, Span<S> a, S alphaTangent, ReadOnlySpan<S> xTangent, ReadOnlySpan<S> yTangent, Span<S> aTangent)
    {
        Kernels.AddOuter(alpha, x, y, a);
        Kernels.AddOuter(alpha, xTangent, y, aTangent);
        Kernels.AddOuter(alpha, x, yTangent, aTangent);
        Kernels.AddOuter(alphaTangent, x, y, aTangent);
    }

    /// <summary>Reverse mode of <see cref="Kernels.MatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.MatMul), SkipsEmpty = true)]
    public static void MatMulVjp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, Span<S> aAdjoint, Span<S> bAdjoint, Span<S> cAdjoint)
    {
        if (c.Length > 0) Kernels.MatMul(a, b, c, rows, inner, columns);
        if (aAdjoint.Length > 0) Kernels.AddMatMulTransposed(cAdjoint, b, aAdjoint, rows, columns, inner);
        if (bAdjoint.Length > 0) Kernels.AddTransposedMatMul(a, cAdjoint, bAdjoint, inner, rows, columns);
        cAdjoint.Clear();
    }

    /// <summary>Forward mode of <see cref="Kernels.MatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.MatMul))]
    public static void MatMulJvp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> bTangent, Span<S> cTangent)
    {
        Kernels.MatMul(a, b, c, rows, inner, columns);
        Kernels.MatMul(aTangent, b, cTangent, rows, inner, columns);
        Kernels.AddMatMul(a, bTangent, cTangent, rows, inner, columns);
    }

    /// <summary>Reverse mode of <see cref="Kernels.MatMulTransposed(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.MatMulTransposed), SkipsEmpty = true)]
    public static void MatMulTransposedVjp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, Span<S> aAdjoint, Span<S> bAdjoint, Span<S> cAdjoint)
    {
        if (c.Length > 0) Kernels.MatMulTransposed(a, b, c, rows, inner, columns);
        if (aAdjoint.Length > 0) Kernels.AddMatMul(cAdjoint, b, aAdjoint, rows, columns, inner);
        if (bAdjoint.Length > 0) Kernels.AddTransposedMatMul(cAdjoint, a, bAdjoint, columns, rows, inner);
        cAdjoint.Clear();
    }

    /// <summary>Forward mode of <see cref="Kernels.MatMulTransposed(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.MatMulTransposed))]
    public static void MatMulTransposedJvp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> bTangent, Span<S> cTangent)
    {
        Kernels.MatMulTransposed(a, b, c, rows, inner, columns);
        Kernels.MatMulTransposed(aTangent, b, cTangent, rows, inner, columns);
        Kernels.AddMatMulTransposed(a, bTangent, cTangent, rows, inner, columns);
    }

    /// <summary>Reverse mode of <see cref="Kernels.TransposedMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.TransposedMatMul), SkipsEmpty = true)]
    public static void TransposedMatMulVjp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, Span<S> aAdjoint, Span<S> bAdjoint, Span<S> cAdjoint)
    {
        if (c.Length > 0) Kernels.TransposedMatMul(a, b, c, rows, inner, columns);
        if (aAdjoint.Length > 0) Kernels.AddMatMulTransposed(b, cAdjoint, aAdjoint, inner, columns, rows);
        if (bAdjoint.Length > 0) Kernels.AddMatMul(a, cAdjoint, bAdjoint, inner, rows, columns);
        cAdjoint.Clear();
    }

    /// <summary>Forward mode of <see cref="Kernels.TransposedMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.TransposedMatMul))]
    public static void TransposedMatMulJvp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> bTangent, Span<S> cTangent)
    {
        Kernels.TransposedMatMul(a, b, c, rows, inner, columns);
        Kernels.TransposedMatMul(aTangent, b, cTangent, rows, inner, columns);
        Kernels.AddTransposedMatMul(a, bTangent, cTangent, rows, inner, columns);
    }

    /// <summary>Reverse mode of <see cref="Kernels.AddMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.AddMatMul), SkipsEmpty = true)]
    public static void AddMatMulVjp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, Span<S> aAdjoint, Span<S> bAdjoint, Span<S> cAdjoint)
    {
        if (c.Length > 0) Kernels.AddMatMul(a, b, c, rows, inner, columns);
        if (aAdjoint.Length > 0) Kernels.AddMatMulTransposed(cAdjoint, b, aAdjoint, rows, columns, inner);
        if (bAdjoint.Length > 0) Kernels.AddTransposedMatMul(a, cAdjoint, bAdjoint, inner, rows, columns);
    }

    /// <summary>Forward mode of <see cref="Kernels.AddMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.AddMatMul))]
    public static void AddMatMulJvp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> bTangent, Span<S> cTangent)
    {
        Kernels.AddMatMul(a, b, c, rows, inner, columns);
        Kernels.AddMatMul(aTangent, b, cTangent, rows, inner, columns);
        Kernels.AddMatMul(a, bTangent, cTangent, rows, inner, columns);
    }

    /// <summary>Reverse mode of <see cref="Kernels.AddMatMulTransposed(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.AddMatMulTransposed), SkipsEmpty = true)]
    public static void AddMatMulTransposedVjp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, Span<S> aAdjoint, Span<S> bAdjoint, Span<S> cAdjoint)
    {
        if (c.Length > 0) Kernels.AddMatMulTransposed(a, b, c, rows, inner, columns);
        if (aAdjoint.Length > 0) Kernels.AddMatMul(cAdjoint, b, aAdjoint, rows, columns, inner);
        if (bAdjoint.Length > 0) Kernels.AddTransposedMatMul(cAdjoint, a, bAdjoint, columns, rows, inner);
    }

    /// <summary>Forward mode of <see cref="Kernels.AddMatMulTransposed(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.AddMatMulTransposed))]
    public static void AddMatMulTransposedJvp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> bTangent, Span<S> cTangent)
    {
        Kernels.AddMatMulTransposed(a, b, c, rows, inner, columns);
        Kernels.AddMatMulTransposed(aTangent, b, cTangent, rows, inner, columns);
        Kernels.AddMatMulTransposed(a, bTangent, cTangent, rows, inner, columns);
    }

    /// <summary>Reverse mode of <see cref="Kernels.AddTransposedMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.AddTransposedMatMul), SkipsEmpty = true)]
    public static void AddTransposedMatMulVjp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, Span<S> aAdjoint, Span<S> bAdjoint, Span<S> cAdjoint)
    {
        if (c.Length > 0) Kernels.AddTransposedMatMul(a, b, c, rows, inner, columns);
        if (aAdjoint.Length > 0) Kernels.AddMatMulTransposed(b, cAdjoint, aAdjoint, inner, columns, rows);
        if (bAdjoint.Length > 0) Kernels.AddMatMul(a, cAdjoint, bAdjoint, inner, rows, columns);
    }

    /// <summary>Forward mode of <see cref="Kernels.AddTransposedMatMul(ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S}, int, int, int)"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.AddTransposedMatMul))]
    public static void AddTransposedMatMulJvp(ReadOnlySpan<S> a, ReadOnlySpan<S> b, Span<S> c, int rows, int inner, int columns, ReadOnlySpan<S> aTangent, ReadOnlySpan<S> bTangent, Span<S> cTangent)
    {
        Kernels.AddTransposedMatMul(a, b, c, rows, inner, columns);
        Kernels.AddTransposedMatMul(aTangent, b, cTangent, rows, inner, columns);
        Kernels.AddTransposedMatMul(a, bTangent, cTangent, rows, inner, columns);
    }

    /// <summary>Reverse mode of <see cref="Kernels.SymmetricRankK(ReadOnlySpan{S}, Span{S}, int, int)"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.SymmetricRankK), SkipsEmpty = true)]
    public static void SymmetricRankKVjp(ReadOnlySpan<S> a, Span<S> c, int rows, int columns, Span<S> aAdjoint, Span<S> cAdjoint)
    {
        if (c.Length > 0) Kernels.SymmetricRankK(a, c, rows, columns);
        if (aAdjoint.Length > 0)
        {
            Kernels.AddMatMul(cAdjoint, a, aAdjoint, rows, rows, columns);
            Kernels.AddTransposedMatMul(cAdjoint, a, aAdjoint, rows, rows, columns);
        }
        cAdjoint.Clear();
    }

    /// <summary>Forward mode of <see cref="Kernels.SymmetricRankK(ReadOnlySpan{S}, Span{S}, int, int)"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.SymmetricRankK))]
    public static void SymmetricRankKJvp(ReadOnlySpan<S> a, Span<S> c, int rows, int columns, ReadOnlySpan<S> aTangent, Span<S> cTangent)
    {
        Kernels.SymmetricRankK(a, c, rows, columns);
        Kernels.MatMulTransposed(aTangent, a, cTangent, rows, columns, rows);
        Kernels.AddMatMulTransposed(a, aTangent, cTangent, rows, columns, rows);
    }

    /// <summary>Reverse mode of <see cref="Kernels.Softmax(ReadOnlySpan{S}, Span{S})"/>.</summary>
    [VjpOf(typeof(Kernels), nameof(Kernels.Softmax))]
    public static void SoftmaxVjp(ReadOnlySpan<S> x, Span<S> destination, Span<S> xAdjoint, Span<S> destinationAdjoint)
    {
        Kernels.Softmax(x, destination);
        // The final contents are the probabilities p: p (adjoint - p · adjoint).
        S weighted = Kernels.Dot(destination, destinationAdjoint);
        for (int i = 0; i < x.Length; i++) xAdjoint[i] += destination[i] * (destinationAdjoint[i] - weighted);
        destinationAdjoint.Clear();
    }

    /// <summary>Forward mode of <see cref="Kernels.Softmax(ReadOnlySpan{S}, Span{S})"/>.</summary>
    [JvpOf(typeof(Kernels), nameof(Kernels.Softmax))]
    public static void SoftmaxJvp(ReadOnlySpan<S> x, Span<S> destination, ReadOnlySpan<S> xTangent, Span<S> destinationTangent)
    {
        Kernels.Softmax(x, destination);
        S weighted = Kernels.Dot(destination, xTangent);
        for (int i = 0; i < x.Length; i++) destinationTangent[i] = destination[i] * (xTangent[i] - weighted);
    }

    /// <summary>Adds seed · e^(x − sum) to the adjoints.</summary>
    private static void AddSoftmax(S seed, ReadOnlySpan<S> x, S sum, Span<S> adjoint)
    {
        if (seed == 0) return;
        for (int i = 0; i < x.Length; i++) adjoint[i] += seed * VectorMath.Exp(x[i] - sum);
    }

    private static S WeightedBySoftmax(ReadOnlySpan<S> x, S sum, ReadOnlySpan<S> tangent)
    {
        S total = 0;
        for (int i = 0; i < x.Length; i++)
            if (tangent[i] != 0) total += VectorMath.Exp(x[i] - sum) * tangent[i];
        return total;
    }

    /// <summary>Adds alpha · Aᵀ x to y.</summary>
    private static void AddScaledTransposed(S alpha, ReadOnlySpan<S> a, ReadOnlySpan<S> x, int columns, Span<S> y)
    {
        for (int i = 0; i < x.Length; i++) Kernels.Axpy(alpha * x[i], a.Slice(i * columns, columns), y);
    }
}

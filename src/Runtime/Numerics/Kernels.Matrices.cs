// Kernels on a matrix and vectors: product, transposed product, outer-product update.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Autodiff.Numerics.KernelLanes;
using static Autodiff.Numerics.KernelShapes;
using S = double;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Autodiff.Numerics;

public static unsafe partial class Kernels
{
    /// <summary>y = A x for a row-major matrix.</summary>
    /// <param name="a">The matrix, rows × columns.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="x">A vector with as many elements as the matrix has columns.</param>
    /// <param name="y">The result, with as many elements as the matrix has rows.</param>
    public static void MatVec(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y) => Times(a, rows, columns, columns, x, y, false);

    /// <summary>y = A x for a matrix whose rows start <paramref name="stride"/> elements apart.</summary>
    /// <inheritdoc cref="MatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>
    public static void MatVec(ReadOnlySpan<S> a, int rows, int columns, int stride, ReadOnlySpan<S> x, Span<S> y) => Times(a, rows, columns, stride, x, y, false);

    /// <summary>Adds A x to y.</summary>
    /// <inheritdoc cref="MatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>
    public static void AddMatVec(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y) => Times(a, rows, columns, columns, x, y, true);

    /// <summary>Adds A x to y for a matrix whose rows start <paramref name="stride"/> elements apart.</summary>
    /// <inheritdoc cref="MatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>
    public static void AddMatVec(ReadOnlySpan<S> a, int rows, int columns, int stride, ReadOnlySpan<S> x, Span<S> y) => Times(a, rows, columns, stride, x, y, true);

    /// <summary>y = Aᵀ x for a row-major matrix.</summary>
    /// <param name="a">The matrix, rows × columns.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="x">A vector with as many elements as the matrix has rows.</param>
    /// <param name="y">The result, with as many elements as the matrix has columns.</param>
    public static void TransposedMatVec(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y) => TransposedTimes(a, rows, columns, columns, x, y, false);

    /// <summary>y = Aᵀ x for a matrix whose rows start <paramref name="stride"/> elements apart.</summary>
    /// <inheritdoc cref="TransposedMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>
    public static void TransposedMatVec(ReadOnlySpan<S> a, int rows, int columns, int stride, ReadOnlySpan<S> x, Span<S> y) => TransposedTimes(a, rows, columns, stride, x, y, false);

    /// <summary>Adds Aᵀ x to y.</summary>
    /// <inheritdoc cref="TransposedMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>
    public static void AddTransposedMatVec(ReadOnlySpan<S> a, int rows, int columns, ReadOnlySpan<S> x, Span<S> y) => TransposedTimes(a, rows, columns, columns, x, y, true);

    /// <summary>Adds Aᵀ x to y for a matrix whose rows start <paramref name="stride"/> elements apart.</summary>
    /// <inheritdoc cref="TransposedMatVec(ReadOnlySpan{S}, int, int, ReadOnlySpan{S}, Span{S})"/>
    public static void AddTransposedMatVec(ReadOnlySpan<S> a, int rows, int columns, int stride, ReadOnlySpan<S> x, Span<S> y) => TransposedTimes(a, rows, columns, stride, x, y, true);

    /// <summary>Adds alpha · x yᵀ to A.</summary>
    /// <param name="alpha">Factor.</param>
    /// <param name="x">One element a row.</param>
    /// <param name="y">One element a column.</param>
    /// <param name="a">The row-major matrix, x.Length × y.Length.</param>
    public static void AddOuter(S alpha, ReadOnlySpan<S> x, ReadOnlySpan<S> y, Span<S> a) => AddOuter(alpha, x, y, a, y.Length);

    /// <summary>Adds alpha · x yᵀ to A, whose rows start <paramref name="stride"/> elements apart.</summary>
    /// <inheritdoc cref="AddOuter(S, ReadOnlySpan{S}, ReadOnlySpan{S}, Span{S})"/>
    public static void AddOuter(S alpha, ReadOnlySpan<S> x, ReadOnlySpan<S> y, Span<S> a, int stride)
    {
        Matrix<S>(a, x.Length, y.Length, stride, nameof(a));
        Apart(a, x, nameof(a), nameof(x));
        Apart(a, y, nameof(a), nameof(y));
        fixed (S* p = x, q = y, m = a)
            for (int i = 0; i < x.Length; i++) AxpyOf(alpha * p[i], q, m + (nint)i * stride, y.Length);
    }

    private static void Times(ReadOnlySpan<S> a, int rows, int columns, int stride, ReadOnlySpan<S> x, Span<S> y, bool add)
    {
        Matrix(a, rows, columns, stride, nameof(a));
        Vector(x, columns, rows, columns, nameof(x));
        Vector<S>(y, rows, rows, columns, nameof(y));
        Apart(y, a, nameof(y), nameof(a));
        Apart(y, x, nameof(y), nameof(x));
        if (!add) y.Clear();
        fixed (S* m = a, p = x, q = y) TimesOf(m, rows, columns, stride, p, q);
    }

    private static void TransposedTimes(ReadOnlySpan<S> a, int rows, int columns, int stride, ReadOnlySpan<S> x, Span<S> y, bool add)
    {
        Matrix(a, rows, columns, stride, nameof(a));
        Vector(x, rows, rows, columns, nameof(x));
        Vector<S>(y, columns, rows, columns, nameof(y));
        Apart(y, a, nameof(y), nameof(a));
        Apart(y, x, nameof(y), nameof(x));
        if (!add) y.Clear();
        fixed (S* m = a, p = x, q = y) TransposedTimesOf(m, rows, columns, stride, p, q);
    }

    [MethodImpl(Hot)]
    private static void TimesOf(S* a, int rows, int columns, nint stride, S* x, S* y)
    {
        int i = 0;
        // Four rows at once share the loads of x.
        for (; Simd && i <= rows - 4; i += 4)
        {
            S* a0 = a + i * stride, a1 = a0 + stride, a2 = a1 + stride, a3 = a2 + stride;
            V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
            int j = 0;
            for (; j <= columns - V.Count; j += V.Count)
            {
                V v = Load(x + j);
                s0 = Vector512.FusedMultiplyAdd(Load(a0 + j), v, s0);
                s1 = Vector512.FusedMultiplyAdd(Load(a1 + j), v, s1);
                s2 = Vector512.FusedMultiplyAdd(Load(a2 + j), v, s2);
                s3 = Vector512.FusedMultiplyAdd(Load(a3 + j), v, s3);
            }
            if (j < columns)
            {
                int left = columns - j;
                V v = LoadFirst(x + j, left);
                s0 = Vector512.FusedMultiplyAdd(LoadFirst(a0 + j, left), v, s0);
                s1 = Vector512.FusedMultiplyAdd(LoadFirst(a1 + j, left), v, s1);
                s2 = Vector512.FusedMultiplyAdd(LoadFirst(a2 + j, left), v, s2);
                s3 = Vector512.FusedMultiplyAdd(LoadFirst(a3 + j, left), v, s3);
            }
            y[i] += Vector512.Sum(s0);
            y[i + 1] += Vector512.Sum(s1);
            y[i + 2] += Vector512.Sum(s2);
            y[i + 3] += Vector512.Sum(s3);
        }
        for (; i < rows; i++) y[i] += DotOf(a + i * stride, x, columns);
    }

    [MethodImpl(Hot)]
    private static void TransposedTimesOf(S* a, int rows, int columns, nint stride, S* x, S* y)
    {
        int i = 0;
        // Four rows at once share the loads and stores of y.
        for (; Simd && i <= rows - 4; i += 4)
        {
            S* a0 = a + i * stride, a1 = a0 + stride, a2 = a1 + stride, a3 = a2 + stride;
            V x0 = Vector512.Create(x[i]), x1 = Vector512.Create(x[i + 1]), x2 = Vector512.Create(x[i + 2]), x3 = Vector512.Create(x[i + 3]);
            int j = 0;
            for (; j <= columns - V.Count; j += V.Count)
            {
                V s = Vector512.FusedMultiplyAdd(Load(a0 + j), x0, Load(y + j));
                V t = Vector512.FusedMultiplyAdd(Load(a3 + j), x3, Load(a1 + j) * x1);
                s = Vector512.FusedMultiplyAdd(Load(a2 + j), x2, s);
                (s + t).Store(y + j);
            }
            if (j < columns)
            {
                int left = columns - j;
                V s = Vector512.FusedMultiplyAdd(LoadFirst(a0 + j, left), x0, LoadFirst(y + j, left));
                V t = Vector512.FusedMultiplyAdd(LoadFirst(a3 + j, left), x3, LoadFirst(a1 + j, left) * x1);
                s = Vector512.FusedMultiplyAdd(LoadFirst(a2 + j, left), x2, s);
                StoreFirst(y + j, s + t, left);
            }
        }
        for (; i < rows; i++) AxpyOf(x[i], a + i * stride, y, columns);
    }
}

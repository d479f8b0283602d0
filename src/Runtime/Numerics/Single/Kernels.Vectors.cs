// Printed from Kernels.Vectors.cs by a test: the same kernels on floats.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Autodiff.Numerics.KernelLanes;
using static Autodiff.Numerics.KernelShapes;
using S = float;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace Autodiff.Numerics;

public static unsafe partial class Kernels
{
    /// <summary>The sum of x[i] · y[i].</summary>
    public static S Dot(ReadOnlySpan<S> x, ReadOnlySpan<S> y)
    {
        Same(x, y, nameof(y));
        fixed (S* p = x, q = y) return DotOf(p, q, x.Length);
    }

    /// <summary>The sum of the elements.</summary>
    public static S Sum(ReadOnlySpan<S> x)
    {
        fixed (S* p = x) return SumOf(p, x.Length);
    }

    /// <summary>The sum of the squares of the elements.</summary>
    public static S SumOfSquares(ReadOnlySpan<S> x)
    {
        fixed (S* p = x) return DotOf(p, p, x.Length);
    }

    /// <summary>The Euclidean norm; neither overflows nor vanishes where it is representable.</summary>
    public static S Norm(ReadOnlySpan<S> x)
    {
        const S Least = sizeof(S) == 8 ? (S)1e-280 : (S)1e-30;
        S squares = SumOfSquares(x);
        if (squares > Least && S.IsFinite(squares)) return S.Sqrt(squares);
        S largest = 0;
        foreach (S value in x) largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0 || !S.IsFinite(largest)) return largest;
        S sum = 0;
        foreach (S value in x) sum += value / largest * (value / largest);
        return largest * S.Sqrt(sum);
    }

    /// <summary>Adds alpha · x to y.</summary>
    public static void Axpy(S alpha, ReadOnlySpan<S> x, Span<S> y)
    {
        Same(x, y, nameof(y));
        Apart(y, x, nameof(y), nameof(x));
        fixed (S* p = x, q = y) AxpyOf(alpha, p, q, x.Length);
    }

    [MethodImpl(Hot)]
    private static S DotOf(S* x, S* y, int n)
    {
        int i = 0;
        if (!Simd)
        {
            S sum = 0;
            for (; i < n; i++) sum += x[i] * y[i];
            return sum;
        }
        // Four sums: the loop is bound by its loads, not by the latency of one sum.
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        for (; i <= n - 4 * V.Count; i += 4 * V.Count)
        {
            s0 = Vector512.FusedMultiplyAdd(Load(x + i), Load(y + i), s0);
            s1 = Vector512.FusedMultiplyAdd(Load(x + i + V.Count), Load(y + i + V.Count), s1);
            s2 = Vector512.FusedMultiplyAdd(Load(x + i + 2 * V.Count), Load(y + i + 2 * V.Count), s2);
            s3 = Vector512.FusedMultiplyAdd(Load(x + i + 3 * V.Count), Load(y + i + 3 * V.Count), s3);
        }
        for (; i <= n - V.Count; i += V.Count) s0 = Vector512.FusedMultiplyAdd(Load(x + i), Load(y + i), s0);
        if (i < n) s1 = Vector512.FusedMultiplyAdd(LoadFirst(x + i, n - i), LoadFirst(y + i, n - i), s1);
        return Vector512.Sum((s0 + s1) + (s2 + s3));
    }

    [MethodImpl(Hot)]
    private static S SumOf(S* x, int n)
    {
        int i = 0;
        if (!Simd)
        {
            S sum = 0;
            for (; i < n; i++) sum += x[i];
            return sum;
        }
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        for (; i <= n - 4 * V.Count; i += 4 * V.Count)
        {
            s0 += Load(x + i);
            s1 += Load(x + i + V.Count);
            s2 += Load(x + i + 2 * V.Count);
            s3 += Load(x + i + 3 * V.Count);
        }
        for (; i <= n - V.Count; i += V.Count) s0 += Load(x + i);
        if (i < n) s1 += LoadFirst(x + i, n - i);
        return Vector512.Sum((s0 + s1) + (s2 + s3));
    }

    [MethodImpl(Hot)]
    private static void AxpyOf(S alpha, S* x, S* y, int n)
    {
        int i = 0;
        if (!Simd)
        {
            for (; i < n; i++) y[i] += alpha * x[i];
            return;
        }
        V a = Vector512.Create(alpha);
        for (; i <= n - V.Count; i += V.Count) Vector512.FusedMultiplyAdd(a, Load(x + i), Load(y + i)).Store(y + i);
        if (i < n) StoreFirst(y + i, Vector512.FusedMultiplyAdd(a, LoadFirst(x + i, n - i), LoadFirst(y + i, n - i)), n - i);
    }
}

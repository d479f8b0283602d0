// Log-sum-exp and softmax.
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
    /// <summary>The logarithm of the sum of the exponentials, without overflow on the way; −∞ of nothing.</summary>
    public static S LogSumExp(ReadOnlySpan<S> x)
    {
        fixed (S* p = x)
        {
            S largest = MaxOf(p, x.Length);
            // Nothing but −∞, or an infinity or NaN that decides.
            if (!S.IsFinite(largest)) return S.IsNaN(SumOf(p, x.Length)) && S.IsNegativeInfinity(largest) ? S.NaN : largest;
            return largest + VectorMath.Log(SumOfExp(p, largest, x.Length));
        }
    }

    /// <summary>The exponentials divided by their sum.</summary>
    /// <param name="x">Logits.</param>
    /// <param name="destination">Probabilities; as many elements as <paramref name="x"/>, in memory of their own.</param>
    public static void Softmax(ReadOnlySpan<S> x, Span<S> destination)
    {
        Same(x, destination, nameof(destination));
        Apart(destination, x, nameof(destination), nameof(x));
        fixed (S* p = x, q = destination)
        {
            S sum = WriteExp(p, q, MaxOf(p, x.Length), x.Length);
            Scale(q, 1 / sum, x.Length);
        }
    }

    /// <summary>The largest element, NaN if there is one before it; −∞ of nothing.</summary>
    [MethodImpl(Hot)]
    private static S MaxOf(S* x, int n)
    {
        int i = 0;
        S largest = S.NegativeInfinity;
        if (Simd)
        {
            V m = Vector512.Create(largest);
            for (; i <= n - V.Count; i += V.Count) m = Vector512.Max(m, Load(x + i));
            if (i < n) m = Vector512.Max(m, First(LoadFirst(x + i, n - i), n - i, S.NegativeInfinity));
            Vector256<S> half = Vector256.Max(m.GetLower(), m.GetUpper());
            Vector128<S> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
            largest = quarter[0];
            for (int lane = 1; lane < Vector128<S>.Count; lane++) largest = Math.Max(largest, quarter[lane]);
            return largest;
        }
        for (; i < n; i++) largest = Math.Max(largest, x[i]);
        return largest;
    }

    /// <summary>The sum of e^(x − shift).</summary>
    [MethodImpl(Hot)]
    private static S SumOfExp(S* x, S shift, int n)
    {
        int i = 0;
        S total = 0;
        if (Simd)
        {
            V sum = V.Zero, by = Vector512.Create(shift);
            for (; i <= n - V.Count; i += V.Count) sum += VectorMath.Exp(Load(x + i) - by);
            if (i < n) sum += First(VectorMath.Exp(LoadFirst(x + i, n - i) - by), n - i, 0);
            return Vector512.Sum(sum);
        }
        for (; i < n; i++) total += VectorMath.Exp(x[i] - shift);
        return total;
    }

    /// <summary>Writes e^(x − shift) and returns the sum.</summary>
    [MethodImpl(Hot)]
    private static S WriteExp(S* x, S* terms, S shift, int n)
    {
        int i = 0;
        S total = 0;
        if (Simd)
        {
            V sum = V.Zero, by = Vector512.Create(shift);
            for (; i <= n - V.Count; i += V.Count)
            {
                V e = VectorMath.Exp(Load(x + i) - by);
                e.Store(terms + i);
                sum += e;
            }
            if (i < n)
            {
                V e = First(VectorMath.Exp(LoadFirst(x + i, n - i) - by), n - i, 0);
                StoreFirst(terms + i, e, n - i);
                sum += e;
            }
            return Vector512.Sum(sum);
        }
        for (; i < n; i++) total += terms[i] = VectorMath.Exp(x[i] - shift);
        return total;
    }

    [MethodImpl(Hot)]
    private static void Scale(S* x, S factor, int n)
    {
        int i = 0;
        if (Simd)
        {
            V f = Vector512.Create(factor);
            for (; i <= n - V.Count; i += V.Count) (Load(x + i) * f).Store(x + i);
            if (i < n) StoreFirst(x + i, LoadFirst(x + i, n - i) * f, n - i);
            return;
        }
        for (; i < n; i++) x[i] *= factor;
    }
}

// Vector access of the kernels: loads and stores of the first few elements, and when vectors are fast at all.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autodiff.Numerics;

/// <summary>Loads and stores that touch no element beyond those asked for.</summary>
internal static unsafe class KernelLanes
{
    private const MethodImplOptions Always = MethodImplOptions.AggressiveInlining;

    /// <summary>Whether vector loops are faster than scalar ones: without fused multiply-add each becomes a call.</summary>
    public static bool Simd
    {
        [MethodImpl(Always)]
        get => Vector512.IsHardwareAccelerated || (Vector256.IsHardwareAccelerated && Fma.IsSupported);
    }

    [MethodImpl(Always)]
    public static Vector512<double> Load(double* p) => Vector512.Load(p);

    [MethodImpl(Always)]
    public static Vector512<float> Load(float* p) => Vector512.Load(p);

    /// <summary>The first elements, zero in the other lanes.</summary>
    [MethodImpl(Always)]
    public static Vector512<double> LoadFirst(double* p, int count)
    {
        if (Avx512F.IsSupported) return Avx512F.MaskLoad(p, Mask(count), Vector512<double>.Zero);
        Vector512<double> lanes = Vector512<double>.Zero;
        for (int i = 0; i < count; i++) ((double*)&lanes)[i] = p[i];
        return lanes;
    }

    /// <inheritdoc cref="LoadFirst(double*, int)"/>
    [MethodImpl(Always)]
    public static Vector512<float> LoadFirst(float* p, int count)
    {
        if (Avx512F.IsSupported) return Avx512F.MaskLoad(p, MaskSingle(count), Vector512<float>.Zero);
        Vector512<float> lanes = Vector512<float>.Zero;
        for (int i = 0; i < count; i++) ((float*)&lanes)[i] = p[i];
        return lanes;
    }

    [MethodImpl(Always)]
    public static void StoreFirst(double* p, Vector512<double> lanes, int count)
    {
        if (Avx512F.IsSupported) Avx512F.MaskStore(p, Mask(count), lanes);
        else for (int i = 0; i < count; i++) p[i] = ((double*)&lanes)[i];
    }

    [MethodImpl(Always)]
    public static void StoreFirst(float* p, Vector512<float> lanes, int count)
    {
        if (Avx512F.IsSupported) Avx512F.MaskStore(p, MaskSingle(count), lanes);
        else for (int i = 0; i < count; i++) p[i] = ((float*)&lanes)[i];
    }

    [MethodImpl(Always)]
    public static Vector512<double> Mask(int count) => Vector512.LessThan(Vector512<double>.Indices, Vector512.Create((double)count));

    [MethodImpl(Always)]
    public static Vector512<float> MaskSingle(int count) => Vector512.LessThan(Vector512<float>.Indices, Vector512.Create((float)count));

    /// <summary>The lanes below <paramref name="count"/>, the other in the rest.</summary>
    [MethodImpl(Always)]
    public static Vector512<double> First(Vector512<double> lanes, int count, double other) => Vector512.ConditionalSelect(Mask(count), lanes, Vector512.Create(other));

    /// <inheritdoc cref="First(Vector512{double}, int, double)"/>
    [MethodImpl(Always)]
    public static Vector512<float> First(Vector512<float> lanes, int count, float other) => Vector512.ConditionalSelect(MaskSingle(count), lanes, Vector512.Create(other));
}

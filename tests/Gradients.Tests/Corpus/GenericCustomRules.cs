// Derivatives written by hand for generic methods, members of generic types, and instance methods of other types.
using System.Numerics;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>A square with a rate, whose reverse derivative stands beside it.</summary>
public sealed class Damper<T>(T rate)
    where T : IFloatingPointIeee754<T>
{
    public T Rate { get; } = rate;

    public T Apply(T x) => Rate * x * x;

    [VjpOf(nameof(Apply))]
    public T ApplyReverse(T x, T seed, ref T xAdjoint)
    {
        xAdjoint += seed * Rate * x * T.CreateChecked(2);
        return Apply(x);
    }
}

/// <summary>A cubic that knows nothing of derivatives.</summary>
public sealed class Spring
{
    public double Stiffness { get; set; } = 0.5;

    public double Force(double x) => Stiffness * x * x * x;
}

/// <summary>Custom derivatives that are generic, or of instance methods.</summary>
public static partial class GenericCustomRules
{
    public static T Cube<T>(T x, int n)
        where T : INumber<T> => x * x * x * T.CreateChecked(n);

    [VjpOf(nameof(Cube))]
    private static TNumber CubeReverse<TNumber>(TNumber x, int n, TNumber seed, ref TNumber xAdjoint)
        where TNumber : INumber<TNumber>
    {
        xAdjoint += seed * TNumber.CreateChecked(3 * n) * x * x;
        return Cube(x, n);
    }

    [JvpOf(nameof(Cube))]
    private static T CubeForward<T>(T x, int n, T xTangent, out T tangent)
        where T : INumber<T>
    {
        tangent = xTangent * T.CreateChecked(3 * n) * x * x;
        return Cube(x, n);
    }

    [VjpOf(typeof(Spring), nameof(Spring.Force))]
    private static double ForceReverse(Spring spring, double x, double seed, ref double xAdjoint)
    {
        xAdjoint += seed * 3 * spring.Stiffness * x * x;
        return spring.Force(x);
    }

    [JvpOf(typeof(Spring), nameof(Spring.Force))]
    private static double ForceForward(Spring spring, double x, double xTangent, out double tangent)
    {
        tangent = xTangent * 3 * spring.Stiffness * x * x;
        return spring.Force(x);
    }

    [Differentiable]
    public static double AtDouble(double x) => Cube(x, 2) + (float)Cube(3, 2);

    [Differentiable]
    public static T AtAnyType<T>(T x, T y)
        where T : IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < 3; i++) sum = Cube((sum * y) + x, i);
        return sum;
    }

    [Differentiable]
    [MayAllocate("makes the object that it calls")]
    public static double OfAnotherType(double x)
    {
        var spring = new Spring();
        double y = x;
        for (int i = 0; i < 3; i++) y = spring.Force(y) + x;
        return y;
    }

    [Differentiable]
    [MayAllocate("makes the object that it calls")]
    public static T OfAGenericType<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        var damper = new Damper<T>(T.CreateChecked(0.25));
        return damper.Apply(x) * damper.Apply(damper.Apply(x));
    }

    [Differentiable]
    public static T ByHand<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => x * T.Sin(y);

    [VjpOf(nameof(ByHand))]
    private static T ByHandReverse<T>(T x, T y, T seed, ref T xAdjoint, ref T yAdjoint)
        where T : IFloatingPointIeee754<T>
    {
        xAdjoint += seed * T.Sin(y);
        yAdjoint += seed * x * T.Cos(y);
        return ByHand(x, y);
    }
}

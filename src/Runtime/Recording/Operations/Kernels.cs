// The operations on variables of one element type, as the functions of Variable call them.
using System;
using System.Numerics;

namespace Autodiff;

/// <summary>
/// Each is an overload that the generator has written beside a <c>[Differentiable]</c> method over spans (<see cref="DoubleKernels"/>). Shapes fit: the functions of <see cref="Variable"/> have
/// checked and broadcast them. The methods for <see cref="float"/> are those for <see cref="double"/> with the one word changed, by the build.
/// </summary>
internal abstract class Kernels<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static readonly Kernels<T> Instance =
        typeof(T) == typeof(double) ? (Kernels<T>)(object)new DoubleKernels() : typeof(T) == typeof(float) ? (Kernels<T>)(object)new SingleKernels()
        : throw new NotSupportedException($"Variables hold float or double, not {typeof(T).Name}.");

    public abstract Variable<T> Add(Variable<T> a, Variable<T> b);
    public abstract Variable<T> Subtract(Variable<T> a, Variable<T> b);
    public abstract Variable<T> Multiply(Variable<T> a, Variable<T> b);
    public abstract Variable<T> Divide(Variable<T> a, Variable<T> b);
    public abstract Variable<T> Power(Variable<T> a, Variable<T> b);
    public abstract Variable<T> Max(Variable<T> a, Variable<T> b);
    public abstract Variable<T> Min(Variable<T> a, Variable<T> b);

    public abstract Variable<T> Add(Variable<T> x, T c);
    public abstract Variable<T> Multiply(Variable<T> x, T c);
    public abstract Variable<T> SubtractFrom(T c, Variable<T> x);
    public abstract Variable<T> DivideInto(T c, Variable<T> x);
    public abstract Variable<T> Power(Variable<T> x, T p);

    public abstract Variable<T> Negate(Variable<T> x);
    public abstract Variable<T> Exp(Variable<T> x);
    public abstract Variable<T> Log(Variable<T> x);
    public abstract Variable<T> Sqrt(Variable<T> x);
    public abstract Variable<T> Abs(Variable<T> x);
    public abstract Variable<T> Sin(Variable<T> x);
    public abstract Variable<T> Cos(Variable<T> x);
    public abstract Variable<T> Tanh(Variable<T> x);
    public abstract Variable<T> Sigmoid(Variable<T> x);
    public abstract Variable<T> Relu(Variable<T> x);

    /// <summary>y[o, r, i] = x[o, i].</summary>
    public abstract Variable<T> Expand(Variable<T> x, int outer, int repeat, int inner, ReadOnlySpan<nint> shape);
    /// <summary>y[o, i] = the sum of x[o, r, i] over r.</summary>
    public abstract Variable<T> Sum(Variable<T> x, int outer, int count, int inner, ReadOnlySpan<nint> shape);
    /// <summary>The logarithm of the sum of exp of each row.</summary>
    public abstract Variable<T> LogSumExp(Variable<T> x, int rows, int columns, ReadOnlySpan<nint> shape);
    public abstract Variable<T> Norm(Variable<T> x);
    public abstract Variable<T> Dot(Variable<T> a, Variable<T> b);
    public abstract Variable<T> MatMul(Variable<T> a, Variable<T> b, int rows, int inner, int columns, ReadOnlySpan<nint> shape);
    public abstract Variable<T> Transpose(Variable<T> x, int rows, int columns);

    public abstract Variable<T> Copy(Variable<T> x, ReadOnlySpan<nint> shape);
    /// <summary>y[i] = x[start + i].</summary>
    public abstract Variable<T> Part(Variable<T> x, int start, ReadOnlySpan<nint> shape);
    /// <summary>y[i] = x[places[i]].</summary>
    public abstract Variable<T> Gather(Variable<T> x, ReadOnlyMemory<int> places, ReadOnlySpan<nint> shape);
    /// <summary>Blocks of a and b in turn.</summary>
    public abstract Variable<T> Concat(Variable<T> a, Variable<T> b, int outer, int aBlock, int bBlock, ReadOnlySpan<nint> shape);

    public abstract Variable<T> SoftmaxCrossEntropy(Variable<T> logits, ReadOnlyMemory<int> labels, int classes);
    public abstract Variable<T> BatchNorm(Variable<T> x, Variable<T> scale, Variable<T> shift, int rows, int features, T epsilon);
    public abstract Variable<T> BatchNorm(Variable<T> x, Variable<T> scale, Variable<T> shift, Variable<T> mean, Variable<T> variance, int rows, int features, T epsilon);
}

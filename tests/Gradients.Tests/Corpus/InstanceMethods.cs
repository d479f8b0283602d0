// Instance methods: fields and properties of the receiver as constants, other methods of the receiver and of constant objects as helpers.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>What a base class brings along.</summary>
public abstract class ModelBase
{
    private protected const double Temperature = 1.25;

    internal readonly double Offset = 0.75;

    internal double Shifted(double x) => Math.Sin(x + Offset) * Temperature;

    public abstract double Link(double x);
}

/// <summary>A model with constants in its fields.</summary>
public sealed partial class InstanceMethods : ModelBase
{
    private readonly double _rate = 1.5;
    private readonly double[] _weights = [0.5, -1.25, 2, 0.75, -0.5];
    private readonly double[,] _mixing = { { 1, 0.5 }, { -0.25, 2 } };
    private readonly Activation _activation = new(0.5);
    private double _state = 2;

    public double Scale { get; init; } = 0.8;

    public double Twice => 2 * _state;

    private int Count => _weights.Length;

    [Differentiable]
    public double FieldAndProperty(double x) => Math.Sin(_rate * x) * Scale + (_state * x * Twice);

    [Differentiable]
    public double FieldArray(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length && i < Count; i++) sum += _weights[i] * Math.Exp(x[i]);
        return sum * sum;
    }

    [Differentiable]
    internal double FieldMatrix(double a, double b)
    {
        double first = (_mixing[0, 0] * a) + (_mixing[0, 1] * b), second = (this._mixing[1, 0] * a) + (_mixing[1, 1] * b);
        return Math.Tanh(first) * second;
    }

    [Differentiable]
    public double SmallHelper(double x) => Damped(x) * Damped(2 * x);

    private double Damped(double x) => Math.Exp(-_rate * x) * x;

    [Differentiable]
    public double LargeHelper(ReadOnlySpan<double> x)
    {
        double first = Fold(x, 0.5);
        return first * Fold(x, first);
    }

    private double Fold(ReadOnlySpan<double> x, double start)
    {
        double value = start;
        for (int i = 0; i < x.Length; i++) value = Math.Sin(value * _rate) + (x[i] * _weights[i % _weights.Length]);
        return value;
    }

    [Differentiable]
    public void MutatingHelper(Span<double> y)
    {
        Relax(y);
        Relax(y);
    }

    private void Relax(Span<double> y)
    {
        for (int i = 1; i < y.Length; i++) y[i] = (y[i] * y[i - 1] * _rate) + _weights[i % _weights.Length];
    }

    [Case("depth=0"), Case("depth=4")]
    [Differentiable]
    public double Recursive(double x, int depth) => depth <= 0 ? x : Math.Cos(Recursive(x * _rate, depth - 1)) + x;

    [Case("depth=0"), Case("depth=4")]
    [Differentiable(Name = "RecursiveOfEntry")]
    private double Recursive([NotDifferentiable] int depth, double x) => depth <= 0 ? x * x : Math.Sin(Recursive(depth - 1, x * _rate) + x);

    [Differentiable]
    public double OfBase(double x) => Shifted(x) * x + base.Shifted(2 * x) + Offset;

    [Differentiable]
    public double SealedOverride(double x) => Link(x) * x;

    public override double Link(double x) => 1 / (1 + Math.Exp(-x * _rate));

    [Differentiable]
    public double OfAnotherObject(double x) => _activation.At(x) + _activation.At(x * x);

    [Differentiable]
    public static double OfAParameter(double x, Activation activation, double y) => activation.At(x * y) * y;

    [Differentiable]
    public double DataDependent(double x)
    {
        double value = x;
        while (value < 10) value = (value * value * _rate) + Scale;
        return value;
    }

    [Differentiable]
    public double OutAndRef(double x, ref double y, out double z)
    {
        Split(x * y, out double s, out z);
        y = s * y;
        return s + z;
    }

    private void Split(double x, out double s, out double c)
    {
        s = Math.Sin(x * _rate);
        c = Math.Cos(x / _rate);
    }

    [Differentiable]
    public double Names(double self, double value) => self * value * Damped(self);
}

/// <summary>A helper object.</summary>
public sealed class Activation(double slope)
{
    private readonly double _unused = 1;

    public Activation()
        : this(0.5)
    {
    }

    internal double Slope { get; } = slope;

    public double At(double x) => x > 0 ? x : Slope * (Math.Exp(x) - 1);

    public override string ToString() => $"{Slope} {_unused}";
}

/// <summary>Methods of a readonly struct.</summary>
public readonly partial struct Gaussian
{
    private readonly double _mean = 0.3, _width = 1.7;

    public Gaussian()
    {
    }

    [Differentiable]
    public double Density(double x)
    {
        double t = Standardised(x);
        return Math.Exp(-0.5 * t * t) / _width;
    }

    private double Standardised(double x) => (x - _mean) / _width;

    [Differentiable]
    public double LogLikelihood(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x) sum += Math.Log(Density(value));
        return sum;
    }
}

/// <summary>Methods of a struct that is not readonly.</summary>
public partial struct Oscillator
{
    public double Stiffness = 2.5;
    private float _mass = 1.5f;

    public Oscillator()
    {
    }

    [Differentiable]
    public readonly double Energy(double q, double p) => (0.5 * Stiffness * q * q) + (p * p / (2 * _mass));

    [Differentiable]
    public float Heavier(float q)
    {
        return q * q * _mass;
    }

    public void Grow() => _mass++;
}

/// <summary>Methods of a record.</summary>
public sealed partial record Loan(double Rate)
{
    public Loan()
        : this(0.05)
    {
    }

    [Case("months=12")]
    [Differentiable]
    public double Payment([Domain(1, 2)] double principal, int months) => principal * Rate / (1 - Math.Pow(1 + Rate, -months));

    [Differentiable]
    [Domain(1, 2)]
    public double Present(double amount, double years) => amount * Math.Exp(-Rate * years);
}

/// <summary>Extension methods, as entry and as helper.</summary>
public static partial class ExtensionMethods
{
    [Differentiable]
    public static double Squash(this double x, double slope) => Math.Tanh(slope * x);

    [Differentiable]
    public static double Chained(double x, double y) => x.Squash(y).Squash(2);

    [Differentiable]
    public static double SumOfSquares(this ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x) sum += value * value;
        return sum;
    }

    [Differentiable]
    public static double OfSpan(ReadOnlySpan<double> x, double y) => Math.Sqrt(1 + x.SumOfSquares()) * y.Squash(0.5);

    [Differentiable]
    public static void Soften(this Span<double> x, double by)
    {
        for (int i = 0; i < x.Length; i++) x[i] = x[i].Squash(by);
    }

    [Differentiable]
    public static void SoftenTwice(this double[] x)
    {
        x.AsSpan().Soften(0.5);
        ((Span<double>)x).Soften(0.25);
    }

    [Differentiable]
    public static double OfObject(this Activation activation, double x) => activation.At(x) * x;
}

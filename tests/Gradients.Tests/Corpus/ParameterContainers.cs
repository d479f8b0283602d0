// Parameter containers: classes and structs that hold arrays and numbers, read, passed on, written in place.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>One dense layer; its arrays are only read as properties.</summary>
public sealed class DenseLayer(int outputs, int inputs)
{
    public double[,] W { get; } = new double[outputs, inputs];

    public double[] Bias { get; init; } = new double[outputs];

    public double Scale { get; set; } = 1;

    public string Name { get; init; } = "dense";

    public int Outputs => Bias.Length;

    public static DenseLayer Shaped(int n) => new(n, n);

    public double Row(int i, ReadOnlySpan<double> x)
    {
        double sum = Bias[i];
        for (int j = 0; j < x.Length; j++) sum += W[i, j] * x[j];
        return Scale * Math.Tanh(sum);
    }

    public void Apply(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < Outputs; i++) y[i] = Row(i, x);
    }
}

/// <summary>Two layers, and weights that are a readonly field.</summary>
public class TwoLayers(DenseLayer first, DenseLayer second, int n)
{
    public readonly double[] Output = new double[n];

    [NotDifferentiable]
    public double Temperature = 0.5;

    public DenseLayer First { get; } = first;

    public DenseLayer Second { get; } = second;

    public static TwoLayers Shaped(int n) => new(DenseLayer.Shaped(n), DenseLayer.Shaped(n), n);
}

/// <summary>Fields of a base class come first.</summary>
public sealed class WithSkip(int n) : TwoLayers(DenseLayer.Shaped(n), DenseLayer.Shaped(n), n)
{
    public float[] Skip = new float[n];

    public static new WithSkip Shaped(int n) => new(n);
}

/// <summary>A record struct whose number is set by making it anew.</summary>
public readonly record struct Affine(double[] Weights, double Offset)
{
    public static Affine Shaped(int n) => new(new double[n], 0);

    public double Of(ReadOnlySpan<double> x)
    {
        double sum = Offset;
        for (int i = 0; i < Weights.Length; i++) sum += Weights[i] * x[i];
        return sum;
    }
}

/// <summary>A struct with everything in it.</summary>
public struct Mixture
{
    public double[] Means;
    public float[] Logits;
    public Vec Center;
    public double Width;
    public int[] Order;
    public Affine Inner;

    public static Mixture Shaped(int n)
    {
        var mixture = new Mixture { Means = new double[n], Logits = new float[n], Order = new int[n], Width = 1, Inner = Affine.Shaped(n) };
        for (int i = 0; i < n; i++) mixture.Order[i] = n - 1 - i;
        return mixture;
    }
}

/// <summary>Arrays only: its derivatives are passed by value.</summary>
public readonly struct Planes
{
    private Planes(int n) => (Normals, Distances) = (new double[n, 3], new double[n]);

    public double[,] Normals { get; }

    public double[] Distances { get; }

    public static Planes Shaped(int n) => new(n);
}

public static partial class ParameterContainers
{
    [Differentiable]
    public static double Layer(DenseLayer layer, ReadOnlySpan<double> x)
    {
        ArgumentNullException.ThrowIfNull(layer);
        double sum = 0;
        for (int i = 0; i < layer.Outputs; i++) sum += layer.Row(i, x) * layer.Bias[i];
        return sum;
    }

    [Differentiable]
    public static double Nested(TwoLayers net, ReadOnlySpan<double> x)
    {
        DenseLayer first = net.First;
        Span<double> hidden = new double[first.Outputs], last = new double[net.Second.Outputs];
        first.Apply(x, hidden);
        net.Second.Apply(hidden, last);
        double sum = 0;
        for (int i = 0; i < last.Length; i++) sum += last[i] * net.Output[i] * net.Temperature;
        return sum + Penalty(net.First) + Penalty(net.Second);
    }

    private static double Penalty(DenseLayer layer)
    {
        double sum = layer.Scale * layer.Scale;
        foreach (double w in layer.Bias) sum += w * w;
        return layer.Name.Length > 0 ? 0.01 * sum : 0;
    }

    [Differentiable(nameof(net))]
    public static double Inherited(WithSkip net, ReadOnlySpan<double> x)
    {
        double sum = net is null ? 1 : 0;
        for (int i = 0; i < x.Length; i++) sum += net!.Skip[i] * x[i] * net.First.Scale;
        return sum + OfBase(net!, x);
    }

    private static double OfBase(TwoLayers net, ReadOnlySpan<double> x) => x.Length > 0 ? net.Second.Row(0, x) * net.Output[0] : 0;

    [Differentiable]
    public static double RecordStruct(Affine affine, ReadOnlySpan<double> x) => Math.Exp(0.1 * affine.Of(x)) + (affine.Offset * affine.Offset);

    [Differentiable]
    public static double TwoOfOneType(Affine left, in Affine right, double t)
    {
        (double[] weights, double offset) = left;
        double sum = offset * t;
        for (int i = 0; i < weights.Length; i++) sum += weights[i] * right.Weights[i] * right.Offset;
        return sum;
    }

    [Differentiable]
    public static double Everything(Mixture mixture, double x)
    {
        double sum = mixture.Center * mixture.Center;
        for (int k = 0; k < mixture.Means.Length; k++)
        {
            double z = (x - mixture.Means[mixture.Order[k]]) * mixture.Width;
            sum += mixture.Logits[k] * Math.Exp(-0.5 * z * z);
        }

        return sum + mixture.Inner.Of(mixture.Means);
    }

    [Differentiable]
    public static double ACopyOfAStruct(Mixture mixture, double x)
    {
        Mixture copy = mixture;
        copy.Width *= x;
        copy.Center = copy.Width * copy.Center;
        return (copy.Center * mixture.Center) + (copy.Width * mixture.Width);
    }

    [Differentiable]
    public static double WrittenInPlace(Planes planes, double t)
    {
        for (int i = 0; i < planes.Distances.Length; i++)
        {
            planes.Distances[i] *= t + planes.Normals[i, 0];
            planes.Normals[i, 1] = planes.Distances[i] * planes.Normals[i, 2];
        }

        return planes.Distances.Length > 0 ? planes.Normals[0, 1] * planes.Distances[0] : t;
    }

    [Differentiable]
    public static void Normalise(DenseLayer layer, double floor)
    {
        double norm = floor * floor;
        foreach (double b in layer.Bias) norm += b * b;
        Rescale(layer.Bias, 1 / Math.Sqrt(norm + 0.1), layer.Scale);
    }

    private static void Rescale(Span<double> values, double by, double scale)
    {
        for (int i = 0; i < values.Length; i++) values[i] *= by * scale;
    }

    [Differentiable(nameof(x))]
    public static double AConstantContainer(DenseLayer layer, [NotDifferentiable] Affine affine, double x) => layer.Bias.Length > 0 ? layer.Bias[0] * x * affine.Weights[0] : x;

    [Differentiable(nameof(layer))]
    public static double PartsPassedOn(DenseLayer layer, ReadOnlySpan<double> x)
    {
        double sum = Dot(layer.Bias, x);
        for (int i = 0; i < layer.W.GetLength(0); i++)
        {
            var bias = layer.Bias;
            sum += Trace(layer.W) * bias[i];
        }

        return sum;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double Trace(double[,] a)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++) sum += a[i, i];
        return sum;
    }
}

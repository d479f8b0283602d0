// Every member of TensorPrimitives that gives a number, on doubles.
using System;
using System.Numerics.Tensors;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

[RoundsOtherwise("TensorPrimitives has functions of its own")]
public static partial class TensorReductions
{
    [Differentiable]
    public static double SumOf(ReadOnlySpan<double> x) => TensorPrimitives.Sum(x);

    [Differentiable]
    public static double SumOfSquaresOf(ReadOnlySpan<double> x) => TensorPrimitives.SumOfSquares(x);

    [Differentiable]
    public static double SumOfMagnitudesOf(ReadOnlySpan<double> x) => TensorPrimitives.SumOfMagnitudes(x);

    [Differentiable]
    public static double NormOf(ReadOnlySpan<double> x) => TensorPrimitives.Norm(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double ProductOf(ReadOnlySpan<double> x) => TensorPrimitives.Product(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double MaxOf(ReadOnlySpan<double> x) => TensorPrimitives.Max(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double MinOf(ReadOnlySpan<double> x) => TensorPrimitives.Min(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double MaxMagnitudeOf(ReadOnlySpan<double> x) => TensorPrimitives.MaxMagnitude(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double MinMagnitudeOf(ReadOnlySpan<double> x) => TensorPrimitives.MinMagnitude(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double MaxNumberOf(ReadOnlySpan<double> x) => TensorPrimitives.MaxNumber(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double MinNumberOf(ReadOnlySpan<double> x) => TensorPrimitives.MinNumber(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double MaxMagnitudeNumberOf(ReadOnlySpan<double> x) => TensorPrimitives.MaxMagnitudeNumber(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double MinMagnitudeNumberOf(ReadOnlySpan<double> x) => TensorPrimitives.MinMagnitudeNumber(x);

    [Differentiable]
    [Lengths(1, 2, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double AverageOf(ReadOnlySpan<double> x) => TensorPrimitives.Average(x);

    [Differentiable]
    [Lengths(2, 3, 5)]
    [Case("x:0", Throws = typeof(ArgumentException))]
    public static double StdDevOf(ReadOnlySpan<double> x) => TensorPrimitives.StdDev(x);

    [Differentiable]
    [Case("x:2 y:2")]
    [Case("x:0 y:0")]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static double DotOf(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => TensorPrimitives.Dot(x, y);

    [Differentiable]
    [Lengths(2, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static double ProductOfSumsOf(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => TensorPrimitives.ProductOfSums(x, y);

    [Differentiable]
    [Lengths(2, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static double ProductOfDifferencesOf(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => TensorPrimitives.ProductOfDifferences(x, y);

    [Differentiable]
    [Lengths(2, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static double DistanceOf(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => TensorPrimitives.Distance(x, y);

    [Differentiable]
    [Lengths(2, 5)]
    [Case("x:0 y:0", Throws = typeof(ArgumentException))]
    [Case("x:3 y:2", Throws = typeof(ArgumentException))]
    public static double CosineSimilarityOf(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => TensorPrimitives.CosineSimilarity(x, y);
}

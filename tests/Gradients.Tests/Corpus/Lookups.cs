// Loops over elements at indices that are found in memory: sparse products, tables, meshes.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Lookups
{
    private const string Twenty = "0,1,2,0,0,5,3,3,3,3,1,2,4,5,5,0,2,1,0,4";

    [Differentiable]
    [Lengths(0, 1, 7, 8, 9, 17)]
    [Case("v:20 column=0,1,2,0,0,5,3,3,3,3,1,2,4,5,5,0,2,1,0,-1 x:6", Throws = typeof(IndexOutOfRangeException))]
    [Case("v:20 column=0,6,2,0,0,5,3,3,3,3,1,2,4,5,5,0,2,1,0,1 x:6", Throws = typeof(IndexOutOfRangeException))]
    [Case("v:20 column:19 x:30", Throws = typeof(IndexOutOfRangeException))]
    public static double SparseProduct(ReadOnlySpan<double> v, ReadOnlySpan<int> column, ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < v.Length; i++) sum += v[i] * x[column[i]];
        return sum;
    }

    /// <summary>A matrix in coordinate form times a vector: many entries of one row.</summary>
    [Differentiable]
    [Lengths(0, 3, 16, 23)]
    public static void CoordinateForm(ReadOnlySpan<double> v, ReadOnlySpan<int> row, ReadOnlySpan<int> column, ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < v.Length; i++) y[row[i]] += v[i] * x[column[i]];
    }

    [Differentiable(nameof(table), nameof(weights))]
    [Lengths(1, 8, 15)]
    public static double Embedding(ReadOnlySpan<double> table, int[] token, ReadOnlySpan<double> weights)
    {
        double loss = 0;
        for (int i = 0; i < token.Length; i++) loss += Math.Tanh(table[token[i]] * weights[i]);
        return loss;
    }

    /// <summary>Between the knots of a table; the last one has no neighbour.</summary>
    [Differentiable(nameof(table), nameof(t))]
    [Case("table:7 cell=" + Twenty + " t:20 target:20")]
    [Case("table:6 cell=" + Twenty + " t:20 target:20", Throws = typeof(IndexOutOfRangeException))]
    public static double Interpolation(ReadOnlySpan<double> table, ReadOnlySpan<int> cell, ReadOnlySpan<double> t, ReadOnlySpan<double> target)
    {
        double loss = 0;
        for (int i = 0; i < t.Length; i++)
        {
            double error = ((1 - t[i]) * table[cell[i]]) + (t[i] * table[cell[i] + 1]) - target[i];
            loss += error * error;
        }
        return loss;
    }

    [Differentiable]
    [Lengths(0, 1, 16, 33)]
    public static void PermutedProduct(ReadOnlySpan<float> x, ReadOnlySpan<int> permutation, ReadOnlySpan<float> w, Span<float> y)
    {
        for (int i = 0; i < permutation.Length; i++)
        {
            float value = w[i] * x[permutation[i]];
            if (value > 0) y[i] = value * value * x[permutation[i]];
        }
    }

    /// <summary>Springs between the points of a plane: an element twice an int, and the one after it.</summary>
    [Differentiable(nameof(p), nameof(rest))]
    [Case("p:12 a=" + Twenty + " b=5,4,3,4,5,2,0,1,2,4,5,1,0,2,3,3,1,5,5,2 rest:20")]
    [Case("p:11 a=" + Twenty + " b=5,4,3,4,5,2,0,1,2,4,5,1,0,2,3,3,1,5,5,2 rest:20", Throws = typeof(IndexOutOfRangeException))]
    [Case("p:4 a=0,1,0,1,0,1,0,1,0 b=1,0,1,0,1,0,1,0,1 rest:9")]
    public static double Springs(ReadOnlySpan<double> p, ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<double> rest)
    {
        double energy = 0;
        for (int i = 0; i < rest.Length; i++)
        {
            double x = p[2 * a[i]] - p[2 * b[i]], y = p[(2 * a[i]) + 1] - p[(2 * b[i]) + 1];
            double stretch = Math.Sqrt((x * x) + (y * y) + 0.1) - rest[i];
            energy += stretch * stretch;
        }
        return energy;
    }

    /// <summary>Elements that only some trips look at; where no trip does, nothing needs to be there.</summary>
    [Differentiable(nameof(x), nameof(table))]
    [Case("x:17 table:9 index=0,1,2,0,0,5,3,3,3,3,1,2,4,5,5,0,2 offset=3")]
    [Case("x=-1,-2,-1,-3,-1,-2,-1,-2,-1 table:2 index=7,-8,9,99,7,7,7,7,7 offset=3")]
    [Case("x=1,-2,-1,-3,-1,-2,-1,-2,-1 table:9 index=4,-8,9,99,7,7,7,7,7 offset=3")]
    public static double InSomeTrips(ReadOnlySpan<double> x, ReadOnlySpan<double> table, ReadOnlySpan<int> index, int offset)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] > 0.5) sum += Math.Exp(x[i] * table[index[i] + offset - 3]);
        }
        return sum;
    }

    [Differentiable]
    [Lengths(0, 4, 17, 24)]
    public static double BetweenTwoTables(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, ReadOnlySpan<int> cell, ReadOnlySpan<double> t)
    {
        double sum = 0;
        for (int i = t.Length - 1; i >= 0; i--)
        {
            double value = lower[cell[i]] + (t[i] * (upper[cell[i]] - lower[cell[i]]));
            if (value > 0.4) sum += Math.Exp(value) * upper[cell[i]];
        }
        return sum;
    }

    [Differentiable]
    [Lengths(1, 17, 35)]
    public static float LogisticOfSingle(ReadOnlySpan<float> rating, ReadOnlySpan<int> player, ReadOnlySpan<int> opponent, float scale)
    {
        float loss = 0;
        for (int i = 0; i < player.Length; i++) loss += MathF.Log(1 + MathF.Exp(scale * (rating[opponent[i]] - rating[player[i]])));
        return loss;
    }

    /// <summary>An element that was added to may be one that a later trip reads: trip by trip.</summary>
    [Differentiable]
    [Case("x:6 from=" + Twenty + " to=5,4,3,4,5,2,0,1,2,4,5,1,0,2,3,3,1,5,5,2")]
    public static void Relaxation(Span<double> x, ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        for (int i = 0; i < from.Length; i++) x[to[i]] += 0.1 * Math.Sin(x[from[i]]);
    }
}

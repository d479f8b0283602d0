// Spans and arrays of structs and tuples: read, written in place, sliced, passed on, made inside.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>Spans and arrays of structs and tuples.</summary>
public static partial class StructSpans
{
    [Differentiable]
    public static double SumOfProducts(ReadOnlySpan<Vec> points, ReadOnlySpan<Complex> weights)
    {
        double sum = 0;
        for (int i = 0; i < Math.Min(points.Length, weights.Length); i++) sum += (points[i].X * points[i] * points[i]) + (weights[i].Re * points[i].Y);
        return sum;
    }

    [Differentiable]
    [Lengths(1, 4)]
    public static double PotentialEnergy(ReadOnlySpan<Particle> bodies, double softening)
    {
        double energy = 0;
        for (int i = 0; i < bodies.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Vec between = bodies[i].Position - bodies[j].Position;
                energy -= bodies[i].Mass * bodies[j].Mass * bodies[j].Kind / Math.Sqrt((between * between) + (softening * softening) + 0.1);
            }
        }

        return energy;
    }

    [Differentiable]
    public static double Foreach(Vec[] points, double x)
    {
        Vec sum = Vec.Zero;
        foreach (Vec point in points)
        {
            if (point.X < -1.5) continue;
            sum += x * point;
        }

        return sum * sum;
    }

    [Differentiable]
    public static void InPlace(Span<Vec> points, double scale)
    {
        for (int i = 1; i < points.Length; i++)
        {
            points[i] = scale * points[i].Cross(points[i - 1]);
            points[i] += points[0];
        }
    }

    [Differentiable]
    public static void FieldsInPlace(Span<Pair> pairs, ReadOnlySpan<double> x)
    {
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i].First *= x[i];
            pairs[i].Second += pairs[i].First * pairs[i].First;
            pairs[i].Swap();
            Add(ref pairs[i], x[i]);
        }
    }

    private static void Add(ref Pair pair, double x) => pair.First += x * pair.Second;

    [Differentiable(nameof(x))]
    public static void AnOutputThatIsNotNamed(Span<Complex> z, double x)
    {
        for (int i = 0; i < z.Length; i++) z[i] = z[i] * new Complex(x, 1);
    }

    [Differentiable]
    public static double ALocalArray(ReadOnlySpan<double> x)
    {
        var points = new Vec[x.Length];
        for (int i = 0; i < x.Length; i++) points[i] = new Vec(x[i], x[i] * x[i], 1);
        double sum = 0;
        for (int i = 1; i < points.Length; i++) sum += (points[i] - points[i - 1]).Length;
        return sum;
    }

    [Differentiable]
    public static double SlicesAndHelpers(Span<Vec> points, double x)
    {
        if (points.Length < 2) return x;
        Shift(points[1..], x);
        Shift(points.Slice(0, 1), x * x);
        return Total(points) * Total(points[^1..]);
    }

    private static void Shift(Span<Vec> points, double x)
    {
        for (int i = 0; i < points.Length; i++) points[i] = points[i] + new Vec(x, 0, x * points[i].Y);
    }

    private static double Total(ReadOnlySpan<Vec> points)
    {
        double sum = 0;
        foreach (Vec point in points) sum += point.X * point.Z;
        return sum;
    }

    [Differentiable]
    public static double TuplesInASpan((double Price, int Count)[] items, double discount)
    {
        double total = 0;
        for (int i = 0; i < items.Length; i++) total += items[i].Price * items[i].Count * (1 - discount);
        return total * total;
    }

    [Differentiable]
    public static double ACollectionOfStructs(double x, double y)
    {
        Span<Complex> z = [new(x, y), new(y, x), new(x * y, 1)];
        z[1] *= z[2];
        z[2] = z[0] + z[1];
        Complex product = new(1, 0);
        foreach (Complex factor in z) product *= factor;
        return product.Norm2();
    }
}

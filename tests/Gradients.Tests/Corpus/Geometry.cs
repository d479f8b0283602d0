// The structs of the corpus: a plain one, readonly and record ones, nested ones, with constants, with operators and methods.
using System;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>A plain struct: fields, methods that change it, an indexer.</summary>
public struct Pair
{
    public double First;
    public double Second;

    public readonly double this[int index] => index == 0 ? First : Second;

    public void Swap() => (First, Second) = (Second, First);

    public void Scale(double factor)
    {
        First *= factor;
        Second *= factor;
    }

    public double Take()
    {
        double taken = First * Second;
        First = 0;
        return taken;
    }
}

/// <summary>A readonly struct with a constructor that only assigns, operators and computed properties.</summary>
public readonly struct Vec
{
    public Vec(double x, double y, double z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    public double X { get; }

    public double Y { get; }

    public double Z { get; }

    public static Vec Zero => default;

    public double Length => Math.Sqrt((X * X) + (Y * Y) + (Z * Z));

    public static Vec operator +(Vec a, Vec b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vec operator -(Vec a, Vec b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vec operator -(Vec a) => new(-a.X, -a.Y, -a.Z);

    public static Vec operator *(double s, Vec a) => new(s * a.X, s * a.Y, s * a.Z);

    public static double operator *(Vec a, Vec b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    public static implicit operator Vec(double s) => new(s, s, s);

    public static explicit operator double(Vec a) => a.Length;

    public Vec Cross(in Vec b) => new((Y * b.Z) - (Z * b.Y), (Z * b.X) - (X * b.Z), (X * b.Y) - (Y * b.X));

    public void Deconstruct(out double x, out double y, out double z) => (x, y, z) = (X, Y, Z);
}

/// <summary>A record with a positional and a further property.</summary>
public readonly record struct Complex(double Re, double Im)
{
    public Complex Conjugate => this with { Im = -Im };

    public static Complex operator *(Complex a, Complex b) => new((a.Re * b.Re) - (a.Im * b.Im), (a.Re * b.Im) + (a.Im * b.Re));

    public static Complex operator +(Complex a, Complex b) => new(a.Re + b.Re, a.Im + b.Im);

    public double Norm2() => (Re * Re) + (Im * Im);
}

/// <summary>A mutable record.</summary>
public record struct Gain(double Factor)
{
    public double Offset { get; set; } = 1;

    public double Apply(double x) => (Factor * x) + Offset;
}

/// <summary>Nested, with constants among the fields, and single precision.</summary>
public struct Body
{
    public Vec Position { get; init; }

    public int Kind { get; init; }

    public Gain Gain { get; init; }

    public float Mass { get; init; }

    public string? Name { get; init; }
}

/// <summary>An element of a span: nested, with a constant.</summary>
public record struct Particle(Vec Position, float Mass, int Kind);

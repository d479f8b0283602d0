// Structs as locals, parameters and returned values.
using System;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

/// <summary>Structs as locals, parameters and returned values.</summary>
public static partial class Structs
{
    [Differentiable]
    public static double ALocalStruct(double x, double y)
    {
        Pair p;
        p.First = x * y;
        p.Second = Math.Sin(x);
        p.First += p.Second * p.First;
        Pair copy = p;
        p.Second = 7;
        return (copy.First * copy.Second) + p.First;
    }

    [Differentiable]
    [ClosedForm(nameof(LengthGradient_))]
    public static double LengthOf(Vec v) => v.Length;

    private static double[] LengthGradient_(Vec v) => [v.X / v.Length, v.Y / v.Length, v.Z / v.Length];

    [Differentiable]
    public static double Operators(Vec a, Vec b, double s)
    {
        Vec sum = a + (s * b) - -a;
        sum += b;
        return (sum * a) + (double)(b - a) + Vec.Zero.X;
    }

    [Differentiable]
    public static double TripleProduct(Vec a, in Vec b, Vec c) => a * b.Cross(c);

    [Differentiable]
    public static Vec Normalised(Vec v) => (1 / v.Length) * v;

    [Differentiable]
    public static Vec AConversionFromANumber(double s, Vec v) => v.Cross(s * s) + s;

    [Differentiable]
    public static Complex Horner(Complex z, Complex a, Complex b, Complex c) => (((a * z) + b) * z) + c;

    [Differentiable]
    public static double MandelbrotNorm(Complex c)
    {
        var z = new Complex(0, 0);
        for (int i = 0; i < 6; i++) z = (z * z) + c;
        return z.Norm2();
    }

    [Differentiable]
    public static Complex AStructThroughAWhileLoop(Complex c)
    {
        Complex z = c;
        while (z.Norm2() < 30) z = (z * z) + new Complex(Im: 0.5, Re: c.Re + 2);
        return z.Conjugate;
    }

    [Differentiable]
    public static double MethodsThatChangeTheirStruct(Pair p, double factor)
    {
        p.Scale(factor);
        Pair before = p;
        p.Swap();
        double taken = p.Take() * before.First;
        return taken + (p.Second * p[1]) + (p[0] * 5) + before[0];
    }

    [Differentiable]
    public static void ByReference(ref Pair p, double x)
    {
        Rotate(ref p, x);
        p.Scale(p.First);
    }

    private static void Rotate(ref Pair p, double angle)
    {
        (double sin, double cos) = Math.SinCos(angle);
        p = new Pair { First = (cos * p.First) - (sin * p.Second), Second = (sin * p.First) + (cos * p.Second) };
    }

    [Differentiable]
    public static double ByOut(double x, Vec v, out Vec half, out Complex square)
    {
        half = 0.5 * v;
        Squared(new Complex(x, v.Y), out square);
        return half.X * square.Re;
    }

    private static void Squared(Complex z, out Complex result) => result = z * z;

    [Differentiable]
    public static double NestedWithConstants(Body b, double x)
    {
        Body heavier = b with { Mass = b.Mass * 2, Position = b.Position + new Vec(x, 0, 0) };
        double energy = heavier.Mass * (heavier.Position * b.Position);
        if (heavier.Kind > 1) energy += heavier.Gain.Apply(x);
        return energy * b.Kind;
    }

    [Differentiable]
    public static Body AReturnedNestedStruct(Body b, double x) =>
        new() { Position = x * b.Position, Kind = b.Kind + 1, Gain = b.Gain with { Offset = x * x }, Mass = b.Mass * b.Mass, Name = b.Name };

    [Differentiable]
    public static double ASettableProperty(double x, double y)
    {
        var gain = new Gain(x) { Offset = y };
        gain.Offset *= gain.Apply(2);
        gain.Factor += 1;
        return gain.Apply(gain.Factor) + new Gain(y).Offset;
    }

    [Differentiable]
    public static double AChosenStruct(Vec a, Vec b, double x)
    {
        Vec chosen = x > 0 ? a + b : b;
        Vec other = x > 5 ? throw new InvalidOperationException() : a;
        if (chosen.X > 0) chosen = x * other;
        return chosen * b;
    }

    [Differentiable]
    public static double EarlyReturnFromAHelper(Vec a, double x) => (Clamped(x * a, 1) * a) + Clamped(a, 2).Z;

    private static Vec Clamped(Vec v, double most)
    {
        if (v.Length <= most) return v;
        double scale = most / v.Length;
        return scale * v;
    }

    [Differentiable]
    public static double Recursive(Vec v) => Halve(v, 4).X;

    private static Vec Halve(Vec v, int times)
    {
        if (times == 0) return v;
        Vec half = Halve(v.Cross(new Vec(0.25, v.X, 1)), times - 1);
        return 0.5 * (half + v);
    }

    [Differentiable(nameof(a))]
    public static double OneStructOfTwo(Vec a, Vec b) => a * b * a.X;

    [Differentiable]
    public static double AConstantStruct([NotDifferentiable] Vec a, Vec b) => a * b;

    [Differentiable]
    [NoFiniteDifferences("part of the input is detached")]
    public static double ADetachedStruct(Vec a, double x) => x * (Ad.Detach(a) * new Vec(x, x, 1));

    [Differentiable]
    public static double ADeconstructedStruct(Vec v, Complex c)
    {
        (double x, double y, _) = v;
        var (re, im) = c;
        return (x * re) - (y * im);
    }

    [Differentiable]
    public static double FieldsByReference(Pair p, double x)
    {
        Double(ref p.First, out p.Second);
        return p.First * p.Second * x;
    }

    private static void Double(ref double value, out double square)
    {
        value *= 2;
        square = value * value;
    }

    [Differentiable]
    [Case("n=4")]
    public static double AStructThatALoopChanges(Pair p, int n)
    {
        for (int i = 0; i < n; i++)
        {
            p.First = (p.First * p.Second) + 0.1;
            p.Second -= 0.1 * p.First * i;
        }

        return p.First + p.Second;
    }
}

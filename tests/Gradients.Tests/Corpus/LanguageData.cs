// One small function for each kind of data: rows of docs/language.md.
using System;
using System.Buffers;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Language
{
    [Row("Data", "Structs, records, `with`, operators of structs")]
    [Differentiable]
    public static double AStruct(Vec p, double x) { Vec q = x * p + p; return q * p; }

    [Row("Data", "Tuples: named, deconstructed")]
    [Differentiable]
    public static double ATuple((double A, double B) p) { (double a, double b) = p; return a * b * p.A; }

    [Row("Data", "Spans and arrays of structs")]
    [Differentiable]
    public static double SpanOfStructs(ReadOnlySpan<Vec> points) { double s = 0; foreach (Vec p in points) s += p * p; return s; }

    [Row("Data", "Two-dimensional arrays")]
    [Differentiable]
    public static double Matrix(double[,] a) { double s = 0; for (int i = 0; i < a.GetLength(0); i++) s += a[i, i] * a[i, 0]; return s; }

    [Row("Data", "Arrays of arrays: elements, rows as spans, `foreach` over rows")]
    [Differentiable]
    public static double Jagged(double[][] a) { double s = 1; foreach (double[] row in a) foreach (double v in row.AsSpan()) s += v * v * s; return s; }

    [Row("Data", "Parameter containers: classes with arrays, objects and settable numbers")]
    [Differentiable]
    public static double Container(TwoLayers net) { double s = net.First.Scale; foreach (double b in net.Second.Bias) s += b * b * net.First.Scale; return s; }

    [Row("Data", "Parameter containers: structs with arrays and numbers")]
    [Differentiable]
    public static double StructContainer(Affine p, ReadOnlySpan<double> x) => p.Of(x) * p.Offset;

    [Row("Data", "Arrays of a container written in place")]
    [Differentiable]
    public static void ContainerInPlace(DenseLayer layer, double x) { for (int i = 0; i < layer.Bias.Length; i++) layer.Bias[i] *= x * layer.Scale; }

    [Row("Data", "`ToArray`, `CopyTo`, `Fill`, `Clear` of spans of structs")]
    [Differentiable]
    public static double StructCopies(ReadOnlySpan<Complex> z) { Complex[] t = z.ToArray(); Span<Complex> u = new Complex[t.Length]; t.CopyTo(u); double s = 0; foreach (Complex c in u) s += c.Re * c.Im; return s; }

    private static double[] Scaled(double s, ReadOnlySpan<double> x) { double[] y = new double[x.Length]; for (int i = 0; i < y.Length; i++) y[i] = s * x[i]; return y; }

    [Row("Data", "Returned arrays, of one or two dimensions")]
    [Differentiable]
    public static double[] ReturnedArray(ReadOnlySpan<double> x, double s) { double[] y = x.ToArray(); for (int i = 0; i < y.Length; i++) y[i] *= s * x[i]; return y; }

    [Row("Data", "Calls of methods that return arrays")]
    [Differentiable]
    public static double CallsOfReturned(double[] x, double s) { double[] y = Scaled(s, Scaled(s * s, x)); return y.Length == 0 ? s : y[0] * y[^1]; }

    [Row("Data", "Arrays that change places: double buffering")]
    [Differentiable]
    public static double Swapped(double[] x, double s) { double[] a = [.. x], b = new double[x.Length]; for (int k = 0; k < 3; k++) { for (int i = 0; i < a.Length; i++) b[i] = a[i] * a[i] + s; (a, b) = (b, a); } return a.Length == 0 ? s : a[0] + b[^1]; }

    [Row("Data", "Array variables that are assigned again")]
    [Differentiable]
    public static double AssignedAgain(double[] x, double s) { double[] y = Scaled(2, x); for (int k = 0; k < 3; k++) y = Scaled(s, y); return y.Length == 0 ? s : y[0] * y[^1]; }

    [Row("Data", "Scratch rented from a pool, or on the stack when small")]
    [Differentiable]
    public static double Rented(ReadOnlySpan<double> x) { double[]? rented = null; Span<double> t = x.Length <= 8 ? stackalloc double[8] : (rented = ArrayPool<double>.Shared.Rent(x.Length)); x.CopyTo(t); double s = 0; for (int i = 0; i < x.Length; i++) s += t[i] * t[i]; if (rented is not null) ArrayPool<double>.Shared.Return(rented); return s; }
}

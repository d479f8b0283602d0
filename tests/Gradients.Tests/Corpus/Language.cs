// One small function for each construct of the language: the rows of docs/language.md.
using System;
using System.Diagnostics;
using Autodiff.Gradients.Tests.Harness;

namespace Autodiff.Gradients.Tests.Corpus;

public static partial class Language
{
    [Row("Branches", "`if`, `else`, early `return`")]
    [Differentiable]
    public static double If(double x, double y) { if (x < y) return x * y; else x = x * x; return x + y; }

    [Row("Branches", "`?:`, `&&`, `||`")]
    [Differentiable]
    public static double Conditional(double x, double y) => x > 0 && y > 0 || x < -1 ? x * y : x - y;

    [Row("Branches", "`switch` statement: constants, relations, `when`, `goto case`")]
    [Differentiable]
    [Case("n=0")]
    [Case("n=1")]
    [Case("n=5")]
    public static double Switch(double x, int n) { switch (n) { case 0: x *= x; goto case 1; case 1: x = Math.Sin(x); break; case > 3 when x > 0: return x * n; } return x * x; }

    [Row("Branches", "`switch` expression with relational and logical patterns")]
    [Differentiable]
    public static double SwitchExpression(double x) => x switch { < -1 or > 1 => x * x, >= 0 and < 0.5 => Math.Exp(x), _ => 3 * x };

    [Row("Branches", "`switch` over a tuple of values")]
    [Differentiable]
    public static double SwitchTuple(double x, double y) => (x > 0, y) switch { (true, > 0) => x * y, (false, _) => x - y * y, _ => y };

    [Row("Branches", "`is` patterns, `is not`, pattern variables")]
    [Differentiable]
    public static double Is(double x, double y) => x * y is > 0 and < 2 and var p ? p * p : y is not < 0 ? y : x;

    [Row("Branches", "Patterns over structs and tuples: `{ X: > 0 }`, `(var a, > 0)`")]
    [Differentiable]
    public static double StructPattern(Couple<double, double> p) => p switch { { A: > 0 } => p.A * p.B, (var a, > 0) => a * a, _ => p.B };

    [Row("Branches", "Patterns on constants: properties, types, strings")]
    [Differentiable]
    [Case("name=square")]
    [Case("name=other")]
    public static double Constants(double x, string name) => name switch { "square" => x * x, { Length: > 3 and var n } => x * n, _ => x };

    [Row("Loops", "`for` with a counter")]
    [Differentiable]
    public static double For(ReadOnlySpan<double> x) { double s = 0; for (int i = 0; i < x.Length; i++) s += x[i] * x[i] * i; return s; }

    [Row("Loops", "`foreach` over a span or array")]
    [Differentiable]
    public static double ForEach(ReadOnlySpan<double> x) { double s = 1; foreach (double a in x) s = s * a + 1; return s; }

    [Row("Loops", "`while`, `do`, with an end that the data decide")]
    [Differentiable]
    public static double While(double x) { double y = x * x + 1; while (y > 0.1) y *= 0.5 + 0.1 * Math.Sin(x); do y = Math.Exp(-y); while (y < 0.3); return y; }

    [Row("Loops", "`break` and `continue`, also out of a `switch`")]
    [Differentiable]
    public static double Jumps(ReadOnlySpan<double> x) { double s = 0; for (int i = 0; i < x.Length; i++) { switch (i % 3) { case 0: continue; case 1: s += x[i] * x[i]; break; } if (s > 9) break; s *= 0.5; } return s; }

    [Row("Assignments", "In conditions, operands and indices; chained; `+=`, `++`")]
    [Differentiable]
    public static double Assignments(ReadOnlySpan<double> x) { double s = 0, t; int i = 0; while (i < x.Length && (t = x[i++]) < 9) s += t * (t = s + t); return s; }

    [Row("Assignments", "Swaps and deconstruction of a tuple literal")]
    [Differentiable]
    public static double Swap(double x, double y) { (x, y) = (y * y, x); var (s, c) = Math.SinCos(x); return s * y + c; }

    [Row("Memory", "Elements of `Span<T>` written in place")]
    [Differentiable]
    public static void InPlace(ReadOnlySpan<double> x, Span<double> y) { for (int i = 0; i < x.Length; i++) y[i] = y[i] * x[i] + 1; }

    [Row("Memory", "Local arrays, `stackalloc`, slices, ranges")]
    [Differentiable]
    [Lengths(3, 6)]
    public static double Local(ReadOnlySpan<double> x) { Span<double> t = stackalloc double[3]; x[..3].CopyTo(t); t[1] *= t[0]; return t[1] * t[^1]; }

    [Row("Memory", "`ref` and `out` parameters")]
    [Differentiable]
    public static void RefAndOut(double x, ref double y, out double z) { y *= x; z = y * y; }

    [Row("Calls", "Static methods with source, recursion included")]
    [Differentiable]
    public static double Calls(double x) => Power(Math.Cos(x), 3);

    private static double Power(double x, int n) => n == 0 ? 1 : x * Power(x, n - 1);

    [Row("Effects", "Guards: `throw`, `?:` with `throw`, `ThrowIf…`, `Debug.Assert`; messages with differentiated values")]
    [Differentiable]
    [Domain(0.5, 2)]
    public static double Guards(double x, double y) { ArgumentOutOfRangeException.ThrowIfNegative(x); Debug.Assert(y > 0, $"y is {y}"); return Math.Log(x > 0 ? x : throw new ArgumentException($"x is {x}")) * y; }

    [Row("Control", "`Ad.Detach`: a value without derivative")]
    [Differentiable]
    [NoFiniteDifferences("a detached value counts as a constant")]
    public static double Detached(double x, double y) => x * Ad.Detach(x) + y;

    [Row("Generic code", "Generic methods called at a known type, any constraints; generic structs")]
    [Differentiable]
    public static double GenericCalls(ReadOnlySpan<double> x, double y) => GenericCode.Dot(x, x) * GenericCode.Clamp(y, -1, 1) + new Vector2Of<double>(y, 2).Dot(new(1, y));

    [Row("Generic code", "Static abstract and virtual members of an interface, through a known type")]
    [Differentiable]
    public static double StaticAbstract(double x) => GenericCode.Run<Square>(x) * GenericCode.Run<Exponential>(x);

    [Row("Generic code", "`typeof(T) == typeof(double)`, `(T)(object)x`")]
    [Differentiable]
    public static double TypeTests(double x) => GenericCode.Chosen(x);

    [Row("Generic code", "Generic methods themselves, over `T : IFloatingPointIeee754<T>`")]
    [Differentiable]
    public static T Generic<T>(ReadOnlySpan<T> x, T y) where T : System.Numerics.IFloatingPointIeee754<T> { T s = T.Exp(y); foreach (T a in x) s = s * a + T.CreateChecked(0.5) * GenericCode.Soft(a); return s; }

    [Row("Generic code", "Methods and structs of generic types: `LineOf<T>`")]
    [Differentiable]
    public static T GenericStructs<T>(LineOf<T> a, T x) where T : struct, System.Numerics.IFloatingPointIeee754<T> => a.At(a.At(x)) * a.Slope;
}

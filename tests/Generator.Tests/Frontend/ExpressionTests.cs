// Expressions: operators, conversions, constants, assignments inside expressions, elementary functions.
using System;
using System.Linq;
using System.Reflection;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class ExpressionTests
{
    [Fact]
    public void Arithmetic_of_floats() => Execution.Agree(
        "[Differentiable] public static double F(double x, float y) => -(x + y) * +x / (y - 3) % 2.5 + y * 2f - (float)x + (double)y;", [1.5, 2f], [-3.25, 0.1f]);

    [Fact]
    public void Arithmetic_of_integers_of_all_widths() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int a, long b, byte c, uint d, short e, ulong f, sbyte g, ushort h, char k, nint n)
        {
            int i = a * 3 - a / 2 + a % 5 + (a << 2) + (a >> 1) + (a >>> 1) + (~a & 7 | 2 ^ a);
            long l = b * a + c + e + h + k - g + n;
            c += 3; c++; e <<= 2; h--; g = (sbyte)(g * 2); d >>= 1; f = f * 2 + (ulong)a; n += 2;
            uint u = d + 7u; ulong v = f ^ u; l += (long)v; b |= 1; b &= ~4L; b ^= a; b >>>= 3;
            i++; --i; i -= c; i *= e; i /= 3; i %= 1000;
            return x * i + l + c + e + h + u + v + b + g + (int)x + (byte)a + (long)(x * 100) + n;
        }
        """, [1.5, 7, 12L, (byte)254, 9u, (short)300, 5UL, (sbyte)3, (ushort)9, 'a', (nint)4], [-2.5, -7, -12L, (byte)1, 0u, (short)-3, 0UL, (sbyte)-3, (ushort)0, 'z', (nint)(-4)]);

    [Fact]
    public void Comparisons_and_boolean_operators() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n, bool p)
        {
            bool a = x < 1 & n >= 2, b = x > 1 | n != 3, c = (x <= 2) ^ p, d = !(x == 2) && (p || n == 3), e = x != 3 == p;
            a &= b; b |= c; c ^= d;
            return (a ? 1 : 0) + (b ? 2 : 0) + (c ? 4 : 0) + (d ? 8 : 0) + (e ? 16 : 0) + (p ? x : -x);
        }
        """, [0.5, 2, true], [2.0, 3, false], [3.0, 1, true], [double.NaN, 3, false]);

    [Fact]
    public void Short_circuits_guard_what_would_fault() => Execution.Agree(
        "[Differentiable] public static double F(double[] x, int i) => i >= 0 && i < x.Length && x[i] > 0 ? x[i] : i < 0 || x[i - 1] > 1 ? -1 : 1;",
        [new[] { 1.0, -2 }, 0], [new[] { 1.0, -2 }, 1], [new[] { 1.0, 2 }, 2], [new double[0], -1]);

    [Fact]
    public void Assignments_and_increments_inside_expressions_keep_their_order() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, double[] a)
        {
            int i = 0;
            double y = (x = 2 * x) + x, z;
            z = y = a[i++] + a[i] * (x += 3) + x;
            a[i++] = a[i] = y + i;
            a[i--] += i + (i = 2);
            double w = a[0]++ + --a[1] + ++i + i-- + (a[i] *= 2);
            byte b = 255; int old = b++;
            return x + y + z + w + i + b + old;
        }
        """, [1.5, new[] { 1.0, 2, 3, 4 }]);

    [Fact]
    public void Constants_are_folded_with_the_type_they_have() => Execution.Agree(
        """
        const double Third = 1.0 / 3; const float Single = 0.1f; const int N = 3; const char Letter = 'A'; const bool On = true;
        enum Mode { Fast = 2, Slow }
        [Differentiable] public static double F(double x) { const double local = 2 * Third; return x * local + Single + N / 2 + Letter + (On ? Math.PI : 0) + (int)Mode.Slow + double.Epsilon + float.MaxValue + int.MaxValue + sizeof(double) + nameof(x).Length + long.MinValue + ulong.MaxValue + (N is var _ ? 0 : 0); }
        """.Replace(" + (N is var _ ? 0 : 0)", ""), [1.5]);

    [Fact]
    public void Numbers_convert_as_in_csharp() => Execution.Agree(
        "[Differentiable] public static float F(double x, float y, int n, ulong u) { float a = (float)x + n; double b = n + y; a += (float)b; b = u; float c = 3; c += 16777217; int i = (int)(x + 0.5); i += unchecked((short)70000); i += (short)n; return a + (float)b + c + i; }",
        [1.9, 2.1f, 16777217, ulong.MaxValue], [-1.9, 2f, -3, 0UL]);

    [Fact]
    public void Every_elementary_function_of_floats_is_a_primitive()
    {
        // Whatever takes floats, by value, and gives a float, an int or a bool. Of NaN payloads and estimates, values may differ by platform, not here.
        foreach (Type home in new[] { typeof(Math), typeof(MathF), typeof(double), typeof(float) })
        {
            foreach (IGrouping<string, MethodInfo> group in home.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).GroupBy(m => m.Name))
            {
                foreach (MethodInfo function in group)
                {
                    ParameterInfo[] parameters = function.GetParameters();
                    if (function.IsGenericMethod || function.IsSpecialName || parameters.Length == 0 || parameters[0].ParameterType is not { } first) continue;
                    if (first != typeof(double) && first != typeof(float)) continue;
                    if (function.Name is "SinCos" or "SinCosPi" || function.ReturnType != first && function.ReturnType != typeof(int) && function.ReturnType != typeof(bool)) continue;
                    string x = first == typeof(double) ? "double" : "float";
                    string args = string.Join(", ", parameters.Select((p, i) =>
                        p.ParameterType == typeof(int) ? "2" : p.ParameterType == typeof(MidpointRounding) ? "MidpointRounding.AwayFromZero" : "xyz"[i].ToString()));
                    string call = $"{(home == typeof(Math) || home == typeof(MathF) ? home.Name : x)}.{function.Name}({args})";
                    string value = function.ReturnType == typeof(bool) ? $"({call} ? 1 : 2)" : call;
                    DerivativeRequest request = Snippet.Of($"[Differentiable] public static {x} F({x} x, {x} y, {x} z) => x + {value};").Request();
                    bool guided = parameters.Length > 1 && function.Name == "Round";
                    Let[] lets = [.. request.Program.Entry.Body.All().OfType<Let>()];
                    Assert.Equal(guided, lets.Any(l => l.Op == Op.Opaque));
                    Assert.True(guided || lets.Any(l => l.Op >= Op.Abs && l.Op <= Op.IsRealNumber), $"{home.Name}.{function}");
                    Assert.DoesNotContain(request.Program.Entry.Body.All(), i => i is Effect);
                }
            }
        }
    }

    [Fact]
    public void Elementary_functions_have_the_values_of_csharp() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, double y, float z, int n)
        {
            double s = Math.Sin(x) + Math.Atan2(y, x) + Math.Log(x, y) + Math.Log(x) + Math.IEEERemainder(y, x) + Math.Pow(x, 2) + Math.ScaleB(x, n) + double.RootN(x, 3) + Math.ILogB(y);
            s += Math.Max(x, y) + Math.Min(n, 2) + Math.Abs(-n) + Math.Clamp(x, 0, 1) + Math.Clamp(n, 0, 2) + Math.Sign(y) + Math.Sign(n) + MathF.Sqrt(z) + float.Hypot(z, 2) + Math.Abs(z);
            s += Math.Round(x) + Math.Round(x, 1) + Math.Round(x, MidpointRounding.ToZero) + MathF.Round(z, n, MidpointRounding.AwayFromZero) + Math.FusedMultiplyAdd(x, y, x) + double.Lerp(x, y, 0.25);
            s += int.Max(n, 2) + System.Numerics.BitOperations.PopCount((uint)n) + Math.BigMul(n, n) + (double.IsNaN(x) ? 1 : 0) + (float.IsFinite(z) ? 2 : 0) + Math.Sqrt(n) + Math.Max(n, x);
            (double a, var b) = Math.SinCos(x * y); s += a * 2 + b; (a, b) = double.SinCosPi(x); s += a - b + Math.SinCos(y).Cos + MathF.SinCos(z).Sin;
            return Math.Clamp(max: 5, min: -5, value: s);
        }
        """, [1.25, 2.55, 3.35f, 3], [0.5, 7.5, 0.05f, 1]);

    [Fact]
    public void A_sum_of_ten_thousand_terms_is_read()
    {
        string terms = string.Join(" + ", Enumerable.Range(0, 10_000).Select(i => i % 3 == 0 ? "x" : i % 3 == 1 ? "x * y" : "1"));
        DerivativeRequest request = Execution.Agree($"[Differentiable] public static double F(double x, double y) => {terms};", [0.5, 2.0]);
        Assert.True(request.Program.Entry.Body.Body.OfType<Note>().All(n => n.Text.Length <= 110));
    }

    [Fact]
    public void A_chain_of_a_thousand_conditions_is_read()
    {
        string terms = string.Join(" & ", Enumerable.Range(0, 1_000).Select(i => $"n != {i + 7}"));
        Execution.Agree($"[Differentiable] public static double F(double x, int n) => {terms} ? x : -x;", [0.5, 5], [0.5, 500]);
    }

    [Fact]
    public void A_method_of_five_thousand_statements_costs_twice_as_much_as_one_of_half_as_many() => Growth.IsLinear(2_500, statements =>
    {
        string body = string.Join("\n", Enumerable.Range(0, statements).Select(i => $"y = y * 0.5 + x * {i};"));
        Snippet snippet = Snippet.Of($"[Differentiable] public static double F(double x) {{ double y = x; {body} return y; }}").MustCompile();
        return () => snippet.Request();
    });

    [Fact]
    public void Checked_arithmetic_is_read_where_the_project_checks()
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, checkOverflow: true, nullableContextOptions: NullableContextOptions.Enable);
        DerivativeRequest request = Snippet.Of("[Differentiable] public static double F(double x, int n) { n++; n += 2; return x * n; }", options).Request();
        Assert.NotNull(request);
    }
}

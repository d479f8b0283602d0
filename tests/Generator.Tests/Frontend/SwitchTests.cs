// Switches and patterns: what is read means what C# means.
using System;
using System.Linq;
using Xunit;

namespace Autodiff.Generator.Tests.Frontend;

public class SwitchTests
{
    [Fact]
    public void Sections_with_several_labels_end_with_break_return_or_throw() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double r = 1;
            switch (n)
            {
                case 0: break;
                case 1: case 2: r = x * n; break;
                case -3: return x * x;
                case 7: { double t = x; r = t * t; break; }
                case 8: throw new ArgumentException("eight");
                default: r = -x; break;
            }
            return r + x;
        }
        """, [1.5, 0], [1.5, 1], [1.5, 2], [1.5, -3], [1.5, 7], [1.5, 8], [1.5, 9]);

    [Fact]
    public void A_break_in_the_middle_of_a_section_leaves_the_switch() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double r = 1;
            switch (n)
            {
                case 0:
                    if (x > 2) { r = x; break; }
                    r += 3;
                    if (x > 1) { if (x > 1.5) break; else r *= 2; r += x; }
                    r *= x;
                    break;
                case 1:
                    if (x > 1) return r * 7;
                    if (x > 0) break;
                    r = 5 * x;
                    break;
            }
            return r + x;
        }
        """, [3.0, 0], [1.7, 0], [1.2, 0], [0.5, 0], [2.0, 1], [0.5, 1], [-1.0, 1], [2.0, 2]);

    [Fact]
    public void In_a_loop_break_leaves_the_switch_and_continue_goes_on_with_the_loop() => Execution.Agree(
        """
        [Differentiable] public static double F(double[] x, int[] code)
        {
            double s = 0;
            for (int i = 0; i < x.Length; i++)
            {
                switch (code[i])
                {
                    case 0: s += x[i]; break;
                    case 1: continue;
                    case 2: for (int j = 0; j < i; j++) { if (j == 2) break; if (x[j] < 0) continue; s *= x[j]; } break;
                    case 3: if (s > 4) break; s += 1; switch (i) { case 0: continue; case 1: break; default: s -= x[i]; break; } s += 2; break;
                    case 4: return s;
                    default: s = -s; break;
                }
                s += 0.5;
            }
            return s * 2;
        }
        """,
        [new[] { 1.0, -2, 3, 4, 5 }, new[] { 0, 1, 2, 3, 9 }], [new[] { 1.0, -2, 3, 4, 5 }, new[] { 3, 3, 3, 2, 2 }], [new[] { 1.0, 2, 3 }, new[] { 0, 4, 0 }], [new double[0], new int[0]]);

    [Fact]
    public void Goto_case_and_goto_default_go_on_in_another_section() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double r = 1;
            switch (n)
            {
                case 0: r += x; goto case 2;
                case 1: r *= x; goto default;
                case 2: r *= 3; if (r > 20) break; if (r < -20) return r; goto case 3;
                case 3: r -= x; if (r > 5) goto case 2; goto default;
                default: r += 0.25; break;
            }
            return r * x;
        }
        """, [1.5, 0], [1.5, 1], [2.5, 2], [2.5, 3], [0.5, 4], [-30.0, 2]);

    [Fact]
    public void Jumps_out_of_loops_inside_a_switch_with_goto() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double r = 1;
            for (int i = 0; i < 5; i++)
            {
                switch ((n + i) % 4)
                {
                    case 0:
                        for (int j = 0; j < 3; j++) { r += x; while (r > 4) { r /= 2; if (j == 1) goto case 2; if (j == 2) break; } if (r < -3) goto default; }
                        break;
                    case 1: if (r > 2) continue; r += 1; goto case 0;
                    case 2: r *= 1.5; break;
                    default: r -= 0.5; if (i == 4) return r; continue;
                }
                r += 0.125;
            }
            return r * x;
        }
        """, [1.5, 0], [1.5, 1], [2.5, 2], [2.5, 3], [-1.5, 0], [0.1, 1]);

    [Fact]
    public void Subjects_are_integers_enums_strings_bools_characters_and_floats() => Execution.Agree(
        """
        public enum Kind { A, B, C }
        [Differentiable] public static double F(double x, int code, string name, bool flag, char c, long big)
        {
            double r = x;
            switch ((Kind)code) { case Kind.A: r *= 2; break; case Kind.B: r *= x; break; }
            switch (name) { case "one": r += 1; break; case null: r += 2; break; case "{0}": r += 3; break; default: r += x; break; }
            switch (flag) { case true: r -= x * x; break; case false: r += x; break; }
            switch (c) { case 'a': case 'b': r *= 3; break; case '\'': r *= 4; break; }
            switch (big) { case 10_000_000_000: r += 5; break; case < 0: r -= 5; break; }
            switch (x) { case 1.5: r += 7; break; case double.NaN: r = 0; break; case 0: r = 9; break; case > 100: r = 100; break; }
            return r;
        }
        """,
        [1.5, 0, "one", true, 'a', 10_000_000_000L], [0.0, 1, "{0}", false, '\'', -1L], [double.NaN, 2, "x", true, 'z', 0L], [1e3, 7, "two", false, 'b', 1L]);

    [Fact]
    public void Guards_and_relations_are_tested_in_order() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, double y)
        {
            double r = 0;
            switch (x)
            {
                case > 0 when y > 0: r = x * y; break;
                case > 0 and < 10: r = x; break;
                case >= 10 or <= -10: r = y; break;
                case not 0 when y is > 1 or < -1: r = x - y; break;
                case var z when z * z < y: r = z; break;
                default: r = 3 * y; break;
            }
            return r;
        }
        """, [1.0, 2.0], [1.0, -2.0], [20.0, -1.0], [-20.0, -1.0], [-2.0, 3.0], [-2.0, 0.5], [0.0, 3.0], [0.0, 0.0], [double.NaN, -5.0]);

    [Fact]
    public void A_default_in_front_and_with_other_labels() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double r;
            switch (n) { default: r = x; break; case 1: r = 2 * x; break; }
            switch (n) { case 1: default: r += x * x; break; case 2: r += 7; break; case > 5: r -= 1; break; }
            switch (n) { case > 3 when x > 0: default: r *= 2; break; case > 3: r += 1; break; }
            return r;
        }
        """, [1.5, 1], [1.5, 2], [1.5, 3], [1.5, 9], [-1.5, 9]);

    [Fact]
    public void Switch_expressions_over_values_relations_and_guards() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double a = n switch { 0 => x, 1 or 2 => x * x, < 0 => -x, _ when x > 2 => x + n, _ => 1 };
            double b = x switch { < 0 => -x, >= 0 and < 1 => x * x, var t when t > 4 => Math.Sqrt(t), _ => 2 * x - 1 };
            float c = (n > 1) switch { true => (float)x, false => 3 };
            return a * b + c + (n is 1 or > 3 and not 5 ? x : 0) + (x is var u && u > 1 ? u : 0);
        }
        """, [1.5, 0], [0.5, 1], [-0.5, 2], [9.0, -1], [9.0, 4], [1.0, 5], [1.0, 6]);

    [Fact]
    public void A_switch_expression_without_a_match_throws() => Execution.Agree(
        "public enum Kind { A, B } [Differentiable] public static double F(double x, int n) => n switch { 0 => x, 1 => n + (Kind)n switch { Kind.A => 1, Kind.B => x }, 3 => (Kind)n switch { Kind.A => 1, Kind.B => x }, 4 => throw new ArgumentException() };",
        [1.5, 0], [1.5, 1], [1.5, 2], [1.5, 3], [1.5, 4]);

    [Fact]
    public void Tuples_of_subjects_are_taken_apart() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, double y, int n)
        {
            double r = (x, n) switch { (> 0, 0) => x * y, (var a, 1) when a < y => a - y, (_, > 1) => y, _ => x };
            switch (x > 0, y > 0) { case (true, true): r *= x; break; case (false, _): r -= y; break; }
            return r;
        }
        """, [1.0, 2.0, 0], [-1.0, 2.0, 0], [1.0, 2.0, 1], [3.0, -2.0, 1], [3.0, -2.0, 2]);

    [Fact]
    public void Property_and_type_patterns_look_at_constants() => Execution.Agree(
        """
        [Differentiable] public static double F(double x, Version o, object tag)
        {
            double r = o switch { null => x, { Major: > 3 and < 7, Minor: 2 } => x * x, { Build: var k, Revision: >= 0 } => x * k, { Minor: 1 } and { Major: var s } => s * x, _ => 0 };
            if (o is { Major: 9 } nine) r += nine.Minor * x;
            if (tag is int n) r *= n + 1;
            if (tag is string { Length: > 2 } text && text is not "abcd") r += text.Length;
            switch (tag) { case string t when t.Length > x: r *= x; break; case double: r = -r; break; case not null: r += 1; break; }
            return r;
        }
        """,
        [1.5, new Version(5, 2), "abc"], [1.5, new Version(9, 1), 3], [1.5, new Version(1, 1, 4, 0), 2.5], [1.5, new Version(1, 1), "abcd"], [4.5, new Version(1, 7), "abc"]);

    [Fact]
    public void Length_patterns_of_spans_and_null_tests_of_arrays() => Execution.Agree(
        """
        [Differentiable] public static double F(ReadOnlySpan<double> x, double[] w)
        {
            if (w is null) throw new ArgumentNullException(nameof(w));
            if (x is { Length: 0 }) return 0;
            return x is { Length: > 2 } ? x[2] * w[0] : x[0];
        }
        """, [new[] { 1.0, 2, 3 }, new[] { 4.0 }], [new double[0], new double[0]], [new[] { 1.0 }, new[] { 1.0 }]);

    [Fact]
    public void A_switch_of_a_thousand_cases_is_read()
    {
        string cases = string.Join("\n", Enumerable.Range(0, 1000).Select(i => $"case {i}: r = x * {i}; break;"));
        Execution.Agree($"[Differentiable] public static double F(double x, int n) {{ double r = 0; switch (n) {{ {cases} }} return r; }}", [1.5, 700], [1.5, -1], [1.5, 1000]);
    }
}
